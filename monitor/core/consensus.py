"""What all reports of one statement say of it together: its stance, and when it was said.

Both are functions of the set of reports, so that the order in which they were read makes no difference.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from monitor.records import Kind, Said, Stance


@dataclass(frozen=True, slots=True)
class Telling:
    """What one report tells of its statement."""

    kind: Kind
    stance: Stance
    said: Said | None


def consensus(reports: Collection[Telling]) -> tuple[Stance, Said | None]:
    """Where the statement stands, and the days on which it was said."""
    own = stance({one.stance for one in reports if one.kind != "indirect"})
    paraphrased = stance({one.stance for one in reports})
    return own or paraphrased or "none", days([one.said for one in reports if one.said is not None])


def stance(told: Collection[Stance]) -> Stance | None:
    """What reports come to that tell these stances; `None` where none of them tells any.

    A condition that others leave out was said. Of two sides one report is wrong, and nobody knows which.
    """
    sides = {one for one in told if one != "none"}
    if sides >= {"supports", "opposes"}:
        return "none"
    if "conditional" in sides:
        return "conditional"
    return sides.pop() if sides else None


def days(told: Collection[Said]) -> Said | None:
    """The days that most of the reports allow, the earliest where as many allow others.

    Where all agree that is the narrowest range. Nothing is reported before it was said, so the earlier days are likelier.
    """
    firsts, lasts = sorted(one.first for one in told), sorted(one.last for one in told)
    start = max(firsts, key=lambda day: bisect_right(firsts, day) - bisect_left(lasts, day), default=None)
    if start is None:
        return None
    return Said(start, min(one.last for one in told if one.first <= start <= one.last))
