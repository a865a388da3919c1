"""What a page says of itself: JSON-LD (schema.org), Open Graph, meta elements, ``<time>``.

Own code, since trafilatura's takes half of its whole time for it and, on JSON-LD that is broken, 1.2 s a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from lxml import html

from monitor.core.syndication import dates
from monitor.core.syndication.address import is_front_page, same_site, web
from monitor.core.syndication.markup import line

JSON_LONGEST = 600_000
"""Characters of one JSON-LD block that are read; 5 MB took 840 MB of memory."""
NODES = 500
ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review)$|^(?:LiveBlogPosting|Statement|PressRelease)$")
PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "date.published", "publishdate",
    "publish-date", "publish_date", "pubdate", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued",
    "dc.date", "dcterms.date", "date", "article.published", "cxenseparse:recs:publishtime", "rbpubdate", "lastmod",
)  # fmt: skip
"""Names of meta elements for the day of publication, the most exact first."""
AUTHORS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "cxenseparse:author",
)
DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")
TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title")
TITLE, AUTHOR, DESCRIPTION = 1000, 200, 2000
SEPARATORS = re.compile(r"\s+[|\-–—•·»]\s+|\s*[:：]\s*(?=[^:：]{1,30}$)")
PREFIX = 0.4
"""Share of a title that a headline has at least; the rest may be the site's name, which often is a heading as well."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found. `body` is the article's text where JSON-LD carries it, `free` whether it may be read without
    paying, if that is told; `canonical` an address of the same site.
    """

    title: str = ""
    descriptions: tuple[str, ...] = ()
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    canonical: str | None = None
    body: str = ""
    free: bool | None = None


def read(tree: html.HtmlElement, url: str) -> Metadata:
    """The metadata of the page at `url`. Never raises for what a page may hold."""
    node = article_node(tree)
    metas = meta_values(tree)
    return Metadata(
        title=title_of(tree, node, metas),
        descriptions=tuple(
            dict.fromkeys(
                text
                for raw in (
                    *(value for name in DESCRIPTIONS for value in metas.get(name, ())),
                    string(node.get("description")),
                )
                if (text := line(raw, DESCRIPTION))
            )
        ),
        author=author_of(node, metas),
        published=published_of(tree, node, metas),
        language=language_of(tree, metas),
        canonical=canonical_of(tree, url),
        body=string(node.get("articleBody")),
        free=truth(node.get("isAccessibleForFree")),
    )


def meta_values(tree: html.HtmlElement) -> dict[str, list[str]]:
    """The contents of meta elements by their names in lower case."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name, []).append(content)
    return found


# ------------------------------------------------------------------------------------------------ JSON-LD


def article_node(tree: html.HtmlElement) -> dict[str, Any]:
    """The first JSON-LD node that is an article with a headline or a date, else an empty one."""
    second: dict[str, Any] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        for node in nodes(load(script.text or "")):
            if any(ARTICLE.search(kind) for kind in strings(node.get("@type"))):
                if node.get("headline") or node.get("datePublished") or node.get("articleBody"):
                    return node
                second = second or node
    return second


