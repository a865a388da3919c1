"""Names of persons: given names with the gender they tell, the particles inside names, and how names decline.

`names.yaml` holds the names of all languages, ``<lang>/names.yaml`` the declension of a language that has one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor import yaml_file

Gender = Literal["m", "f"]
STROKES = str.maketrans("łøđðþıœæё’‘ʼ‐‑", "loddtioaе'''--")
"""Letters that Unicode does not decompose, and the variants of apostrophe and hyphen."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of declension: which names, how many letters to drop, which endings to add."""

    ends: tuple[str, ...]
    drop: int
    add: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declension:
    """The rules of a language; empty where names do not decline."""

    men: tuple[Rule, ...] = ()
    women: tuple[Rule, ...] = ()

    def cases(self, word: str, gender: Gender | None) -> tuple[str, ...]:
        """The oblique forms of a name or part of it, in the spelling of the file."""
        for rule in self._rules(gender):
            if word.lower().endswith(rule.ends):
                return tuple(word[: len(word) - rule.drop] + ending for ending in rule.add)
        return ()

    def nominatives(self, word: str, gender: Gender | None) -> tuple[str, ...]:
        """Every name of which `word` may be an oblique form."""
        found = []
        for rule in self._rules(gender):
            for ending in rule.add:
                if not word.lower().endswith(ending):
                    continue
                for end in rule.ends:
                    stem = word[: len(word) - len(ending)]
                    kept = end[: len(end) - rule.drop] if rule.drop else end
                    if len(stem) > 1 and stem.lower().endswith(kept):
                        found.append(stem + end[len(kept) :])
        return tuple(name for name in dict.fromkeys(found) if word in self.cases(name, gender))

    def _rules(self, gender: Gender | None) -> tuple[Rule, ...]:
        if gender is None:
            return self.men + self.women
        return self.women if gender == "f" else self.men


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """What is known of names in general, all folded."""

    men: frozenset[str]
    women: frozenset[str]
    particles: frozenset[str]
    declensions: Mapping[str, Declension]


class RuleEntry(BaseModel):
    """A rule as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ends: tuple[str, ...] = Field(min_length=1)
    drop: int = Field(ge=0, le=4)
    add: tuple[str, ...] = Field(min_length=1)


class DeclensionFile(BaseModel):
    """``<lang>/names.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    men: tuple[RuleEntry, ...] = ()
    women: tuple[RuleEntry, ...] = ()


class GivenNames(BaseModel):
    """Given names by gender, separated by blanks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    m: str
    f: str


class NamesFile(BaseModel):
    """``names.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    given: GivenNames
    particles: str


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A name in lower case without the marks that outlets leave out: Orbán as orban, Семён as семен.

    Cyrillic й and ї stay, being letters of their own.
    """
    if name.isascii():
        return name.lower()
    low = name.lower().translate(STROKES)
    return "".join(
        char if char >= "\u0400" else unicodedata.normalize("NFD", char)[0]
        for char in low
        if not "\u0300" <= char < "\u0370"
    )


def read(folder: Path) -> NameLexicon:
    """The names of a lexicon folder.

    Raises:
        ConfigError: naming file, line and key.
    """
    file = yaml_file.read(folder / "names.yaml", NamesFile)
    return NameLexicon(
        men=frozenset(file.given.m.split()),
        women=frozenset(file.given.f.split()),
        particles=frozenset(file.particles.split()),
        declensions=MappingProxyType(
            {path.parent.name: declension(path) for path in sorted(folder.glob("*/names.yaml"))}
        ),
    )


def declension(path: Path) -> Declension:
    """One language's rules."""
    file = yaml_file.read(path, DeclensionFile)
    return Declension(
        men=tuple(Rule(rule.ends, rule.drop, rule.add) for rule in file.men),
        women=tuple(Rule(rule.ends, rule.drop, rule.add) for rule in file.women),
    )
