"""Reports in a clause that depends on another: their content ends where the main clause begins or goes on."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.mention import Range
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language

LEADING = frozenset({"conj", "but", "adv", "approx", "det", "period"})
"""Classes of words before a conjunction that belong to its clause: but just two days after."""


def inside(found: Sequence[Token], low: int, who: Range, contents: Sequence[Range], language: Language) -> list[Range]:
    """The contents of a report by `who`, without the main clause behind them."""
    if _opens_subordinate(found, low, who[0]):
        contents = [(first, _main_clause(found, first, end)) for first, end in contents]
    if _ends_relative(found, who):
        contents = [(first, _main_verb(found, first, end, language)) for first, end in contents]
    return list(contents)


def _opens_subordinate(found: Sequence[Token], low: int, place: int) -> bool:
    """Whether the clause whose subject is at `place` depends on one that follows: "While Lee said …", "But if Lee …"."""
    first = place
    while first > low and found[first - 1].word and found[first - 1].quote is None:
        first -= 1
    while first < place and found[first].tags & LEADING and "sub" not in found[first].tags:
        first += 1
    return first < place and "sub" in found[first].tags and "as" not in found[first].tags


def _ends_relative(found: Sequence[Token], who: Range) -> bool:
    """Whether the speaker is the head of a relative clause behind a comma: "Ann Lee, who …"."""
    return who[1] - who[0] > 1 and "rel" in found[who[1] - 1].tags and found[who[1] - 2].low == ","


def _main_clause(found: Sequence[Token], first: int, end: int) -> int:
    """Where the main clause begins behind a subordinate one that reports: While Lee said trains run, ships wait."""
    for k in range(first + 1, end - 1):
        following = found[k + 1]
        if found[k].low != "," or following.quote is not None:
            continue
        if following.upper or following.low[0].isdigit() or following.tags & {"det", "pron"}:
            return k
    return end


def _main_verb(found: Sequence[Token], first: int, end: int, language: Language) -> int:
    """Where the main clause goes on behind a relative one that reports: Lee, who said trains run, plans a port."""
    for k in range(first + 1, end - 1):
        following = found[k + 1]
        if found[k].low != "," or following.upper or not following.word:
            continue
        verb = following.low in language.verbs or following.low.endswith(language.verb_endings)
        if (verb and not following.low.endswith(language.gerund_endings)) or following.tags & {"aux", "modal"}:
            return k
    return end
