"""Roles and bodies: what they are (``roles.yaml``) and how a language names them (``<lang>/roles.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor import yaml_file
from monitor.errors import ConfigError
from monitor.lexicon.forms import expand
from monitor.lexicon.names import Gender
from monitor.lexicon.places import Code, Forms

RoleKind = Literal["office", "rank", "anonymous", "profession"]
Modifier = Literal["former", "deputy", "acting", "chief"]


class Strict(BaseModel):
    """A part of a file: no unknown key passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(Strict):
    """A role in no language. See ``roles.yaml`` for the keys."""

    label: str
    plural: str
    kind: RoleKind
    office: str | None = None
    countries: tuple[Code, ...] = ()
    relational: bool = False
    bearers: tuple[str, ...] | None = None


class Portfolio(Strict):
    """What a minister is for."""

    label: str


class Body(Strict):
    """A body that speaks; `state` says that the state speaks through it, `of` which institution it is where the text
    names that.
    """

    label: str
    state: bool = False
    of: str | None = None


class OfficeFile(Strict):
    """``roles.yaml``."""

    roles: dict[str, Role]
    portfolios: dict[str, Portfolio]
    bodies: dict[str, Body]
    heads: dict[str, str] = Field(default_factory=dict)
    synonyms: dict[str, str] = Field(default_factory=dict)


class RoleForms(Strict):
    """The forms of a role noun by the gender of its bearer, of several, and of one who bore it once (expresidente)."""

    m: Forms = ()
    f: Forms = ()
    both: Forms = ()
    plural: Forms = ()
    former: Forms = ()


class Honorifics(Strict):
    """What stands before a surname."""

    m: Forms = ()
    f: Forms = ()
    both: Forms = ()


class RoleFile(Strict):
    """``<lang>/roles.yaml``."""

    head: Literal["first", "last"]
    bare_genitive: bool = False
    either: dict[str, Gender] = Field(default_factory=dict)
    roles: dict[str, RoleForms]
    portfolios: dict[str, Forms]
    bodies: dict[str, Forms]
    modifiers: dict[Modifier, Forms]
    skip: tuple[str, ...]
    join: tuple[str, ...]
    genitive: tuple[str, ...]
    possessive: tuple[str, ...] = ()
    definite: tuple[str, ...]
    indefinite: tuple[str, ...]
    and_: tuple[str, ...] = Field(alias="and")
    honorifics: Honorifics
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleNoun:
    """A form of a role noun: which role, with which portfolio, of whom; `former` where the word itself says so."""

    role: str
    portfolio: str | None
    gender: Gender | None
    plural: bool
    former: bool = False


@dataclass(frozen=True, slots=True)
class BodyNoun:
    """A form of a body's noun: which body, with which portfolio."""

    body: str
    portfolio: str | None


@dataclass(frozen=True, slots=True, eq=False)
class RoleWords:
    """How one language names roles and bodies; patterns are those of `monitor.core.lookup`, words in lower case.

    `bare_genitive`: a noun may govern another without article or preposition («жена президента»). `either`: pronouns
    that are singular or plural by their verb alone, with the gender of the singular (sie).
    """

    head_last: bool
    bare_genitive: bool
    either: Mapping[str, Gender]
    roles: tuple[tuple[str, RoleNoun], ...]
    portfolios: tuple[tuple[str, str], ...]
    bodies: tuple[tuple[str, BodyNoun], ...]
    modifiers: tuple[tuple[str, Modifier], ...]
    honorifics: tuple[tuple[str, Gender | None], ...]
    glue: frozenset[str]
    genitive: frozenset[str]
    possessive: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    conjunctions: frozenset[str]
    organisations: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class OfficeLexicon:
    """Roles, portfolios and bodies by name, who heads which institution, and the words of each language."""

    roles: Mapping[str, Role]
    portfolios: Mapping[str, Portfolio]
    bodies: Mapping[str, Body]
    heads: Mapping[str, str]
    synonyms: Mapping[str, str]
    words: Mapping[str, RoleWords]


def read(folder: Path) -> OfficeLexicon:
    """The roles of a lexicon folder.

    Raises:
        ConfigError: naming file, line and key.
    """
    file = yaml_file.read(folder / "roles.yaml", OfficeFile)
    words = {path.parent.name: language(path, file) for path in sorted(folder.glob("*/roles.yaml"))}
    return OfficeLexicon(
        roles=MappingProxyType(file.roles),
        portfolios=MappingProxyType(file.portfolios),
        bodies=MappingProxyType(file.bodies),
        heads=MappingProxyType(file.heads),
        synonyms=MappingProxyType(file.synonyms),
        words=MappingProxyType(words),
    )


def language(path: Path, known: OfficeFile) -> RoleWords:
    """One language's words."""
    file = yaml_file.read(path, RoleFile)
    _known(path, "roles", file.roles, known.roles, known.portfolios)
    _known(path, "portfolios", file.portfolios, known.portfolios, {})
    _known(path, "bodies", file.bodies, known.bodies, known.portfolios)
    return RoleWords(
        head_last=file.head == "last",
        bare_genitive=file.bare_genitive,
        either=MappingProxyType(file.either),
        roles=tuple(_roles(file.roles, known)),
        portfolios=tuple((form, name) for name, forms in file.portfolios.items() for form in forms),
        bodies=tuple(
            (form, BodyNoun(*_parts(name, known.bodies))) for name, forms in file.bodies.items() for form in forms
        ),
        modifiers=tuple((form, name) for name, forms in file.modifiers.items() for form in forms),
        honorifics=tuple(_gendered(file.honorifics)),
        glue=_words((*file.skip, *file.join)),
        genitive=_words(file.genitive),
        possessive=_words(file.possessive),
        definite=_words(file.definite),
        indefinite=_words(file.indefinite),
        conjunctions=_words(file.and_),
        organisations=_words(file.organisations),
    )


def _roles(roles: Mapping[str, RoleForms], known: OfficeFile) -> Iterator[tuple[str, RoleNoun]]:
    for name, forms in roles.items():
        role, portfolio = _parts(name, known.roles)
        for pattern, gender in _gendered(forms):
            yield pattern, RoleNoun(role, portfolio, gender, plural=False)
        yield from ((pattern, RoleNoun(role, portfolio, None, plural=True)) for pattern in forms.plural)
        yield from ((pattern, RoleNoun(role, portfolio, None, plural=False, former=True)) for pattern in forms.former)


def _gendered(forms: RoleForms | Honorifics) -> Iterator[tuple[str, Gender | None]]:
    yield from ((form, "m") for form in forms.m)
    yield from ((form, "f") for form in forms.f)
    yield from ((form, None) for form in forms.both)


def _parts(name: str, known: Mapping[str, object]) -> tuple[str, str | None]:
    """``minister.foreign`` as role and portfolio, unless the whole is a role of its own."""
    if name in known:
        return name, None
    role, _, portfolio = name.partition(".")
    return role, portfolio


def _known(
    path: Path, section: str, names: Iterable[str], wanted: Mapping[str, object], portfolios: Mapping[str, object]
) -> None:
    for name in names:
        first, dot, rest = name.partition(".")
        if name in wanted or (first in wanted and dot and rest in portfolios):
            continue
        line = yaml_file.line_of(yaml_file.load(path), (section, name))
        raise ConfigError(f"{path}:{line}: {section}.{name}: is not in {path.parent.parent / 'roles.yaml'}")


def _words(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for entry in entries for form in expand(entry) for word in form.split())
