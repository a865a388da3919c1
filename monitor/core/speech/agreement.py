"""What a verb tells of its subject: whether it is the verb of its clause, its gender and number, and that it is left out."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.mention import Range
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language, Pronoun

LONGEST = 8
"""Words of the longest announcement before a colon."""
ADDED = 3
"""Words of the shortest "and to add"."""


def is_finite(found: Sequence[Token], place: int) -> bool:
    """Whether the word is the verb of its clause, where nouns have capitals: in lower case behind a noun."""
    token = found[place]
    if token.upper or not token.word or place == 0:
        return False
    previous = found[place - 1]
    if "det" in previous.tags:  # Der außenpolitische Sprecher: its capital is that of the sentence
        return False
    if token.tags:
        return bool(token.tags & {"aux", "modal"}) and (previous.upper or "pron" in previous.tags)
    return token.low[0].isalpha() and (previous.upper or "pron" in previous.tags)


def leaves_out_subject(found: Sequence[Token], cue: Range, language: Language) -> bool:
    """Whether a verb in the singular begins its clause, so that its subject is whoever spoke last: «…», ha aggiunto."""
    first, end = cue
    verb = found[first]
    if verb.low == ":":
        return _adds(found, first, language)
    if not language.features.null_subject or not verb.word or verb.low.endswith(language.house_endings or ("\0",)):
        return False
    if any(reading.form == "gerund" for k in range(first, end) for reading in language.verbs.get(found[k].low, ())):
        return False
    if language.gender_endings and not _goes_alone(found, first, end, language):
        return False
    left = first - 1
    while left >= 0 and found[left].word and _accompanies(found[left], language):
        left -= 1
    return left < 0 or not found[left].word or bool(found[left].tags & {"conj", "but", "as"})


def _adds(found: Sequence[Token], colon: int, language: Language) -> bool:
    """Whether an infinitive alone announces that the same one speaks on: Et d'ajouter : «…»"""
    first = colon
    while first > 0 and found[first - 1].word and colon - first <= LONGEST:
        first -= 1
    if colon - first < ADDED or "conj" not in found[first].tags or "infcomp" not in found[first + 1].tags:
        return False
    return found[first + 2].low.endswith(language.infinitive_endings)


def _goes_alone(found: Sequence[Token], first: int, end: int, language: Language) -> bool:
    """Whether a verb is in the singular, and what stands behind it is no noun: Dodał, że …, not: – mówią, – mówi gość."""
    if agreement(found[end - 1], language).number == "p" or agreement(found[first], language).number == "p":
        return False
    behind = found[end] if end < len(found) else None
    return behind is None or not behind.word or bool(behind.tags & {"comp", "adv", "prep", "time", "hearer", "aux"})


def agreement(token: Token, language: Language) -> Pronoun:
    """Gender and number that the subject of a verb has by its ending."""
    return next((known for ending, known in language.gender_endings if token.low.endswith(ending)), Pronoun("", ""))


def _accompanies(token: Token, language: Language) -> bool:
    """Whether the word may stand between a clause's beginning and its verb: ayer, además, le; not: se, che."""
    if token.tags & {"reflexive_clitic", "relcomp", "rel", "comp", "sub"}:
        return False
    return bool(token.tags & {"adv", "time", "clitic"}) or token.low.endswith(language.adverb_endings)
