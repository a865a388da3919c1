"""Storage failures, method by method: a clear error that names the file and the remedy, and nothing half done."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.edges import store
from monitor.edges.store import Database, Filters, rows, trouble
from monitor.errors import MonitorError, StoreBusyError, StoreError
from monitor.records import Analysis, Article, Condition, Delivery, Failure
from tests.edges import store_samples as samples
from tests.edges.store_samples import NOW

FAILURE = Failure(Condition.TIMEOUT, "")
WRITES: dict[str, Callable[[Database], Any]] = {
    "feeds.sync": lambda db: store.feeds.sync(db, [samples.source("z")], NOW),
    "feeds.record_failure": lambda db: store.feeds.record_failure(db, 1, FAILURE, NOW, 1.0, NOW),
    "feeds.record_unchanged": lambda db: store.feeds.record_unchanged(db, 1, samples.answer(), NOW, 1.0, NOW),
    "feeds.record_poll": lambda db: samples.poll(db, 1, (samples.entry(9, summary="x" * 9000),)),
    "feeds.prune": lambda db: store.feeds.prune(db, NOW + samples.DAY),
    "pages.record_failure": lambda db: store.pages.record_failure(db, task(db), FAILURE, NOW, NOW),
    "pages.record_done": lambda db: store.pages.record_done(db, task(db), None, NOW),
    "articles.save": lambda db: store.articles.save(db, task(db), Article("u", os.urandom(9000).hex()), "page", NOW),
    "articles.save_analysis": lambda db: store.articles.save_analysis(
        db, 1, Analysis(Article("u", ""), (samples.STORY,), (), "l" * 9000, "c"), NOW
    ),
    "statements.insert": lambda db: samples.say(db, 1, "x" * 9000, 1, 2, 3, start=500),
    "statements.attach": lambda db: samples.repeat(db, 1, 1, "x" * 9000),
    "outbox.add_event": lambda db: store.outbox.add_event(db, samples.event(1, kind="edited", title="x" * 9000), []),
    "outbox.take": lambda db: store.outbox.take(db, NOW, 1),
    "outbox.settle": lambda db: store.outbox.settle(db, 1, Delivery("refused", "x" * 9000), None, NOW),
    "outbox.suppress": lambda db: store.outbox.suppress(db, 1, "x" * 9000),
    "outbox.revive": lambda db: store.outbox.revive(db, 1, NOW),
}
READS: dict[str, Callable[[Database], Any]] = {
    "feeds.due": lambda db: store.feeds.due(db, NOW, 10),
    "feeds.next_due": store.feeds.next_due,
    "feeds.known": lambda db: store.feeds.known(db, 1, ["key"]),
    "pages.ready": lambda db: store.pages.ready(db, NOW, 10),
    "pages.next_try": store.pages.next_try,
    "articles.text": lambda db: store.articles.text(db, 1),
    "sharing.candidates": lambda db: store.sharing.candidates(db, [1], 6),
    "statements.outlets": lambda db: store.statements.outlets(db, 1),
    "statements.is_old": lambda db: store.statements.is_old(db, 1),
    "statements.standing": lambda db: store.statements.standing(db, 1),
    "faces.of": lambda db: store.faces.of(db, samples.event(1)),
    "outbox.told": lambda db: store.outbox.told(db, 1),
    "statements.on_page": lambda db: store.statements.on_page(db, 1, "digest"),
    "outbox.dead_letters": store.outbox.dead_letters,
    "queries.statements": lambda db: store.queries.statements(db, Filters(text="x", speaker="y")),
    "queries.stories": lambda db: store.queries.stories(db, Filters(text="x")),
    "queries.feeds": store.queries.feeds,
    "queries.entries": store.queries.entries,
    "queries.alerts": store.queries.alerts,
    "queries.statement": lambda db: store.queries.statement(db, 1),
    "queries.article": lambda db: store.queries.article(db, 1),
    "queries.status": store.queries.status,
}


def task(db: Database) -> store.PageTask:
    return store.pages.task_of(
        next(db.query("SELECT p.*, '' AS title, '' AS summary, NULL AS published, NULL AS author FROM pages AS p"))
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.db"
    with store.open_writer(path) as db:
        article_id = samples.article(db, samples.queued(db))
        number = samples.say(db, article_id, "Ein Satz.", 1, start=5)
        store.outbox.add_event(db, samples.event(number), [("slack", "desk", "all")])
        samples.queued(db, 1)
    return path


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return [line for line in raw.iterdump() if "fts" not in line]


@pytest.mark.parametrize("name", WRITES)
class TestWriting:
    def test_locked(self, path: Path, name: str) -> None:
        before = dump(path)
        with (
            store.open_writer(path, busy_timeout=0.01) as db,
            closing(sqlite3.connect(path, isolation_level=None)) as other,
        ):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusyError, match=r"monitor\.db: another process holds it"):
                WRITES[name](db)
            other.execute("ROLLBACK")
        assert dump(path) == before

    def test_read_only(self, path: Path, name: str) -> None:
        before = dump(path)
        with store.open_writer(path) as db:
            rows.run(db, "PRAGMA query_only = ON")
            with pytest.raises(trouble.StoreReadOnlyError, match=r"monitor\.db: it is read-only"):
                WRITES[name](db)
            assert not db.conn.in_transaction
        assert dump(path) == before

    def test_full(self, path: Path, name: str) -> None:
        """What fits is written, what does not is not begun: after the error nothing of it is there."""
        before = dump(path)
        with store.open_writer(path) as db:
            fill(db)
            try:
                WRITES[name](db)
            except trouble.StoreFullError as error:
                assert "monitor.db: there is no room" in str(error)  # noqa: PT017 - some writes need no new page
                assert not db.conn.in_transaction
                assert dump(path) == before
            rows.run(db, "PRAGMA max_page_count = 1000000")
            WRITES[name](db)
            assert store.integrity(db) == ()


def fill(db: Database) -> None:
    """Leave no page for anything new."""
    pages = rows.scalar(db, "PRAGMA page_count")
    rows.query(db, f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_met_at_all(path: Path) -> None:
    met = []
    for name in ("feeds.record_poll", "articles.save", "statements.insert", "outbox.add_event"):
        with store.open_writer(path) as db:
            fill(db)
            with pytest.raises(trouble.StoreFullError) as caught:
                WRITES[name](db)
            met.append(caught.value.exit_code)
    assert met == [75] * 4


@pytest.mark.parametrize("name", READS)
class TestReading:
    def test_beside_a_writer(self, path: Path, name: str) -> None:
        with (
            store.open_writer(path) as writer,
            store.open_reader(path, busy_timeout=0.01) as db,
            store.unit_of_work(writer),
        ):
            READS[name](db)

    def test_corrupt(self, path: Path, name: str) -> None:
        """Damaged pages give an error of ours, or an answer from sound ones; nothing else escapes."""
        damage(path)
        try:
            with store.open_reader(path) as db:
                READS[name](db)
        except StoreError as error:
            assert "monitor.db: it is damaged" in str(error)  # noqa: PT017 - some questions touch sound pages only

    def test_closed(self, path: Path, name: str) -> None:
        db = store.open_reader(path)
        db.close()
        with pytest.raises(StoreError):
            READS[name](db)


def damage(path: Path) -> None:
    """Overwrite the beginning of every table and index but those that say whose database this is."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        roots = [
            row[0]
            for row in raw.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 1 AND tbl_name <> 'meta'")
        ]
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        for root in roots:
            file.seek((root - 1) * size)
            file.write(b"\x00\xff" * 50)


