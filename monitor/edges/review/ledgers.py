"""The pages that gather: an actor with the position ledger, an event with its articles and statements."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Request, Response

from monitor.edges.review import listing, relations
from monitor.edges.review.answer import log, page, select
from monitor.edges.review.detail import wanted
from monitor.edges.review.relations import MEMBERS, POSITIONS, covered

PAGE = 100
MOST = 60
"""Events beside one that are shown."""
ACTOR = "SELECT * FROM actors WHERE id = :id"
EVENT = "SELECT * FROM clusters WHERE id = :id"
ARTICLES = """SELECT a.id, a.outlet, a.country, a.language, a.title, a.url, a.wire, a.body_of, a.published, a.fetched_at, a.version,
        copied.outlet AS copied_from
    FROM articles AS a LEFT JOIN articles AS copied ON copied.id = a.body_of
    WHERE a.cluster_id = :id AND a.version = (SELECT max(v.version) FROM articles AS v
        WHERE v.page_id = a.page_id AND v.cluster_id = :id)
    ORDER BY coalesce(a.published, a.fetched_at), a.id LIMIT :most OFFSET :offset"""
STATEMENTS = """SELECT s.id, s.reported, s.speaker, s.role, s.country, s.side, s.stance, s.kind, s.language, s.outlet_count,
        substr(s.text, 1, 700) AS text
    FROM statements AS s WHERE s.id IN (SELECT q.statement_id FROM quotations AS q
        JOIN articles AS a ON a.id = q.article_id WHERE a.cluster_id = :id)
    ORDER BY s.reported, s.id LIMIT :most OFFSET :offset"""
COUNTS = """SELECT (SELECT count(DISTINCT page_id) FROM articles WHERE cluster_id = :id) AS articles,
    (SELECT count(DISTINCT q.statement_id) FROM articles AS a JOIN quotations AS q ON q.article_id = a.id
        WHERE a.cluster_id = :id) AS statements"""
LINKED = """SELECT c.id, c.title, c.first_seen, l.score FROM (
        SELECT other_id AS id, score FROM cluster_links WHERE cluster_id = :id
        UNION ALL SELECT cluster_id, score FROM cluster_links WHERE other_id = :id) AS l
    JOIN clusters AS c ON c.id = l.id ORDER BY l.score DESC, c.id LIMIT :most"""


async def actor(datasette: Any, request: Request) -> Response:
    """One actor: the statements on a topic in order, with stance and changes of position."""
    database, number = log(datasette), wanted(request, "actor")
    if not (found := await select(database, ACTOR, {"id": number})):
        raise NotFound(f"There is no actor {number}.")
    turn = min(max(listing.number(request.args.get("page") or "") or 1, 1), listing.LAST_PAGE)
    asked = {"actor": number, "most": PAGE + 1, "offset": (turn - 1) * PAGE}
    rows = await select(database, POSITIONS.format(relations.PAGE), asked)
    content = {"actor": found[0], "positions": rows[:PAGE], "page": turn, "more": len(rows) > PAGE}
    return await page(datasette, request, "monitor/actor.html", content)


async def event(datasette: Any, request: Request) -> Response:
    """One event: its articles, whose copies they are, what was said in them, and the events beside it."""
    database, mine = log(datasette), {"id": wanted(request, "event")}
    if not (found := await select(database, EVENT, mine)):
        raise NotFound(f"There is no event {mine['id']}.")
    counts = (await select(database, COUNTS, mine))[0]
    pages = max(-(-max(counts.values()) // PAGE), 1)
    turn = min(max(listing.number(request.args.get("page") or "") or 1, 1), pages)
    part = {**mine, "most": PAGE, "offset": (turn - 1) * PAGE}
    content = {
        "event": found[0],
        "coverage": covered(await select(database, MEMBERS, mine)),
        "counts": counts,
        "articles": await select(database, ARTICLES, part),
        "statements": await select(database, STATEMENTS, part),
        "linked": await select(database, LINKED, {**mine, "most": MOST}),
        "page": turn,
        "pages": pages,
    }
    return await page(datasette, request, "monitor/event.html", content)
