"""When to try an alert again."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.records import Alert, Delivery

FIRST = 5.0
"""Seconds before the second try: most refusals are hiccups of seconds, and an alert is news. They double from here."""
LONGEST = 6 * 3600.0
"""Seconds between tries at most, whoever asks for more: a wrong Retry-After must not turn into a lost alert."""
SPREAD = 0.2
"""The part of a delay that is left to chance, so that alerts which failed together do not come back together."""


def retry(alert: Alert, delivery: Delivery, now: datetime, give_up: float, jitter: float) -> datetime | None:
    """When to try again after `delivery`, or `None`: it is done, refused, or has been tried for long enough.

    Args:
        alert: with `attempts` counting the try that just ended.
        delivery: what became of it.
        now: the time, UTC.
        give_up: seconds from the alert's making after which no try is begun; the last one falls on that moment.
        jitter: a random number between 0 and 1.
    """
    if delivery.outcome in {"sent", "refused"}:
        return None
    end = (alert.created or alert.event.at) + timedelta(seconds=give_up)
    return min(now + timedelta(seconds=delay(alert.attempts, delivery.retry_after, jitter)), end) if now < end else None


def delay(attempts: int, asked: float | None, jitter: float) -> float:
    """Seconds to wait after that many tries; never less than the server asked for, up to `LONGEST`.

    A server that names its delay (RFC 9110, 10.2.3) is believed, so the doubling begins at one second then.
    """
    first = FIRST if asked is None else 1.0
    doubled = min(first * 2.0 ** min(max(attempts - 1, 0), 40), LONGEST)
    spread = doubled * (1 - SPREAD + SPREAD * jitter)
    return spread if asked is None else min(max(asked, spread), LONGEST)
