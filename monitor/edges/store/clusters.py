"""Events: which articles tell of one, and which events go with which.

Candidates come by index key; an article that is in a cluster stays there, and so does every later version of its page.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from monitor.core.coverage import coverage
from monitor.edges.store import copies, rows
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.rows import Row, stamp
from monitor.records import Cluster, Coverage, Placement, Told

LEAD = 600
"""Characters of a text that tell what it is about."""
MOST_ARTICLES = 500
MOST_LINKED = 60


def candidates(db: Database, keys: Sequence[int], limit: int, founders: int) -> list[Cluster]:
    """The events whose first articles share most index keys, each with its first articles, the oldest first."""
    articles = copies.sharing(db, "event", keys, limit * 3)
    found = rows.query(
        db,
        """SELECT a.cluster_id, a.id FROM articles AS a
        WHERE a.id IN (SELECT value FROM json_each(:ids)) AND a.cluster_id IS NOT NULL""",
        {"ids": rows.dump(articles)},
    )
    cluster_of = {row["id"]: row["cluster_id"] for row in found}
    ids = dict.fromkeys(cluster_of[article] for article in articles if article in cluster_of)
    return [Cluster(number, first(db, number, founders)) for number in list(ids)[:limit]]


def first(db: Database, cluster_id: int, founders: int) -> tuple[Told, ...]:
    """The first articles of an event, the oldest first, each page once."""
    found = rows.query(
        db,
        """SELECT a.title, a.text, a.language, coalesce(a.published, a.fetched_at) AS at FROM articles AS a
        WHERE a.cluster_id = :id AND a.version = (SELECT min(v.version) FROM articles AS v
            WHERE v.page_id = a.page_id AND v.cluster_id = :id)
        ORDER BY at, a.id LIMIT :limit""",
        {"id": cluster_id, "limit": founders},
    )
    return tuple(Told(row["title"], lead(row["text"]), row["language"], rows.moment(row["at"])) for row in found)


def lead(packed: bytes) -> str:
    """The beginning of a text, without unpacking the rest; empty where it is damaged, which `articles.text` tells."""
    try:
        return zlib.decompressobj().decompress(packed, 4 * LEAD).decode("utf-8", "ignore")[:LEAD]
    except zlib.error:
        return ""


def of_article(db: Database, article_id: int) -> int | None:
    """The event that an article tells of, or an earlier version of its page does."""
    found = rows.scalar(
        db,
        """SELECT b.cluster_id FROM articles AS a JOIN articles AS b ON b.page_id = a.page_id
        WHERE a.id = :id AND b.cluster_id IS NOT NULL ORDER BY b.id = a.id DESC, b.version LIMIT 1""",
        {"id": article_id},
    )
    return None if found is None else int(found)


def join(db: Database, article_id: int, placed: Placement, keys: Sequence[int], founders: int, now: datetime) -> int:
    """Put an article into the event that it was placed in, or a new one, and link the events beside it; the event's id."""
    with unit_of_work(db):
        number = placed.cluster_id
        if number is None:
            number = add(db, article_id, now)
        stay(db, article_id, number, now)
        members = rows.scalar(db, "SELECT count(*) FROM articles WHERE cluster_id = :id", {"id": number})
        if members <= founders:
            copies.index(db, "event", article_id, keys)
        for other, score in placed.linked:
            rows.run(
                db,
                """INSERT INTO cluster_links (cluster_id, other_id, score, at) VALUES (:low, :high, :score, :now)
                ON CONFLICT (cluster_id, other_id) DO UPDATE SET score = max(score, excluded.score)""",
                {"low": min(number, other), "high": max(number, other), "score": score, "now": stamp(now)},
            )
    return number


def add(db: Database, article_id: int, now: datetime) -> int:
    """A new event, named after its first article."""
    title = rows.scalar(db, "SELECT title FROM articles WHERE id = :id", {"id": article_id})
    return rows.insert(
        db,
        "clusters",
        {"first_article_id": article_id, "title": title, "first_seen": stamp(now), "last_seen": stamp(now)},
    )


