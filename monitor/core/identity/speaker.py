"""Whether two reports are by one voice: the speaker is a gate, not evidence."""

from __future__ import annotations

from enum import Enum

from monitor.core.identity.skeleton import alike, skeleton
from monitor.records import Reported


class Voice(Enum):
    """What is known of two speakers together."""

    SAME = "same"
    UNKNOWN = "unknown"
    OTHER = "other"


def voice(a: Reported, b: Reported) -> Voice:
    """Whether the reports have the same speaker, other speakers, or one that nobody knows.

    Actor keys decide where both are known, else the speakers' names by their last words.
    """
    if a.actor_key is not None and b.actor_key is not None:
        return Voice.SAME if a.actor_key == b.actor_key else Voice.OTHER
    if not a.speaker or not b.speaker:
        return Voice.UNKNOWN
    bones_a, bones_b = ([skeleton(part) for part in name.split()[-3:]] for name in (a.speaker, b.speaker))
    if a.speaker.casefold() == b.speaker.casefold() or any(alike(one, other) for one in bones_a for other in bones_b):
        return Voice.SAME
    return Voice.OTHER
