"""The log: one SQLite file, written by one thread, read by everybody.

Functions take the database first. `open_writer`, `open_reader`, `unit_of_work` and `lock` are the ways in; `Writer`
runs functions in its own thread; the other modules are named after what they keep. What reviewers say lies in a file
of its own (`reviews`), so that the service stays the one writer of the log.
"""

from __future__ import annotations

from sqlite_utils import Database

from monitor.edges.store import (
    articles,
    clusters,
    copies,
    corrections,
    faces,
    feeds,
    labels,
    mending,
    outbox,
    pages,
    positions,
    queries,
    replies,
    reviews,
    revisit,
    sharing,
    statements,
    wordings,
)
from monitor.edges.store.connection import open_reader, open_writer, unit_of_work
from monitor.edges.store.instance import lock
from monitor.edges.store.pages import PageTask
from monitor.edges.store.queries import Filters
from monitor.edges.store.upkeep import backup, integrity, tidy
from monitor.edges.store.writer import Writer

__all__ = [
    "Database",
    "Filters",
    "PageTask",
    "Writer",
    "articles",
    "backup",
    "clusters",
    "copies",
    "corrections",
    "faces",
    "feeds",
    "integrity",
    "labels",
    "lock",
    "mending",
    "open_reader",
    "open_writer",
    "outbox",
    "pages",
    "positions",
    "queries",
    "replies",
    "reviews",
    "revisit",
    "sharing",
    "statements",
    "tidy",
    "unit_of_work",
    "wordings",
]
