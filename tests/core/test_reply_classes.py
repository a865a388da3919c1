"""How many answers are found in ways of telling that outlets use, in eight languages, and that none points to the wrong actor."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.core.test_reply import analysed, edges

FILE = Path(__file__).parents[1] / "data" / "replies.txt"
HOUSE = {"Q:kremlin": "Q:peskov"}
"""Who speaks for whom: one voice."""


@cache
def told() -> list[tuple[str, str, set[tuple[str, str]]]]:
    """What each text is expected to give, and the edges that it gives."""
    rows = [row for row in FILE.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    split = [[part.strip() for part in row.split("|", 2)] for row in rows]
    return [
        (text, expected, {(HOUSE.get(who, who), whom) for who, _, whom in edges(language, text)})
        for language, expected, text in split
    ]


def test_most_answers_are_found() -> None:
    answers = [(expected.partition(">")[2], found) for _, expected, found in told() if expected != "-"]
    assert sum(any(whom == aim for _, aim in found) for whom, found in answers) >= 0.84 * len(answers)


def test_no_answer_is_given_to_or_by_somebody_else() -> None:
    wrong = []
    for text, expected, found in told():
        who, _, whom = expected.partition(">")
        if found - {(HOUSE.get(who, who), whom)}:
            wrong.append((text, found))
    assert not wrong


MACRON = "French President Emmanuel Macron said on Monday that Europe should talk to Moscow. "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (MACRON + "In response, Kremlin spokesman Dmitry Peskov said Russia was ready.", True),
        (MACRON + "“We are ready,” Dmitry Peskov replied.", True),
        (MACRON + "Asked about the weather, Dmitry Peskov replied that it was fine.", False),
        (MACRON + "It rained in Paris. In response, Dmitry Peskov said he would take an umbrella.", False),
        ("Jane Doe of the rowing club said the river was low. In response, Dmitry Peskov said it would rain.", False),
        (MACRON + "Dmitry Peskov did not respond, but said that talks were useful.", False),
    ],
)
def test_an_answer_without_object_is_to_whoever_spoke_right_before_and_is_known(text: str, found: bool) -> None:
    assert {whom for who, _, whom in edges("en", text) if who == "Q:peskov"} == ({"Q:macron"} if found else set())


def test_a_call_for_something_is_no_comment_on_it() -> None:
    text = "Finance Minister Lars Klingbeil called for talks over Donald Trump's threats. “We need a deal,” he said."
    assert analysed("en", text).quotations
    assert edges("en", text) == set()
