"""What a source phrase covers where the verb stands second and needs no commas: Die Stege sind laut Lee offen.

In front of its clause the phrase is the first part, however long it is, and the finite verb follows: Nach Angaben von
Lee, dem Leiter des Hafens, sind die Stege offen. Inside, it parts its own clause only: Der Steg, der laut Lee offen
ist, wurde gebaut.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.agreement import is_finite
from monitor.core.speech.clause import strip
from monitor.core.speech.mention import Range
from monitor.core.speech.tokens import DASHES, Token

DEPENDENT = frozenset({"sub", "comp", "rel", "wh"})
"""Classes of words that open a clause with its verb at the end; an article behind a comma may do so too."""
BETWEEN = frozenset({"adv", "conj", "but", "pron", "det"}) | DEPENDENT
"""Classes of words with which a clause may begin behind a comma."""


def covered(found: Sequence[Token], low: int, high: int, group: Range) -> tuple[Range, ...]:
    """What the source phrase `group` covers in the sentence ``found[low:high]``, in one piece or two."""
    begin = _clause(found, low, group[0])
    dependent = _is_dependent(found, begin, low)
    stop = strip(found, begin, group[0])
    rest = _behind(found, begin, group, high)
    tail = strip(found, rest, _end(found, rest, high, group[0], dependent=dependent))
    pieces = []
    if stop - begin > 1 or (stop > begin and found[begin].quote is not None):
        pieces.append((begin, stop))
    if tail - rest > (0 if pieces else 1) or any(token.quote is not None for token in found[rest:tail]):
        pieces.append((rest, tail))
    return tuple(pieces)


def _clause(found: Sequence[Token], low: int, first: int) -> int:
    """Where the clause begins that the phrase stands in; a phrase behind a comma parts all that is before it."""
    begin = max([low, *(k + 1 for k in range(low, first) if found[k].low in {":", ";"})])
    if first == begin or not found[first].word or not found[first - 1].word:
        return begin
    behind = next((k + 1 for k in range(first - 1, begin - 1, -1) if found[k].low == ","), begin)
    return behind if found[behind].tags & BETWEEN else begin


def _is_dependent(found: Sequence[Token], begin: int, low: int) -> bool:
    """Whether the clause has its verb at its end: it begins with a conjunction or, behind a comma, with a relative."""
    return bool(found[begin].tags & DEPENDENT) or (
        begin > low and "det" in found[begin].tags and "pron" not in found[begin].tags and found[begin + 1].word
    )


def _end(found: Sequence[Token], rest: int, high: int, first: int, *, dependent: bool) -> int:
    """Where the content ends: at the dash of an insertion, or the comma behind which the main clause has its verb."""
    inserted = first > 0 and found[first - 1].low in DASHES
    for place in range(rest + 1, high - 1):
        if inserted and found[place].low in DASHES:
            return place
        if dependent and found[place].low == "," and _is_verb(found, place + 1):
            return place
    return high


def _behind(found: Sequence[Token], begin: int, group: Range, high: int) -> int:
    """Where the content goes on behind the phrase: at the finite verb, if the phrase opens the clause."""
    rest = group[1]
    if rest >= high or group[0] != begin or _may_be_verb(found[rest]):
        return _past_marks(found, rest, high)
    closed = (k + 1 for k in range(rest + 1, high - 1) if found[k].low == "," and _may_be_verb(found[k + 1]))
    verbs = (k for k in range(rest, high) if _is_verb(found, k))
    aside = next(closed, None) if found[rest].low == "," else None
    return aside if aside is not None else next(verbs, _past_marks(found, rest, high))


def _may_be_verb(token: Token) -> bool:
    return token.word and not token.upper and not token.tags & {"prep", "det", "conj"}


def _past_marks(found: Sequence[Token], place: int, high: int) -> int:
    while place < high and not found[place].word and found[place].quote is None:
        place += 1
    return place


def _is_verb(found: Sequence[Token], place: int) -> bool:
    """Whether a finite verb stands here, as far as its form and what is before it tell."""
    token = found[place]
    if token.upper or not token.word or "det" in token.tags:
        return False
    return bool(token.tags & {"aux", "modal"}) or is_finite(found, place)
