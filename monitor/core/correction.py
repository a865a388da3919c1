"""Which of the reviewers' corrections stand: a later one may take an earlier one back, and be taken back itself."""

from __future__ import annotations

from collections.abc import Mapping


def in_force(undoes: Mapping[int, int | None]) -> frozenset[int]:
    """The corrections that nobody took back.

    Args:
        undoes: by the id of each correction, the earlier one that it takes back, `None` for any other correction.
    """
    found = set(undoes)
    for number in sorted(undoes, reverse=True):
        target = undoes[number]
        if number in found and target is not None and target < number:
            found.discard(target)
    return frozenset(found)


def standing(undoes: Mapping[int, int | None]) -> frozenset[int]:
    """Those in force that do something themselves."""
    return frozenset(number for number in in_force(undoes) if undoes[number] is None)
