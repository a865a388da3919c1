"""The subject of a clause, by where it stands: at its head, behind its conjunction, before a verb far from it."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.agreement import is_finite
from monitor.core.speech.mention import LEADING, LONGEST, Range
from monitor.core.speech.phrase import after, skip_forward
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language

CLAUSE = 24
"""Tokens of the longest subject that opens a clause."""
OPENING = frozenset({"sub", "comp", "but", "wh", "with"})
"""Classes of words behind which a clause opens."""
APPROXIMATE = frozenset({"approx", "adv", "conj"})


def clause_subject(found: Sequence[Token], low: int, place: int, language: Language) -> Range | None:
    """The subject of a clause whose verb comes last: it stands behind the conjunction (weil Ann Lee gestern sagte)."""
    for left in range(place - 1, max(low, place - LONGEST) - 1, -1):
        token = found[left]
        if token.tags & {"sub", "as", "comp"}:
            return after(found, left + 1, place, language)
        if not token.word:
            if token.low == "," and left > low and (opened := _opening(found, low, left)) is not None:
                return after(found, opened + 1, place, language)  # wie Ann Lee, eine Ärztin, sagte
            return after(found, left + 1, place, language) if token.low == "," else None
    return after(found, low, place, language) if place - low <= LONGEST else None


def _opening(found: Sequence[Token], low: int, place: int) -> int | None:
    """The conjunction whose subject goes on behind the comma at `place`."""
    for left in range(place - 1, max(low, place - LONGEST) - 1, -1):
        if found[left].tags & {"as", "sub"}:
            return left
        if found[left].quote is not None or found[left].tags & {"aux", "modal", "comp", "conj"}:
            return None
    return None


def head(found: Sequence[Token], low: int, high: int, language: Language) -> Range | None:
    """The phrase at the beginning of a sentence, taken for its subject."""
    place = low
    while (
        place < high
        and (found[place].tags & LEADING or found[place].low in {",", "“"})
        and "pron" not in found[place].tags
    ):
        place += 1
    if language.features.distant_subject:
        place = skip_forward(found, place, high, language)
    if place >= high or not found[place].word:
        return None
    if language.features.verb_final and found[place].tags & {"prep", "sub"}:
        return _behind_verb(found, place, high, language)
    opens = {"sub", "as"} if language.features.bare_clause else set()
    led = any(found[k].tags & opens for k in range(low, place + 1))
    if led or found[place].tags & {"prep", "aux", "rel", "wh"}:
        comma = next((k for k in range(place, min(high, place + 12)) if found[k].low == ","), None)
        return None if comma is None else head(found, comma + 1, high, language)
    phrase = after(found, place, high, language)
    if phrase is None:
        return None
    for k in range(phrase[0] + 1, phrase[1]):
        token = found[k]
        if _is_group(found, k, high, language):
            continue
        named = _may_end(found[k - 1], language)
        if not token.upper and ((named and not token.tags) or token.low.endswith(language.verb_endings)):
            return phrase[0], k
    return phrase


def _may_end(token: Token, language: Language) -> bool:
    """Whether a word may be the name that a verb follows: not "The", "Moja", nor "Официальный"."""
    adjective = language.features.distant_subject and token.low.endswith(language.adjective_endings)
    return token.upper and not (adjective or "det" in token.tags)


def clause_begin(found: Sequence[Token], low: int, place: int) -> int:
    """Where the clause begins whose verb stands at `place`: behind a mark, a conjunction, or "with"."""
    begin = place
    while begin > low and place - begin < CLAUSE:
        token = found[begin - 1]
        if not (token.word or token.low == "%") or (token.tags & OPENING and "det" not in token.tags):
            break
        begin -= 1
    return begin


def opening(found: Sequence[Token], begin: int, place: int, language: Language) -> Range | None:
    """The noun phrase that opens a clause, where nothing but its own modifiers stand between it and the verb."""
    while begin < place and found[begin].tags & APPROXIMATE and not found[begin].upper:
        begin += 1
    phrase = after(found, begin, place, language)
    if phrase is None or "pron" in found[phrase[0]].tags:
        return phrase if phrase and phrase[1] == place else None
    if any(_is_predicate(token, language) for token in found[phrase[0] + 1 : phrase[1]]):
        return None
    single = found[phrase[0]]
    if phrase[1] - phrase[0] == 1 and not (single.upper or single.tags or single.low.endswith(language.plural_endings)):
        return None
    modifiers = found[phrase[1] : place]
    if any(token.tags & {"aux", "modal", "neg"} and "det" not in token.tags for token in modifiers):
        return None
    return phrase


def _is_predicate(token: Token, language: Language) -> bool:
    return not token.upper and token.low.endswith(language.verb_endings + language.adverb_endings)


def _is_group(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a word behind a name is a noun: Republican members of Congress, Trump supporters have …"""
    if language.features.noun_capitals or not found[place].low.endswith(language.plural_endings) or place + 1 >= high:
        return False
    following = found[place + 1]
    return (
        not following.word or bool(following.tags & {"aux", "modal", "rel"}) or following.tags >= {"prep", "nameprep"}
    )


def _behind_verb(found: Sequence[Token], place: int, high: int, language: Language) -> Range | None:
    """The subject of a sentence with its verb in the second place: In der ARD zeigt sich der Trainer zufrieden."""
    for k in range(place + 1, min(high, place + LONGEST)):
        if not found[k].word:
            return None
        if is_finite(found, k):
            return after(found, k + 1, high, language)
    return None


def is_somebody(found: Sequence[Token], phrase: Range, language: Language) -> bool:
    """Whether a phrase names a person: a pronoun with gender, a title, two names side by side."""
    first, end = phrase
    if end - first == 1 and (pronoun := language.pronouns.get(found[first].low)) is not None:
        return pronoun.gender in {"m", "f"} and pronoun.number == "s"
    names = [k for k in range(first, end) if found[k].upper and not found[k].tags]
    if any("title" in found[k].tags for k in range(first, end)):
        return bool(names)
    return any(k + 1 in names for k in names)


def medium(found: Sequence[Token], place: int, high: int, language: Language) -> Range | None:
    """What says so where the subject is empty: heißt es in dem Bericht, hieß es von der Polizei."""
    while place < high and "adv" in found[place].tags and "prep" not in found[place].tags:
        place += 1
    if place + 1 >= high or "prep" not in found[place].tags:
        return None
    phrase = after(found, place + 1, high, language, oblique=True)
    return None if phrase is None or found[phrase[0]].tags & {"time", "period"} else phrase
