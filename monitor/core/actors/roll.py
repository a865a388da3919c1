"""The roll: every name of a text is given its person, in two readings: full names first, then surnames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

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


class Bearers(NamedTuple):
    """Whose the names are, in their order; `None` for one that cannot be given to anybody.

    `unclear` are the places of surnames that several of the text bear, where none of them is clearly meant, with
    their common gender.
    """

    persons: list[Person | None]
    unclear: dict[int, Gender | None]


def bearers(
    text: str, names: Sequence[Named], reading: Reading, words: Vocabulary, lexicon: ActorLexicon, day: date | None
) -> Bearers:
    """Give every name of the text its person."""
    roll = _Roll(text, names, reading, words, lexicon, day)
    return Bearers(roll.call(), roll.unclear)


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
        self.unclear: dict[int, Gender | None] = {}

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
        title = self.reading.titles.get(name.start)
        if known := self._bearers(name, title):
            return self._known(known, name, title)
        return self._alone(name, title) or self._stranger(name, title)

    def _bearers(self, name: Named, title: Title | None) -> list[Person]:
        """Whom the text knows by this surname, but for those whom the title before it rules out."""
        known = [self.listed[actor.id] for actor in name.candidates if actor.id in self.listed]
        known += self._namesakes(name)
        if title is None:
            return known
        if any(self._fits(actor, title) for actor in name.candidates) and not any(
            self._bears(person, title) for person in known
        ):
            return []  # President Trump, where the text has named Melania Trump alone
        told = title.gender if title.noun is None or title.gender == "f" else None  # Mr Lee is no Ann Lee
        return [person for person in known if not (told and person.gender and person.gender != told)]

    def _known(self, known: Sequence[Person], name: Named, title: Title | None) -> Person | None:
        """Who of the text's bearers is meant; where it is unclear, the place is kept."""
        person = known[0] if len(known) == 1 else self._meant(known, name, title)
        if person is None:
            genders = {bearer.gender for bearer in known}
            self.unclear[name.start] = genders.pop() if len(genders) == 1 else None
        elif not person.listed:
            self._learn(person, name)
        return person

    def _meant(self, known: Sequence[Person], name: Named, title: Title | None) -> Person | None:
        """Which of several bearers of a surname is meant, if one clearly is.

        The one of whom the text gave the same title, or who holds it; the one who is called by the surname alone all
        over the world; the only one who was named before. Else it is nobody: the wrong mouth is worse than none.
        """
        for clear in (
            [person for person in known if title and title.noun and self._bears(person, title)],
            [person for person in known if person.listed and person.listed.alone],
            [person for person in known if person.name.start < name.start],
        ):
            if len(clear) == 1:
                return clear[0]
        return None

    def _bears(self, person: Person, title: Title) -> bool:
        """Whether somebody of the cast has a title: by the text, or by the list."""
        told = self.reading.titles.get(person.name.start)
        if told and told.noun and title.noun and told.noun.role == title.noun.role:
            return True
        return person.listed is not None and self._fits(person.listed, title)

    def _alone(self, name: Named, title: Title | None) -> Person | None:
        """A listed person whom the title, or the surname by itself, tells."""
        fitting = [actor for actor in name.candidates if title and self._fits(actor, title)]
        meant = fitting or [actor for actor in name.candidates if actor.alone]
        actor = holder(meant, self.day) if meant else None
        return self._of(actor, name) if actor else None

    def _stranger(self, name: Named, title: Title | None) -> Person | None:
        """Somebody of whom the text gives a title and a surname only."""
        doubtful = name.pieces[-1].key in self.words.given or self._acronym(name) or self._house(name, title)
        if doubtful or title is None or not (title.noun or title.gender):
            return None
        person = Person(name, gender=name.gender or title.gender, sure=True)
        self.others.setdefault(name.pieces[-1].key[:SHORTEST], [])[:0] = [person]
        return person

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

    def _possible(self, actor: Listed, title: Title) -> bool:
        """Whether a listed person may bear a title: one of another country belongs to somebody else."""
        told = real(country(title, self.lexicon))
        return told is None or told in {actor.country, *(term.country for term in actor.terms)}

    def _fits(self, actor: Listed, title: Title) -> bool:
        """Whether a title is one that a listed person holds or held."""
        held, told = office(title, self.lexicon), real(country(title, self.lexicon))
        offices = [term.office.partition(":") for term in actor.terms if term.office]
        return any(name == held and told in {None, code} for code, _, name in offices)
