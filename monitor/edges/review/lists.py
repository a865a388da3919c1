"""The pages that list: statements, and articles with their verdicts; searched, filtered, counted, page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response

from monitor.edges.review import listing, stored
from monitor.edges.review.answer import log, page, select
from monitor.edges.review.listing import ARTICLES, PAGE, STATEMENTS, Asked, Listing
from monitor.edges.review.stored import Row

SHOWN = 14
"""Values of a facet that are shown."""
LONGEST = 1200
"""Characters of a snippet that are shown."""
COUNTING = 1500
"""Milliseconds that counting may take; the list is there without it."""
HIT, HIT_END = "\x02", "\x03"
LINES = """SELECT s.id, s.reported, s.speaker, s.role, s.country, s.side, s.stance, s.kind, s.language, s.topic, s.actor_id,
        s.outlet_count, s.said_first, s.said_last, substr(s.text, 1, 700) AS text, length(s.text) AS characters,
        (SELECT a.outlet FROM quotations AS q JOIN articles AS a ON a.id = q.article_id WHERE q.statement_id = s.id
            ORDER BY coalesce(a.published, a.fetched_at), q.id LIMIT 1) AS outlet
    FROM json_each(:ids) AS wanted JOIN statements AS s ON s.id = wanted.value ORDER BY wanted.key"""
SNIPPETS = f"""SELECT rowid, snippet(statements_fts, 0, '{HIT}', '{HIT_END}', ' … ', 48) AS text FROM statements_fts
    WHERE statements_fts MATCH :match AND +rowid IN (SELECT value FROM json_each(:ids))"""  # noqa: S608 - our own marks
"""The plus keeps SQLite from searching anew for each row: 0.7 s against 15 s, measured on 200,000 statements."""
HEADS = """a.id, substr(a.title, 1, 300) AS title, a.outlet, a.country, a.language, a.published, a.fetched_at, a.version, a.problem, a.characters,
    st.topic, st.relevant, st.score, st.reasons,
    (SELECT count(*) FROM quotations AS q WHERE q.article_id = a.id) AS quotations"""


async def statements(datasette: Any, request: Request) -> Response:
    """Who said what, the latest report first."""
    asked = listing.read(STATEMENTS, request.args)
    sql, values = listing.keys(STATEMENTS, asked, "s.id")
    found = [one["id"] for one in await select(log(datasette), sql, values)]
    ids = json.dumps(found[:PAGE])
    rows = await select(log(datasette), LINES, {"ids": ids})
    hits: dict[int, str] = {}
    if match := values.get("q"):
        # Not cleaned yet: the two marks around each hit are control characters.
        raw = await log(datasette).execute(SNIPPETS, {"match": match, "ids": ids})
        hits = {one["rowid"]: one["text"] for one in raw.rows}
    rows = [{**one, "hits": pieces(hits.get(one["id"], ""))} for one in rows]
    return await show(datasette, request, STATEMENTS, asked, rows, more=len(found) > PAGE)


async def articles(datasette: Any, request: Request) -> Response:
    """What was read, with the verdict and its reasons, the latest first."""
    asked = listing.read(ARTICLES, request.args)
    sql, values = listing.keys(ARTICLES, asked, HEADS)
    found = await select(log(datasette), sql, values)
    rows = [{**one, "reasons": stored.strings(one["reasons"])} for one in found[:PAGE]]
    return await show(datasette, request, ARTICLES, asked, rows, more=len(found) > PAGE)


async def show(
    datasette: Any, request: Request, what: Listing, asked: Asked, rows: list[Row], *, more: bool
) -> Response:
    """The list with its facets and the ways to its other pages."""
    counts = await count(datasette, what, asked)
    content = {
        "rows": rows,
        "asked": asked.values,
        "notes": asked.notes,
        "page": asked.page,
        "total": counts.pop("all")[0]["number"] if counts else None,
        "facets": counts,
        "chosen": [(name, value, address(what, asked, **{name: None})) for name, value in asked.values.items()],
        "newer": address(what, asked, page=asked.page - 1) if asked.page > 1 else None,
        "older": address(what, asked, page=asked.page + 1) if more else None,
    }
    return await page(datasette, request, f"monitor/{what.path.removeprefix('/-/')}.html", content)


async def count(datasette: Any, what: Listing, asked: Asked) -> dict[str, list[Row]]:
    """The facets, most frequent values first; nothing where the log is too large to count in time."""
    sql, values = listing.facets(what, asked)
    try:
        found = await log(datasette).execute(sql, values, custom_time_limit=COUNTING)
    except QueryInterrupted:
        return {}
    facets: dict[str, list[Row]] = {name: [] for name in ("all", *what.columns, *what.conditions)}
    for one in sorted(map(stored.row, found.rows), key=lambda one: (-one["number"], str(one["value"]))):
        name, value = one["name"], listing.UNKNOWN if one["value"] is None else one["value"]
        chosen = asked.values.get(name) == value
        if chosen or len(facets[name]) < SHOWN:
            href = address(what, asked, **{name: None if chosen else value})
            facets[name].append({"value": value, "number": one["number"], "chosen": chosen, "href": href})
    return facets


def address(what: Listing, asked: Asked, **changes: str | int | None) -> str:
    """The list with something else asked; a change of filters leads to its first page."""
    wanted: Mapping[str, str | int | None] = {**asked.values, **changes}
    query = urlencode({name: value for name, value in wanted.items() if value is not None})
    return f"{what.path}?{query}" if query else what.path


def pieces(snippet: str) -> list[tuple[str, bool]]:
    """A snippet as runs of text, each with whether it is what was searched for; a word of any length is cut."""
    found: list[tuple[str, bool]] = []
    for part in snippet[:LONGEST].split(HIT):
        hit, end, rest = part.partition(HIT_END)
        found += [(hit, True), (rest, False)] if end else [(part, False)]
    return [(stored.visible(text), hit) for text, hit in found if text]
