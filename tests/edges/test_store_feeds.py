"""What polls leave behind: entries, pages to fetch, and when to ask again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.edges import store
from monitor.edges.store import Database
from monitor.edges.store.rows import clean, moment, stamp
from monitor.records import Condition, Failure, ParsedFeed, Retrieval
from tests.edges.store_samples import DAY, HOUR, NOW, answer, entry, feed, one, poll, rows, source


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "monitor.db") as opened:
        yield opened


class TestSync:
    def test_new_feeds_are_due_at_once(self, db: Database) -> None:
        store.feeds.sync(db, [source("a"), source("b")], NOW, 300.0)
        found = store.feeds.due(db, NOW, 10)
        assert [(state.source, state.due, state.interval, state.polled) for state in found] == [
            (source("a"), NOW, 300.0, False),
            (source("b"), NOW, 300.0, False),
        ]

    def test_absent_feeds_rest_and_come_back_with_their_memory(self, db: Database) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1),))
        store.feeds.sync(db, [], NOW)
        assert store.feeds.due(db, NOW + DAY, 10) == []
        assert store.feeds.next_due(db) is None
        store.feeds.sync(db, [source()], NOW + DAY)
        (back,) = store.feeds.due(db, NOW + DAY, 10)
        assert (back.id, back.polled, back.etag, back.due) == (feed_id, True, '"e1"', NOW + DAY)
        assert store.feeds.known(db, feed_id, ["key1"]) == {"key1": "digest1"}

    def test_syncing_again_leaves_the_schedule_alone(self, db: Database) -> None:
        poll(db, feed(db), (entry(1),))
        store.feeds.sync(db, [source()], NOW + DAY)
        assert store.feeds.next_due(db) == NOW + HOUR

    def test_a_changed_outlet_is_taken_over(self, db: Database) -> None:
        store.feeds.sync(db, [source()], NOW)
        renamed = type(source())(source().url, "Another Name", None, "en")
        store.feeds.sync(db, [renamed], NOW)
        assert [state.source for state in store.feeds.due(db, NOW, 10)] == [renamed]


def test_the_longest_waiting_feed_comes_first(db: Database) -> None:
    store.feeds.sync(db, [source("a")], NOW)
    store.feeds.sync(db, [source("a"), source("b")], NOW - HOUR)
    assert [state.source for state in store.feeds.due(db, NOW, 10)] == [source("b"), source("a")]
    assert [state.source for state in store.feeds.due(db, NOW, 1)] == [source("b")]
    assert [state.source for state in store.feeds.due(db, NOW, 10, {2})] == [source("a")]
    assert store.feeds.due(db, NOW - DAY, 10) == []
    assert store.feeds.next_due(db) == NOW - HOUR


class TestPoll:
    def test_entries_and_pages_and_what_was_seen_are_written_together(self, db: Database) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1), entry(2)), seen=(entry(3),), body=answer(b"body", etag='"e"', last_modified="Tue"))
        (state,) = store.feeds.due(db, NOW + HOUR, 10)
        assert (state.etag, state.last_modified) == ('"e"', "Tue")
        assert state.body_sha256 == hashlib.sha256(b"body").hexdigest()
        assert (state.polled, state.interval, state.failures, state.gap_since) == (True, 600.0, 0, None)
        assert one(db, "SELECT group_concat(key) FROM entries WHERE page_id IS NOT NULL") == "key1,key2"
        assert [task.url for task in store.pages.ready(db, NOW, 10)] == ["https://a.example/1", "https://a.example/2"]
        assert rows(db, "SELECT outcome, entries_seen, entries_new, entries_changed, bytes, elapsed FROM polls") == [
            {"outcome": "read", "entries_seen": 3, "entries_new": 2, "entries_changed": 0, "bytes": 4, "elapsed": 0.25}
        ]

    def test_that_fails_half_way_leaves_nothing_behind(self, db: Database) -> None:
        """Guarantees 1 and 2: what makes a body "seen" is written with its entries or not at all."""
        feed_id, parsed = feed(db), ParsedFeed("A feed", "de", (entry(1), entry(2)))

        def broken(url: str) -> str:
            if url.endswith("2"):
                raise RuntimeError("power cut")
            return url

        with pytest.raises(RuntimeError):
            store.feeds.record_poll(
                db, feed_id, answer(etag='"e"'), parsed, parsed.entries, (), False, NOW, 1.0, NOW, None, broken
            )
        assert [db[table].count for table in ("entries", "pages", "polls")] == [0, 0, 0]
        (state,) = store.feeds.due(db, NOW, 10)
        assert (state.etag, state.body_sha256, state.polled) == (None, None, False)

    def test_again_changes_nothing_but_when(self, db: Database) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1),))
        poll(db, feed_id, (entry(1),), now=NOW + HOUR)
        assert rows(db, "SELECT key, first_seen, last_seen FROM entries") == [
            {"key": "key1", "first_seen": "2026-03-02T09:30:00.000000Z", "last_seen": "2026-03-02T10:30:00.000000Z"}
        ]
        assert one(db, "SELECT count(*) FROM pages") == 1

    def test_known_entries_are_seen_again(self, db: Database) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1), entry(2)))
        poll(db, feed_id, seen=(entry(1),), now=NOW + 2 * HOUR)
        assert rows(db, "SELECT key FROM entries WHERE last_seen > first_seen") == [{"key": "key1"}]

    def test_a_gap_is_shown_until_its_history_is_pruned(self, db: Database) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1),), gap=True)
        poll(db, feed_id, (entry(2),), now=NOW + DAY)
        poll(db, feed_id, (entry(3),), now=NOW + 2 * DAY, gap=True)
        (state,) = store.feeds.due(db, NOW + 9 * DAY, 10)
        assert state.gap_since == NOW
        assert store.feeds.prune(db, NOW + DAY) == 1
        (state,) = store.feeds.due(db, NOW + 9 * DAY, 10)
        assert state.gap_since == NOW + 2 * DAY
        assert store.feeds.prune(db, NOW + 3 * DAY) == 2
        (state,) = store.feeds.due(db, NOW + 9 * DAY, 10)
        assert state.gap_since is None
        assert one(db, "SELECT count(*) FROM entries") == 3

    def test_a_survived_problem_is_shown(self, db: Database) -> None:
        poll(db, feed(db), (entry(1),), problem="not well-formed (line 3)")
        assert rows(db, "SELECT problem FROM source_health") == [{"problem": "not well-formed (line 3)"}]


class TestOtherOutcomes:
    def test_a_failure_is_counted_and_forgets_nothing(self, db: Database) -> None:
        """Guarantee 2: a body that failed to parse never updates what was seen."""
        feed_id = feed(db)
        poll(db, feed_id, (entry(1),))
        failure = Failure(Condition.NOT_A_FEED, "it is HTML", status=200)
        for _ in range(2):
            store.feeds.record_failure(db, feed_id, failure, NOW + DAY, 7200.0, NOW + HOUR)
        (state,) = store.feeds.due(db, NOW + DAY, 10)
        assert (state.failures, state.due, state.interval) == (2, NOW + DAY, 7200.0)
        assert (state.etag, state.last_modified, state.polled) == ('"e1"', "Mon", True)
        assert state.body_sha256 == hashlib.sha256(b"<rss/>").hexdigest()
        assert rows(db, "SELECT condition, condition_detail FROM source_health") == [
            {"condition": "not-a-feed", "condition_detail": "it is HTML"}
        ]
        assert rows(db, "SELECT outcome, status, condition, detail FROM polls ORDER BY id DESC LIMIT 1") == [
            {"outcome": "failed", "status": 200, "condition": "not-a-feed", "detail": "it is HTML"}
        ]

    def test_an_answer_heals_the_condition(self, db: Database) -> None:
        feed_id = feed(db)
        store.feeds.record_failure(db, feed_id, Failure(Condition.TIMEOUT, ""), NOW, 1.0, NOW)
        store.feeds.record_unchanged(db, feed_id, answer(b"", 304), NOW + HOUR, 900.0, NOW)
        (state,) = store.feeds.due(db, NOW + HOUR, 10)
        assert (state.failures, state.due, state.polled) == (0, NOW + HOUR, False)
        assert rows(db, "SELECT condition FROM source_health") == [{"condition": None}]

    @pytest.mark.parametrize(
        ("reply", "remembered"),
        [
            (answer(b"", 304), ('"e1"', "Mon")),
            (answer(b"", 304, etag='"e2"'), ('"e2"', "Mon")),
            (answer(b"<rss/>", etag='"e2"'), ('"e2"', None)),
        ],
    )
    def test_validators_follow_the_answer(
        self, db: Database, reply: Retrieval, remembered: tuple[str, str | None]
    ) -> None:
        feed_id = feed(db)
        poll(db, feed_id, (entry(1),))
        store.feeds.record_unchanged(db, feed_id, reply, NOW + HOUR, 900.0, NOW)
        (state,) = store.feeds.due(db, NOW + HOUR, 10)
        assert (state.etag, state.last_modified) == remembered
        assert one(db, "SELECT outcome FROM polls ORDER BY id DESC LIMIT 1") == "unchanged"

    def test_a_move_for_good_is_shown(self, db: Database) -> None:
        feed_id = feed(db)
        store.feeds.record_unchanged(db, feed_id, answer(b"", 304, moved_to="https://new.example/"), NOW, 900.0, NOW)
        assert rows(db, "SELECT moved_to FROM source_health") == [{"moved_to": "https://new.example/"}]


def test_known_asks_for_many_keys_of_one_feed(db: Database) -> None:
    first, second = feed(db, "a"), feed(db, "b")
    poll(db, first, tuple(entry(number) for number in range(2000)))
    keys = [f"key{number}" for number in range(3000)]
    assert len(store.feeds.known(db, first, keys)) == 2000
    assert store.feeds.known(db, second, keys) == {}


TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(TEXTS, min_size=5, max_size=5),
    published=st.none() | st.datetimes(timezones=st.timezones() | st.just(UTC)),
)
def test_whatever_stands_in_an_entry_is_stored(db: Database, texts: list[str], published: datetime | None) -> None:
    feed_id = feed(db)
    strange = entry(
        1,
        key=f"k{texts[0]}",
        guid=texts[1],
        title=texts[2],
        summary=texts[3],
        url=f"https://x/{texts[4]}",
        published=published,
    )
    poll(db, feed_id, (strange,))
    poll(db, feed_id, changed=(strange,))
    (stored,) = db.query("SELECT * FROM entries WHERE key = ?", [clean(strange.key)])
    assert [stored["guid"], stored["title"], stored["summary"]] == [clean(text) for text in texts[1:4]]
    assert [len(text) for text in (stored["title"], stored["summary"])] == [len(text) for text in texts[2:4]]
    assert store.feeds.known(db, feed_id, [strange.key]) == {clean(strange.key): "digest1"}


@given(st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))))
def test_a_time_is_stored_so_that_its_order_is_that_of_its_text(when: datetime) -> None:
    text = stamp(when)
    assert text is not None
    assert len(text) == len("2026-03-02T09:30:00.000000Z")
    if 1 < when.year < 9999:
        assert moment(text) == when


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        stamp(datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001 - the point of the test
