"""Language knowledge as data, with its loaders.

One folder a language (``en/``, ``de/`` …), one file for each room that needs words of it; lists that belong to no
language stand beside them. A linguist edits the data without Python; what does not fit is refused with file, line
and key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from monitor.errors import ConfigError
from monitor.lexicon import actors, events, identity, languages, replies, stance, topics, wires
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.events import EventLexicon
from monitor.lexicon.identity import IdentityLexicon
from monitor.lexicon.languages import Language
from monitor.lexicon.replies import ReplyLexicon
from monitor.lexicon.stance import StanceLexicon
from monitor.lexicon.topics import Topic
from monitor.lexicon.wires import WireLexicon

__all__ = [
    "ActorLexicon",
    "EventLexicon",
    "IdentityLexicon",
    "Language",
    "Lexicon",
    "ReplyLexicon",
    "StanceLexicon",
    "Topic",
    "WireLexicon",
    "load",
]

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that the rooms know of languages; `digest` names this state of the data in every row made with it."""

    languages: Mapping[str, Language]
    actors: ActorLexicon
    stance: StanceLexicon
    identity: IdentityLexicon
    events: EventLexicon
    replies: ReplyLexicon
    wires: WireLexicon
    topics: Mapping[str, Topic]
    digest: str

    def check(self, names: Iterable[str]) -> None:
        """See that the topics asked for exist.

        Raises:
            ConfigError: one does not.
        """
        for name in names:
            if name not in self.topics:
                raise ConfigError(f"topics: there is no topic {name!r}; known are {', '.join(sorted(self.topics))}")


@lru_cache(maxsize=4)
def load(topic_folder: str | None = None) -> Lexicon:
    """The shipped lexicon, and the user's own topics from `topic_folder` where one is given.

    Raises:
        ConfigError: a file is wrong; the message names file, line and key.
    """
    own = Path(topic_folder) if topic_folder else None
    if own is not None and not own.is_dir():
        raise ConfigError(f"topic_folder: {own} is no folder")
    return Lexicon(
        languages=languages.load(FOLDER),
        actors=actors.load(FOLDER),
        stance=stance.load(FOLDER),
        identity=identity.load(FOLDER),
        events=events.load(FOLDER),
        replies=replies.load(FOLDER),
        wires=wires.load(FOLDER),
        topics=topics.topics(FOLDER, own),
        digest=digest(FOLDER, own),
    )


def digest(folder: Path, own: Path | None) -> str:
    """A short SHA-256 over all data files, names and contents, in a fixed order.

    Of the user's folder only topics are read: it may be any folder, with anything beside them.
    """
    found = hashlib.sha256()
    shipped = [path for path in sorted(folder.rglob("*")) if path.suffix in {".yaml", ".csv"}]
    for base, paths in ((folder, shipped), (own, sorted(own.glob("*.yaml")) if own else [])):
        for path in paths:
            found.update(path.relative_to(base or folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]
