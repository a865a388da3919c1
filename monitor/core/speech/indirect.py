"""Reported speech that has no cue of its own: a mood of the verb marks it (German Konjunktiv I)."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.agreement import is_finite
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language


def reported_clause(  # noqa: PLR0911  one reason why there is none a return
    found: Sequence[Token], low: int, high: int, language: Language
) -> int | None:
    """Where the report begins in a sentence that is none itself: Lee regte an, Ray solle antreten.

    The mood of its clause shows that the sentence reports, whatever its verb.
    """
    comma = next((k for k in range(low, high) if found[k].low in {",", ":"} or found[k].quote is not None), high)
    if comma + 1 >= high or found[comma].low != "," or found[low].tags & {"sub", "as", "comp", "conj"}:
        return None
    if any(found[k].low in language.reported_verbs for k in range(low, comma)):
        return None
    if not any(is_finite(found, k) for k in range(low + 1, comma)):
        return None
    first = found[comma + 1]
    if "comp" in first.tags:
        return comma + 1
    if first.tags & {"sub", "conj", "but", "as", "wh", "rel"}:
        return None
    end = next((k for k in range(comma + 1, high) if not found[k].word or found[k].quote is not None), high)
    verb = next((k for k in range(comma + 1, end) if found[k].low in language.reported_verbs), None)
    if verb is None or (verb == end - 1 and first.tags & {"det", "prep"} and "pron" not in first.tags):
        return None  # a relative clause has its verb at its end
    return comma + 1


def is_reported(
    found: Sequence[Token], low: int, high: int, language: Language, *, goes_on: bool, at_once: bool
) -> bool:
    """Whether the sentence ``found[low:high]`` stands in the mood of reported speech.

    Forms that also serve elsewhere (Konjunktiv II) count only where a report `goes_on`, hearsay (er soll kommen) only
    `at_once` behind a statement.
    """
    if not language.features.reported_mood or found[low].quote is not None or found[high - 1].low == "?":
        return False
    for k in range(low, high):
        token = found[k]
        if at_once and "hearsay" in token.tags and not token.upper:
            return True
        if token.low not in language.reported_verbs or token.upper:
            continue
        if k > low and "unreal" in found[k - 1].tags:
            continue
        if "weak_mood" not in token.tags and any(
            "first_person" in near.tags for near in found[max(low, k - 1) : k + 2]
        ):
            continue  # ich habe: no mood but the first person
        if "weak_mood" not in token.tags or goes_on:
            return True
    return False
