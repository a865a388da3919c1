"""What stands around a statement: its wordings, whom it answers, changes of position, events, and what people corrected."""

from __future__ import annotations

from sqlite_utils import Database

from monitor.edges.store import articles, positions, replies, rows
from monitor.edges.store.rows import Row

MOST = 60
"""Rows of one kind."""
NEAR = 8
"""Positions before and after the statement."""
BRIEF = "id, speaker, language, reported, stance, kind, text"
FAMILY = """WITH RECURSIVE family(id) AS (
        SELECT :id UNION SELECT s.id FROM family JOIN statements AS s ON s.merged_into = family.id)"""


def around(db: Database, statement: Row) -> Row:
    """All of it, for the row of a statement; edges of statements that were joined to it count as its own."""
    own = family(db, statement["id"])
    mine = {"id": statement["id"], "most": MOST}
    return {
        "wordings": rows.query(db, WORDINGS, mine),
        "answers": [evident(db, row) for one in own for row in replies.of(db, one)],
        "answered_by": [evident(db, row) for one in own for row in replies.to(db, one)],
        "positions": near(db, statement),
        "shifts": [row for one in own for row in positions.changes(db, one)],
        "restates": rows.first(db, f"SELECT {BRIEF} FROM statements WHERE id = :id", {"id": statement["restates_id"]}),  # noqa: S608 - our own parts
        "restated_by": rows.query(
            db,
            f"SELECT {BRIEF} FROM statements WHERE restates_id = :id AND merged_into IS NULL LIMIT :most",  # noqa: S608 - our own parts
            mine,
        ),
        "probably_it": rows.query(
            db,
            f"""SELECT {BRIEF}, probable_score FROM statements
            WHERE probable_id = :id AND merged_into IS NULL LIMIT :most""",  # noqa: S608 - our own parts
            mine,
        ),
        "joined": own[1:],
        "clusters": rows.query(db, CLUSTERS, mine),
        "corrections": rows.query(db, CORRECTED, mine),
    }


def family(db: Database, statement_id: int) -> list[int]:
    """A statement, and those that were joined to it."""
    return [
        row["id"]
        for row in rows.query(db, f"{FAMILY} SELECT id FROM family ORDER BY id <> :id, id", {"id": statement_id})  # noqa: S608 - our own parts
    ]


def evident(db: Database, row: Row) -> Row:
    """An answer with the words that tell of it."""
    text = articles.text(db, row["article_id"])
    return {**row, "evidence": text[row["evidence_start"] : row["evidence_end"]]}


def near(db: Database, statement: Row) -> list[Row]:
    """The positions of the statement's actor before and after it, the latest first."""
    return [] if statement.get("actor_id") is None else positions.near(db, statement, NEAR)


WORDINGS = """SELECT min(q.id) AS id, q.content, q.kind, a.language, group_concat(DISTINCT a.outlet) AS outlets,
        max(q.id = s.original_id) AS original
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id JOIN statements AS s ON s.id = q.statement_id
    WHERE q.statement_id = :id GROUP BY q.content, a.language
    ORDER BY 6 DESC, max(q.content = s.text) DESC, min(coalesce(a.published, a.fetched_at)), 1 LIMIT :most"""
CLUSTERS = """SELECT DISTINCT c.id, c.title FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
        JOIN clusters AS c ON c.id = a.cluster_id
    WHERE q.statement_id = :id ORDER BY c.id LIMIT :most"""
CORRECTED = """SELECT correction, action, who, note, made, kept_id, other_id, state FROM corrections_applied
    WHERE kept_id = :id OR other_id = :id ORDER BY id LIMIT :most"""
