"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), read into the shape that feedparser gives."""

from __future__ import annotations

import json
from typing import Any


def read(text: str) -> dict[str, Any] | None:
    """The feed's fields by their feedparser names, or `None` where the text is no JSON Feed."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(tree, dict) or "jsonfeed.org/version/" not in string(tree.get("version")):
        return None
    items = tree.get("items")
    authors = tree.get("authors")
    return {
        "title": string(tree.get("title")),
        "language": string(tree.get("language")),
        "entries": [item(raw, authors) for raw in items if isinstance(raw, dict)] if isinstance(items, list) else [],
    }


def item(raw: dict[str, Any], authors: Any) -> dict[str, Any]:
    """One item. `external_url` is what a link blog writes about, `url` its own page: that one is the entry."""
    names = raw.get("authors") or [raw.get("author")] if raw.get("authors") or raw.get("author") else authors
    content = string(raw.get("content_html")) or string(raw.get("content_text"))
    return {
        "id": string(raw.get("id")),
        "link": string(raw.get("url")) or string(raw.get("external_url")),
        "title": string(raw.get("title")),
        "summary": string(raw.get("summary")),
        "content": [{"value": content}] if content else [],
        "published": string(raw.get("date_published")),
        "updated": string(raw.get("date_modified")),
        "author": ", ".join(
            name
            for author in (names if isinstance(names, list) else [])
            if isinstance(author, dict) and (name := string(author.get("name")))
        ),
    }


def string(value: object) -> str:
    """Text as it is, numbers as text (some feeds number their ids), anything else empty."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
