"""Whose text an article is: the agency that it credits, and the first article with nearly the same text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlite_utils import Database

from monitor.core.coverage import coverage, said
from monitor.edges.store import articles, rows
from monitor.edges.store.connection import unit_of_work
from monitor.records import Coverage, Reporting

NEWEST = 60
"""Articles that are asked for under one key, the last ones first: a text is copied within days."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article whose text may be that of another; `root` is the first article with this text, in its
    first version.
    """

    article_id: int
    root: int
    text: str


def candidates(db: Database, article_id: int, keys: Sequence[int], limit: int) -> list[Text]:
    """The articles before this one that share most keys of their text, the oldest first; no version of the same page."""
    ids = sharing(db, "body", keys, limit + 8)
    found = rows.query(
        db,
        """SELECT a.id, a.text, a.text_sha256,
            coalesce(a.body_of, (SELECT min(f.id) FROM articles AS f WHERE f.page_id = a.page_id)) AS root
        FROM articles AS a
        WHERE a.id IN (SELECT value FROM json_each(:ids)) AND a.id < :article
            AND a.page_id != (SELECT page_id FROM articles WHERE id = :article)
        ORDER BY a.id LIMIT :limit""",
        {"ids": rows.dump(ids), "article": article_id, "limit": limit},
    )
    return [Text(row["id"], row["root"], text) for row in found if (text := articles.sound(row)) is not None]


def sharing(db: Database, kind: str, keys: Sequence[int], limit: int) -> list[int]:
    """The articles that share index keys of a kind, those that share most first, between equals the newest."""
    found = rows.query(
        db,
        """SELECT (SELECT json_group_array(article_id) FROM (
            SELECT article_id FROM article_keys WHERE kind = :kind AND key = asked.value
            ORDER BY article_id DESC LIMIT :newest)) AS ids
        FROM json_each(:keys) AS asked""",
        {"kind": kind, "keys": rows.dump(list(dict.fromkeys(keys))), "newest": NEWEST},
    )
    shared = Counter(chain.from_iterable(json.loads(row["ids"]) for row in found))
    return sorted(shared, key=lambda one: (shared[one], one), reverse=True)[:limit]


def index(db: Database, kind: str, article_id: int, keys: Iterable[int]) -> None:
    """Let an article be found under these keys."""
    rows.run_many(
        db,
        "INSERT OR IGNORE INTO article_keys (kind, key, article_id) VALUES (?, ?, ?)",
        [(kind, key, article_id) for key in keys],
    )


def record(db: Database, article_id: int, wire: str | None, root: int | None, keys: Sequence[int]) -> None:
    """Keep whose text an article is; again with the same answer nothing changes."""
    with unit_of_work(db):
        rows.run(
            db,
            "UPDATE articles SET wire = :wire, body_of = :root WHERE id = :article",
            {"wire": wire, "root": root, "article": article_id},
        )
        index(db, "body", article_id, keys)


def line(db: Database, statement_id: int) -> str:
    """How widely a statement is reported, in a line; empty while there is one outlet."""
    found = of_statements(db, (statement_id,)).get(statement_id)
    return said(found) if found is not None and found.outlets > 1 else ""


def told(found: Coverage) -> rows.Row:
    """Coverage as rows tell it; `coverage` says it in a line."""
    return {
        "coverage": said(found),
        "independent": found.independent,
        "copied": [{"source": name, "outlets": outlets} for name, outlets in found.copied],
        "first_report": rows.stamp(found.first),
        "last_report": rows.stamp(found.last),
    }


def of_statements(db: Database, ids: Iterable[int]) -> dict[int, Coverage]:
    """How widely each statement is reported, and by how many on their own; every page counts once, as it reads last."""
    found = rows.query(
        db,
        """SELECT q.statement_id AS id, a.outlet, a.wire, coalesce(a.body_of, first.id) AS body,
            coalesce(a.published, a.fetched_at) AS at
        FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
            JOIN articles AS first ON first.page_id = a.page_id AND first.version = 1
        WHERE q.statement_id IN (SELECT value FROM json_each(:ids))
        ORDER BY a.id""",
        {"ids": rows.dump(list(ids))},
    )
    reports: dict[int, list[Reporting]] = {}
    for row in found:
        reports.setdefault(row["id"], []).append(reporting(row))
    return {number: coverage(own) for number, own in reports.items()}


def reporting(row: rows.Row) -> Reporting:
    """A row as coverage counts it."""
    return Reporting(row["outlet"], row["wire"], row["body"], rows.certain(row["at"]))
