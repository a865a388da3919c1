"""Changes of position: what is told, and what is passed over in silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import lexicon
from monitor.core.position import Position, Stand, is_latest, position, shifts
from monitor.records import Said, Stance

WORDS = lexicon.load().identity
FIRST = date(2026, 3, 2)


def at(day: int, stance: Stance, number: int | None = None, until: int | None = None) -> Position:
    """A certain position on a day, or until another."""
    first, last = FIRST + timedelta(days=day), FIRST + timedelta(days=until if until is not None else day)
    return Position(number if number is not None else day + 100, stance, first, last, f"{stance}{day}{until}{number}")


def told(*positions: Position) -> list[tuple[int, int, str]]:
    return [(one.before.statement_id, one.after.statement_id, one.extent) for one in shifts(positions)]


def stand(**changes: object) -> Stand:
    """A report in the speaker's own words."""
    values: dict[str, object] = {
        "content": "We will talk to Moscow.",
        "language": "en",
        "kind": "direct",
        "relation": "new",
        "stance": "supports",
        "shown": True,
        "said": None,
        "published": datetime(2026, 3, 2, 9, tzinfo=UTC),
    }
    return Stand(**{**values, **changes})  # type: ignore[arg-type]  # the tests name the fields that they change


def test_a_change_between_the_sides_is_full_and_to_or_from_a_condition_half() -> None:
    assert told(at(0, "supports"), at(5, "opposes")) == [(100, 105, "full")]
    assert told(at(0, "supports"), at(5, "conditional"), at(9, "opposes")) == [(100, 105, "half"), (105, 109, "half")]


def test_the_same_position_in_other_words_is_no_change() -> None:
    assert told(at(0, "supports"), at(3, "supports"), at(5, "supports")) == []


def test_a_change_is_told_once_however_often_it_is_repeated() -> None:
    assert told(at(0, "supports"), at(5, "opposes"), at(6, "opposes"), at(9, "opposes")) == [(100, 105, "full")]


def test_what_was_said_earlier_and_met_later_is_put_in_its_place() -> None:
    late, early, between = at(9, "opposes"), at(0, "opposes"), at(5, "supports")
    assert told(late, early) == []
    assert told(late, early, between) == [(100, 105, "full"), (105, 109, "full")]
    assert is_latest(late, (early, between, late))
    assert not is_latest(between, (early, between, late))


def test_the_same_day_tells_no_order() -> None:
    assert told(at(5, "supports", 1), at(5, "opposes", 2)) == []
    assert told(at(3, "supports", 1, until=5), at(5, "opposes", 2, until=6)) == []


def test_two_stances_at_one_time_make_neither_certain() -> None:
    assert told(at(0, "supports"), at(5, "opposes", 1), at(5, "conditional", 2)) == []
    assert told(at(0, "supports"), at(5, "opposes", 1), at(5, "conditional", 2), at(9, "opposes")) == [
        (100, 109, "full")
    ]


DAYS = st.integers(0, 12)
POSITIONS = st.lists(
    st.builds(
        lambda day, length, stance: (day, day + length, stance),
        DAYS,
        st.integers(0, 2),
        st.sampled_from(["supports", "conditional", "opposes"]),
    ),
    max_size=9,
)


@given(POSITIONS, st.randoms(use_true_random=False))
def test_the_order_in_which_statements_come_makes_no_difference(
    days: list[tuple[int, int, Stance]], dice: object
) -> None:
    made = [at(first, stance, number, last) for number, (first, last, stance) in enumerate(days)]
    shuffled = list(made)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random
    assert shifts(made) == shifts(shuffled)
    for one in shifts(made):
        assert one.before.stance != one.after.stance
        assert one.before.last < one.after.first


def test_a_report_in_the_speakers_own_words_is_a_position() -> None:
    assert position(7, "x", [stand()], WORDS) == Position(7, "supports", date(2026, 3, 1), date(2026, 3, 2), "x")
    told_when = position(
        7, "x", [stand(), stand(kind="indirect", said=Said(date(2026, 3, 1), date(2026, 3, 1)))], WORDS
    )
    assert told_when is not None
    assert (told_when.first, told_when.last) == (date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("why", "reports"),
    [
        ("no stance", [stand(stance="none")]),
        ("a paraphrase only", [stand(kind="indirect")]),
        ("fragments only", [stand(kind="mixed"), stand(kind="mixed")]),
        ("its cue stands elsewhere", [stand(shown=False)]),
        ("reports differ", [stand(), stand(stance="opposes")]),
        ("no date", [stand(published=None)]),
        ("looked back to", [stand(relation="recalled")]),
        ("long ago", [stand(said=Said(date(2025, 12, 1), date(2025, 12, 31)))]),
        (
            "an earlier time, by its own words",
            [stand(content="Back in March, at the time, we had previously said we will talk to Moscow.")],
        ),
        ("nothing", []),
    ],
)
def test_in_doubt_there_is_no_position(why: str, reports: list[Stand]) -> None:
    assert position(7, "x", reports, WORDS) is None
