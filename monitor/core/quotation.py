"""Quotations: who said what in an article, with offsets into its text.

The paragraph is the unit: its marks are paired, its sentences cut, every cue makes a frame (`core.frame`), and what
no frame claims is direct speech that goes on, or no statement (`core.attribution`). Rules and closed-class words
only; all words come from the lexicon.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from monitor.core.attribution import Carried, announced, label, loose
from monitor.core.cue import cues
from monitor.core.frame import Frame, frames
from monitor.core.marks import LONGEST, pair, paragraphs
from monitor.core.mention import Range
from monitor.core.indirect import is_reported
from monitor.core.sentence import ENDS, split
from monitor.core.span import Span, record, trimmed
from monitor.core.tokens import Token, tokens
from monitor.lexicon.languages import Language
from monitor.records import Quotation

CAPITALISED = re.compile(r"\b(?=[^\W\d_])[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]\w+")
REPORT = 3_000
"""Characters of the longest report without a cue that is taken as one."""
REPEATED = 300
"""Characters of the longest line that is looked at for being a repeated headline."""


def quotations(text: str, language: Language, title: str = "") -> tuple[Quotation, ...]:
    """The quotations of a text, by start.

    Args:
        text: the article; paragraphs are its lines.
        language: what the lexicon knows of its language.
        title: the headline, whose repetition in the text is no statement.
    """
    seen = {_normal(title)}
    known = _met_again(text)
    made: list[Quotation] = []
    carried = Carried()
    for start, end in paragraphs(text):
        if end - start <= REPEATED:
            key = _normal(text[start:end])
            if key in seen:
                continue
            seen.add(key)
        found, following = _paragraph(text, start, end, language, carried, known)
        if carried.open and made and found and _goes_on(made[-1], found[0], start):
            found[0] = _joined(text, made.pop(), found[0])
        made.extend(found)
        carried = following
    return tuple(sorted(made, key=lambda quotation: (quotation.start, -quotation.end)))


def _normal(line: str) -> str:
    return " ".join(line.split()).casefold()


def _met_again(text: str) -> frozenset[str]:
    """Capitalised words that the text has more than once: names of its people rather than labels of the page."""
    counts = Counter(match[0].lower() for match in CAPITALISED.finditer(text))
    return frozenset(word for word, count in counts.items() if count > 1)


def _goes_on(earlier: Quotation, later: Quotation, start: int) -> bool:
    """Whether `later` is the next paragraph of the speech whose mark `earlier` left open."""
    both = earlier.kind == later.kind == "direct"
    return both and later.start - start <= 2 and later.end - earlier.start <= LONGEST


def _joined(text: str, earlier: Quotation, later: Quotation) -> Quotation:
    teller = later if earlier.speaker_start is None and later.speaker_start is not None else earlier
    return record(
        text,
        "direct",
        (earlier.start, later.end),
        None if teller.cue_start is None or teller.cue_end is None else (teller.cue_start, teller.cue_end),
        None
        if teller.speaker_start is None or teller.speaker_end is None
        else (teller.speaker_start, teller.speaker_end),
    )


def _paragraph(
    text: str, start: int, end: int, language: Language, carried: Carried, known: frozenset[str]
) -> tuple[list[Quotation], Carried]:
    outer = [quote for quote in pair(text, start, end) if quote.depth == 0]
    found = tokens(text, start, end, outer, language)
    made: list[Quotation] = []
    speaker = carried.speaker if found and found[0].quote is not None else None
    headline = bool(found) and found[-1].low not in ENDS | {":"} and found[-1].quote is None
    pending: Span | None = None
    direct: Span | None = None
    mooded: Span | None = None
    for low, high in split(text, found, language):
        hits = cues(found, low, high, language)
        told = frames(found, low, high, hits, language) or label(found, low, high, language, known)
        if headline:
            told = [frame for frame in told if not frame.phrase]
        claimed: set[int] = set()
        if not told and is_reported(found, low, high, language, goes_on=bool(made)):
            if mooded is not None and found[high - 1].end - mooded[0] > REPORT:
                mooded = None
            if mooded is not None:
                made.pop()
            mooded = (mooded[0] if mooded else found[low].start, found[high - 1].end)
            made.append(record(text, "mixed" if _marked(found, low, high) else "indirect", mooded, None, speaker))
            claimed.update(range(low, high))
        else:
            mooded = None
        for frame in told:
            for content in frame.contents:
                quotation = _quotation(text, found, content, frame)
                if quotation is not None:
                    made.append(quotation)
                    if quotation.kind == "direct":
                        direct = _characters(found, frame.speaker) or direct
                    claimed.update(range(*content))
            speaker = _characters(found, frame.speaker) or speaker
        made.extend(loose(text, found, (low, high), claimed, speaker, language))
        if high == len(found) and found[high - 1].low == ":":
            pending = _characters(found, announced(found, low, high, hits, language)) or speaker
    unclosed = bool(outer) and not outer[-1].closed
    return _distinct(made), Carried(pending or direct or (speaker if unclosed else None), unclosed)


def _marked(found: Sequence[Token], low: int, high: int) -> bool:
    return any(token.quote is not None for token in found[low:high])


def _characters(found: Sequence[Token], phrase: Range | None) -> Span | None:
    return None if phrase is None else (found[phrase[0]].start, found[phrase[1] - 1].end)


def _quotation(text: str, found: Sequence[Token], content: Range, frame: Frame) -> Quotation | None:
    first, end = content
    while first < end and not found[first].word and found[first].quote is None and found[first].low not in {"(", "["}:
        first += 1
    while end > first and not found[end - 1].word and found[end - 1].quote is None and found[end - 1].low not in ")]%":
        end -= 1
    if end <= first:
        return None
    inside = found[first:end]
    marked = sum(token.quote is not None for token in inside)
    if marked == len(inside):
        span = (trimmed(text, inside[0])[0], trimmed(text, inside[-1])[1])
    else:
        span = (inside[0].start, inside[-1].end)
    if not any(char.isalnum() for char in text[span[0] : span[1]]):
        return None
    kind = "direct" if marked == len(inside) or frame.verbatim else "mixed" if marked else "indirect"
    return record(text, kind, span, _characters(found, frame.cue), _characters(found, frame.speaker))


def _distinct(made: list[Quotation]) -> list[Quotation]:
    """One quotation for a span, the one with a speaker first."""
    best: dict[Span, Quotation] = {}
    for quotation in made:
        span = (quotation.start, quotation.end)
        if span not in best or (best[span].speaker_start is None and quotation.speaker_start is not None):
            best[span] = quotation
    return list(best.values())
