"""Sentence ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.sentence import LONGEST, sentences
from monitor.lexicon.languages import load

LANGUAGES = load()


def cut(code: str, text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, LANGUAGES[code])]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["Mr. Lee met Gen. Berg of the U.S. Army.", "They left at 3.30 p.m. on Friday."]),
        ("en", ["J. D. Vance spoke.", "Nobody listened!", "Why?"]),
        ("en", ["“Why not?” Lee asked.", "Nobody knew."]),
        ("en", ["“We go.”", "The others stayed."]),
        ("en", ["“We go. We must,” Lee said.", "He left."]),
        ("de", ["Am 3. Mai kam Dr. Berg an.", "Er blieb z.B. bis 15. Juni."]),
        ("ru", ["В 2024 г. Иванов уехал.", "Он вернулся."]),
        ("fr", ["M. Leroy est parti.", "Il reviendra."]),
    ],
)
def test_ends(code, expected):
    assert cut(code, " ".join(expected)) == expected


def test_a_line_ends_a_sentence():
    assert cut("en", "A headline\nLee spoke.") == ["A headline", "Lee spoke."]


def test_a_sentence_without_end_is_cut():
    assert len(cut("en", "word " * (3 * LONGEST))) == 3


@given(st.text(alphabet="Aab .!?“”\n1Mr", max_size=80))
def test_sentences_follow_each_other(text):
    end = 0
    for start, stop in sentences(text, LANGUAGES["en"]):
        assert end <= start < stop
        end = stop
