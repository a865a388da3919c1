"""Who may speak: names, people by office or calling, and houses named by their place (в Кремле заявили)."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.mention import Range
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language

NEAR = 12
"""Tokens of the longest phrase that names a house by its place."""
SHORT = 3
"""Letters of the longest name whose ending tells nothing (Ким)."""
ADJECTIVES = 2
"""Words that may stand before the noun for a house: в украинском внешнеполитическом ведомстве."""
NAME = 5
"""Words of the longest name behind a comma."""
TERM = 15
"""Characters from which marked words inside a sentence are speech rather than a term: Il termine “populismo” indica …"""
LONG = 4
"""Words from which a phrase without a name or a noun for people is taken for more than a subject."""


def may_speak(found: Sequence[Token], phrase: Range, language: Language) -> bool:
    """Whether a phrase is a name, a pronoun, or has a noun for those who speak; any phrase where none are listed.

    What stands before a name without an article must be such a noun too: not "podał szczegóły Lee".
    """
    if not language.persons:
        return True
    if is_oblique(found, phrase, language):
        return False
    inside = found[phrase[0] : phrase[1]]
    if inside[0].upper or has_person(found, phrase, language):
        return True
    return bool(inside[0].tags & {"det", "title"}) and inside[1:] != [] and inside[1].upper


def is_sure(
    found: Sequence[Token], phrase: Range, low: int, language: Language, known: frozenset[str] = frozenset()
) -> bool:
    """Whether a phrase that may be no subject is sure to name somebody; the capital that begins a sentence is no sign.

    `known` are names that the text has elsewhere too.
    """
    if not language.persons or has_person(found, phrase, language):
        return True
    return any(
        found[k].upper and (k > low or found[k].low in known) and not found[k].tags & {"det"} for k in range(*phrase)
    )


def certain(found: Sequence[Token], phrase: Range, low: int, language: Language) -> Range | None:
    """What of a phrase before its verb can be the speaker, or none."""
    first, end = phrase
    inside = found[first:end]
    if first > low and "house" in found[first - 1].tags and language.features.speaking_place:
        return phrase
    person = has_person(found, phrase, language) or "pron" in inside[0].tags
    if "rel" in inside[-1].tags:
        held = any("prep" in token.tags and "nameprep" not in token.tags for token in inside)
        return phrase if not held and (person or inside[0].upper) else (end - 1, end)  # habló con vecinos, quienes …
    if not (inside[0].upper or inside[0].tags) and _is_declined(inside[0], language):
        return None
    oblique = first > low and found[first - 1].word and is_oblique(found, phrase, language)
    names = any(token.upper for token in inside[1:]) or (first > low and inside[0].upper)
    return phrase if person or (not oblique and (names or len(inside) < LONG)) else None


def _is_declined(token: Token, language: Language) -> bool:
    return len(token.low) > SHORT and token.low.endswith(language.oblique_endings)


def has_person(found: Sequence[Token], phrase: Range, language: Language) -> bool:
    """Whether the noun at the head of a phrase stands for people: la ministra de Salud, not: la decisión del ministro."""
    for place in range(*phrase):
        token = found[place]
        if token.low.startswith(language.persons) or token.tags & {"pron", "alone"}:
            return True
        if "prep" in token.tags and place > phrase[0]:
            return False
        plain = not (token.upper or token.tags & {"det", "title"})
        adjectives = language.adjective_endings + language.case_adjectives
        if plain and adjectives and not token.low.endswith(adjectives):
            return False
    return False


def is_oblique(found: Sequence[Token], phrase: Range, language: Language, least: int = 1) -> bool:
    """Whether all its names, `least` of them, stand in a case that no subject has: сообщил Трампу, з Іваном Лаптєвим."""
    names = [
        token for token in found[phrase[0] : phrase[1]] if token.upper and not token.shout and token.low[0].isalpha()
    ]
    if len(names) < least:
        return False
    return all(_is_declined(name, language) for name in names)


def is_addressed(token: Token, language: Language) -> bool:
    """Whether a noun for people stands in a case that no subject has: Министру сообщили, …"""
    return token.low.startswith(language.persons or (" ",)) and _is_declined(token, language)


def named(found: Sequence[Token], phrase: Range, high: int, language: Language) -> Range:
    """The phrase with the name behind its comma: le porte-parole du Kremlin, Ann Lee, …"""
    end = phrase[1]
    if end + 1 >= high or found[end].low != "," or not has_person(found, phrase, language):
        return phrase
    stop = end + 1
    while (
        stop < high
        and stop - end <= NAME
        and (found[stop].upper or (stop > end + 1 and "nameprep" in found[stop].tags))
    ):
        stop += 1
    closed = stop >= high or not found[stop].word or bool(found[stop].tags & {"aux", "conj", "prep", "time", "comp"})
    return (phrase[0], stop) if stop > end + 2 and found[stop - 1].upper and closed else phrase


def source(found: Sequence[Token], phrase: Range | None, language: Language) -> Range | None:
    """The phrase behind a source phrase, cut where its case ends: zdaniem ministra obrony | Kreml …"""
    if phrase is None or not language.case_endings:
        return phrase
    first, end = phrase
    place = first
    while place < end - 1 and not found[place].upper and found[place].low.endswith(language.case_adjectives):
        place += 1  # adjectives before the noun
    place += 1
    while place < end and _governed(found[place - 1], found[place], language):
        place += 1
    if place - first == 1 and not found[first].upper and found[first].low.endswith(language.case_adjectives):
        return None  # według informacji przekazanych przez Lee
    return first, place


def _governed(before: Token, token: Token, language: Language) -> bool:
    """Whether a word goes on in the case of the noun before it; its own ending tells, or behind it a name's."""
    if "nominative" in token.tags:
        return False
    if "genitive" in token.tags or token.low.endswith(language.case_endings):
        return True
    name = before.upper or "genitive" in before.tags or not before.low.endswith(language.case_endings)
    return token.upper and (token.shout or (name and token.low.endswith(language.name_endings)))


def follows_speech(found: Sequence[Token], low: int, place: int) -> bool:
    """Whether direct speech, or "as", stands right before the cue at `place`, so that its object can hardly follow."""
    if place > low and "as" in found[place - 1].tags:
        return True
    last = place - 1
    while last > low and not found[last].word and found[last].quote is None:
        last -= 1
    quote = found[last].quote if last >= low else None
    return quote is not None and (last == low or quote.inner_end - quote.inner_start >= TERM)


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
    return (
        place == low or not found[place - 1].word or bool(found[place - 1].tags & {"conj", "but", "adv", "as", "time"})
    )


def _belongs(token: Token) -> bool:
    return token.word and not token.tags & {"comp", "sub", "rel", "pron", "conj", "but", "neg", "wh", "time", "adv"}


def _house(found: Sequence[Token], first: int, end: int, language: Language) -> Range | None:
    """The phrase, where it begins with a name or a noun for those who speak: not "сказали в интервью"."""
    lead = first
    while lead < min(end - 1, first + ADJECTIVES) and not _is_name(found[lead], language):
        lead += 1
    if lead >= end or found[first].tags & {"media", "time", "period"} or not _is_name(found[lead], language):
        return None
    return first, end


def _is_name(token: Token, language: Language) -> bool:
    return token.upper or token.low.startswith(language.persons)
