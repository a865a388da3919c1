"""Opening the database: what is ours, what is not, and what a unit of work promises."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.edges import store
from monitor.edges.store import Database, connection, rows, schema, trouble
from monitor.errors import AlreadyRunningError, StoreBusyError, StoreError
from tests.edges import store_samples as samples

Opener = Callable[[Path], Database]
Step = Callable[[Callable[[Database], None]], Callable[[Database], None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log" / "monitor.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    with store.open_writer(path) as opened:
        yield opened


def make_foreign(path: Path, *statements: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()


def test_a_new_database_is_safe_and_marked(db: Database, path: Path) -> None:
    assert [rows.scalar(db, f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")] == [
        "wal",
        2,
        1,
    ]
    assert rows.scalar(db, "PRAGMA application_id") == schema.APPLICATION_ID
    assert rows.scalar(db, "PRAGMA user_version") == schema.VERSION == len(schema.STEPS.applied(db))
    assert store.integrity(db) == ()
    assert not list(path.parent.glob("*.new"))


def test_opening_again_keeps_what_is_there(path: Path) -> None:
    with store.open_writer(path) as db:
        mark = schema.database_id(db)
        samples.queued(db)
    with store.open_writer(path) as db:
        assert schema.database_id(db) == mark
        assert samples.one(db, "SELECT count(*) FROM pages") == 1


def test_every_view_can_be_read(db: Database) -> None:
    for view in db.view_names():
        assert list(db[view].rows) == []


def test_where_there_was_no_log_an_empty_file_is_none(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with store.lock(path), store.open_writer(path) as db:
        assert db.table_names()
    path.write_bytes(b"")
    with store.lock(path), pytest.raises(trouble.StoreForeignError, match="the file is empty"):
        store.open_writer(path)


@pytest.mark.parametrize("open_it", [store.open_writer, store.open_reader])
class TestRefused:
    def test_a_log_that_was_emptied_is_no_new_log(self, path: Path, open_it: Opener) -> None:
        store.open_writer(path).close()
        path.write_bytes(b"")
        with pytest.raises(trouble.StoreForeignError, match=r"monitor\.db: the file is empty.*restore"):
            open_it(path)
        assert path.stat().st_size == 0

    def test_another_application(self, path: Path, open_it: Opener) -> None:
        make_foreign(path, "CREATE TABLE bookmarks (url TEXT)")
        with pytest.raises(trouble.StoreForeignError, match="another application"):
            open_it(path)
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]

    def test_our_number_without_our_marker(self, path: Path, open_it: Opener) -> None:
        make_foreign(path, f"PRAGMA application_id = {schema.APPLICATION_ID}", "CREATE TABLE t (x)")
        with pytest.raises(trouble.StoreForeignError, match="another application"):
            open_it(path)

    def test_a_newer_version(self, path: Path, open_it: Opener) -> None:
        store.open_writer(path).close()
        make_foreign(path, f"PRAGMA user_version = {schema.VERSION + 1}")
        with pytest.raises(trouble.StoreNewerError, match=r"newer version.*install that version"):
            open_it(path)

    def test_no_database_at_all(self, path: Path, open_it: Opener) -> None:
        path.parent.mkdir()
        path.write_bytes(b"feeds:\n  - url: https://a.example\n" * 100)
        with pytest.raises(trouble.StoreForeignError, match="no SQLite database"):
            open_it(path)

    def test_a_folder(self, path: Path, open_it: Opener) -> None:
        path.mkdir(parents=True)
        with pytest.raises(StoreError, match=r"monitor\.db"):
            open_it(path)


def test_reading_needs_a_database(path: Path) -> None:
    with pytest.raises(trouble.StoreMissingError, match="there is no database yet"):
        store.open_reader(path)
    assert not path.exists()


def test_reading_an_older_one_asks_for_the_upgrade(path: Path) -> None:
    store.open_writer(path).close()
    make_foreign(path, "PRAGMA user_version = 0")
    with pytest.raises(trouble.StoreOlderError, match="start the service once"):
        store.open_reader(path)


def test_a_reader_sees_commits_and_writes_nothing(db: Database, path: Path) -> None:
    with store.open_reader(path) as reader:
        samples.queued(db)
        assert samples.one(reader, "SELECT count(*) FROM pages") == 1
        with pytest.raises(trouble.StoreReadOnlyError, match="read-only"):
            store.feeds.sync(reader, [], samples.NOW)


def test_the_log_of_a_lost_database_is_not_taken_for_a_new_one(path: Path) -> None:
    path.parent.mkdir()
    connection.beside(path, "-wal").write_bytes(b"frames")
    with pytest.raises(StoreError, match=r"is missing, but monitor\.db-wal is there"):
        store.open_writer(path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be created"):
        store.open_writer(tmp_path / "file" / "monitor.db")


def test_several_found_the_same_log_at_once(path: Path) -> None:
    faults: list[BaseException] = []

    def found() -> None:
        try:
            store.open_writer(path).close()
        except BaseException as error:  # noqa: BLE001 - reported by the assertion below
            faults.append(error)

    racers = [threading.Thread(target=found) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    with store.open_writer(path) as db:
        assert store.integrity(db) == ()
    assert [fault for fault in faults if not isinstance(fault, StoreBusyError)] == []
    assert [file.name for file in path.parent.iterdir() if file.suffix == ".new"] == []


def test_a_file_system_without_links(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with store.open_writer(path) as db:
        assert store.integrity(db) == ()


def test_an_old_sqlite_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    with pytest.raises(StoreError, match="too old"):
        store.open_writer(path)


class TestUnitOfWork:
    def count(self, db: Database) -> object:
        return samples.one(db, "SELECT count(*) FROM channel_state")

    def put(self, db: Database, name: str) -> None:
        rows.insert(db, "channel_state", {"channel": name})

    def test_commits_together(self, db: Database, path: Path) -> None:
        with store.open_reader(path) as reader:
            with store.unit_of_work(db):
                self.put(db, "a")
                self.put(db, "b")
                assert self.count(reader) == 0
            assert self.count(reader) == 2

    def fail(self, db: Database, name: str, error: type[BaseException] = ValueError) -> None:
        with store.unit_of_work(db):
            self.put(db, name)
            raise error(name)

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
    def test_any_exception_undoes_all(self, db: Database, error: type[BaseException]) -> None:
        with pytest.raises(error):
            self.fail(db, "a", error)
        assert self.count(db) == 0
        assert not db.conn.in_transaction

    def test_an_inner_unit_undoes_only_itself(self, db: Database) -> None:
        with store.unit_of_work(db):
            self.put(db, "outer")
            with pytest.raises(ValueError, match="inner"):
                self.fail(db, "inner")
        assert samples.rows(db, "SELECT channel FROM channel_state") == [{"channel": "outer"}]

    def test_an_outer_failure_undoes_the_inner_unit(self, db: Database) -> None:
        def both() -> None:
            with store.unit_of_work(db):
                with store.unit_of_work(db):
                    self.put(db, "inner")
                raise ValueError("outer")

        with pytest.raises(ValueError, match="outer"):
            both()
        assert self.count(db) == 0

    def test_reading_first_and_writing_later_beside_another_writer(self, db: Database, path: Path) -> None:
        with store.open_writer(path) as other:
            with store.unit_of_work(db):
                self.count(db)
                late = threading.Thread(target=self.in_thread, args=(path,))
                late.start()
                self.put(db, "first")
            late.join()
            assert self.count(other) == 2

    def in_thread(self, path: Path) -> None:
        with store.open_writer(path) as db, store.unit_of_work(db):
            self.put(db, "second")

    def test_a_second_writer_is_told_to_wait(self, db: Database, path: Path) -> None:
        with store.open_writer(path, busy_timeout=0.05) as other, store.unit_of_work(db):
            with pytest.raises(StoreBusyError, match=r"monitor\.db: another process holds it") as caught:
                self.fail(other, "never")
            assert caught.value.exit_code == 75


class TestLock:
    def hold(self, path: Path) -> None:
        with store.lock(path):
            pass

    def test_one_at_a_time(self, path: Path) -> None:
        with store.lock(path), pytest.raises(AlreadyRunningError, match=f"in use by the process {os.getpid()}"):
            self.hold(path)
        self.hold(path)

    def test_a_killed_holder_frees_it(self, path: Path) -> None:
        script = f"""import time, pathlib
