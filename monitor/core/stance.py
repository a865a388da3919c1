"""Stance of a statement toward dialogue: supports, conditional, opposes or none; "none" when in doubt.

The cues of the language's file are found in the statement and its sentence. A wish or a refusal counts where it
stands near a word of talking; a refusal in front of a wish turns it, so does a negation; a condition makes the wish
conditional. A judgement without an object ("constructive") counts where the text around is about talks. No rule knows
a name: places only tell whether the text is about Russia or Ukraine at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

from monitor.core.forms import Forms
from monitor.core.lookup import Lookup
from monitor.lexicon.stance import StanceLexicon, StanceWords
from monitor.records import Quotation, Stance

Cue = Literal[
    "opposes", "supports", "condition", "approve", "aim", "refuse", "closed", "wish", "talk", "deed", "pressure", "weak_condition",
    "negation", "until", "elsewhere", "matter",
]  # fmt: skip
CUES: tuple[Cue, ...] = get_args(Cue)[:-1]
WORDS: frozenset[Cue] = frozenset(CUES[5:])
"""Cues whose longer patterns swallow the shorter ones inside; the first five leave them be."""
WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
ELIDED = re.compile(r"([^\W\d_]{1,5})['’]")
"""What stands before an apostrophe, where the whole is no cue: n'exclut, l'invito, dell'incontro."""
KEPT = 50_000
NEAR = 90
"""Characters between a wish and what is wished for."""
REFUSED = 60
"""Characters between a refusal and what is refused behind it; before it half as many."""
NEGATED = 22
"""Characters between a negation and what it negates: about three words."""
LONGEST = 2000
"""Characters of a statement that are looked at."""
SENTENCE = 400
"""Characters on either side in which the statement's sentence is looked for."""
AROUND = 700
"""Characters before a statement in which its matter may have been named."""
ENDS = re.compile(r"(?<=[.!?…\n])(?![.!?…])")


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in the text."""

    start: int
    end: int
    cues: frozenset[Cue]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A stance and the cue that decided."""

    stance: Stance
    cue: Found | None = None


NONE = Verdict("none")


def stance(content: str, context: str, language: str, lexicon: StanceLexicon) -> tuple[Stance, int | None, int | None]:
    """The stance of `content`, which stands in `context`, and the span of its evidence in `content`.

    The span is `None` where the evidence is around the statement, or where there is none.
    """
    place = context.find(content)
    text, start = (context, place) if place >= 0 else (content, 0)
    found = verdict(text, start, start + len(content), language, lexicon)
    cue = found.cue
    if cue is None or cue.start < start or cue.end > start + len(content):
        return found.stance, None, None
    return found.stance, cue.start - start, cue.end - start


def assess(text: str, quotation: Quotation, language: str, lexicon: StanceLexicon) -> Quotation:
    """The quotation with its stance, and the evidence for it as a span of the article's text."""
    found = verdict(text, quotation.start, quotation.end, language, lexicon)
    if found.cue is None:
        return replace(quotation, stance=found.stance)
    return replace(quotation, stance=found.stance, stance_start=found.cue.start, stance_end=found.cue.end)


def verdict(text: str, start: int, end: int, language: str, lexicon: StanceLexicon) -> Verdict:
    """The stance of ``text[start:end]``."""
    words = lexicon.languages.get(language)
    if words is None:
        return NONE
    reading = read(text, language, lexicon)
    left, right = reading.sentence(start, min(end, start + LONGEST))
    if not reading.on_the_matter(left - AROUND, right + AROUND) and not reading.on_the_matter(0, LONGEST):
        return NONE
    found = reading.between(left, right)
    if any("elsewhere" in hit.cues for hit in found):
        return NONE
    earlier = [hit for hit in reading.between(left - AROUND, left) if hit.cues & {"talk", "deed"}]
    last, _ = reading.sentence(max(0, left - 2), max(0, left - 1))
    carried = any(hit.start >= last and "talk" in hit.cues for hit in earlier)
    return decide(found, around=bool(earlier), carried=carried)


