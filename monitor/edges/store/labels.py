"""Labels: what people say of verdicts. Of several on one article and topic the latest stands; all stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.rows import Row, stamp

Verdict = Literal["relevant", "not-relevant"]

STANDS = """NOT EXISTS (SELECT 1 FROM labels AS later
    WHERE later.url = l.url AND later.topic = l.topic AND later.id > l.id)"""
"""No later label is about the same page and topic."""


@dataclass(frozen=True, slots=True)
class Label:
    """Somebody's verdict on an article. `url` is the canonical address of its page, `text_sha256` of the version read;
    by these two it is found again in another log, where `article_id` means nothing.
    """

    who: str
    topic: str
    article_id: int
    url: str
    text_sha256: str
    title: str
    label: Verdict
    note: str | None = None


def append(db: Database, label: Label, now: datetime) -> int:
    """Add a label to the reviews; its id.

    Raises:
        StoreError: the reviews cannot be written.
    """
    with unit_of_work(db):
        return rows.insert(db, "labels", {"at": stamp(now), **asdict(label)})


def listed(
    db: Database,
    *,
    topic: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> list[Row]:
    """The labels, the latest first, each with whether it `stands`."""
    found = rows.query(
        db,
        f"""SELECT l.*, {STANDS} AS stands FROM labels AS l
        WHERE (:topic IS NULL OR l.topic = :topic) AND (:since IS NULL OR l.at >= :since)
            AND (:until IS NULL OR l.at < :until)
        ORDER BY l.id DESC LIMIT :limit""",  # noqa: S608 - the condition above
        {"topic": topic, "since": stamp(since), "until": stamp(until), "limit": limit},
    )
    return [{**row, "stands": bool(row["stands"])} for row in found]


def standing(db: Database, topics: Iterable[str]) -> list[Row]:
    """The labels on these topics that no later one has replaced, in the order in which they were given."""
    return rows.query(
        db,
        f"""SELECT l.* FROM labels AS l
        WHERE l.topic IN (SELECT value FROM json_each(:topics)) AND {STANDS} ORDER BY l.id""",  # noqa: S608 - as above
        {"topics": rows.dump(list(topics))},
    )
