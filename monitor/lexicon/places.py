"""States and the bodies that speak like one: their names, adjectives, people, capitals and seats of power.

One file a language, ``<lang>/places.yaml``, and ``sides.yaml`` for who stands on which side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator

from monitor import yaml_file
from monitor.lexicon.forms import expand
from monitor.records import Side

DECOY = "NONE"
"""The code of forms that contain a place's name and do not mean it ("Moscow time"): they stand on no side."""
CONTINENT = "EUROPE"
"""The code of Europe as a whole: a side, but no country."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in one language; every field holds patterns of `monitor.core.lookup`.

    `capital` holds the cities that stand for the government, `seats` the houses and bodies that do.
    """

    code: str
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()


def forms(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Entries of the file as patterns."""
    return tuple(dict.fromkeys(form for entry in entries for form in expand(entry)))


Forms = Annotated[tuple[str, ...], AfterValidator(forms)]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2,6}$")]


class PlaceEntry(BaseModel):
    """A place as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Forms
    adjectives: Forms = ()
    people: Forms = ()
    capital: Forms = ()
    seats: Forms = ()


class PlaceFile(RootModel[dict[Code, PlaceEntry]]):
    """``<lang>/places.yaml``."""


class SideFile(BaseModel):
    """``sides.yaml``: codes by side; a code that is not in it is on the side ``other``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    europe: tuple[Code, ...]
    russia: tuple[Code, ...]
    ukraine: tuple[Code, ...]
    us: tuple[Code, ...]

    @model_validator(mode="after")
    def once(self) -> SideFile:
        """Nobody stands on two sides."""
        codes = [*self.europe, *self.russia, *self.ukraine, *self.us]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"{min(twice)} comes twice")
        return self


@lru_cache(maxsize=8)
def places(folder: Path) -> Mapping[str, Mapping[str, Place]]:
    """Places by language and code, of all languages in `folder` that have a ``places.yaml``.

    Raises:
        ConfigError: naming file, line and key.
    """
    return MappingProxyType(
        {path.parent.name: MappingProxyType(read(path)) for path in sorted(folder.glob("*/places.yaml"))}
    )


def read(path: Path) -> dict[str, Place]:
    """One language's file."""
    entries = yaml_file.read(path, PlaceFile).root
    return {
        code: Place(code, entry.names, entry.adjectives, entry.people, entry.capital, entry.seats)
        for code, entry in entries.items()
    }


@lru_cache(maxsize=8)
def sides(folder: Path) -> Mapping[str, Side]:
    """The side of each code of ``sides.yaml``; whoever is not in it is on the side ``other``.

    Raises:
        ConfigError: naming file, line and key.
    """
    file = yaml_file.read(folder / "sides.yaml", SideFile)
    return MappingProxyType(
        {code: side for side in get_args(Side) for code in getattr(file, side, ())},
    )
