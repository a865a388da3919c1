"""The log as this package opens it: for reading, whatever its path is called and whoever writes it meanwhile."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.database import Database

NAME = "log"
"""What the database is called in addresses, whatever its file is called."""
BUSY_TIMEOUT = 5.0


class Log(Database):  # type: ignore[misc]  # Datasette has no types
    """Datasette's database with a connection that cannot write.

    Datasette puts the path into the connection's address as it is, so that a ``?`` or ``%`` in it names another file.
    """

    def connect(self, write: bool = False) -> sqlite3.Connection:  # noqa: FBT001, FBT002 - Datasette's signature
        """A connection for reading.

        Raises:
            sqlite3.Error: the file cannot be opened.
            PermissionError: it is asked for a connection that writes.
        """
        if write:
            raise PermissionError(f"{self.path}: the review page only reads")
        connection = connect(Path(self.path))
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """As in Datasette, whose log line of a failed question would print text from outside into the terminal.

        Raises:
            QueryInterrupted: it took too long.
            sqlite3.Error: the database cannot be read, or the question is none.
        """
        return await super().execute(sql, params, **{**options, "log_sql_errors": False})


def connect(path: Path) -> sqlite3.Connection:
    """Open the file for reading only. It is closed by another thread than it is used in."""
    # Without the right to write beside it, a cleanly closed WAL database opens only as unchanging.
    alone = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    mode = "ro&immutable=1" if alone else "ro"
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    return connection


def add(app: Any, path: Path) -> None:
    """Make the file at `path` the one database that `app` serves."""
    app.remove_database("_memory")  # Datasette adds one where it is given no file
    app.add_database(Log(app, str(path)), NAME)
