"""Whose position a noun names: "Macron's proposal", "statements from Paris, Rome and Berlin", «слова Макрона».

Only words that are known may stand between the noun and its author: what is not understood names nobody, since "the
proposal to Russia" is not Russia's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from monitor.core.actors import office
from monitor.core.actors.cast import cast
from monitor.core.actors.described import Descriptions
from monitor.core.actors.mentioned import mentioned
from monitor.core.actors.naming import InstitutionTag, Mark, PlaceTag, vocabulary
from monitor.core.actors.person import Named
from monitor.core.actors.profile import Profiles
from monitor.core.actors.roll import Person
from monitor.core.answers.wording import Wording
from monitor.core.lookup import Hit
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.offices import BodyNoun, RoleNoun
from monitor.records import Actor

Item = Mark | Named
Joint = Literal["comma", "and", "link", "word"]
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*['’]?")
BLANKS = " \t\n\r\u00a0\u202f\u2009"
REACH = 160
"""Characters behind a noun in which its authors stand."""
ADJECTIVES = 3
"""Words that may stand between an author in front and the noun: "Macron's latest peace proposal"."""
SPEAKING = frozenset({"names", "capital", "seats"})
AUXILIARIES = 4
"""Words that may stand between a subject and its verb: "The Kremlin on Friday rejected"."""
HOUSES = frozenset({"capital", "seats"})
MOST = 6
"""Authors of one position that are named; a longer list is a roll of names."""


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody whose position is spoken of, and where that is said."""

    actor: Actor
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Names and roles that belong together, where they end, and what stands before them."""

    items: tuple[Item, ...]
    end: int
    joint: Joint


class Authors:
    """Everyone an article names, as authors of positions."""

    def __init__(self, text: str, language: str, day: date | None, lexicon: ActorLexicon, found: Wording) -> None:
        self.text, self.language, self.found, self.lexicon = text, language, found, lexicon
        self.words = vocabulary(lexicon, language)
        self.cast = cast(text, self.words, lexicon, day)
        self.profiles = Profiles(self.cast, self.words, lexicon, day)
        self.descriptions = Descriptions(self.profiles)
        self.items: list[Item] = sorted((*self.cast.names, *self.cast.marks), key=lambda item: (item.start, item.end))
        self.starts = [item.start for item in self.items]
        self.ends = {item.end: item for item in self.items}
        glue = self.words.words
        self.joints = (glue.definite | glue.indefinite | glue.conjunctions) if glue else frozenset[str]()
        self.conjunctions = glue.conjunctions if glue else frozenset[str]()
        self.links = frozenset(found.words.links)

    def of(self, noun: Hit) -> list[Author]:  # type: ignore[type-arg]  # a hit of any kind
        """The authors of the position that a noun names, in front of it or behind."""
        return self._before(noun.start) or self._behind(noun.end)

    def at(self, position: int) -> list[Author]:
        """Whoever is named right at a place, and nothing of theirs: "in response to Macron"."""
        found = next(self._segments(position, linked=True), None)
        if found is None or self.text[found.end : found.end + 2] in {"'s", "’s"}:
            return []
        rest = self.text[found.end : found.end + REACH].lstrip(BLANKS)
        word = WORD.match(rest)
        if word and word[0].lower().strip("'’") not in self.words.known:
            return []
        return list(self._named(found.items))

    def subject(self, end: int) -> Actor | None:
        """Who is named right in front of a verb, with nothing but small words and a time between."""
        position = end
        for _ in range(AUXILIARIES):
            position = self._back(position)
            if (item := self.ends.get(position)) is not None:
                return self._only(self._chain(item))
            word = self._word_before(position)
            if word is None or not (self.text[word].islower() or self._is_time(self.text[word:position])):
                return None
            position = word
        return None

    def inverted(self, position: int) -> Actor | None:
        """Who is named right behind a verb: the subject, where the object or a time opens the sentence."""
        found = next(self._segments(position, linked=True), None)
        return self._only(found.items) if found else None

    def _only(self, segment: Sequence[Item]) -> Actor | None:
        named = list(self._named(segment))
        return named[0].actor if len(named) == 1 else None

    def is_known(self, position: int, word: str) -> bool:
        """Whether a capitalised word is a time, or part of a name or place that the text gives to somebody."""
        place = bisect_right(self.starts, position) - 1
        return self._is_time(word) or (place >= 0 and position < self.items[place].end)

    def _is_time(self, word: str) -> bool:
        language = self.lexicon.languages.get(self.language)
        return language is not None and "time" in language.tags.get(word.lower(), ())

    # ---------------------------------------------------------------------------------------- in front

    def _before(self, start: int) -> list[Author]:
        """An author in the genitive, an adjective of place, or a house as it is, in front of the noun."""
        position = start
        for count in range(ADJECTIVES + 1):
            position = self._back(position)
            found = self._possessor(position, near=count == 0, close=count <= 1)
            if found is not None:
                return found
            word = self._word_before(position)
            if word is None or not self.text[word].islower() or self.text[word:position].lower() in self.joints:
                return []
            position = word
        return []

    def _possessor(self, end: int, *, near: bool, close: bool) -> list[Author] | None:
        """The author that ends here; `None` where nothing does."""
        if (item := self.ends.get(end)) is not None:
            if isinstance(item, Mark) and isinstance(item.tag, PlaceTag) and item.tag.field == "adjectives":
                return self._adjective(item) if close else []
            suffixed = (
                self.text[item.start : end].lower().endswith(tuple(s for s in self.found.words.genitive if s == "s"))
            )
            house = near and self.found.words.compound and isinstance(item, Mark) and _is_house(item)
            return list(self._named(self._chain(item))) if (suffixed and near) or house else []
        for suffix in self.found.words.genitive:
            if self.text.endswith(suffix, 0, end) and (item := self.ends.get(end - len(suffix))) is not None:
                return list(self._named(self._chain(item)))
        return None

    def _adjective(self, item: Mark) -> list[Author]:
        """The French proposal: the state's."""
        code = office.real(item.tag.code) if isinstance(item.tag, PlaceTag) else None
        return [Author(self._state(code), item.start, item.end)] if code else []

    def _chain(self, last: Item) -> list[Item]:
        """What stands before a name or role and belongs to it: "French President Emmanuel Macron"."""
        place = bisect_left(self.starts, last.start)
        chain = [last]
        while place > 0 and len(chain) < MOST:
            before = self.items[place - 1]
            if self.text[before.end : chain[0].start].strip(BLANKS) or isinstance(before, Named):
                break
            chain.insert(0, before)
            place -= 1
        return chain

    def _back(self, position: int) -> int:
        while position > 0 and self.text[position - 1] in BLANKS:
            position -= 1
        return position

    def _word_before(self, end: int) -> int | None:
        """Where the word begins that ends here."""
        start = end
        while start > 0 and end - start < REACH and (self.text[start - 1].isalnum() or self.text[start - 1] == "-"):
            start -= 1
        return start if start < end else None

    # ------------------------------------------------------------------------------------------ behind

    def _behind(self, end: int) -> list[Author]:
        """The authors behind the noun, where every word up to them is known."""
        authors: list[Author] = []
        found = list(self._segments(end, linked=False))
        last = max((place for place, one in enumerate(found) if one.joint in {"and", "link"}), default=0)
        for one in found[: last + 1]:
            if one.joint == "and" and len(authors) == 1 and self._speaks(one.end):
                break
            authors += self._named(one.items)
        return authors[:MOST]

    def _speaks(self, end: int) -> bool:
        """Whether a verb of saying follows, so that a new clause has begun: "and Zelensky said"."""
        language = self.lexicon.languages.get(self.language)
        word = WORD.match(self.text[end : end + REACH].lstrip(BLANKS))
        return language is not None and word is not None and word[0].lower() in language.verbs

    def _segments(self, position: int, *, linked: bool) -> Iterator[Segment]:
        """Groups of names and roles that commas and conjunctions part."""
        stop, segment, end = min(position + REACH, len(self.text)), list[Item](), position
        touching = True
        joint: Joint = "word"
        while position < stop:
            if self.text[position] in BLANKS:
                position += 1
                continue
            item = self._item_at(position)
            if item is not None:
                if segment and isinstance(segment[-1], Named):
                    break  # a name with nothing between it and the next one: somebody else begins
                if not linked and not self._genitive(item, touching=touching):
                    break
                segment.append(item)
                position = end = item.end
                touching = False
                continue
            step, kind = self._glue(position)
            if kind is None:
                break
            if kind in {"comma", "and"} and segment:
                yield Segment(tuple(segment), end, joint)
                segment = []
            if not segment and kind != "word":
                joint = kind
            linked = linked or kind == "link"
            position, touching = step, touching and self.found.words.bare
        if segment:
            yield Segment(tuple(segment), end, joint)

    def _genitive(self, item: Item, *, touching: bool) -> bool:
        """Whether a name without a link may be the author: in a genitive, or an adjective right behind the noun."""
        if isinstance(item, Mark) and isinstance(item.tag, PlaceTag) and item.tag.field == "adjectives":
            return touching or self.found.words.bare
        form = self.text[item.start : item.end].lower()
        if not self.found.words.bare:
            return touching and "s" in self.found.words.genitive and form.endswith("s")  # Macrons, Moskaus
        described = isinstance(item, Mark) and not isinstance(item.tag, PlaceTag)
        return described or not form.endswith(self.found.words.addressed or ("\n",))

    def _item_at(self, position: int) -> Item | None:
        place = bisect_left(self.starts, position)
        return self.items[place] if place < len(self.items) and self.starts[place] == position else None

    def _glue(self, position: int) -> tuple[int, Joint | None]:
        """Where a known word or comma ends, and what it is."""
        if self.text[position] == ",":
            return position + 1, "comma"
        hit = self.found.at(position)
        if hit is not None and not {"links", "between"}.isdisjoint(hit.values):
            return hit.end, "link" if "links" in hit.values else "word"
        word = WORD.match(self.text, position)
        if word is None:
            return position, None
        low = word[0].lower().replace("’", "'")
        if low in self.links:
            return word.end(), "link"
        if low in self.joints:
            return word.end(), "and" if low in self.conjunctions else "word"
        return position, None

    # ------------------------------------------------------------------------------------------- naming

    def _named(self, segment: Sequence[Item]) -> Iterator[Author]:
        """The actors of a segment: persons, else who bears the title, else the states of a group."""
        if not segment:
            return
        start, end = segment[0].start, segment[-1].end
        persons = [(item, self.cast.bearer(item)) for item in segment if isinstance(item, Named)]
        if persons:
            for name, person in persons:
                if person is not None and person.sure:
                    yield Author(self.profiles.person(person), name.start, name.end)
            return
        if any(
            isinstance(item.tag, RoleNoun | BodyNoun | InstitutionTag) for item in segment if isinstance(item, Mark)
        ):
            who = self._described(start, end)
            if who is not None:
                yield Author(who, start, end)
                return
        for item in segment:
            if isinstance(item, Mark) and isinstance(item.tag, PlaceTag) and item.tag.field in SPEAKING:
                code = office.real(item.tag.code)
                if code:
                    yield Author(self._state(code), item.start, item.end)

    def _described(self, start: int, end: int) -> Actor | None:
        """The person or body that a description means."""
        found = mentioned(self.text, start, end, self.cast, self.words)
        who: Person | Actor | None = found.persons[0] if len(found.persons) == 1 else None
        if found.title is not None:
            who = self.descriptions.titled(found.title, start, None)
        if isinstance(who, Person):
            who = self.profiles.person(who)
        return who if who is not None and who.kind in {"person", "institution"} else None

    def _state(self, code: str) -> Actor:
        name = office.state(code, self.lexicon)
        return Actor(office.state_key(code), name, "institution", None, code, self.lexicon.side(code))


def _is_house(item: Mark) -> bool:
    return isinstance(item.tag, InstitutionTag) or (isinstance(item.tag, PlaceTag) and item.tag.field in HOUSES)
