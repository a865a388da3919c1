"""The records that travel between the rooms: frozen, typed, picklable.

Conventions, everywhere: offsets are characters into the article's text, end exclusive; times are aware
`datetime` in UTC; durations are seconds; countries are ISO 3166-1 alpha-2 codes, or ``EU``, ``NATO``, ``UN``,
``OSCE``, ``VA`` for bodies that speak like a country; languages are ISO 639-1 codes. Unknown is `None`, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Kind = Literal["direct", "mixed", "indirect"]
Stance = Literal["supports", "conditional", "opposes", "none"]
Side = Literal["europe", "russia", "ukraine", "us", "other"]
EventKind = Literal["new", "edited", "reply", "shift", "restated"]


class Condition(StrEnum):
    """Why something could not be had, in a word that tables, filters and people read."""

    # the way there
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    FORBIDDEN_ADDRESS = "forbidden-address"
    REDIRECTS = "redirects"
    BAD_HTTP = "bad-http"
    TOO_LARGE = "too-large"
    BAD_ENCODING = "bad-encoding"
    # what the server said
    GONE = "gone"
    NOT_FOUND = "not-found"
    DENIED = "denied"
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    ROBOTS = "robots"
    # what came
    EMPTY = "empty"
    NOT_A_FEED = "not-a-feed"
    MALFORMED = "malformed"
    NOT_HTML = "not-html"
    NO_TEXT = "no-text"
    PAYWALL = "paywall"
    CONSENT_WALL = "consent-wall"
    # the work on it
    WORKER_TIMEOUT = "worker-timeout"
    WORKER_KILLED = "worker-killed"
    WORKER_ERROR = "worker-error"
    QUARANTINED = "quarantined"
    NO_URL = "no-url"


PERMANENT = frozenset(
    {
        Condition.FORBIDDEN_ADDRESS,
        Condition.GONE,
        Condition.ROBOTS,
        Condition.NOT_HTML,
        Condition.QUARANTINED,
        Condition.NO_URL,
    }
)
"""Conditions that waiting does not heal."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A condition with its detail: bad input as a value.

    `retry_after` is what the server asked for, in seconds from the answer; `status` the HTTP status where there
    was one.
    """

    condition: Condition
    detail: str
    status: int | None = None
    retry_after: float | None = None

    def __str__(self) -> str:
        return f"{self.condition}: {self.detail}" if self.detail else str(self.condition)


# ------------------------------------------------------------------------------------------------ polling


@dataclass(frozen=True, slots=True)
class Source:
    """A feed as configured."""

    url: str
    outlet: str
    country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls.

    `interval` is the present adaptive interval in seconds, `failures` counts failed polls in a row, `polled` says
    whether a poll ever succeeded (until then entries older than the configured age do not alert).
    """

    id: int
    source: Source
    due: datetime
    interval: float
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    failures: int = 0
    polled: bool = False
    gap_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One request to make. `kind` chooses the Accept header, the size bound and whether robots.txt is asked."""

    url: str
    kind: Literal["feed", "page"]
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What came back: status 200 with a body, or 304 without.

    `body` is inflated and bounded; `charset` is what the Content-Type says. `moved_to` is the target of an unbroken
    chain of permanent redirects (301, 308), else `None`. `max_age` is the freshness that the server promises, seconds.
    """

    url: str
    final_url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    max_age: float | None = None
    elapsed: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedBody:
    """Input of `core.feed.parse`: the bytes of a feed and where they came from."""

    url: str
    body: bytes
    content_type: str = ""
    max_entries: int = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed, cleaned: plain text without markup or control characters, absolute http(s) link or `None`.

    `key` is its identity within the feed (see `core.novelty`), `digest` changes when title, text or link do.
    """

    key: str
    guid: str | None
    url: str | None
    title: str
    summary: str
    published: datetime | None
    author: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed that could be read. `ttl` is the publisher's own wish for an interval, seconds; `problem` a note on
    what was broken and survived; `truncated` that there were more entries than the bound; `incomplete` that the end
    of the document is missing, so that its validators (ETag, Last-Modified, hash) must not be remembered.
    """

    title: str
    language: str | None
    entries: tuple[Entry, ...]
    ttl: float | None = None
    problem: str | None = None
    truncated: bool = False
    incomplete: bool = False


# ------------------------------------------------------------------------------------------------ articles


@dataclass(frozen=True, slots=True)
class Page:
    """Input of `core.analyse.analyse_page`: the bytes of a page and what the feed said of it.

    `lexicon` and `topics` name the folder and the topics to use, so that a worker process can load (and keep) them.
    """

    url: str
    body: bytes
    charset: str | None = None
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    topic_folder: str | None = None
    all_quotes: bool = False
    """Whether quotations are wanted of articles on no topic, too."""


@dataclass(frozen=True, slots=True)
class Article:
    """Extracted text with its metadata. Paragraphs of `text` are separated by blank lines."""

    url: str
    text: str
    title: str = ""
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    problem: Failure | None = None
    """A condition that left the text usable but partial (a paywall, say)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the text and why it counted, with its weight: ``actor:RU``, ``cue:talks`` …"""

    start: int
    end: int
    why: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """The verdict whether an article is about a topic. `score` is between 0 and 1; `reasons` name the rules that
    fired, or what is missing. `relevant` is `None` where the language is not supported.
    """

    topic: str
    relevant: bool | None
    score: float
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a speaker mention resolves to.

    `key` identifies the actor across articles: ``Q:putin`` style ids of `lexicon/actors.csv` where listed, else made
    from the name. `name` is the fullest form known. `kind` tells persons from institutions and nameless sources.
    """

    key: str
    name: str
    kind: Literal["person", "institution", "group", "anonymous"] = "person"
    role: str | None = None
    country: str | None = None
    side: Side | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """When a statement was said, as whole days in UTC; a single day where `first == last`."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Quotation:
    """One occurrence of a statement in one article. `content == article.text[start:end]`, always.

    A direct quotation's span lies inside its marks. `speaker_*` is the mention nearest to the statement, a pronoun
    where it is one; `actor` is what that mention resolves to. `stance_start/_end` is the evidence for the stance.
    """

    kind: Kind
    start: int
    end: int
    content: str
    cue_start: int | None = None
    cue_end: int | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker_text: str | None = None
    actor: Actor | None = None
    stance: Stance = "none"
    stance_start: int | None = None
    stance_end: int | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the pure rooms found in one article."""

    article: Article
    stories: tuple[Story, ...]
    quotations: tuple[Quotation, ...]
    lexicon_digest: str
    code_version: str


# ------------------------------------------------------------------------------------------------ statements


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
    """What `core.statement.identify` decided: the statement to attach to, or `None` for a new one."""

    statement_id: int | None
    relation: str
    score: float


# ------------------------------------------------------------------------------------------------ alerts


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


@dataclass(frozen=True, slots=True)
class PassReport:
    """What one pass did, for logs, progress and `run --once`."""

    feeds: int = 0
    feeds_failed: int = 0
    entries_new: int = 0
    pages: int = 0
    pages_failed: int = 0
    stories: int = 0
    quotations: int = 0
    statements_new: int = 0
    alerts: int = 0
    conditions: dict[str, int] = field(default_factory=dict)
