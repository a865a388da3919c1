"""How much two normal forms have in common, and where.

A short report and a long one of the same utterance are compared by what the shorter one's weight is covered by the
other (containment, which is not transitive: it is only ever asked of pairs). Besides the whole texts, every sentence
and every quotation of one side is held against the other side, since outlets pick different sentences of one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from monitor.core.identity.normal import Normal, Term
from monitor.core.identity.skeleton import alike

NAMES = 60
"""Names compared by skeleton in a pair, so that the work stays bounded."""
SHARED_KINDS = frozenset({"place", "city", "concept", "number", "code", "weekday", "month"})
WORDS = frozenset({"word", "name"})
BEGINNING, ALIKE = 5, 0.7
"""Letters, and share of the longer word, that two forms of one word have in common."""
FOREIGN = 0.3
"""Weight left to a word that has no counterpart known in the other language: absence proves little there."""
PART = 2.5
"""Shared weight below which a sentence or quotation is too little to stand for the whole."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shared weight of a part of one text with the other text.

    `evidence` is the shared weight, `cover` its share of the smaller side, `dice` of both; `order` the share of
    neighbouring terms that are neighbours in both; `terms` the names of what is shared; `own` the weight that the
    other side lacks, of the side that has less of it.
    """

    evidence: float
    cover: float
    dice: float
    order: float
    terms: frozenset[str]
    own: float


@dataclass(frozen=True, slots=True)
class Side:
    """A text, or a part of it, as it is weighed: terms under the names that both texts use."""

    weights: Mapping[str, float]
    total: float
    runs: frozenset[tuple[str, str]]


def compare(a: Normal, b: Normal, kin: Mapping[str, frozenset[str]]) -> tuple[Overlap, Overlap, dict[str, str]]:
    """The overlap of the whole texts, that of the part that overlaps best, and the terms' common names.

    The best part is the whole again where no part does better. `kin` names the concepts that stand for one another.
    """
    crossing = a.language != b.language
    same = matches(a, b, crossing=crossing)
    same |= by_kin(a, b, same, kin)
    side_a, side_b = (side(form.terms, same, crossing=crossing) for form in (a, b))
    whole = best = overlap(side_a, side_b)
    if whole.evidence <= PART:
        return whole, best, same
    for form, other in ((a, side_b), (b, side_a)):
        for terms in parts(form):
            found = overlap(side(terms, same, crossing=crossing), other)
            if found.evidence > PART and (found.cover, found.evidence) > (best.cover, best.evidence):
                best = found
    return whole, best, same


def parts(form: Normal) -> Iterator[Sequence[Term]]:
    """Sentences and quotations, where they are not the whole."""
    for start, end in sorted({*form.sentences, *form.quotes} - {(0, len(form.terms))}):
        yield form.terms[start:end]


def matches(a: Normal, b: Normal, *, crossing: bool) -> dict[str, str]:
    """Keys of either side that have a counterpart, with the name that both get."""
    keys_a, keys_b = {term.key: term for term in a.terms}, {term.key: term for term in b.terms}
    both = keys_a.keys() & keys_b.keys()
    if crossing:
        both = {key for key in both if keys_a[key].kind in SHARED_KINDS or keys_a[key].skeleton}
    same = {key: key for key in both}
    if not crossing and a.inflected:
        same |= by_beginning(keys_a, keys_b, both)
    rest_a, rest_b = (
        [t for key, t in keys.items() if key not in same and t.skeleton][:NAMES] for keys in (keys_a, keys_b)
    )
    for one in rest_a:
        for other in rest_b:
            if alike(one.skeleton, other.skeleton):
                same[one.key] = same[other.key] = min(one.key, other.key)
    return same


def by_beginning(a: Mapping[str, Term], b: Mapping[str, Term], both: set[str]) -> dict[str, str]:
    """Words that begin alike, in languages whose endings a stemmer does not wholly take off."""
    starts: dict[str, list[str]] = {}
    for key in b.keys() - both:
        starts.setdefault(key[:BEGINNING], []).append(key)
    found: dict[str, str] = {}
    for key in sorted(a.keys() - both):
        if len(key) < BEGINNING or a[key].kind not in WORDS:
            continue
        for other in sorted(starts.get(key[:BEGINNING], ()))[:NAMES]:
            enough = ceil(ALIKE * max(len(key), len(other)))
            if b[other].kind in WORDS and key[:enough] == other[:enough]:
                found[key] = found[other] = min(key, other)
    return found


def by_kin(a: Normal, b: Normal, same: Mapping[str, str], kin: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Concepts that the other text lacks, and has kin of: what one outlet delivers another one sends."""
    rest_a, rest_b = ({t.key for t in form.terms if t.key in kin and t.key not in same} for form in (a, b))
    found: dict[str, str] = {}
    if rest_b:
        for key in sorted(rest_a):
            if other := min(kin[key] & rest_b, default=None):
                rest_b.remove(other)
                found[key] = found[other] = min(key, other)
    return found


def side(terms: Sequence[Term], same: Mapping[str, str], *, crossing: bool) -> Side:
    """Some terms, weighed."""
    weights = weigh(terms, same, crossing=crossing)
    names = [same.get(term.key, term.key) for term in terms]
    return Side(weights, sum(weights.values()), frozenset(pairwise(names)))


def weigh(terms: Sequence[Term], same: Mapping[str, str], *, crossing: bool) -> dict[str, float]:
    """The weight of each different term."""
    weights: dict[str, float] = {}
    for key, weight, kind, bones, *_ in terms:
        name = same.get(key)
        if name is None and crossing and not (kind in SHARED_KINDS or bones):
            weight *= FOREIGN  # noqa: PLW2901 - the term's own weight is not needed any more
        name = name or key
        if weight > weights.get(name, 0.0):
            weights[name] = weight
    return weights


def overlap(a: Side, b: Side) -> Overlap:
    """What two sides share; the work is that of the smaller one."""
    small, large = (a, b) if len(a.weights) <= len(b.weights) else (b, a)
    shared = sorted(key for key in small.weights if key in large.weights)
    if not shared:
        return Overlap(0.0, 0.0, 0.0, 0.0, frozenset(), min(a.total, b.total))
    evidence = sum(min(small.weights[key], large.weights[key]) for key in shared)
    order = len(a.runs & b.runs) / max(1, min(len(a.runs), len(b.runs)))
    own = sorted(max(0.0, one.total - sum(one.weights[key] for key in shared)) for one in (a, b))
    dice = 2 * evidence / (2 * evidence + sum(own))
    return Overlap(evidence, evidence / (evidence + own[0]), dice, order, frozenset(shared), own[0])
