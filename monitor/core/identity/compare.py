"""How much two normal forms have in common, and where.

A short report and a long one of the same utterance are compared by what the shorter one's weight is covered by the
other (containment, which is not transitive: it is only ever asked of pairs). Besides the whole texts, every sentence
and every quotation of one side is held against the other side, since outlets pick different sentences of one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, fsum
from operator import ne
from typing import NamedTuple

from monitor.core.identity.normal import Normal
from monitor.core.identity.side import KINDRED, SHARED_KINDS, Side, Term, side
from monitor.core.identity.skeleton import alike

NAMES = 60
"""Names compared by skeleton in a pair, so that the work stays bounded."""
WORDS = frozenset({"word", "name"})
BEGINNING, ALIKE = 5, 0.7
"""Letters, and share of the longer word, that two forms of one word have in common."""
PART = 2.5
"""Shared weight below which a sentence or quotation is too little to stand for the whole."""


class Overlap(NamedTuple):
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


def compare(a: Normal, b: Normal, kin: Mapping[str, frozenset[str]]) -> tuple[Overlap, Overlap, dict[str, str]]:
    """The overlap of the whole texts, that of the part that overlaps best, and the terms' common names.

    The best part is the whole again where no part does better. `kin` names the concepts that stand for one another.
    """
    crossing = a.language != b.language
    same = matches(a, b, kin, crossing=crossing)
    if crossing or any(map(ne, same, same.values())):
        side_a, side_b = (side(form.terms, same, crossing=crossing) for form in (a, b))
    else:
        side_a, side_b = a.alone, b.alone
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
    if len(form.sentences) > 1 or form.quotes:
        for start, end in sorted({*form.sentences, *form.quotes} - {(0, len(form.terms))}):
            yield form.terms[start:end]


def matches(a: Normal, b: Normal, kin: Mapping[str, frozenset[str]], *, crossing: bool) -> dict[str, str]:
    """Keys of either side that have a counterpart, with the name that both get."""
    both = a.held.keys() & b.held.keys()
    if crossing:
        both = {key for key in both if a.held[key].kind in SHARED_KINDS or a.held[key].skeleton}
    same = dict(zip(both, both, strict=True))
    if not crossing and a.inflected:
        same |= by_beginning(a.held, b.held, both)
    rest_a, rest_b = ([term for term in form.names if term.key not in same][:NAMES] for form in (a, b))
    for one in rest_a:
        for other in rest_b:
            if alike(one.skeleton, other.skeleton):
                same[one.key] = same[other.key] = min(one.key, other.key)
    if (kin_a := (a.held.keys() & kin.keys()) - both) and (kin_b := (b.held.keys() & kin.keys()) - both):
        same |= by_kin(kin_a, kin_b, kin)
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


def by_kin(a: set[str], b: set[str], kin: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Concepts that the other text lacks, and has kin of: what one outlet delivers another one sends."""
    found: dict[str, str] = {}
    for key in sorted(a):
        if other := min(kin[key] & b, default=None):
            b.remove(other)
            found[key] = found[other] = KINDRED + min(key, other)
    return found


def overlap(a: Side, b: Side) -> Overlap:
    """What two sides share; the work is that of the smaller one."""
    small, large = (a.weights, b.weights) if len(a.weights) <= len(b.weights) else (b.weights, a.weights)
    shared = [key for key in small if key in large]
    if not shared:
        return Overlap(0.0, 0.0, 0.0, 0.0, frozenset(), min(a.total, b.total))
    here, there = [a.weights[key] for key in shared], [b.weights[key] for key in shared]
    evidence = fsum(map(min, here, there))
    order = len(a.runs & b.runs) / max(1, min(len(a.runs), len(b.runs)))
    own_a, own_b = max(0.0, a.total - fsum(here)), max(0.0, b.total - fsum(there))
    own = min(own_a, own_b)
    dice = 2 * evidence / (2 * evidence + own_a + own_b)
    return Overlap(evidence, evidence / (evidence + own), dice, order, frozenset(shared), own)
