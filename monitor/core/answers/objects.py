"""Which position a word of answering is about: "rejected Macron's proposal", „auf die Worte Macrons reagierte“."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.answers.authors import Author, Authors
from monitor.core.answers.wording import Answering, Cue, Wording
from monitor.core.lookup import Hit

OBJECT = 70
"""Characters between a verb or preposition and its object: an adverb, or the second half of a date."""
NAMED = 30
"""Characters between a verb that only comments ("called") and what it is about."""
PARTS = frozenset(';:()\n"“”„«»')
"""What parts a verb from an object that is not its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer before it is given to a statement: of which kind, to whom, and where it is told."""

    kind: Answering
    authors: tuple[Author, ...]
    start: int
    end: int


class Objects:
    """The positions of one article, as objects of its verbs and prepositions."""

    def __init__(self, text: str, found: Wording, authors: Authors) -> None:
        self.text, self.found, self.authors = text, found, authors

    def behind(self, hit: Hit[Cue], kind: Answering, end: int) -> Found | None:
        """The position behind a verb or preposition, with its authors."""
        form = self.text[hit.start : hit.end].lower()
        if (second := self.found.words.split.get(form)) and second not in self.text[hit.end : end].lower().split(" "):
            second_marked = any(self.text[hit.end : end].lower().find(f" {second}{mark}") >= 0 for mark in ".,;:!?–—")
            if not second_marked:
                return None
        for noun in self.found.within(hit.end, min(end, hit.end + OBJECT), "positions", "policies")[:1]:
            if PARTS & set(self.text[hit.end : noun.start]):
                return None
            named = self.authors.of(noun)
            if named and min(one.start for one in named) >= hit.end:
                if kind == "comments" and min(noun.start, named[0].start) > hit.end + NAMED:
                    return None
                return Found(kind, tuple(named), hit.start, max(noun.end, named[-1].end))
            owners = self.found.within(hit.end, noun.start, "possessive")
            if owners and owners[-1].end + 1 == noun.start and (named := self.authors.at(hit.end)):
                return Found(kind, tuple(named), hit.start, noun.end)
        return None

    def in_front(self, hit: Hit[Cue], kind: Answering, start: int) -> Found | None:
        """The position that opens a sentence whose subject stands behind the verb: „Auf die Worte Macrons reagierte …“.

        Only of verbs that no position is itself the subject of: a statement may criticise, but does not answer.
        """
        if not self.found.words.object_first or kind not in {"answers", "comments"}:
            return None
        for noun in self.found.within(max(start, hit.start - 2 * OBJECT), hit.start, "positions", "policies")[:1]:
            named = self.authors.of(noun)
            close = max(noun.end, named[-1].end) if named else 0
            if named and 0 <= hit.start - close <= 1 and not PARTS & set(self.text[noun.start : hit.start]):
                return Found(kind, tuple(named), min(noun.start, named[0].start), hit.end)
        return None
