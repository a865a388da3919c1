"""What stance needs to know of each language: `<lang>/stance.yaml`, read once and validated.

en/stance.yaml explains the keys; the guideline that they serve is docs/identity.md, "Stance".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from monitor import yaml_file
from monitor.lexicon.identity import FOLDER, Patterns
from monitor.lexicon.places import DECOY
from monitor.lexicon.places import places as all_places


class StanceWords(BaseModel):
    """One language's file.

    `talk` is what a stance is about, `deed` acts of contact; `wish` and `refuse` say which way, `closed` is a
    refusal that no negation turns ("no point in"), `approve` judges;
    `supports` and `opposes` decide by themselves where the matter is at hand; `condition` makes a wish conditional,
    `weak_condition` only in the same clause as the wish, `until` makes "no talks" a term; `pressure` with `aim` is pressure towards talks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    talk: Patterns
    deed: Patterns
    wish: Patterns
    approve: Patterns
    refuse: Patterns
    closed: Patterns = ()
    opposes: Patterns
    supports: Patterns
    condition: Patterns
    weak_condition: Patterns
    until: Patterns = ()
    pressure: Patterns
    aim: Patterns
    negation: Patterns
    elsewhere: Patterns = ()


@dataclass(frozen=True, eq=False, slots=True)
class StanceLexicon:
    """All languages by code, and the names of the places whose mention puts a text on the matter.

    Compared by identity, so that compiled forms can be kept.
    """

    languages: Mapping[str, StanceWords]
    matter: Mapping[str, tuple[str, ...]]


MATTER = ("RU", "UA", "BY")
"""Talks of whom the guideline asks about: with Russia, or on peace in Ukraine."""


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> StanceLexicon:
    """The lexicon of all languages in `folder` that have a ``stance.yaml``.

    Raises:
        ConfigError: a file is wrong; the message names file, line and key.
    """
    words = {path.parent.name: yaml_file.read(path, StanceWords) for path in sorted(folder.glob("*/stance.yaml"))}
    matter = {
        language: tuple(
            form
            for code, place in known.items()
            if code in MATTER and code != DECOY
            for form in (*place.names, *place.adjectives, *place.people, *place.capital, *place.seats)
        )
        for language, known in all_places(folder).items()
    }
    return StanceLexicon(MappingProxyType(words), MappingProxyType(matter))
