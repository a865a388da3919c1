"""When to ask again: pure arithmetic on what was seen.

`jitter` is a number between 0 and 1 from the caller's dice; it spreads feeds that were added together (and retries
that failed together) so that they do not knock at the same moment for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.config import Fetching, Polling
from monitor.records import PERMANENT, Condition, Failure, FeedState

SPREAD = 0.1
"""Part of an interval by which it is varied."""
FASTER, SLOWER = 0.6, 1.3
"""How an interval changes after a poll with news, and after one without: news is met soon, quiet is believed slowly."""
BUSY = 5
"""New entries in one poll from which the interval is cut twice."""
LONGEST_WAIT = 7 * 86400.0
"""Seconds: no server's wish and no failure silences a feed for longer; a feed that is gone is asked as rarely."""
ABSURD = 366 * 86400.0
"""Seconds from which a Retry-After is taken for a mistake."""
RATE_LIMIT_FLOOR = 600.0
"""Seconds after a 429 that names no time, or an absurd one."""
REFUSED = 86400.0
"""Seconds between the polls of a feed that is refused for good, but not gone: addresses and robots.txt change."""
FIRST_RETRY = 60.0
SLOWEST = 4
"""Multiples of the configured interval that a quiet feed is asked at most: ministries are quiet until they are not."""
DOUBLINGS = 20
"""Enough for any interval to reach its limit, and far from overflow."""
PAGE_RETRY, PAGE_GROWTH, PAGE_LONGEST = 120.0, 5.0, 86400.0
"""Seconds until the second try of a page, and what they grow by: six tries span 26 hours, so a night's outage costs
nothing."""
FINAL = PERMANENT | {
    Condition.NO_TEXT,
    Condition.CONSENT_WALL,
    Condition.PAYWALL,
    Condition.TOO_LARGE,
    Condition.REDIRECTS,
}
"""Conditions of a page that another try would meet again."""
BRIEF = frozenset({Condition.NOT_FOUND, Condition.DENIED, Condition.EMPTY, Condition.MALFORMED, Condition.BAD_ENCODING})
"""Conditions of a page that are worth few tries: a feed may be ahead of its site by minutes."""
FEW = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """When a feed is due again, and its adaptive interval in seconds."""

    due: datetime
    interval: float


def after_success(
    state: FeedState,
    now: datetime,
    *,
    new: int,
    ttl: float | None,
    max_age: float | None,
    policy: Polling,
    jitter: float,
) -> Plan:
    """After an answer, be it 200 or 304, with `new` entries.

    The interval follows the feed's own pace within the configured bounds. `ttl` (the publisher's wish) and `max_age`
    (how long the answer stays fresh), both in seconds, lengthen it up to the configured interval: many feeds carry a
    ttl of days from a template, and nobody wants to hear of a démarche the day after.
    """
    interval = state.interval or policy.interval
    if not state.polled:
        interval = policy.interval
    elif new:
        interval *= FASTER * FASTER if new >= BUSY else FASTER
    else:
        interval *= SLOWER
    wish = min(max(ttl or 0.0, max_age or 0.0), policy.interval)
    longest = max(policy.min_interval, min(policy.max_interval, SLOWEST * policy.interval))
    interval = min(max(interval, wish, policy.min_interval), longest)
    return Plan(later(now, interval, jitter), interval)


def after_failure(state: FeedState, failure: Failure, now: datetime, policy: Polling, jitter: float) -> Plan:
    """After a failed poll: exponential backoff, never beyond a week, never for ever.

    What the server asks for by Retry-After is granted up to a week, but for absurd values. A 429 waits ten minutes
    at least unless it names a time. A feed that is gone is asked about once a week: some return, and its condition
    stays in sight meanwhile. The adaptive interval is kept for when the feed answers again.
    """
    interval = state.interval or policy.interval
    if failure.condition == Condition.GONE:
        wait = LONGEST_WAIT
    elif failure.condition in PERMANENT:
        wait = max(REFUSED, interval)
    else:
        base = max(policy.min_interval, min(FIRST_RETRY, policy.interval))
        wait = min(base * 2.0 ** min(max(0, state.failures), DOUBLINGS), policy.max_interval)
    asked = failure.retry_after or 0.0
    if 0 < asked <= ABSURD:
        wait = max(wait, asked)
    elif failure.condition == Condition.RATE_LIMITED:
        wait = max(wait, RATE_LIMIT_FLOOR)
    return Plan(later(now, min(wait, LONGEST_WAIT / (1 + SPREAD)), jitter), interval)


def page_retry(attempts: int, failure: Failure, now: datetime, policy: Fetching, jitter: float) -> datetime | None:
    """When to try a page again that failed after `attempts` earlier tries; `None` where that is final."""
    most = min(policy.attempts, FEW) if failure.condition in BRIEF else policy.attempts
    if failure.condition in FINAL or attempts + 1 >= most:
        return None
    wait = PAGE_RETRY * PAGE_GROWTH ** min(max(0, attempts), DOUBLINGS)
    asked = failure.retry_after or 0.0
    return later(now, min(max(wait, asked if asked <= ABSURD else 0.0), PAGE_LONGEST), jitter)


def later(now: datetime, seconds: float, jitter: float) -> datetime:
    """`seconds` from now, and up to a tenth more."""
    return now + timedelta(seconds=seconds * (1 + SPREAD * jitter))
