"""Who may speak: names, people by office or calling, and houses named by their place (в Кремле заявили)."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.mention import Range
from monitor.core.tokens import Token
from monitor.lexicon.languages import Language

NEAR = 12
"""Tokens of the longest phrase that names a house by its place."""
MARKED = 4
"""Tokens before a cue among which direct speech ends: “…”, — then said …"""


def may_speak(found: Sequence[Token], phrase: Range, language: Language) -> bool:
    """Whether a phrase is a name, a pronoun, or has a noun for those who speak; any phrase where none are listed."""
    if not language.persons:
        return True
    return any(
        token.upper or token.tags & {"pron", "alone"} or token.low.startswith(language.persons)
        for token in found[phrase[0] : phrase[1]]
    )


def follows_speech(found: Sequence[Token], low: int, place: int) -> bool:
    """Whether direct speech, or "as", stands right before the cue at `place`, so that its object can hardly follow."""
    if place > low and "as" in found[place - 1].tags:
        return True
    return any(token.quote is not None for token in found[max(low, place - MARKED) : place])


def house_behind(found: Sequence[Token], place: int, high: int, language: Language) -> Range | None:
    """The house behind a plural verb without a subject: сообщили в Министерстве обороны."""
    if not _speaks_as_place(found, place - 1, language) or place >= high or "house" not in found[place].tags:
        return None
    end = place + 1
    while end < high and end - place < NEAR and _belongs(found[end]):
        end += 1
    return _house(found, place + 1, end, language)


def house_before(found: Sequence[Token], low: int, cue: int, language: Language) -> Range | None:
    """The house before such a verb: в Кремле ранее заявили."""
    if not _speaks_as_place(found, cue, language):
        return None
    last = cue - 1
    while last > low and found[last].tags & {"adv", "time", "when", "aux"}:
        last -= 1
    for place in range(last - 1, max(low, last - NEAR) - 1, -1):
        if not _belongs(found[place + 1]):
            return None
        if "house" in found[place].tags and _opens(found, low, place):
            return _house(found, place + 1, last + 1, language)
    return None


def _speaks_as_place(found: Sequence[Token], verb: int, language: Language) -> bool:
    return language.features.speaking_place and found[verb].low.endswith(language.house_endings)


def _opens(found: Sequence[Token], low: int, place: int) -> bool:
    """Whether nothing but a mark or an adverbial word stands before it."""
    return place == low or not found[place - 1].word or bool(found[place - 1].tags & {"conj", "but", "adv", "as", "time"})


def _belongs(token: Token) -> bool:
    return token.word and not token.tags & {"comp", "sub", "rel", "pron", "conj", "but", "neg", "wh", "time", "adv"}


def _house(found: Sequence[Token], first: int, end: int, language: Language) -> Range | None:
    """The phrase, where it begins with a name or a noun for those who speak: not "сказали в интервью"."""
    lead = first
    while lead < end - 1 and not (found[lead].upper or found[lead].low.startswith(language.persons)) and lead - first < 2:
        lead += 1
    if lead >= end or found[first].tags & {"media", "time", "period"}:
        return None
    named = found[lead].upper or found[lead].low.startswith(language.persons)
    return (first, end) if named else None
