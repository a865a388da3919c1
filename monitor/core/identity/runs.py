"""Runs of words: what was picked for quotation by one report and stands in the other one as well.

A fragment in marks ("a “big mistake”") is what a reporter found telling; the same words elsewhere are hardly chance.
Only pairs that are close for other reasons come here, so nothing is kept.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from monitor.core.identity.normal import Normal
from monitor.core.identity.vocabulary import COMMON

RUN = 3
FRAGMENT = 6
"""Words up to which a quotation is a fragment: what a reporter picked because it is telling."""
PICKED, QUOTED, TOUCHED = 0.2, 0.15, 0.05
"""What a score gains by a fragment of two words, a quoted run of three, a single word or a run of two."""

Run = tuple[str, ...]


def picked(one: Normal, other: Normal) -> tuple[float, float]:
    """What the shared quoted runs add to a score, and the weight of the words in them."""
    found = shared(one, other)
    for run, small in shared(other, one).items():
        found[run] = small or found.get(run, False)
    kept = {name for run in found if len(run) > 1 for name in run}
    weight = sum({name: weight for name, weight in zip(one.names, one.weights, strict=True) if name in kept}.values())
    if any(small and len(run) > 1 for run, small in found.items()):
        return PICKED, weight
    if any(len(run) == RUN for run in found):
        return QUOTED, weight
    return (TOUCHED if any(small or len(run) > 1 for run, small in found.items()) else 0.0), weight


def shared(one: Normal, other: Normal) -> dict[Run, bool]:
    """The runs inside marks of `one` that stand anywhere in `other`, and whether the marks hold a fragment."""
    if all(mark < 0 for mark in one.marked):
        return {}
    there = sequences(other)
    return {run: small for run, small in quoted(one).items() if run in there}


def quoted(form: Normal) -> dict[Run, bool]:
    """Runs of one to three words inside one pair of marks, telling in sum; whether the marks hold a fragment."""
    sizes = Counter(mark for mark in form.marked if mark >= 0)
    found: dict[Run, bool] = {}
    for start, mark in enumerate(form.marked):
        if mark < 0:
            continue
        weight = 0.0
        for stop in range(start + 1, min(start + RUN, len(form.marked)) + 1):
            if form.marked[stop - 1] != mark:
                break
            weight += form.weights[stop - 1]
            # Of a fragment of common words ("no way", "more time") the whole counts, or its first words.
            picks = sizes[mark] <= FRAGMENT and stop - start == min(sizes[mark], RUN) > 1
            if weight > COMMON or (picks and weight >= COMMON):
                run = form.names[start:stop]
                found[run] = found.get(run, False) or sizes[mark] <= FRAGMENT
    return found


def sequences(form: Normal) -> frozenset[Run]:
    """All runs of one to three words."""
    names = form.names
    return frozenset((*zip(names, strict=True), *pairwise(names), *zip(names, names[1:], names[2:], strict=False)))


def pairs(form: Normal) -> frozenset[Run]:
    """Runs of two words of which one tells something: a part of the index keys."""
    return frozenset(
        (form.names[index], form.names[index + 1])
        for index in range(len(form.names) - 1)
        if form.weights[index] > COMMON or form.weights[index + 1] > COMMON
    )
