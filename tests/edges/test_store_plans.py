"""What is asked of a large log: lists are read from one end, and what stands around one thing is found beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.edges import store
from monitor.edges.store import Database, clusters, copies, glance, mending, queries, sharing
from monitor.edges.store.rows import stamp
from tests import fortnight
from tests.edges.store_samples import DAY, NOW, rows

GROWING = "articles|clusters|cluster_links|corrections_applied|entries|events|outbox|pages|polls|quotations|replies|shifts|statements"
WHOLE = re.compile(rf"SCAN (?:{GROWING}|[a-z]{{1,2}})(?! USING (?:COVERING )?INDEX)(?: |$)")
"""A step that reads all of a table; our questions call them by one letter or two."""
MANY = 1500
"""Statements of one speaker."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The fortnight, after which the Kremlin went on speaking for years, and an event that everybody told of."""
    path = tmp_path_factory.mktemp("large") / "monitor.db"
    with store.open_writer(path) as db:
        fortnight.play(db, fortnight.pieces())
        speak(db)
        db.execute("UPDATE articles SET cluster_id = 1")
        db.execute(
            "INSERT INTO shifts SELECT 900, actor_id, 5097, 5099, 'half', reported FROM statements WHERE id = 5099"
        )
        yield db


def speak(db: Database) -> None:
    """Statement 5000 + n on day n, from the fortnight's first page."""
    (actor,) = rows(db, "SELECT id FROM actors WHERE side = 'russia' ORDER BY id LIMIT 1")
    with store.unit_of_work(db):
        for number in range(MANY):
            day = NOW + number * DAY
            said = day.date().isoformat() if number % 2 else None
            when = dict.fromkeys(("reported", "first_seen", "last_seen"), stamp(day))
            own = {"id": 5000 + number, "actor_id": actor["id"], "text": f"Word {number}", "digest": f"{number}"}
            what = {"kind": "direct", "stance": "supports", "topic": fortnight.TOPIC, "first_article_id": 1}
            db["statements"].insert({**own, **what, **when, "said_first": said, "said_last": said})
            report = {"article_id": 1, "statement_id": 5000 + number, "relation": "new", "similarity": 1.0}
            place = {"content_start": 9000 + number, "content_end": 9001 + number, "content": "x", "kind": "direct"}
            db["quotations"].insert({**report, **place, "digest": f"{number}", "stance": "supports", "at": stamp(day)})


QUESTIONS: dict[str, Callable[[Database], object]] = {
    "statements": queries.statements,
    "stories": queries.stories,
    "events": queries.events,
    "alerts": queries.alerts,
    "entries": queries.entries,
    "events of a language": lambda db: queries.events(db, store.Filters(language="de")),
    "alerts given up": lambda db: queries.alerts(db, store.Filters(state="dead")),
    "a statement": lambda db: queries.statement(db, 5700),
    "an event": lambda db: clusters.page(db, 1),
    "a tick": lambda db: (store.feeds.next_due(db), store.pages.ready(db, NOW, 9), store.pages.next_try(db)),
    "a look": lambda db: glance.glance(db, Path(__file__)),
    "the outbox": lambda db: store.outbox.take(db, NOW - DAY, 1),
    "candidates": lambda db: (sharing.candidates(db, [1, 2], 8), clusters.candidates(db, [1, 2], 8, 8)),
    "copies": lambda db: (copies.candidates(db, 9, [1, 2], 8), copies.line(db, 5000)),
    "corrections": lambda db: (mending.resolve(db, 5000), mending.newest_report(db), mending.apart(db, 5000, "x")),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_whole_table(log: Database, name: str) -> None:
    asked: list[str] = []
    log.conn.set_trace_callback(asked.append)
    try:
        QUESTIONS[name](log)
    finally:
        log.conn.set_trace_callback(None)
    for sql in {one for one in asked if one.lstrip().startswith(("SELECT", "WITH"))}:
        plan = [str(step[3]) for step in log.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [step for step in plan if WHOLE.match(step)], (sql, plan)
        if name in {"statements", "events", "alerts", "entries"} and " LIMIT " in sql:
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan, (sql, plan)


def test_a_statement_of_long_ago_stands_among_its_neighbours(log: Database) -> None:
    found = queries.statement(log, 5100)
    assert found is not None
    assert [row["id"] for row in found["positions"]] == list(range(5108, 5091, -1))
    assert {row["id"]: row["shift_from"] for row in found["positions"]}[5099] == 5097
    late = queries.statement(log, 5000 + MANY - 1)
    assert late is not None
    assert [row["id"] for row in late["positions"]] == [5000 + MANY - 1 - back for back in range(9)]


def test_an_event_that_everybody_told_of_is_bounded_and_counted(log: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "MOST_ARTICLES", 5)
    found = clusters.page(log, 1)
    assert found is not None
    assert len(found["articles"]) == len(found["statements"]) == 5
    assert found["article_count"] > 20
    assert found["statement_count"] > MANY


def test_statistics_of_a_large_log_are_made_of_samples(log: Database) -> None:
    assert store.queries.rows.scalar(log, "PRAGMA analysis_limit") == 1000
