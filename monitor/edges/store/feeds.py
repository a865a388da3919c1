"""The configured feeds: which are due, what was remembered of them, and what each poll found.

What a poll saw and the work that follows from it are written in one unit, together with the ETag, Last-Modified and
hash of the body that was seen (guarantees 1 and 2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlite_utils import Database

from monitor.edges.store import entries, pages, rows
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.entries import known
from monitor.edges.store.rows import Row, stamp
from monitor.records import Entry, Failure, FeedState, ParsedFeed, Retrieval, Source

__all__ = ["due", "known", "next_due", "prune", "record_failure", "record_poll", "record_unchanged", "sync"]

INTERVAL = 900.0
"""Seconds: where a new feed's adaptive interval starts."""


def sync(db: Database, sources: Sequence[Source], now: datetime, interval: float = INTERVAL) -> None:
    """Make the feeds those of the configuration: new ones are due at once, absent ones disabled, returned ones enabled.

    Nothing is deleted: a feed that comes back knows what it has seen.
    """
    with unit_of_work(db):
        urls = rows.dump([rows.clean(source.url) for source in sources])
        rows.run(
            db, "UPDATE feeds SET enabled = 0 WHERE url NOT IN (SELECT value FROM json_each(:urls))", {"urls": urls}
        )
        for source in sources:
            rows.run(
                db,
                """INSERT INTO feeds (url, outlet, country, language, due, interval, added)
                VALUES (:url, :outlet, :country, :language, :now, :interval, :now)
                ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet, country = excluded.country,
                    language = excluded.language, due = iif(enabled, due, excluded.due), enabled = 1""",
                {
                    "url": source.url,
                    "outlet": source.outlet,
                    "country": source.country,
                    "language": source.language,
                    "now": stamp(now),
                    "interval": interval,
                },
            )


def due(db: Database, now: datetime, limit: int, exclude: Collection[int] = ()) -> list[FeedState]:
    """The feeds to ask now, the longest waiting first, without those in `exclude` (ids)."""
    found = rows.query(
        db,
        """SELECT * FROM feeds WHERE enabled AND due <= :now AND id NOT IN (SELECT value FROM json_each(:exclude))
        ORDER BY due, id LIMIT :limit""",
        {"now": stamp(now), "exclude": rows.dump(list(exclude)), "limit": limit},
    )
    return [state_of(row) for row in found]


def next_due(db: Database) -> datetime | None:
    """When the next feed is due (it may be past), `None` without feeds."""
    return rows.moment(rows.scalar(db, "SELECT min(due) FROM feeds WHERE enabled"))


def record_failure(db: Database, feed_id: int, failure: Failure, due: datetime, interval: float, now: datetime) -> None:
    """A poll that brought nothing readable: shown, counted; what was remembered of the feed stays as it was."""
    with unit_of_work(db):
        rows.run(
            db,
            """UPDATE feeds SET failures = failures + 1, condition = :condition, condition_detail = :detail,
                due = :due, interval = :interval, last_polled = :now WHERE id = :id""",
            {
                "id": feed_id,
                "condition": str(failure.condition),
                "detail": failure.detail,
                "due": stamp(due),
                "interval": interval,
                "now": stamp(now),
            },
        )
        log(db, feed_id, now, "failed", failure=failure)


def record_unchanged(
    db: Database, feed_id: int, retrieval: Retrieval, due: datetime, interval: float, now: datetime
) -> None:
    """A poll that brought what was seen before: a 304, or the same body again."""
    with unit_of_work(db):
        well(db, feed_id, retrieval, due, interval, now)
        log(db, feed_id, now, "unchanged", retrieval)


