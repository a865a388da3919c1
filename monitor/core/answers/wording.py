"""A language's words of answering, compiled, and where they stand in a text."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from monitor.core.lookup import Hit, Lookup
from monitor.lexicon.replies import ReplyLexicon, ReplyWords

Cue = Literal[
    "welcomes", "rejects", "answers", "comments", "occasions", "addressees", "retorts", "questions", "possessive", "decoys", "positions", "policies", "links", "between", "negation", "own",
]  # fmt: skip
Answering = Literal["welcomes", "rejects", "answers", "comments"]
CUES: tuple[Cue, ...] = get_args(Cue)
VERBS: tuple[Answering, ...] = get_args(Answering)
"""The verbs, in the order in which they win where a form is in two lists."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words found in one text, in order, and by where they begin."""

    words: ReplyWords
    hits: tuple[Hit[Cue], ...]
    starts: tuple[int, ...]

    def within(self, start: int, end: int, *cues: Cue) -> list[Hit[Cue]]:
        """The hits of these kinds that lie in a span."""
        low, high = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [hit for hit in self.hits[low:high] if hit.end <= end and not set(cues).isdisjoint(hit.values)]

    def at(self, position: int) -> Hit[Cue] | None:
        """The hit that begins at a place."""
        place = bisect_left(self.starts, position)
        return self.hits[place] if place < len(self.hits) and self.starts[place] == position else None


@lru_cache(maxsize=32)
def compiled(lexicon: ReplyLexicon, language: str) -> Lookup[Cue]:
    """The language's words, kept."""
    words = lexicon.languages[language]
    return Lookup([(pattern, cue) for cue in CUES for pattern in getattr(words, cue)])


def wording(text: str, language: str, lexicon: ReplyLexicon) -> Wording:
    """The words of answering in a text, whose language the lexicon knows."""
    hits = compiled(lexicon, language).find(text)
    return Wording(lexicon.languages[language], tuple(hits), tuple(hit.start for hit in hits))
