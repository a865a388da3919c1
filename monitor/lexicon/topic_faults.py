"""What is wrong with topics and vocabularies that fit their shape: names that lead nowhere, told with file, line, key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from monitor import yaml_file
from monitor.errors import ConfigError
from monitor.lexicon.actors import DECOY, ActorLexicon
from monitor.lexicon.topic_file import TopicFile, WordFile

Place = tuple[Any, ...]
KINDS = ("cues", "contrary")


def refuse(path: Path, file: TopicFile, read: Mapping[str, tuple[WordFile, ...]], known: ActorLexicon) -> None:
    """See that all that a topic names is there.

    Args:
        path: the topic's file.
        file: what stands in it.
        read: the vocabularies of the topic by language.
        known: places and sides.

    Raises:
        ConfigError: naming file, line and key.
    """
    for said, place in (*vocabularies(file, read), *classes(file, read), *strangers(file, known), *doubles(file)):
        raise ConfigError(located(path, said, place))


def unweighed(path: Path, vocabulary: WordFile, topics: Iterable[TopicFile]) -> None:
    """See that every class of a vocabulary counts for one of the topics that use it: a misspelt one never would.

    Raises:
        ConfigError: naming file, line and key.
    """
    for kind in KINDS:
        weighed = {name for topic in topics for name in getattr(topic, kind)}
        for name in getattr(vocabulary, kind):
            if name not in weighed:
                raise ConfigError(
                    located(path, f"no topic weighs this class; known are {', '.join(sorted(weighed))}", (kind, name))
                )


def vocabularies(file: TopicFile, read: Mapping[str, tuple[WordFile, ...]]) -> Iterator[tuple[str, Place]]:
    """Vocabularies and languages that are not there."""
    if not read:
        names = " and a ".join(f"{name}.yaml" for name in file.vocabulary)
        yield f"no language has a {names} beside its places.yaml", ("vocabulary",)
    for code in file.words:
        if code not in read:
            yield f"no lexicon for the language {code}: {', '.join(sorted(read))} are there", ("words", code)


def classes(file: TopicFile, read: Mapping[str, tuple[WordFile, ...]]) -> Iterator[tuple[str, Place]]:
    """Classes that are weighed and have no words, that have words and no weight, or that are needed and do not count."""
    shared = [vocabulary for several in read.values() for vocabulary in several]
    for kind in KINDS:
        weights = getattr(file, kind)
        there = {name for vocabulary in (*shared, *file.words.values()) for name in getattr(vocabulary, kind)}
        for name in weights:
            if name not in there:
                yield (
                    f"no words of this class in any {'.yaml, '.join(file.vocabulary)}.yaml, nor under words",
                    (kind, name),
                )
        for code, own in file.words.items():
            for name in getattr(own, kind):
                if name not in weights:
                    yield f"the topic gives this class no weight under {kind}", ("words", code, kind, name)
    for number, name in enumerate(file.needs):
        if not file.cues.get(name):
            yield f"{name} has no weight under cues", ("needs", number)


def strangers(file: TopicFile, known: ActorLexicon) -> Iterator[tuple[str, Place]]:
    """Sides that name nobody, and whoever is unknown."""
    codes = {code for entries in known.places.values() for code in entries} - {DECOY}
    for name, side in file.sides.items():
        if not side.sides and not side.codes:
            yield "names nobody: give sides or codes", ("sides", name)
        for number, code in enumerate(side.codes):
            if code not in codes:
                yield f"{code} is in no places.yaml", ("sides", name, "codes", number)
    for code in file.shares:
        if code not in codes:
            yield f"{code} is in no places.yaml", ("shares", code)


def doubles(file: TopicFile) -> Iterator[tuple[str, Place]]:
    """Whoever is named on two sides: a mention can stand for one only."""
    for (name, first), (other, second) in combinations(file.sides.items(), 2):
        for key in ("codes", "sides"):
            for number, one in enumerate(getattr(second, key)):
                if one in getattr(first, key):
                    yield f"{one} stands on the side {name} already", ("sides", other, key, number)


def located(path: Path, said: str, location: Place) -> str:
    """A complaint with file, line and key."""
    line = yaml_file.line_of(yaml_file.load(path), location)
    return f"{path}:{line}: {'.'.join(map(str, location))}: {said}"
