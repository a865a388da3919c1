"""What can be wrong with the database, as errors that name the file and the remedy."""

from __future__ import annotations

import sqlite3

from monitor.errors import StoreBusyError, StoreError


class StoreMissingError(StoreError):
    """There is no database where one is expected."""


class StoreForeignError(StoreError):
    """The file is empty, no database, or another application's database."""


class StoreNewerError(StoreError):
    """The database was written by a newer version of this program."""


class StoreOlderError(StoreError):
    """The database must be brought up to date before it can be read."""


class StoreCorruptError(StoreError):
    """The database is damaged."""


class StoreReadOnlyError(StoreError):
    """The database, or its folder, may not be written."""


class StoreFullError(StoreError):
    """The disk is full, or the database has reached its size limit."""

    exit_code = 75


REMEDIES: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (
        StoreBusyError,
        "another process holds it: try again, or end what writes to it",
    ),
    sqlite3.SQLITE_LOCKED: (StoreBusyError, "another part of this process holds it: try again"),
    sqlite3.SQLITE_FULL: (StoreFullError, "there is no room: free space on its disk; nothing was written by halves"),
    sqlite3.SQLITE_READONLY: (
        StoreReadOnlyError,
        "it is read-only: give the user of the service the right to write the file and its folder",
    ),
    sqlite3.SQLITE_PERM: (StoreReadOnlyError, "access is denied: mend the rights of the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: (
        StoreError,
        "it cannot be opened: see that the file and its folder exist and may be read and written",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreCorruptError,
        "it is damaged: stop the service and restore the last backup (keep the damaged file)",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreForeignError,
        "it is no SQLite database: name another file, or restore the last backup",
    ),
    sqlite3.SQLITE_IOERR: (StoreError, "its disk reports an error: check the disk and its log"),
}
"""By primary result code (https://www.sqlite.org/rescode.html)."""


def explain(path: str, error: sqlite3.Error) -> StoreError:
    """The same trouble as an error of ours."""
    code = getattr(error, "sqlite_errorcode", None) or 0  # errors raised by the Python module itself carry none
    kind, remedy = REMEDIES.get(code & 0xFF, (StoreError, "the database refused"))
    return kind(f"{path}: {remedy} ({error})")
