"""The articles again, with what was judged of them: for those who judge anew, and for those who judge the judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.edges.store import articles, rows
from monitor.edges.store.articles import Origin
from monitor.edges.store.pages import PageTask
from monitor.edges.store.rows import Row, stamp
from monitor.records import Article, Story

AT_A_TIME = 32
"""Articles that are read at a time: a reader that stays in one question keeps the write-ahead log from folding."""
SINCE_EVER, FOR_EVER = "", "~"
"""Before and after every time in text order."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An article of the log, the page it is a version of, and what is stored of it: the verdicts by topic, and where
    its quotations stand, with the topic that each is on.
    """

    id: int
    task: PageTask
    article: Article
    origin: Origin
    outlet: str
    verdicts: Mapping[str, Row]
    quotations: Mapping[tuple[int, int], str | None]


def newest_first(db: Database, since: datetime | None = None, limit: int | None = None) -> Iterator[Stored]:
    """The articles fetched since then, at most `limit`, read in pieces while others write.

    Raises:
        StoreError: the database cannot be read, or a text is damaged.
    """
    at, last, left = FOR_EVER, 0, limit
    while left is None or left > 0:
        found = rows.query(
            db,
            """SELECT a.id, a.fetched_at, a.url, a.title, a.author, a.published, a.language, a.text, a.text_sha256,
                a.origin, a.outlet, p.id AS page_id, p.url AS page_url, p.country, p.language AS page_language,
                p.revision, p.first_seen
            FROM articles AS a JOIN pages AS p ON p.id = a.page_id
            WHERE a.fetched_at >= :since AND (a.fetched_at, a.id) < (:at, :last)
            ORDER BY a.fetched_at DESC, a.id DESC LIMIT :limit""",
            {
                "since": stamp(since) or SINCE_EVER,
                "at": at,
                "last": last,
                "limit": min(AT_A_TIME, AT_A_TIME if left is None else left),
            },
        )
        if not found:
            return
        yield from (stored_of(db, row) for row in found)
        at, last = found[-1]["fetched_at"], found[-1]["id"]
        left = None if left is None else left - len(found)


def count(db: Database, since: datetime | None = None, limit: int | None = None) -> int:
    """How many articles `newest_first` gives."""
    found = int(
        rows.scalar(
            db,
            "SELECT count(*) AS found FROM articles WHERE fetched_at >= :since",
            {"since": stamp(since) or SINCE_EVER},
        )
    )
    return found if limit is None else min(found, limit)


def stored_of(db: Database, row: Row) -> Stored:
    """A row with the text proved and the verdicts. What has no date is dated by when it was fetched."""
    task = PageTask(
        id=row["page_id"],
        url=row["page_url"],
        outlet=row["outlet"],
        country=row["country"],
        language=row["page_language"],
        title=row["title"],
        summary="",
        published=rows.moment(row["published"] or row["fetched_at"]),
        author=row["author"],
        origin=row["origin"],
        attempts=0,
        crashes=0,
        first_seen=rows.certain(row["first_seen"]),
        quiet_before=None,
        revision=row["revision"],
    )
    article = Article(
        url=row["url"],
        text=articles.unpacked(db, row),
        title=row["title"],
        author=row["author"],
        published=rows.moment(row["published"]),
        language=row["language"],
    )
    return Stored(
        row["id"], task, article, row["origin"], row["outlet"], verdicts(db, row["id"]), quotations(db, row["id"])
    )


def verdicts(db: Database, article_id: int) -> dict[str, Row]:
    """What is stored of an article by topic."""
    found = rows.query(
        db,
        """SELECT topic, relevant, score, evidence, reasons, passages FROM stories WHERE article_id = :id
        ORDER BY topic""",
        {"id": article_id},
    )
    return {row.pop("topic"): row for row in found}


def quotations(db: Database, article_id: int) -> dict[tuple[int, int], str | None]:
    """Where the stored quotations of an article stand, each with the topic that it is on, if it is on any."""
    found = rows.query(
        db, "SELECT content_start, content_end, topic FROM quotations WHERE article_id = :id", {"id": article_id}
    )
    return {(row["content_start"], row["content_end"]): row["topic"] for row in found}


def adopt(db: Database, article_id: int, span: tuple[int, int], story: Story) -> bool:
    """Let a quotation that stood off the topic be about a story, and so its statement; whether it was one."""
    statement_id = rows.scalar(
        db,
        """UPDATE quotations SET topic = :topic
        WHERE article_id = :article AND content_start = :start AND content_end = :end AND topic IS NULL
        RETURNING statement_id""",
        {"article": article_id, "start": span[0], "end": span[1], "topic": story.topic},
    )
    if statement_id is None:
        return False
    rows.run(
        db,
        "UPDATE statements SET topic = :topic, score = :score WHERE id = :id AND topic IS NULL",
        {"id": statement_id, "topic": story.topic, "score": story.score},
    )
    return True


def subject(db: Database, article_id: int) -> Row | None:
    """What a label says of its article: canonical address, hash of the text, title, outlet."""
    return rows.first(
        db,
        """SELECT a.id, p.canonical AS url, a.text_sha256, a.title, a.outlet
        FROM articles AS a JOIN pages AS p ON p.id = a.page_id WHERE a.id = :id""",
        {"id": article_id},
    )


def locate(db: Database, url: str, text_sha256: str) -> int | None:
    """The article that a label is about: the version with that text, else the newest version of that page.

    A page without an address is named by its entry, which is another one in another log: there the text decides.
    """
    found = rows.scalar(
        db,
        """SELECT a.id FROM pages AS p JOIN articles AS a ON a.page_id = p.id
        WHERE p.canonical = :url AND (a.text_sha256 = :digest OR p.canonical NOT LIKE 'entry:%')
        ORDER BY a.text_sha256 = :digest DESC, a.version DESC LIMIT 1""",
        {"url": url, "digest": text_sha256},
    )
    return None if found is None else int(found)
