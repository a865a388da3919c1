"""Records of events: articles as they are compared with each other, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An article as `core.cluster` compares it: its headline, the beginning of its text, its language and day."""

    title: str
    lead: str
    language: str | None
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """An event in the log that an article may tell of: its first articles, the oldest first."""

    cluster_id: int
    founders: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near an article is to an event: a score between 0 and 1, whether it tells of it, and what speaks against
    it in a word (person, place, number, reaction, time), or `None`.
    """

    same: bool
    score: float
    veto: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """What `core.cluster.place` decided: the event to join, or `None` for a new one, and the events to link it with."""

    cluster_id: int | None
    score: float
    linked: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reporting:
    """An article as coverage counts it: its outlet, the agency that it credits, the text that it is (the id of the
    first article with nearly this text, or its own), and when it appeared.
    """

    outlet: str
    wire: str | None
    body: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many outlets report something, how many sources they have, and who is copied by how many of them, the most
    copied first; the first report and the last.
    """

    outlets: int
    independent: int
    copied: tuple[tuple[str, int], ...]
    first: datetime | None
    last: datetime | None
