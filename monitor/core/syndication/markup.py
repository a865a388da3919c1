"""The plain text of what feeds put into titles and summaries: HTML, escaped once or twice, or no HTML at all.

Linear in the length of the input; nothing that comes out can be markup that went in as such.
"""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

from monitor.core.text import BIDI

BLOCKS = "address|article|aside|blockquote|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|th|tr|ul"
BREAK = re.compile(rf"</?(?:{BLOCKS})(?:[\s/][^<>]*)?>", re.ASCII | re.IGNORECASE)
TAG = re.compile(r"<!\[CDATA\[|\]\]>|<[/!?@#]?[a-zA-Z][^<>]*>", re.ASCII)
"""A tag, or what a chat system or a template would take for one (``<!channel>``, ``<@U012>``)."""
ARMED = re.compile(r"<(?=[a-zA-Z/!?@#])", re.ASCII)
HIDDEN = tuple(
    (re.compile(opening, re.ASCII | re.IGNORECASE), re.compile(closing, re.ASCII | re.IGNORECASE))
    for opening, closing in (
        (r"<!--", r"-->"),
        (r"<script\b", r"</script[^<>]*>"),
        (r"<style\b", r"</style[^<>]*>"),
    )
)
"""What is no text, from its beginning to its end."""
NESTED = re.compile(r"&(?:(?:amp|AMP|#0*38|#[xX]0*26);)+")
LAYERS = 4
"""How often text may have been escaped; feeds were seen with two."""
JUNK = {
    **dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xA0, 0x2007, 0x202F), " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **dict.fromkeys(map(ord, BIDI + "\u00ad\u200b\u2060\ufeff"), None),
    **dict.fromkeys((0x2028, 0x2029, 0x85, 0x0D), "\n"),
}
SPACES = re.compile(r"[^\S\n]+")


def line(markup: str, limit: int) -> str:
    """The text of `markup` on one line, at most `limit` characters, cut at a word where one ends near the limit."""
    return shorten(" ".join(paragraphs(markup, limit).split()), limit)


def paragraphs(markup: str, limit: int) -> str:
    """The text of `markup` in paragraphs that are separated by blank lines, at most `limit` characters."""
    text = markup[: 20 * limit + 1000]
    for _ in range(LAYERS):
        before = text
        text = unescape(NESTED.sub("&", tagless(text)))
        if text == before:
            break
    return shorten(clean(tagless(text)), limit)


def clean(text: str) -> str:
    """Text in NFC without control, invisible and direction characters; folded blanks; paragraphs by blank lines.

    Idempotent. What still looks like the beginning of a tag gets a blank, and never is one again.
    """
    text = SPACES.sub(" ", normalize("NFC", ARMED.sub("< ", text.translate(JUNK))))
    return "\n\n".join(stripped for row in text.split("\n") if (stripped := row.strip()))


def tagless(text: str) -> str:
    """`text` with tags taken out, those of blocks for a line break."""
    if "<" not in text and "]]>" not in text:
        return text
    for opening, closing in HIDDEN:
        text = without(text, opening, closing)
    return TAG.sub("", BREAK.sub("\n", text))


def without(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """`text` without what stands between `opening` and `closing`; what is never closed goes to the end."""
    kept: list[str] = []
    position = 0
    while begin := opening.search(text, position):
        kept.append(text[position : begin.start()])
        end = closing.search(text, begin.end())
        if end is None:
            return "".join(kept)
        position = end.end()
    kept.append(text[position:])
    return "".join(kept)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, ending in … where something is missing."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at = max(cut.rfind(" ", limit * 9 // 10), cut.rfind("\n", limit * 9 // 10))
    return (cut[:at] if at > 0 else cut).rstrip() + "…"
