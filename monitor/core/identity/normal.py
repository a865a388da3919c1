"""A reported statement in its normal form: terms with weights, in sentences, quoted or not, negated or not.

Boilerplate, the speaker's own name, the verb of saying and the speaker's role are taken out of the weighing: who
speaks is asked for elsewhere, and "said on Friday, according to AFP" says nothing of what was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from monitor.core.identity.side import Side, Term, alone
from monitor.core.identity.skeleton import HEAD, alike, skeleton
from monitor.core.identity.vocabulary import COMMON, WEIGHTS, Word, vocabulary
from monitor.core.identity.wording import Wording, wording
from monitor.lexicon.identity import IdentityLexicon

LONGEST = 400_000
"""Characters compared; a speech of 20,000 words has 130,000."""
REACH = 3
"""Words that a negation reaches ahead."""
SPEAKER_WORDS = 3
APPOSITION = 9
REMEMBERED, SPEECH = 512, 2000
"""Normal forms kept, and the characters up to which a text is worth keeping: 10 KB each as a rule."""
CONTENT, ATTRIBUTION = frozenset({"word", "concept"}), frozenset({"attribution", "role"})
SILENCING = frozenset({"role", "weekday"})
"""Kinds of words that silence what is next to them, or are silent next to a verb of saying."""
CAPITAL = attrgetter("capital")
HEADLINE = 0.6
"""Share of capitalised words from which a text is set as an English headline."""


class Normal(NamedTuple):
    """The normal form of a text.

    `held` are the terms by key, `names` those of them that may be names, `alone` is how it is weighed where nothing has
    another name in the other text. `sentences` are index ranges into `terms`; `quotes` the spans inside quotation marks likewise. Of all words in
    order, `keys` are the keys, `weights` the weights, and `marked` the number of the pair of marks around, or -1.
    `plain` is equal for texts that differ in case, space and punctuation only. Without `capitals` names look like words,
    and where `nouns` are capitalised any noun looks like a name.
    """

    terms: tuple[Term, ...]
    held: Mapping[str, Term]
    names: tuple[Term, ...]
    alone: Side
    sentences: tuple[tuple[int, int], ...]
    quotes: tuple[tuple[int, int], ...]
    keys: tuple[str, ...]
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
        return min(self.marked, default=0) >= 0

    @property
    def quoted(self) -> bool:
        """Whether any of it stands inside marks."""
        return max(self.marked, default=-1) >= 0


def normal(
    text: str, language: str | None, speaker: str | None, lexicon: IdentityLexicon, *, direct: bool = False
) -> Normal:
    """The normal form of a statement by `speaker`.

    `direct` says that the text is the inside of a pair of marks. The forms asked for last are kept, but for speeches; one
    that does not name its speaker is that of anybody.
    """
    make = kept if len(text) <= SPEECH else normalise
    form = make(text, language, None, lexicon, direct)
    return make(text, language, speaker, lexicon, direct) if speaker and may_name(form, speaker) else form


def may_name(form: Normal, speaker: str) -> bool:
    """Whether a text may name somebody; without capitals any word may be the name."""
    bones = bones_of(speaker) if form.names or not form.capitals else ()
    return bool(bones) and (
        not form.capitals or any(alike(term.skeleton, bone) for term in form.names for bone in bones)
    )


@lru_cache(maxsize=1024)
def bones_of(speaker: str) -> tuple[str, ...]:
    """The skeletons of the last words of a name."""
    return tuple(bone for part in speaker.split()[-SPEAKER_WORDS:] if len(bone := skeleton(part)) > 1)


def normalise(text: str, language: str | None, speaker: str | None, lexicon: IdentityLexicon, direct: bool) -> Normal:  # noqa: FBT001 - lru_cache is faster without keywords
    """The normal form, made anew."""
    vocables = vocabulary(lexicon, language)
    said = wording(text[:LONGEST], vocables, direct=direct)
    silent = _silent(said, speaker)
    terms, negations = _terms(said, silent, nouns=vocables.capitalised_nouns)
    weights = [word.weight for word in said.words]
    for index in silent:
        weights[index] = 0.0
    held = {term.key: term for term in terms}
    return Normal(
        terms=tuple(terms),
        held=held,
        names=tuple([term for term in held.values() if term.skeleton]),
        alone=alone(terms),
        sentences=_ranges([said.sentence[term.place] for term in terms]),
        quotes=_ranges([said.quoted[term.place] for term in terms], skip=-1),
        keys=tuple([word.name for word in said.words]),
        weights=tuple(weights),
        marked=tuple(said.quoted),
        negations=negations,
        language=language,
        inflected=vocables.inflected,
        plain=" ".join([word.folded for word in said.words]),
        capitals=any(map(CAPITAL, said.words)),
        nouns=vocables.capitalised_nouns,
    )


kept = lru_cache(maxsize=REMEMBERED)(normalise)


def _silent(said: Wording, speaker: str | None) -> set[int]:
    """Indexes of words that belong to the attribution: the speaker's name and what stands around role and verb."""
    words, silent = said.words, set[int]()
    for index in _named(words, speaker):
        silent.add(index)
        before = index - 1
        while before >= 0 and index - before <= 2 and _given_name(said, before):  # noqa: PLR2004 - two given names
            silent.add(before)
            before -= 1
        silent.update(_apposition(said, index))
    for index in [index for index, word in enumerate(words) if word.kind in SILENCING]:
        if words[index].kind == "role":
            around = (near for near in (index - 1, index + 1) if 0 <= near < len(words))
            silent.update(near for near in around if words[near].kind == "place")
        elif any(near.kind in ATTRIBUTION for near in words[max(0, index - REACH) : index + REACH]):
            silent.add(index)
    return silent


