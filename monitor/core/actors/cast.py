"""The cast of an article: everyone it names, each once, with the fullest name and the title that the text gives."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.core.actors.chain import Link, chains
from monitor.core.actors.naming import HonorificTag, InstitutionTag, Mark, PlaceTag, Vocabulary, marks
from monitor.core.actors.office import country, office, real
from monitor.core.actors.person import CYRILLIC, Named, holder, named
from monitor.core.actors.title import Reading, Title, read
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.names import Gender
from monitor.lexicon.offices import BodyNoun, RoleNoun
from monitor.lexicon.people import Listed

BUCKET = 40
"""Namesakes by their first letters that are compared; a text with more is a list of names."""
ACRONYM = 5
"""Letters of the longest acronym."""
SHORTEST, ENDING = 3, 4
"""Two forms of one name share at least three letters and differ in an ending of at most four."""


@dataclass(slots=True, eq=False)
class Person:
    """Somebody of the cast. Built while the text is read, left alone after. `surname` is its nominative, where found."""

    name: Named
    listed: Listed | None = None
    gender: Gender | None = None
    title: Title | None = None
    sure: bool = False
    surname: str | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what a text names. `mentions` and `names` run in parallel, in order of the text; a name that could not
    be given to anybody has `None`.
    """

    text: str
    names: tuple[Named, ...]
    mentions: tuple[Person | None, ...]
    marks: tuple[Mark, ...]
    reading: Reading
    starts: tuple[int, ...]
    mark_starts: tuple[int, ...]
    countries: frozenset[str]
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
    mentions = _Roll(text, names, reading, words, lexicon, day).call()
    return Cast(
        text=text,
        names=tuple(names),
        mentions=tuple(mentions),
        marks=tuple(free),
        reading=reading,
        starts=tuple(name.start for name in names),
        mark_starts=tuple(mark.start for mark in free),
        countries=frozenset(mark.tag.code for mark in free if isinstance(mark.tag, PlaceTag)),
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


class _Roll:
    """Gives every name its person, in two readings: full names first, then surnames."""

    def __init__(
        self,
        text: str,
        names: Sequence[Named],
        reading: Reading,
        words: Vocabulary,
        lexicon: ActorLexicon,
        day: date | None,
    ) -> None:
        self.text, self.names, self.reading, self.words, self.lexicon, self.day = (
            text,
            names,
            reading,
            words,
            lexicon,
            day,
        )
        self.listed: dict[str, Person] = {}
        self.others: dict[str, list[Person]] = {}

    def call(self) -> list[Person | None]:
        full = [self._full(name) for name in self.names]
        mentions = [person or self._short(name) for name, person in zip(self.names, full, strict=True)]
        for name, person in zip(self.names, mentions, strict=True):
            if person and (title := self.reading.titles.get(name.start)):
                self._entitle(person, title)
        return mentions

    def _entitle(self, person: Person, title: Title) -> None:
        if person.listed and not self._possible(person.listed, title):
            return
        person.gender = person.gender or title.gender
        if person.title is None or (title.noun and person.title.noun is None):
            person.title = title

    def _full(self, name: Named) -> Person | None:
        if not name.full:
            return None
        if name.candidates:
            actor = holder(name.candidates, self.day)
            return self._of(actor, name) if actor else None
        person, sure = self._same(name), name.sure or self._apposed(name)
        if person is None and self.words.noun_capitals and not sure and self._nouns(name):
            return None
        if person is None:
            person = Person(name, gender=name.gender, sure=sure)
            bucket = self.others.setdefault(name.pieces[-1].key[:SHORTEST], [])
            if len(bucket) < BUCKET:
                bucket.append(person)
        elif (person.name.oblique and not name.oblique) or self._declines(name, person.name, person.gender):
            person.name = name
        person.sure = person.sure or sure
        person.gender = person.gender or name.gender
        return person

    def _apposed(self, name: Named) -> bool:
        """Whether an office is set off behind it: "Gábor Szendrey, Budapest's foreign minister,"."""
        title = self.reading.titles.get(name.start)
        if title is None or title.noun is None or title.start < name.end:
            return False
        return not any(piece.key in self.words.organisations | self.words.known for piece in name.pieces)

    def _nouns(self, name: Named) -> bool:
        """Whether two capitals may be nouns: Anfang März; a name is none that a closed-class word is part of."""
        return len(name.pieces) > SHORTEST - 1 or any(piece.key in self.words.known for piece in name.pieces)

    def _of(self, actor: Listed, name: Named) -> Person:
        return self.listed.setdefault(actor.id, Person(name, listed=actor, gender=actor.gender, sure=True))

    def _same(self, name: Named) -> Person | None:
        """Somebody met before whose given name and surname are these, in another case or with a name more."""
        for person in self.others.get(name.pieces[-1].key[:SHORTEST], ()):
            pieces = person.name.pieces
            if self._alike(pieces[-1].key, name.pieces[-1].key) and self._alike(pieces[0].key, name.pieces[0].key):
                return person
        return None

    def _alike(self, left: str, right: str) -> bool:
        if left == right:
            return True
        if self.words.words is None or not self.words.words.bare_genitive:
            return left in self.words.declension.cases(right, None) or right in self.words.declension.cases(left, None)
        short, long = sorted((left, right), key=len)
        common = next((k for k, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
        return common >= max(SHORTEST, len(short) - 2) and len(long) - common <= ENDING

    def _short(self, name: Named) -> Person | None:
        """Whose surname it is: of somebody named in full, else of a listed person whom a surname or title tells."""
        if known := [self.listed[actor.id] for actor in name.candidates if actor.id in self.listed]:
            return known[0] if len(known) == 1 else None
        if others := self._namesakes(name):
            person = others[0] if len(others) == 1 else self._nearest(others, name)
            if person:
                self._learn(person, name)
            return person
        title = self.reading.titles.get(name.start)
        if name.candidates:
            fitting = [actor for actor in name.candidates if title and self._fits(actor, title)]
            alone = [actor for actor in name.candidates if actor.alone]
            if actor := holder(fitting or alone, self.day) if fitting or alone else None:
                return self._of(actor, name)
        doubtful = name.pieces[-1].key in self.words.given or self._acronym(name) or self._house(name, title)
        if title and (title.noun or title.gender) and not doubtful:
            person = Person(name, gender=name.gender or title.gender, sure=True)
            self.others.setdefault(name.pieces[-1].key[:SHORTEST], [])[:0] = [person]
            return person
        return None

    def _acronym(self, name: Named) -> bool:
        """PiS, OSW: a party or house behind a title, not a surname."""
        word = self._surname(name)
        return len(word) <= ACRONYM and sum(char.isupper() for char in word) > 1

    def _house(self, name: Named, title: Title | None) -> bool:
        """A house behind a title («аналитик Центра», «собеседник NewsInfo»): an organisation's word, or another script."""
        if title is None or self.words.words is None:
            return False
        key = name.pieces[-1].key
        foreign = (key[0] < CYRILLIC) != (self.text[title.start] < CYRILLIC)
        return foreign or any(self._alike(key, word) for word in self.words.words.organisations)

    def _namesakes(self, name: Named) -> list[Person]:
        key = name.pieces[-1].key
        if len(name.pieces) > 1 and not self.words.noun_capitals:
            return []
        return [
            person
            for person in self.others.get(key[:SHORTEST], ())
            if self._alike(person.name.pieces[-1].key, key)
            and (person.sure or not (self.words.noun_capitals or self._begins(person.name)))
        ]

    def _begins(self, name: Named) -> bool:
        """Whether a name stands where any word has a capital, so that its first word may be none of it."""
        before = self.text[max(0, name.start - 3) : name.start].strip()
        return not before or not (before[-1].isalnum() or before[-1] == ",")

    def _learn(self, person: Person, name: Named) -> None:
        """The surname's nominative, where the surname alone stands in it: Petrocchi for Petrocchiego."""
        if self._declines(name, person.name, None):
            person.surname = self._surname(name)

    def _declines(self, name: Named, other: Named, gender: Gender | None) -> bool:
        """Whether the surname of `other` is a case of that of `name`."""
        return self._surname(other) in self.words.declension.cases(self._surname(name), gender)

    def _surname(self, name: Named) -> str:
        return self.text[name.pieces[-1].start : name.pieces[-1].end]

    @staticmethod
    def _nearest(others: Sequence[Person], name: Named) -> Person | None:
        before = [person for person in others if person.name.start < name.start]
        return max(before, key=lambda person: person.name.start) if len(before) == 1 else None

    def _possible(self, actor: Listed, title: Title) -> bool:
        """Whether a listed person may bear a title: one of another country belongs to somebody else."""
        told = real(country(title, self.lexicon))
        return told is None or told in {actor.country, *(term.country for term in actor.terms)}

    def _fits(self, actor: Listed, title: Title) -> bool:
        """Whether a title is one that a listed person holds or held."""
        held, told = office(title, self.lexicon), real(country(title, self.lexicon))
        offices = [term.office.partition(":") for term in actor.terms if term.office]
        return any(name == held and told in {None, code} for code, _, name in offices)
