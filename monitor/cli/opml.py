"""Lists of feeds as other readers exchange them: OPML 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from monitor.config import Config
from monitor.core.syndication.charset import decode
from monitor.core.text import defuse
from monitor.errors import MonitorError

LONGEST = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed of a list."""

    url: str
    title: str


def read(data: bytes, name: str) -> list[Listed]:
    """The feeds of an OPML file, also of a broken one as far as it can be read.

    Raises:
        MonitorError: there is none in it.
    """
    import listparser

    # Its parser guesses encodings, and takes a str that begins like an address for one: hence bytes, and ASCII.
    found = listparser.parse(decode(data).encode("ascii", "xmlcharrefreplace"))
    feeds = [Listed(str(feed.url).strip(), str(feed.title or "")) for feed in found.feeds]
    if not feeds:
        raise MonitorError(f"{name}: holds no feed: is it OPML?")
    return feeds


def write(config: Config) -> bytes:
    """The configured feeds, in UTF-8."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "statement-monitor feeds"
    body = ET.SubElement(root, "body")
    for feed in config.feeds:
        title = defuse(feed.outlet)
        own = {"type": "rss", "text": title, "title": title, "xmlUrl": feed.url, "language": feed.language or ""}
        ET.SubElement(body, "outline", {key: value for key, value in own.items() if value})
    ET.indent(root)
    listed: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=False)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + listed + b"\n"
