"""Find the words in a sentence that say that somebody said something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from monitor.core.speech.asserted import has_plural, may_be_verb
from monitor.core.speech.tokens import Token, follows
from monitor.lexicon.languages import Language, Phrase, Verb

MOST = 12
"""Cues of a sentence that are looked at, so that work stays linear; real sentences have up to six."""
AUXILIARY = 14
"""How far before a participle its auxiliary may stand (hat am Freitag vor Journalisten in Berlin gesagt)."""
CueKind = Literal["verb", "source", "named", "postposed", "asked"]
"""`named`: a source phrase that is its own speaker (nach Behördenangaben); `asked`: a passive of asking."""


class Cue(NamedTuple):
    """A cue: its tokens as ``[first, end)``, and the readings of its verb (narrowest first; none for phrases)."""

    first: int
    end: int
    kind: CueKind
    verbs: tuple[Verb, ...] = ()
    pivot: int = -1
    """The finite verb: an auxiliary where the cue is a participle, else the cue's first token."""
    own: tuple[int, int] | None = None
    """The tokens of a `named` cue that are its speaker."""


def cues(found: Sequence[Token], low: int, high: int, language: Language) -> list[Cue]:
    """The cues of the sentence ``found[low:high]``, from left to right."""
    hits: list[Cue] = []
    place = low
    words = language.cue_words
    while place < high and len(hits) < MOST:
        if found[place].low not in words:
            place += 1
            continue
        cue = _at(found, low, place, high, language)
        if cue is None:
            place += 1
        else:
            hits.append(cue)
            place = cue.end
    return hits


def _at(found: Sequence[Token], low: int, place: int, high: int, language: Language) -> Cue | None:
    word = found[place].low
    if (phrases := language.sources.get(word)) and (cue := _source(found, low, place, high, phrases, language)):
        return cue
    if word in language.postposed:
        return Cue(place, place + 1, "postposed")
    if verbs := language.verbs.get(word):
        return verb_cue(found, low, place, high, verbs, language)
    return None


def _source(
    found: Sequence[Token], low: int, place: int, high: int, phrases: Sequence[Phrase], language: Language
) -> Cue | None:
    for rest, own in phrases:
        if not follows(found, place + 1, high, rest):
            continue
        if not rest and not _is_source(found, low, place, high, language):
            return None
        if own is not None and own[0] == 0 and _is_attribute(found, low, place):
            return None
        end = place + 1 + len(rest)
        if own is not None and "as" in found[place].tags and end < high and found[end].low in language.verbs:
            return None  # según ella advertía
        if own is not None:
            return Cue(place, end, "named", own=(place + own[0], place + own[1]))
        return Cue(place, end, "source")
    return None


def _is_attribute(found: Sequence[Token], low: int, place: int) -> bool:
    """Whether a phrase that begins with a possessive is part of a noun phrase, or asks: die seiner Meinung nach beste …"""
    if place == low:
        return False
    article = "det" in found[place - 1].tags and not (place - 1 > low and found[place - 2].low == ",")
    return article or found[place].upper  # Was ist Ihrer Meinung nach zu tun?


def _is_source(found: Sequence[Token], low: int, place: int, high: int, language: Language) -> bool:
    """Whether a single word is a source phrase: not "in secondo luogo", nor "según dijo X"."""
    if place > low and found[place - 1].tags & {"det", "prep"} and "rel" not in found[place - 1].tags:
        relative = language.features.verb_final and place - 1 > low and found[place - 2].low == ","
        return relative and "det" in found[place - 1].tags  # der Steg, der laut Lee offen ist
    following = found[place + 1].tags if place + 1 < high else frozenset()
    if language.persons and following & {"prep", "wh"} and "det" not in following:
        return False  # secondo per numero di voti, selon qui parle
    if "as" not in found[place].tags:
        return True
    verb = place + 1
    while verb < high and found[verb].tags & {"aux", "clitic"} and "det" not in found[verb].tags - {"clitic"}:
        verb += 1
    return verb >= high or not (found[verb].low in language.verbs or verb > place + 1)


