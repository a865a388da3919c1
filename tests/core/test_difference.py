"""Two wordings side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.difference import MOST_WORDS, difference


@pytest.mark.parametrize(
    ("wording", "other", "marked"),
    [
        ("We will send 12 observers.", "We will send 20 observers.", ["12"]),
        ("rockets and drones are falling", "rockets are falling", ["and drones"]),
        ("rockets are falling", "rockets and drones are falling", []),
        ("Hungary will not, ever, take part", "“hungary will take part”", ["not, ever"]),
        ("Мы отказываемся от переговоров", "Мы отказались от переговоров", ["отказываемся"]),
        ("same", "same", []),
        ("…", "!", []),
    ],
)
def test_marks_what_the_other_lacks(wording: str, other: str, marked: list[str]) -> None:
    assert [text for text, lacking in difference(wording, other) if lacking] == marked


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_parts_are_the_wording(wording: str, other: str) -> None:
    assert "".join(text for text, _ in difference(wording, other)) == wording


def test_a_speech_is_not_compared_word_by_word() -> None:
    speech = "word " * (MOST_WORDS * 100)
    assert difference(speech, speech + "more") == [(speech, False)]
