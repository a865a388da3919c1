"""What the judgement whether all is well needs of the log: the numbers, what is overdue, which feeds fell silent."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from monitor.edges.store import feeds, overview, rows
from monitor.edges.store.rows import Row, stamp

LONG = timedelta(days=1)
PAUSES, TELLING = 10, 5
"""A feed is silent after so many times its usual pause between two polls with news; known from so many such polls."""
MOST = 100
FAILING = """SELECT outlet, url, 'failing' AS why, condition, coalesce(last_success, added) AS since
    FROM feeds WHERE enabled AND condition IS NOT NULL AND coalesce(last_success, added) < :before
    ORDER BY since LIMIT :most"""
SILENT = """SELECT outlet, url, 'silent' AS why, NULL AS condition, last_new AS since FROM (
        SELECT f.outlet, f.url, f.last_new, count(*) AS news,
            (julianday(max(p.at)) - julianday(min(p.at))) / max(count(*) - 1, 1) AS pause
        FROM feeds AS f JOIN polls AS p ON p.feed_id = f.id AND p.entries_new
        WHERE f.enabled AND f.condition IS NULL AND f.last_new < :before GROUP BY f.id)
    WHERE news >= :telling AND julianday(:now) - julianday(last_new) > :pauses * pause
    ORDER BY since LIMIT :most"""


def glance(db: Database, path: Path) -> Row:
    """The numbers of `overview.status`, when the longest waiting feed was due, and the room on the disk in bytes.

    Every number comes from an index, so it may be asked every few seconds.
    """
    due = feeds.next_due(db)
    return {
        **overview.status(db),
        "next_due": stamp(due),
        "disk_free": shutil.disk_usage(path.parent).free,
    }


def quiet(db: Database, now: datetime) -> list[Row]:
    """Feeds that could not be read for a day ("failing"), or bring nothing for far longer than usual ("silent").

    A feed's usual pause is known from the history of polls; what has too little history is not judged.
    """
    values = {"now": stamp(now), "before": stamp(now - LONG), "most": MOST, "telling": TELLING, "pauses": PAUSES}
    return rows.query(db, FAILING, values) + rows.query(db, SILENT, values)
