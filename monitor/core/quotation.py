"""Quotations: who said what in an article, with offsets into its text.

The paragraph is the unit: its marks are paired, its sentences cut, every cue makes a frame (`core.frame`), and what
no frame claims is direct speech that goes on, or no statement. Rules and closed-class words only; all words come from
the lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.cue import cues
from monitor.core.frame import Frame, frames
from monitor.core.marks import Quoted, pair, paragraphs
from monitor.core.mention import Range
from monitor.core.sentence import split
from monitor.core.tokens import Token, tokens
from monitor.lexicon.languages import Language
from monitor.records import Kind, Quotation

Span = tuple[int, int]


class Speaker(NamedTuple):
    """A speaker mention as characters of the text."""

    start: int
    end: int


def quotations(text: str, language: Language, title: str = "") -> tuple[Quotation, ...]:
    """The quotations of a text, by start.

    Args:
        text: the article; paragraphs are its lines.
        language: what the lexicon knows of its language.
        title: the headline, whose repetition in the text is no statement.
    """
    seen = {_normal(title)}
    made: list[Quotation] = []
    carried: Speaker | None = None
    for start, end in paragraphs(text):
        key = _normal(text[start:end])
        if key in seen:
            continue
        if end - start < 200:
            seen.add(key)
        found, carried = _paragraph(text, start, end, language, carried)
        made.extend(found)
    return tuple(sorted(made, key=lambda quotation: (quotation.start, -quotation.end)))


def _normal(line: str) -> str:
    return " ".join(line.split()).casefold()


def _paragraph(
    text: str, start: int, end: int, language: Language, carried: Speaker | None
) -> tuple[list[Quotation], Speaker | None]:
    outer = [quote for quote in pair(text, start, end) if quote.depth == 0]
    found = tokens(text, start, end, outer, language)
    made: list[Quotation] = []
    last: Speaker | None = None
    starts_quoted = bool(found) and found[0].quote is not None
    for low, high in split(text, found, language):
        hits = cues(found, low, high, language)
        sentence_frames = frames(found, low, high, hits, language) if hits else []
        claimed: set[int] = set()
        for frame in sentence_frames:
            speaker = _speaker(found, frame)
            for content in frame.contents:
                quotation = _quotation(text, found, content, frame, speaker)
                if quotation is not None:
                    made.append(quotation)
                    claimed.update(range(*content))
            last = speaker or last
        made.extend(_unclaimed(text, found, low, high, claimed, last or (carried if starts_quoted else None)))
    return _distinct(made), last


def _speaker(found: Sequence[Token], frame: Frame) -> Speaker | None:
    if frame.speaker is None:
        return None
    first, end = frame.speaker
    tail = found[end - 1]
    return Speaker(found[first].start, tail.end)


def _quotation(
    text: str, found: Sequence[Token], content: Range, frame: Frame | None, speaker: Speaker | None
) -> Quotation | None:
    first, end = content
    while first < end and not found[first].word and found[first].quote is None and found[first].low not in {"(", "["}:
        first += 1
    while end > first and not found[end - 1].word and found[end - 1].quote is None and found[end - 1].low not in {")", "]", "%"}:
        end -= 1
    if end <= first:
        return None
    inside = found[first:end]
    quotes = [token for token in inside if token.quote is not None]
    if len(quotes) == len(inside):
        kind: Kind = "direct"
        span = (_inner(text, inside[0])[0], _inner(text, inside[-1])[1])
    else:
        kind = "mixed" if quotes else "indirect"
        span = (inside[0].start, inside[-1].end)
    if span[1] - span[0] < 2 or not any(char.isalnum() for char in text[span[0] : span[1]]):
        return None
    return _record(text, kind, span, (found[frame.cue[0]].start, found[frame.cue[1] - 1].end) if frame else None, speaker)


def _inner(text: str, token: Token) -> Span:
    quote = token.quote
    assert quote is not None
    start, end = quote.inner_start, quote.inner_end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _record(text: str, kind: Kind, span: Span, cue: Span | None, speaker: Speaker | None) -> Quotation:
    return Quotation(
        kind=kind,
        start=span[0],
        end=span[1],
        content=text[span[0] : span[1]],
        cue_start=cue[0] if cue else None,
        cue_end=cue[1] if cue else None,
        speaker_start=speaker.start if speaker else None,
        speaker_end=speaker.end if speaker else None,
        speaker_text=text[speaker.start : speaker.end] if speaker else None,
    )


def _unclaimed(
    text: str, found: Sequence[Token], low: int, high: int, claimed: set[int], speaker: Speaker | None
) -> list[Quotation]:
    """Direct speech that no cue claims: a sentence of its own."""
    made: list[Quotation] = []
    outside = [token for k, token in enumerate(found[low:high], low) if token.word and k not in claimed]
    for k in range(low, high):
        token = found[k]
        if token.quote is None or k in claimed:
            continue
        inner = _inner(text, token)
        if _utterance(text, inner, alone=not outside):
            made.append(_record(text, "direct", inner, None, speaker))
    return made


def _utterance(text: str, inner: Span, *, alone: bool) -> bool:
    words = text[inner[0] : inner[1]].split()
    ended = text[inner[1] - 1] in ".!?…," if words else False
    if alone:
        return len(words) >= 3 or (ended and bool(words))
    return len(words) >= 7 and ended


def _distinct(made: list[Quotation]) -> list[Quotation]:
    """One quotation for a span, the one with a speaker first."""
    best: dict[Span, Quotation] = {}
    for quotation in made:
        span = (quotation.start, quotation.end)
        if span not in best or (best[span].speaker_start is None and quotation.speaker_start is not None):
            best[span] = quotation
    return list(best.values())


__all__ = ["Quoted", "quotations"]
