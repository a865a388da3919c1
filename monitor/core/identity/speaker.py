"""Whether two reports are by one voice: the speaker is a gate, not evidence."""

from __future__ import annotations

from enum import Enum

from monitor.core.identity.skeleton import alike, skeleton
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Reported


class Voice(Enum):
    """What is known of two speakers together."""

    SAME = "same"
    UNKNOWN = "unknown"
    OTHER = "other"


def voice(a: Reported, b: Reported, lexicon: IdentityLexicon) -> Voice:
    """Whether the reports have the same speaker, other speakers, or one that nobody knows.

    Actor keys decide where both are known, else the speakers' names by their last words. A person and the institution
    that this person speaks for are one voice; two persons of one house are not.
    """
    if a.actor_key is not None and b.actor_key is not None:
        return Voice.SAME if one_voice(a.actor_key, b.actor_key, lexicon) else Voice.OTHER
    if not a.speaker or not b.speaker:
        return Voice.UNKNOWN
    bones_a, bones_b = ([skeleton(part) for part in name.split()[-3:]] for name in (a.speaker, b.speaker))
    if a.speaker.casefold() == b.speaker.casefold() or any(alike(one, other) for one in bones_a for other in bones_b):
        return Voice.SAME
    return Voice.OTHER


def one_voice(a: str, b: str, lexicon: IdentityLexicon) -> bool:
    """Whether two keys are those of one actor, or of an institution and a person who speaks for it."""
    return _one(a, b) or a in lexicon.voices.get(b, ()) or b in lexicon.voices.get(a, ())


def _one(a: str, b: str) -> bool:
    """Whether two keys are one actor's: equal, or those of one name of which one text tells no country."""
    return a == b or (named(a) == named(b) and named(a) in {a, b})


def named(actor_key: str) -> str:
    """The key without the country that not every text tells of somebody who is not in the list."""
    return actor_key.rpartition(":")[0] if actor_key.startswith("name:") and actor_key.count(":") > 1 else actor_key


def house(actor_key: str, lexicon: IdentityLexicon) -> str:
    """What the index files an actor under: the institution that the actor speaks for, else the actor."""
    return lexicon.voices.get(actor_key, (named(actor_key),))[0]
