"""What tells events apart: `events.yaml` for all languages and `<lang>/events.yaml`, read once and validated.

en/events.yaml explains the keys; docs/events.md how they are used.
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


class Shared(BaseModel):
    """What holds in all languages: concepts by the kind of event that they tell, and names too common to tell much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: dict[str, tuple[str, ...]]
    daily: tuple[str, ...]
    matter: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]


class EventWords(BaseModel):
    """One language's words for kinds of events, and for what follows up on one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: dict[str, Patterns]
    reaction: Patterns


@dataclass(frozen=True, eq=False, slots=True)
class EventLexicon:
    """All languages by code, with what they share. Compared by identity, so that compiled forms can be kept."""

    languages: Mapping[str, EventWords]
    kinds: Mapping[str, str]
    daily: frozenset[str]
    matter: frozenset[str]
    common: frozenset[str]


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> EventLexicon:
    """The words of all languages in `folder` that have an ``events.yaml``.

    Raises:
        ConfigError: a file is wrong; the message names file, line and key.
    """
    shared = yaml_file.read(folder / "events.yaml", Shared)
    return EventLexicon(
        MappingProxyType(
            {path.parent.name: yaml_file.read(path, EventWords) for path in sorted(folder.glob("*/events.yaml"))}
        ),
        MappingProxyType({concept: kind for kind, concepts in shared.kinds.items() for concept in concepts}),
        frozenset(shared.daily),
        frozenset(shared.matter),
        frozenset({f"place:{code}" for code in shared.places} | {f"Q:{name}" for name in shared.actors}),
    )
