"""Changes of position: what one actor's statements, put in the order in which they were said, come to.

A change is told where both sides are certain, and passed over in silence else. A position is uncertain where

- its stance is none, or no report has a direct quotation: a paraphrase, or a fragment in the reporter's sentence,
  chooses the word that decides;
- the cue that decided stands outside the quotation: a reader of the two quotes could not see why;
- reports of the statement differ about the stance;
- nobody can tell when it was said: the article has no date, or looks back;
- the statement is probably another one;
- the two sides are told of names that only sound alike: Hans Müller and Hans Möller;
- something of another stance was said at the same time.

The result is a function of the set of statements: the order in which they came does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from monitor.core.identity.skeleton import vowel
from monitor.core.identity.vocabulary import vocabulary
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Kind, Said, Stance

CLOSE = timedelta(days=1)
"""How long before its article something was said, where nothing tells: 98 % of reports of one utterance lie so close."""
BACK = timedelta(days=7)
"""Said longer ago than this, it is looked back to."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One report of a statement, as far as it tells the speaker's position; `shown` where the cue is in the quotation."""

    content: str
    language: str | None
    kind: Kind
    relation: str
    stance: Stance
    shown: bool
    said: Said | None
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Position:
    """A certain position: the days on which it may have been said, and a name for it that is the same in every log."""

    statement_id: int
    stance: Stance
    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A change from one position to another: half where one of them has conditions, full between the two sides."""

    before: Position
    after: Position
    extent: Literal["half", "full"]


def position(statement_id: int, name: str, stands: Iterable[Stand], lexicon: IdentityLexicon) -> Position | None:
    """What the reports of one statement tell for certain; `None` where they do not."""
    fresh = [stand for stand in stands if is_fresh(stand, lexicon)]
    own = [stand for stand in fresh if stand.kind != "indirect" and stand.stance != "none"]
    stances = {stand.stance for stand in own}
    if len(stances) != 1 or not any(stand.kind == "direct" and stand.shown for stand in own):
        return None
    dated = [stand for stand in fresh if stand.said is not None] or fresh
    first, last = min((days(stand) for stand in dated), key=lambda span: (span[1] - span[0], span[1]))
    return Position(statement_id, stances.pop(), first, last, name)


def is_fresh(stand: Stand, lexicon: IdentityLexicon) -> bool:
    """Whether a report tells of what has just been said, and when."""
    if stand.published is None or stand.relation == "recalled":
        return False
    if stand.said is not None and stand.said.last < stand.published.date() - BACK:
        return False
    return not vocabulary(lexicon, stand.language).recall.find(stand.content)


def days(stand: Stand) -> tuple[date, date]:
    """The days on which it may have been said."""
    if stand.said is not None:
        return stand.said.first, stand.said.last
    day = stand.published.date() if stand.published else date.min
    return (day - CLOSE if day > date.min + CLOSE else day), day


def shifts(positions: Sequence[Position]) -> tuple[Shift, ...]:
    """The changes among an actor's positions, in order.

    Each is from the last position that was taken for certain before, to the first one that differs from it.
    """
    certain = sorted(unmixed(positions), key=order)
    found: dict[tuple[int, Stance], Shift] = {}
    for after in certain:
        before = max((one for one in certain if one.last < after.first), key=latest, default=None)
        if before is None or before.stance == after.stance:
            continue
        extent: Literal["half", "full"] = "half" if "conditional" in {before.stance, after.stance} else "full"
        found.setdefault((before.statement_id, after.stance), Shift(before, after, extent))
    return tuple(found.values())


def heard(name: str | None) -> str:
    """The vowels with which the words of a name begin: of given names its key, made of consonants, does not tell them."""
    return " ".join(filter(None, map(vowel, (name or "").split())))


def is_latest(one: Position, positions: Sequence[Position]) -> bool:
    """Whether nothing else was said for certain after it."""
    return not any(other.first > one.last for other in positions)


def unmixed(positions: Sequence[Position]) -> list[Position]:
    """Without those beside which something of another stance was said at the same time."""
    return [
        one
        for one in positions
        if not any(
            other.stance != one.stance and other.first <= one.last and one.first <= other.last for other in positions
        )
    ]


def order(one: Position) -> tuple[date, date, str]:
    """In the order in which they were said."""
    return one.first, one.last, one.name


def latest(one: Position) -> tuple[date, date, str]:
    """By when it was said at the latest."""
    return one.last, one.first, one.name
