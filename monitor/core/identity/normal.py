"""A reported statement in its normal form: terms with weights, in sentences, quoted or not, negated or not.

Boilerplate, the speaker's own name, the verb of saying and the speaker's role are taken out of the weighing: who
speaks is asked for elsewhere, and "said on Friday, according to AFP" says nothing of what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.core.identity.skeleton import alike, skeleton
from monitor.core.identity.vocabulary import COMMON, WEIGHTS, Vocabulary, vocabulary
from monitor.core.identity.wording import Raw, wording
from monitor.lexicon.identity import IdentityLexicon

LONGEST = 400_000
"""Characters compared; a speech of 20,000 words has 130,000."""
REACH = 3
"""Words that a negation reaches ahead."""
SPEAKER_WORDS = 3
APPOSITION = 9
REMEMBERED, SPEECH = 6000, 2000
"""Normal forms kept, and the characters up to which a text is worth keeping: 10 KB each as a rule."""
CONTENT = frozenset({"word", "concept"})
HEADLINE = 0.6
"""Share of capitalised words from which a text is set as an English headline."""


class Term(NamedTuple):
    """An occurrence of a word that carries content. `place` counts all words, so that neighbours are known."""

    key: str
    weight: float
    kind: str
    skeleton: str
    negated: bool
    quoted: bool
    place: int


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal form of a text.

    `sentences` are index ranges into `terms`; `quotes` the spans inside quotation marks likewise. Of all words in
    order, `names` are the keys, `weights` the weights, and `marked` the number of the pair of marks around, or -1.
    `plain` is equal for texts that differ in case, space and punctuation only. Without `capitals` names look like words,
    and where `nouns` are capitalised any noun looks like a name.
    """

    terms: tuple[Term, ...]
    sentences: tuple[tuple[int, int], ...]
    quotes: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    weights: tuple[float, ...]
    marked: tuple[int, ...]
    negations: int
    language: str | None
    inflected: bool
    plain: str
    capitals: bool
    nouns: bool

    @property
    def verbatim(self) -> bool:
        """Whether all of it stands inside marks, so that nothing was picked out."""
        return all(mark >= 0 for mark in self.marked)


def normal(
    text: str, language: str | None, speaker: str | None, lexicon: IdentityLexicon, *, direct: bool = False
) -> Normal:
    """The normal form of a statement by `speaker`.

    `direct` says that the text is the inside of a pair of marks. The forms asked for last are kept, but for speeches.
    """
    make = kept if len(text) <= SPEECH else normalise
    return make(text, language, speaker, lexicon, direct)


def normalise(text: str, language: str | None, speaker: str | None, lexicon: IdentityLexicon, direct: bool) -> Normal:  # noqa: FBT001 - lru_cache is faster without keywords
    """The normal form, made anew."""
    words = vocabulary(lexicon, language)
    raws = list(wording(text[:LONGEST], words, direct=direct))
    silent = _silent(raws, speaker)
    terms, negations = _terms(raws, silent, words)
    forms = [form.casefold() for form, _, _, _ in raws]
    weights = [word.weight for _, word, _, _ in raws]
    names = [word.key if word.weight else form for (_, word, _, _), form in zip(raws, forms, strict=True)]
    for index in silent:
        weights[index] = 0.0
    return Normal(
        terms=tuple(terms),
        sentences=_ranges([raws[term.place].sentence for term in terms]),
        quotes=_ranges([raws[term.place].quoted for term in terms], skip=-1),
        names=tuple(names),
        weights=tuple(weights),
        marked=tuple([quoted for _, _, quoted, _ in raws]),
        negations=negations,
        language=language,
        inflected=words.inflected,
        plain=" ".join(forms),
        capitals=any(raw.form[0].isupper() for raw in raws),
        nouns=words.capitalised_nouns,
    )


kept = lru_cache(maxsize=REMEMBERED)(normalise)


