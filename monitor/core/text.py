"""Make text from outside harmless where it is shown: in a terminal, a header, a log line, a chat message."""

from __future__ import annotations

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of the text around them (Unicode Standard Annex 9); news in our languages needs none."""

HARMLESS: dict[int, str | None] = {
    **dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **dict.fromkeys(map(ord, BIDI), None),
}


def defuse(text: str) -> str:
    """`text` on one line, without control characters, direction overrides or lone surrogates.

    Idempotent. Control characters become blanks, so that words they stood between stay apart.
    """
    return text.translate(HARMLESS)
