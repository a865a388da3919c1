"""The Datasette plugin: our pages, links from the tables to them, the text of articles in SQL, and plain errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Request, Response
from markupsafe import Markup, escape

from monitor.edges.review import answer, detail, ledgers, lists, stored

STATEMENT, ARTICLE, ACTOR, EVENT = "/-/statements/{}", "/-/articles/{}", "/-/actors/{}", "/-/events/{}"
PAGES = {"statement_log": STATEMENT, "statements": STATEMENT, "articles": ARTICLE, "actors": ACTOR, "clusters": EVENT}
COLUMNS = {
    **dict.fromkeys(("article_id", "first_article_id", "body_of"), ARTICLE),
    **dict.fromkeys(("statement_id", "answered_id", "before_id", "after_id", "kept_id", "other_id"), STATEMENT),
    **dict.fromkeys(("probable_id", "restates_id", "merged_into"), STATEMENT),
    "actor_id": ACTOR,
    "cluster_id": EVENT,
}
SHOWN = 300
"""Characters of a linked cell."""
LONGEST = 4000
"""Characters of a cell that holds what must be made visible first."""


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Our pages."""
    return [
        (r"^/-/statements$", lists.statements),
        (r"^/-/statements/(?P<number>[0-9]+)$", detail.statement),
        (r"^/-/articles$", lists.articles),
        (r"^/-/articles/(?P<number>[0-9]+)$", detail.article),
        (r"^/-/actors/(?P<number>[0-9]+)$", ledgers.actor),
        (r"^/-/events/(?P<number>[0-9]+)$", ledgers.event),
    ]


@hookimpl
def prepare_connection(conn: Any) -> None:
    """``article_text(text)``: the text of an article, in SQL; NULL where it is damaged."""
    conn.create_function("article_text", 1, stored.unpack, deterministic=True)


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Numbers, texts and titles of statements and articles lead to their pages; no text turns or steers."""
    number = value["value"] if isinstance(value, dict) else value
    if table is not None and column in COLUMNS and isinstance(number, int):
        label = str(value["label"]) if isinstance(value, dict) else str(number)
        return linked(COLUMNS[column].format(number), label)
    address = PAGES.get(table or "")
    if address is None or "id" not in row.keys():  # noqa: SIM118 - a row of SQLite iterates over values
        return harmless(value)
    if column in {"id", "title"} or (column == "text" and isinstance(value, str)):
        return linked(address.format(row["id"]), str(value))
    return linked(address.format(row["id"]), "read") if column == "text" else harmless(value)


def harmless(value: Any) -> Markup | None:
    """A text with what steers or turns it made visible; `None`, which is Datasette's own way, for everything else."""
    if not isinstance(value, str) or (shown := stored.visible(value)) == value:
        return None
    return escape(shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…")


def linked(href: str, label: str) -> Markup:
    """A link with a label from outside."""
    shown = stored.visible(label[:SHOWN]) + ("…" if len(label) > SHOWN else "")
    return Markup('<a href="{}">{}</a>').format(href, shown or "–")


@hookimpl
def extra_css_urls(template: str | None) -> list[str]:
    """Our colours for Datasette's own pages."""
    return [] if (template or "").startswith("monitor/") else ["/-/look/datasette.css"]


@hookimpl
def menu_links() -> list[dict[str, str]]:
    """The way to our pages from every other."""
    return [{"href": "/-/statements", "label": "Statements"}, {"href": "/-/articles", "label": "Articles"}]


@hookimpl
def handle_exception(datasette: Any, request: Request, exception: Exception) -> Awaitable[Response]:
    """A page that says what went wrong, in place of Datasette's, which prints all local variables for every 404."""
    return answer.trouble(datasette, request, exception)
