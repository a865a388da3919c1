"""Find the noun phrase before a cue that names its speaker (`core.subject` finds the one behind it).

There is no parser here: a phrase is bounded by what cannot be part of it (closed-class words of the lexicon,
punctuation, quotations, other cues). The span is the mention as it stands, a pronoun where it is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.tokens import DASHES, Token
from monitor.lexicon.languages import Language

Range = tuple[int, int]
"""First token and the one behind the last, as indices into the paragraph's tokens."""

LONGEST = 28
"""Tokens of the longest phrase that is looked at: titles with an apposition have up to some 25."""
SKIPPED = frozenset({"adv", "aux", "neg", "time", "modal", "reflexive", "when", "period"})
HYPHENS = frozenset("-‐‑")
CLOSING = DASHES | {",", ")"}
TITLE = 60
"""Characters of the longest title of a book, show or paper in marks."""
FARTHEST = 4
"""Commas that an apposition may hold."""
NO_NOUN = frozenset({"conj", "but", "sub", "comp", "prep", "adv", "rel"})
BREAKS = frozenset({"sub", "comp", "but", "wh", "rel"})
LEADING = frozenset({"hearer", "adv", "conj", "but", "time", "when", "period", "sub", "comp", "neg"})


def before(  # noqa: PLR0911  one way for a subject to end a return
    found: Sequence[Token], low: int, place: int, language: Language
) -> Range | None:
    """The subject that ends before the cue at `place`, not looking further left than `low`."""
    last = _skip_back(found, low, place - 1, language)
    if last < low:
        return None
    token = found[last]
    if token.low == "," and last > low and found[last - 1].low == ")":
        last, token = last - 1, found[last - 1]  # Gov. Ann Lee (R-Ohio), said
    if token.low in CLOSING:
        opened = _bracket(found, low, last) if token.low == ")" else _parenthesis(found, low, last)
        return None if opened is None else before(found, low, opened, language)
    if token.low == "%" and last > low and found[last - 1].low[0].isdigit():
        return last - 1, last + 1
    if "rel" in token.tags and "det" not in token.tags:
        return _antecedent(found, low, last, language)
    if not token.word or token.tags & {"conj", "but", "sub", "comp", "prep"}:
        return None
    if "pron" in token.tags:
        return before(found, low, last, language) if _is_object(found, low, last) else (last, last + 1)
    return _phrase_back(found, low, last, language)


def _is_object(found: Sequence[Token], low: int, place: int) -> bool:
    """Whether a pronoun before the verb is its object: Ann Lee nous rappelle que …"""
    if place == low or "middle" not in found[place].tags:
        return False
    return found[place - 1].word and not found[place - 1].tags & NO_NOUN


def _skip_back(found: Sequence[Token], low: int, place: int, language: Language) -> int:
    while place >= low and "pron" not in found[place].tags:
        floats = "floating" in found[place].tags and place > low and bool(found[place - 1].tags & {"aux", "pron"})
        if not (floats or _adverbial(found[place], language)):
            break
        tags = found[place].tags
        place -= 1
        if "period" in tags and place >= low and "det" in found[place].tags:
            place -= 1
        if tags & {"time", "period"} and place > low and "prep" in found[place].tags:  # Lee on Friday said
            place -= 1
    return place


def _adverbial(token: Token, language: Language) -> bool:
    if token.tags & SKIPPED:
        return "det" not in token.tags
    return not token.upper and token.word and token.low.endswith(language.adverb_endings)


def _parenthesis(found: Sequence[Token], low: int, closing: int) -> int | None:
    """The comma or dash that opened the apposition which `closing` ends."""
    dash = found[closing].low in DASHES
    commas = []
    for place in range(closing - 1, max(low, closing - LONGEST * 2), -1):
        token = found[place]
        if (token.low in DASHES) if dash else token.low == ",":
            commas.append(place)
            if dash or len(commas) == FARTHEST:
                break
        elif token.low in {";", ":"} or (token.quote is not None and not _is_title(found, place)):
            break
    for place in commas:
        if found[place + 1].tags & {"det", "rel"} or not found[place + 1].upper:
            return place
    return commas[0] if commas else None


