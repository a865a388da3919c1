"""What replies need to know of each language: `<lang>/replies.yaml`, read once and validated.

en/replies.yaml explains the keys; docs/replies.md what they are for.
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


class ReplyWords(BaseModel):
    """One language's file.

    `positions` are nouns for what somebody said, `policies` for what somebody wants and need not have said: only the
    object of a verb or preposition. Their author stands behind one of the `links` (with `bare`
    in the genitive, too, but not in a form that ends in one of `addressed`: that is whom they are for), with words
    `between`, or in front with one of the endings of `genitive`; a `compound` author stands there as it is.

    `welcomes`, `rejects` and `answers` are verbs with a position as object, `comments` such that only say that there
    is an answer; `split` gives the second part of verbs in two parts. With `object_first` the object may open the
    sentence. `occasions` are prepositions in front of a position, `addressees` in front of whoever is answered.
    `retorts` are verbs and adverbs of answering without an object: whoever spoke in the sentence before is answered, unless
    a word of `questions` stands there: then it was somebody else who asked.
    `possessive` words say that the position is the one of whoever stands behind the verb ("criticised Macron for his words").
    `decoys` are none of all this, though they begin so ("called for"). A `negation` in front means that there is no answer; `own` words make the speaker the subject within a quotation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    positions: Patterns
    policies: Patterns = ()
    links: Patterns
    bare: bool = False
    addressed: tuple[str, ...] = ()
    genitive: tuple[str, ...] = ()
    compound: bool = False
    between: Patterns
    welcomes: Patterns
    rejects: Patterns
    answers: Patterns
    comments: Patterns
    split: dict[str, str] = {}
    object_first: bool = False
    occasions: Patterns
    addressees: Patterns
    retorts: Patterns = ()
    questions: Patterns = ()
    possessive: Patterns = ()
    decoys: Patterns = ()
    negation: Patterns
    own: Patterns


@dataclass(frozen=True, eq=False, slots=True)
class ReplyLexicon:
    """All languages by code. Compared by identity, so that compiled forms can be kept."""

    languages: Mapping[str, ReplyWords]


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> ReplyLexicon:
    """The lexicon of all languages in `folder` that have a ``replies.yaml``.

    Raises:
        ConfigError: a file is wrong; the message names file, line and key.
    """
    files = sorted(folder.glob("*/replies.yaml"))
    return ReplyLexicon(MappingProxyType({path.parent.name: yaml_file.read(path, ReplyWords) for path in files}))