class Reading:
    """A text with its cues, its sentence ends, and where it names Russia or Ukraine: read once for all statements."""

    def __init__(self, text: str, cues: Cues) -> None:
        found = [Found(hit.start, hit.end, frozenset(hit.values)) for hit in cues.phrases.find(text)]
        longer = sorted((hit.start, hit.end) for hit in found if hit.cues & WORDS)
        place, self._matter = 0, [hit.start for hit in found if "matter" in hit.cues]
        for match in WORD.finditer(text):
            start, end = match.span()
            kinds = cues.word(match[0])
            if not kinds and (elided := ELIDED.match(match[0])):
                if short := cues.word(elided[1]):
                    found.append(Found(start, start + len(elided[1]), short))
                start += elided.end()
                kinds = cues.word(match[0][elided.end() :])
            if not kinds:
                continue
            if "matter" in kinds:
                self._matter.append(start)
            while place < len(longer) and longer[place][1] <= start:
                place += 1
            if place == len(longer) or longer[place][0] > start:
                found.append(Found(start, end, kinds))
        self._matter.sort()
        self._found = sorted(found, key=lambda hit: (hit.start, hit.end))
        self._starts = [hit.start for hit in self._found]
        self._ends = [place.start() for place in ENDS.finditer(text) if ends(text, place.start())]
        self._size = len(text)

    def between(self, left: int, right: int) -> list[Found]:
        """The cues that lie in a span."""
        return [
            hit
            for hit in self._found[bisect_left(self._starts, left) : bisect_left(self._starts, right)]
            if hit.end <= right
        ]

    def on_the_matter(self, left: int, right: int) -> bool:
        """Whether a span names Russia or Ukraine."""
        return bisect_left(self._matter, left) < bisect_left(self._matter, right)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence, or sentences, that a span is in, within `SENTENCE` characters on either side."""
        before, behind = bisect_right(self._ends, start), bisect_left(self._ends, end)
        left = self._ends[before - 1] if before else 0
        right = self._ends[behind] if behind < len(self._ends) else self._size
        return max(left, start - SENTENCE), min(right, end + SENTENCE)


@lru_cache(maxsize=4)
def read(text: str, language: str, lexicon: StanceLexicon) -> Reading:
    """The text read; the last ones are kept, since an article's statements come one after the other.

    One that names neither Russia nor Ukraine is read as if it were empty: no stance can come of it.
    """
    cues = compiled(lexicon, language)
    return Reading(text if cues.matter.touches(text) else "", cues)


class Cues:
    """One language compiled; use changes nothing but the bounded memory of words met."""

    def __init__(self, words: StanceWords, matter: Sequence[str]) -> None:
        cues = [(pattern, cue) for cue in CUES for pattern in getattr(words, cue)]
        single: list[tuple[str, Cue]] = [(p, cue) for p, cue in cues if " " not in p]
        self._forms = Forms((*single, *((p, "matter") for p in matter if " " not in p)))
        self.matter: Lookup[bool] = Lookup((pattern, True) for pattern in matter)
        self.phrases: Lookup[Cue] = Lookup(
            (*(both for both in cues if " " in both[0]), *((p, "matter") for p in matter if " " in p))
        )
        self.word: Callable[[str], frozenset[Cue]] = lru_cache(maxsize=KEPT)(self._word)

    def _word(self, form: str) -> frozenset[Cue]:
        return frozenset(self._forms.find(form))


@lru_cache(maxsize=64)
def compiled(lexicon: StanceLexicon, language: str) -> Cues:
    """The language's cues."""
    return Cues(lexicon.languages[language], lexicon.matter.get(language, ()))


def ends(text: str, place: int) -> bool:
    """Whether a sentence ends in front of `place`; blanks behind full stops get lost."""
    here = text[place : place + 1]
    return not here or here.isspace() or (here.isupper() and text[place - 2 : place - 1].islower())


