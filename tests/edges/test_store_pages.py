"""The queue of pages: one for each canonical URL, tried until it is done or given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor.edges import store
from monitor.edges.store import Database
from monitor.edges.store.pages import MOST_CRASHES, USABLE, PageTask
from monitor.records import Condition, Failure
from tests.edges.store_samples import DAY, HOUR, NOW, answer, article, entry, feed, one, poll, queued, rows

TIMEOUT = Failure(Condition.TIMEOUT, "no answer within 30 s")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "monitor.db") as opened:
        yield opened


def ready(db: Database, now: datetime = NOW) -> list[PageTask]:
    return store.pages.ready(db, now, 100)


def test_a_task_knows_what_the_feed_said(db: Database) -> None:
    poll(db, feed(db), (entry(1),))
    assert ready(db) == [
        PageTask(
            id=1,
            url="https://a.example/1",
            outlet="Outlet A",
            country="AT",
            language="de",
            title="Title 1",
            summary="Summary 1",
            published=NOW - HOUR,
            author="Ann Author",
            origin="page",
            attempts=0,
            crashes=0,
            first_seen=NOW,
            quiet_before=None,
            revision=1,
        )
    ]


def test_one_page_for_all_links_to_it(db: Database) -> None:
    poll(db, feed(db, "a"), (entry(1, url="https://a.example/1?utm=x"), entry(2, url="https://a.example/1")))
    poll(db, feed(db, "b"), (entry(1, url="https://a.example/1?from=b"),))
    assert [(task.url, task.outlet) for task in ready(db)] == [("https://a.example/1?utm=x", "Outlet A")]
    assert one(db, "SELECT count(*) FROM entries WHERE page_id = 1") == 3


class TestAnEntryOnNoTopic:
    """Its page is kept and not fetched, until something better leads there."""

    @pytest.fixture
    def db(self, db: Database) -> Database:
        poll(db, feed(db, "a"), (replace(entry(1, url="https://a.example/1"), likely=False),))
        return db

    def test_costs_no_fetch(self, db: Database) -> None:
        assert ready(db) == []
        assert store.pages.next_try(db) is None
        assert rows(db, "SELECT state, skipped, attempts FROM pages") == [
            {"state": "done", "skipped": 1, "attempts": 0}
        ]

    def test_is_fetched_when_another_feed_shows_it_better(self, db: Database) -> None:
        poll(db, feed(db, "b"), (entry(1, url="https://a.example/1?from=b", title="Moscow and Berlin talk"),))
        assert [(task.title, task.quiet) for task in ready(db)] == [("Moscow and Berlin talk", False)]
        assert one(db, "SELECT skipped FROM pages") == 0

    def test_is_fetched_when_it_changes_into_something_better(self, db: Database) -> None:
        poll(db, 1, (), changed=(replace(entry(1, url="https://a.example/1", digest="2"), likely=False),))
        assert ready(db) == []
        poll(db, 1, (), changed=(entry(1, url="https://a.example/1", digest="3"),))
        assert len(ready(db)) == 1

    def test_does_not_take_back_what_another_feed_asks_for(self, db: Database) -> None:
        poll(db, feed(db, "b"), (entry(1, url="https://a.example/1"),))
        poll(db, feed(db, "c"), (replace(entry(1, url="https://a.example/1"), likely=False),))
        assert len(ready(db)) == 1


def test_the_longest_waiting_comes_first_without_those_in_work(db: Database) -> None:
    feed_id = feed(db)
    poll(db, feed_id, (entry(1), entry(2)), now=NOW)
    poll(db, feed_id, (entry(3),), now=NOW - HOUR)
    assert [task.id for task in ready(db)] == [3, 1, 2]
    assert [task.id for task in store.pages.ready(db, NOW, 1, {3})] == [1]
    assert store.pages.next_try(db) == NOW - HOUR
    assert ready(db, NOW - DAY) == []


def test_nothing_waits_in_an_empty_log(db: Database) -> None:
    assert (ready(db), store.pages.next_try(db)) == ([], None)


class TestQuiet:
    def test_old_entries_of_a_new_feed(self, db: Database) -> None:
        old, fresh, undated = entry(1, published=NOW - 3 * DAY), entry(2), entry(3, published=None)
        poll(db, feed(db), (old, fresh, undated), quiet_before=NOW - 2 * DAY)
        assert {task.title: task.quiet for task in ready(db)} == {"Title 1": True, "Title 2": False, "Title 3": True}
        assert [task.is_quiet(NOW - HOUR) for task in ready(db)] == [False] * 3

    def test_entries_of_a_known_feed_are_never(self, db: Database) -> None:
        poll(db, feed(db), (entry(1, published=NOW - 300 * DAY),))
        assert [task.quiet for task in ready(db)] == [False]

    def test_what_may_alert_goes_first(self, db: Database) -> None:
        poll(db, feed(db, "a"), (entry(1),), quiet_before=NOW - DAY, now=NOW - HOUR)
        poll(db, feed(db, "b"), (entry(2),))
        assert [task.title for task in ready(db)] == ["Title 2", "Title 1"]
        assert store.pages.next_try(db) == NOW - HOUR

    def test_a_known_feed_makes_a_waiting_page_loud(self, db: Database) -> None:
        old = entry(1, published=NOW - 3 * DAY)
        poll(db, feed(db, "a"), (old,), quiet_before=NOW)
        poll(db, feed(db, "b"), (old,))
        assert [task.quiet for task in ready(db)] == [False]

    def test_another_new_feed_does_not(self, db: Database) -> None:
        old = entry(1, published=NOW - 3 * DAY)
        poll(db, feed(db, "a"), (old,), quiet_before=NOW)
        poll(db, feed(db, "b"), (old,), quiet_before=NOW)
        assert [task.quiet for task in ready(db)] == [True]


class TestWithoutLink:
    def test_a_long_summary_is_its_own_article(self, db: Database) -> None:
        poll(db, feed(db), (entry(1, url=None, summary="x" * USABLE), entry(2, url=None, summary="y" * USABLE)))
        assert [(task.origin, task.url, task.title) for task in ready(db)] == [
            ("feed", "https://a.example/feed", "Title 1"),
            ("feed", "https://a.example/feed", "Title 2"),
        ]

    def test_a_short_one_is_shown_as_a_trouble(self, db: Database) -> None:
        poll(db, feed(db), (entry(1, url=None),))
        assert ready(db) == []
        assert rows(db, "SELECT title, state, condition FROM page_troubles") == [
            {"title": "Title 1", "state": "failed", "condition": "no-url"}
        ]

    def test_that_grows_is_read_then(self, db: Database) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1, url=None),))
        poll(db, feed_id, changed=(entry(1, url=None, title="Longer"),))
        assert ready(db) == []
        poll(db, feed_id, changed=(entry(1, url=None, summary="x" * USABLE),))
        assert [task.summary for task in ready(db)] == ["x" * USABLE]

    def test_that_gets_a_link_is_fetched(self, db: Database) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1, url=None),))
        poll(db, feed_id, changed=(entry(1),))
        assert [task.url for task in ready(db)] == ["https://a.example/1"]


class TestFailure:
    def test_is_tried_again_later(self, db: Database) -> None:
        task = queued(db)
        assert store.pages.record_failure(db, task, TIMEOUT, NOW + HOUR, NOW) == "pending"
        assert ready(db) == []
        (again,) = ready(db, NOW + HOUR)
        assert (again.attempts, again.crashes) == (1, 0)
        assert rows(db, "SELECT state, condition, condition_detail FROM page_troubles") == [
            {"state": "pending", "condition": "timeout", "condition_detail": "no answer within 30 s"}
        ]

    def test_for_good_is_shown(self, db: Database) -> None:
        task = queued(db)
        assert store.pages.record_failure(db, task, Failure(Condition.ROBOTS, "/"), None, NOW) == "failed"
        assert ready(db, NOW + 99 * DAY) == []
        assert rows(db, "SELECT state, condition, next_try FROM page_troubles") == [
            {"state": "failed", "condition": "robots", "next_try": None}
        ]

    @pytest.mark.parametrize("condition", [Condition.WORKER_KILLED, Condition.WORKER_TIMEOUT])
    def test_that_kills_its_worker_again_and_again_is_set_aside(self, db: Database, condition: Condition) -> None:
        """Guarantee 7."""
        task = queued(db)
        states = []
        for turn in range(MOST_CRASHES):
            states.append(store.pages.record_failure(db, task, Failure(condition, "signal 9"), NOW, NOW))
            task = next(iter(ready(db)), task)
            assert task.crashes == min(turn + 1, MOST_CRASHES - 1)
        assert states == ["pending"] * (MOST_CRASHES - 1) + ["failed"]
        assert rows(db, "SELECT condition, condition_detail FROM page_troubles") == [
            {"condition": "quarantined", "condition_detail": f"{condition}: signal 9"}
        ]
        poll(db, feed(db), changed=(entry(0, digest="changed"),))
        assert ready(db) == []


class TestDone:
    def test_leaves_the_queue_with_its_validators(self, db: Database) -> None:
        task = queued(db)
        store.pages.record_done(db, task, answer(etag='"p"', final_url="https://a.example/final"), NOW)
        assert ready(db, NOW + DAY) == []
        assert rows(db, "SELECT state, etag, final_url, condition FROM pages") == [
            {"state": "done", "etag": '"p"', "final_url": "https://a.example/final", "condition": None}
        ]

    def test_a_changed_entry_fetches_it_again_on_condition(self, db: Database) -> None:
        task = queued(db)
        store.pages.record_done(db, task, answer(etag='"p"', last_modified="Mon"), NOW)
        poll(db, feed(db), changed=(entry(0, title="Corrected"),), refetch_since=NOW - HOUR)
        (again,) = ready(db)
        assert (again.title, again.etag, again.last_modified, again.attempts) == ("Corrected", '"p"', "Mon", 0)
        store.pages.record_done(db, again, answer(b"", 304), NOW)
        assert rows(db, "SELECT state, etag, last_modified FROM pages") == [
            {"state": "done", "etag": '"p"', "last_modified": "Mon"}
        ]

    def test_a_change_after_the_window_does_not(self, db: Database) -> None:
        store.pages.record_done(db, queued(db), None, NOW)
        poll(db, feed(db), changed=(entry(0, title="Corrected"),), now=NOW + DAY, refetch_since=NOW + HOUR)
        assert ready(db, NOW + DAY) == []
        assert one(db, "SELECT title FROM entries") == "Corrected"

    def test_a_change_during_the_fetch_is_not_lost(self, db: Database) -> None:
        task = queued(db)
        poll(db, feed(db), changed=(entry(0, title="Corrected"),))
        store.pages.record_done(db, task, None, NOW)
        assert [again.title for again in ready(db)] == ["Corrected"]

    def test_a_change_during_a_failing_fetch_is_not_lost(self, db: Database) -> None:
        task = queued(db)
        poll(db, feed(db), changed=(entry(0, title="Corrected"),))
        assert store.pages.record_failure(db, task, Failure(Condition.GONE, ""), None, NOW) == "pending"
        assert [again.title for again in ready(db)] == ["Corrected"]

    def test_a_changed_entry_gives_a_failed_page_another_chance(self, db: Database) -> None:
        store.pages.record_failure(db, queued(db), Failure(Condition.NOT_FOUND, ""), None, NOW)
        poll(db, feed(db), changed=(entry(0, title="Corrected"),))
        assert [again.attempts for again in ready(db)] == [0]

    def test_a_changed_link_leads_to_another_page(self, db: Database) -> None:
        article(db, queued(db))
        store.pages.record_done(db, ready(db)[0], None, NOW)
        poll(db, feed(db), changed=(entry(0, url="https://a.example/moved"),))
        assert [again.url for again in ready(db)] == ["https://a.example/moved"]
        assert (
            one(db, "SELECT p.url FROM entries AS e JOIN pages AS p ON p.id = e.page_id") == "https://a.example/moved"
        )