def load(text: str) -> object:
    """The JSON in a script element, or `None`."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    if len(text) > JSON_LONGEST:
        return None
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def nodes(tree: object) -> Iterator[dict[str, Any]]:
    """The objects at the top, in ``@graph`` and in ``mainEntity``, as many as are worth looking at."""
    queue, seen = [tree], 0
    while queue and seen < NODES:
        seen += 1
        here = queue.pop(0)
        if isinstance(here, list):
            queue.extend(here[:NODES])
        elif isinstance(here, dict):
            yield here
            queue.extend(
                here[name]
                for name in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(here.get(name), (dict, list))
            )


# ------------------------------------------------------------------------------------------------ the fields


def title_of(tree: html.HtmlElement, node: dict[str, Any], metas: dict[str, list[str]]) -> str:
    """The headline: the heading that the other titles agree with, else the first of them that there is."""
    said = [
        line(string(node.get("headline")), TITLE),
        *(line(value, TITLE) for name in TITLES for value in metas.get(name, ())[:1]),
    ]
    named = next((line(element.text_content(), TITLE) for element in tree.iter("title")), "")
    headings = [text for element in tree.iter("h1") if (text := line(element.text_content(), TITLE))]
    titles = [text for text in said if text] or ([named] if named else [])
    for heading in headings:
        if any(words(heading) in words(text) and len(words(heading)) > PREFIX * len(words(text)) for text in titles):
            return heading
    if len(headings) == 1 and not said:
        return headings[0]
    return next((text for text in said if text), headings[0] if headings else "") or site_free(named)


def site_free(title: str) -> str:
    """A title without the name of the site behind it."""
    parts = SEPARATORS.split(title)
    return parts[0] if len(parts) > 1 and len(parts[0]) >= PREFIX * len(title) else title


def words(text: str) -> str:
    """The letters and digits of a text, for comparing."""
    return "".join(filter(str.isalnum, text.casefold()))


def author_of(node: dict[str, Any], metas: dict[str, list[str]]) -> str | None:
    """The names of the authors, or `None`."""
    named = [string(who.get("name")) if isinstance(who, dict) else string(who) for who in listed(node.get("author"))]
    for names in (named, *(metas.get(name, []) for name in AUTHORS)):
        found = dict.fromkeys(
            name for raw in names[:8] if (name := line(raw, AUTHOR)) and "://" not in name and not name.startswith("@")
        )
        if found:
            return line(", ".join(found), AUTHOR)
    return None


def published_of(tree: html.HtmlElement, node: dict[str, Any], metas: dict[str, list[str]]) -> datetime | None:
    """When the article was published, as exactly as the page tells."""
    for raw in (
        *strings(node.get("datePublished")),
        *strings(node.get("dateCreated")),
        *(value for name in PUBLISHED for value in metas.get(name, ())[:2]),
        *times(tree),
    ):
        if found := dates.iso(raw) or dates.numeric(raw):
            return found
    slow = [value for name in PUBLISHED for value in metas.get(name, ())[:1]]
    return next((found for raw in slow[:3] if (found := dates.worded(raw))), None)


def times(tree: html.HtmlElement) -> list[str]:
    """The moments of ``<time>``, those that are said to be the publication first, then the first in an article."""
    marked: list[str] = []
    plain: list[str] = []
    for element in tree.iter("time"):
        raw = element.get("datetime") or element.get("content")
        if raw:
            sure = (
                "publish" in (element.get("itemprop") or element.get("class") or "").lower()
                or element.get("pubdate") is not None
            )
            (marked if sure else plain).append(raw)
    return (marked + plain)[:3]


def language_of(tree: html.HtmlElement, metas: dict[str, list[str]]) -> str | None:
    """The two-letter code of the page's language."""
    for raw in (
        tree.get("lang") or "",
        tree.get("xml:lang") or "",
        *metas.get("og:locale", ()),
        *metas.get("content-language", ()),
    ):
        if found := re.match(r"\s*([a-zA-Z]{2})(?![a-zA-Z])", raw):
            return found[1].lower()
    return None


def canonical_of(tree: html.HtmlElement, url: str) -> str | None:
    """The address that the page calls its own, if it is on the same site and no front page."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            try:
                found = web(urljoin(url, (link.get("href") or "").strip()))
            except ValueError:
                found = None
            return found if found and same_site(found, url) and not is_front_page(found) else None
    return None


# ------------------------------------------------------------------------------------------------ shapes


def string(value: object) -> str:
    """Text, or the first text of a list; anything else empty."""
    return next(iter(strings(value)), "")


def strings(value: object) -> list[str]:
    """The texts in a value that may be one, or a list of them."""
    return [item for item in listed(value) if isinstance(item, str)]


def listed(value: object) -> list[Any]:
    """A value as a list, shortened."""
    return value[:20] if isinstance(value, list) else [] if value is None else [value]


def truth(value: object) -> bool | None:
    """A boolean, which JSON-LD often writes as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(string(value).strip().lower().rsplit("/", 1)[-1])
