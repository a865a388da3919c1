"""Whose words a source phrase tells, and what it covers: according to Lee, laut Lee, so der Minister, Lee zufolge."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech import mention, voice
from monitor.core.speech.agreement import is_finite
from monitor.core.speech.cue import Cue
from monitor.core.speech.mention import Range
from monitor.core.speech.phrase import after
from monitor.core.speech.source import source_content
from monitor.core.speech.tokens import Token
from monitor.core.speech.verb_second import covered
from monitor.lexicon.languages import Language

OPENING = frozenset({"det", "pron", "aux", "modal", "prep", "time"})
"""Classes of words that belong to no noun before which a possessive stands."""


def sourced(
    found: Sequence[Token], low: int, high: int, cue: Cue, language: Language
) -> tuple[Range, tuple[Range, ...]] | None:
    """The source that a phrase or a word behind it names, and what it covers."""
    if cue.kind == "postposed":
        speaker = _behind_verb(found, mention.before(found, low, cue.first, language), language)
        group = (speaker[0] if speaker else cue.first, cue.end)
    elif cue.kind == "named":
        speaker = _whole(found, cue, high, language)
        group = (cue.first, max(cue.end, speaker[1]))
    else:
        first = cue.end + (cue.end < high and found[cue.end].tags >= {"prep", "nameprep"})  # laut Angaben von Lee
        if first < high and found[first].tags & {"aux", "modal"} and "det" not in found[first].tags:
            return None  # Wird kein Haushalt verabschiedet, so werden …
        speaker = voice.source(found, _named(found, first, high, cue, language), language)
        speaker = _apposed(found, speaker, high, language)
        group = (cue.first, _relative_end(found, speaker[1], high) if speaker else cue.end)
    if speaker is None or (cue.kind == "source" and cue.end - cue.first == 1 and not _tells(found, speaker, language)):
        return None
    if language.features.verb_final:
        return speaker, covered(found, low, high, group)
    return speaker, source_content(found, low, high, group, language, free=language.features.free_source)


def _apposed(found: Sequence[Token], speaker: Range | None, high: int, language: Language) -> Range | None:
    """The source with the name between commas behind it: según el presidente, Ann Lee, …"""
    if speaker is None or not language.persons:
        return speaker
    phrase = voice.named(found, speaker, high, language)
    return phrase if phrase[1] < high and found[phrase[1]].low == "," else speaker


def _named(found: Sequence[Token], first: int, high: int, cue: Cue, language: Language) -> Range | None:
    """The source behind its phrase; ", so" has it in the nominative, perhaps behind a verb: so Lee, so betont auch Lee."""
    if found[cue.first].word:
        alone = first < high and _stands_alone(found, first, high, language)
        return (first, first + 1) if alone else after(found, first, high, language, oblique=True)
    if first < high and found[first].low in language.verbs and not found[first].upper:
        first += 1
    phrase = after(found, first, high, language)
    if phrase is None or (phrase[1] < high and "as" in found[phrase[1]].tags):
        return None  # so viele Schiffe wie noch nie
    named = any(token.upper or token.tags & {"pron", "alone"} for token in found[phrase[0] : phrase[1]])
    return phrase if named else None


def _stands_alone(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a pronoun is the source by itself: according to him; not: according to her spokesman."""
    token = found[place]
    if token.low not in language.possessives:
        return False
    following = found[place + 1] if place + 1 < high else None
    alone = "oblique" in token.tags and "det" not in token.tags
    return alone or following is None or not following.word or bool(following.tags & OPENING)


def _behind_verb(found: Sequence[Token], phrase: Range | None, language: Language) -> Range | None:
    """What of a phrase stands behind the verb of its clause: Der Rat kam | der Meldung zufolge …"""
    if phrase is None or not language.features.verb_final:
        return phrase
    inside = range(phrase[1] - 1, phrase[0], -1)
    article = next((k for k in inside if "oblique" in found[k].tags and not found[k - 1].tags & {"prep", "det"}), None)
    if article is not None:
        return article, phrase[1]
    verb = next(
        (k for k in inside if is_finite(found, k) and not found[k].low.endswith(language.adjective_endings)), None
    )
    if verb is None:
        return phrase
    first = verb + 1
    while first < phrase[1] - 1 and "reflexive" in found[first].tags:
        first += 1
    return (first, phrase[1]) if first < phrase[1] else phrase


def _whole(found: Sequence[Token], cue: Cue, high: int, language: Language) -> Range:
    """A source that a phrase names itself, with what belongs to it: nach ersten Angaben der Polizei."""
    first, end = cue.own or (cue.first, cue.end)
    if end >= high or not language.features.verb_final or "genitive" not in found[end].tags:
        return first, end
    phrase = after(found, end, high, language, oblique=True)
    return (first, phrase[1]) if phrase and phrase[0] == end else (first, end)


def _tells(found: Sequence[Token], phrase: Range, language: Language) -> bool:
    """Whether what stands behind "selon" can tell anything: a person, a name, a report; not a rule or a season."""
    named = any(token.upper or "media" in token.tags for token in found[phrase[0] : phrase[1]])
    return not language.persons or named or voice.has_person(found, phrase, language)


def _relative_end(found: Sequence[Token], place: int, high: int) -> int:
    """Past a relative clause: according to the minister who left, …"""
    if place < high and "rel" in found[place].tags:
        return next((k for k in range(place, high) if not found[k].word), high)
    return place
