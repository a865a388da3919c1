"""Golden pairs per language, and what must hold for any text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import yaml_file
from monitor.core.quotation import quotations
from monitor.lexicon.languages import UNKNOWN, load
from monitor.records import Quotation

LANGUAGES = load()
GOLDEN = sorted((Path(__file__).parent.parent / "lang").glob("*.yaml"))
PAIRS = [
    pytest.param(path.stem, pair["text"], pair["quotes"], id=f"{path.stem}-{number}")
    for path in GOLDEN
    for number, pair in enumerate(yaml_file.plain(yaml_file.load(path)), 1)
]
PIECES = [
    *"“”„«»‘’\"'‚‹›—–-:,.;!?()[]\n …",
    "said",
    "He said that",
    "sagte Merkel",
    "er sei",
    "— сказал Песков",
    "что",
    "a déclaré",
    "que",
    "according to",
    "laut",
    "Mr.",
    "Ann Lee",
    "BERG:",
    "not",
    "\u00a0",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
]


def brief(found: Quotation) -> list[str | None]:
    return [found.kind, found.content, found.speaker_text]


@pytest.mark.parametrize(("code", "text", "expected"), PAIRS)
def test_golden(code, text, expected):
    assert [brief(found) for found in quotations(text, LANGUAGES[code])] == expected


def test_every_language_has_golden_pairs():
    assert {path.stem for path in GOLDEN} == set(LANGUAGES)


@pytest.mark.parametrize("code", [*sorted(LANGUAGES), ""])
@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40), glue=st.sampled_from(["", " "]))
def test_any_text_gives_true_offsets(code, pieces, glue):
    text = glue.join(pieces)
    found = quotations(text, LANGUAGES.get(code, UNKNOWN))
    assert found == quotations(text, LANGUAGES.get(code, UNKNOWN))
    assert [quotation.start for quotation in found] == sorted(quotation.start for quotation in found)
    for quotation in found:
        assert 0 <= quotation.start < quotation.end <= len(text)
        assert quotation.content == text[quotation.start : quotation.end]
        assert any(char.isalnum() for char in quotation.content)
        if quotation.speaker_start is not None:
            assert quotation.speaker_text == text[quotation.speaker_start : quotation.speaker_end]
            assert quotation.speaker_text.strip()


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "“",
        "“”",
        "'",
        " ",
        "a",
        "[",
        ", ",
        "“a” said ",
        "he said that ",
        "A: “b” ",
        "Er sei da. ",
        "according to X, ",
        "“aaa bbb\n",
    ],
)
def test_hostile_text_takes_linear_time(unit):
    linear(unit, "en")


@pytest.mark.parametrize("language", ["fr", "it"])
@pytest.mark.parametrize("unit", ["l'", "Lee’", "Lee-"])
def test_a_word_without_end_takes_linear_time_where_apostrophes_cut_words(unit, language):
    linear(unit, language)


def linear(unit, language):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        quotations(text, LANGUAGES[language])
        return time.process_time() - begun

    seconds(1_000)
    small, large = seconds(50_000), seconds(200_000)
    assert large < 8  # seconds: 2 on an idle machine, and 4 where coverage is measured
    assert large < 12 * small + 0.3  # four times the text: linear work, with room for a busy machine


def test_an_unknown_language_gives_direct_speech_of_nobody():
    found = quotations("„Vi stannar kvar här i natt.“\n\nHan sade att de „väntar“.", UNKNOWN)
    assert [brief(quotation) for quotation in found] == [["direct", "Vi stannar kvar här i natt.", None]]


def test_a_repeated_headline_is_no_statement():
    text = "Lee says talks will go on\n\nLee says talks will go on\n\nAnn Lee left."
    assert quotations(text, LANGUAGES["en"], title="Lee says talks will go on") == ()


def test_the_speaker_of_a_relative_clause_comes_with_its_antecedent():
    (found,) = quotations("They met Ann Lee, who said that it rains.", LANGUAGES["en"])
    assert found.speaker_text is not None
    assert found.speaker_text.endswith("Ann Lee, who")


@pytest.mark.shared
def test_the_kremlin_talks_case(shared):
    case = shared / "cases" / "kremlin-talks"
    text = (case / "article.txt").read_text(encoding="utf-8")
    expected = yaml_file.plain(yaml_file.load(case / "expected.yaml"))
    found = quotations(text, LANGUAGES["en"])
    folded = [" ".join(quotation.content.split()) for quotation in found]
    for statement in expected["statements"]:
        index = next((k for k, content in enumerate(folded) if statement["content"] in content), None)
        assert index is not None, statement["content"]
        assert found[index].kind == statement["kind"]
        assert found[index].speaker_text is not None
    surnames = {"Peskov", "he", "Kremlin", "Merz", "Pinho", "she", "Cooper", "Meloni", "leaders"}
    for quotation in found:
        assert surnames & set((quotation.speaker_text or "").split()), quotation
