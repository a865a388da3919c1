"""Make the record of an actor that is a person: what the text says of him or her before what the list says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from monitor.core.actors import office
from monitor.core.actors.cast import Cast
from monitor.core.actors.naming import Vocabulary
from monitor.core.actors.roll import Person
from monitor.core.actors.title import Title
from monitor.core.identity.skeleton import plain, skeleton, voiced, vowel
from monitor.core.identity.speaker import VOWEL
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.names import fold
from monitor.lexicon.people import Listed, Term
from monitor.records import Actor


def spelled(name: str) -> str:
    """A name as its key holds it: Arkady, Arkadi and Аркадий are one, Müller and Möller are not.

    Of 4,900 names in a year's news 15 pairs of persons had the same consonants and another first vowel in the surname;
    one pair was one person in two scripts, which `identity.speaker` allows for.
    """
    words = name.split()
    told = vowel(words[-1]) if words and skeleton(words[-1]) else ""
    return " ".join(map(_bones, words)) + (f"{VOWEL}{told}" if told else "")


def _bones(word: str) -> str:
    """A word without its vowels but for the ending that tells Ivanova from Ivanov; of Yuri all letters are needed."""
    letters = plain(word)
    bones = skeleton(word)
    return bones + "a" * letters.endswith("a") if bones else voiced(letters)


class Profiles:
    """The persons of one article, each made once."""

    def __init__(self, cast: Cast, words: Vocabulary, lexicon: ActorLexicon, day: date | None) -> None:
        self.cast, self.words, self.lexicon, self.day = cast, words, lexicon, day
        self._made: dict[Person, Actor] = {}

    def person(self, person: Person) -> Actor:
        """A person of the cast, with the title of the text before that of the list."""
        if person not in self._made:
            listed = person.listed
            self._made[person] = self.listed(listed, person.title) if listed else self._unlisted(person)
        return self._made[person]

    def persons(self, persons: Sequence[Person]) -> Actor:
        """Several that speak with one voice."""
        actors = [self.person(person) for person in persons]
        countries = {actor.country for actor in actors}
        country = countries.pop() if len(countries) == 1 else None
        name = ", ".join(actor.name for actor in actors)
        return Actor(f"group:{fold(name)}", name, "group", None, country, self.lexicon.side(country))

    def listed(self, listed: Listed, title: Title | None = None) -> Actor:
        """Somebody or something of the list, as of the article's day."""
        term, over = office.term(listed, self.day)
        country = (term.country if term else None) or listed.country
        return Actor(
            key=listed.key,
            name=listed.name,
            kind=listed.kind,
            role=self._role(listed, title, term, over=over),
            country=country,
            side=self.lexicon.side(country),
            listed=True,
        )

    def _role(self, listed: Listed, title: Title | None, term: Term | None, *, over: bool) -> str | None:
        """The role to show: the list's where the text means the same, else the text's, else the list's."""
        known = (f"former {term.role}" if over else term.role) if term and term.role else None
        if title is None or title.noun is None:
            return known
        said = office.office(title, self.lexicon)
        terms = listed.terms if term is None or over else (term, *listed.terms)
        for item in terms:
            if said and item.office and self._means(title, said, item):
                return item.role
        if "former" in title.modifiers:
            past = title.noun.role
            wanted = self.lexicon.offices.roles[past].office
            same = [item for item in listed.terms if item.office and wanted and item.office.endswith(f":{wanted}")]
            return f"former {same[-1].role}" if same else office.label(title, self.lexicon)
        informative = said is not None or "deputy" in title.modifiers or title.noun.role.startswith("deputy_")
        return (office.label(title, self.lexicon) or known) if informative or not known else known

    def _means(self, title: Title, said: str, term: Term) -> bool:
        told = office.real(office.country(title, self.lexicon)) or term.country
        code, _, held = (term.office or "").partition(":")
        full = self.lexicon.offices.synonyms.get(f"{told}:{said}", f"{told}:{said}")
        return told == code and office.same(full.partition(":")[2], held)

    def _unlisted(self, person: Person) -> Actor:
        name = self._nominative(person)
        title = person.title
        if title and title.noun and office.country(title, self.lexicon) is None:
            few = self.lexicon.offices.roles[title.noun.role].countries
            title = replace(title, country=office.alone(few, self.cast.countries, self.cast.states))
        code = office.country(title, self.lexicon) if title else None
        country = office.real(code)
        role = office.label(title, self.lexicon) if title and title.noun else None
        if title and (known := office.synonym(title, self.lexicon)):
            role, code = known.role, known.country
            country = code
        key = f"name:{spelled(name)}" + (f":{country}" if country else "")
        kind: Literal["person", "institution"] = "institution" if self._organisation(person) else "person"
        return Actor(key, name, kind, role or None, country, self.lexicon.side(code))

    def _organisation(self, person: Person) -> bool:
        """Whether an unlisted name is rather a body's: Human Rights Watch."""
        if person.sure or self.words.words is None:
            return False
        return any(piece.key in self.words.organisations for piece in person.name.pieces)

    def _nominative(self, person: Person) -> str:
        """The name in the form of the dictionary, where given name or rule tell it without doubt."""
        pieces = person.name.pieces
        words = [self.cast.text[piece.start : piece.end] for piece in pieces]
        if person.surname:
            words[-1] = person.surname
        given = self.words.given.get(pieces[0].key)
        if person.surname and given and not given.oblique and len(words) > 1:
            words[0] = self._masculine(words[0]) or words[0]
        if given is None or not given.oblique or self.words.words is None or not self.words.words.bare_genitive:
            return " ".join(words)
        if person.surname:
            return f"{given.nominative} {person.surname}"
        found = self.words.declension.nominatives(words[-1], given.gender)
        if len(found) != 1 or len(pieces) != 2:  # noqa: PLR2004  # given name and surname
            return " ".join(words)
        return f"{given.nominative} {found[0]}"

    def _masculine(self, given: str) -> str | None:
        """Александр for Александра, where the surname was seen to be a man's."""
        found = [name for name in self.words.declension.nominatives(given, "m") if name in self.lexicon.names.men]
        return found[0] if len(found) == 1 else None
