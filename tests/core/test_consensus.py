"""Where a statement stands and when it was said, by all its reports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.consensus import Telling, consensus
from monitor.records import Kind, Said, Stance

FIRST = date(2026, 3, 2)


def days(first: int, last: int | None = None) -> Said:
    return Said(FIRST + timedelta(days=first), FIRST + timedelta(days=first if last is None else last))


def stance(*told: tuple[Kind, Stance]) -> Stance:
    return consensus([Telling(kind, one, None) for kind, one in told])[0]


def said(*told: Said | None) -> Said | None:
    return consensus([Telling("direct", "none", one) for one in told])[1]


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([("direct", "none")], "none"),
        ([("direct", "none"), ("indirect", "conditional")], "conditional"),
        ([("direct", "supports"), ("direct", "conditional")], "conditional"),
        ([("direct", "supports"), ("mixed", "opposes")], "none"),
        ([("direct", "supports"), ("direct", "conditional"), ("direct", "opposes")], "none"),
        ([("indirect", "supports"), ("indirect", "opposes")], "none"),
    ],
)
def test_what_any_report_tells_counts_unless_another_says_the_contrary(
    told: list[tuple[Kind, Stance]], wanted: Stance
) -> None:
    assert stance(*told) == stance(*reversed(told)) == wanted


@pytest.mark.parametrize("other", ["conditional", "opposes"])
def test_a_paraphrase_counts_only_where_the_speakers_own_words_tell_nothing(other: Stance) -> None:
    assert stance(("mixed", "supports"), ("indirect", other), ("indirect", other)) == "supports"


def test_the_narrowest_range_that_all_dated_reports_allow_is_when_it_was_said() -> None:
    assert said(None, None) is None
    assert said(None, days(3)) == days(3)
    assert said(days(0, 30), days(4, 6), days(5, 9), None) == days(5, 6)


def test_where_reports_contradict_each_other_most_of_them_decide_then_the_earliest_day() -> None:
    assert said(days(4), days(3), days(4)) == days(4)
    assert said(days(4), days(3)) == days(3)
    assert said(days(10, 20), days(3), days(4), days(3, 5)) == days(3)


SPANS = st.tuples(st.integers(0, 6), st.integers(0, 3)).map(lambda one: days(one[0], one[0] + one[1]))
TELLINGS = st.lists(
    st.builds(
        Telling,
        st.sampled_from(["direct", "mixed", "indirect"]),
        st.sampled_from(["none", "supports", "conditional", "opposes"]),
        st.none() | SPANS,
    ),
    max_size=8,
)


@given(TELLINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_reports_makes_no_difference(told: list[Telling], chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's own random numbers
    assert consensus(shuffled) == consensus(told)


@given(TELLINGS)
def test_what_is_agreed_is_what_most_reports_allow(told: list[Telling]) -> None:
    agreed = consensus(told)[1]
    dated = [one.said for one in told if one.said is not None]
    assert (agreed is None) == (not dated)
    if agreed is not None:
        allowed = {
            day: sum(one.first <= day <= one.last for one in dated) for one in dated for day in (one.first, one.last)
        }
        most = max(allowed.values())
        assert [sum(one.first <= day <= one.last for one in dated) for day in (agreed.first, agreed.last)] == [
            most,
            most,
        ]


def test_many_thousands_of_reports_take_no_time() -> None:
    told = [Telling("direct", "supports", days(number % 4000, 4000)) for number in range(20_000)]
    assert consensus(told) == ("supports", days(3999, 4000))
