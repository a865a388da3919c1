"""Make the record of an actor from what the text and the list know: a person, an office, a body, a state, a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from monitor.core import office
from monitor.core.cast import Cast, Person
from monitor.core.naming import Vocabulary
from monitor.core.title import Title
from monitor.lexicon.actors import CONTINENT, ActorLexicon
from monitor.lexicon.names import fold
from monitor.lexicon.offices import Role
from monitor.lexicon.people import Listed, Term
from monitor.records import Actor

LOOK_BACK = 400
"""Mentions before a description among which its bearer is looked for."""
RESUMED = 700
"""Characters behind a statement within which "the official" means who made it: some three sentences."""
RULERS = frozenset({"head_of_state", "head_of_government"})
SILENT = frozenset({"names", "capital", "seats"})
"""How a place must be named to stand for its government."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who spoke last, and where."""

    start: int
    who: Person | Actor


class Profiles:
    """The actors of one article, each made once."""

    def __init__(self, cast: Cast, words: Vocabulary, lexicon: ActorLexicon, day: date | None) -> None:
        self.cast, self.words, self.lexicon, self.day = cast, words, lexicon, day
        self._made: dict[Person, Actor] = {}

    def person(self, person: Person) -> Actor:
        """A person of the cast, with the title of the text before that of the list."""
        if person not in self._made:
            listed = person.listed
            self._made[person] = self._listed(listed, person.title) if listed else self._unlisted(person)
        return self._made[person]

    def persons(self, persons: Sequence[Person]) -> Actor:
        """Several that speak with one voice."""
        actors = [self.person(person) for person in persons]
        countries = {actor.country for actor in actors}
        country = countries.pop() if len(countries) == 1 else None
        name = ", ".join(actor.name for actor in actors)
        return Actor(f"group:{fold(name)}", name, "group", None, country, self.lexicon.side(country))

    def titled(self, title: Title, position: int, last: Spoken | None) -> Person | Actor | None:
        """Whom a description means that begins at `position`; `last` is who spoke last."""
        if title.noun is None:
            return self._body(title, position)
        role = self.lexicon.offices.roles[title.noun.role]
        if role.kind == "profession":
            return None
        if title.noun.plural or title.paired:
            return self._nameless(title, "anonymous" if role.kind == "anonymous" else "group", plural=True)
        if title.noun.role == "spokesperson":
            return self._spokesperson(title, position, last)
        if title.represents is not None or title.definite is False:
            return self._nameless(title, "anonymous")
        if found := self._of_cast(title, position, last):
            return found
        if office.office(title, self.lexicon) or role.office == "leader":
            return self._of_list(title)
        told = office.country(title, self.lexicon) is not None
        if not told and role.bearers is not None:
            return self._resumed(role, title, position, last)
        if (role.kind == "anonymous" or title.definite is None) and told:
            return self._nameless(title, "anonymous")
        return self._nameless(title, "anonymous") if role.kind == "anonymous" and title.definite is not True else None

    def _resumed(self, role: Role, title: Title, position: int, last: Spoken | None) -> Person | Actor | None:
        """The official, the politician: who spoke last, if not long ago and if one can be called that."""
        if last is None or position - last.start > RESUMED:
            return None
        if isinstance(last.who, Actor):
            return last.who if last.who.kind == "anonymous" and last.who.key.endswith(self._noun(title)) else None
        if title.gender and last.who.gender and title.gender != last.who.gender:
            return None
        shown = (self.person(last.who).role or "").lower()
        fits = not role.bearers or any(word in shown for word in role.bearers)
        return last.who if fits else None

    def _noun(self, title: Title) -> str:
        return self.lexicon.offices.roles[title.noun.role].label if title.noun else ""

    def _listed(self, listed: Listed, title: Title | None) -> Actor:
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
        return office.label(title, self.lexicon) if informative or not known else known

    def _means(self, title: Title, said: str, term: Term) -> bool:
        told = office.real(office.country(title, self.lexicon)) or term.country
        code, _, held = (term.office or "").partition(":")
        full = self.lexicon.offices.synonyms.get(f"{told}:{said}", f"{told}:{said}")
        return told == code and office.same(full.partition(":")[2], held)

    def _unlisted(self, person: Person) -> Actor:
        name = self._nominative(person)
        title = person.title
        code = office.country(title, self.lexicon) if title else None
        country = office.real(code)
        role = office.label(title, self.lexicon) if title and title.noun else None
        if title and (known := office.synonym(title, self.lexicon)):
            role, code = known.role, known.country
            country = code
        key = f"name:{fold(name)}" + (f":{country}" if country else "")
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
        found = self.words.declension.nominatives(words[-1], given.gender)
        if len(found) != 1 or len(pieces) != 2:  # noqa: PLR2004  # given name and surname
            return " ".join(words)
        return f"{given.nominative} {found[0]}"

    def _masculine(self, given: str) -> str | None:
        """Александр for Александра, where the surname was seen to be a man's."""
        found = [name for name in self.words.declension.nominatives(given, "m") if name in self.lexicon.names.men]
        return found[0] if len(found) == 1 else None

    def _of_cast(self, title: Title, position: int, last: Spoken | None) -> Person | None:
        """Somebody named before who bears the title; of several the one who spoke last, else nobody."""
        found = self._answering(self.cast.before(position, LOOK_BACK), title)
        if not found and (title.body or title.institution or title.country):
            found = self._answering(self.cast.after(position, LOOK_BACK), title)
        if len(found) == 1:
            return found[0]
        return next((person for person in found if last is not None and person is last.who), None)

    def _answering(self, persons: Iterable[Person], title: Title) -> list[Person]:
        return [person for person in dict.fromkeys(persons) if self._answers(person, title)]

    def _answers(self, person: Person, title: Title) -> bool:
        if title.noun is None or (title.gender and person.gender and title.gender != person.gender):
            return False
        wanted = office.country(title, self.lexicon)
        actor = self.person(person)
        if wanted and actor.country and office.real(wanted) != actor.country:
            return False
        own = person.title
        role = self.lexicon.offices.roles[title.noun.role]
        if role.kind == "anonymous" and role.bearers and title.country:
            return any(word in (actor.role or "").lower() for word in role.bearers)
        if own and own.noun and own.noun.role == title.noun.role and self._same_seat(own, title):
            return ("former" in own.modifiers) == ("former" in title.modifiers)
        if person.listed is None or "former" in title.modifiers:
            return False
        term, over = office.term(person.listed, self.day)
        held = term.office.partition(":")[2] if term and term.office and not over else ""
        return self._held(held, title)

    def _same_seat(self, own: Title, title: Title) -> bool:
        return (
            ("deputy" in own.modifiers) == ("deputy" in title.modifiers)
            and title.portfolio in {None, own.portfolio}
            and (title.body is None or own.body is None or own.body.body == title.body.body)
            and title.institution in {None, own.institution}
        )

    def _held(self, held: str, title: Title) -> bool:
        role = self.lexicon.offices.roles[title.noun.role] if title.noun else None
        if not held or role is None:
            return False
        if role.office == "leader":
            return held in RULERS and title.country is not None
        if role.office == "minister" and not title.portfolio:
            return held.endswith("_minister")
        said = office.office(title, self.lexicon)
        return said is not None and office.same(said, held)

    def _of_list(self, title: Title) -> Actor | None:
        """The holder of the office on the day, else the office itself where its country is known."""
        name = office.office(title, self.lexicon) or self._leader(title)
        if name is None or title.noun is None:
            return None
        role = self.lexicon.offices.roles[title.noun.role]
        code = office.country(title, self.lexicon) or self._only(role.countries)
        if code is None or code not in self.lexicon.places["en"]:
            return None
        full = self.lexicon.offices.synonyms.get(f"{code}:{name}", f"{code}:{name}")
        if full.startswith(CONTINENT):
            return None
        if listed := office.holder(full, self.day, self.lexicon):
            return self._listed(listed, None)
        if role.kind != "office":
            return None
        return Actor(f"office:{full}", office.label(title, self.lexicon), "person", office.label(title, self.lexicon), code, self.lexicon.side(code))

    def _leader(self, title: Title) -> str | None:
        role = self.lexicon.offices.roles[title.noun.role] if title.noun else None
        return "leader" if role and role.office == "leader" and not title.modifiers else None

    def _only(self, countries: tuple[str, ...]) -> str | None:
        """Of the few states that have such an office the one that the text names; the first where it names none."""
        named = [code for code in countries if code in self.cast.countries]
        if not countries or len(named) > 1:
            return None
        return named[0] if named else countries[0]

    def _spokesperson(self, title: Title, position: int, last: Spoken | None) -> Person | Actor | None:
        if title.represents is not None:
            return self._spokesperson_of(title)
        if title.definite is not False and not title.modifiers & {"former", "deputy"}:
            if found := self._of_cast(title, position, last):
                return found
            if listed := self._listed_spokesperson(title):
                return self._listed(listed, None)
        if title.institution or (title.body and office.country(title, self.lexicon)):
            body = self._body(title, position)
            if isinstance(body, Actor):
                return Actor(body.key, body.name, body.kind, "spokesperson", body.country, body.side, body.listed)
        return self._nameless(title, "anonymous") if office.country(title, self.lexicon) else None

    def _listed_spokesperson(self, title: Title) -> Listed | None:
        code = office.country(title, self.lexicon)
        name = office.office(title, self.lexicon)
        if title.institution:
            return office.spokesperson(title.institution, self.day, self.lexicon)
        if code and title.body and self.lexicon.offices.bodies[title.body.body].state:
            return office.spokesperson(office.state_key(code), self.day, self.lexicon)
        return office.holder(f"{code}:{name}", self.day, self.lexicon) if code and name != "spokesperson" else None

    def _spokesperson_of(self, title: Title) -> Actor | None:
        """Putin's spokesman: the listed one, else one without a name."""
        owner = self._owner(title)
        if owner is None:
            return None
        if owner.listed and title.definite is not False and not title.modifiers:
            listed = office.spokesperson(owner.listed.id, self.day, self.lexicon)
            if listed:
                return self._listed(listed, None)
        served = self.person(owner)
        name = f"spokesperson for {served.name}"
        return Actor(f"anon:spokesperson:{served.key}", name, "anonymous", "spokesperson", served.country, served.side)

    def _nameless(self, title: Title, kind: Literal["group", "anonymous"], *, plural: bool = False) -> Actor | None:
        if title.noun is None:
            return None
        title = self._owned(title)
        code = office.country(title, self.lexicon)
        country = office.real(code)
        name = office.label(title, self.lexicon, plural=plural)
        prefix = "group" if kind == "group" else "anon"
        return Actor(f"{prefix}:{fold(name)}", name, kind, None, country, self.lexicon.side(code))

    def _owned(self, title: Title) -> Title:
        """A title with the country of whom it serves, where it names none: Biden administration officials."""
        owner = self._owner(title)
        if owner is None or office.country(title, self.lexicon):
            return title
        return replace(title, country=self.person(owner).country, body=None)

    def _owner(self, title: Title) -> Person | None:
        if title.represents is None:
            return None
        return next((person for name, person in self.cast.pairs() if name is title.represents), None)

    def _body(self, title: Title, position: int) -> Actor | None:
        """An institution, a body of a state, or the state itself by name or capital."""
        if title.institution:
            return self._listed(self.lexicon.listed[title.institution], None)
        if title.body:
            return self._of_state(title, position)
        if title.country is None:
            return None
        if title.field == "people" or office.real(title.country) is None:
            return self._people(title.country) if title.field != "adjectives" else None
        return self._state(title.country) if title.field in SILENT else None

    def _of_state(self, title: Title, position: int) -> Actor | None:
        if title.body is None:
            return None
        owner = self._owner(title)
        code = office.real(office.country(title, self.lexicon)) or (self.person(owner).country if owner else None)
        code = code or self._body_country(title, position)
        if code is None:
            return None
        if self.lexicon.offices.bodies[title.body.body].state:
            return self._state(code)
        full = f"{code}:{office.body_name(title)}"
        if listed := office.bodies(self.lexicon, full):
            return self._listed(listed, None)
        if title.body.body == "ministry" and not title.portfolio:
            return None
        name = f"{office.demonym(code, self.lexicon)} {office.body_label(title, self.lexicon)}".strip()
        name = name if title.country is None else office.body_label(title, self.lexicon)
        return Actor(f"office:{full}", name, "institution", None, code, self.lexicon.side(code))

    def _body_country(self, title: Title, position: int) -> str | None:
        """The country of the same body named before: "the German Foreign Ministry … the ministry said"."""
        for other in reversed(self.cast.reading.bare):
            if other.start < position and other.body and title.body and other.body.body == title.body.body:
                code = office.real(office.country(other, self.lexicon))
                if code and title.portfolio in {None, other.portfolio}:
                    return code
        return None

    def _state(self, code: str) -> Actor:
        name = office.state(code, self.lexicon)
        return Actor(office.state_key(code), name, "institution", None, code, self.lexicon.side(code))

    def _people(self, code: str) -> Actor:
        name = office.state(code, self.lexicon) if office.real(code) is None else office.demonym(code, self.lexicon)
        return Actor(f"group:{code.lower()}", name, "group", None, office.real(code), self.lexicon.side(code))
