"""Where an article belongs: whose text it is, and which event it tells of. A part of the ledger's transaction."""

from __future__ import annotations

from datetime import datetime

from monitor import lexicon
from monitor.core import cluster, coverage
from monitor.edges import store
from monitor.edges.store import PageTask
from monitor.records import Article, Told

COPIES = 12
"""Texts that one is compared with word by word: those that share most keys."""


def group(db: store.Database, task: PageTask, article_id: int, article: Article, now: datetime) -> None:
    """Find the agency and the first text that an article copies, and the event that it tells of.

    Met again, an article stays where it is; so do later versions of its page.
    """
    copied(db, task, article_id, article)
    placed(db, task, article_id, article, now)


def copied(db: store.Database, task: PageTask, article_id: int, article: Article) -> None:
    """Keep whose text it is."""
    agency = coverage.wire(article.text, article.author or task.author, task.outlet, lexicon.load().wires)
    keys = coverage.body_keys(article.text)
    found = store.copies.candidates(db, article_id, keys, COPIES)
    root = next((one.root for one in found if coverage.is_copy(article.text, one.text)), None)
    store.copies.record(db, article_id, agency, root, keys)


def placed(db: store.Database, task: PageTask, article_id: int, article: Article, now: datetime) -> None:
    """Put it into the event that it tells of, or a new one."""
    if (known := store.clusters.of_article(db, article_id)) is not None:
        store.clusters.stay(db, article_id, known, now)
        return
    told = Told(
        title=article.title or task.title,
        lead=article.text[: store.clusters.LEAD],
        language=article.language or task.language,
        published=article.published or task.published or now,
    )
    words = lexicon.load()
    keys = cluster.keys(told, words)
    found = store.clusters.candidates(db, keys, cluster.CANDIDATES, cluster.FOUNDERS)
    store.clusters.join(db, article_id, cluster.place(told, found, words), keys, cluster.FOUNDERS, now)
