"""Runs of words: what was picked for quotation by one report and stands in the other one as well.

A fragment in marks ("a “big mistake”") is what a reporter found telling; the same words elsewhere are hardly chance.
Only pairs that are close for other reasons come here, so nothing is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import fsum

from monitor.core.identity.normal import Normal
from monitor.core.identity.vocabulary import COMMON

RUN = 3
SIZES = range(1, RUN + 1)
FRAGMENT = 6
"""Words up to which a quotation is a fragment: what a reporter picked because it is telling."""
PICKED, QUOTED, TOUCHED = 0.2, 0.15, 0.05
"""What a score gains by a fragment of two words, a quoted run of three, a single word or a run of two."""

Run = tuple[str, ...]


def picked(one: Normal, other: Normal) -> float:
    """What the shared quoted runs add to a score.

    Of a report that is one long quotation nothing was picked: that runs of three words of it are met again adds weight only.
    """
    forms = [form for form in (one, other) if form.quoted and not long(form)]
    if not forms:
        return 0.0
    found: dict[Run, bool] = {}
    shared = sequences(one, SIZES) & sequences(other, SIZES)
    for form in forms:
        for run, small in quoted(form, shared, SIZES):
            found[run] = small or found.get(run, False)
    return bonus(found)


def carried(one: Normal, other: Normal) -> float:
    """The weight of the words in shared quoted runs: of two and more, in one long quotation of three."""
    forms = [form for form in (one, other) if form.quoted]
    if not forms:
        return 0.0
    sizes = range(RUN if all(map(long, forms)) else 2, RUN + 1)
    shared = sequences(one, sizes) & sequences(other, sizes)
    kept: set[str] = set()
    for form in forms:
        least = RUN if long(form) else 2
        kept.update(name for run, _ in quoted(form, shared, sizes) if len(run) >= least for name in run)
    return fsum({name: weight for name, weight in zip(one.keys, one.weights, strict=True) if name in kept}.values())


def long(form: Normal) -> bool:
    """Whether a report is one long quotation."""
    return form.verbatim and len(form.marked) > FRAGMENT


def bonus(found: Mapping[Run, bool]) -> float:
    """What picked runs add to a score; of each it is told whether it stands in a fragment."""
    if any(small and len(run) > 1 for run, small in found.items()):
        return PICKED
    if any(len(run) == RUN for run in found):
        return QUOTED
    return TOUCHED if any(small or len(run) > 1 for run, small in found.items()) else 0.0


def quoted(form: Normal, shared: frozenset[Run], sizes: range) -> Iterator[tuple[Run, bool]]:
    """Of some runs those that stand inside one pair of marks, telling in sum; whether the marks hold a fragment."""
    within = Counter(form.marked)
    for run, start in places(form.keys, shared, sizes):
        stop = start + len(run)
        mark = form.marked[start]
        if mark < 0 or form.marked[stop - 1] != mark:
            continue
        weight, size = sum(form.weights[start:stop]), within[mark]
        # Of a fragment of common words ("no way", "more time") the whole counts, or its first words.
        picks = size <= FRAGMENT and len(run) == min(size, RUN) > 1
        if weight > COMMON or (picks and weight >= COMMON):
            yield run, size <= FRAGMENT


def places(keys: tuple[str, ...], runs: frozenset[Run], sizes: range) -> Iterator[tuple[Run, int]]:
    """Where some runs of these sizes stand among the words."""
    for size in sizes:
        for start, run in enumerate(zip(*(keys[offset:] for offset in range(size)), strict=False)):
            if run in runs:
                yield run, start


def sequences(form: Normal, sizes: range) -> frozenset[Run]:
    """All runs of these sizes."""
    return frozenset(
        run for size in sizes for run in zip(*(form.keys[offset:] for offset in range(size)), strict=False)
    )


def pairs(form: Normal) -> frozenset[Run]:
    """Runs of two words of which one tells something: a part of the index keys."""
    return frozenset(
        (form.keys[index], form.keys[index + 1])
        for index in range(len(form.keys) - 1)
        if form.weights[index] > COMMON or form.weights[index + 1] > COMMON
    )
