"""A fortnight of news in five languages, played into a log in any order, as its articles would come off the net."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor import ledger
from monitor.config import Config
from monitor.core.analyse import analyse_article
from monitor.edges import store
from monitor.edges.store import Database, PageTask
from monitor.records import Analysis, Article, Entry, Page, ParsedFeed, Source
from tests.edges.store_samples import answer

FOLDER = Path(__file__).parent / "data" / "fortnight"
LANGUAGES = ("de", "en", "fr", "pl", "ru")
TOPIC = "europe-russia-diplomacy"
DELAY = timedelta(minutes=10)
"""Until an article that is out has been read."""


@dataclass(frozen=True)
class Piece:
    """An article; one with `page` of another is a later edition of it."""

    slug: str
    page: str
    outlet: str
    name: str
    country: str
    language: str
    at: datetime
    title: str
    text: str

    @property
    def url(self) -> str:
        return f"https://{self.outlet}.example/{self.page}"


def read(name: str) -> Any:
    return YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_bytes())


@functools.cache
def pieces() -> dict[str, Piece]:
    """The articles in the order in which they came out."""
    outlets = read("outlets")
    found = []
    for language in LANGUAGES:
        for slug, own in read(language).items():
            outlet = outlets[own["outlet"]]
            found.append(
                Piece(
                    slug,
                    own.get("edition_of", slug),
                    own["outlet"],
                    outlet["name"],
                    outlet["country"],
                    language,
                    datetime.fromisoformat(str(own["at"])).replace(tzinfo=UTC),
                    own["title"],
                    "\n\n".join(own["text"]),
                )
            )
    return {piece.slug: piece for piece in sorted(found, key=lambda piece: piece.at)}


@functools.cache
def analysed(slug: str) -> Analysis:
    """What the pure rooms make of an article."""
    piece = pieces()[slug]
    article = Article(piece.url, piece.text, piece.title, published=piece.at, language=piece.language)
    return analyse_article(article, Page(piece.url, b"", topics=(TOPIC,)))


def config() -> Config:
    """Alerts for whatever happens."""
    return Config.model_validate(
        {
            "channels": {"desk": {"type": "slack", "webhook": "https://hooks.example/x"}},
            "alerts": {"rules": [{"name": "all", "channels": ["desk"]}]},
        }
    )


def play(db: Database, slugs: Iterable[str]) -> None:
    """Read the articles, one after the other, each ten minutes after it came out."""
    for slug in slugs:
        read_one(db, slug)


def read_one(db: Database, slug: str) -> None:
    """One article on its way through feed, queue and ledger."""
    piece = pieces()[slug]
    now = piece.at + DELAY
    ledger.commit(db, config(), ledger.Report(task(db, piece, now), analysed(slug), "page", now))


def task(db: Database, piece: Piece, now: datetime) -> PageTask:
    """The page as it is queued; one that was read before is read again."""
    sources = [Source(row["url"], row["outlet"], row["country"], row["language"]) for row in db["feeds"].rows]
    own = Source(f"https://{piece.outlet}.example/feed", piece.name, piece.country, piece.language)
    store.feeds.sync(db, [*(source for source in sources if source != own), own], now, 600)
    feed_id = int(next(db.query("SELECT id FROM feeds WHERE url = ?", [own.url]))["id"])
    entry = Entry(piece.page, piece.page, piece.url, piece.title, "", piece.at, None, piece.slug)
    known = next(db.query("SELECT id FROM pages WHERE canonical = ?", [piece.url]), None)
    if known is None:
        store.feeds.record_poll(
            db, feed_id, answer(), ParsedFeed(piece.name, piece.language, (entry,)), (entry,), (),
            gap=False, due=now, interval=600.0, now=now, quiet_before=None, canonical=str, refetch_since=None,
        )  # fmt: skip
        return next(one for one in store.pages.ready(db, now, 1000) if one.url == piece.url)
    page_id = int(known["id"])
    return PageTask(
        page_id, piece.url, piece.name, piece.country, piece.language, piece.title, "", piece.at, None, "page",
        0, 0, now, None, 1,
    )  # fmt: skip
