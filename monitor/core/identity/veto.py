"""What speaks against one statement whatever the overlap: another number, date, place, name, or a negation.

Two outlets add and leave out; so a figure on one side only is no contradiction. A figure on each side that the other
lacks is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.core.identity.compare import Overlap, weigh
from monitor.core.identity.normal import Normal, Term
from monitor.core.identity.vocabulary import COMMON

NUMBERS = frozenset({"number", "code"})
NAMES = frozenset({"name", "place"})
TELLING = 0.7
"""Shared weight from which a sentence takes part in the comparison, and a term's negation counts."""
MINIMAL = 0.55
"""Dice from which two texts are so close that another name makes another statement."""
CLOSEST = 0.8
"""The same for places that all the news names."""


def veto(a: Normal, b: Normal, same: Mapping[str, str], whole: Overlap) -> str | None:
    """The contradiction in a word (number, date, place, name, negation), or `None`."""
    one, other = (involved(side, same, whole.terms) for side in (a, b))
    if differs(one, other, same, NUMBERS):
        return "number"
    if differs(one, other, same, frozenset({"month"})) or differs(one, other, same, frozenset({"weekday"})):
        return "date"
    if whole.dice >= MINIMAL and differs(one, other, same, NAMES, above=COMMON):
        return "name"
    if whole.dice >= CLOSEST and differs(one, other, same, NAMES):
        return "place"
    return "negation" if turned(a, b, one, other, same, whole.terms) else None


def involved(side: Normal, same: Mapping[str, str], shared: frozenset[str]) -> list[Term]:
    """The terms of the sentences that share something telling with the other text."""
    kept: list[Term] = []
    for start, end in side.sentences:
        terms = side.terms[start:end]
        found = weigh(terms, same, crossing=False)
        if sum(weight for key, weight in found.items() if key in shared) >= TELLING:
            kept.extend(terms)
    return kept


def differs(
    one: Sequence[Term], other: Sequence[Term], same: Mapping[str, str], kinds: frozenset[str], *, above: float = 0.0
) -> bool:
    """Whether each side has a term of these kinds, and of more than some weight, that the other side lacks."""
    keys_one, keys_other = (
        {same.get(t.key, t.key) for t in terms if t.kind in kinds and t.weight > above} for terms in (one, other)
    )
    all_one, all_other = ({same.get(t.key, t.key) for t in terms} for terms in (one, other))
    return bool(keys_one - all_other) and bool(keys_other - all_one)


def turned(
    a: Normal, b: Normal, one: Sequence[Term], other: Sequence[Term], same: Mapping[str, str], shared: frozenset[str]
) -> bool:
    """Whether a shared word is negated in one text while the other has no negation at all."""
    if bool(a.negations) == bool(b.negations):
        return False
    terms = one if a.negations else other
    telling = [term for term in terms if same.get(term.key) in shared and term.weight >= TELLING]
    return any(term.negated for term in telling)
