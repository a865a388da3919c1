"""The articles: every version of every text, with its hash, and the verdicts about it.

Texts are compressed (zlib) and indexed for search; `text_sha256` is of the text as UTF-8, so that what a quotation
points into can be proved years later (guarantee 6).
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from monitor.edges.store import rows, trouble
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.pages import PageTask
from monitor.edges.store.rows import Row, stamp
from monitor.records import Analysis, Article, Story

Origin = Literal["page", "feed"]


def save(db: Database, task: PageTask, article: Article, origin: Origin, now: datetime) -> int:
    """Store the text of a page; the article's id. (What becomes of the page, `pages.record_done` says.)

    A text that the page had before is not stored again: the id is then that of the version which has it.
    """
    text = rows.clean(article.text)
    digest = sha256(text)
    with unit_of_work(db):
        found = rows.scalar(
            db,
            "SELECT id FROM articles WHERE page_id = :page AND text_sha256 = :digest",
            {"page": task.id, "digest": digest},
        )
        return int(found) if found is not None else add(db, task, article, origin, now, text, digest)


def add(db: Database, task: PageTask, article: Article, origin: Origin, now: datetime, text: str, digest: str) -> int:
    """Insert a new version, and index it; its id."""
    title = article.title or task.title
    article_id = rows.insert(
        db,
        "articles",
        {
            "page_id": task.id,
            "version": 1
            + rows.scalar(
                db, "SELECT coalesce(max(version), 0) AS last FROM articles WHERE page_id = :page", {"page": task.id}
            ),
            "origin": origin,
            "url": article.url or task.url,
            "outlet": task.outlet,
            "country": task.country,
            "language": article.language or task.language,
            "title": title,
            "author": article.author or task.author,
            "published": stamp(article.published or task.published),
            "text": zlib.compress(text.encode()),
            "text_sha256": digest,
            "characters": len(text),
            "problem": str(article.problem.condition) if article.problem else None,
            "problem_detail": article.problem.detail if article.problem else None,
            "fetched_at": stamp(now),
        },
    )
    rows.run(
        db,
        "INSERT INTO articles_fts (rowid, title, text) VALUES (:id, :title, :text)",
        {"id": article_id, "title": title, "text": text},
    )
    return article_id


def save_analysis(db: Database, article_id: int, analysis: Analysis, now: datetime) -> None:
    """Store the verdicts about an article, in place of former ones on the same topics."""
    made = {"article": article_id, "lexicon": analysis.lexicon_digest, "code": analysis.code_version, "now": stamp(now)}
    with unit_of_work(db):
        rows.run(
            db,
            """UPDATE articles SET lexicon_digest = :lexicon, code_version = :code, analysed_at = :now
            WHERE id = :article""",
            made,
        )
        for story in analysis.stories:
            rows.run(
                db,
                """INSERT INTO stories (article_id, topic, relevant, score, evidence, reasons, passages,
                    lexicon_digest, code_version, analysed_at)
                VALUES (:article, :topic, :relevant, :score, :evidence, :reasons, :passages, :lexicon, :code, :now)
                ON CONFLICT (article_id, topic) DO UPDATE SET relevant = excluded.relevant, score = excluded.score,
                    evidence = excluded.evidence, reasons = excluded.reasons,
                    passages = excluded.passages, lexicon_digest = excluded.lexicon_digest,
                    code_version = excluded.code_version, analysed_at = excluded.analysed_at""",
                {
                    **made,
                    "topic": story.topic,
                    **verdict(story),
                },
            )


def verdict(story: Story) -> Row:
    """A verdict as it is stored."""
    return {
        "relevant": story.relevant,
        "score": story.score,
        "evidence": rows.dump([asdict(span) for span in story.evidence]),
        "reasons": rows.dump(story.reasons),
        "passages": rows.dump(story.passages),
    }


def text(db: Database, article_id: int) -> str:
    """The article's text, proved by its hash.

    Raises:
        StoreError: there is no such article, or its text is not what it was.
    """
    row = rows.first(db, "SELECT id, text, text_sha256 FROM articles WHERE id = :id", {"id": article_id})
    if row is None:
        raise trouble.StoreMissingError(f"{rows.path_of(db)}: there is no article {article_id}")
    return unpacked(db, row)


def readable(db: Database, article_id: int) -> str | None:
    """The article's text, `None` where it is damaged."""
    return sound(rows.query(db, "SELECT text, text_sha256 FROM articles WHERE id = :id", {"id": article_id})[0])


def unpacked(db: Database, row: Row) -> str:
    """The text of a row.

    Raises:
        StoreCorruptError: it does not have its hash any more.
    """
    found = sound(row)
    if found is None:
        raise trouble.StoreCorruptError(
            f"{rows.path_of(db)}: the text of article {row['id']} is damaged: restore the last backup"
        )
    return found


def sound(row: Row) -> str | None:
    """The text of a row, `None` where it is damaged: for those whom another article only helps, and must not stop."""
    try:
        found = zlib.decompress(row["text"]).decode()
    except (zlib.error, UnicodeDecodeError):
        return None
    return found if sha256(found) == row["text_sha256"] else None


def sha256(text: str) -> str:
    """The hash that a text is proved by."""
    return hashlib.sha256(text.encode()).hexdigest()
