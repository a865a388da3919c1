"""Topics: what a story must be about, as data that users copy and change.

``topics/<name>.yaml`` says which sides must be there, which classes of words count and how much;
``<lang>/<vocabulary>.yaml`` has the words. A topic knows every language that has both its vocabulary and a
``places.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from monitor import yaml_file
from monitor.errors import ConfigError
from monitor.lexicon import actors
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
    languages: Mapping[str, Words]
    excluded_outlets: tuple[str, ...]


def topics(folder: Path, own: Path | None = None) -> Mapping[str, Topic]:
    """All topics by name: those shipped in `folder`/topics and the user's in `own`, which win.

    Raises:
        ConfigError: naming file, line and key.
    """
    files = [*sorted((folder / "topics").glob("*.yaml")), *(sorted(own.glob("*.yaml")) if own else ())]
    return MappingProxyType({path.stem: topic(path, folder) for path in files})


@lru_cache(maxsize=32)
def topic(path: Path, folder: Path) -> Topic:
    """One topic, with the words of the lexicon in `folder`.

    Raises:
        ConfigError: naming file, line and key.
    """
    file = yaml_file.read(path, TopicFile)
    vocabularies = {found.parent.name: found for found in sorted(folder.glob(f"*/{file.vocabulary}.yaml"))}
    known = actors.load(folder)
    covered = sorted(known.places.keys() & vocabularies.keys())
    read = {code: yaml_file.read(vocabularies[code], WordFile) for code in covered}
    for fault in misfits(file, read, known):
        raise ConfigError(located(path, *fault))
    return Topic(
        name=path.stem,
        title=file.title,
        sides=MappingProxyType({name: side.points for name, side in file.sides.items()}),
        mentions=file.mentions,
        points=file.points,
        languages=MappingProxyType(
            {code: words(file, code, (found, file.words.get(code, WordFile())), known) for code, found in read.items()}
        ),
        excluded_outlets=file.excluded_outlets,
    )


def misfits(
    file: TopicFile, read: Mapping[str, WordFile], known: ActorLexicon
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What a topic says that the lexicon does not bear out, with the place in the file."""
    if not read:
        yield f"no language has a {file.vocabulary}.yaml beside its places.yaml", ("vocabulary",)
    for code in file.words:
        if code not in read:
            yield f"no lexicon for the language {code}: {', '.join(sorted(read))} are there", ("words", code)
    for kind in ("cues", "contrary"):
        classes = {name for vocabulary in (*read.values(), *file.words.values()) for name in getattr(vocabulary, kind)}
        for name in getattr(file, kind):
            if name not in classes:
                yield f"no words of this class in any {file.vocabulary}.yaml, nor under words", (kind, name)
    yield from strangers(file, known)


def strangers(file: TopicFile, known: ActorLexicon) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Sides that name nobody, or somebody unknown."""
    codes = {code for entries in known.places.values() for code in entries} - {DECOY}
    for name, side in file.sides.items():
        if not side.sides and not side.codes:
            yield "names nobody: give sides or codes", ("sides", name)
        for number, code in enumerate(side.codes):
            if code not in codes:
                yield f"{code} is in no places.yaml", ("sides", name, "codes", number)


def located(path: Path, said: str, location: tuple[Any, ...]) -> str:
    """A complaint with file, line and key."""
    line = yaml_file.line_of(yaml_file.load(path), location)
    return f"{path}:{line}: {'.'.join(map(str, location))}: {said}"


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
    for code, place in known.places[language].items():
        for sort in SORTS:
            mention = mention_of(file, code, sort, known)
            yield from ((form, mention) for form in getattr(place, sort))
    declension = known.names.declensions.get(language)
    for actor in known.listed.values():
        latest = max(actor.terms, key=lambda term: term.first or date.min)
        if country := latest.country or actor.country:
            mention = mention_of(file, country, "person" if actor.kind == "person" else "seats", known)
            yield from ((form, mention) for form in named(actor, language, declension))


def mention_of(file: TopicFile, code: str, sort: Sort, known: ActorLexicon) -> Mention:
    """What a form of a place means in this topic."""
    if code == DECOY:
        return Mention(DECOY, "", "decoy", 0.0)
    general = known.sides.get(code, "other")
    side = next((name for name, entry in file.sides.items() if code in entry.codes or general in entry.sides), "")
    return Mention(code, side, sort, file.shares.get(code, 1.0) * float(getattr(file.mentions, sort)))
