"""Records of asking feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


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
    """Input of `core.feed.parse`: the bytes of a feed and where they came from.

    `core.analyse.analyse_feed` also takes the topics that entries are weighed by; without any, all are worth a fetch.
    `language` is what the configuration says of the feed.
    """

    url: str
    body: bytes
    content_type: str = ""
    max_entries: int = 2000
    topics: tuple[str, ...] = ()
    topic_folder: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed, cleaned: plain text without markup or control characters, absolute http(s) link or `None`.

    `key` is its identity within the feed (see `core.novelty`), `digest` changes when title, text or link do. `likely`
    is false where title and summary plainly rule every topic out.
    """

    key: str
    guid: str | None
    url: str | None
    title: str
    summary: str
    published: datetime | None
    author: str | None
    digest: str
    likely: bool = True


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
