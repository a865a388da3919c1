"""What identity knows of each language: `<lang>/identity.yaml` and `<lang>/concepts.yaml`, read once and validated.

The files are written for a linguist: en/identity.yaml explains what each key is for. Concepts give words of all
languages one name, so that reports in two languages can be compared; a language may do without that file. How concepts
lie to one another stands in `meanings.yaml`, cities that languages call otherwise in `cities.yaml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import Stemmer
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel

from monitor import yaml_file
from monitor.lexicon import people
from monitor.lexicon.forms import expand
from monitor.lexicon.places import DECOY, Code, Place
from monitor.lexicon.places import places as all_places

FOLDER = Path(__file__).parent
Unit = Literal["day", "week", "month", "year"]
Period = Literal["days", "week", "weekend", "month", "year"]


def patterns(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Entries with their paradigms written out (see `monitor.lexicon.forms`); a star stands at the end only."""
    for entry in entries:
        if "*" in entry.removesuffix("*"):
            raise ValueError(f"{entry!r}: a star may only end an entry; write inner endings as stem(a/b/c)")
    return tuple(dict.fromkeys(form for entry in entries for form in expand(entry)))


def stemmer(name: str) -> str:
    """A name that Snowball knows."""
    if name not in Stemmer.algorithms():
        raise ValueError(f"no stemmer of that name; there are {', '.join(Stemmer.algorithms())}, or null")
    return name


Patterns = Annotated[tuple[str, ...], AfterValidator(patterns)]


class Section(BaseModel):
    """A part of the file: immutable, and no unknown key passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SaidWords(Section):
    """How this language says when something was said.

    `days` are offsets from the day of the report; `periods` name a calendar period and how many such periods back
    (for ``days`` the length of the span, negative). `before` and `after` stand around "three days" for "ago";
    `previous` goes with a weekday; `ahead` beside an expression means that it does not tell when something was said.
    """

    days: dict[str, Annotated[int, Field(le=0)]]
    periods: dict[str, tuple[Period, Annotated[int, Field(le=0)]]]
    units: dict[str, Unit]
    one: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    in_month: tuple[str, ...] = ()


class IdentityWords(Section):
    """One language's file, as it stands."""

    stemmer: Annotated[str, AfterValidator(stemmer)] | None
    countries: tuple[Code, ...] = ()
    capitalised_nouns: bool = False
    inflected: bool = False
    elisions: tuple[str, ...] = ()
    stop: Patterns
    attribution: Patterns
    roles: Patterns
    common: Patterns
    boilerplate: Patterns = ()
    negation: Patterns
    numerals: dict[str, Annotated[int, Field(ge=2)]]
    multipliers: dict[str, Annotated[int, Field(ge=1000)]]
    ordinal_endings: tuple[str, ...] = ()
    weekdays: Annotated[tuple[Patterns, ...], Field(min_length=7, max_length=7)]
    months: Annotated[tuple[Patterns, ...], Field(min_length=12, max_length=12)]
    recall: Patterns
    said: SaidWords


class Concepts(RootModel[dict[str, Patterns]]):
    """Concept names and the patterns of their words in one language."""


class Cities(RootModel[dict[str, dict[str, Patterns]]]):
    """``cities.yaml``: the patterns of each city by language; the English ones are known in all, since agencies use them."""


class Meanings(Section):
    """``meanings.yaml``: concepts that tell little, that stand for one another, and that contradict each other."""

    common: tuple[str, ...] = ()
    kin: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...] = ()
    opposites: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class LanguageIdentity:
    """One language, ready to be compiled by the core. Compared by identity, so that compiled forms can be kept."""

    code: str
    words: IdentityWords
    concepts: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]
    cities: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False, slots=True)
