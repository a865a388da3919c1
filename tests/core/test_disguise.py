"""What a reader sees is what is looked up, and offsets lead back to the text as it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.disguise import plain

PIECES = [
    "\ud800",
    "Moscow",
    "Мoсква",
    "talks",
    "\u200b",
    "\u00ad",
    "\ufeff",
    " ",
    ". ",
    "Ρutin",
    "é",
    "ё",
    "\u202e",
    "a",
]


@pytest.mark.parametrize(
    ("disguised", "seen"),
    [
        ("Pu\u200btin", "Putin"),
        ("Put\u00adin", "Putin"),
        ("\ufeffMoscow", "Moscow"),
        ("Mоscоw", "Moscow"),  # Cyrillic о
        ("Мoсква", "Москва"),  # Latin o
        ("Ρutin", "Putin"),  # Greek rho
        ("Ορбан", "Орбан"),  # Greek omicron and rho
        ("Orbán in Будапешт", "Orbán in Будапешт"),
        ("SMS-сообщение", "SMS-сообщение"),
        ("евроUSB", "евроUSB"),
        ("Αθήνα", "Αθήνα"),
        ("half \ud83d pair", "half \ufffd pair"),
    ],
)
def test_disguises(disguised: str, seen: str) -> None:
    assert plain(disguised).text == seen


def test_most_texts_come_back_as_they_are() -> None:
    text = "Die Außenministerin sagte: «Нет» – und ging."
    assert plain(text).text is text


def test_offsets_lead_back() -> None:
    text = "\u200b\u200bIn Mo\u00adscow\u200b."
    shown = plain(text)
    start = shown.text.index("Moscow")
    assert text[shown.at(start) : shown.end(start + len("Moscow"))] == "Mo\u00adscow"
    assert shown.end(0) == 0


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=300))
def test_every_character_leads_back_to_itself_or_its_look_alike(text: str) -> None:
    shown = plain(text)
    back = [text[shown.at(offset)] for offset in range(len(shown.text))]
    assert len(back) == len(shown.text)
    assert sum(one != other for one, other in zip(back, shown.text, strict=True)) <= len(text)
    assert [shown.at(offset) for offset in range(len(shown.text))] == sorted(
        {shown.at(o) for o in range(len(shown.text))}
    )
    assert plain(shown.text).text == shown.text
