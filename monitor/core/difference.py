"""What a wording has that another one lacks, word by word, for showing both side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

MOST_WORDS = 400
"""Of either wording; of longer ones nothing is marked: comparing takes the product of both at worst."""
WORD = re.compile(r"\w+|[^\w\s]")

Part = tuple[str, bool]


def difference(wording: str, other: str) -> list[Part]:
    """The wording in parts, each with whether the other one lacks it. The parts, joined, are the wording.

    Case and punctuation make no difference.
    """
    mine, theirs = spans(wording), [word for word, _, _ in spans(other)]
    if not mine or not theirs or max(len(mine), len(theirs)) > MOST_WORDS:
        return [(wording, False)] if wording else []
    matcher = SequenceMatcher(None, [word for word, _, _ in mine], theirs, autojunk=False)
    lacking = [True] * len(mine)
    for start, _, size in matcher.get_matching_blocks():
        lacking[start : start + size] = [False] * size
    return list(parts(wording, mine, lacking))


def spans(text: str) -> list[tuple[str, int, int]]:
    """The words, folded, with their places."""
    return [(found[0].casefold(), found.start(), found.end()) for found in WORD.finditer(text) if found[0][0].isalnum()]


def parts(text: str, words: Sequence[tuple[str, int, int]], lacking: Sequence[bool]) -> list[Part]:
    """The text cut before and after each run of words that are lacking."""
    found: list[Part] = []
    place = 0
    for number, (_, start, end) in enumerate(words):
        if not lacking[number]:
            continue
        joined = number > 0 and lacking[number - 1]
        if joined and found and found[-1][1]:
            start = place  # noqa: PLW2901 - what stands between two lacking words belongs to them
        if start > place:
            found.append((text[place:start], False))
        if joined and found and found[-1][1]:
            found[-1] = (found[-1][0] + text[start:end], True)
        else:
            found.append((text[start:end], True))
        place = end
    if place < len(text):
        found.append((text[place:], False))
    return found
