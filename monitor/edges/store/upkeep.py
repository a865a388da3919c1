"""Copy the database and see that it is sound."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from monitor.edges.store import connection, rows, trouble
from monitor.errors import StoreError


def integrity(db: Database) -> tuple[str, ...]:
    """What is wrong with the file, its references and its search indexes; empty when all is sound.

    Raises:
        StoreError: the database cannot be read at all.
    """
    found = [str(row["integrity_check"]) for row in rows.query(db, "PRAGMA integrity_check(20)")]
    problems = [] if found == ["ok"] else found
    for row in rows.query(db, "PRAGMA foreign_key_check"):
        problems.append(f"{row['table']}: row {row['rowid']} points to a missing row of {row['parent']}")
        if len(problems) >= 20:  # noqa: PLR2004 - as many as integrity_check tells at most
            break
    return tuple(problems)


def backup(db: Database, target: Path) -> None:
    """A whole, consistent copy of the database, made while it is in use; the name appears when the copy is on disk.

    Raises:
        StoreError: there is a file of that name already, or the copy cannot be written, or is not sound.
    """
    if target.exists():
        raise StoreError(f"{target}: is there already: name another file")
    draft = connection.beside(target, ".part")
    try:
        draft.unlink(missing_ok=True)
        copy(db, draft)
        connection.sync(draft)
        draft.rename(target)
        connection.sync(target.parent)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def copy(db: Database, draft: Path) -> None:
    """Copy all pages in one read, and check the copy."""
    try:
        with contextlib.closing(sqlite3.connect(draft)) as twin:
            db.conn.backup(twin)
            twin.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            if twin.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise StoreError(f"{rows.path_of(db)}: is damaged: its copy {draft} is not sound")
    except sqlite3.Error as error:
        raise trouble.explain(str(draft), error) from error


def tidy(db: Database) -> None:
    """Fold the write-ahead log into the file, as far as readers let it, and refresh the planner's statistics.

    Raises:
        StoreError: the database cannot be written.
    """
    rows.query(db, "PRAGMA wal_checkpoint(PASSIVE)")
    rows.run(db, "PRAGMA optimize")
