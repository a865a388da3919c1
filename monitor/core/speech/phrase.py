"""The noun phrase that begins at a place: said Ann Lee, a doctor. `mention` finds the one that ends before a place.

A phrase goes on until a word comes that cannot be part of it. What stands between the verb and its subject (times,
hearers, places) is passed over first.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.mention import LONGEST, Range, is_nominal, suspended
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language

ASIDE = 8
"""Tokens of the longest place or manner between a verb and its subject."""
NO_SUBJECT = frozenset({"prep", "sub", "comp", "conj", "but", "neg", "time", "rel", "particle", "oblique"})
"""Classes of words with which no subject behind its verb begins."""
NO_SETTING = frozenset({"comp", "sub", "conj", "rel", "wh", "pron"})
"""Classes of words that stand in no place or manner."""
OFFICE, FULL_NAME = 5, 2
"""Words of the longest field of an office; those of a first and a last name."""


def after(found: Sequence[Token], place: int, high: int, language: Language, *, oblique: bool = False) -> Range | None:
    """The subject that begins at `place` or behind adverbs there: "said Ann Lee, a doctor".

    `oblique` allows what is no subject: the phrase behind a preposition.
    """
    place = skip_forward(found, place, high, language)
    if place >= high:
        return None
    token = found[place]
    barred = token.tags & NO_SUBJECT - ({"particle"} if "det" in token.tags else set()) - (
        {"oblique"} if oblique else set()
    )
    if not token.word or barred or "impersonal" in token.tags:
        return None
    if "pron" in token.tags:
        return place, place + 1
    end = place
    if oblique and language.persons and "det" in token.tags and place + 1 < high and found[place + 1].word:
        end += 2  # a noun, though it may be a verb elsewhere: secondo l'accusa
    while (
        end < high
        and end - place < LONGEST
        and (_is_noun(found, place, end, language) or _continues(found, place, end, language))
    ):
        end += 1
    while end > place and found[end - 1].tags & {"prep", "conj", "adv", "det"} and "alone" not in found[end - 1].tags:
        end -= 1
    return (place, end) if end > place and is_nominal(found, place, end, language) else None


def skip_forward(found: Sequence[Token], place: int, high: int, language: Language) -> int:
    """Past adverbs, hearers and times: ha dicho este lunes …"""
    while place < high and ("prep" in found[place].tags or not found[place].upper):
        tags = found[place].tags
        timed = language.persons and (tags & {"time", "when"} or found[place].low.endswith(language.adverb_endings))
        if (tags & {"adv", "aux", "reflexive", "hearer"} or timed) and "det" not in tags:
            place += 1
        elif "det" in tags and place + 1 < high and found[place + 1].tags & {"time", "period"}:
            place += 2
        elif "prep" in tags and (end := _setting(found, place, high) or _aside(found, place, high, language)):
            place = end
        elif _is_day(found, place, high, language):
            place += 3
        elif found[place].low.isdigit() and place + 1 < high and found[place + 1].tags & {"time", "period"}:
            place += 2  # сообщил 12 мая посол
        else:
            break
    return place


def _is_day(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a day stands between commas: dijo hoy, lunes, el ministro."""
    if not language.persons or found[place].low != "," or place + 3 > high:
        return False
    return "time" in found[place + 1].tags and found[place + 2 : place + 3][0].low == ","


def _aside(found: Sequence[Token], place: int, high: int, language: Language) -> int | None:
    """One behind a place or manner before the subject: anunció en Roma el ministro, dice con calma Ann Lee.

    A name is only taken behind bare words, since a noun with an article may go with it (sul caso Lee).
    """
    if language.subject_endings:
        return _past_case(found, place, high, language)
    if not language.persons:
        return None
    bare = "det" not in found[place].tags
    for k in range(place + 1, min(high - 1, place + ASIDE)):
        token = found[k]
        if not token.word or token.low in language.verbs or token.tags & NO_SETTING:
            return None
        inside = k > place + 1 and not found[k - 1].tags & {"prep", "det"}
        if inside and "det" in token.tags and "prep" not in token.tags:
            return k if found[k + 1].low.startswith(language.persons) else None
        if bare and inside and token.upper:
            return k if not found[k - 1].upper else None
        bare = bare and not (token.upper or token.tags & {"det", "prep"})
    return None


def _past_case(found: Sequence[Token], place: int, high: int, language: Language) -> int | None:
    """The same where cases tell: заявила в Берлине | министр …, сказал на встрече с журналистами | посол …"""
    for k in range(place + 2, min(high, place + ASIDE)):
        token = found[k]
        if not token.word or token.low in language.verbs or token.tags & NO_SETTING:
            return None
        if not token.upper and token.low.startswith(language.persons) and token.low.endswith(language.subject_endings):
            return k
    return None


