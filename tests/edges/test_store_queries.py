"""What people ask of the log, and what they find."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.edges import store
from monitor.edges.store import Database, Filters, queries
from monitor.edges.store.search import match
from monitor.records import Actor, Condition, Delivery, Failure
from tests.edges import store_samples as samples
from tests.edges.store_samples import (
    DAY,
    HOUR,
    NOW,
    SPEAKER,
    TEXT,
    article,
    entry,
    event,
    feed,
    poll,
    queued,
    repeat,
    say,
)

LAVROV = Actor("Q:lavrov", "Сергей Лавров", role="министр", country="RU", side="russia", listed=True)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "monitor.db") as opened:
        yield opened


@pytest.fixture
def told(db: Database) -> Database:
    """Three statements in two articles of two outlets."""
    first, second = article(db, queued(db, 0, "a")), article(db, queued(db, 1, "b"), "Лавров: мы готовы к переговорам.")
    say(db, first, "Wir bleiben gesprächsbereit.", 5, start=33)
    say(db, first, "Ein Élysée-Treffen hilft.", start=1, when=NOW - DAY)
    say(db, second, "мы готовы к переговорам", actor=LAVROV, start=8, when=NOW - 2 * DAY)
    repeat(db, 1, second, "Wir bleiben bereit.", 5)
    return db


def ids(db: Database, **filters: object) -> list[int]:
    return [row["id"] for row in queries.statements(db, Filters(**filters))]  # type: ignore[arg-type]  # by the tests


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"country": "RU"}, [3]),
        ({"side": "europe"}, [1, 2]),
        ({"stance": "supports"}, [1, 2, 3]),
        ({"stance": "opposes"}, []),
        ({"kind": "direct", "language": "de", "topic": samples.STORY.topic}, [1, 2, 3]),
        ({"outlet": "outlet b"}, [1, 3]),
        ({"speaker": "beispiel"}, [1, 2]),
        ({"speaker": "лавров"}, [3]),
        ({"speaker": "gesprächsbereit"}, []),
        ({"text": "ELYSEE"}, [2]),
        ({"text": "переговор*"}, [3]),
        ({"text": "переговор"}, []),
        ({"text": '"bleiben gespr*"'}, [1]),
        ({"text": '"gesprächsbereit bleiben"'}, []),
        ({"text": "karin wir"}, [1]),
        ({"since": NOW - DAY}, [1, 2]),
        ({"until": NOW - DAY}, [3]),
        ({"limit": 1, "offset": 1}, [2]),
        ({"text": "bleiben", "country": "AT", "outlet": "Outlet A"}, [1]),
        ({"text": "- ! ()"}, [1, 2, 3]),
    ],
)
def test_statements_are_found(told: Database, filters: dict[str, object], expected: list[int]) -> None:
    assert ids(told, **filters) == expected


def test_a_statement_says_where_it_was_first(told: Database) -> None:
    (row, *_) = queries.statements(told)
    assert (row["outlet"], row["title"], row["url"], row["outlet_count"]) == (
        "Outlet A",
        "Ein Titel",
        "https://a.example/0",
        2,
    )
    assert row["actor_key"] == SPEAKER.key
    json.dumps(row)


def test_a_statement_with_all_that_belongs_to_it(told: Database) -> None:
    store.outbox.add_event(told, event(1), [("slack", "desk", "everything")])
    found = queries.statement(told, 1)
    assert found is not None
    assert [row["outlet"] for row in found["outlets"]] == ["Outlet A", "Outlet B"]
    assert [(row["relation"], row["outlet"]) for row in found["quotations"]] == [
        ("new", "Outlet A"),
        ("contained", "Outlet B"),
    ]
    window = found["quotations"][0]["window"]
    assert window == {"start": 0, "before": TEXT[:33], "quoted": "Wir bleiben gesprächsbereit.", "after": TEXT[61:]}
    assert [row["content"]["kind"] for row in found["events"]] == ["new"]
    assert [row["state"] for row in found["alerts"]] == ["pending"]
    assert found["reports"] == 2
    json.dumps(found)


def test_an_article_with_its_text_evidence_and_quotations(told: Database) -> None:
    found = queries.article(told, 1)
    assert found is not None
    assert found["text"] == TEXT
    assert [span["why"] for story in found["stories"] for span in story["evidence"]] == ["cue:talks"]
    assert [row["content_start"] for row in found["quotations"]] == [1, 33]
    json.dumps(found)


def test_what_is_not_there_is_none(told: Database) -> None:
    assert (queries.statement(told, 99), queries.article(told, 99)) == (None, None)


def test_stories_say_why(told: Database) -> None:
    found = queries.stories(told, Filters(text="переговорам", relevant=True))
    assert [(row["article_id"], row["relevant"], row["reasons"]) for row in found] == [(2, True, ["position"])]
    assert queries.stories(told, Filters(relevant=False)) == []
    assert len(queries.stories(told, Filters(outlet="OUTLET A", language="de", topic=samples.STORY.topic))) == 1
    assert len(queries.stories(told, Filters(text="titel"))) == 2
    assert queries.stories(told, Filters(since=NOW + HOUR)) == queries.stories(told, Filters(until=NOW)) == []


def test_feeds_in_trouble_come_first(told: Database) -> None:
    store.feeds.record_failure(told, 2, Failure(Condition.GONE, "410"), NOW, 1.0, NOW)
    assert [(row["outlet"], row["condition"]) for row in queries.feeds(told)] == [
        ("Outlet B", "gone"),
        ("Outlet A", None),
    ]
    assert [row["outlet"] for row in queries.feeds(told, Filters(troubled=True))] == ["Outlet B"]
    assert len(queries.feeds(told, Filters(country="AT", language="de"))) == 2


def test_entries_say_what_became_of_them(told: Database) -> None:
    poll(told, feed(told, "a"), (entry(7, url=None),))
    assert [
        (row["title"], row["state"], row["condition"]) for row in queries.entries(told, Filters(state="failed"))
    ] == [("Title 7", "failed", "no-url")]
    assert len(queries.entries(told, Filters(outlet="outlet a", since=NOW))) == 2


def test_alerts_say_what_became_of_them(told: Database) -> None:
    store.outbox.add_event(told, event(1), [("slack", "desk", "all"), ("mail", "ann", "all")])
    alert = store.outbox.take(told, NOW, 1)[0]
    store.outbox.settle(told, alert.id, Delivery("refused", "no"), None, NOW)
    assert [(row["channel"], row["last_error"]) for row in queries.alerts(told, Filters(state="refused"))] == [
        ("mail", "no")
    ]
    assert [row["state"] for row in queries.alerts(told, Filters(channel="slack", country="AT"))] == ["pending"]


def test_the_status_counts_what_waits_and_what_is_wrong(told: Database) -> None:
    poll(told, feed(told, "a"), (entry(7, url=None),), gap=True)
    store.feeds.record_failure(told, 2, Failure(Condition.GONE, "410"), NOW, 1.0, NOW)
    store.outbox.add_event(told, event(1), [("slack", "desk", "all"), ("mail", "ann", "all")])
    store.outbox.settle(told, store.outbox.take(told, NOW, 1)[0].id, Delivery("retry", "down"), None, NOW)
    found = queries.status(told)
    assert {
        name: found[name] for name in ("feeds", "feeds_failing", "feeds_with_gap", "pages_waiting", "articles")
    } == {
        "feeds": 2,
        "feeds_failing": 1,
        "feeds_with_gap": 1,
        "pages_waiting": 2,
        "articles": 2,
    }
    assert (found["statements"], found["quotations"], found["alerts_waiting"], found["alerts_dead"]) == (3, 4, 1, 1)
    assert (found["feed_conditions"], found["page_conditions"]) == ({"gone": 1}, {"no-url": 1})
    assert found["oldest_page_waiting"] == found["oldest_alert_waiting"] == "2026-03-02T09:30:00.000000Z"
    assert found["channels"]["mail"]["last_error"] == "down"


def test_the_status_of_an_empty_log(db: Database) -> None:
    found = queries.status(db)
    assert found["statements"] == found["entries"] == 0
    assert found["last_poll"] is None
    json.dumps(found)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=())) | st.text('ab"*^:(){}-+ NOTAREa\0\ud800', max_size=60))
def test_no_search_text_is_a_query_of_its_own(db: Database, text: str) -> None:
    """Guarantee 9: what a user types is text."""
    queries.statements(db, Filters(text=text, speaker=text))
    queries.stories(db, Filters(text=text))


def test_a_very_long_search_is_bounded() -> None:
    query = match("wort " * 100_000)
    assert query is not None
    assert query.count("wort") == 64
