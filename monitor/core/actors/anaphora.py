"""Whom a pronoun means: the speaker or subject of the sentence before, where gender and number agree; else nobody.

In news the antecedent of a reporting pronoun is nearly always the person who spoke last or whom the last sentence
began with. Whoever stands only inside a quotation is no candidate. In doubt there is no answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from monitor.lexicon.languages import Pronoun

REACH = 3000
"""Characters that are looked back: some sentences and long quotations between them."""
SENTENCES = 3
SHORTEST = 20
"""Characters of the shortest sentence; less is a heading or "Advertisement"."""
LEAD = 80
"""A subject begins within so many characters of its sentence."""
BREAK = re.compile(
    r"[.!?…][”\"»“’')\]]{0,2}\s+(?=[^\W\da-zß-öø-ÿа-яёіїєґ_]|[„“\"«(])"
    r"|(?<=[a-zß-öø-ÿа-яёіїєґ\d”\"»“])[.!?…](?=[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ][\w’']*\s)"
    r"|\n+"
)
"""Where a sentence ends; blanks behind full stops get lost: "so it is.He added"."""

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Who]):
    """Somebody named in the text, or who spoke: `spoke` says which; gender `None` where not known."""

    start: int
    who: Who
    gender: str | None
    plural: bool = False
    spoke: bool = False


def antecedent(
    text: str,
    start: int,
    pronoun: Pronoun,
    candidates: Sequence[Candidate[Who]],
    spoken: Sequence[Candidate[Who]],
    quoted: Sequence[tuple[int, int]] = (),
) -> Who | None:
    """Who is meant by a pronoun that begins at `start`.

    Args:
        text: The article.
        start: Where the pronoun begins.
        pronoun: Its gender and number.
        candidates: Persons named outside quotations, in order.
        spoken: Whoever was found to have said something before, in order of the mention.
        quoted: The spans of direct quotations, in order: what ends a sentence in them ends none of the article's.
    """
    if not pronoun.gender and pronoun.number != "p":
        return None
    if pronoun.number == "p":
        return _plural(text, start, spoken, quoted)
    bounds = _sentences(text, start, quoted)
    here = _among(candidates, bounds[0], start, pronoun.gender)
    if here and here[0].start - bounds[0] <= LEAD and _heads(candidates, bounds[0], here[0]):
        return _only(here, spoken)
    for high, low in pairwise(bounds):
        last = next((item for item in reversed(spoken) if low <= item.start < high), None)
        if last and not last.plural and last.gender in {pronoun.gender, None}:
            return last.who
        if found := _among(candidates, low, high, pronoun.gender):
            return found[0].who if _heads(candidates, low, found[0]) else _only(found, ())
    return None


def _sentences(text: str, start: int, quoted: Sequence[tuple[int, int]]) -> list[int]:
    """Where the sentence of the pronoun and the ones before it begin, nearest first."""
    low = max(0, start - REACH)
    begins = [low, *(found.end() for found in BREAK.finditer(text, low, start) if not _within(found.start(), quoted))]
    long = [begin for begin, behind in pairwise((*begins, start + SHORTEST)) if behind - begin >= SHORTEST]
    return long[: -SENTENCES - 1 : -1]


def _within(place: int, quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence's end stands in a quotation and not at its end."""
    before = bisect_left(quoted, (place + 1,)) - 1
    return before >= 0 and place < quoted[before][1] - 1


def _among(candidates: Sequence[Candidate[Who]], low: int, high: int, gender: str) -> list[Candidate[Who]]:
    """The candidates of a stretch that agree; those of unknown gender only where none is known to agree."""
    first = bisect_left(candidates, low, key=lambda item: item.start)
    last = bisect_left(candidates, high, key=lambda item: item.start)
    stretch = [item for item in candidates[first:last] if not item.plural]
    return [item for item in stretch if item.gender == gender] or [item for item in stretch if item.gender is None]


def _heads(candidates: Sequence[Candidate[Who]], low: int, item: Candidate[Who]) -> bool:
    """Whether it is the first person that its sentence names."""
    first = bisect_left(candidates, low, key=lambda other: other.start)
    return candidates[first].who is item.who


def _only(found: Sequence[Candidate[Who]], spoken: Sequence[Candidate[Who]]) -> Who | None:
    """The one that is meant where all are the same, or the first is who spoke last."""
    if all(item.who is found[0].who for item in found):
        return found[0].who
    return found[0].who if spoken and spoken[-1].who is found[0].who else None


def _plural(text: str, start: int, spoken: Sequence[Candidate[Who]], quoted: Sequence[tuple[int, int]]) -> Who | None:
    """They: several that spoke in the sentence before."""
    low = _sentences(text, start, quoted)[-1]
    if spoken and spoken[-1].plural and spoken[-1].start >= low:
        return spoken[-1].who
    return None
