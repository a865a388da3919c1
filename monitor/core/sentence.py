"""Sentences: an own linear segmenter that knows the language's abbreviations and treats a quotation as one piece."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.marks import pair, paragraphs
from monitor.core.speech.tokens import DASHES, Token, tokens
from monitor.lexicon.languages import Language

ENDS = frozenset({".", "!", "?", "…", "...", "。"})
LONGEST = 250
"""Tokens after which a sentence is cut: it bounds what rules look at. The longest of 850 real articles has some 200."""
REACH = 5
"""How many tokens behind “Why?” a cue may stand that keeps the sentence going (“Why?” Ann Lee asked)."""


def sentences(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of the text, never across a line break; a quotation is never cut."""
    spans: list[tuple[int, int]] = []
    for start, end in paragraphs(text):
        outer = [quote for quote in pair(text, start, end) if quote.depth == 0]
        found = tokens(text, start, end, outer, language)
        spans.extend((found[a].start, found[b - 1].end) for a, b in split(text, found, language))
    return tuple(spans)


def split(text: str, found: Sequence[Token], language: Language) -> list[tuple[int, int]]:
    """Index ranges of the sentences in a paragraph's tokens."""
    ranges: list[tuple[int, int]] = []
    first = 0
    last = len(found) - 1
    for place, token in enumerate(found):
        may_end = place < last and (token.low in ENDS or token.quote is not None)
        if place + 1 - first >= LONGEST or (may_end and _ends(text, found, place, token, language)):
            ranges.append((first, place + 1))
            first = place + 1
    if first < len(found):
        ranges.append((first, len(found)))
    return ranges


def _ends(text: str, found: Sequence[Token], place: int, token: Token, language: Language) -> bool:
    following = found[place + 1]
    if token.low in ENDS:
        return (following.start > token.end and (_begins(found, place + 1) or _speaks(found, place + 1, language))) or (
            following.upper and following.quote is None and following.start == token.end and token.low != "..."
        )
    if token.quote is None:
        return False
    last = text[token.quote.inner_end - 1]
    if last not in ".!?…" or not _begins(found, place + 1):
        return False
    if last == "." and text[token.quote.inner_end - 2] != ".":
        return True
    return not _cue_follows(found, place + 1, language)


def _speaks(found: Sequence[Token], place: int, language: Language) -> bool:
    """Whether a dash begins somebody's speech within the paragraph: "Sprawa trwa. – Zbieramy dowody – dodaje Nowak."""
    dash = language.features.dash_dialogue and found[place].low in DASHES
    return dash and place + 1 < len(found) and found[place + 1].upper and found[place + 1].quote is None


def _begins(found: Sequence[Token], place: int) -> bool:
    """Whether a sentence may begin with this token."""
    token = found[place]
    if token.upper or token.low[0].isdigit():
        return True
    if token.low in DASHES or token.low in "([•*":
        return place + 1 < len(found) and found[place + 1].upper and token.low in "([•*"
    return False


def _cue_follows(found: Sequence[Token], place: int, language: Language) -> bool:
    """Whether “Why?” is followed by its cue, and nothing else of weight."""
    for k in range(place, min(len(found), place + REACH)):
        token = found[k]
        if token.quote is not None or token.low in ENDS:
            return False
        if token.low in language.verbs:
            following = found[k + 1] if k + 1 < len(found) else None
            return following is None or not following.word or bool(following.tags & {"time", "prep", "adv"})
    return False
