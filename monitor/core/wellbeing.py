"""Whether the service is well: what a look at it must make somebody get up for, or only know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

OVERDUE = timedelta(minutes=15)
"""How long a feed may be due before nobody seems to poll: far more than a queue of slow feeds takes."""
LONG = timedelta(days=1)
PATIENCE = timedelta(hours=1)
"""How long an alert may wait for its channel."""
LEAST_ROOM = 512 * 2**20
"""Bytes that the disk must have free: a day of the shipped feeds takes about a tenth of it."""
NAMED = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not well, by name and in words.

    `grave`: the service does not do its work; otherwise it does, and somebody should know.
    """

    name: str
    what: str
    grave: bool


def judge(
    glance: Mapping[str, Any], quiet: Sequence[Mapping[str, Any]], now: datetime, started: datetime | None = None
) -> tuple[Trouble, ...]:
    """What is not well, the gravest first.

    Args:
        glance: numbers of the log, as the store gives them.
        quiet: feeds that fail or are silent, with ``outlet``, ``why`` and ``since``.
        now: the time.
        started: since when the service runs, where that is known: what was overdue before is not held against it.
    """
    grave = {
        "polling": polling(glance, now, started),
        "outbox": outbox(glance, now),
        "disk": disk(glance),
        "sources": sources(glance, quiet),
    }
    told = {why: named(quiet, why, text) for why, text in WHY.items()}
    told["feeds"] = None if glance["feeds"] else "no feed is configured"
    return (
        *(Trouble(name, what, grave=True) for name, what in grave.items() if what),
        *(Trouble(name, what, grave=False) for name, what in told.items() if what),
    )


def polling(glance: Mapping[str, Any], now: datetime, started: datetime | None) -> str | None:
    """Whether feeds are polled at all, and any of them can be read."""
    if not glance["feeds"]:
        return None
    due = moment(glance["next_due"])
    if due is not None and now - max(due, started or due) > OVERDUE:
        return f"feeds are due since {minute(due)} and nobody polls them: the service does not run, or cannot keep up"
    success, polled = moment(glance["last_success"]), moment(glance["last_poll"])
    since = success or polled
    if since is not None and now - max(since, started or since) > LONG:
        return f"no feed could be read since {minute(success)}" if success else "no feed could be read yet"
    return None


def outbox(glance: Mapping[str, Any], now: datetime) -> str | None:
    """Whether alerts leave."""
    oldest = moment(glance["oldest_alert_waiting"])
    if oldest is None or now - oldest <= PATIENCE:
        return None
    return f"{count(glance['alerts_waiting'], 'alert')} cannot be delivered, the oldest waits since {minute(oldest)}"


def disk(glance: Mapping[str, Any]) -> str | None:
    """Whether there is room for the log to grow."""
    free = int(glance["disk_free"])
    return f"the disk is nearly full: {free // 2**20} MB are free" if free < LEAST_ROOM else None


def sources(glance: Mapping[str, Any], quiet: Sequence[Mapping[str, Any]]) -> str | None:
    """Whether so many feeds are missing that the log misses the news: one or two always are."""
    if len(quiet) < 2 or 2 * len(quiet) < glance["feeds"]:  # noqa: PLR2004 - a single feed proves nothing
        return None
    return f"{len(quiet)} of {glance['feeds']} feeds bring nothing"


WHY = {"failing": "cannot be read for over a day", "silent": "far longer than usual without anything new"}


def named(quiet: Sequence[Mapping[str, Any]], why: str, text: str) -> str | None:
    """The feeds that are quiet for a cause, by name as far as a line holds them."""
    found = [f"{row['outlet']} (since {row['since'][:10]})" for row in quiet if row["why"] == why]
    if not found:
        return None
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"{count(len(found), 'feed')} {text}: {', '.join(found[:NAMED])}{more}"


def count(number: int, what: str) -> str:
    """``1 feed``, ``2 feeds``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def moment(text: str | None) -> datetime | None:
    """A stored time."""
    return datetime.fromisoformat(text) if text else None


def minute(at: datetime) -> str:
    """A time as people read it."""
    return at.strftime("%Y-%m-%d %H:%M UTC")
