"""The tables, step by step: migrations that are applied once each, in order, recorded in the database.

Names of tables and columns are public: Datasette shows them and scripts read them. A step that was released is never
changed; a change is a new step at the end (and `VERSION` counts them).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlite_utils import Database, Migrations

from monitor.edges.store import agreement, renaming, rows, tables, views

APPLICATION_ID = 0x53744D6F
"""``StMo`` in the file's header: whose database this is."""
MARKER = "statement-monitor"
STEPS = Migrations(MARKER)
VERSION = 7
"""Number of steps: stands in `user_version`, so that an older program knows what it must not touch."""

Unit = Callable[[Database], AbstractContextManager[Database]]


@STEPS()
def m001_first(db: Database) -> None:
    """Everything that the first release needs."""
    for statement in (*tables.TABLES, *tables.INDEXES, *tables.SEARCH, *views.VIEWS):
        db.execute(statement)
    rows.insert(db, "meta", {"key": "application", "value": MARKER})
    rows.insert(db, "meta", {"key": "database_id", "value": uuid.uuid4().hex})


@STEPS()
def m002_passages(db: Database) -> None:
    """Which passages of an article are on the topic, which statement is, and which pages need not be fetched."""
    for statement in tables.PASSAGES:
        db.execute(statement)


@STEPS()
def m003_relations(db: Database) -> None:
    """How articles and statements stand to each other: copies, events, replies, changes of position."""
    for statement in tables.RELATIONS:
        db.execute(statement)


@STEPS()
def m004_names(db: Database) -> None:
    """Who spoke, under the keys that are the same in all spellings and scripts."""
    renaming.rename(db)


@STEPS()
def m005_reports(db: Database) -> None:
    """What each report tells of its statement, and what all of them come to: its stance, and when it was said."""
    for statement in tables.REPORTS:
        db.execute(statement)
    agreement.renew(db)


@STEPS()
def m006_order(db: Database) -> None:
    """Lists that are read from one end need no look at the rest: events, and an actor's positions."""
    for statement in tables.ORDER:
        db.execute(statement)


@STEPS()
def m007_vowels(db: Database) -> None:
    """Who spoke, under keys that tell Müller from Möller."""
    renaming.rename(db)


def found(db: Database, unit: Unit) -> None:
    """Make a new, empty log.

    Raises:
        StoreError: the database cannot be written.
    """
    with unit(db):
        rows.run(db, f"PRAGMA application_id = {APPLICATION_ID}")
        advance(db)


def upgrade(db: Database, unit: Unit) -> None:
    """Apply the steps that are missing, all or none.

    Raises:
        StoreError: the database cannot be written.
    """
    if rows.scalar(db, "PRAGMA user_version") < VERSION:
        with unit(db):
            advance(db)


def advance(db: Database) -> None:
    """Apply the missing steps inside an open transaction: what `Migrations` opens itself become savepoints."""
    STEPS.apply(db)
    rows.run(db, f"PRAGMA user_version = {VERSION}")


def is_marked(db: Database) -> bool:
    """Whether the marker row of this application is there."""
    named = rows.scalar(db, "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'meta'")
    return bool(named) and rows.scalar(db, "SELECT value FROM meta WHERE key = 'application'") == MARKER


def database_id(db: Database) -> str:
    """What tells this log from every other one."""
    return str(rows.scalar(db, "SELECT value FROM meta WHERE key = 'database_id'"))