def _setting(found: Sequence[Token], place: int, high: int) -> int | None:
    """One behind "a los periodistas", "en una entrevista", "в понедельник"."""
    for k in range(place + 1, min(high, place + 4)):
        if found[k].tags & {"hearer", "media", "time", "period"}:
            return k + 1
        if "det" not in found[k].tags and not found[k].low.isdigit():
            return None
    return None


def _continues(  # noqa: PLR0911  one rule a return
    found: Sequence[Token], first: int, place: int, language: Language
) -> bool:
    """Whether a phrase that began at `first` goes on with the token at `place`."""
    token = found[place]
    if not token.word or token.quote is not None:
        return token.low in {"&", "/"} or suspended(found, place)
    if place == first or (token.upper and found[place - 1].upper and not language.features.noun_capitals):
        return True
    if _ends_phrase(found, place) or _begins_noun(found, place, language):
        return False
    if not (token.upper or token.tags & {"prep", "conj"}) and _is_definite(found[place - 1], language):
        return False
    if "prep" in token.tags:
        linked = "nameprep" in token.tags and place + 1 < len(found)
        office = place - 1 == first and found[first].upper and found[first].low.startswith(language.persons or ("\n",))
        return linked and (office or _links(found, place) or _leads_to_name(found, first, place))
    if token.low.isdigit() and place + 1 < len(found) and found[place + 1].low == "/":
        return True  # Bündnis 90/Die Grünen
    if "conj" in token.tags:
        names = found[place - 1].upper and place + 1 < len(found) and found[place + 1].upper
        return names or suspended(found, place - 1)
    if token.low in language.verbs and not token.upper:
        return False
    if language.features.noun_capitals and not token.upper and found[place - 1].upper and "genitive" not in token.tags:
        return False
    return not (token.low.endswith(language.adverb_endings) and not token.upper)


def _ends_phrase(found: Sequence[Token], place: int) -> bool:
    """Whether the word belongs to no noun phrase: a conjunction, a verb's helper, a pronoun, a hearer behind a name."""
    token = found[place]
    if token.tags & {"sub", "comp", "but", "rel", "wh", "aux", "modal", "neg", "time", "when"}:
        return True
    return ("pron" in token.tags and "det" not in token.tags) or ("hearer" in token.tags and found[place - 1].upper)


def _begins_noun(found: Sequence[Token], place: int, language: Language) -> bool:
    """Whether an article begins the next noun phrase: secondo Parigi | il fondo …, по думите на Илиева | мостът е …"""
    token = found[place]
    if language.definite_endings and language.adjective_endings and found[place - 1].upper and not token.upper:
        return token.word and token.low.endswith(language.definite_endings + language.subject_endings)
    if not language.persons or language.adjective_endings or token.upper or "det" not in token.tags:
        return False
    return not token.tags & {"prep", "nameprep"} and not found[place - 1].tags & {"det", "prep", "conj", "nameprep"}


def _links(found: Sequence[Token], place: int) -> bool:
    """Whether a preposition within names goes on: ambassadeur de Russie à Paris; not: Lee à l'issue d'un conseil."""
    following = place + 1
    if found[following].tags & {"media", "possessive"}:
        return False
    if "det" in found[following].tags and following + 1 < len(found):
        following += 1
    return found[following].word and (found[following].upper or not found[place - 1].upper)


def _leads_to_name(found: Sequence[Token], first: int, place: int) -> bool:
    """Whether an office goes on to the name of its holder: глава комитета Думы по финансовому рынку Пётр Лаптев."""
    if found[first].upper:
        return False
    name = place + 1
    while name < len(found) and name - place <= OFFICE and not (found[name].upper or found[name].tags):
        name += 1
    end = name
    while end < len(found) and found[end].upper and found[end].word:
        end += 1
    return name > place + 1 and end - name == FULL_NAME and (end >= len(found) or not found[end].word)


def _is_noun(found: Sequence[Token], first: int, place: int, language: Language) -> bool:
    """Whether what may be a verb or an adverb elsewhere is none in a phrase with an article: a yearly report, the same poll."""
    if not language.features.bare_clause or place == first or found[place].upper:
        return False
    token, previous = found[place], found[place - 1]
    opened = "det" in found[first].tags or previous.genitive
    if "when" in token.tags or token.low.endswith(language.adverb_endings):
        follows = found[place + 1] if place + 1 < len(found) else None
        return "det" in previous.tags and follows is not None and follows.word and not follows.tags
    readings = language.verbs.get(token.low, ())
    plain = bool(readings) and all(verb.form == "plural" for verb in readings)
    return opened and plain and not previous.low.endswith(language.plural_endings) and "pron" not in previous.tags


def _is_definite(token: Token, language: Language) -> bool:
    """Whether a noun has its article behind it, so that only a name or a preposition goes on: polisen | skadades."""
    return not (token.upper or token.tags) and token.low.endswith(language.definite_endings)