def test_damage_is_told_by_the_integrity_check(path: Path) -> None:
    damage(path)
    with store.open_reader(path) as db:
        try:
            problems = store.integrity(db)
        except trouble.StoreCorruptError:
            return
    assert problems


SCRIPT = """
import os, pathlib, sys
from monitor.edges import store
from monitor.errors import StoreError
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
path = pathlib.Path(sys.argv[1])
try:
    store.open_writer(path)
except StoreError as error:
    print(type(error).__name__, error)
with store.open_reader(path) as db:
    print(store.queries.status(db)["statements"])
"""


def test_a_write_protected_database_can_be_read(path: Path) -> None:
    """Root may write anywhere, so the child gives root up first."""
    public = Path("/tmp") / f"store-read-only-{os.getpid()}"
    public.mkdir()
    try:
        copy = public / "monitor.db"
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o444)
        public.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(copy)],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        assert "StoreReadOnlyError" in done.stdout, done.stderr
        assert f"{copy}: it is read-only: give the user of the service the right to write" in done.stdout
        assert done.stdout.splitlines()[-1] == "1"
    finally:
        public.chmod(0o755)
        (public / "monitor.db").unlink()
        public.rmdir()


def test_every_trouble_is_one_that_callers_catch() -> None:
    kinds = [kind for kind, _ in trouble.REMEDIES.values()]
    assert all(issubclass(kind, MonitorError) for kind in kinds)
    assert (
        str(trouble.explain("monitor.db", sqlite3.OperationalError("odd"))) == "monitor.db: the database refused (odd)"
    )
