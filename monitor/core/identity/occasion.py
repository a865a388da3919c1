"""Whether two reports may be of one occasion, by when the words were said or else reported."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

from monitor.core.identity.normal import LONGEST
from monitor.core.identity.vocabulary import vocabulary
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Reported

CLOSE = 2
"""Days within which outlets report one utterance: 98 % of the pairs in the labelled sample are a day apart at most."""


class Occasion(Enum):
    """SAME_DAY and CLOSE: may be one. RECALLED: the later report looks back to where the earlier one stands. LATER:
    days between them and nothing that says why. OTHER: both say when, and it is not the same time. UNKNOWN: no date.
    """

    SAME_DAY = "same day"
    CLOSE = "close"
    RECALLED = "recalled"
    LATER = "later"
    OTHER = "other"
    UNKNOWN = "unknown"


def occasion(a: Reported, b: Reported, lexicon: IdentityLexicon) -> Occasion:
    """How the two reports lie in time; symmetric."""
    if a.reported is None or b.reported is None:
        return Occasion.UNKNOWN
    if a.said and b.said and distance(spans(a), spans(b)) > 1:
        return Occasion.OTHER
    days = abs((a.reported.date() - b.reported.date()).days)
    if days <= CLOSE:
        return Occasion.SAME_DAY if days == 0 else Occasion.CLOSE
    later, earlier = (a, b) if a.reported > b.reported else (b, a)
    if later.said is not None:
        return Occasion.RECALLED if distance(spans(later), spans(earlier)) <= 1 else Occasion.LATER
    recalls = vocabulary(lexicon, later.language).recall.find(later.text[:LONGEST])
    return Occasion.RECALLED if recalls else Occasion.LATER


def spans(report: Reported) -> tuple[date, date]:
    """The first and last day on which the words may have been said."""
    if report.said is not None:
        return report.said.first, report.said.last
    day = report.reported.date() if report.reported else date.min
    return (day - timedelta(days=CLOSE) if day > date.min + timedelta(days=CLOSE) else day), day


def distance(one: tuple[date, date], other: tuple[date, date]) -> int:
    """Days between two spans, 0 where they touch."""
    return max(0, (other[0] - one[1]).days, (one[0] - other[1]).days)