def _is_title(found: Sequence[Token], place: int) -> bool:
    """Whether marks within an apposition hold the title of a work: the author of “Winter Songs,” said."""
    return found[place].end - found[place].start <= TITLE and found[place - 1].word


def _bracket(found: Sequence[Token], low: int, closing: int) -> int | None:
    for place in range(closing - 1, max(low - 1, closing - LONGEST), -1):
        if found[place].low == "(":
            return place
    return None


def _antecedent(found: Sequence[Token], low: int, place: int, language: Language) -> Range:
    """A relative pronoun together with the phrase it stands for, where that is at hand."""
    last = place - 1
    if last >= low and found[last].low == ",":
        last -= 1
    if last < low or not found[last].word or found[last].tags & {"prep", "conj", "aux"}:
        return place, place + 1
    phrase = _phrase_back(found, low, last, language)
    return (phrase[0], place + 1) if phrase else (place, place + 1)


def _phrase_back(found: Sequence[Token], low: int, last: int, language: Language) -> Range | None:
    first = _share(found, low, last)
    while first > low and last - first < LONGEST and _belongs(found, low, first - 1, language):
        first -= 1
    if first > low and "prep" in found[first - 1].tags:  # after the meeting Lee said
        return _tail(found, first - 1, last, language)
    first = _enumerated(found, low, first, last)
    first = _behind_quote(found, low, first)
    if language.features.noun_capitals and first > low and "sub" in found[first - 1].tags:
        return None
    while first < last and (_leading(found, first) or _is_date(found, first)):
        first += 1
    if (
        "approx" in found[first].tags
        and first < last
        and (found[first + 1].low[0].isdigit() or "alone" in found[first + 1].tags)
    ):
        return first, last + 1
    if "prep" in found[first].tags or last - first > LONGEST // 2:
        return _tail(found, first, last, language)
    return (first, last + 1) if is_nominal(found, first, last + 1, language) else None


def _share(found: Sequence[Token], low: int, last: int) -> int:
    """Where "two in three" begins, or the phrase itself."""
    numbers = "numeral" in found[last].tags or found[last].low[0].isdigit()
    if not numbers or last - 2 < low or "prep" not in found[last - 1].tags:
        return last
    counted = found[last - 2]
    return last - 2 if "numeral" in counted.tags or counted.low[0].isdigit() else last


def _leading(found: Sequence[Token], place: int) -> bool:
    tags = found[place].tags
    if "det" in tags and not tags & LEADING - {"when"}:  # this actor, but not: this week
        return bool(tags & LEADING and found[place + 1].tags & {"time", "period"})
    return bool(tags & LEADING) and "pron" not in tags


def _is_date(found: Sequence[Token], place: int) -> bool:
    """Whether a day or year leads to the phrase: 12 мая 2020 года министр, il 30 giugno il ministro."""
    day = place + 1 if "det" in found[place].tags else place
    return found[day].low[0].isdigit() and bool(found[day + 1].tags & {"time", "period"} if day + 1 < len(found) else 0)


def _enumerated(found: Sequence[Token], low: int, first: int, last: int) -> int:
    """Take in the names before "Bob and Carl said": Ann, …"""
    if not any("conj" in found[k].tags for k in range(first, last)):
        return first
    while first - 1 > low and found[first - 1].low == "," and found[first - 2].upper and last - first < LONGEST:
        place = first - 2
        while place > low and (found[place - 1].upper or found[place - 1].tags & {"title", "det"}):
            place -= 1
        first = place
    return first


def _behind_quote(found: Sequence[Token], low: int, first: int) -> int:
    """Take in what stands between direct speech and a comma: “…,” another friend, Ann Lee said."""
    if first - 1 <= low or found[first - 1].low != ",":
        return first
    for place in range(first - 2, max(low - 1, first - 12), -1):
        if found[place].quote is not None:
            return place + 1 if place + 1 < first - 1 else first
        if not found[place].word or found[place].tags & (BREAKS | {"prep"}):
            break
    return first


