"""Records of identity: what was said once, however often it is reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.records.articles import Kind, Said


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What identity needs of a text, computed once: `digest` of its normal form, and the index `keys`
    (signed 64-bit) under which it may be met again.
    """

    digest: str
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported statement as identity compares it."""

    text: str
    language: str | None
    actor_key: str | None
    speaker: str | None
    kind: Kind | None
    reported: datetime | None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement in the log that shares an index key with a reported one."""

    statement_id: int
    reported: Reported


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two reports are the same statement: a score between 0 and 1, and the relation in a word
    (verbatim, contained, edited, recalled, retranslated, different …).
    """

    same: bool
    score: float
    relation: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What `core.statement.identify` decided: the statement to attach to, or `None` for a new one.

    A new one may be probably the same as another, which is told and never joined: `probable_id`, with that score.
    """

    statement_id: int | None
    relation: str
    score: float
    probable_id: int | None = None
    probable_score: float | None = None
    restates_id: int | None = None
    """The statement of another occasion that certainly says the same."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement as one report has it: what is shown of the statement, if it is the best one."""

    text: str
    kind: Kind
    language: str | None
