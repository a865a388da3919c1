"""Surface forms are found where a reader would see them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.lookup import Lookup, fold

PLACES = Lookup(
    [("росси*", "RU"), ("=May", "month or minister"), ("white house", "US"), ("White House staff", "staff")]
)


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[hit.start : hit.end], hit.values) for hit in PLACES.find(text)]


def test_a_stem_takes_its_endings_but_no_other_word() -> None:
    assert found("Россия, России, россиянами, Россиийскимиииии, Пороссия") == [
        ("Россия", ("RU",)),
        ("России", ("RU",)),
        ("россиянами", ("RU",)),
    ]


def test_an_exact_form_keeps_its_case() -> None:
    assert found("May may MAY") == [("May", ("month or minister",))]


def test_any_white_space_stands_for_a_blank_and_the_longest_form_wins() -> None:
    assert found("the White\u00a0House\u202fstaff of the WHITE HOUSE") == [
        ("White\u00a0House\u202fstaff", ("staff",)),
        ("WHITE HOUSE", ("US",)),
    ]


def test_forms_with_two_meanings_give_both() -> None:
    both = Lookup([("georgia", "GE"), ("georgia", "US-GA")])
    assert [hit.values for hit in both.find("Georgia")] == [("GE", "US-GA")]


def test_an_empty_lookup_finds_nothing() -> None:
    assert Lookup([]).find("anything") == []
    assert Lookup([("", 1), ("=", 2), ("*", 3)]).find("anything") == []


@given(st.text(st.characters(), max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_a_lone_surrogate_is_no_reason_to_fail() -> None:
    assert found("\ud800 Россия \udfff") == [("Россия", ("RU",))]


@given(st.text("абвгросия Mayhit\u0130ew", max_size=300))
def test_hits_never_overlap_and_lie_inside(text: str) -> None:
    end = 0
    for hit in PLACES.find(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end
