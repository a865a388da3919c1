"""Recognise text that a publisher has scrambled for those who do not pay: every letter replaced by its neighbour."""

from __future__ import annotations

FREQUENT = frozenset("etaoinsr")
"""Two thirds of the letters of any text in a European language with Latin letters (measured: 60 to 68 %)."""
SHIFTED = frozenset("fubpjots")
"""The same, each replaced by the letter behind it."""
LEAST = 40
"""Letters that tell anything."""


def garbled(text: str) -> bool:
    """Whether a paragraph is written with every letter moved by one. Scripts other than Latin never are."""
    letters = [char for char in text.casefold() if "a" <= char <= "z"]
    if len(letters) < LEAST or 2 * len(letters) < sum(map(str.isalpha, text)):
        return False
    return sum(map(SHIFTED.__contains__, letters)) > 1.3 * sum(map(FREQUENT.__contains__, letters))
