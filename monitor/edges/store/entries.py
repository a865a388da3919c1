"""The items of feeds, as they were last seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.rows import stamp
from monitor.records import Entry

SEEN_STEP = timedelta(hours=1)
"""`last_seen` is kept to this precision: rewriting every row at every poll would be most of the disk's work."""


def known(db: Database, feed_id: int, keys: Iterable[str]) -> dict[str, str]:
    """Of these entry keys, those that the feed has shown before, with the digest of their last content."""
    found = rows.query(
        db,
        """SELECT key, digest FROM entries
        WHERE feed_id = :feed AND key IN (SELECT value FROM json_each(:keys))""",
        {"feed": feed_id, "keys": rows.dump([rows.clean(key) for key in keys])},
    )
    return {row["key"]: row["digest"] for row in found}


def save(db: Database, feed_id: int, entry: Entry, now: datetime) -> int:
    """Insert the entry, or bring the stored one up to date; its id."""
    return int(
        rows.scalar(
            db,
            """INSERT INTO entries (feed_id, key, guid, url, title, summary, published, author, digest, first_seen,
                last_seen)
            VALUES (:feed, :key, :guid, :url, :title, :summary, :published, :author, :digest, :now, :now)
            ON CONFLICT (feed_id, key) DO UPDATE SET guid = excluded.guid, url = excluded.url, title = excluded.title,
                summary = excluded.summary, published = excluded.published, author = excluded.author,
                digest = excluded.digest, last_seen = excluded.last_seen
            RETURNING id""",
            {
                "feed": feed_id,
                "key": entry.key,
                "guid": entry.guid,
                "url": entry.url,
                "title": entry.title,
                "summary": entry.summary,
                "published": stamp(entry.published),
                "author": entry.author,
                "digest": entry.digest,
                "now": stamp(now),
            },
        )
    )


def link(db: Database, entry_id: int, page_id: int) -> None:
    """Note which page an entry leads to."""
    rows.run(db, "UPDATE entries SET page_id = :page WHERE id = :id", {"page": page_id, "id": entry_id})


def touch(db: Database, feed_id: int, entries: Sequence[Entry], now: datetime) -> None:
    """Note that these entries stood in the feed."""
    rows.run(
        db,
        """UPDATE entries SET last_seen = :now WHERE feed_id = :feed AND last_seen < :before
            AND key IN (SELECT value FROM json_each(:keys))""",
        {
            "feed": feed_id,
            "now": stamp(now),
            "before": stamp(now - SEEN_STEP),
            "keys": rows.dump([rows.clean(entry.key) for entry in entries]),
        },
    )
