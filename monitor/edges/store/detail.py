"""One statement, or one article, with all that belongs to it."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from monitor.edges.store import articles, copies, rows
from monitor.edges.store.around import FAMILY, around
from monitor.edges.store.rows import Row

WINDOW = 240
"""Characters of text around a quotation."""
MOST_REPORTS = 200


def statement(db: Database, statement_id: int) -> Row | None:
    """The statement with its quotations (each with its article and the text around it), events and alerts.

    `None` where there is none. The newest `MOST_REPORTS` reports are given; `reports` counts all.
    """
    mine = {"id": statement_id}
    found = rows.first(
        db,
        """SELECT s.*, actor.key AS actor_key, actor.name AS actor, actor.kind AS actor_kind
        FROM statements AS s LEFT JOIN actors AS actor ON actor.id = s.actor_id WHERE s.id = :id""",
        mine,
    )
    if found is None:
        return None
    covered = copies.of_statements(db, (statement_id,)).get(statement_id)
    return {
        **found,
        "probable": rows.first(
            db, "SELECT id, text, speaker, reported FROM statements WHERE id = :id", {"id": found["probable_id"]}
        ),
        **(copies.told(covered) if covered else {}),
        "reports": rows.scalar(db, "SELECT count(*) FROM quotations WHERE statement_id = :id", mine),
        "outlets": rows.query(
            db,
            """SELECT outlet, reports, first_article_id FROM statement_outlets WHERE statement_id = :id
            ORDER BY first_article_id, outlet""",
            mine,
        ),
        "quotations": quotations(db, statement_id),
        "events": [
            {**row, "content": rows.load(row["content"])}
            for row in rows.query(
                db,
                f"{FAMILY} SELECT id, kind, at, content FROM events WHERE statement_id IN family ORDER BY id",  # noqa: S608 - our own parts
                mine,
            )
        ],
        "alerts": rows.query(db, f"{FAMILY} SELECT * FROM alert_log WHERE statement_id IN family ORDER BY id", mine),  # noqa: S608 - our own parts
        **around(db, found),
    }


def quotations(db: Database, statement_id: int) -> list[Row]:
    """The reports of a statement, the first one first, each with its place in the text."""
    found = rows.query(
        db,
        """SELECT * FROM (
            SELECT q.*, a.outlet, a.country AS outlet_country, a.language, a.title, a.url, a.author, a.published,
                a.version, a.origin, a.text, a.text_sha256, actor.name AS actor, actor.country AS country
            FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
                LEFT JOIN actors AS actor ON actor.id = q.actor_id
            WHERE q.statement_id = :id ORDER BY q.id DESC LIMIT :limit)
        ORDER BY id""",
        {"id": statement_id, "limit": MOST_REPORTS},
    )
    return [placed(db, row) for row in found]


def placed(db: Database, row: Row) -> Row:
    """A quotation with the text before and after it, in place of the whole text."""
    text = articles.unpacked(db, {"id": row["article_id"], "text": row["text"], "text_sha256": row["text_sha256"]})
    start, end = row["content_start"], row["content_end"]
    window = {
        "start": max(0, start - WINDOW),
        "before": text[max(0, start - WINDOW) : start],
        "quoted": text[start:end],
        "after": text[end : end + WINDOW],
    }
    return {**{name: value for name, value in row.items() if name != "text"}, "window": window}


def article(db: Database, article_id: int) -> Row | None:
    """The article with its whole text, its verdicts and their evidence, and the quotations in it; `None` without it."""
    mine = {"id": article_id}
    row: dict[str, Any] | None = rows.first(db, "SELECT * FROM articles WHERE id = :id", mine)
    if row is None:
        return None
    return {
        **row,
        "text": articles.unpacked(db, row),
        "stories": [
            {**story, "evidence": rows.load(story["evidence"]), "reasons": rows.load(story["reasons"])}
            for story in rows.query(db, "SELECT * FROM stories WHERE article_id = :id ORDER BY id", mine)
        ],
        "quotations": rows.query(
            db,
            """SELECT q.*, actor.name AS actor, actor.country FROM quotations AS q
            LEFT JOIN actors AS actor ON actor.id = q.actor_id WHERE q.article_id = :id ORDER BY q.content_start""",
            mine,
        ),
    }