def stay(db: Database, article_id: int, cluster_id: int, now: datetime) -> None:
    """An article is of an event, for good."""
    mine = {"article": article_id, "cluster": cluster_id, "now": stamp(now)}
    rows.run(db, "UPDATE articles SET cluster_id = coalesce(cluster_id, :cluster) WHERE id = :article", mine)
    rows.run(db, "UPDATE clusters SET last_seen = max(last_seen, :now) WHERE id = :cluster", mine)


def page(db: Database, cluster_id: int) -> Row | None:
    """An event with its articles (each page once, as it reads last), its coverage, and the events linked with it.

    `None` where there is none. The first `MOST_ARTICLES` of articles and of statements are given; `article_count` and
    `statement_count` count all.
    """
    found = rows.first(db, "SELECT * FROM clusters WHERE id = :id", {"id": cluster_id})
    if found is None:
        return None
    articles = members(db, cluster_id)
    return {
        **found,
        **summed(articles),
        "articles": articles[:MOST_ARTICLES],
        "statements": statements(db, cluster_id),
        "statement_count": rows.scalar(
            db,
            """SELECT count(DISTINCT q.statement_id) FROM articles AS a JOIN quotations AS q ON q.article_id = a.id
            WHERE a.cluster_id = :id""",
            {"id": cluster_id},
        ),
        "linked": linked(db, cluster_id),
    }


def summary(db: Database, cluster_id: int) -> Row:
    """An event in figures: articles, outlets, languages, coverage, first report and last."""
    return summed(members(db, cluster_id))


def summed(articles: Sequence[Row]) -> Row:
    """The figures of these articles."""
    covered = covering(articles)
    return {
        "article_count": len(articles),
        "outlet_count": covered.outlets,
        "outlets": list(dict.fromkeys(row["outlet"] for row in articles)),
        "languages": sorted({row["language"] for row in articles if row["language"]}),
        **copies.told(covered),
    }


def members(db: Database, cluster_id: int) -> list[Row]:
    """The articles of an event, each page once, the earliest first."""
    return rows.query(
        db,
        """SELECT a.id, a.outlet, a.country, a.language, a.title, a.url, a.author, a.published, a.fetched_at, a.wire,
            a.body_of, a.version, (SELECT min(f.id) FROM articles AS f WHERE f.page_id = a.page_id) AS page_first
        FROM articles AS a WHERE a.cluster_id = :id AND a.version = (SELECT max(v.version) FROM articles AS v
            WHERE v.page_id = a.page_id AND v.cluster_id = :id)
        ORDER BY coalesce(a.published, a.fetched_at), a.id""",
        {"id": cluster_id},
    )


def covering(articles: Sequence[Row]) -> Coverage:
    """What these articles amount to."""
    return coverage(
        copies.reporting(
            {**row, "body": row["body_of"] or row["page_first"], "at": row["published"] or row["fetched_at"]}
        )
        for row in articles
    )


def statements(db: Database, cluster_id: int) -> list[Row]:
    """The statements that articles of an event report, the earliest first."""
    return rows.query(
        db,
        """SELECT s.id, s.reported, s.speaker, s.role, s.country, s.side, s.stance, s.kind, s.text, s.outlet_count
        FROM statements AS s WHERE s.id IN (SELECT q.statement_id FROM quotations AS q
            JOIN articles AS a ON a.id = q.article_id WHERE a.cluster_id = :id)
        ORDER BY s.reported, s.id LIMIT :limit""",
        {"id": cluster_id, "limit": MOST_ARTICLES},
    )


def linked(db: Database, cluster_id: int) -> list[Row]:
    """The events beside this one, the nearest first."""
    return rows.query(
        db,
        """SELECT c.id, c.title, c.first_seen, c.last_seen, l.score FROM (
            SELECT other_id AS id, score FROM cluster_links WHERE cluster_id = :id
            UNION ALL SELECT cluster_id, score FROM cluster_links WHERE other_id = :id) AS l
        JOIN clusters AS c ON c.id = l.id ORDER BY l.score DESC, c.id LIMIT :limit""",
        {"id": cluster_id, "limit": MOST_LINKED},
    )
