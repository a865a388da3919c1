"""What the head of an answer means: fields and status codes in our words.

Pure, and total: whatever stands in a field, nothing here raises. Field names in `fields` are lower case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from monitor.records import Condition, Failure

Fields = Mapping[str, str]

MAX_VALIDATOR = 2048
"""Characters of an ETag or Last-Modified that are sent back; servers refuse requests (431) for longer ones."""
MAX_RETRY_AFTER = 86400.0
"""Seconds. A server may silence us for a day; after that we ask again, whatever it said."""
MAX_CONTENT_TYPE = 200
MAX_DATE = 60
"""Characters."""
MAX_FRESHNESS = 30 * 86400.0

CONDITIONS = {
    401: Condition.DENIED,
    402: Condition.DENIED,
    403: Condition.DENIED,
    405: Condition.DENIED,
    406: Condition.DENIED,
    407: Condition.DENIED,
    408: Condition.SERVER_ERROR,  # too slow for the server: it heals by waiting
    410: Condition.GONE,
    420: Condition.RATE_LIMITED,  # not registered, in use by some services
    421: Condition.SERVER_ERROR,
    425: Condition.SERVER_ERROR,
    429: Condition.RATE_LIMITED,
    451: Condition.DENIED,
}
"""What the status of a refusal means; other 4xx count as 404, as RFC 9110 section 15.5 leaves them to us."""


def refusal(status: int, fields: Fields, now: datetime) -> Failure | None:
    """The failure that `status` stands for, or `None` for 200, 203 and 304.

    A redirect that got here was not one that can be followed (300, 305, 306).
    """
    match status // 100:
        case 2 | 3 if status in {200, 203, 304}:
            return None
        case 2 if status in {204, 205}:
            return Failure(Condition.EMPTY, f"HTTP {status}: nothing there", status)
        case 3:
            return Failure(Condition.REDIRECTS, f"HTTP {status}: no place to go on", status)
        case 4:
            condition = CONDITIONS.get(status, Condition.NOT_FOUND)
        case 5:
            condition = Condition.SERVER_ERROR
        case _:  # 206 and others, whose body is not the whole document; 1xx; 6xx and above
            return Failure(Condition.BAD_HTTP, f"HTTP {status} to a plain GET", status)
    return Failure(condition, f"HTTP {status}", status, retry_after(fields, now))


def retry_after(fields: Fields, now: datetime) -> float | None:
    """Seconds to wait (RFC 9110 section 10.2.3), given as a number or a date; at most `MAX_RETRY_AFTER`.

    A date counts from the server's own Date, whose clock it was read from.
    """
    value = fields.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,400}(\.[0-9]{1,9})?", value, re.ASCII):
        return min(float(value), MAX_RETRY_AFTER)
    if (until := http_date(value)) is None:
        return None
    since = http_date(fields.get("date", "")) or now
    return min(max((until - since).total_seconds(), 0.0), MAX_RETRY_AFTER)


def freshness(fields: Fields, now: datetime) -> float | None:
    """Seconds for which the answer stays fresh (RFC 9111 section 4.2.1), less its Age; `None` where nothing is said."""
    directives = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (part.partition("=") for part in fields.get("cache-control", "").split(","))
    }
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    if "max-age" in directives:
        lifetime = number(directives["max-age"])
    elif "expires" in fields:
        until, since = http_date(fields["expires"]), http_date(fields.get("date", "")) or now
        lifetime = (until - since).total_seconds() if until else 0.0  # "0" and nonsense are in the past (section 5.3)
    else:
        return None
    return min(max(lifetime - number(fields.get("age", "")), 0.0), MAX_FRESHNESS)


def validator(value: str | None) -> str | None:
    """An ETag or Last-Modified as it can be sent back, verbatim: printable ASCII, not too long; else `None`."""
    if value and len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable():
        return value
    return None


def content_type(fields: Fields) -> str:
    """The Content-Type field, defused: printable ASCII, or nothing."""
    value = fields.get("content-type", "").strip()
    return value if len(value) <= MAX_CONTENT_TYPE and value.isascii() and value.isprintable() else ""


def charset(fields: Fields) -> str | None:
    """The charset parameter of the Content-Type, lower case; whether the name means anything is the parser's to see."""
    for part in content_type(fields).split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            known = value.strip().strip("\"'").lower()
            return known if re.fullmatch(r"[a-z0-9][a-z0-9._:+-]{0,39}", known) else None
    return None


def number(value: str) -> float:
    """A count of seconds; 0 where it is none."""
    digits = value.strip()  # of more than float() takes away: U+001F
    return float(digits) if re.fullmatch(r"[0-9]{1,18}", digits, re.ASCII) else 0.0


def http_date(value: str) -> datetime | None:
    """A date of RFC 9110 section 5.6.7 (or what else mail dates look like), aware; `None` where it is none."""
    if not value or len(value) > MAX_DATE:
        return None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