def verb_cue(  # noqa: PLR0911  one reason why it is no cue a return
    found: Sequence[Token], low: int, place: int, high: int, verbs: tuple[Verb, ...], language: Language
) -> Cue | None:
    """The cue that a verb makes at `place` with one of its readings, if it is used as a verb there."""
    token = found[place]
    if (asked := _asked(found, low, place, high, verbs, language)) is not None:
        return asked
    if token.genitive or (place > low and not may_be_verb(found, low, place, language)):
        return None
    if verbs[0].form == "plural" and not has_plural(found, low, place, language):
        return None
    end, readings = _readings(found, place, high, verbs)
    if not readings:
        return None
    if place == low and token.low.endswith(language.verb_endings) and (end > place + 1 or _is_open(found, end, high)):
        return None  # Asked whether …, Ann Lee said
    if end < high and "agent" in found[end].tags and token.low.endswith(language.verb_endings):
        return None  # the country described by the president
    participles = tuple(verb for verb in readings if verb.form in {"participle", "passive"})
    if not participles:
        return Cue(place, end, "verb", readings, place)
    return _compound(found, low, place, high, end, readings, participles, language)


def _asked(
    found: Sequence[Token], low: int, place: int, high: int, verbs: tuple[Verb, ...], language: Language
) -> Cue | None:
    """A passive of asking, whose subject only listened: Asked whether …, when asked if …, was asked by Lee why …"""
    if not any(verb.kind == "ask" for verb in verbs) or not found[place].low.endswith(language.verb_endings):
        return None
    left = place - 1
    while left >= low and "adv" in found[left].tags:
        left -= 1
    passive = left < low or bool(found[left].tags & {"be", "sub", "when"}) or not found[left].word
    if not passive or not _is_open(found, place + 1, high):
        return None
    readings = tuple(verb for verb in verbs if verb.kind == "ask")
    return Cue(place, place + 1, "asked", readings, place)


def _compound(
    found: Sequence[Token],
    low: int,
    place: int,
    high: int,
    end: int,
    readings: tuple[Verb, ...],
    participles: tuple[Verb, ...],
    language: Language,
) -> Cue | None:
    """A form that is a participle beside an auxiliary, and may be finite without one."""
    pivot = _auxiliary(found, low, place, high)
    passive = tuple(verb for verb in readings if verb.form == "passive")
    if pivot is not None and pivot < 0 and passive:
        pivot = next(left for left in range(place - 1, -1, -1) if "be" in found[left].tags)
        return Cue(pivot, end, "verb", passive, pivot)  # wird Ann Lee zitiert
    if pivot is not None:
        return None if pivot < 0 else Cue(pivot, end, "verb", participles, pivot)
    if language.features.verb_final and place + 1 < high and "be" in found[place + 1].tags:
        return None  # die zum Notstand erklärt wurde
    finite = tuple(verb for verb in readings if verb.form != "participle")
    return Cue(place, end, "verb", finite, place) if finite else None


def _is_open(found: Sequence[Token], place: int, high: int) -> bool:
    """Whether what follows is no subject: the first word of the sentence is a participle then."""
    return place < high and found[place].word and not found[place].upper and "det" not in found[place].tags


def _readings(found: Sequence[Token], place: int, high: int, verbs: tuple[Verb, ...]) -> tuple[int, tuple[Verb, ...]]:
    """The end of the cue with its particle, and the readings that fit."""
    for verb in verbs:
        if verb.form == "infinitive":
            continue
        for particle in verb.particles:
            if follows(found, place + 1, high, particle):
                return place + 1 + len(particle), (verb,)
        if verb.distant and _closes(found, place + 1, high, verb.distant):
            return place + 1, (verb,)
    plain = tuple(verb for verb in verbs if not (verb.particles or verb.distant or verb.form == "infinitive"))
    return place + 1, plain


def _auxiliary(found: Sequence[Token], low: int, place: int, high: int) -> int | None:
    """The auxiliary that makes a participle a finite verb (hat am Freitag gesagt, gesagt habe); -1 if it is passive."""
    closes = place + 1 >= high or not found[place + 1].word
    for left in range(place - 1, max(low, place - AUXILIARY) - 1, -1):
        tags = found[left].tags
        if "have" in tags:
            return left
        if "been" in tags or ("be" in tags and not (left > low and "middle" in found[left - 1].tags)):
            return -1
        if "be" in tags:
            return left
        if not found[left].word or "comp" in tags or ("conj" in tags and not closes):
            break
    return place if place + 1 < high and "have" in found[place + 1].tags else None


def _closes(found: Sequence[Token], place: int, high: int, words: Sequence[str]) -> bool:
    """Whether a separable particle stands at the end of this clause."""
    for k in range(place, min(high, place + 30)):
        if found[k].low in words:
            return (
                k + 1 >= high
                or not found[k + 1].word
                or found[k + 1].quote is not None
                or bool(found[k + 1].tags & {"conj", "comp"})
            )
        if found[k].low in {":", ";"} or "comp" in found[k].tags:
            return False
        if found[k].quote is not None and not found[k - 1].word:
            return False  # gab „…“ an, but not: gab, „…“ an
    return False
