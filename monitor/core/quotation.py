"""Quotations: who said what in an article, with offsets into its text.

    text ──marks──▶ paragraphs with paired marks ──tokens, sentence──▶ sentences in which a quotation is one token
         ──cue──▶ words that say that something was said ──speaker──▶ by whom ──frame──▶ and what
         ──reading──▶ what no cue claims: labels, dashes, moods, whole sentences, marks alone; who has the floor
         ──content, span──▶ quotations ──here──▶ joined over paragraphs, one for a span

A paragraph is the unit. `core.speech.reading` holds the order of its rules, `core.speech.frame` that of the rules of
one cue, `core.speech.speaker` that of the places where its speaker may stand. Rules know closed classes of words and
features of a language, never its words: those come from the lexicon. `docs/statements.md` says which file holds what.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from monitor.core.sentence import split
from monitor.core.speech.floor import Carried, Floor
from monitor.core.speech.marks import LONGEST, pair, paragraphs
from monitor.core.speech.reading import Reading
from monitor.core.speech.span import Span
from monitor.core.speech.tokens import tokens
from monitor.lexicon.languages import Language
from monitor.records import Quotation

CAPITALISED = re.compile(r"\b(?=[^\W\d_])[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]\w+")
CLOCK = re.compile(
    r"\s{0,8}(?:[01]?\d|2[0-3])[.:][0-5]\d(?: (?:UTC|GMT|BST|CES?T|EES?T|MSK)\b)?\s{0,2}[-–—:|]?\s{1,2}(?=[^\w\s]?[^\W\d_])"
)
"""The time before an update of a live blog: 14.05 Lee said …, 14:05 GMT – “We go on,” …"""
LIVE = 3
"""Paragraphs that begin with a time and make an article a live blog: in others it may be an amount."""
INDENT = 2
"""Characters before the mark that reopens a paragraph."""
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
    heard: set[str] = set()
    made: list[Quotation] = []
    carried = Carried()
    for start, end in _past_times(text, paragraphs(text)):
        if end - start <= REPEATED:
            key = _normal(text[start:end])
            if key in seen:
                continue
            seen.add(key)
        found, following = _paragraph(text, start, end, language, carried, known, heard)
        if carried.open and made and found and _goes_on(made[-1], found[0], start):
            found[0] = _joined(text, made.pop(), found[0])
        made.extend(found)
        carried = following
    return tuple(sorted(made, key=lambda quotation: (quotation.start, -quotation.end)))


def _past_times(text: str, found: Iterable[Span]) -> list[Span]:
    """The paragraphs, those of a live blog without the times before them, which nobody said."""
    spans = list(found)
    clocks = [CLOCK.match(text, start, end) for start, end in spans]
    if sum(clock is not None for clock in clocks) < LIVE:
        return spans
    return [(clock.end() if clock else start, end) for clock, (start, end) in zip(clocks, spans, strict=True)]


def _normal(line: str) -> str:
    return " ".join(line.split()).casefold()


def _met_again(text: str) -> frozenset[str]:
    """Capitalised words that the text has more than once: names of its people rather than labels of the page."""
    counts = Counter(match[0].lower() for match in CAPITALISED.finditer(text))
    return frozenset(word for word, count in counts.items() if count > 1)


def _goes_on(earlier: Quotation, later: Quotation, start: int) -> bool:
    """Whether `later` is the next paragraph of the speech whose mark `earlier` left open."""
    both = earlier.kind == later.kind == "direct"
    return both and later.start - start <= INDENT and later.end - earlier.start <= LONGEST


def _joined(text: str, earlier: Quotation, later: Quotation) -> Quotation:
    """Both as one, told by whoever tells it of the first, else of the second."""
    teller = later if earlier.speaker_start is None and later.speaker_start is not None else earlier
    return replace(teller, start=earlier.start, end=later.end, content=text[earlier.start : later.end])


def _paragraph(
    text: str, start: int, end: int, language: Language, carried: Carried, known: frozenset[str], heard: set[str]
) -> tuple[list[Quotation], Carried]:
    """The quotations of one paragraph, and what it leaves to the next."""
    outer = [quote for quote in pair(text, start, end) if quote.depth == 0]
    found = tokens(text, start, end, outer, language)
    speaks_on = bool(found) and found[0].quote is not None
    floor = Floor(carried.speaker if speaks_on else None)
    reading = Reading(text, found, language, known, heard, floor, carried.last)
    reading.read(split(text, found, language))
    unclosed = bool(outer) and not outer[-1].closed
    speaker = floor.marked or (floor.speaker if unclosed else None)
    return _distinct(reading.made), Carried(speaker, unclosed, reading.last)


def _distinct(made: list[Quotation]) -> list[Quotation]:
    """One quotation for a span, the one with a speaker first."""
    best: dict[Span, Quotation] = {}
    for quotation in made:
        span = (quotation.start, quotation.end)
        if span not in best or (best[span].speaker_start is None and quotation.speaker_start is not None):
            best[span] = quotation
    return list(best.values())
