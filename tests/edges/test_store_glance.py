"""Feeds that fail or fall silent are found, and only those."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.edges import store
from monitor.edges.store import Database
from monitor.edges.store.glance import glance, quiet
from monitor.records import Condition, Failure
from tests.edges.store_samples import DAY, HOUR, NOW, answer, entry, feed, poll

DOWN = Failure(Condition.TIMEOUT, "no answer")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "log.db") as opened:
        yield opened


def news(db: Database, feed_id: int, times: int, pause: timedelta) -> None:
    """Polls with something new, at a steady pace."""
    for number in range(times):
        new = entry(number, key=f"{feed_id}-{number}", url=f"https://x.example/{feed_id}/{number}")
        poll(db, feed_id, (new,), now=NOW + number * pause)


def nothing_new(db: Database, feed_id: int, at: timedelta) -> None:
    store.feeds.record_unchanged(db, feed_id, answer(status=304), NOW + at + HOUR, 600.0, NOW + at)


def found(db: Database, at: timedelta) -> list[tuple[str, str]]:
    return [(row["outlet"], row["why"]) for row in quiet(db, NOW + at)]


def test_a_feed_is_silent_after_ten_times_its_usual_pause(db: Database) -> None:
    often, seldom, new = feed(db, "often"), feed(db, "seldom"), feed(db, "new")
    news(db, often, 10, HOUR)
    news(db, seldom, 6, DAY)
    news(db, new, 2, HOUR)
    for feed_id in (often, seldom, new):
        nothing_new(db, feed_id, 7 * DAY)
    assert found(db, 7 * DAY) == [("Outlet OFTEN", "silent")]
    assert found(db, 5 * DAY + 9 * DAY) == [("Outlet OFTEN", "silent")]
    assert found(db, 5 * DAY + 11 * DAY) == [("Outlet OFTEN", "silent"), ("Outlet SELDOM", "silent")]


def test_a_night_without_news_is_no_silence(db: Database) -> None:
    often = feed(db, "often")
    news(db, often, 50, timedelta(minutes=10))
    assert found(db, 20 * HOUR) == []


def test_a_feed_fails_when_it_could_not_be_read_for_a_day(db: Database) -> None:
    once, never = feed(db, "once"), feed(db, "never")
    news(db, once, 1, HOUR)
    for feed_id in (once, never):
        store.feeds.record_failure(db, feed_id, DOWN, NOW + HOUR, 600.0, NOW + HOUR)
    assert found(db, 20 * HOUR) == []
    assert sorted(found(db, 25 * HOUR)) == [("Outlet NEVER", "failing"), ("Outlet ONCE", "failing")]


def test_a_feed_that_is_switched_off_is_not_missed(db: Database) -> None:
    news(db, feed(db, "often"), 10, HOUR)
    store.feeds.sync(db, [], NOW)
    assert found(db, 30 * DAY) == []


def test_a_glance_tells_when_the_longest_waiting_feed_was_due_and_the_room_on_the_disk(
    db: Database, tmp_path: Path
) -> None:
    assert glance(db, tmp_path / "log.db")["next_due"] is None
    feed(db)
    found = glance(db, tmp_path / "log.db")
    assert found["next_due"] == store.queries.feeds(db)[0]["due"]
    assert found["disk_free"] > 0
    assert found["feeds"] == 1
