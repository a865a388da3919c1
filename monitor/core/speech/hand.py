"""Words at second hand: what a document says, whose words a paper gives, and what the sentence before said.

«…», — говорится в заявлении МИД · «…», — передаёт агентство слова министра · Мост закроют. Об этом сообщил министр.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.cue import Cue
from monitor.core.speech.mention import Range
from monitor.core.speech.phrase import after
from monitor.core.speech.tokens import Token, follows
from monitor.lexicon.languages import Language

NEAR = 8
"""Tokens between a cue and the document, or the word for "words", and of the longest phrase before it."""


def is_stated(cue: Cue) -> bool:
    """Whether the cue is a verb that only a document can be the place of."""
    return bool(cue.verbs) and all(verb.kind == "stated" for verb in cue.verbs)


def document(found: Sequence[Token], low: int, high: int, cue: Cue, language: Language) -> Range | None:
    """The document that says so, or whose it is: говорится в заявлении | МИД; в письме сказано."""
    place = cue.end
    while place < high and found[place].tags & {"adv", "time"}:
        place += 1
    if place < high and "house" in found[place].tags:
        return _owner(found, after(found, place + 1, high, language, oblique=True))
    for left in range(cue.first - 1, max(low, cue.first - NEAR) - 1, -1):
        if not found[left].word:
            return None
        if "house" in found[left].tags:
            return _owner(found, after(found, left + 1, cue.first, language, oblique=True))
    return None


def _owner(found: Sequence[Token], phrase: Range | None) -> Range | None:
    """Who speaks in a document, where it tells: of "заявлении МИД" the ministry."""
    if phrase is None:
        return None
    first, end = phrase
    for place in range(first, min(first + 2, end - 1)):
        if "media" in found[place].tags:
            return place + 1, end
    return phrase


def is_relay(cue: Cue) -> bool:
    """Whether the cue may give another's words."""
    return any(verb.kind == "relay" for verb in cue.verbs)


def relayed(found: Sequence[Token], high: int, cue: Cue, language: Language) -> Range | None:
    """Whose words a paper gives: приводит агентство слова | министра; цитирует его слова; cytuje Laska agencja."""
    for place in range(cue.end, min(high, cue.end + NEAR)):
        if not found[place].word:
            break
        if "words" in found[place].tags:
            if found[place - 1].low in language.possessives:
                return place - 1, place
            return _before_paper(found, after(found, place + 1, high, language, oblique=True), language)
    if any(verb.kind != "relay" for verb in cue.verbs):
        return None
    phrase = after(found, cue.end, high, language, oblique=True)
    quoted = _before_paper(found, phrase, language)
    return quoted if quoted != phrase and quoted is not None and not found[quoted[0]].shout else None


def _before_paper(found: Sequence[Token], phrase: Range | None, language: Language) -> Range | None:
    """A phrase up to the noun for the paper that stands behind a name: Лаптева | агентство."""
    if phrase is None:
        return None
    for place in range(phrase[0] + 1, phrase[1]):
        if (
            found[place - 1].upper
            and not found[place].upper
            and found[place].low.startswith(language.persons or (" ",))
        ):
            return phrase[0], place
    return phrase


def looks_back(found: Sequence[Token], low: int, high: int, language: Language) -> bool:
    """Whether a sentence says who said the one before it: Об этом сообщил министр."""
    place = low
    while place < high and (found[place].tags & {"conj", "adv", "but"} or found[place].low in language.back):
        if any(follows(found, place + 1, high, phrase.rest) for phrase in language.back.get(found[place].low, ())):
            return not any(found[k].quote is not None or found[k].low == ":" for k in range(place, high))
        place += 1
    return False
