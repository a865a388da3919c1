"""Open the database safely, and group writes into units that happen wholly or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from monitor.edges.store import instance, rows, schema, trouble
from monitor.errors import StoreError

BUSY_TIMEOUT = 10.0
"""Seconds to wait for another writer."""
OLDEST_SQLITE = (3, 40, 0)
SETTINGS = (
    "foreign_keys = ON",  # off by default, per connection
    "synchronous = FULL",  # every commit is on the disk before it is reported: guarantee 1
    "cell_size_check = ON",
    "temp_store = MEMORY",
    "cache_size = -131072",  # 128 MiB: the index of a million statements, no more than a small log needs
    "journal_size_limit = 67108864",
    "analysis_limit = 1000",  # rows of an index that statistics are made of: all of a large log's would stop its writer
)


def open_writer(path: Path, *, busy_timeout: float = BUSY_TIMEOUT) -> Database:
    """The database for reading and writing, created or brought up to date where needed.

    A new database is made under another name and put in place when it is whole, so that an empty file is never ours.
    Where there has been a log, an empty file means that it was lost: taken for a new one it would alert all old news
    again. Where there has been none, it is somebody's empty file, and a log begins.

    Raises:
        StoreError: the file cannot be used; the message names it and says how to mend it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size == 0 and not instance.noted(path):
            path.unlink()
        if not path.exists():
            create(path)
    except OSError as error:
        raise trouble.StoreReadOnlyError(f"{path}: cannot be created: {error.strerror or error}") from error
    db = connect(path, "rw", busy_timeout)
    try:
        check(db, path)
        prepare(db, path)
        schema.upgrade(db, unit_of_work)
    except BaseException:
        db.close()
        raise
    return db


def open_reader(path: Path, *, busy_timeout: float = BUSY_TIMEOUT) -> Database:
    """The database for reading only: it can neither be written nor created nor upgraded through this.

    Raises:
        StoreError: the file cannot be used; the message names it and says how to mend it.
    """
    if not path.exists():
        raise trouble.StoreMissingError(f"{path}: there is no database yet: 'monitor run' makes it")
    db = connect(path, reading_mode(path), busy_timeout)
    try:
        check(db, path, oldest=schema.VERSION)
        rows.run(db, "PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


@contextlib.contextmanager
def unit_of_work(db: Database) -> Iterator[Database]:
    """All writes inside happen together or, after any exception, not at all. Nested units are savepoints.

    The write lock is taken at once: a transaction that reads first and writes later would fail beside another writer
    with SQLITE_BUSY_SNAPSHOT, which no timeout heals.

    Raises:
        StoreError: the database cannot be written.
    """
    try:
        if db.conn.in_transaction:
            with db.atomic():
                yield db
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
    except sqlite3.Error as error:
        raise trouble.explain(rows.path_of(db), error) from error


def connect(path: Path, mode: str, busy_timeout: float) -> Database:
    """A connection without implicit transactions (`isolation_level=None`): those would be deferred ones."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: use a Python with SQLite 3.40 or newer")
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    try:
        raw = sqlite3.connect(address, uri=True, timeout=busy_timeout, isolation_level=None, cached_statements=512)
    except sqlite3.Error as error:
        raise trouble.explain(str(path), error) from error
    try:
        return Database(raw, execute_plugins=False)
    except sqlite3.Error as error:
        raw.close()
        raise trouble.explain(str(path), error) from error


def reading_mode(path: Path) -> str:
    """How a reader opens the file: without the right to write beside it, a cleanly closed WAL database opens only as
    unchanging.
    """
    alone = not os.access(path.parent, os.W_OK) and not beside(path, "-wal").exists()
    return "ro&immutable=1" if alone else "ro"


def check(
    db: Database,
    path: Path,
    oldest: int = 1,
    *,
    application: int = schema.APPLICATION_ID,
    newest: int | None = None,
) -> None:
    """Refuse what is not ours, damaged, from the future, or older than can be used; by default, as a log."""
    newest = newest or schema.VERSION
    if path.stat().st_size == 0:
        raise trouble.StoreForeignError(
            f"{path}: the file is empty, and this program never leaves it so: restore the last backup, "
            "or remove the file to begin a new log"
        )
    if rows.scalar(db, "PRAGMA application_id") != application or not schema.is_marked(db):
        raise trouble.StoreForeignError(f"{path}: is a database of another application: name another file")
    version = rows.scalar(db, "PRAGMA user_version")
    if version > newest:
        raise trouble.StoreNewerError(
            f"{path}: was written by a newer version of this program (schema {version}, known {newest}): "
            "install that version again, or restore a backup made before the upgrade"
        )
    if version < oldest:
        raise trouble.StoreOlderError(f"{path}: was made by an older version: start the service once to upgrade it")


def prepare(db: Database, path: Path) -> None:
    """Set the connection up, and see that it can write."""
    if rows.scalar(db, "PRAGMA journal_mode = WAL") != "wal":
        raise StoreError(f"{path}: its file system cannot hold a write-ahead log: use a local disk")
    for setting in SETTINGS:
        rows.run(db, f"PRAGMA {setting}")
    with unit_of_work(db):  # SQLite opens a write-protected file for reading, without a word
        pass


def create(path: Path) -> None:
    """Make an empty log under another name and put it in place, whole.

    Raises:
        StoreError: parts of a lost database lie there.
    """
    for suffix in ("-wal", "-journal"):
        if beside(path, suffix).exists() and not path.exists():
            raise StoreError(
                f"{path}: is missing, but {beside(path, suffix).name} is there: restore the database, "
                "or remove that file too to begin a new log"
            )
    place(path, lambda db: schema.found(db, unit_of_work))
    instance.note(path)


def place(path: Path, found: Callable[[Database], None]) -> None:
    """Make a database under another name by `found`, and give it its name when it is whole and on the disk."""
    draft = beside(path, f".{secrets.token_hex(6)}.new")
    db = connect(draft, "rwc", BUSY_TIMEOUT)
    try:
        found(db)
    finally:
        db.close()
    sync(draft)
    try:
        with contextlib.suppress(FileExistsError):  # somebody else was faster: theirs is as good
            os.link(draft, path)
    except OSError:  # a file system without links
        draft.rename(path)
    draft.unlink(missing_ok=True)
    sync(path.parent)


def sync(path: Path) -> None:
    """See the file, or the folder's entries, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def beside(path: Path, suffix: str) -> Path:
    """A file that belongs to the database."""
    return path.with_name(path.name + suffix)
