"""The tree of a page, in a shape that extraction survives.

libxml2 stops at 255 nested elements, or with `huge_tree` at 2047; trafilatura gives a near-blank result from about 240.
Such pages are soups of unclosed tags (or attacks): their nesting says nothing, and is taken out.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree, html

from monitor.core.syndication.markup import without

DEEPEST = 200
MOST_TAGS = 40_000
"""Five times what the largest of 201 real pages has."""
SCRIPT = re.compile(r"<script(?![^<>]*ld\+json)", re.IGNORECASE)
COMMENT, COMMENT_END = re.compile("<!--"), re.compile("-->")
SCRIPT_END = re.compile(r"</script[^<>]*>", re.IGNORECASE)
NESTING = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|br|hr|img|meta|link|input|source|wbr|area|col|path|option)\b)[a-z]", re.IGNORECASE
)
"""Tags that nest where they are not closed; void elements and those that the next of their kind closes do not."""
STRUCTURE = re.compile(
    r"</?(?!(?:html|head|body|title|meta|link|script|style|noscript|article|p|h[1-6]|li|ul|ol|time)\b)[a-z][^<>]*>",
    re.IGNORECASE,
)
BREAKS = re.compile(r"(?:<br>\s*)+")
QUOTES = {"de": "„“", "fr": "«»", "it": "«»", "es": "«»", "ru": "«»", "uk": "«»", "pl": "„”"}
"""What browsers put around ``<q>`` (CSS Generated Content, quotes: auto), by language; else the English ones."""
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def parse(text: str) -> html.HtmlElement | None:
    """The tree of an HTML document, or `None` where there is nothing in it. Never raises."""
    text = bounded(ILLEGAL.sub("", text))
    tree = load(text)
    if tree is not None and nested(text) > DEEPEST and depth(tree) > DEEPEST:
        tree = load(BREAKS.sub("<br>", STRUCTURE.sub("<br>", text)))
    if tree is not None:
        mark_quotes(tree)
    return tree


def bounded(text: str) -> str:
    """The beginning of a document with more tags than any article has; extraction takes 0.1 ms for each."""
    if text.count("<") <= MOST_TAGS:
        return text
    text = without(without(text, COMMENT, COMMENT_END), SCRIPT, SCRIPT_END)
    cut = next(islice(re.finditer("<", text), MOST_TAGS, None), None)
    return text if cut is None else text[: cut.start()]


def load(text: str) -> html.HtmlElement | None:
    """Parse, tolerating everything."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def nested(text: str) -> int:
    """How deep tags are nested, by counting; a page of normal depth never counts as deep, the reverse may happen."""
    level = deepest = 0
    for found in NESTING.finditer(text):
        level = max(0, level + (-1 if found[1] else 1))
        deepest = max(deepest, level)
    return deepest


def depth(tree: html.HtmlElement) -> int:
    """How deep the tree is."""
    level = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def mark_quotes(tree: html.HtmlElement) -> None:
    """Write the quotation marks that browsers draw around ``<q>`` into the text."""
    language = (tree.get("lang") or "")[:2].lower()
    marks = QUOTES.get(language, "“”")
    for quote in list(tree.iter("q")):
        quote.text = marks[0] + (quote.text or "")
        if len(quote):
            quote[-1].tail = (quote[-1].tail or "") + marks[1]
        else:
            quote.text += marks[1]
        quote.drop_tag()
