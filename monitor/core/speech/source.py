"""What a source phrase covers: "according to the port, two ferries were turned away"."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.clause import is_adverbial, strip
from monitor.core.speech.mention import Range
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language

DESCRIPTION = 14
"""Tokens of the longest description of a source that opens its sentence."""


def source_content(
    found: Sequence[Token], low: int, high: int, group: Range, language: Language, *, free: bool
) -> tuple[Range, ...]:
    """What a source phrase ("according to X") covers: the rest of its sentence, in one piece or two."""
    first, end = group
    begin = max([low, *(k + 1 for k in range(low, first) if found[k].low in {":", ";"})])
    while begin < first and (not found[begin].word and found[begin].quote is None):
        begin += 1
    if first > begin and found[first].upper and found[first - 1].quote is not None:
        begin = first  # a heading in marks before the sentence
    stop = strip(found, begin, first)
    rest = _rest(found, (begin, stop), group, high, language)
    relative = stop - 1 > begin and found[stop - 1].tags & {"rel", "relcomp"} and found[stop - 2].low == ","
    tail = strip(found, rest, _relative_end(found, rest, high) if relative else high)
    pieces: list[Range] = []
    if found[end - 1].tags & {"rel"} or relative or (stop > begin and "comp" in found[stop - 1].tags):
        begin = stop  # the report according to which …; the reason is that, according to Lee, …
    marked = any(token.quote is not None for token in found[begin:stop])
    lead = tail > rest and stop < first and is_adverbial(found, begin, stop, language)
    if marked or (stop - begin > (1 if free else 2) and not lead):
        pieces.append((begin, stop))
    if pieces and language.persons and rest == end and found[first - 1].low == ",":
        return tuple(pieces)  # …, según un comunicado | recogido por EFE
    follows = not pieces or free or (rest > end and found[end].low == ",")
    if follows and (tail - rest > 1 or any(token.quote is not None for token in found[rest:tail])):
        pieces.append((rest, tail))
    return tuple(pieces)


def _rest(found: Sequence[Token], ahead: Range, group: Range, high: int, language: Language) -> int:
    """Where the sentence goes on behind the source and all that is told of it."""
    (begin, stop), (first, end) = ahead, group
    rest = end
    while rest < high and not found[rest].word and found[rest].quote is None:
        rest += 1
    if (
        rest > end
        and rest < high
        and found[rest].tags & {"rel", "relcomp"}
        and found[end - 1].low not in language.verbs
    ):
        rest = _past_relative(found, rest, high) if begin == first else high
    if stop <= begin and language.features.bare_clause:
        rest = _past_source(found, end, rest, high)
    elif begin == first:
        rest = _past_description(found, rest, end, high, language)
    return rest


def _relative_end(found: Sequence[Token], place: int, high: int) -> int:
    """Where the main clause goes on with its verb behind a relative one: Plan, który według Lee jest gotowy, leży …"""
    comma = next((k for k in range(place + 1, high - 1) if found[k].low == ","), None)
    if comma is None or found[comma + 1].upper or not found[comma + 1].word:
        return high
    return comma if found[comma + 1].tags <= {"aux", "be", "modal"} else high


def _past_relative(found: Sequence[Token], place: int, high: int) -> int:
    """Past a relative clause about the source: según Lee, que participó en el foro, la moneda …"""
    comma = next((k for k in range(place, high) if found[k].low == ","), high - 1)
    return comma + 1


def _past_description(found: Sequence[Token], rest: int, end: int, high: int, language: Language) -> int:
    """The same where the source has no article: secondo un rapporto | diffuso ieri, …; según Lee, ministro de X, …"""
    if not language.persons or rest >= high or found[rest].quote is not None:
        return rest
    token = found[rest]
    apposed = rest > end and not (token.upper or token.tags) and token.low.startswith(language.persons)
    goes_on = rest == end and (
        bool(token.tags & {"prep", "conj", "time", "adv"}) or token.low.endswith(language.adverb_endings or ("\0",))
    )
    if not (apposed or goes_on):
        return rest
    for k in range(rest, min(high - 1, rest + DESCRIPTION)):
        if found[k].low == ",":
            return k + 1
        if not found[k].word or found[k].tags & {"aux", "modal", "comp"}:
            return rest
    return rest


def _past_source(found: Sequence[Token], end: int, rest: int, high: int) -> int:
    """Past what still belongs to a source that begins its sentence: polls taken by X, Ann Lee, a friend of his, …"""
    if rest >= high:
        return rest
    apposition = rest > end and found[end].low == "," and "indefinite" in found[rest].tags
    if not apposition and (rest > end or not found[rest].tags & {"prep", "conj"}):
        return rest
    comma = next((k for k in range(rest, high) if not found[k].word or found[k].tags & {"aux", "modal"}), high)
    if comma + 1 >= high or found[comma].low != "," or "conj" in found[comma + 1].tags:
        return rest
    return comma + 1
