"""Who answers whom: edges from a statement to an actor and, where it is clear, to the statement that is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.edges.store import actors, rows, sharing
from monitor.edges.store.rows import Row, stamp
from monitor.records import Actor, Answered, Candidate, Cited, Reply, Said

MOST = 40
"""Statements of one actor that an answer is held against, and answers that a new statement is held against."""
STATE = "state:"


@dataclass(frozen=True, slots=True)
class Edge:
    """An answer in the log: its row, its statement, who is answered, and which report tells of it."""

    id: int
    statement_id: int
    quotation_id: int
    actor: Actor
    answered_id: int | None


def save(db: Database, statement_id: int, quotation_id: int, reply: Reply, now: datetime) -> Edge | None:
    """Keep that a statement answers an actor; the edge, or `None` where it is there already."""
    actor_id = actors.save(db, reply.actor, now)
    known = rows.scalar(
        db,
        "SELECT id FROM replies WHERE statement_id = :statement AND actor_id = :actor LIMIT 1",
        {"statement": statement_id, "actor": actor_id},
    )
    if known is not None:
        return None
    number = rows.insert(
        db,
        "replies",
        {
            "statement_id": statement_id,
            "quotation_id": quotation_id,
            "kind": reply.kind,
            "actor_id": actor_id,
            "evidence_start": reply.evidence_start,
            "evidence_end": reply.evidence_end,
            "at": stamp(now),
        },
    )
    return Edge(number, statement_id, quotation_id, reply.actor, None)


def point(db: Database, edge_id: int, answered_id: int | None, lag_hours: float | None) -> None:
    """Say which statement an answer means."""
    rows.run(
        db,
        "UPDATE replies SET answered_id = :answered, lag_hours = :lag WHERE id = :id",
        {"id": edge_id, "answered": answered_id, "lag": lag_hours},
    )


def answerable(db: Database, actor: Actor, since: datetime, until: datetime) -> list[Candidate]:
    """The newest statements on a topic of an actor, or of whoever speaks for a state or body, in that time."""
    of_country = actor.country if actor.kind == "institution" else None
    found = rows.query(
        db,
        """SELECT id FROM (
            SELECT * FROM (SELECT s.id, s.reported FROM actors AS a JOIN statements AS s ON s.actor_id = a.id
                WHERE a.key = :key AND s.reported BETWEEN :since AND :until
                    AND s.topic IS NOT NULL AND s.merged_into IS NULL
                ORDER BY s.reported DESC, s.id DESC LIMIT :limit)
            UNION
            SELECT * FROM (SELECT s.id, s.reported FROM statements AS s
                WHERE s.country = :country AND s.reported BETWEEN :since AND :until
                    AND s.topic IS NOT NULL AND s.merged_into IS NULL
                ORDER BY s.reported DESC, s.id DESC LIMIT :limit))
        ORDER BY reported DESC, id DESC LIMIT :limit""",
        {"key": actor.key, "country": of_country, "since": stamp(since), "until": stamp(until), "limit": MOST},
    )
    return sharing.wordings(db, [row["id"] for row in found])


def aimed_at(db: Database, statement_id: int, window: timedelta) -> list[Edge]:
    """The answers to a statement's actor, state or house that were given within `window` after it was reported."""
    about = rows.first(
        db,
        """SELECT s.actor_id, s.country, s.reported FROM statements AS s
        WHERE s.id = :id AND s.actor_id IS NOT NULL AND s.topic IS NOT NULL""",
        {"id": statement_id},
    )
    if about is None:
        return []
    until = rows.certain(about["reported"]) + window
    found = rows.query(
        db,
        """SELECT r.id, r.statement_id, r.quotation_id, r.answered_id, a.key, a.name, a.kind, a.country
        FROM (SELECT :actor AS id UNION SELECT id FROM actors WHERE kind = 'institution' AND country = :country) AS meant
            JOIN actors AS a ON a.id = meant.id JOIN replies AS r ON r.actor_id = a.id AND r.at >= :since
            JOIN quotations AS q ON q.id = r.quotation_id JOIN articles AS t ON t.id = q.article_id
        WHERE r.statement_id <> :id AND coalesce(t.published, t.fetched_at) BETWEEN :since AND :until
        ORDER BY r.id DESC LIMIT :limit""",
        {
            "id": statement_id,
            "actor": about["actor_id"],
            "country": about["country"],
            "since": about["reported"],
            "until": stamp(until),
            "limit": MOST,
        },
    )
    return [
        Edge(
            row["id"],
            row["statement_id"],
            row["quotation_id"],
            Actor(row["key"], row["name"], row["kind"], country=row["country"]),
            row["answered_id"],
        )
        for row in found
    ]


