"""Records that the tests of the store are made of, and short ways to put them in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from monitor.edges import store
from monitor.edges.store import Database, PageTask
from monitor.records import (
    Actor,
    Analysis,
    Article,
    Entry,
    Event,
    Evidence,
    Fingerprint,
    Identity,
    ParsedFeed,
    Quotation,
    Reported,
    Retrieval,
    Source,
    Story,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TEXT = "Am Montag sagte Karin Beispiel: „Wir bleiben gesprächsbereit.“ Mehr wollte sie nicht sagen."
SPEAKER = Actor("name:karin beispiel:AT", "Karin Beispiel", role="Außenministerin", country="AT", side="europe")
STORY = Story("europe-russia-diplomacy", True, 0.9, (Evidence(0, 9, "cue:talks", 1.5),), ("position",))


def source(name: str = "a") -> Source:
    return Source(f"https://{name}.example/feed", f"Outlet {name.upper()}", "AT", "de")


def entry(number: int, **changes: object) -> Entry:
    values: dict[str, object] = {
        "key": f"key{number}",
        "guid": f"guid{number}",
        "url": f"https://a.example/{number}",
        "title": f"Title {number}",
        "summary": f"Summary {number}",
        "published": NOW - HOUR,
        "author": "Ann Author",
        "digest": f"digest{number}",
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]  # the tests name the fields that they change


def answer(body: bytes = b"<rss/>", status: int = 200, **changes: object) -> Retrieval:
    values: dict[str, object] = {"url": "u", "final_url": "f", "status": status, "body": body, "elapsed": 0.25}
    return Retrieval(**{**values, **changes})  # type: ignore[arg-type]  # the tests name the fields that they change


def feed(db: Database, name: str = "a") -> int:
    """A feed that is configured; its id."""
    known = [store.feeds.state_of(row).source for row in db.query("SELECT * FROM feeds WHERE enabled")]
    store.feeds.sync(db, [*(one for one in known if one != source(name)), source(name)], NOW)
    return int(next(db.query("SELECT id FROM feeds WHERE url = ?", [source(name).url]))["id"])


def poll(
    db: Database,
    feed_id: int,
    new: tuple[Entry, ...] = (),
    changed: tuple[Entry, ...] = (),
    *,
    seen: tuple[Entry, ...] = (),
    body: Retrieval | None = None,
    gap: bool = False,
    now: datetime = NOW,
    quiet_before: datetime | None = None,
    refetch_since: datetime | None = None,
    problem: str | None = None,
) -> None:
    """A poll that brought these entries."""
    store.feeds.record_poll(
        db,
        feed_id,
        body or answer(etag='"e1"', last_modified="Mon"),
        ParsedFeed("A feed", "de", (*new, *changed, *seen), problem=problem),
        new,
        changed,
        gap,
        now + HOUR,
        600.0,
        now,
        quiet_before,
        lambda url: url.split("?")[0],
        refetch_since,
    )


def queued(db: Database, number: int = 0, name: str = "a") -> PageTask:
    """A page that waits."""
    feed_id = feed(db, name)
    poll(db, feed_id, (entry(number, url=f"https://{name}.example/{number}"),))
    return next(task for task in store.pages.ready(db, NOW, 1000) if task.url == f"https://{name}.example/{number}")


def article(db: Database, task: PageTask, text: str = TEXT, now: datetime = NOW) -> int:
    """An analysed article; its id."""
    found = Article(task.url, text, "Ein Titel", language="de", published=now)
    article_id = store.articles.save(db, task, found, "page", now)
    store.articles.save_analysis(db, article_id, Analysis(found, (STORY,), (), "lex1", "0.1"), now)
    return article_id


def quotation(
    content: str = "Wir bleiben gesprächsbereit.", actor: Actor | None = SPEAKER, start: int = 33
) -> Quotation:
    return Quotation(
        "direct", start, start + len(content), content, speaker_text="Karin Beispiel", actor=actor, stance="supports"
    )


def fingerprint(text: str, *more: int) -> Fingerprint:
    """A digest and a key of its own for each text."""
    digest = hashlib.sha256(text.encode()).digest()
    return Fingerprint(digest.hex(), (int.from_bytes(digest[:8], signed=True), *more))


def reported(text: str, when: datetime = NOW) -> Reported:
    return Reported(text, "de", SPEAKER.key, SPEAKER.name, "direct", when)


def say(
    db: Database,
    article_id: int,
    text: str,
    *keys: int,
    actor: Actor | None = SPEAKER,
    when: datetime = NOW,
    start: int = 0,
) -> int:
    """A new statement; its id."""
    said = quotation(text, actor, start)
    return store.statements.insert(db, article_id, said, fingerprint(text, *keys), reported(text, when), STORY, NOW)


def repeat(db: Database, statement_id: int, article_id: int, text: str, *keys: int, now: datetime = NOW) -> bool:
    """Another report of a statement; whether it was not known."""
    same = Identity(statement_id, "contained", 0.8)
    return store.statements.attach(
        db, statement_id, article_id, quotation(text, start=0), fingerprint(text, *keys), same, STORY, now
    )


def event(statement_id: int, **changes: object) -> Event:
    values: dict[str, object] = {
        "kind": "new",
        "statement_id": statement_id,
        "at": NOW,
        "topic": STORY.topic,
        "score": 0.9,
        "content": "Wir bleiben gesprächsbereit.",
        "quotation_kind": "direct",
        "language": "de",
        "speaker": SPEAKER.name,
        "role": SPEAKER.role,
        "country": "AT",
        "side": "europe",
        "stance": "supports",
        "said": None,
        "outlet": "Outlet A",
        "outlets": ("Outlet A",),
        "first_seen": NOW,
        "published": None,
        "url": "https://a.example/0",
        "title": "Ein Titel",
    }
    return Event(**{**values, **changes})  # type: ignore[arg-type]  # the tests name the fields that they change


def rows(db: Database, sql: str) -> list[dict[str, object]]:
    return list(db.query(sql))


def one(db: Database, sql: str) -> object:
    """The only value of a question."""
    return next(iter(next(db.query(sql)).values()))
