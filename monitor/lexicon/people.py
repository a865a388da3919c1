"""The list of actors, ``actors.csv``: one row a term of office; rows with the same id are the same actor.

Names are in the nominative, variants separated by ``|``; ``_`` joins the words of a surname (``Ursula von_der_Leyen``),
``^`` begins a name that has its surname first. A cell of a language that is empty means that the language writes the
name as English does. Of institutions the cells hold patterns of `monitor.lexicon.forms`. A language that has no
column of its own may have a list of its own, ``<lang>/actors.csv`` with the columns id and name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from monitor.errors import ConfigError
from monitor.lexicon.forms import expand
from monitor.lexicon.names import Gender

LANGUAGES = ("de", "fr", "it", "es", "pl", "ru", "uk")
COLUMNS = (
    "id", "kind", "name", "gender", "role", "office", "country", "from", "to", "spokesperson_of", "alone", *LANGUAGES,
)  # fmt: skip
OWN_COLUMNS = ("id", "name")
"""Of a language's own list."""
STATE = "state:"
"""Prefix of the keys of states, which speak without being listed."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in one spelling: given names and surname as words; `first` says that the surname stands first."""

    given: tuple[str, ...]
    surname: tuple[str, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A role for a time, days included. `sure` is false where only somebody's being in office until `last` is known."""

    role: str
    office: str | None
    country: str | None
    first: date | None = None
    last: date | None = None
    sure: bool = True

    def on(self, day: date) -> bool:
        """Whether it was held on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """An actor of the list, compared by identity. `names` (persons) and `patterns` (institutions) are by language, ``en`` always among them.

    `alone` says that the surname suffices; `speaks_for` holds ids, or ``state:XX``.
    """

    id: str
    kind: Literal["person", "institution"]
    name: str
    gender: Gender | None
    country: str | None
    terms: tuple[Term, ...]
    speaks_for: tuple[str, ...] = ()
    alone: bool = False
    names: Mapping[str, tuple[PersonName, ...]] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """How the actor is known in the log."""
        return f"Q:{self.id}"


def read(path: Path) -> Mapping[str, Listed]:
    """The list by id.

    Raises:
        ConfigError: naming file, line and column.
    """
    found: dict[str, Listed] = {}
    for line, row in _rows(path, COLUMNS):
        try:
            known = found.get(row["id"])
            found[row["id"]] = replace(known, terms=(*known.terms, _term(row))) if known else _actor(row)
        except ValueError as error:
            raise ConfigError(f"{path}:{line}: {error}") from None
    for own in sorted(path.parent.glob("*/actors.csv")):
        _spell(own, found)
    for actor in found.values():
        for other in actor.speaks_for:
            if other not in found and not other.startswith(STATE):
                raise ConfigError(f"{path}: spokesperson_of: {actor.id} speaks for {other!r}, which is not in the list")
    return MappingProxyType(found)


def _spell(path: Path, found: dict[str, Listed]) -> None:
    """Take in how one language spells the actors."""
    language = path.parent.name
    for line, row in _rows(path, OWN_COLUMNS):
        actor = found.get(row["id"])
        if actor is None:
            raise ConfigError(f"{path}:{line}: id: {row['id']!r} is not in {path.parent.parent / 'actors.csv'}")
        try:
            names, patterns = _spellings(actor.kind, row["name"])
        except ValueError as error:
            raise ConfigError(f"{path}:{line}: {error}") from None
        found[actor.id] = replace(
            actor,
            names=MappingProxyType({**actor.names, **({language: names} if names else {})}),
            patterns=MappingProxyType({**actor.patterns, **({language: patterns} if patterns else {})}),
        )


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not rows or tuple(rows[0]) != columns:
        raise ConfigError(f"{path}:1: the columns must be {','.join(columns)}")
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(columns):
            raise ConfigError(f"{path}:{line}: has {len(row)} cells, not {len(columns)}")
        yield line, dict(zip(columns, row, strict=True))


def _actor(row: Mapping[str, str]) -> Listed:
    if not re.fullmatch(r"[a-z0-9_]+", row["id"]):
        raise ValueError(f"id: {row['id']!r} must be small letters, digits and _")
    if row["kind"] not in {"person", "institution"}:
        raise ValueError(
            f"kind: {row['kind']!r} is neither person nor institution (rows of one actor follow the first)"
        )
    if row["gender"] not in {"", "m", "f"}:
        raise ValueError(f"gender: {row['gender']!r} is neither m nor f")
    if row["alone"] not in {"", "yes"}:
        raise ValueError(f"alone: {row['alone']!r} is neither yes nor empty")
    names: dict[str, tuple[PersonName, ...]] = {}
    patterns: dict[str, tuple[str, ...]] = {}
    for language in ("en", *LANGUAGES):
        cell = row["name" if language == "en" else language]
        spelled, formed = _spellings(row["kind"], cell)
        if spelled:
            names[language] = spelled
        if formed:
            patterns[language] = formed
    if "en" not in names and "en" not in patterns:
        raise ValueError("name: is empty")
    return Listed(
        id=row["id"],
        kind=cast("Literal['person', 'institution']", row["kind"]),
        name=row["name"].split("|")[0].replace("_", " ").removeprefix("^"),
        gender=cast("Gender", row["gender"]) if row["gender"] else None,
        country=row["country"] or None,
        terms=(_term(row),),
        speaks_for=tuple(part for part in row["spokesperson_of"].split("|") if part),
        alone=row["alone"] == "yes",
        names=MappingProxyType(names),
        patterns=MappingProxyType(patterns),
    )


def _spellings(kind: str, cell: str) -> tuple[tuple[PersonName, ...], tuple[str, ...]]:
    """A cell as names of a person, or as patterns of an institution."""
    variants = cell.split("|") if cell else []
    if kind == "person":
        return tuple(_name(variant) for variant in variants), ()
    return (), tuple(form for variant in variants for form in expand(variant))


def _name(variant: str) -> PersonName:
    words = variant.removeprefix("^").split()
    if len(words) < 2:  # noqa: PLR2004  # a given name and a surname
        raise ValueError(f"name: {variant!r} must have a given name and a surname")
    family = words[0] if variant.startswith("^") else words[-1]
    given = words[1:] if variant.startswith("^") else words[:-1]
    return PersonName(
        tuple(part for word in given for part in word.split("_")), tuple(family.split("_")), variant.startswith("^")
    )


def _term(row: Mapping[str, str]) -> Term:
    if row["office"] and not re.fullmatch(r"[A-Z]{2,4}:[a-zA-Z_]+", row["office"]):
        raise ValueError(f"office: {row['office']!r} must look like DE:head_of_government")
    if row["country"] and not re.fullmatch(r"[A-Z]{2,4}", row["country"]):
        raise ValueError(f"country: {row['country']!r} must be a code such as DE")
    first, last = _day("from", row["from"]), _day("to", row["to"].removesuffix("?"))
    if first and last and last < first:
        raise ValueError("to: lies before from")
    return Term(row["role"], row["office"] or None, row["country"] or None, first, last, not row["to"].endswith("?"))


def _day(column: str, cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise ValueError(f"{column}: {cell!r} is no day such as 2026-01-31") from None
