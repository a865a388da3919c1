"""The pages about one thing: a statement with its reports side by side, an article with all that was found in it."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from typing import Any

from datasette.utils.asgi import NotFound, Request, Response

from monitor.edges.review import listing, stored
from monitor.edges.review.answer import log, page, select
from monitor.edges.review.evidence import Mark, evidence, pieces, spans
from monitor.edges.review.relations import FAMILY, around
from monitor.edges.review.stored import Row
from monitor.edges.review.why import beginnings, passages, why

REPORTS = 12
"""Reports of a statement on one page."""
WHOLE = 24_000
"""Characters up to which a text is shown whole beside others; of a longer one, half as many on either side."""
MOST_QUOTATIONS = 2000
STATEMENT = """SELECT s.*, actor.name AS actor, actor.kind AS actor_kind, substr(s.text, 1, 4000) AS shown_text,
        length(s.text) AS characters, (SELECT count(*) FROM quotations WHERE statement_id = s.id) AS reports,
        (SELECT a.outlet FROM quotations AS q JOIN articles AS a ON a.id = q.article_id WHERE q.statement_id = s.id
            ORDER BY coalesce(a.published, a.fetched_at), q.id LIMIT 1) AS first_outlet
    FROM statements AS s LEFT JOIN actors AS actor ON actor.id = s.actor_id WHERE s.id = :id"""
OUTLETS = """SELECT outlet, reports FROM statement_outlets WHERE statement_id = :id
    ORDER BY first_article_id, outlet LIMIT 200"""
QUOTATIONS = """SELECT q.*, a.outlet, a.title, a.url, a.author, a.published, a.fetched_at, a.version, a.origin, a.language,
        a.country AS outlet_country, a.problem, a.text AS body, a.text_sha256, actor.name AS actor
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id LEFT JOIN actors AS actor ON actor.id = q.actor_id
    WHERE q.statement_id = :id ORDER BY coalesce(a.published, a.fetched_at), q.id LIMIT :limit OFFSET :offset"""
STORIES = """SELECT * FROM stories WHERE article_id IN (SELECT value FROM json_each(:ids)) ORDER BY relevant DESC, score DESC"""
EVENTS = f"{FAMILY} SELECT kind, at FROM events WHERE statement_id IN family ORDER BY id LIMIT 200"  # noqa: S608 - our own parts
ALERTS = f"""{FAMILY} SELECT event, channel, recipient, rule, state, created, sent_at, doubt, last_error FROM alert_log
    WHERE statement_id IN family ORDER BY id LIMIT 200"""  # noqa: S608 - our own parts
ARTICLE = "SELECT * FROM articles WHERE id = :id"
VERSIONS = "SELECT id, version, fetched_at FROM articles WHERE page_id = :page_id ORDER BY version LIMIT 100"
IN_ARTICLE = """SELECT q.*, s.outlet_count, actor.name AS actor, actor.country
    FROM quotations AS q JOIN statements AS s ON s.id = q.statement_id LEFT JOIN actors AS actor ON actor.id = q.actor_id
    WHERE q.article_id = :id ORDER BY q.content_start LIMIT :limit"""


async def statement(datasette: Any, request: Request) -> Response:
    """One statement: who and what, its reports with the evidence in their texts, and its alerts."""
    mine = {"id": wanted(request, "statement")}
    database = log(datasette)
    if not (found := await select(database, STATEMENT, mine)):
        raise NotFound(f"There is no statement {mine['id']}.")
    pages = max(-(-found[0]["reports"] // REPORTS), 1)
    number = min(max(listing.number(request.args.get("page") or "") or 1, 1), pages)
    rows = await select(database, QUOTATIONS, {**mine, "limit": REPORTS, "offset": (number - 1) * REPORTS})
    stories = await verdicts(database, [one["article_id"] for one in rows])
    content = {
        "statement": found[0],
        "outlets": await select(database, OUTLETS, mine),
        "reports": [report(one, stories.get(one["article_id"], [])) for one in rows],
        "events": await select(database, EVENTS, mine),
        "alerts": await select(database, ALERTS, mine),
        "page": number,
        "pages": pages,
        **await around(database, found[0]),
    }
    return await page(datasette, request, "monitor/statement.html", content)


async def article(datasette: Any, request: Request) -> Response:
    """One article: its whole text with all that was found in it, the verdicts, and why."""
    mine = {"id": wanted(request, "article")}
    database = log(datasette)
    if not (found := await select(database, ARTICLE, mine)):
        raise NotFound(f"There is no article {mine['id']}.")
    row = found[0]
    text = stored.unpack(row.pop("text"))
    quotations = await select(database, IN_ARTICLE, {**mine, "limit": MOST_QUOTATIONS})
    stories = (await verdicts(database, [mine["id"]])).get(mine["id"], [])
    marks = [mark for one in quotations for mark in spans(one, one["actor"] or "", f"q{one['id']}")]
    on = [passages(story, text or "", number) for number, story in enumerate(stories)]
    numbered = [
        replace(mark, anchor=f"e{number}")
        for number, mark in enumerate(mark for story in stories for mark in story["marks"])
    ]
    content = {
        "article": {**row, "href": link(row["url"]), "proved": stored.proved(text, row["text_sha256"])},
        "versions": await select(database, VERSIONS, row),
        "stories": [
            {
                **story,
                "evidence": grouped(story["marks"], text or "", numbered),
                "why": why(story["reasons"]),
                "on": beginnings(here, text or ""),
            }
            for story, here in zip(stories, on, strict=True)
        ],
        "quotations": [{**one, "sound": sound(one, text)} for one in quotations],
        "pieces": None if text is None else pieces(stored.visible(text), [*marks, *numbered, *chain.from_iterable(on)]),
    }
    return await page(datasette, request, "monitor/article.html", content)


def wanted(request: Request, what: str) -> int:
    """The number in the address.

    Raises:
        NotFound: it is larger than any number in a database.
    """
    asked = str(request.url_vars["number"])
    if (found := listing.number(asked)) is None:
        raise NotFound(f"There is no {what} {asked[:40]}.")
    return found


async def verdicts(database: Any, ids: list[int]) -> dict[int, list[Row]]:
    """The verdicts on some articles, by article, the best first."""
    found: dict[int, list[Row]] = {}
    for one in await select(database, STORIES, {"ids": json.dumps(ids)}):
        known = {**one, "reasons": stored.strings(one["reasons"]), "marks": evidence(one["evidence"])}
        found.setdefault(one["article_id"], []).append(known)
    return found


def report(row: Row, stories: list[Row]) -> Row:
    """A quotation with its article's text, or the part around the statement, in marked pieces."""
    text = stored.unpack(row.pop("body"))
    told = {**row, "href": link(row["url"]), "proved": stored.proved(text, row["text_sha256"]), "stories": stories}
    if text is None:
        return {**told, "pieces": None}
    begin, end = window(len(text), row["content_start"], row["content_end"])
    marks = list(spans(row, anchor=f"q{row['id']}"))
    marks += [mark for one in stories if one["relevant"] for mark in one["marks"]]
    shifted = [replace(mark, start=mark.start - begin, end=mark.end - begin) for mark in marks]
    return {
        **told,
        "sound": sound(row, text),
        "before": begin,
        "after": len(text) - end,
        "pieces": pieces(stored.visible(text[begin:end]), shifted),
    }


