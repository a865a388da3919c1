"""Records of telling people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.records.articles import Kind, Said, Side, Stance

EventKind = Literal["new", "edited", "reply", "shift", "restated"]


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert rule as configured. Empty tuples accept anything."""

    name: str
    channels: tuple[str, ...]
    events: tuple[EventKind, ...] = ("new",)
    topics: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    countries: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    min_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement that an event refers to, as it was known then."""

    statement_id: int
    speaker: str | None
    content: str
    quotation_kind: Kind
    stance: Stance
    said: Said | None
    reported: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Whom a statement answers, how, in which words of the text, and which statement, if that is known.

    `lag_hours` is the time between the two statements, `None` where it cannot be told.
    """

    actor: str
    kind: str
    evidence: str
    statement: Cited | None = None
    lag_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a statement: all that rules decide on and alerts say."""

    kind: EventKind
    statement_id: int
    at: datetime
    topic: str
    score: float
    content: str
    quotation_kind: Kind
    language: str | None
    speaker: str | None
    role: str | None
    country: str | None
    side: Side | None
    stance: Stance
    said: Said | None
    outlet: str
    outlets: tuple[str, ...]
    first_seen: datetime
    published: datetime | None
    url: str
    title: str
    why: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """All topics that the story is about; `topic` is the one with the best score."""
    probable_id: int | None = None
    probable: str | None = None
    """The statement that this one is probably the same as, and its words."""
    answers: tuple[Answered, ...] = ()
    """Whom the statement answers."""
    before: Cited | None = None
    """Of a shift: the position that was left. Of a restated position: where it was taken before."""
    extent: Literal["half", "full"] | None = None
    """Of a shift: to or from a condition, or from one side to the other."""
    coverage: str = ""
    """How many of the outlets reported on their own, in a line; empty while there is one outlet."""


@dataclass(frozen=True, slots=True)
class Alert:
    """An event on its way to one recipient of one channel: a row of the outbox.

    `event` is the whole content, so that an alert says years later what it said then; `attempts` counts tries,
    `doubt` is set once a try may have been taken without our knowing.
    """

    id: int
    channel: str
    recipient: str
    rule: str
    event: Event
    message_id: str
    attempts: int = 0
    doubt: bool = False
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one try: sent; refused for good; to be tried again; or in doubt (it may have been taken)."""

    outcome: Literal["sent", "refused", "retry", "doubt"]
    detail: str = ""
    retry_after: float | None = None
