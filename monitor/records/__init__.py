"""The records that travel between the rooms: frozen, typed, picklable.

Conventions, everywhere: offsets are characters into the article's text, end exclusive; times are aware
`datetime` in UTC; durations are seconds; countries are ISO 3166-1 alpha-2 codes, or ``EU``, ``NATO``, ``UN``,
``OSCE``, ``VA`` for bodies that speak like a country; languages are ISO 639-1 codes. Unknown is `None`, never a guess.
"""

from __future__ import annotations

from monitor.records.alerts import Alert, Answered, Cited, Delivery, Event, EventKind, Rule
from monitor.records.articles import (
    Actor,
    Analysis,
    Article,
    Evidence,
    Kind,
    Page,
    Quotation,
    Reply,
    Said,
    Side,
    Stance,
    Story,
)
from monitor.records.conditions import PERMANENT, Condition, Failure
from monitor.records.events import Cluster, Coverage, Likeness, Placement, Reporting, Told
from monitor.records.polling import Entry, FeedBody, FeedState, ParsedFeed, Query, Retrieval, Source
from monitor.records.statements import Candidate, Fingerprint, Identity, Judgement, Reported, Wording

__all__ = [
    "PERMANENT",
    "Actor",
    "Alert",
    "Analysis",
    "Answered",
    "Article",
    "Candidate",
    "Cited",
    "Cluster",
    "Condition",
    "Coverage",
    "Delivery",
    "Entry",
    "Event",
    "EventKind",
    "Evidence",
    "Failure",
    "FeedBody",
    "FeedState",
    "Fingerprint",
    "Identity",
    "Judgement",
    "Kind",
    "Likeness",
    "Page",
    "ParsedFeed",
    "Placement",
    "Query",
    "Quotation",
    "Reply",
    "Reported",
    "Reporting",
    "Retrieval",
    "Rule",
    "Said",
    "Side",
    "Source",
    "Stance",
    "Story",
    "Told",
    "Wording",
]
