"""Whom a description means: "the chancellor", "the Kremlin spokesman", "European leaders", "a senior EU official".

Somebody of the article's cast who bears the title, else the holder of the office on the article's day, else the office
itself, a group, or a source without a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from monitor.core.actors import office
from monitor.core.actors.body import Bodies
from monitor.core.actors.profile import Profiles
from monitor.core.actors.roll import Person
from monitor.core.actors.title import Title
from monitor.lexicon.actors import CONTINENT
from monitor.lexicon.names import fold
from monitor.lexicon.offices import Role, RoleNoun
from monitor.lexicon.people import Listed
from monitor.records import Actor

LOOK_BACK = 400
"""Mentions around a description among which its bearer is looked for."""
RESUMED = 700
"""Characters behind a statement within which "the official" means who made it: some three sentences."""
ALLIANCES = frozenset({"EU", "NATO", "UN", "OSCE", "COE"})
"""Codes that have no ruler: "the EU president" may be any of three."""
RULERS = frozenset({"head_of_state", "head_of_government"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who spoke last, and where."""

    start: int
    who: Person | Actor


class Descriptions:
    """The descriptions of one article."""

    def __init__(self, profiles: Profiles) -> None:
        self.profiles, self.cast, self.lexicon, self.day = profiles, profiles.cast, profiles.lexicon, profiles.day
        self.bodies = Bodies(profiles)

    def titled(self, title: Title, position: int, last: Spoken | None) -> Person | Actor | None:
        """Whom a description means that begins at `position`; `last` is who spoke last."""
        if title.noun is None:
            return self.bodies.body(title, position)
        role = self.lexicon.offices.roles[title.noun.role]
        if several(title) and role.kind != "profession":
            return self._nameless(title, "anonymous" if role.kind == "anonymous" else "group", plural=True)
        if title.open and role.kind != "anonymous":
            told = title.noun.role == "spokesperson" and office.country(title, self.lexicon)
            return self._nameless(title, "anonymous") if told else None
        return self._single(title, title.noun, position, last)

    def _single(self, title: Title, noun: RoleNoun, position: int, last: Spoken | None) -> Person | Actor | None:
        """Whom a role in the singular means."""
        role = self.lexicon.offices.roles[noun.role]
        if role.kind == "profession":
            return self._expert(title, noun, position, last)
        if noun.role == "spokesperson":
            return self._spokesperson(title, noun, position, last)
        if title.represents is not None or title.definite is False:
            return self._nameless(title, "anonymous")
        return self._of_cast(title, noun, position, last) or self._elsewhere(title, role, position, last)

    def _elsewhere(self, title: Title, role: Role, position: int, last: Spoken | None) -> Person | Actor | None:
        """Who bears a title that nobody of the cast bears."""
        if office.office(title, self.lexicon) or role.office == "leader":
            return self._of_list(title, role)
        told = office.country(title, self.lexicon) is not None
        if not told and role.bearers is not None and (found := self._resumed(role, title, position, last)):
            return found
        secret = role.kind == "anonymous"
        if told and (found := self._called(role, title, position, last)):
            return found
        unnamed = (secret and (told or title.definite is not True)) or (told and title.definite is None)
        return self._nameless(title, "anonymous") if unnamed else None

    def _called(self, role: Role, title: Title, position: int, last: Spoken | None) -> Person | None:
        """The Russian politician: who spoke last, where that country is his or hers."""
        if role.kind != "rank" or role.bearers is None or title.modifiers or title.institution or title.body:
            return None
        if last is None or not isinstance(last.who, Person):
            return None
        if self.profiles.person(last.who).country != office.real(office.country(title, self.lexicon)):
            return None
        found = self._resumed(role, title, position, last)
        return found if isinstance(found, Person) else None

    def _resumed(self, role: Role, title: Title, position: int, last: Spoken | None) -> Person | Actor | None:
        """The official, the politician: who spoke last, if not long ago and if one can be called that."""
        if last is None or position - last.start > RESUMED:
            return None
        if isinstance(last.who, Actor):
            return last.who if last.who.kind == "anonymous" and last.who.name.endswith(role.label) else None
        if title.gender and last.who.gender and title.gender != last.who.gender:
            return None
        if title.party and self._rivals(title, last.who, position):
            return None
        shown = (self.profiles.person(last.who).role or "").lower()
        fits = not role.bearers or any(word in shown for word in role.bearers)
        return last.who if fits else None

    def _rivals(self, title: Title, who: Person, position: int) -> bool:
        """Whether the member of a party may be somebody else whom the text named."""
        named = self.cast.before(position, LOOK_BACK)
        agreeing = (
            other for other in named if other.sure and (not title.gender or other.gender in {title.gender, None})
        )
        return any(other is not who for other in agreeing)

    def _expert(self, title: Title, noun: RoleNoun, position: int, last: Spoken | None) -> Person | None:
        """The political scientist: who spoke last, if it is one without an office."""
        if noun.plural or title.definite is False or last is None or position - last.start > RESUMED:
            return None
        who = last.who
        if isinstance(who, Actor) or who.listed or (title.gender and who.gender and title.gender != who.gender):
            return None
        own = who.title.noun.role if who.title and who.title.noun else None
        return who if own is None or self.lexicon.offices.roles[own].kind == "profession" else None

    def _of_cast(self, title: Title, noun: RoleNoun, position: int, last: Spoken | None) -> Person | None:
        """Somebody named before who bears the title; of several the one who spoke last, else nobody."""
        found = self._answering(self.cast.before(position, LOOK_BACK), title, noun)
        if not found and (title.body or title.institution or title.country):
            found = self._answering(self.cast.after(position, LOOK_BACK), title, noun)
        if len(found) == 1:
            return found[0]
        return next((person for person in found if last is not None and person is last.who), None)

    def _answering(self, persons: Iterable[Person], title: Title, noun: RoleNoun) -> list[Person]:
        return [person for person in dict.fromkeys(persons) if self._answers(person, title, noun)]

    def _answers(self, person: Person, title: Title, noun: RoleNoun) -> bool:
        """Whether somebody of the cast can be meant by a description."""
        actor, own = self.profiles.person(person), person.title
        wanted = office.country(title, self.lexicon)
        other = bool(wanted and actor.country and office.real(wanted) != actor.country)
        if other or (title.gender and person.gender and title.gender != person.gender):
            return False
        role = self.lexicon.offices.roles[noun.role]
        if role.countries and actor.country and actor.country not in role.countries:
            return False
        if role.kind == "anonymous" and role.bearers and title.country:
            return any(word in (actor.role or "").lower() for word in role.bearers)
        if own and own.noun and self._same_role(own.noun, noun) and self._same_seat(own, title):
            return ("former" in own.modifiers) == ("former" in title.modifiers)
        return (
            person.listed is not None and "former" not in title.modifiers and self._serves(person.listed, title, role)
        )

    def _same_role(self, own: RoleNoun, said: RoleNoun) -> bool:
        """Whether two nouns are of one role: the Bundesministerin is the Ministerin."""
        roles = self.lexicon.offices.roles
        return own.role == said.role or roles[own.role].office == roles[said.role].office == "minister"

    def _same_seat(self, own: Title, title: Title) -> bool:
        return (
            ("deputy" in own.modifiers) == ("deputy" in title.modifiers)
            and title.portfolio in {None, own.portfolio}
            and (title.body is None or own.body is None or own.body.body == title.body.body)
            and title.institution in {None, own.institution}
        )

    def _serves(self, listed: Listed, title: Title, role: Role) -> bool:
        """Whether a listed person holds the office of a title on the day."""
        term, over = office.term(listed, self.day)
        held = term.office.partition(":")[2] if term and term.office and not over else ""
        if role.office == "leader":
            return held in RULERS and title.country is not None
        if role.office == "minister" and not title.portfolio:
            return held.endswith("_minister")
        said = office.office(title, self.lexicon)
        return said is not None and office.same(said, held)

    def _of_list(self, title: Title, role: Role) -> Actor | None:
        """The holder of the office on the day, else the office itself where its country is known."""
        leader = role.office if role.office == "leader" and not title.modifiers else None
        name = office.office(title, self.lexicon) or leader
        code = office.country(title, self.lexicon) or self._only(role.countries)
        full = self.lexicon.offices.synonyms.get(f"{code}:{name}", f"{code}:{name}")
        if name is None or code not in self.lexicon.places["en"] or full.startswith(CONTINENT):
            return None
        if code in ALLIANCES and full.partition(":")[2] in RULERS:
            return None
        if listed := office.holder(full, self.day, self.lexicon):
            return self.profiles.listed(listed) if _agree(title, listed) else None
        shown = office.label(title, self.lexicon)
        return (
            Actor(f"office:{full}", shown, "person", shown, code, self.lexicon.side(code)) if name != leader else None
        )

    def _only(self, countries: tuple[str, ...]) -> str | None:
        if self.cast.countries.isdisjoint(countries) and self.cast.countries and not self.profiles.words.noun_capitals:
            return None  # an English text on Britain: its Chancellor is no head of government
        return office.only(countries, self.cast.countries, self.cast.states)

    def _spokesperson(self, title: Title, noun: RoleNoun, position: int, last: Spoken | None) -> Person | Actor | None:
        """The listed spokesperson, else the body that speaks through one, else one without a name."""
        if title.represents is not None:
            return self._spokesperson_of(title)
        if title.definite is not False and not title.modifiers & {"former", "deputy"}:
            if found := self._of_cast(title, noun, position, last):
                return found
            if (listed := self._listed_spokesperson(title)) and _agree(title, listed):
                return self.profiles.listed(listed, None)
        if title.institution or (title.body and office.country(title, self.lexicon)):
            body = self.bodies.body(title, position)
            if body:
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
        owner = self.bodies.owner(title)
        if owner is None:
            return None
        if owner.listed and title.definite is not False and not title.modifiers:
            listed = office.spokesperson(owner.listed.id, self.day, self.lexicon)
            if listed:
                return self.profiles.listed(listed, None)
        served = self.profiles.person(owner)
        name = f"spokesperson for {served.name}"
        return Actor(f"anon:spokesperson:{served.key}", name, "anonymous", "spokesperson", served.country, served.side)

    def _nameless(self, title: Title, kind: Literal["group", "anonymous"], *, plural: bool = False) -> Actor | None:
        """A group or a source, with the country of whom it serves where it names none: Biden administration officials."""
        owner = self.bodies.owner(title)
        if owner is not None and office.country(title, self.lexicon) is None:
            title = replace(title, country=self.profiles.person(owner).country, body=None)
        code = office.country(title, self.lexicon)
        country = office.real(code)
        name = office.label(title, self.lexicon, plural=plural)
        if not name:
            return None
        prefix = "group" if kind == "group" else "anon"
        return Actor(f"{prefix}:{fold(name)}", name, kind, None, country, self.lexicon.side(code))


def several(title: Title) -> bool:
    """Whether a description is of more than one."""
    return title.paired or (title.noun is not None and title.noun.plural)


def _agree(title: Title, listed: Listed) -> bool:
    """Whether the gender of a description can be that of the holder: no woman is "the spokesman"."""
    return not title.gender or not listed.gender or title.gender == listed.gender
