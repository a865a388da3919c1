"""Topics: what a story must be about, as data that users copy and change.

``topics/<name>.yaml`` says which sides must be there, which classes of words count and how much;
``<lang>/<vocabulary>.yaml`` has the words. A topic knows every language that has all its vocabularies and a
``places.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from monitor import yaml_file
from monitor.lexicon import actors, topic_faults
from monitor.lexicon.actors import DECOY, ActorLexicon
from monitor.lexicon.named import named
from monitor.lexicon.topic_file import Mentions, Rubric, TopicFile, WordFile

Sort = Literal["names", "adjectives", "people", "capital", "seats", "person"]
SORTS: tuple[Sort, ...] = ("names", "adjectives", "people", "capital", "seats")


class Mention(NamedTuple):
    """What a form in the text refers to: a place's code, the topic's side (empty for third parties and decoys)."""

    code: str
    side: str
    sort: str
    weight: float


class Cue(NamedTuple):
    """A class of words and its weight; contrary ones tell of something else."""

    name: str
    weight: float
    contrary: bool


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A topic's words in one language: patterns with what they mean."""

    mentions: tuple[tuple[str, Mention], ...]
    cues: tuple[tuple[str, Cue], ...]
    venues: frozenset[str]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A topic, ready to judge by. Compared by identity, so that what is built from it can be kept."""

    name: str
    title: str
    sides: Mapping[str, float]
    mentions: Mentions
    points: Rubric
    needs: tuple[str, ...]
    languages: Mapping[str, Words]
    excluded_outlets: tuple[str, ...]


def topics(folder: Path, own: Path | None = None) -> Mapping[str, Topic]:
    """All topics by name: those shipped in `folder`/topics and the user's in `own`, which win.

    Raises:
        ConfigError: naming file, line and key.
    """
    files = [*sorted((folder / "topics").glob("*.yaml")), *(sorted(own.glob("*.yaml")) if own else ())]
    found = MappingProxyType({path.stem: topic(path, folder) for path in files})
    read = [yaml_file.read(path, TopicFile) for path in files]
    for name in sorted({name for file in read for name in file.vocabulary}):
        using = [file for file in read if name in file.vocabulary]
        for path in sorted(folder.glob(f"*/{name}.yaml")):
            topic_faults.unweighed(path, vocabulary(path), using)
    return found


@lru_cache(maxsize=32)
def topic(path: Path, folder: Path) -> Topic:
    """One topic, with the words of the lexicon in `folder`.

    Raises:
        ConfigError: naming file, line and key.
    """
    file = yaml_file.read(path, TopicFile)
    known = actors.load(folder)
    read = {code: found for code in sorted(known.places) if (found := vocabularies(file, folder / code))}
    topic_faults.refuse(path, file, read, known)
    return Topic(
        name=path.stem,
        title=file.title,
        sides=MappingProxyType({name: side.points for name, side in file.sides.items()}),
        mentions=file.mentions,
        points=file.points,
        needs=file.needs,
        languages=MappingProxyType(
            {code: words(file, code, (*found, file.words.get(code, WordFile())), known) for code, found in read.items()}
        ),
        excluded_outlets=file.excluded_outlets,
    )


def vocabularies(file: TopicFile, folder: Path) -> tuple[WordFile, ...]:
    """The topic's words in the language of a folder; none where one of its vocabularies is not there.

    Raises:
        ConfigError: naming file, line and key.
    """
    paths = [folder / f"{name}.yaml" for name in file.vocabulary]
    return tuple(map(vocabulary, paths)) if all(path.is_file() for path in paths) else ()


@lru_cache(maxsize=128)
def vocabulary(path: Path) -> WordFile:
    """One vocabulary in one language.

    Raises:
        ConfigError: naming file, line and key.
    """
    return yaml_file.read(path, WordFile)


def words(file: TopicFile, language: str, read: tuple[WordFile, ...], known: ActorLexicon) -> Words:
    """The patterns of one language: the vocabulary's and the topic's own."""
    return Words(
        mentions=(
            *((form, Mention(DECOY, "", "decoy", 0.0)) for found in read for form in found.decoys),
            *mentions(file, language, known),
        ),
        cues=tuple(
            (form, Cue(name, weights[name], contrary))
            for found in read
            for contrary, weights, classes in ((False, file.cues, found.cues), (True, file.contrary, found.contrary))
            for name, forms in classes.items()
            if weights.get(name)
            for form in forms
        ),
        venues=frozenset(form for found in read for form in found.venues),
        related=tuple(form.lower() for found in read for form in found.related),
    )


def mentions(file: TopicFile, language: str, known: ActorLexicon) -> Iterator[tuple[str, Mention]]:
    """The forms of all places and listed actors, each with the side it stands on in this topic."""
    for code, sort, forms in named_in(language, known):
        mention = mention_of(file, code, sort, known)
        yield from ((form, mention) for form in forms)


@lru_cache(maxsize=64)
def named_in(language: str, known: ActorLexicon) -> tuple[tuple[str, Sort, tuple[str, ...]], ...]:
    """Whom texts in a language may name, and how: code, sort of name, forms. The same for every topic."""
    found: list[tuple[str, Sort, tuple[str, ...]]] = [
        (code, sort, getattr(place, sort)) for code, place in known.places[language].items() for sort in SORTS
    ]
    declension = known.names.declensions.get(language)
    for actor in known.listed.values():
        latest = max(actor.terms, key=lambda term: term.first or date.min)
        if country := latest.country or actor.country:
            sort: Sort = "person" if actor.kind == "person" else "seats"
            found.append((country, sort, tuple(named(actor, language, declension))))
    return tuple(found)


def mention_of(file: TopicFile, code: str, sort: Sort, known: ActorLexicon) -> Mention:
    """What a form of a place means in this topic."""
    if code == DECOY:
        return Mention(DECOY, "", "decoy", 0.0)
    general = known.sides.get(code, "other")
    named = (name for name, entry in file.sides.items() if code in entry.codes)
    side = next(named, next((name for name, entry in file.sides.items() if general in entry.sides), ""))
    return Mention(code, side, sort, file.shares.get(code, 1.0) * float(getattr(file.mentions, sort)))