def passage(db: Database, edge: Edge) -> Row:
    """What an answer is told in: its quotation with the place of the evidence, the language and the dates."""
    return rows.query(
        db,
        """SELECT q.content, q.content_start, q.content_end, r.evidence_start, r.evidence_end, q.article_id, t.text, t.text_sha256, t.language,
            t.published, coalesce(t.published, t.fetched_at) AS reported, q.said_first, q.said_last
        FROM replies AS r JOIN quotations AS q ON q.id = r.quotation_id JOIN articles AS t ON t.id = q.article_id
        WHERE r.id = :id""",
        {"id": edge.id},
    )[0]


def when(db: Database, statement_id: int) -> tuple[Said | None, datetime | None]:
    """When a statement was said, by the reports that tell of it first, and when the first of them came out."""
    row = rows.query(
        db,
        """SELECT min(q.said_first) AS first, min(q.said_last) AS last, min(t.published) AS published
        FROM quotations AS q JOIN articles AS t ON t.id = q.article_id
        WHERE q.statement_id = :id AND q.relation <> 'recalled'""",
        {"id": statement_id},
    )[0]
    return rows.said(row["first"], row["last"]), rows.moment(row["published"])


def of(db: Database, statement_id: int) -> list[Row]:
    """Whom a statement answers: each with the actor, the span of the evidence, and what is known of the statement."""
    return rows.query(db, f"{EDGES} WHERE q.statement_id = :id ORDER BY r.id", {"id": statement_id})


def to(db: Database, statement_id: int) -> list[Row]:
    """The answers to a statement."""
    return rows.query(db, f"{EDGES} WHERE r.answered_id IN ({JOINED}) ORDER BY r.id", {"id": statement_id})


JOINED = "SELECT :id UNION SELECT id FROM statements WHERE merged_into = :id"
"""A statement with those that a reviewer joined to it. An answer's own statement is the one that has its report."""
EDGES = """SELECT r.id, r.kind, s.id AS statement_id, s.speaker, s.text, q.article_id, r.evidence_start, r.evidence_end,
    a.key AS actor_key, a.name AS actor, a.country AS actor_country, r.answered_id, other.speaker AS answered_speaker,
    other.text AS answered_text, other.kind AS answered_kind, other.stance AS answered_stance,
    other.said_first AS answered_said_first, other.said_last AS answered_said_last,
    other.reported AS answered_reported, r.lag_hours
    FROM replies AS r JOIN actors AS a ON a.id = r.actor_id JOIN quotations AS q ON q.id = r.quotation_id
        JOIN statements AS s ON s.id = q.statement_id LEFT JOIN statements AS other ON other.id = r.answered_id"""


def answered(row: Row, text: str) -> Answered:
    """A row of `of` as an alert tells it; `text` is that of the article."""
    cited = None
    if row["answered_id"] is not None:
        cited = Cited(
            row["answered_id"],
            row["answered_speaker"],
            row["answered_text"],
            row["answered_kind"],
            row["answered_stance"],
            rows.said(row["answered_said_first"], row["answered_said_last"]),
            rows.certain(row["answered_reported"]),
        )
    evidence = text[row["evidence_start"] : row["evidence_end"]]
    return Answered(row["actor"], row["kind"], evidence, cited, row["lag_hours"])
