"""The pages that entries lead to: the queue of what is to be fetched, and what became of it.

A page is `pending` until `next_try`, then `done` or `failed`. One page stands for one canonical URL, whichever feeds
and entries lead there. An entry without a link is a page too: its text is then the summary in the feed, where that is
long enough to be one (`origin` is ``feed``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.rows import Row, stamp
from monitor.records import Condition, Entry, Failure, Retrieval

USABLE = 100
"""Characters that a summary needs to stand for an article without a link."""
CRASHES = frozenset({Condition.WORKER_KILLED, Condition.WORKER_TIMEOUT})
MOST_CRASHES = 3
"""A page that killed its worker so often is set aside and shown (guarantee 7)."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page whose turn has come, with what the feed said of it.

    `origin` is ``feed`` where there is nothing to fetch: the summary is the text. `etag` and `last_modified` are those
    of the last fetch. `quiet_before` is set where the feed was seen for the first time: what was published before then
    fills the log without alerting. `revision` changes when the entry changes, also while the page is being fetched.
    """

    id: int
    url: str
    outlet: str
    country: str | None
    language: str | None
    title: str
    summary: str
    published: datetime | None
    author: str | None
    origin: Literal["page", "feed"]
    attempts: int
    crashes: int
    first_seen: datetime
    quiet_before: datetime | None
    revision: int
    etag: str | None = None
    last_modified: str | None = None

    @property
    def quiet(self) -> bool:
        """Whether alerts are suppressed, going by the date in the feed."""
        return self.is_quiet(self.published)

    def is_quiet(self, published: datetime | None) -> bool:
        """The same, going by a better date; on a first poll what has no date is taken for old."""
        return self.quiet_before is not None and (published is None or published < self.quiet_before)


def ready(db: Database, now: datetime, limit: int, exclude: Collection[int] = ()) -> list[PageTask]:
    """The pages to fetch now, without those in `exclude` (ids): what may alert first, then the longest waiting."""
    found = rows.query(
        db,
        """SELECT p.*, e.title, e.summary, e.published, e.author
        FROM pages AS p INDEXED BY pages_queue LEFT JOIN entries AS e ON e.id = p.entry_id
        WHERE p.state = 'pending' AND p.next_try <= :now AND p.id NOT IN (SELECT value FROM json_each(:exclude))
        ORDER BY (p.quiet_before IS NOT NULL), p.next_try LIMIT :limit""",
        {"now": stamp(now), "exclude": rows.dump(list(exclude)), "limit": limit},
    )
    return [task_of(row) for row in found]


def next_try(db: Database) -> datetime | None:
    """When the next page may be fetched (it may be past), `None` when nothing waits."""
    return rows.moment(
        rows.scalar(
            db,
            """SELECT min(next) FROM (
                SELECT min(next_try) AS next FROM pages WHERE state = 'pending' AND (quiet_before IS NOT NULL) = 0
                UNION ALL
                SELECT min(next_try) FROM pages WHERE state = 'pending' AND (quiet_before IS NOT NULL) = 1)""",
        )
    )


def record_failure(
    db: Database, task: PageTask, failure: Failure, next_try: datetime | None, now: datetime
) -> Literal["pending", "failed"]:
    """A page that could not be had: tried again at `next_try`, given up where that is `None`; its state from now on.

    What killed its worker for the third time is quarantined whatever `next_try` says. A page whose entry changed
    meanwhile is tried again at once.
    """
    crashes = task.crashes + (failure.condition in CRASHES)
    poison = crashes >= MOST_CRASHES
    condition = Condition.QUARANTINED if poison else failure.condition
    with unit_of_work(db):
        state = rows.scalar(
            db,
            """UPDATE pages SET attempts = attempts + 1, crashes = :crashes, condition = :condition,
                condition_detail = :detail, fetched_at = :now,
                state = iif(:final AND (:poison OR revision = :revision), 'failed', 'pending'),
                next_try = iif(:final, iif(:poison OR revision = :revision, NULL, :now), :next)
            WHERE id = :id RETURNING state""",
            {
                "id": task.id,
                "crashes": crashes,
                "condition": str(condition),
                "detail": str(failure) if poison else failure.detail,
                "poison": poison,
                "final": poison or next_try is None,
                "next": stamp(next_try),
                "revision": task.revision,
                "now": stamp(now),
            },
        )
    return "pending" if state == "pending" else "failed"


def record_done(db: Database, task: PageTask, retrieval: Retrieval | None, now: datetime) -> None:
    """A page that was read, or that a 304 confirmed. If its entry changed meanwhile, it stays in the queue."""
    values = {"id": task.id, "revision": task.revision, "now": stamp(now)}
    with unit_of_work(db):
        rows.run(
            db,
            """UPDATE pages SET state = iif(revision = :revision, 'done', 'pending'),
                next_try = iif(revision = :revision, NULL, :now), attempts = attempts + 1, fetched_at = :now,
                condition = NULL, condition_detail = NULL
            WHERE id = :id""",
            values,
        )
        if retrieval:
            rows.run(
                db,
                """UPDATE pages SET final_url = :final_url, etag = coalesce(:etag, iif(:confirmed, etag, NULL)),
                    last_modified = coalesce(:last_modified, iif(:confirmed, last_modified, NULL)) WHERE id = :id""",
                {
                    "id": task.id,
                    "final_url": retrieval.final_url,
                    "etag": retrieval.etag,
                    "last_modified": retrieval.last_modified,
                    "confirmed": retrieval.status == 304,  # noqa: PLR2004 - Not Modified, RFC 9110 section 15.4.5
                },
            )


def queue(
    db: Database,
    feed: Row,
    entry_id: int,
    entry: Entry,
    canonical: Callable[[str], str],
    quiet_before: datetime | None,
    now: datetime,
) -> int:
    """The page of an entry, queued if it is not there yet; its id.

    A page that waits quietly, because a feed was new, becomes loud when a feed that is not new leads there. An entry that
    plainly is on no topic gives a page that is done without being fetched, until a better one leads there.
    """
    usable = bool(entry.url) or len(entry.summary) >= USABLE
    skipped = bool(entry.url) and not entry.likely
    return int(
        rows.scalar(
            db,
            """INSERT INTO pages (canonical, url, feed_id, entry_id, outlet, country, language, origin, state, next_try,
                condition, condition_detail, quiet_before, first_seen, fetched_at, skipped)
            VALUES (:canonical, :url, :feed_id, :entry_id, :outlet, :country, :language, :origin, :state, :next_try,
                :condition, :detail, :quiet_before, :now, :tried, :skipped)
            ON CONFLICT (canonical) DO UPDATE SET
                quiet_before = iif(excluded.quiet_before IS NULL AND (state = 'pending' OR skipped), NULL, quiet_before),
                entry_id = iif(skipped AND NOT excluded.skipped, excluded.entry_id, entry_id),
                state = iif(skipped AND NOT excluded.skipped, excluded.state, state),
                next_try = iif(skipped AND NOT excluded.skipped, excluded.next_try, next_try),
                skipped = skipped AND excluded.skipped
            RETURNING id""",
            {
                "canonical": identity(entry_id, entry, canonical),
                "url": entry.url or feed["url"],
                "feed_id": feed["id"],
                "entry_id": entry_id,
                "outlet": feed["outlet"],
                "country": feed["country"],
                "language": feed["language"],
                "origin": "page" if entry.url else "feed",
                "state": "done" if skipped else "pending" if usable else "failed",
                "next_try": stamp(now) if usable and not skipped else None,
                "skipped": skipped,
                "condition": None if usable else str(Condition.NO_URL),
                "detail": None if usable else "the entry has no link, and too little text to stand for itself",
                "quiet_before": stamp(quiet_before),
                "tried": None if usable else stamp(now),
                "now": stamp(now),
            },
        )
    )


def requeue(
    db: Database,
    feed: Row,
    entry_id: int,
    entry: Entry,
    canonical: Callable[[str], str],
    quiet_before: datetime | None,
    now: datetime,
    since: datetime | None,
) -> int:
    """The page of an entry that changed, queued again if it was first seen after `since`; its id.

    What was set aside as poison stays so: waiting does not heal it, and neither does a new headline. What was never
    fetched because its entry was on no topic stays so while that is true.
    """
    page = identity(entry_id, entry, canonical)
    if rows.first(db, "SELECT id FROM pages WHERE canonical = :page", {"page": page}) is None:
        return queue(db, feed, entry_id, entry, canonical, quiet_before, now)
    again = """(state = 'done' OR state = 'failed' AND condition <> :poison)
        AND (NOT skipped OR :likely) AND (:since IS NULL OR first_seen >= :since) AND (origin = 'page' OR :usable)"""
    return int(
        rows.scalar(
            db,
            f"""UPDATE pages SET entry_id = :entry, revision = revision + 1,
                attempts = iif({again}, 0, attempts), next_try = iif({again}, :now, next_try),
                condition = iif({again}, NULL, condition), condition_detail = iif({again}, NULL, condition_detail),
                state = iif({again}, 'pending', state), skipped = skipped AND NOT ({again})
            WHERE canonical = :page RETURNING id""",  # noqa: S608 - the condition above
            {
                "page": page,
                "entry": entry_id,
                "poison": str(Condition.QUARANTINED),
                "since": stamp(since),
                "likely": entry.likely,
                "usable": len(entry.summary) >= USABLE,
                "now": stamp(now),
            },
        )
    )


def identity(entry_id: int, entry: Entry, canonical: Callable[[str], str]) -> str:
    """What makes two entries lead to the same page."""
    return canonical(entry.url) if entry.url else f"entry:{entry_id}"


def task_of(row: Row) -> PageTask:
    """A row of the queue as a task."""
    return PageTask(
        id=row["id"],
        url=row["url"],
        outlet=row["outlet"],
        country=row["country"],
        language=row["language"],
        title=row["title"] or "",
        summary=row["summary"] or "",
        published=rows.moment(row["published"]),
        author=row["author"],
        origin=row["origin"],
        attempts=row["attempts"],
        crashes=row["crashes"],
        first_seen=rows.certain(row["first_seen"]),
        quiet_before=rows.moment(row["quiet_before"]),
        revision=row["revision"],
        etag=row["etag"],
        last_modified=row["last_modified"],
    )
