"""News agencies by the forms of their names: `wires.yaml`, read once and validated. The file explains its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from monitor import yaml_file
from monitor.lexicon.identity import FOLDER, Patterns


class WireFile(BaseModel):
    """The file, as it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agencies: dict[str, Patterns]
    beside: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class WireLexicon:
    """Patterns by agency, and the words that may stand beside one in a credit. Compared by identity."""

    agencies: Mapping[str, tuple[str, ...]]
    beside: frozenset[str]


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> WireLexicon:
    """The agencies.

    Raises:
        ConfigError: the file is wrong; the message names file, line and key.
    """
    found = yaml_file.read(folder / "wires.yaml", WireFile)
    return WireLexicon(MappingProxyType(found.agencies), frozenset(word.casefold() for word in found.beside))
