"""Read and write rows: the one place where SQL meets Python values and where the database's errors become ours.

Times are stored as ISO 8601 text in UTC with microseconds (``2026-03-01T07:00:00.000000Z``), so that text order is
time order; structures as JSON text. SQLite can hold neither lone surrogates nor (usefully) NUL in text: they become
U+FFFD, one character for one, so that offsets stay.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from monitor.edges.store import trouble
from monitor.records import Said

Values = Mapping[str, Any]
Row = dict[str, Any]

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text as SQLite can hold it, every character in its place."""
    return text if text.isascii() and "\x00" not in text else UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def stamp(moment: datetime | None) -> str | None:
    """A time as it is stored.

    Raises:
        ValueError: the time is naive, so that nobody knows when it was.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment.isoformat()}")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # a date at the very edge of the calendar, whose zone does not matter any more
        moment = moment.replace(tzinfo=UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def moment(text: str | None) -> datetime | None:
    """A stored time."""
    return None if text is None else datetime.fromisoformat(text)


def certain(text: str) -> datetime:
    """A stored time of a column that is never null."""
    return datetime.fromisoformat(text)


def said(first: str | None, last: str | None) -> Said | None:
    """A stored day or range of days."""
    return None if first is None or last is None else Said(date.fromisoformat(first), date.fromisoformat(last))


def dump(value: Any) -> str:
    """A structure as JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def load(text: str) -> Any:
    """A structure from JSON text; `None` where that is damaged: one row must not keep the rest of a log from being read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def query(db: Database, sql: str, values: Values | None = None) -> list[Row]:
    """All rows of a SELECT (or of a RETURNING), as dicts.

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        cursor = db.execute(sql, bound(values or {}))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
    except sqlite3.Error as error:
        raise trouble.explain(path_of(db), error) from error


def first(db: Database, sql: str, values: Values | None = None) -> Row | None:
    """The first row of a SELECT, if there is one."""
    found = query(db, sql, values)
    return found[0] if found else None


def scalar(db: Database, sql: str, values: Values | None = None) -> Any:
    """The first column of the first row, if there is one."""
    found = first(db, sql, values)
    return None if found is None else next(iter(found.values()))


def tuples(db: Database, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a SELECT as they are, for the many small look-ups whose cost is not the database's but ours.

    Values are numbers and clean text only.

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        found: list[tuple[Any, ...]] = db.conn.execute(sql, values).fetchall()
    except sqlite3.Error as error:
        raise trouble.explain(path_of(db), error) from error
    return found


def run(db: Database, sql: str, values: Values | None = None) -> int:
    """Execute a statement; the number of rows that it changed.

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        return int(db.execute(sql, bound(values or {})).rowcount)
    except sqlite3.Error as error:
        raise trouble.explain(path_of(db), error) from error


def run_many(db: Database, sql: str, many: Iterable[Sequence[Any]]) -> None:
    """Execute a statement for each sequence of values (numbers and clean text only).

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        db.conn.executemany(sql, many)
    except sqlite3.Error as error:
        raise trouble.explain(path_of(db), error) from error


def insert(db: Database, table: str, values: Values) -> int:
    """Insert one row; its id.

    Raises:
        StoreError: the database cannot be used, or a row like this is there already.
    """
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    try:
        cursor = db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", bound(values))  # noqa: S608 - our names
    except sqlite3.Error as error:
        raise trouble.explain(path_of(db), error) from error
    return int(cursor.lastrowid or 0)


def bound(values: Values) -> dict[str, Any]:
    """The values as SQLite takes them."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}


def path_of(db: Database) -> str:
    """The file of a connection, for messages."""
    try:
        return str(db.conn.execute("PRAGMA database_list").fetchone()[2]) or "the database in memory"
    except sqlite3.Error:  # the connection is closed: the message can do without the name
        return "the database"
