"""The article in a page: its text in paragraphs, its headline, author and day.

trafilatura finds the running text; what it is known to lose or to let through (measured on 388 news pages, see
docs/decisions.md) is mended here. Works on bytes alone and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree, html

from monitor.core.pages import dom, metadata
from monitor.core.pages.absence import asks_for_consent, asks_for_money, points_elsewhere, reason, stands_for
from monitor.core.pages.blocks import blocks, completed, key
from monitor.core.pages.garble import garbled
from monitor.core.pages.metadata import Metadata
from monitor.core.syndication import dates
from monitor.core.syndication.charset import decode
from monitor.core.syndication.markup import clean, line, paragraphs, tagless
from monitor.records import Article, Condition, Failure, Page

LEAST = 120
"""Characters of running text below which there is no article (a soft 404, an empty shell for scripts)."""
SHORT = 600
PAYWALL_SHORT = 1500
COVERAGE = 0.4
"""Share of the publisher's own articleBody (JSON-LD) below which the extraction is taken to have failed."""
LONGEST = 400_000
"""Characters kept of one article."""
BYLINE = 80
TOP = 4
"""Paragraphs among which headline and byline may be repeated."""
FLOW = frozenset(
    {"p", "head", "list", "item", "quote", "table", "row", "cell", "lb", "code", "div", "ab", "body", "graphic"}
)
TAG = re.compile(r"<[a-zA-Z!][^<>]{0,2000}>")
MAGIC = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"ID3", b"OggS", b"\0\0\0")


def extract(page: Page) -> Article | Failure:
    """The article in `page`. Never raises.

    Conditions: empty; not-html; no-text (a soft 404, a page that only scripts fill); consent-wall; paywall where
    nothing can be read. What can be read of a page behind a paywall comes as an article with a `problem`.
    """
    if not page.body.strip():
        return Failure(Condition.EMPTY, "the page has no content")
    text = decode(page.body, page.charset)
    if not is_html(page.body, text):
        return Failure(Condition.NOT_HTML, f"begins with {line(text[:60], 40)!r}")
    tree = dom.parse(text)
    if tree is None:
        return Failure(Condition.NO_TEXT, "the page has no elements")
    try:
        return assemble(page, tree, metadata.read(tree, page.url))
    except Exception as error:  # noqa: BLE001 - trafilatura meets every page of the web; this one stays without text
        return Failure(Condition.NO_TEXT, f"{type(error).__name__}: {error}"[:300])


def assemble(page: Page, tree: html.HtmlElement, meta: Metadata) -> Article | Failure:
    """The article of a parsed page, or the reason why there is none."""
    title = meta.title or page.title
    source = blocks(tree)
    texts = completed(running_text(tree, page.url), source, title, meta.descriptions)
    readable = [text for text in texts if not garbled(text)]
    linked = {block.key: block.linked for block in source}
    kept = [
        text
        for number, text in enumerate(readable)
        if not (number < TOP and repeats_head(text, title, meta.author))
        and not points_elsewhere(text, linked.get(key(text), 0.0))
        and not asks_for_consent(text)
    ]
    told = paragraphs(meta.body, LONGEST) if meta.body else ""
    text = "\n\n".join(kept)
    if len(text) < COVERAGE * len(told) and not garbled(told):
        text = told
    text = shorten(text)
    if len(text) < LEAST:
        return reason(" ".join(shown(tree).split()), title, meta)
    if len(text) < SHORT and (failure := stands_for(text, title)):
        return failure
    hidden = len(readable) < len(texts)
    return Article(
        url=meta.canonical or page.url,
        text=text,
        title=title,
        author=meta.author,
        published=meta.published or page.published or guessed(tree),
        language=meta.language or page.language,
        problem=paywall(text, meta, hidden=hidden),
    )


def shown(tree: html.HtmlElement) -> str:
    """All words of a page, buttons and notes for those without scripts included."""
    etree.strip_elements(tree, "script", "style", "template", "svg", with_tail=False)
    return str(tree.text_content())


def is_html(body: bytes, text: str) -> bool:
    """Whether the bytes are a page, and no document, image, feed or data."""
    start = text[:4000].lstrip("\ufeff \t\r\n\0").lower()
    if body.startswith(MAGIC) or (
        start.startswith(("<?xml", "<rss", "<feed", "<rdf", "<svg")) and "<html" not in start
    ):
        return False
    if start.startswith(("{", "[")):
        return False
    return TAG.search(text) is not None


def running_text(tree: html.HtmlElement, url: str) -> list[str]:
    """The paragraphs that trafilatura takes for the article; none where it finds none."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - 0.4 s that commands without extraction do not need

    found = bare_extraction(tree, url=url or None, include_comments=False)
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    texts = []
    for raw in walk(found.body):
        texts += clean(tagless(raw)).split("\n\n")
    return list(dict.fromkeys(text for text in texts if text))


def walk(body: etree._Element) -> Iterator[str]:
    """The text of each block of an extracted body, in order; line breaks end a paragraph."""
    parts: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if element.tag in FLOW and parts:
            yield "".join(parts)
            parts = []
        text = element.text if event == "start" else element.tail if element is not body else None
        if text:
            parts.append(text)
    if parts:
        yield "".join(parts)


def repeats_head(text: str, title: str, author: str | None) -> bool:
    """Whether one of the first paragraphs is the headline again, or the author's name."""
    letters = "".join(filter(str.isalnum, text.casefold()))
    headline = "".join(filter(str.isalnum, title.casefold()))
    if headline and (letters == headline or (letters.endswith(headline) and len(letters) < 2 * len(headline))):
        return True
    names = [name for name in (author or "").casefold().split(", ") if name]
    return (
        bool(names)
        and len(text) <= BYLINE
        and not text.endswith((".", "!", "?"))
        and any(name in text.casefold() for name in names)
    )


def paywall(text: str, meta: Metadata, *, hidden: bool) -> Failure | None:
    """The problem of a text that is the free part of a longer one."""
    if hidden:
        return Failure(Condition.PAYWALL, "part of the text is scrambled for those who do not pay")
    if len(text) < PAYWALL_SHORT and (meta.free is False or asks_for_money(text)):
        return Failure(Condition.PAYWALL, "only the beginning can be read without paying")
    return None


def guessed(tree: html.HtmlElement) -> datetime | None:
    """A day from anywhere on the page, by htmldate: better than none, worse than what the feed says."""
    from htmldate import find_date  # noqa: PLC0415 - rarely needed

    try:
        found = find_date(tree, original_date=True, extensive_search=True)
    except Exception:  # noqa: BLE001 - it reads free text of any page; the article is then undated
        return None
    return dates.iso(found) if found else None


def shorten(text: str) -> str:
    """At most `LONGEST` characters, in whole paragraphs."""
    if len(text) <= LONGEST:
        return text
    cut = text.rfind("\n\n", 0, LONGEST)
    return text[: cut if cut > 0 else LONGEST]
