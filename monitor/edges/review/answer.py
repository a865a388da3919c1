"""What all our pages share: asking the log, rendering a template, and saying what went wrong."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from monitor.edges.review import stored
from monitor.edges.review.log import NAME
from monitor.edges.review.stored import Row

NOT_POSSIBLE = "Not possible"
logger = logging.getLogger(__name__)


def log(datasette: Any) -> Any:
    """The one database that is served."""
    return datasette.get_database(NAME)


async def select(database: Any, sql: str, values: Mapping[str, Any]) -> list[Row]:
    """The rows, fit to be shown.

    Raises:
        QueryInterrupted: it took too long.
        sqlite3.Error: the database cannot be read.
    """
    found = await database.execute(sql, values)
    return [stored.row(one) for one in found.rows]


async def page(
    datasette: Any, request: Request, template: str, content: Mapping[str, Any], status: int = 200
) -> Response:
    """One of our templates; Jinja2 escapes all that comes from outside."""
    body = await datasette.render_template(template, dict(content), request=request)
    return Response.html(body, status, {"cache-control": "private, no-cache"})


async def trouble(datasette: Any, request: Request, error: Exception) -> Response:
    """A page, or JSON where that was asked for, that says what went wrong."""
    status, title, said = explain(error)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": str(said), "status": status, "title": title}, status)
    return await page(datasette, request, "monitor/error.html", {"title": title, "said": said}, status)


def explain(error: Exception) -> tuple[int, str, str]:
    """Status, title and message for what went wrong; what nobody expected goes into the program's log as well."""
    match error:
        case DatasetteError():
            said = Markup(error.message) if error.message_is_html else error.message  # noqa: S704 - Datasette escapes it
            return error.status, error.title or NOT_POSSIBLE, said
        case NotFound():
            return 404, "Not found", "There is no such page." if str(error) == "404" else str(error)
        case Base400():
            return error.status, NOT_POSSIBLE, str(error)
        case QueryInterrupted():
            return 503, "Too slow", "The question took too long. Narrow the search: a word, an outlet, a few days."
        case sqlite3.Error():
            logger.error("the log cannot be read: %s", error)
            return 503, "The log cannot be read", f"SQLite says: {error}"
    logger.error("a page failed", exc_info=error)
    return 500, "Something is wrong", "This page has an error. The window that `monitor review` runs in tells more."
