"""Speech behind a dash: how far it reaches, and whose it is."""

from __future__ import annotations

import pytest

from monitor.core.quotation import quotations
from monitor.lexicon.languages import load

SWEDISH = load()["sv"]


def said(text: str) -> list[tuple[str, str, str | None]]:
    return [(one.kind, one.content, one.speaker_text) for one in quotations(text, SWEDISH)]


@pytest.mark.parametrize(
    "speech",
    [
        "Vi väntar",
        "Vi väntar. Det är kallt",
        "Jag tror att det går. Vi väntar, tror jag, en vecka",
        "Vi kräver bara en sak, avvisar ingen. Det är kallt",
        "Lee sade att bron är öppen. Det är den inte",
    ],
)
def test_all_that_stands_before_the_cue_is_said(speech: str) -> None:
    assert said(f"– {speech}, säger Ann Berg.") == [("direct", speech, "Ann Berg")]


def test_what_follows_is_told_by_others() -> None:
    assert said("– Vi väntar. Det är kallt, säger Ann Berg. Lee uppger att bron är öppen.") == [
        ("direct", "Vi väntar. Det är kallt", "Ann Berg"),
        ("indirect", "att bron är öppen", "Lee"),
    ]


def test_a_dash_without_a_speaker_is_no_speech() -> None:
    assert said("– Bröd. Mjölk. Smör.") == []


def test_speech_may_go_on_behind_its_cue() -> None:
    assert ("direct", "Vi väntar", "Ann Berg") in said("– Vi väntar, säger Ann Berg, men bron är öppen.")


def test_many_sentences_take_bounded_time() -> None:
    (found,) = said("– " + "Vi väntar, sa de, att. " * 2_000 + "Nu är det kallt, säger Ann Berg.")
    assert found[2] == "Ann Berg"
