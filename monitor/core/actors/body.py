"""Make the record of an actor that is no person: an institution, a body of a state, a state by name or capital, a people."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from monitor.core.actors import office
from monitor.core.actors.naming import InstitutionTag
from monitor.core.actors.profile import Profiles
from monitor.core.actors.roll import Person
from monitor.core.actors.title import Title
from monitor.records import Actor

LOOK_BACK = 400
"""Titles before "the ministry" among which the ministry is looked for."""
SPEAKING = frozenset({"names", "capital", "seats"})
"""How a place must be named to stand for its government."""


class Bodies:
    """The bodies of one article."""

    def __init__(self, profiles: Profiles) -> None:
        self.profiles, self.cast, self.lexicon = profiles, profiles.cast, profiles.lexicon

    def body(self, title: Title, position: int) -> Actor | None:
        """What a description without a role means that begins at `position`."""
        if title.institution:
            return self.profiles.listed(self.lexicon.listed[title.institution])
        if title.body:
            return self._of_state(title, position)
        if title.country is None or title.field == "adjectives":
            return None
        if title.field == "people" or office.real(title.country) is None:
            return self._people(title.country)
        return self._state(title.country) if title.field in SPEAKING else None

    def owner(self, title: Title) -> Person | None:
        """Whom a title serves: Biden in "Biden administration"."""
        return self.cast.bearer(title.represents) if title.represents else None

    def _of_state(self, title: Title, position: int) -> Actor | None:
        whole = self.lexicon.offices.bodies[title.body.body].of if title.body else None
        if whole:
            return self.profiles.listed(self.lexicon.listed[whole]) if whole in self.cast.institutions else None
        owner = self.owner(title)
        code = office.real(office.country(title, self.lexicon)) or (
            self.profiles.person(owner).country if owner else None
        )
        if code:
            title = replace(title, country=code)
        elif (known := self._before(title, position)) is not None:
            title = known
        elif (whole_before := self._listed_before(title, position)) is not None:
            return whole_before
        code = office.real(office.country(title, self.lexicon))
        if code is None or title.body is None or (title.body.body == "ministry" and not title.portfolio):
            return None
        if self.lexicon.offices.bodies[title.body.body].state:
            return self._state(code)
        full = f"{code}:{office.body_name(title)}"
        if listed := office.bodies(self.lexicon, full):
            return self.profiles.listed(listed)
        name = office.body_label(title, self.lexicon)
        return Actor(f"office:{full}", name, "institution", None, code, self.lexicon.side(code))

    def _before(self, title: Title, position: int) -> Title | None:
        """The same body named before with its country: "the German Foreign Ministry … the ministry said"."""
        bare = self.cast.reading.bare
        last = bisect_left(bare, position, key=lambda other: other.start)
        for other in reversed(bare[max(0, last - LOOK_BACK) : last]):
            same = other.body and title.body and other.body.body == title.body.body
            if same and title.portfolio in {None, other.portfolio} and office.real(office.country(other, self.lexicon)):
                return other
        return None

    def _listed_before(self, title: Title, position: int) -> Actor | None:
        """The listed institution named before that is such a body."""
        last = bisect_left(self.cast.mark_starts, position)
        for mark in reversed(self.cast.marks[max(0, last - LOOK_BACK) : last]):
            if isinstance(mark.tag, InstitutionTag):
                listed = self.lexicon.listed[mark.tag.id]
                held = (listed.terms[0].office or "").partition(":")[2]
                if held and (
                    held == office.body_name(title)
                    or (held.endswith("_ministry") and office.body_name(title) == "ministry")
                ):
                    return self.profiles.listed(listed)
        return None

    def _state(self, code: str) -> Actor:
        name = office.state(code, self.lexicon)
        return Actor(office.state_key(code), name, "institution", None, code, self.lexicon.side(code))

    def _people(self, code: str) -> Actor:
        name = office.state(code, self.lexicon) if office.real(code) is None else office.demonym(code, self.lexicon)
        return Actor(f"group:{code.lower()}", name, "group", None, office.real(code), self.lexicon.side(code))