class IdentityLexicon:
    """All languages by code; who speaks for which institutions, by actors' keys; which languages a country's
    politicians speak at home, by its code; the concepts that tell little; to each concept its kin and its opposites, all
    by the keys that words have.
    """

    languages: Mapping[str, LanguageIdentity]
    voices: Mapping[str, tuple[str, ...]]
    tongues: Mapping[str, frozenset[str]]
    common: frozenset[str]
    kin: Mapping[str, frozenset[str]]
    opposites: Mapping[str, frozenset[str]]


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> IdentityLexicon:
    """The lexicon of all languages in `folder` that have an ``identity.yaml``.

    Raises:
        ConfigError: a file is wrong; the message names file, line and key.
    """
    known = all_places(folder)
    files = sorted(folder.glob("*/identity.yaml"))
    path = folder / "cities.yaml"
    cities = yaml_file.read(path, Cities).root if path.exists() else {}
    languages = {path.parent.name: read(path, known.get(path.parent.name, {}), cities) for path in files}
    path = folder / "meanings.yaml"
    meanings = yaml_file.read(path, Meanings) if path.exists() else Meanings()
    return IdentityLexicon(
        MappingProxyType(languages),
        voices(folder / "actors.csv"),
        tongues(languages),
        frozenset(f"concept:{name}" for name in meanings.common),
        related(meanings.kin),
        related(meanings.opposites),
    )


def related(groups: Iterable[Sequence[str]]) -> Mapping[str, frozenset[str]]:
    """To each concept the others of its groups, by the keys that words have."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        for name in group:
            found[f"concept:{name}"].update(f"concept:{other}" for other in group if other != name)
    return MappingProxyType({key: frozenset(others) for key, others in found.items()})


def tongues(languages: Mapping[str, LanguageIdentity]) -> Mapping[str, frozenset[str]]:
    """The languages of each country, as the languages' files name them."""
    countries = sorted({country for one in languages.values() for country in one.words.countries})
    return MappingProxyType(
        {
            country: frozenset(c for c, one in languages.items() if country in one.words.countries)
            for country in countries
        }
    )


HOUSES = {"foreign_minister": "foreign_ministry", "defence_minister": "defence_ministry", "head_of_state": "presidency"}
"""The office of the institution that speaks with the holder of an office."""


def voices(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The institutions that each listed person speaks for, as spokesperson or as head of the house, by actors' keys.

    Raises:
        ConfigError: the list of actors is wrong.
    """
    listed = people.read(path) if path.exists() else {}
    institutions = [actor for actor in listed.values() if actor.kind == "institution"]
    houses = {term.office: actor.key for actor in institutions for term in actor.terms if term.office}
    found = {actor.key: tuple(dict.fromkeys(served(actor, listed, houses))) for actor in listed.values()}
    return MappingProxyType({key: named for key, named in found.items() if named})


def served(actor: people.Listed, listed: Mapping[str, people.Listed], houses: Mapping[str, str]) -> Iterator[str]:
    """The keys of the institutions that an actor speaks for; a spokesman of a person is not that person."""
    if actor.kind == "institution":
        return
    for name in actor.speaks_for:
        if name.startswith(people.STATE):
            yield name
        elif (body := listed.get(name)) is not None and body.kind == "institution":
            yield body.key
    for term in actor.terms:
        country, _, office = (term.office or "").partition(":")
        if house := houses.get(f"{country}:{HOUSES.get(office)}"):
            yield house


def read(
    path: Path, places: Mapping[str, Place], cities: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> LanguageIdentity:
    """One language from its ``identity.yaml`` and the files beside it.

    Raises:
        ConfigError: a file is wrong; the message names file, line and key.
    """
    words = yaml_file.read(path, IdentityWords)
    concepts = path.with_name("concepts.yaml")
    known = yaml_file.read(concepts, Concepts).root if concepts.exists() else {}
    named = {
        code: one.names + one.adjectives + one.people + one.capital for code, one in places.items() if code != DECOY
    }
    code = path.parent.name
    own = {name: (*forms.get(code, ()), *forms.get("en", ())) for name, forms in cities.items()}
    return LanguageIdentity(code, words, MappingProxyType(known), MappingProxyType(named), MappingProxyType(own))
