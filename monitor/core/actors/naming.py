"""A language's names of actors, compiled for finding: what stands in a text as a place, role, body or name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from monitor.core.lookup import Lookup
from monitor.lexicon.actors import DECOY, ActorLexicon
from monitor.lexicon.languages import Language, Pronoun
from monitor.lexicon.names import Declension, Gender, fold
from monitor.lexicon.offices import BodyNoun, Modifier, RoleNoun, RoleWords
from monitor.lexicon.people import Listed, PersonName

PlaceField = Literal["names", "adjectives", "people", "capital", "seats"]
FIELDS: tuple[PlaceField, ...] = ("names", "adjectives", "people", "capital", "seats")


OPEN = frozenset({"genitive", "nominative", "hearer", "media", "title", "sourcelike", "without", "words"})
"""Classes of `words.yaml` whose words are nouns or verbs, not what holds a sentence together."""


@dataclass(frozen=True, slots=True)
class PlaceTag:
    """A form of a place: its code and which of its lists has the form."""

    code: str
    field: PlaceField


@dataclass(frozen=True, slots=True)
class PortfolioTag:
    """What a minister or ministry is for."""

    name: str


@dataclass(frozen=True, slots=True)
class ModifierTag:
    """former, deputy, acting, chief."""

    name: Modifier


@dataclass(frozen=True, slots=True)
class HonorificTag:
    """Mr, Frau, пан: what follows is a surname."""

    gender: Gender | None


@dataclass(frozen=True, slots=True)
class InstitutionTag:
    """A listed institution, by id."""

    id: str


Tag = PlaceTag | PortfolioTag | ModifierTag | HonorificTag | InstitutionTag | RoleNoun | BodyNoun


class Mark(NamedTuple):
    """Where a tag stands."""

    start: int
    end: int
    tag: Tag


RANK: dict[type, int] = {
    InstitutionTag: 0, HonorificTag: 1, RoleNoun: 2, BodyNoun: 3, PlaceTag: 4, PortfolioTag: 5, ModifierTag: 6,
}  # fmt: skip
"""Which reading wins where a form has several."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """One form of a listed person's surname: `rest` are the words of the surname before its last, `given` the forms of
    the given names; `first` says that the surname stands before them.
    """

    actor: Listed
    rest: tuple[str, ...]
    given: frozenset[str]
    oblique: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A form of a given name: whose it is, and the nominative."""

    gender: Gender | None
    nominative: str
    oblique: bool


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """One language compiled. `words` is `None` where the lexicon has no roles for it."""

    lookup: Lookup[Tag]
    surnames: Mapping[str, tuple[NameForm, ...]]
    given: Mapping[str, Given]
    words: RoleWords | None
    declension: Declension
    pronouns: Mapping[str, Pronoun]
    utterances: frozenset[str]
    """What somebody says, in a word: behind a possessive it is that speaker's („seinen Angaben“)."""
    closed: frozenset[str]
    """Words of closed classes, which a capital at the head of a sentence does not make a name."""
    known: frozenset[str]
    """The same with the words that may stand between the parts of a title."""
    circumstance: frozenset[str]
    """Prepositions and links of time that follow a speaker: «премьер после встречи»."""
    cues: frozenset[str]
    """Words that say that something was said, which a capital at the head of a sentence does not make a name either."""
    noun_capitals: bool
    organisations: frozenset[str]


@lru_cache(maxsize=32)
def vocabulary(lexicon: ActorLexicon, code: str) -> Vocabulary:
    """The language compiled, kept; of an unknown language what can be told without knowing it."""
    language = lexicon.languages.get(code)
    declension = lexicon.names.declensions.get(code, Declension())
    words = lexicon.offices.words.get(code)
    closed = frozenset(word for word, tags in language.tags.items() if tags - OPEN) if language else frozenset()
    glue = words.glue | words.definite | words.indefinite | words.conjunctions if words else frozenset()
    return Vocabulary(
        lookup=Lookup(tags(lexicon, code, words)),
        surnames=MappingProxyType(surnames(lexicon, code, declension)),
        given=MappingProxyType(given_names(lexicon, declension)),
        words=words,
        declension=declension,
        pronouns={**language.possessives, **language.pronouns} if language else {},
        utterances=_class("words", language),
        closed=closed,
        known=closed | glue,
        circumstance=_class("prep", language),
        cues=frozenset(map(fold, language.cue_words)) if language else frozenset(),
        organisations=frozenset(
            word.lower() for other in lexicon.offices.words.values() for word in other.organisations
        ),
        noun_capitals=bool(language and language.features.noun_capitals),
    )


