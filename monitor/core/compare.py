"""How much two normal forms have in common, and where.

A short report and a long one of the same utterance are compared by what the shorter one's weight is covered by the
other (containment, which is not transitive: it is only ever asked of pairs). Besides the whole texts, every sentence
and every quotation of one side is held against the other side, since outlets pick different sentences of one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from monitor.core.normal import Normal, Term
from monitor.core.skeleton import alike

NAMES = 60
"""Names compared by skeleton in a pair, so that the work stays bounded."""
SHARED_KINDS = frozenset({"place", "concept", "number", "code", "weekday", "month"})
WORDS = frozenset({"word", "name"})
BEGINNING, ALIKE = 5, 0.7
"""Letters, and share of the longer word, that two forms of one word have in common."""
FOREIGN = 0.3
"""Weight left to a word that has no counterpart known in the other language: absence proves little there."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shared weight of a part of one text with the other text.

    `evidence` is the shared weight, `cover` its share of the smaller side, `dice` of both; `order` the share of
    neighbouring terms that are neighbours in both.
    """

    evidence: float
    cover: float
    dice: float
    order: float
    terms: frozenset[str]


def compare(a: Normal, b: Normal) -> tuple[Overlap, Overlap, dict[str, str]]:
    """The overlap of the whole texts, that of the part that overlaps best (the whole again where no part does better),
    and what the terms that match are called on both sides.
    """
    crossing = a.language != b.language
    same = matches(a, b, crossing=crossing)
    whole = overlap(a.terms, b.terms, same, crossing=crossing)
    best = whole
    for part, other in parts(a, b):
        found = overlap(part, other, same, crossing=crossing)
        if found.evidence > PART and (found.cover, found.evidence) > (best.cover, best.evidence):
            best = found
    return whole, best, same


PART = 2.5
"""Shared weight below which a sentence or quotation is too little to stand for the whole."""


def parts(a: Normal, b: Normal) -> Iterator[tuple[Sequence[Term], Sequence[Term]]]:
    """Sentences and quotations of each side against the whole of the other."""
    for one, other in ((a, b), (b, a)):
        spans = {*one.sentences, *one.quotes} - {(0, len(one.terms))}
        for start, end in sorted(spans):
            yield one.terms[start:end], other.terms


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
                name = min(one.key, other.key)
                same[one.key] = same[other.key] = name
    return same


def overlap(a: Sequence[Term], b: Sequence[Term], same: Mapping[str, str], *, crossing: bool) -> Overlap:
    """What two runs of terms share."""
    weights_a, weights_b = (weigh(terms, same, crossing=crossing) for terms in (a, b))
    shared = weights_a.keys() & weights_b.keys() & set(same.values())
    evidence = sum(min(weights_a[key], weights_b[key]) for key in sorted(shared))
    total_a, total_b = sum(weights_a.values()), sum(weights_b.values())
    if not evidence:
        return Overlap(0.0, 0.0, 0.0, 0.0, frozenset())
    runs_a, runs_b = neighbours(a, same), neighbours(b, same)
    order = len(runs_a & runs_b) / max(1, min(len(runs_a), len(runs_b)))
    return Overlap(
        evidence, evidence / min(total_a, total_b), 2 * evidence / (total_a + total_b), order, frozenset(shared)
    )


def weigh(terms: Sequence[Term], same: Mapping[str, str], *, crossing: bool) -> dict[str, float]:
    """The weight of each different term."""
    weights: dict[str, float] = {}
    for term in terms:
        name = same.get(term.key)
        weight = term.weight
        if name is None and crossing and not (term.kind in SHARED_KINDS or term.skeleton):
            weight *= FOREIGN
        weights[name or term.key] = max(weight, weights.get(name or term.key, 0.0))
    return weights


def neighbours(terms: Sequence[Term], same: Mapping[str, str]) -> set[tuple[str, str]]:
    """Pairs of terms that follow each other."""
    keys = [same.get(term.key, term.key) for term in terms]
    return {(keys[index], keys[index + 1]) for index in range(len(keys) - 1)}


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