def _named(words: Sequence[Word], speaker: str | None) -> list[int]:
    """Where the speaker's name stands."""
    bones = bones_of(speaker) if speaker else ()
    if not bones:
        return []
    heads = {bone[:HEAD] for bone in bones}
    near = [index for index, word in enumerate(words) if word.head in heads]
    if near and any(map(CAPITAL, words)):
        near = [index for index in near if words[index].capital]
    return [index for index in near if any(alike(words[index].skeleton, bone) for bone in bones)]


def _apposition(said: Wording, name: int) -> range:
    """Words between the speaker's name and the verb of saying: "X, the alliance's chief of planning, said"."""
    for index in range(name + 1, min(len(said.words), name + APPOSITION)):
        if said.quoted[index] >= 0 or said.sentence[index] != said.sentence[name]:
            break
        if said.words[index].kind == "attribution":
            return range(name + 1, index)
    return range(0)


def _given_name(said: Wording, index: int) -> bool:
    word = said.words[index]
    return word.capital and word.kind == "word" and said.sentence[index] == said.sentence[index + 1]


def _terms(said: Wording, silent: set[int], *, nouns: bool) -> tuple[list[Term], int]:
    """What carries content, with its negation; and how many negations there are."""
    words, quoted, sentence = said
    terms: list[Term] = []
    last_negation, negations = -REACH - 1, 0
    plain = nouns or _titled(words)  # where capitals tell nothing
    for index, word in enumerate(words):
        weight, bones = word.weight, ""
        kind: str = word.kind
        if not weight or index in silent:
            if kind == "negation":
                last_negation, negations = index, negations + 1
            continue
        if kind == "multiplier" and terms and terms[-1].place == index - 1 and terms[-1].kind == "number":
            value = float(terms[-1].key.removeprefix("number:")) * word.value
            terms[-1] = terms[-1]._replace(key=f"number:{value:g}")
            continue
        if word.capital and kind == "word":
            bones = word.skeleton
            if not plain and index and sentence[index - 1] == sentence[index]:
                kind, weight = "name", max(weight, WEIGHTS["word"]) if weight != COMMON else weight
                if _runs_on(terms, words, index):
                    terms[-1] = terms[-1]._replace(weight=min(terms[-1].weight, COMMON))
        negated = index - last_negation <= REACH and sentence[last_negation] == sentence[index]
        terms.append(Term(word.key, weight, kind, bones, negated, quoted[index] >= 0, index))
    return terms, negations


def _runs_on(terms: Sequence[Term], words: Sequence[Word], index: int) -> bool:
    """Whether a name goes on the one before it ("Board of Peace"): such a name tells one thing, by its last word."""
    if not terms or terms[-1].kind != "name":
        return False
    between = words[terms[-1].place + 1 : index]
    return not between or (len(between) == 1 and between[0].kind == "stop" and between[0].form.islower())


def _titled(words: Sequence[Word]) -> bool:
    """Whether the text is set in capitals or as an English headline, so that a capital tells nothing."""
    capitals = [word.capital for word in words if word.kind in CONTENT and word.form[0].isalpha()]
    return sum(capitals) > HEADLINE * len(capitals)


def _ranges(labels: Sequence[int], skip: int | None = None) -> tuple[tuple[int, int], ...]:
    """Runs of equal labels as index ranges."""
    if labels and labels.count(labels[0]) == len(labels):
        return () if labels[0] == skip else ((0, len(labels)),)
    runs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(labels) + 1):
        if index == len(labels) or labels[index] != labels[start]:
            if labels[start] != skip:
                runs.append((start, index))
            start = index
    return tuple(runs)
