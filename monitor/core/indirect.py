"""Reported speech that has no cue of its own: a mood of the verb marks it (German Konjunktiv I)."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.tokens import Token
from monitor.lexicon.languages import Language


def is_reported(found: Sequence[Token], low: int, high: int, language: Language, *, goes_on: bool) -> bool:
    """Whether the sentence ``found[low:high]`` stands in the mood of reported speech.

    Forms that also serve elsewhere (Konjunktiv II) count only where a report `goes_on`.
    """
    if not language.features.reported_mood or found[low].quote is not None or found[high - 1].low == "?":
        return False
    for k in range(low, high):
        token = found[k]
        if token.low not in language.reported_verbs or token.upper:
            continue
        if k > low and "unreal" in found[k - 1].tags:
            continue
        if "weak_mood" not in token.tags or goes_on:
            return True
    return False