from monitor.edges import store
with store.lock(pathlib.Path({str(path)!r})):
    print("held", flush=True)
    time.sleep(60)"""
        with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            with pytest.raises(AlreadyRunningError, match=f"process {holder.pid}"):
                self.hold(path)
            holder.kill()
        self.hold(path)

    def test_who_holds_it_for_a_moment_is_waited_for(self, path: Path) -> None:
        held, goes = threading.Event(), threading.Event()

        def hold() -> None:
            with store.lock(path, briefly=True):
                held.set()
                goes.wait(5)
                time.sleep(0.6)

        holder = threading.Thread(target=hold)
        holder.start()
        assert held.wait(5)
        goes.set()
        with store.lock(path):  # the service that starts meanwhile
            assert path.with_name(path.name + ".lock").read_bytes().split()[0] == str(os.getpid()).encode()
            with pytest.raises(AlreadyRunningError, match=rf"by the process {os.getpid()}:"):
                self.hold(path)
        holder.join()

    def test_a_lock_file_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreError, match="cannot be opened"):
            self.hold(tmp_path / "file" / "monitor.db")


class TestBackup:
    def test_a_whole_copy_while_the_log_is_in_use(self, db: Database, path: Path, tmp_path: Path) -> None:
        samples.queued(db)
        with store.open_reader(path) as reader, store.unit_of_work(db):
            rows.insert(db, "channel_state", {"channel": "uncommitted"})
            store.backup(reader, tmp_path / "copy.db")
        assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["copy.db"]
        with store.open_writer(tmp_path / "copy.db") as copy:
            assert store.integrity(copy) == ()
            assert samples.one(copy, "SELECT count(*) FROM pages") == 1
            assert samples.one(copy, "SELECT count(*) FROM channel_state") == 0

    def test_overwrites_nothing(self, db: Database, tmp_path: Path) -> None:
        (tmp_path / "copy.db").write_text("dear")
        with pytest.raises(StoreError, match="is there already"):
            store.backup(db, tmp_path / "copy.db")
        assert (tmp_path / "copy.db").read_text() == "dear"

    def test_a_target_that_cannot_be_written(self, db: Database, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="nowhere"):
            store.backup(db, tmp_path / "nowhere" / "copy.db")


def test_tidying_up_shrinks_the_log_file(db: Database, path: Path) -> None:
    samples.queued(db)
    store.tidy(db)
    assert samples.one(db, "SELECT count(*) FROM pages") == 1
    with store.open_reader(path) as reader:
        assert samples.one(reader, "SELECT count(*) FROM pages") == 1


def test_broken_references_are_told(db: Database) -> None:
    samples.queued(db)
    rows.run(db, "PRAGMA foreign_keys = OFF")
    rows.run(db, "DELETE FROM feeds")
    assert "entries: row 1 points to a missing row of feeds" in store.integrity(db)
