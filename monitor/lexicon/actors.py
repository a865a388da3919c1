"""Who can speak: the list of actors, the places, roles and names that recognise them, in one frozen record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from monitor.errors import ConfigError
from monitor.lexicon import names, offices, people
from monitor.lexicon.languages import Language
from monitor.lexicon.languages import load as load_languages
from monitor.lexicon.names import NameLexicon
from monitor.lexicon.offices import OfficeLexicon
from monitor.lexicon.people import Listed
from monitor.lexicon.places import CONTINENT, DECOY, Place, places, sides
from monitor.records import Side

__all__ = ["CONTINENT", "DECOY", "ActorLexicon", "Place", "load", "places", "sides"]


@dataclass(frozen=True, slots=True, eq=False)
class ActorLexicon:
    """All that recognises actors. Compared by identity, so that compiled forms of it can be kept."""

    listed: Mapping[str, Listed]
    places: Mapping[str, Mapping[str, Place]]
    sides: Mapping[str, Side]
    offices: OfficeLexicon
    names: NameLexicon
    languages: Mapping[str, Language]

    def side(self, country: str | None) -> Side | None:
        """On which side somebody of that country stands; `None` where the country is not known."""
        return None if country is None else self.sides.get(country, "other")


def load(folder: Path | None = None) -> ActorLexicon:
    """The lexicon of a folder (default: the one that is shipped); cached.

    Raises:
        ConfigError: naming file, line and key.
    """
    return _load((folder or Path(__file__).parent).resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> ActorLexicon:
    lexicon = ActorLexicon(
        listed=people.read(folder / "actors.csv"),
        places=places(folder),
        sides=sides(folder),
        offices=offices.read(folder),
        names=names.read(folder),
        languages=load_languages(folder),
    )
    for actor in lexicon.listed.values():
        for term in actor.terms:
            if term.country and term.country not in lexicon.places["en"]:
                raise ConfigError(f"{folder / 'actors.csv'}: country: {actor.id}: {term.country} is not in places.yaml")
    for name, body in lexicon.offices.bodies.items():
        if body.of and body.of not in lexicon.listed:
            raise ConfigError(f"{folder / 'roles.yaml'}: bodies.{name}.of: {body.of} is not in actors.csv")
    for institution in lexicon.offices.heads:
        if institution not in lexicon.listed and institution not in lexicon.offices.bodies:
            raise ConfigError(f"{folder / 'roles.yaml'}: heads.{institution}: is neither in actors.csv nor in bodies")
    return lexicon
