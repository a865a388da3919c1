"""Lists of feeds as other readers exchange them: OPML 2.0 (http://opml.org/spec2.opml).

A feed's language is an attribute of its outline; its outlet's country, of which OPML knows nothing, one of its categories.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from monitor.config import Config
from monitor.core.syndication.charset import decode
from monitor.core.text import defuse
from monitor.errors import MonitorError

LONGEST = 16 * 2**20
COUNTRY = re.compile(r"/country/([A-Z]{2,4})")
LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed of a list."""

    url: str
    title: str
    language: str | None = None
    country: str | None = None


def read(data: bytes, name: str) -> list[Listed]:
    """The feeds of an OPML file, also of a broken one as far as it can be read.

    Raises:
        MonitorError: there is none in it.
    """
    import listparser

    # Its parser guesses encodings, and takes a str that begins like an address for one: hence bytes, and ASCII.
    text = decode(data).encode("ascii", "xmlcharrefreplace")
    feeds = [(str(feed.url).strip(), str(feed.title or "")) for feed in listparser.parse(text).feeds]
    if not feeds:
        raise MonitorError(f"{name}: holds no feed: is it OPML?")
    about = outlines(text)
    return [Listed(url, title, *told(about.get(url, {}))) for url, title in feeds]


def outlines(text: bytes) -> dict[str, Mapping[str, str]]:
    """The attributes of each feed's outline, by its address, as far as they can be read; listparser keeps some only."""
    from lxml import etree, html

    try:
        tree = html.fromstring(text)
    except (etree.LxmlError, ValueError, AssertionError):
        return {}
    found: dict[str, Mapping[str, str]] = {}
    for outline in tree.iter("outline"):
        attributes = {str(key): str(value) for key, value in outline.attrib.items()}
        found.setdefault(attributes.get("xmlurl", "").strip(), attributes)
    return found


def told(attributes: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Language and country by their codes, where an outline tells them."""
    language = LANGUAGE.fullmatch(attributes.get("language", "").strip())
    places = (COUNTRY.fullmatch(part.strip()) for part in attributes.get("category", "").split(","))
    return language[1].lower() if language else None, next((place[1] for place in places if place), None)


def write(config: Config) -> bytes:
    """The configured feeds, in UTF-8."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "statement-monitor feeds"
    body = ET.SubElement(root, "body")
    for feed in config.feeds:
        title = defuse(feed.outlet)
        own = {"type": "rss", "text": title, "title": title, "xmlUrl": feed.url, "language": feed.language or ""}
        own["category"] = f"/country/{feed.country}" if feed.country else ""
        ET.SubElement(body, "outline", {key: value for key, value in own.items() if value})
    ET.indent(root)
    listed: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=False)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + listed + b"\n"