def _silent(raws: Sequence[Raw], speaker: str | None) -> set[int]:
    """Indexes of words that belong to the attribution: the speaker's name and what stands around role and verb."""
    bones = [skeleton(part) for part in (speaker or "").split()[-SPEAKER_WORDS:]]
    bones = [bone for bone in bones if len(bone) > 1]
    silent: set[int] = set()
    lower = not any(raw.form[0].isupper() for raw in raws)
    for index, raw in enumerate(raws):
        kind = raw.word.kind
        if (
            kind == "word"
            and (lower or raw.form[0].isupper())
            and any(alike(raw.word.skeleton, bone) for bone in bones)
        ):
            silent.add(index)
            before = index - 1
            while before >= 0 and index - before <= 2 and _given_name(raws, before):  # noqa: PLR2004 - two given names
                silent.add(before)
                before -= 1
            silent.update(_apposition(raws, index))
        elif kind == "role":
            silent.update(
                near for near in (index - 1, index + 1) if 0 <= near < len(raws) and raws[near].word.kind == "place"
            )
        elif kind == "weekday" and any(
            raws[near].word.kind in {"attribution", "role"}
            for near in range(max(0, index - 3), min(len(raws), index + 3))
        ):
            silent.add(index)
    return silent


def _apposition(raws: Sequence[Raw], name: int) -> range:
    """Words between the speaker's name and the verb of saying: "X, the alliance's chief of planning, said"."""
    for index in range(name + 1, min(len(raws), name + APPOSITION)):
        if raws[index].quoted >= 0 or raws[index].sentence != raws[name].sentence:
            break
        if raws[index].word.kind == "attribution":
            return range(name + 1, index)
    return range(0)


def _given_name(raws: Sequence[Raw], index: int) -> bool:
    raw = raws[index]
    return raw.form[0].isupper() and raw.word.kind == "word" and raw.sentence == raws[index + 1].sentence


def _terms(raws: Sequence[Raw], silent: set[int], words: Vocabulary) -> tuple[list[Term], int]:
    """What carries content, with its negation; and how many negations there are."""
    terms: list[Term] = []
    last_negation, negations = -REACH - 1, 0
    titled = _titled(raws)
    for index, (form, word, quoted, sentence) in enumerate(raws):
        if word.kind == "negation":
            last_negation, negations = index, negations + 1
        if not word.weight or index in silent:
            continue
        if word.kind == "multiplier" and terms and terms[-1].place == index - 1 and terms[-1].kind == "number":
            value = float(terms[-1].key.removeprefix("number:")) * word.value
            terms[-1] = terms[-1]._replace(key=f"number:{value:g}")
            continue
        opens = index == 0 or raws[index - 1].sentence != sentence
        capital = form[0].isupper() and word.kind == "word"
        kind = "name" if capital and not (opens or titled or words.capitalised_nouns) else word.kind
        weight = max(word.weight, WEIGHTS["word"]) if kind == "name" and word.weight != COMMON else word.weight
        if kind == "name" and _runs_on(terms, raws, index):
            terms[-1] = terms[-1]._replace(weight=min(terms[-1].weight, COMMON))
        negated = index - last_negation <= REACH and raws[max(last_negation, 0)].sentence == sentence
        terms.append(Term(word.key, weight, kind, word.skeleton if capital else "", negated, quoted >= 0, index))
    return terms, negations


def _runs_on(terms: Sequence[Term], raws: Sequence[Raw], index: int) -> bool:
    """Whether a name goes on the one before it ("Board of Peace"): such a name tells one thing, by its last word."""
    if not terms or terms[-1].kind != "name":
        return False
    between = raws[terms[-1].place + 1 : index]
    return not between or (len(between) == 1 and between[0].word.kind == "stop" and between[0].form.islower())


def _titled(raws: Sequence[Raw]) -> bool:
    """Whether the text is set in capitals or as an English headline, so that a capital tells nothing."""
    firsts = [form[0] for form, word, _, _ in raws if word.kind in CONTENT and form[0].isalpha()]
    return sum(map(str.isupper, firsts)) > HEADLINE * len(firsts)


def _ranges(labels: Sequence[int], skip: int | None = None) -> tuple[tuple[int, int], ...]:
    """Runs of equal labels as index ranges."""
    runs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(labels) + 1):
        if index == len(labels) or labels[index] != labels[start]:
            if labels[start] != skip:
                runs.append((start, index))
            start = index
    return tuple(runs)
