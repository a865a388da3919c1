"""Reported speech: where it begins and ends, and what reports without a cue."""

from __future__ import annotations

import pytest

from monitor.core.quotation import quotations
from monitor.lexicon.languages import load

LANGUAGES = load()


def contents(text: str, code: str = "en") -> list[str]:
    return [found.content for found in quotations(text, LANGUAGES[code])]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Lee said on Friday in a statement that it rains.", "that it rains"),
        ("Lee said Friday it would rain.", "it would rain"),
        ("Lee told the BBC it would rain.", "it would rain"),
        ("Lee asked whether it rains.", "whether it rains"),
        ("Lee warned against hasty steps.", "hasty steps"),
        ("Lee vowed to stay until June.", "stay until June"),
        ("Lee praised the guards of the port, who had stayed.", "the guards of the port"),
        ("It rains; Lee said the roof leaks; nobody came.", "the roof leaks"),
        (
            "In all, the storm broke nine roofs in the old town, Lee said.",
            "In all, the storm broke nine roofs in the old town",
        ),
    ],
)
def test_borders(text, content):
    assert contents(text) == [content]


def test_two_reports_in_one_sentence():
    assert contents("Lee said that it rains and added that it pours.") == ["that it rains", "that it pours"]


@pytest.mark.parametrize("text", ["On Friday, Lee said no.", "However, Lee said little."])
def test_an_adverbial_is_no_content(text):
    assert not any("Friday" in content or "However" in content for content in contents(text))


def test_the_reported_mood_needs_no_cue():
    assert contents("Der Plan stehe fest. Er habe Zeit.", "de") == ["Der Plan stehe fest. Er habe Zeit."]
    assert contents("Der Plan steht fest. Er hat Zeit.", "de") == []


def test_forms_of_two_moods_count_only_where_a_report_goes_on():
    assert contents("Das wäre schön.", "de") == []
    assert contents("Der Plan stehe fest. Das wäre schön.", "de") == ["Der Plan stehe fest. Das wäre schön."]


def test_a_long_report_without_cue_is_cut():
    found = quotations("Der Plan stehe fest. " * 400, LANGUAGES["de"])
    assert len(found) > 1
    assert all(quotation.end - quotation.start <= 3_000 for quotation in found)
