"""The read side: what people and programs ask of the log, as plain dicts ready for JSON.

Every answer is bounded by the filter's limit, and every value from outside goes in as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.edges.store import clusters, copies, rows, search
from monitor.edges.store.detail import article, statement
from monitor.edges.store.overview import status
from monitor.edges.store.rows import Row, stamp

__all__ = ["Filters", "alerts", "article", "entries", "events", "feeds", "statement", "statements", "status", "stories"]

Condition = tuple[str, str, Any]
"""A condition, the name of its parameter, and the value: `None` leaves the condition out."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; what is left out shows everything. Each question uses the fields that it has columns for.

    `text` is searched for in the text (and the title of stories, the speaker of statements), `speaker` in names;
    `since` (inclusive) and `until` (exclusive) bound the time of a statement's first report, of an article's fetching,
    of an entry's first sight, of an alert's making; `state` is an alert's, or a page's; `troubled` asks for feeds with
    a condition or a gap only.
    """

    speaker: str | None = None
    country: str | None = None
    side: str | None = None
    stance: str | None = None
    kind: str | None = None
    language: str | None = None
    outlet: str | None = None
    topic: str | None = None
    relevant: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    state: str | None = None
    channel: str | None = None
    troubled: bool = False
    limit: int = 50
    offset: int = 0


NOTHING = Filters()
MEMBER = "EXISTS (SELECT 1 FROM articles AS a WHERE a.cluster_id = c.id AND {})"
"""An article of an event."""


def statements(db: Database, filters: Filters = NOTHING) -> list[Row]:
    """Statements with the article that reported them first and their coverage, the latest report first.

    `CROSS JOIN`, here and below, keeps the order in which the tables are read: of the latest, and no more than are shown.
    """
    found = """s.id IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :{})"""
    listed = select(
        db,
        """SELECT s.id, s.reported, s.speaker, s.role, s.country, s.side, s.stance, s.kind, s.text, s.language, s.topic,
            s.score, s.outlet_count, s.said_first, s.said_last, s.first_seen, s.last_seen, a.outlet, a.title, a.url,
            a.published, actor.key AS actor_key
        FROM statements AS s CROSS JOIN articles AS a ON a.id = s.first_article_id
            LEFT JOIN actors AS actor ON actor.id = s.actor_id""",
        [
            ("(s.merged_into IS NULL) = :own", "own", 1),
            ("s.country = :country", "country", filters.country),
            ("s.side = :side", "side", filters.side),
            ("s.stance = :stance", "stance", filters.stance),
            ("s.kind = :kind", "kind", filters.kind),
            ("s.language = :language", "language", filters.language),
            ("s.topic = :topic", "topic", filters.topic),
            ("s.reported >= :since", "since", stamp(filters.since)),
            ("s.reported < :until", "until", stamp(filters.until)),
            (
                """EXISTS (SELECT 1 FROM statement_outlets AS o
                    WHERE o.statement_id = s.id AND o.outlet = :outlet COLLATE NOCASE)""",
                "outlet",
                filters.outlet,
            ),
            (found.format("text"), "text", search.match(filters.text or "")),
            (found.format("speaker"), "speaker", search.match(filters.speaker or "", "speaker")),
        ],
        "s.reported DESC, s.id DESC",
        filters,
    )
    covered = copies.of_statements(db, (row["id"] for row in listed))
    return [{**row, **copies.told(covered[row["id"]])} if row["id"] in covered else row for row in listed]


def stories(db: Database, filters: Filters = NOTHING) -> list[Row]:
    """Verdicts about articles with their reasons, the latest article first."""
    found = select(
        db,
        """SELECT st.id, st.article_id, st.topic, st.relevant, st.score, a.title, a.outlet, a.country, a.language,
            a.url, a.published, a.fetched_at, a.version, a.cluster_id, a.problem, st.reasons, st.evidence
        FROM articles AS a CROSS JOIN stories AS st ON st.article_id = a.id""",
        [
            ("st.topic = :topic", "topic", filters.topic),
            ("st.relevant = :relevant", "relevant", filters.relevant),
            ("a.country = :country", "country", filters.country),
            ("a.language = :language", "language", filters.language),
            ("a.outlet = :outlet COLLATE NOCASE", "outlet", filters.outlet),
            ("a.fetched_at >= :since", "since", stamp(filters.since)),
            ("a.fetched_at < :until", "until", stamp(filters.until)),
            (
                "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :text)",
                "text",
                search.match(filters.text or ""),
            ),
        ],
        "a.fetched_at DESC, a.id DESC, st.id",
        filters,
    )
    return [
        {
            **row,
            "relevant": None if row["relevant"] is None else bool(row["relevant"]),
            "reasons": rows.load(row["reasons"]),
            "evidence": rows.load(row["evidence"]),
        }
        for row in found
    ]


def events(db: Database, filters: Filters = NOTHING) -> list[Row]:
    """Events with their outlets, languages and coverage, the last to be reported first."""
    found = select(
        db,
        "SELECT c.id, c.title, c.first_seen, c.last_seen FROM clusters AS c",
        [
            (MEMBER.format("a.language = :language"), "language", filters.language),
            (MEMBER.format("a.country = :country"), "country", filters.country),
            (MEMBER.format("a.outlet = :outlet COLLATE NOCASE"), "outlet", filters.outlet),
            (
                MEMBER.format("EXISTS (SELECT 1 FROM stories AS st WHERE st.article_id = a.id AND st.topic = :topic)"),
                "topic",
                filters.topic,
            ),
            ("c.last_seen >= :since", "since", stamp(filters.since)),
            ("c.first_seen < :until", "until", stamp(filters.until)),
        ],
        "c.last_seen DESC, c.id DESC",
        filters,
    )
    return [{**row, **clusters.summary(db, row["id"])} for row in found]


def feeds(db: Database, filters: Filters = NOTHING) -> list[Row]:
    """The feeds and how they are, those in trouble first."""
    return select(
        db,
        "SELECT * FROM source_health AS f",
        [
            ("f.country = :country", "country", filters.country),
            ("f.language = :language", "language", filters.language),
            ("f.outlet = :outlet COLLATE NOCASE", "outlet", filters.outlet),
            ("(f.condition IS NOT NULL OR f.gap_since IS NOT NULL) = :troubled", "troubled", filters.troubled or None),
        ],
        "f.enabled DESC, f.condition IS NULL, f.gap_since IS NULL, f.outlet, f.url",
        filters,
    )


def entries(db: Database, filters: Filters = NOTHING) -> list[Row]:
    """What stood in the feeds and what became of it, the latest first."""
    return select(
        db,
        """SELECT e.id, e.first_seen, e.published, f.outlet, f.country, f.language, e.title, e.summary, e.url,
            p.state, p.skipped AS not_fetched, p.condition, p.condition_detail, p.id AS page_id
        FROM entries AS e CROSS JOIN feeds AS f ON f.id = e.feed_id LEFT JOIN pages AS p ON p.id = e.page_id""",
        [
            ("f.country = :country", "country", filters.country),
            ("f.language = :language", "language", filters.language),
            ("f.outlet = :outlet COLLATE NOCASE", "outlet", filters.outlet),
            ("p.state = :state", "state", filters.state),
            ("e.first_seen >= :since", "since", stamp(filters.since)),
            ("e.first_seen < :until", "until", stamp(filters.until)),
        ],
        "e.first_seen DESC, e.id DESC",
        filters,
    )


def alerts(db: Database, filters: Filters = NOTHING) -> list[Row]:
    """Alerts and what became of them, the latest first."""
    return select(
        db,
        "SELECT * FROM alert_log AS a",
        [
            ("a.state = :state", "state", filters.state),
            ("a.channel = :channel", "channel", filters.channel),
            ("a.country = :country", "country", filters.country),
            ("a.stance = :stance", "stance", filters.stance),
            ("a.created >= :since", "since", stamp(filters.since)),
            ("a.created < :until", "until", stamp(filters.until)),
        ],
        "a.created DESC, a.id DESC",
        filters,
    )


def select(db: Database, sql: str, conditions: Iterable[Condition], order: str, filters: Filters) -> list[Row]:
    """The rows that satisfy the conditions which have a value."""
    held = [condition for condition in conditions if condition[2] is not None]
    where = " AND ".join(f"({sql})" for sql, _, _ in held) or "1"
    values = {name: value for _, name, value in held}
    return rows.query(
        db,
        f"{sql} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset",
        {**values, "limit": filters.limit, "offset": filters.offset},
    )
