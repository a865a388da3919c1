"""The cast of an article: everyone it names, each once, with the fullest name and the title that the text gives."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.core.actors.chain import Link, chains
from monitor.core.actors.naming import HonorificTag, InstitutionTag, Mark, PlaceTag, Vocabulary, marks
from monitor.core.actors.person import Named, named
from monitor.core.actors.roll import Person, bearers
from monitor.core.actors.title import Reading, read
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.names import Gender
from monitor.lexicon.offices import BodyNoun, RoleNoun


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what a text names. `mentions` and `names` run in parallel, in order of the text; a name that could not
    be given to anybody has `None`.
    """

    text: str
    names: tuple[Named, ...]
    mentions: tuple[Person | None, ...]
    unclear: Mapping[int, Gender | None]
    """Where surnames begin that several bear, and none of them is clearly meant; and their common gender."""
    marks: tuple[Mark, ...]
    reading: Reading
    starts: tuple[int, ...]
    mark_starts: tuple[int, ...]
    countries: frozenset[str]
    states: frozenset[str]
    """Of the countries those named otherwise than by their capital."""
    institutions: frozenset[str]

    def within(self, start: int, end: int) -> list[tuple[Named, Person | None]]:
        """The names that touch a span."""
        first = max(0, bisect_left(self.starts, start) - 1)
        found = []
        for place in range(first, len(self.names)):
            name = self.names[place]
            if name.start >= end:
                break
            if name.end > start:
                found.append((name, self.mentions[place]))
        return found

    def marks_within(self, start: int, end: int) -> tuple[Mark, ...]:
        """The marks that lie in a span."""
        first = bisect_left(self.mark_starts, start)
        return tuple(mark for mark in self.marks[first : bisect_left(self.mark_starts, end)] if mark.end <= end)

    def before(self, position: int, most: int) -> Iterator[Person]:
        """Who was named before a place, nearest first, looking at `most` mentions."""
        last = bisect_left(self.starts, position)
        yield from (person for person in reversed(self.mentions[max(0, last - most) : last]) if person is not None)

    def after(self, position: int, most: int) -> Iterator[Person]:
        """Who is named after a place, nearest first, looking at `most` mentions."""
        first = bisect_left(self.starts, position)
        yield from (person for person in self.mentions[first : first + most] if person is not None)

    def bearer(self, name: Named) -> Person | None:
        """Whose name it is."""
        return self.mentions[bisect_left(self.starts, name.start)]

    def pairs(self) -> Iterator[tuple[Named, Person | None]]:
        """Every name with its person."""
        return zip(self.names, self.mentions, strict=True)


def cast(text: str, words: Vocabulary, lexicon: ActorLexicon, day: date | None) -> Cast:
    """Everyone a text names."""
    found = marks(text, words)
    names = named(text, found, words, _titled(text, found, words))
    free = _free(found, names)
    links: list[Link] = sorted((*free, *names), key=lambda link: link.start)
    reading = read(text, links, words, lexicon.offices)
    mentions, unclear = bearers(text, names, reading, words, lexicon, day)
    return Cast(
        text=text,
        names=tuple(names),
        mentions=tuple(mentions),
        unclear=unclear,
        marks=tuple(free),
        reading=reading,
        starts=tuple(name.start for name in names),
        mark_starts=tuple(mark.start for mark in free),
        countries=frozenset(mark.tag.code for mark in free if isinstance(mark.tag, PlaceTag)),
        states=frozenset(
            mark.tag.code for mark in free if isinstance(mark.tag, PlaceTag) and mark.tag.field != "capital"
        ),
        institutions=frozenset(mark.tag.id for mark in free if isinstance(mark.tag, InstitutionTag)),
    )


def _free(found: Sequence[Mark], names: Sequence[Named]) -> list[Mark]:
    """The marks that no name covers."""
    free: list[Mark] = []
    place = 0
    for mark in found:
        while place < len(names) and names[place].end <= mark.start:
            place += 1
        if place == len(names) or mark.end <= names[place].start:
            free.append(mark)
    return free


def _titled(text: str, found: Sequence[Mark], words: Vocabulary) -> frozenset[int]:
    """Where a name may begin because a title ends."""
    places: set[int] = set()
    if words.words is None:
        return frozenset()
    for chain in chains(text, found, words.words):
        seen, end = False, 0
        for link in chain:
            if not isinstance(link, Mark):
                continue
            seen = seen or isinstance(link.tag, RoleNoun | HonorificTag)
            adjective = isinstance(link.tag, PlaceTag) and link.tag.field == "adjectives" and link.start > end + 1
            if seen and not adjective and not isinstance(link.tag, BodyNoun):
                places.add(link.end + 1)
            end = link.end
    return frozenset(places)