def record_poll(
    db: Database,
    feed_id: int,
    retrieval: Retrieval,
    parsed: ParsedFeed,
    new: Sequence[Entry],
    changed: Sequence[Entry],
    gap: bool,  # noqa: FBT001 - part of what is recorded, as in the record
    due: datetime,
    interval: float,
    now: datetime,
    quiet_before: datetime | None,
    canonical: Callable[[str], str],
    refetch_since: datetime | None = None,
) -> None:
    """A poll that brought a readable feed: its entries, the pages to fetch for them, and what makes it "seen", at once.

    Args:
        db: the database.
        feed_id: the feed.
        retrieval: the answer; its validators and the hash of its body are remembered.
        parsed: all that stood in the feed.
        new: the entries that were not known; a page is queued for each canonical URL.
        changed: the entries whose content differs from what is stored; their pages are fetched again.
        gap: entries may have come and gone between two polls; shown until the history of that poll is pruned.
        due: when to ask again.
        interval: the adaptive interval, seconds.
        now: the time of the poll.
        quiet_before: for the first poll of a feed: what was published before this fills the log without alerting.
        canonical: the identity of a page (`core.novelty.canonical`).
        refetch_since: pages first seen before this are not fetched again; `None` sets no bound.
    """
    with unit_of_work(db):
        feed = rows.query(db, "SELECT * FROM feeds WHERE id = :id", {"id": feed_id})[0]
        for entry in new:
            entry_id = entries.save(db, feed_id, entry, now)
            entries.link(db, entry_id, pages.queue(db, feed, entry_id, entry, canonical, quiet_before, now))
        for entry in changed:
            entry_id = entries.save(db, feed_id, entry, now)
            page_id = pages.requeue(db, feed, entry_id, entry, canonical, quiet_before, now, refetch_since)
            entries.link(db, entry_id, page_id)
        entries.touch(db, feed_id, parsed.entries, now)
        well(db, feed_id, retrieval, due, interval, now)
        rows.run(
            db,
            """UPDATE feeds SET polled = 1, title = :title, problem = :problem, body_sha256 = :digest,
                last_new = iif(:fresh, :now, last_new), gap_since = iif(:gap, coalesce(gap_since, :now), gap_since)
            WHERE id = :id""",
            {
                "id": feed_id,
                "title": parsed.title,
                "problem": parsed.problem or ("more entries than are read" if parsed.truncated else None),
                "digest": hashlib.sha256(retrieval.body).hexdigest(),
                "fresh": bool(new),
                "gap": gap,
                "now": stamp(now),
            },
        )
        seen = (len(parsed.entries), len(new), len(changed))
        log(db, feed_id, now, "read", retrieval, detail=parsed.problem, seen=seen, gap=gap)


def prune(db: Database, before: datetime) -> int:
    """Forget polls older than this, and the gaps that only they show; the number of polls forgotten."""
    with unit_of_work(db):
        gone = rows.run(db, "DELETE FROM polls WHERE at < :before", {"before": stamp(before)})
        rows.run(
            db,
            """UPDATE feeds SET gap_since = (SELECT min(at) FROM polls WHERE feed_id = feeds.id AND gap)
            WHERE gap_since < :before""",
            {"before": stamp(before)},
        )
    return gone


def state_of(row: Row) -> FeedState:
    """A row as the record that polling works with."""
    return FeedState(
        id=row["id"],
        source=Source(row["url"], row["outlet"], row["country"], row["language"]),
        due=rows.certain(row["due"]),
        interval=row["interval"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_sha256=row["body_sha256"],
        failures=row["failures"],
        polled=bool(row["polled"]),
        gap_since=rows.moment(row["gap_since"]),
    )


def well(db: Database, feed_id: int, retrieval: Retrieval, due: datetime, interval: float, now: datetime) -> None:
    """Note an answer that was read or known. A 304 need not repeat the validators that it confirms."""
    rows.run(
        db,
        """UPDATE feeds SET failures = 0, condition = NULL, condition_detail = NULL, due = :due, interval = :interval,
            last_polled = :now, last_success = :now, moved_to = :moved_to,
            etag = iif(:confirmed, coalesce(:etag, etag), :etag),
            last_modified = iif(:confirmed, coalesce(:last_modified, last_modified), :last_modified)
        WHERE id = :id""",
        {
            "id": feed_id,
            "due": stamp(due),
            "interval": interval,
            "now": stamp(now),
            "moved_to": retrieval.moved_to,
            "confirmed": retrieval.status == 304,  # noqa: PLR2004 - Not Modified, RFC 9110 section 15.4.5
            "etag": retrieval.etag,
            "last_modified": retrieval.last_modified,
        },
    )


def log(
    db: Database,
    feed_id: int,
    now: datetime,
    outcome: str,
    retrieval: Retrieval | None = None,
    *,
    failure: Failure | None = None,
    detail: str | None = None,
    seen: tuple[int, int, int] = (0, 0, 0),
    gap: bool = False,
) -> None:
    """Add a line to the history of polls."""
    rows.insert(
        db,
        "polls",
        {
            "feed_id": feed_id,
            "at": stamp(now),
            "outcome": outcome,
            "status": retrieval.status if retrieval else failure.status if failure else None,
            "condition": str(failure.condition) if failure else None,
            "detail": failure.detail if failure else detail,
            "entries_seen": seen[0],
            "entries_new": seen[1],
            "entries_changed": seen[2],
            "gap": gap,
            "bytes": len(retrieval.body) if retrieval else 0,
            "elapsed": retrieval.elapsed if retrieval else None,
        },
    )
