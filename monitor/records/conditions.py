"""What can be wrong with the world, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