def decide(found: Sequence[Found], *, around: bool, carried: bool) -> Verdict:
    """The stance that the cues of a sentence come to.

    `around` says that the text before is about talking, `carried` that the sentence just before is, so that "it is
    inevitable at some point" means the talks.
    """
    talks = [hit for hit in found if hit.cues & {"talk", "deed"}]
    for_it, against = votes(found, talks)
    if talks or around:
        for_it += [hit for hit in found if hit.cues & {"supports", "approve"} and not negated(hit, found)]
        against += [hit for hit in found if "opposes" in hit.cues]
    wider = [hit for hit in found if hit.cues & {"wish", "supports", "opposes", "closed"}]
    conditions = [hit for hit in found if "condition" in hit.cues and not any(within(hit, wish) for wish in wider)]
    wished = for_it or (carried and any("wish" in hit.cues for hit in found))
    if conditions and (talks or (around and wished)):
        return Verdict("conditional", conditions[0])
    if term := term_of_refusal(found, talks):
        return Verdict("conditional", term)
    if pressed := pressure(found, talks):
        return Verdict("conditional", pressed)
    if for_it and against:
        return NONE
    if for_it:
        weak = weak_condition(found, for_it, talks)
        return Verdict("conditional", weak) if weak else Verdict("supports", for_it[0])
    return Verdict("opposes", against[0]) if against else NONE


def votes(found: Sequence[Found], talks: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Wishes and refusals that have a word of talking near them: for and against."""
    for_it: list[Found] = []
    against: list[Found] = []
    refusals = [hit for hit in found if hit.cues & {"refuse", "closed"}]
    for hit in found:
        if "wish" in hit.cues and nearest(hit, talks, NEAR, NEAR):
            turned = negated(hit, found) or any(0 <= hit.start - other.end <= REFUSED for other in refusals)
            (against if turned else for_it).append(hit)
        elif "refuse" in hit.cues and nearest(hit, talks, REFUSED // 2, REFUSED):
            (for_it if negated(hit, found) else against).append(hit)
        elif refused(hit, found, talks):
            against.append(hit)
    if against:
        for_it = [hit for hit in for_it if not any(0 <= other.start - hit.end <= REFUSED for other in against)]
    return for_it, against


def refused(hit: Found, found: Sequence[Found], talks: Sequence[Found]) -> bool:
    """Whether a cue refuses by its own words: "no point in" talks, a visit that will not be."""
    if "closed" in hit.cues:
        return nearest(hit, talks, REFUSED // 2, REFUSED)
    return "deed" in hit.cues and negated(hit, found)


def within(hit: Found, other: Found) -> bool:
    """Whether a cue is part of a longer one ("create conditions for")."""
    return other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start


def nearest(hit: Found, talks: Iterable[Found], before: int, behind: int) -> bool:
    """Whether a word of talking stands near."""
    return any(-before <= talk.start - hit.end <= behind or 0 <= hit.start - talk.end <= before for talk in talks)


def negated(hit: Found, found: Iterable[Found]) -> bool:
    """Whether a negation stands just in front."""
    return any("negation" in other.cues and 0 <= hit.start - other.end <= NEGATED for other in found)


def term_of_refusal(found: Sequence[Found], talks: Sequence[Found]) -> Found | None:
    """An "until" behind talks that are not to be: "no talks with Moscow until the guns are silent"."""
    terms = [hit for hit in found if "until" in hit.cues]
    denied = [hit for hit in found if "opposes" in hit.cues]
    denied += [hit for hit in talks if terms and negated(hit, found)]
    return next((hit for hit in terms if any(0 <= hit.start - no.end <= NEAR for no in denied)), None)


def pressure(found: Sequence[Found], talks: Sequence[Found]) -> Found | None:
    """Pressure that is meant to bring about talks or peace."""
    if not any("talk" in hit.cues for hit in talks) or not any("aim" in hit.cues for hit in found):
        return None
    return next((hit for hit in found if "pressure" in hit.cues), None)


def weak_condition(found: Sequence[Found], for_it: Sequence[Found], talks: Sequence[Found]) -> Found | None:
    """An "if" or "when" close to the wish."""
    if not talks:
        return None
    close = (hit for hit in found if "weak_condition" in hit.cues and nearest(hit, for_it, NEAR // 2, NEAR // 2))
    return next(close, None)
