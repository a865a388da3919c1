"""Whether two reports are by one voice: the speaker is a gate, not evidence."""

from __future__ import annotations

import re
from enum import Enum

from monitor.core.identity.skeleton import alike, skeleton
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Reported

VOWEL = "~"
"""What stands in a key before the first vowel of a surname."""
TOLD = re.compile(f"{VOWEL}[aeiou](?=:|$)")
CYRILLIC = re.compile("[\u0400-\u052f]")


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
        same = one_voice(a.actor_key, b.actor_key, lexicon) or _transcribed(a, b)
        return Voice.SAME if same else Voice.OTHER
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
    if a == b:
        return True
    (name_a, country_a), (name_b, country_b) = _parts(a), _parts(b)
    return name_a == name_b and not (country_a and country_b)


def _transcribed(a: Reported, b: Reported) -> bool:
    """Whether two keys are of one name in two scripts, which write vowels by ear: Reisner is Райзнер."""
    keys = [key for key in (a.actor_key, b.actor_key) if key and key.startswith("name:")]
    if len(keys) < 2 or _is_cyrillic(a.speaker) == _is_cyrillic(b.speaker):  # noqa: PLR2004 - both
        return False
    return _one(*map(_consonants, keys))


def _consonants(actor_key: str) -> str:
    """The key of somebody who is not in the list without the vowel."""
    return TOLD.sub("", actor_key)


def _parts(actor_key: str) -> tuple[str, str]:
    """The key, and the country that not every text tells of somebody who is not in the list."""
    if not actor_key.startswith("name:") or actor_key.count(":") == 1:
        return actor_key, ""
    name, _, country = actor_key.rpartition(":")
    return name, country


def _is_cyrillic(name: str | None) -> bool:
    return CYRILLIC.search(name or "") is not None


def house(actor_key: str, lexicon: IdentityLexicon) -> str:
    """What the index files an actor under: the institution that the actor speaks for, else the actor.

    Somebody who is not in the list is filed under the consonants of the name.
    """
    return lexicon.voices.get(actor_key, (_consonants(_parts(actor_key)[0]),))[0]
