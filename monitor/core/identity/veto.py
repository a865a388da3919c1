"""What speaks against one statement whatever the overlap: another number, date, place, name, or a negation.

Two outlets add and leave out; so a figure on one side only is no contradiction. A figure on each side that the other
lacks is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.core.identity.compare import Overlap
from monitor.core.identity.normal import Normal
from monitor.core.identity.side import Term, weigh
from monitor.core.identity.vocabulary import COMMON

NUMBERS = frozenset({"number", "code"})
MONTHS, WEEKDAYS = frozenset({"month"}), frozenset({"weekday"})
PLACES = frozenset({"place", "city"})
MAPPED = tuple(f"{kind}:" for kind in sorted(PLACES))
NAMES = PLACES | {"name"}
WORDS = NAMES | {"word"}
FEW = 3
"""Words before the last one from which two texts that differ in it alone are told apart by it."""
TELLING = 0.7
"""Shared weight from which a sentence takes part in the comparison, and a term's negation counts."""
MINIMAL = 0.55
"""Dice from which two texts are so close that another name makes another statement."""
CLOSEST, ABROAD = 0.8, 0.4
"""The same for places that all the news names; and for other places between languages, where little else is known."""


def veto(
    a: Normal, b: Normal, same: Mapping[str, str], whole: Overlap, opposites: Mapping[str, frozenset[str]]
) -> str | None:
    """The contradiction in a word (number, date, place, name, opposite, negation), or `None`."""
    one, other = (involved(side, same, whole) for side in (a, b))
    loose = unshared(one, other, same), unshared(other, one, same)
    if differs(loose, NUMBERS):
        return "number"
    if differs(loose, MONTHS) or differs(loose, WEEKDAYS):
        return "date"
    names = NAMES if a.capitals or b.capitals else WORDS  # without capitals any word may be a name
    if (whole.dice >= MINIMAL and differs(loose, names, above=COMMON)) or ends_otherwise(a, b, same):
        return "name"
    abroad = a.language != b.language and whole.dice >= ABROAD
    elsewhere = whole.dice >= CLOSEST and (differs(loose, NAMES) or other_offices(a, b))
    if elsewhere or (abroad and differs(loose, PLACES, above=COMMON)):
        return "place"
    if whole.dice >= MINIMAL and opposed(a, b, same, opposites):
        return "opposite"
    return "negation" if turned(a, b, one, other, same, whole.terms) else None


def other_offices(a: Normal, b: Normal) -> bool:
    """Whether the same office, which weighs nothing, is of another place: "sanctions on Georgian officials"."""
    held, other = offices(a), offices(b)
    return any(held[role].isdisjoint(other[role]) for role in held.keys() & other.keys())


def offices(form: Normal) -> dict[str, set[str]]:
    """Of words that weigh nothing behind a place that does not either, the places."""
    found: dict[str, set[str]] = {}
    for index in range(len(form.keys) - 1):
        if form.keys[index].startswith(MAPPED) and not (form.weights[index] or form.weights[index + 1]):
            found.setdefault(form.keys[index + 1], set()).add(form.keys[index])
    return found


def doubtful(a: Normal, b: Normal, same: Mapping[str, str]) -> bool:
    """Whether each text may name somebody whom the other does not, where capitals do not tell.

    In a language that writes all nouns with a capital a name is any noun that the other text lacks.
    """
    if not (a.nouns or b.nouns):
        return False
    one, other = (unmatched(form, same) for form in (a, b))
    return bool(one and other)


def unmatched(form: Normal, same: Mapping[str, str]) -> list[Term]:
    """The terms without counterpart that may be names."""
    kinds = WORDS if form.nouns else {"name"}
    return [t for t in form.terms if t.kind in kinds and t.skeleton and t.weight > COMMON and t.key not in same]


def involved(side: Normal, same: Mapping[str, str], whole: Overlap) -> Sequence[Term]:
    """The terms of the sentences that share something telling with the other text."""
    if len(side.sentences) == 1 and whole.evidence >= TELLING:
        return side.terms
    kept: list[Term] = []
    for start, end in side.sentences:
        terms = side.terms[start:end]
        found = weigh(terms, same, crossing=False)
        if sum(weight for key, weight in found.items() if key in whole.terms) >= TELLING:
            kept.extend(terms)
    return kept


def unshared(one: Sequence[Term], other: Sequence[Term], same: Mapping[str, str]) -> list[Term]:
    """The terms of one side that the other side lacks."""
    there = {same.get(term.key, term.key) for term in other}
    return [term for term in one if same.get(term.key, term.key) not in there]


def differs(loose: tuple[Sequence[Term], Sequence[Term]], kinds: frozenset[str], *, above: float = 0.0) -> bool:
    """Whether each side has a term of these kinds, and of more than some weight, that the other side lacks."""
    one, other = loose
    return any(t.kind in kinds and t.weight > above for t in one) and any(
        t.kind in kinds and t.weight > above for t in other
    )


def opposed(a: Normal, b: Normal, same: Mapping[str, str], opposites: Mapping[str, frozenset[str]]) -> bool:
    """Whether one text has the opposite of a concept of the other, and as many negations: "opens", "closes"."""
    if bool(a.negations) != bool(b.negations):
        return False
    one, other = ({t.key for t in form.terms if t.key in opposites and t.key not in same} for form in (a, b))
    return any(opposites[key] & other for key in one)


def turned(
    a: Normal, b: Normal, one: Sequence[Term], other: Sequence[Term], same: Mapping[str, str], shared: frozenset[str]
) -> bool:
    """Whether a shared word is negated in one text while the other has no negation at all."""
    if bool(a.negations) == bool(b.negations):
        return False
    terms = one if a.negations else other
    telling = [term for term in terms if same.get(term.key) in shared and term.weight >= TELLING]
    return any(term.negated for term in telling)


def ends_otherwise(a: Normal, b: Normal, same: Mapping[str, str]) -> bool:
    """Whether only the last words differ, none of them the beginning of the other: what was told was to follow there."""
    (*one, last_a), (*other, last_b) = (form.plain.split() or [""] for form in (a, b))
    if len(one) < FEW or one != other or last_a.startswith(last_b) or last_b.startswith(last_a):
        return False
    key_a, key_b = (same.get(form.keys[-1], form.keys[-1]) for form in (a, b))
    return key_a != key_b