def _class(name: str, language: Language | None) -> frozenset[str]:
    return frozenset(word for word, tags in language.tags.items() if name in tags) if language else frozenset()


def tags(lexicon: ActorLexicon, code: str, words: RoleWords | None) -> Iterator[tuple[str, Tag]]:
    """All patterns of a language except the names of persons."""
    for place in lexicon.places.get(code, {}).values():
        for field in FIELDS:
            yield from ((pattern, PlaceTag(place.code, field)) for pattern in getattr(place, field))
    for actor in lexicon.listed.values():
        for pattern in (*actor.patterns.get(code, ()), *(actor.patterns.get("en", ()) if code != "en" else ())):
            yield pattern, InstitutionTag(actor.id)
    if words is None:
        return
    yield from words.roles
    yield from words.bodies
    yield from ((pattern, PortfolioTag(name)) for pattern, name in words.portfolios)
    yield from ((pattern, ModifierTag(name)) for pattern, name in words.modifiers)
    yield from ((pattern, HonorificTag(gender)) for pattern, gender in words.honorifics)


def surnames(lexicon: ActorLexicon, code: str, declension: Declension) -> dict[str, tuple[NameForm, ...]]:
    """Every form of the last word of every listed surname, folded, to whom it may name."""
    found: dict[str, dict[NameForm, None]] = {}
    for actor in lexicon.listed.values():
        spellings = dict.fromkeys(
            (*actor.names.get(code, ()), *(name for names in actor.names.values() for name in names))
        )
        given = frozenset(form for name in spellings for form in _given_forms(name, actor, declension))
        for name in spellings:
            rest = tuple(fold(word) for word in name.surname[:-1])
            last = name.surname[-1]
            for oblique, forms in ((False, (last,)), (True, declension.cases(last, actor.gender))):
                for form in forms:
                    entry = NameForm(actor, rest, given, oblique, name.first)
                    found.setdefault(fold(form), {}).setdefault(entry)
    return {form: tuple(entries) for form, entries in found.items()}


def _given_forms(name: PersonName, actor: Listed, declension: Declension) -> Iterator[str]:
    for word in name.given:
        yield fold(word)
        yield from (fold(part) for part in word.split("-"))
        yield from (fold(case) for case in declension.cases(word, actor.gender))


def given_names(lexicon: ActorLexicon, declension: Declension) -> dict[str, Given]:
    """Every form of every given name, folded. A nominative wins over another name's oblique form."""
    found: dict[str, Given] = {}
    both = lexicon.names.men & lexicon.names.women
    groups: tuple[tuple[frozenset[str], Gender], ...] = ((lexicon.names.men, "m"), (lexicon.names.women, "f"))
    for names, gender in groups:
        for name in names:
            found[fold(name)] = Given(None if name in both else gender, name, oblique=False)
    for names, gender in groups:
        for name in sorted(names):
            for case in declension.cases(name, gender):
                found.setdefault(fold(case), Given(gender, name, oblique=True))
    return found


def marks(text: str, words: Vocabulary) -> list[Mark]:
    """Everything of the vocabulary that stands in a text, in order, each with the reading that wins."""
    return [Mark(hit.start, hit.end, tag) for hit in words.lookup.find(text) if (tag := best(hit.values)) is not None]


def best(values: tuple[Tag, ...]) -> Tag | None:
    """The reading of a form that wins; `None` for a form that only looks like a place.

    A form that one gender has in the nominative and the other in a case (ministra) tells neither.
    """
    tag = min(values, key=lambda value: RANK[type(value)])
    if isinstance(tag, RoleNoun) and any(
        value != tag and value == replace(tag, gender=value.gender) for value in values if isinstance(value, RoleNoun)
    ):
        return replace(tag, gender=None)
    return None if isinstance(tag, PlaceTag) and tag.code == DECOY else tag
