"""The Datasette plugin: our pages, links from the tables to them, and the text of articles in SQL."""

from __future__ import annotations

import json
import zlib
from typing import Any

import markupsafe
from datasette import hookimpl
from datasette.utils.asgi import NotFound, Request, Response

from monitor.edges.review.evidence import Mark, pieces

LINKED = {"statement_log": "id", "statements": "id", "quotation_log": "statement_id", "alert_log": "statement_id"}
LATEST = 100
STATEMENTS = """SELECT id, first_seen, speaker, role, country, side, stance, kind, text, language, outlets, first_outlet
    FROM statement_log WHERE (:q = '' OR id IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :match))
        AND (:country = '' OR country = :country) AND (:stance = '' OR stance = :stance)
    ORDER BY first_seen DESC, id DESC LIMIT :limit"""
STATEMENT = "SELECT * FROM statement_log WHERE id = :id"
QUOTATIONS = """SELECT q.*, a.outlet, a.title, a.url, a.published, a.version, a.language, a.text AS body, a.text_sha256,
        st.score, st.evidence, st.reasons
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
        LEFT JOIN stories AS st ON st.article_id = a.id AND st.relevant
    WHERE q.statement_id = :id GROUP BY q.id ORDER BY q.id LIMIT 50"""
ALERTS = "SELECT state, channel, recipient, rule, event, created, sent_at, last_error FROM alert_log WHERE statement_id = :id"


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Our two pages."""
    return [(r"^/-/statements$", statements_page), (r"^/-/statements/(?P<number>\d+)$", statement_page)]


@hookimpl
def prepare_connection(conn: Any) -> None:
    """``article_text(text)``: the text of an article, in SQL."""
    conn.create_function("article_text", 1, unpack, deterministic=True)


@hookimpl
def render_cell(value: Any, column: str, table: str | None) -> markupsafe.Markup | None:
    """Numbers of statements lead to their page."""
    if table is not None and LINKED.get(table) == column and isinstance(value, int):
        return markupsafe.Markup('<a href="/-/statements/{0}">{0}</a>').format(value)
    return None


@hookimpl
def menu_links() -> list[dict[str, str]]:
    """The way to our page from every other."""
    return [{"href": "/-/statements", "label": "Statements"}]


async def statements_page(datasette: Any, request: Request) -> Response:
    """The latest statements, searchable."""
    asked = {name: (request.args.get(name) or "").strip()[:200] for name in ("q", "country", "stance")}
    values = {**asked, "match": quoted(asked["q"]), "limit": LATEST}
    found = await database(datasette).execute(STATEMENTS, values)
    return await page(datasette, request, "statements.html", {"rows": list(map(dict, found.rows)), "asked": asked})


async def statement_page(datasette: Any, request: Request) -> Response:
    """One statement: its quotations side by side, each highlighted in its article's text."""
    values = {"id": int(request.url_vars["number"][:18])}
    log = database(datasette)
    statement = (await log.execute(STATEMENT, values)).first()
    if statement is None:
        raise NotFound(f"There is no statement {values['id']}")
    quotations = [shown(dict(row)) for row in (await log.execute(QUOTATIONS, values)).rows]
    alerts = [dict(row) for row in (await log.execute(ALERTS, values)).rows]
    content = {"statement": dict(statement), "quotations": quotations, "alerts": alerts}
    return await page(datasette, request, "statement.html", content)


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A quotation with its article's text in marked pieces."""
    text = unpack(row.pop("body")) or ""
    marks = [
        Mark(row[f"{what}_start"], row[f"{what}_end"], what)
        for what in ("content", "cue", "speaker", "stance")
        if row[f"{what}_start"] is not None
    ]
    marks += [Mark(e["start"], e["end"], "story", e["why"]) for e in json.loads(row.pop("evidence") or "[]")]
    return {**row, "pieces": pieces(text, marks), "reasons": json.loads(row["reasons"] or "[]")}


async def page(datasette: Any, request: Request, template: str, content: dict[str, Any]) -> Response:
    """One of our templates; Jinja2 escapes all that comes from outside."""
    return Response.html(await datasette.render_template(template, content, request=request))


def database(datasette: Any) -> Any:
    """The log: the one database that is served."""
    return next(db for name, db in datasette.databases.items() if not name.startswith("_"))


def quoted(text: str) -> str:
    """User text as an FTS5 query: every word a string, none an operator."""
    return " ".join(f'"{word}"' for word in text.replace('"', " ").split())


def unpack(blob: bytes | None) -> str | None:
    """The text of an article as it was stored."""
    return None if blob is None else zlib.decompress(blob).decode("utf-8", "surrogatepass")