def _belongs(found: Sequence[Token], low: int, place: int, language: Language) -> bool:
    """Whether a phrase goes on to the left with the token at `place`."""
    token = found[place]
    if not token.word or token.quote is not None:
        share = token.low == "%" and place > low and found[place - 1].low[0].isdigit()
        return (share or token.low in {"&", "/", "."} or suspended(found, place)) and token.quote is None
    if token.tags & BREAKS and "det" not in token.tags:
        return False
    if token.tags & {"aux", "modal", "neg"} or "pron" in token.tags - {"det"}:
        return False
    if "conj" in token.tags:
        return suspended(found, place - 1) or _names_joined(found, low, place)
    return (
        token.upper
        or all(verb.form == "plural" for verb in language.verbs.get(token.low, ()))
        or bool(found[place - 1].tags & {"det", "prep"} if place > low else 0)
    )


def suspended(found: Sequence[Token], place: int) -> bool:
    """Whether a hyphen stands for the end of a compound: energi- och näringsminister, Innen- und Außenminister."""
    if not 0 < place < len(found) - 1 or found[place].low not in HYPHENS:
        return False
    return found[place].start == found[place - 1].end and "conj" in found[place + 1].tags


def _names_joined(found: Sequence[Token], low: int, place: int) -> bool:
    """Ann and Bob said; but not: was elected and Bob said."""
    if place == low or place + 1 >= len(found) or not (found[place + 1].upper or "det" in found[place + 1].tags):
        return False
    for left in range(place - 1, max(low, place - 8) - 1, -1):
        token = found[left]
        if not token.word:
            return token.low == ","
        if not (token.upper or token.tags & {"det", "prep", "title"}):
            return False
    return True


def _tail(found: Sequence[Token], first: int, last: int, language: Language) -> Range | None:
    """The end of a stretch that begins with a preposition: "In response Meloni", "on Friday the minister"."""
    phrase = _stretch_end(found, first, last)
    if phrase is None:
        head = found[last]
        tells = head.low.startswith(language.persons) and head.low.endswith(language.subject_endings)
        return (last, last + 1) if tells and "prep" not in found[last - 1].tags else None
    while (
        phrase[0] - 1 > first
        and not found[phrase[0] - 1].tags
        and found[phrase[0] - 1].low.startswith(language.persons)
    ):
        phrase = (phrase[0] - 1, phrase[1])  # в то же время | экс-президент | США Дональд Трамп
    return phrase


def _stretch_end(found: Sequence[Token], first: int, last: int) -> Range | None:
    place = last
    if found[place].upper:
        while place > first and found[place - 1].upper and not found[place - 1].tags & {"time", "prep"}:
            place -= 1
        if place == first or "prep" in found[place - 1].tags:
            return None
        opened = place - 1
        while opened > first and not found[opened].tags & {"det", "prep", "time"}:
            opened -= 1
        if "det" not in found[opened].tags:
            return place, last + 1
        if "prep" in found[opened - 1].tags:
            return None if opened == place - 1 else (place, last + 1)
        return opened, last + 1
    while place > first and not found[place].tags & {"det", "prep"}:
        place -= 1
    if "det" in found[place].tags and (place == first or "prep" not in found[place - 1].tags):
        return place, last + 1
    return None


def is_nominal(found: Sequence[Token], first: int, end: int, language: Language) -> bool:
    """Whether there is a content word in it; a noun where nouns have capitals."""
    if found[end - 1].tags & {"alone", "numeral"}:
        return True
    if language.features.noun_capitals and not found[end - 1].upper:
        return False
    return any(
        token.word and not token.tags & {"det", "prep", "aux", "conj", "adv", "time", "modal"}
        for token in found[first:end]
    )