def window(length: int, start: int, end: int) -> tuple[int, int]:
    """The part of a text to show: all of it, or what is around the statement."""
    if length <= WHOLE:
        return 0, length
    begin = min(max(start - WHOLE // 2, 0), length - WHOLE)
    return begin, min(max(end, begin) + WHOLE // 2, begin + 2 * WHOLE, length)


def sound(row: Row, text: str | None) -> bool:
    """Whether the statement stands where its offsets say (guarantee 6)."""
    return text is not None and stored.visible(text[row["content_start"] : row["content_end"]]) == row["content"]


def grouped(marks: list[Mark], text: str, numbered: list[Mark]) -> list[Row]:
    """The evidence of a verdict, one line for each reason with the words that it was found in and where they are."""
    anchors = {(mark.start, mark.end, mark.why): mark.anchor for mark in numbered}
    lines: dict[str, list[Row]] = {}
    for mark in marks:
        words = stored.visible(text[max(mark.start, 0) : max(mark.end, 0)])[:80]
        lines.setdefault(mark.why, []).append({"words": words, "anchor": anchors[mark.start, mark.end, mark.why]})
    return [{"why": why, "places": places} for why, places in lines.items()]


def link(url: str) -> str | None:
    """An address that may be followed: http and https only."""
    return url if url.lower().startswith(("https://", "http://")) else None
