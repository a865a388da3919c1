"""The feeds that a web page names: ``<link rel="alternate" type="application/rss+xml" href="…">``."""

from __future__ import annotations

from urllib.parse import urljoin

from lxml import etree, html

from monitor.core.syndication.address import web
from monitor.core.syndication.charset import decode

FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "text/xml",
        "application/xml",
    }
)
LONGEST = 512 * 1024
"""Characters read: the links stand in the head."""
MOST = 50


def discover(body: bytes, url: str) -> tuple[str, ...]:
    """Absolute addresses of the feeds that the page at `url` names, in its order, each once. Never raises."""
    text = decode(body[: 4 * LONGEST])[:LONGEST]
    try:
        tree = html.fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):  # empty, or nothing that could be a page
        return ()
    bases = [href for href in tree.xpath("//base/@href") if isinstance(href, str)]
    base = joined(url, bases[0]) if bases else url
    found: dict[str, None] = {}
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        if (
            "alternate" in relations
            and kind in FEED_TYPES
            and (address := web(joined(base or url, link.get("href") or "")))
        ):
            found[address] = None
    return tuple(found)[:MOST]


def joined(base: str, href: str) -> str:
    """`href` as seen from `base`, empty where it is none."""
    try:
        return urljoin(base, href.strip()) if href.strip() else ""
    except ValueError:
        return ""
