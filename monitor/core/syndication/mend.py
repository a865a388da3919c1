"""Bring the text of a feed into a shape that parsers survive. Every step is linear in its length."""

from __future__ import annotations

import re
import sys
from html import escape
from html.entities import html5

ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.ASCII)
ITEM_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s{0,9}>", re.ASCII)
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]+")
REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]+|[0-9]+);?", re.ASCII)
AMPERSAND = re.compile(r"&(?!#)(?:([a-zA-Z][a-zA-Z0-9]{1,31});)?", re.ASCII)
PEOPLE = re.compile(
    r"(<(?:author|name|email|dc:creator|managingEditor|webMaster|itunes:author|dc:publisher)(?:\s[^<>]{0,500})?>"
    r"(?:<!\[CDATA\[)?[^<\]]{500})[^<\]]+",
    re.ASCII,
)
"""Names beyond 500 characters: feedparser's e-mail pattern takes 10 s for 64 KB of them (its issue 562)."""
ATTRIBUTES = re.compile(r"<[a-zA-Z][^<>]{20000,}>", re.ASCII)
"""A tag of more than 20 kB: 32,000 attributes took feedparser 30 s."""
CONTROLS = re.compile("[\x7f-\x9f]")
"""The C1 controls: legal in XML and harmful to terminals."""
LONGEST_NUMBER = 7
"""Decimal digits of U+10FFFF."""


def repaired(text: str) -> str:
    """The document without what no parser survives (illegal characters and references to them, endless names), and
    with ampersands and HTML entities as XML has them.
    """
    text = REFERENCE.sub(legal, ILLEGAL.sub("", text))
    text = ATTRIBUTES.sub("", PEOPLE.sub(r"\1", text))
    return text if "<!ENTITY" in text else outside_cdata(text)


def outside_cdata(text: str) -> str:
    """`text` with its ampersands mended, except in CDATA sections, where they are no entities."""
    kept: list[str] = []
    position = 0
    while (begin := text.find("<![CDATA[", position)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        kept += (AMPERSAND.sub(entity, text[position:begin]), text[begin : end + 3])
        position = end + 3
    kept.append(AMPERSAND.sub(entity, text[position:]))
    return "".join(kept)


def entity(found: re.Match[str]) -> str:
    """A reference that XML knows as it is, one that only HTML knows as its characters, anything else as text."""
    name = found[1]
    if name in {"amp", "lt", "gt", "quot", "apos"}:
        return found[0]
    return escape(html5.get(f"{name};", found[0])) if name else "&amp;"


def legal(found: re.Match[str]) -> str:
    """A character reference as it is, or nothing where XML has no such character (XML 1.0, 2.2)."""
    digits = found[1].lstrip("xX").lstrip("0")
    if not 0 < len(digits) <= LONGEST_NUMBER:
        return ""
    char = chr(min(int(digits, 16 if found[1][0] in "xX" else 10), sys.maxunicode))
    return "" if ILLEGAL.match(char) or CONTROLS.match(char) else found[0]


def bounded(text: str, most: int) -> tuple[str, bool]:
    """The document with at most `most` items, and whether any were left out.

    Both ends are kept, since most feeds begin with the newest and some end with it.
    """
    starts = [found.start() for found in ITEM.finditer(text)]
    if len(starts) <= most:
        return text, False
    ends = [found.end() for found in ITEM_END.finditer(text)]
    front, back = starts[(most + 1) // 2], starts[len(starts) - most // 2] if most > 1 else (ends or [len(text)])[-1]
    return text[:front] + text[max(front, back) :], True
