"""After ``kill -9`` a unit of work is wholly there or not at all, and the work goes on (guarantees 1, 2 and 4)."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from monitor.edges import store
from monitor.edges.store import Database
from tests.edges.store_samples import NOW, one, rows

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10


def write_and_kill(path: Path, after: float) -> None:
    """Let the child write, and kill it `after` seconds from its first whole round."""
    command = [sys.executable, "-m", "tests.edges.store_crash_child", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        drain = threading.Thread(target=child.stdout.read)
        drain.start()
        time.sleep(after)
        assert child.poll() is None
        child.kill()
        drain.join()


def assert_no_half_work(db: Database) -> None:
    """Whatever stands there stands there with all that belongs to it."""
    assert store.integrity(db) == ()
    halves = {
        "an entry without its page": "SELECT count(*) FROM entries WHERE page_id IS NULL",
        "entries without their poll": "SELECT count(*) FROM entries WHERE id > (SELECT sum(entries_new) FROM polls)",
        "an article without its verdict": """SELECT count(*) FROM articles
            WHERE id NOT IN (SELECT article_id FROM stories)""",
        "a page read without its article": """SELECT count(*) FROM pages
            WHERE (state = 'done') <> (id IN (SELECT page_id FROM articles))""",
        "a statement without its quotation": """SELECT count(*) FROM statements
            WHERE id NOT IN (SELECT statement_id FROM quotations)""",
        "a statement without its keys": """SELECT count(*) FROM statements
            WHERE id NOT IN (SELECT statement_id FROM statement_keys)""",
        "a statement without its event": """SELECT count(*) FROM statements
            WHERE id NOT IN (SELECT statement_id FROM events)""",
        "an event without its alerts": "SELECT count(*) * 2 - (SELECT count(*) FROM outbox) FROM events",
        "a statement told twice": "SELECT count(*) - count(DISTINCT text) FROM statements",
        "a statement that cannot be searched": """SELECT count(*) - (
            SELECT count(*) FROM statements_fts WHERE statements_fts MATCH 'statement') FROM statements""",
        "an article that cannot be searched": """SELECT count(*) - (
            SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'text') FROM articles""",
    }
    assert {name: found for name, sql in halves.items() if (found := one(db, sql))} == {}


def test_kill_9_at_random_moments(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    for _ in range(KILLS):
        write_and_kill(path, random.uniform(0.0, 0.15))
        with store.lock(path), store.open_writer(path) as db:
            assert_no_half_work(db)
            left = {row["id"] for row in rows(db, "SELECT id FROM outbox WHERE state = 'sending'")}
            again = {alert.id for alert in store.outbox.take(db, NOW, 10_000) if alert.doubt}
            assert left <= again  # what was under way is tried again, and says that it may be a repeat
    with store.open_writer(path) as db:
        assert one(db, "SELECT count(*) FROM polls") >= KILLS  # type: ignore[operator]  # it is a number
