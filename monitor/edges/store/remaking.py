"""Make a statement's row what its reports say, after reports came to it or went: columns, outlets, wordings, keys.

What its reports come to together stands in `agreement`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from monitor.edges.store import agreement, rows, sharing
from monitor.edges.store.rows import Row
from monitor.edges.store.statements import MOST_VARIANTS


def found_by(db: Database, quotation_id: int) -> int:
    """A new statement in the words of a report, which still belongs to another one; its id."""
    return int(rows.scalar(db, FROM_REPORT, {"id": quotation_id}))


def refresh(db: Database, statement_id: int) -> None:
    """Make a statement's columns and outlets those of the reports that it has now; keys and wordings are the caller's.

    One whose reports have all moved away keeps its columns: it tells what it was.
    """
    mine = {"id": statement_id}
    rows.run(db, "DELETE FROM statement_outlets WHERE statement_id = :id", mine)
    if rows.scalar(db, "SELECT 1 AS found FROM quotations WHERE statement_id = :id LIMIT 1", mine) is None:
        return
    for sql in (OUTLETS, FOUNDING, COUNTS):
        rows.run(db, sql, mine)
    agreement.agree(db, statement_id)


def keep_wordings(db: Database, statement_id: int) -> None:
    """Let a statement be compared in the different wordings that it was reported in."""
    rows.run(db, VARIANTS, {"id": statement_id, "most": MOST_VARIANTS})


def rekey(db: Database, statement_id: int, keys: Sequence[int]) -> None:
    """Let a statement be met under these index keys, and no others."""
    rows.run(db, "DELETE FROM statement_keys WHERE statement_id = :id", {"id": statement_id})
    sharing.enter(db, statement_id, keys)


def wordings(db: Database, statement_id: int) -> list[Row]:
    """The different wordings in which a statement was reported, with their kind, language, and the key of the actor."""
    return rows.query(
        db,
        """SELECT min(q.id) AS id, q.content, q.digest, q.kind, a.language, actor.key
        FROM quotations AS q JOIN articles AS a ON a.id = q.article_id LEFT JOIN actors AS actor ON actor.id = q.actor_id
        WHERE q.statement_id = :id GROUP BY q.digest, q.content, q.kind, a.language, actor.key ORDER BY 1""",
        {"id": statement_id},
    )


REPORT = """SELECT q.actor_id, actor.name, coalesce(q.role, actor.role) AS role, actor.country, actor.side, q.kind,
        a.language, q.content, q.digest, q.said_first, q.said_last, coalesce(a.published, a.fetched_at) AS reported,
        q.at, q.article_id, q.stance
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id LEFT JOIN actors AS actor ON actor.id = q.actor_id"""
FROM_REPORT = f"""INSERT INTO statements (actor_id, speaker, role, country, side, kind, language, text, digest, said_first,
        said_last, reported, first_seen, last_seen, first_article_id, stance, topic, score)
    SELECT r.*, q.topic, coalesce((SELECT st.score FROM stories AS st
            WHERE st.article_id = q.article_id AND st.topic = q.topic), 0)
    FROM (SELECT actor_id, name, role, country, side, kind, language, content, digest, said_first, said_last, reported,
            at AS first_seen, at AS last_seen, article_id, stance FROM ({REPORT} WHERE q.id = :id)) AS r
        JOIN quotations AS q ON q.id = :id
    RETURNING id"""  # noqa: S608 - our own parts
FOUNDING = f"""UPDATE statements SET actor_id = r.actor_id, speaker = r.name, role = r.role, country = r.country, side = r.side,
        kind = r.kind, language = r.language, text = r.content, digest = r.digest, original_id = NULL
    FROM ({REPORT} WHERE q.id = (SELECT min(id) FROM quotations WHERE statement_id = :id)) AS r
    WHERE statements.id = :id
        AND NOT EXISTS (SELECT 1 FROM quotations WHERE statement_id = :id AND digest = statements.digest)"""  # noqa: S608
COUNTS = """UPDATE statements SET
        original_id = (SELECT id FROM quotations WHERE id = original_id AND statement_id = :id), outlet_count = (SELECT count(*) FROM statement_outlets WHERE statement_id = :id),
        topic = coalesce(topic, (SELECT topic FROM quotations WHERE statement_id = :id AND topic IS NOT NULL LIMIT 1)),
        (reported, first_seen, last_seen, first_article_id) = (
            SELECT min(coalesce(a.published, a.fetched_at)), min(q.at), max(q.at), min(q.article_id)
            FROM quotations AS q JOIN articles AS a ON a.id = q.article_id WHERE q.statement_id = :id)
    WHERE id = :id"""
OUTLETS = """INSERT INTO statement_outlets (statement_id, outlet, first_article_id, reports)
    SELECT :id, a.outlet, min(a.id), count(*) FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
    WHERE q.statement_id = :id GROUP BY a.outlet"""
# The wordings of statements that were joined here come first, with the day that they were said on: later reports in their
# words must find their way, even where one of them is shown.
VARIANTS = """UPDATE quotations SET variant = id IN (
        SELECT min(q.id) FROM quotations AS q JOIN statements AS s ON s.id = q.statement_id
        WHERE s.id = :id AND (q.digest <> s.digest OR EXISTS (SELECT 1 FROM statements WHERE merged_into = :id))
        GROUP BY q.digest ORDER BY q.digest IN (SELECT digest FROM statements WHERE merged_into = :id) DESC, 1 LIMIT :most)
    WHERE statement_id = :id"""
