"""Which corrections stand."""

from __future__ import annotations

import pytest

from monitor.core.correction import in_force, standing


@pytest.mark.parametrize(
    ("undoes", "force", "stand"),
    [
        ({}, set(), set()),
        ({1: None, 2: None}, {1, 2}, {1, 2}),
        ({1: None, 2: 1}, {2}, set()),
        ({1: None, 2: 1, 3: 2}, {1, 3}, {1}),
        ({1: None, 2: 1, 3: 2, 4: 3}, {2, 4}, set()),
        ({1: 2, 2: None}, {1, 2}, {2}),
        ({1: 1}, {1}, set()),
    ],
)
def test_a_later_one_takes_an_earlier_one_back_and_may_be_taken_back(
    undoes: dict[int, int | None], force: set[int], stand: set[int]
) -> None:
    assert in_force(undoes) == force
    assert standing(undoes) == stand
