"""Read an article as scenes: short passages with who is in them and what is going on.

The headline is the first scene, then come the lead and the body, paragraph by paragraph, long paragraphs in pieces.
Menus, link lists, "read also" lines and a repeated headline are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar

from monitor.core.lookup import Hit, Lookup, fold
from monitor.lexicon.topics import Cue, Mention, Topic

Place = Literal["title", "lead", "body"]
LIMIT = 200_000
"""Characters of an article that are read; a live blog of a long day has 70,000."""
PIECE = 500
"""Characters from which a paragraph is cut at the next sentence: the length of a paragraph of agency news."""
LEAD = 600
"""Characters from the start within which a passage that begins there is the lead."""
HEADLINE = 160
"""Longest headline that may stand in the text's first line."""
LINK = 90
"""Longest line of a list of links."""
ANEW = 0.8
"""Share of the lines of a list that do not begin with a small letter."""
NOTICE = 300
"""Longest line that a notice such as "read also" or a cookie banner fills."""

LINE = re.compile(r"[^\n]+")
END = re.compile(r"[.!?…][.!?…\"”»’)\]]{0,3}\s")
CLOSED = tuple('.!?…:;,"”»’)')


What = TypeVar("What")


class Spot(NamedTuple, Generic[What]):
    """A mention or cue in the article: its span (in the text, or in the title), and the number of its sentence."""

    start: int
    end: int
    sentence: int
    what: What


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage with what was found in it. `inside` tells whether its offsets are those of the text, or the title's."""

    place: Place
    start: int
    end: int
    inside: bool
    mentions: Sequence[Spot[Mention]]
    cues: Sequence[Spot[Cue]]


class Index(NamedTuple):
    """A topic's words in one language, ready to be looked up."""

    mentions: Lookup[Mention]
    cues: Lookup[Cue]
    venues: frozenset[str]
    related: tuple[str, ...]
    venue: float
    land: float


@lru_cache(maxsize=64)
def index(topic: Topic, language: str) -> Index:
    """The index of a topic's words in a language that it knows; built once a process."""
    words = topic.languages[language]
    return Index(
        Lookup(words.mentions),
        Lookup(words.cues),
        words.venues,
        words.related,
        topic.mentions.venue,
        topic.mentions.land,
    )


def scenes(title: str, text: str, words: Index) -> list[Scene]:
    """The scenes of an article in the order of reading."""
    found: list[Scene] = []
    if title.strip():
        mentions, cues = spots(title[:LIMIT], words)
        found.append(Scene("title", 0, len(title), inside=False, mentions=mentions, cues=cues))
    text = text[:LIMIT]
    mentions, cues = spots(text, words)
    for place, start, end in passages(title, text, words.related):
        there = within(mentions, start, end), within(cues, start, end)
        found.append(Scene(place, start, end, inside=True, mentions=there[0], cues=there[1]))
    return found


def within(every: Sequence[Spot[What]], start: int, end: int) -> Sequence[Spot[What]]:
    """The spots between two offsets, of spots in order."""
    return every[bisect_left(every, start, key=start_of) : bisect_left(every, end, key=start_of)]


def start_of(spot: Spot[What]) -> int:
    """Where a spot begins."""
    return spot.start


def spots(text: str, words: Index) -> tuple[list[Spot[Mention]], list[Spot[Cue]]]:
    """Mentions and cues of a text with the number of their sentence."""
    ends = [match.end() for match in END.finditer(text)]
    mentions = [
        Spot(hit.start, hit.end, bisect_right(ends, hit.start), mention)
        for hit in words.mentions.find(text)
        if (mention := who(text, hit, words)).weight
    ]
    cues = [Spot(hit.start, hit.end, bisect_right(ends, hit.start), hit.values[0]) for hit in words.cues.find(text)]
    return mentions, cues


def who(text: str, hit: Hit[Mention], words: Index) -> Mention:
    """What a form means where it stands: a decoy wins; a capital may be a dateline or a venue."""
    mention = next((value for value in hit.values if not value.weight), hit.values[0])
    if mention.sort not in {"capital", "names"}:
        return mention
    if mention.sort == "capital" and dateline(text, hit):
        return mention._replace(weight=0.0)
    before = fold(text[max(0, hit.start - 12) : hit.start]).split()
    if before and before[-1] in words.venues:
        return mention._replace(weight=min(mention.weight, words.venue if mention.sort == "capital" else words.land))
    return mention


def dateline(text: str, hit: Hit[Mention]) -> bool:
    """Whether a city tells where the news was written: "BERLIN, May 3", "Berlin (agency) –" at the start of a line."""
    begins = hit.start == 0 or text[hit.start - 1] == "\n"
    return begins and (text[hit.start : hit.end].isupper() or text[hit.end : hit.end + 2].lstrip()[:1] in set("(/–—"))


def passages(title: str, text: str, related: tuple[str, ...]) -> Iterator[tuple[Place, int, int]]:
    """The spans that are worth reading, with their place."""
    lines = [(match.start(), match.end()) for match in LINE.finditer(text) if not match[0].isspace()]
    skip = furniture(text, lines, related)
    headline = title.strip()
    begun: int | None = None
    for number, (start, end) in enumerate(lines):
        line = text[start:end].strip()
        if number in skip or (headline and line == headline):
            continue
        if begun is None and not headline and len(line) <= HEADLINE and len(lines) > 1 and not line.endswith(CLOSED):
            headline = line
            yield "title", start, end
            continue
        begun = start if begun is None else begun
        for left, right in cut(text, start, end):
            yield ("lead" if left - begun < LEAD else "body"), left, right


def furniture(text: str, lines: Sequence[tuple[int, int]], related: tuple[str, ...]) -> set[int]:
    """Numbers of the lines that are notices or lie in a list of links."""
    found: set[int] = set()
    run: list[int] = []
    for number, (start, end) in enumerate(lines):
        line = text[start : min(end, start + NOTICE)].strip()
        if end - start <= NOTICE and notice(line, related):
            found.add(number)
        if number and end - start <= LINK and not line.endswith(CLOSED):
            run.append(number)
            continue
        found.update(run if links(text, lines, run) else ())
        run = []
    found.update(run if links(text, lines, run) else ())
    return found


def notice(line: str, related: tuple[str, ...]) -> bool:
    """Whether a line points elsewhere. A single word at its start does so only in a short line."""
    low = line.lower()
    return low.startswith(related) and (
        len(low) <= LINK or low.startswith(tuple(form for form in related if " " in form))
    )


def links(text: str, lines: Sequence[tuple[int, int]], run: Sequence[int]) -> bool:
    """Whether short lines without a full stop are a list: three and more that begin anew, unlike text with hard breaks."""
    anew = sum(not text[lines[number][0] : lines[number][1]].lstrip()[:1].islower() for number in run)
    return len(run) > 2 and anew >= ANEW * len(run)  # noqa: PLR2004 - two short lines may be subheadings


def cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph in pieces that end with a sentence."""
    while end - start > PIECE:
        found = END.search(text, start + PIECE, end)
        if found is None:
            break
        yield start, found.end()
        start = found.end()
    if start < end:
        yield start, end
