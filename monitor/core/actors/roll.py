"""The roll: every name of a text is given its person, in two readings: full names first, then surnames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.core.actors.naming import Vocabulary
from monitor.core.actors.office import country, office, real
from monitor.core.actors.person import CYRILLIC, Named, holder
from monitor.core.actors.title import Reading, Title
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.names import Gender
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


def bearers(
    text: str, names: Sequence[Named], reading: Reading, words: Vocabulary, lexicon: ActorLexicon, day: date | None
) -> list[Person | None]:
    """Whose the names are, in their order; `None` for one that cannot be given to anybody."""
    return _Roll(text, names, reading, words, lexicon, day).call()


class _Roll:
    """What the call needs to know, and who answered so far."""

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
