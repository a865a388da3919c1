"""What a text brings to a comparison: its terms, and their weights under the names that both texts use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import NamedTuple

SHARED_KINDS = frozenset({"place", "city", "concept", "number", "code", "weekday", "month"})
"""Kinds of words whose keys are equal in all languages."""
FOREIGN, ABSENT = 0.3, 0.8
"""Weight left to a word that has no counterpart known in the other language, and to a concept that the text there lacks:
absence proves little there."""
KINDRED, KIN = "kin:", 0.5
"""How the common name of kin begins, and the share of its weight that a word keeps where the other text of its language
has only kin of it."""


class Term(NamedTuple):
    """An occurrence of a word that carries content. `place` counts all words, so that neighbours are known."""

    key: str
    weight: float
    kind: str
    skeleton: str
    negated: bool
    quoted: bool
    place: int


class Side(NamedTuple):
    """A text, or a part of it, as it is weighed: each different term once, and which terms follow each other."""

    weights: Mapping[str, float]
    total: float
    runs: frozenset[tuple[str, str]]


def side(terms: Sequence[Term], same: Mapping[str, str], *, crossing: bool) -> Side:
    """Some terms, weighed under their common names."""
    weights = weigh(terms, same, crossing=crossing)
    names = [same.get(term.key, term.key) for term in terms]
    return Side(weights, fsum(weights.values()), frozenset(pairwise(names)))


def alone(terms: Sequence[Term]) -> Side:
    """Some terms, weighed under their own names: what `side` gives in one language where no names are made equal."""
    weights: dict[str, float] = {}
    for term in terms:
        key, weight = term[:2]
        if weight > weights.get(key, 0.0):
            weights[key] = weight
    return Side(weights, fsum(weights.values()), frozenset(pairwise([term.key for term in terms])))


def weigh(terms: Sequence[Term], same: Mapping[str, str], *, crossing: bool) -> dict[str, float]:
    """The weight of each different term."""
    weights: dict[str, float] = {}
    for key, own, kind, bones, *_ in terms:
        name, weight = same.get(key), own
        if name is None:
            name = key
            if crossing:
                weight *= ABSENT if kind == "concept" else 1.0 if bones or kind in SHARED_KINDS else FOREIGN
        elif not crossing and name.startswith(KINDRED):
            weight *= KIN
        if weight > weights.get(name, 0.0):
            weights[name] = weight
    return weights
