"""Pairs of quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.speech.marks import DEPTH, pair, paragraphs


def insides(text: str) -> list[tuple[str, int]]:
    return [(text[found.inner_start : found.inner_end], found.depth) for found in pair(text)]


@pytest.mark.parametrize(
    "text",
    [
        "So “we go” now",
        'So "we go" now',
        "So „we go“ now",
        "So „we go” now",
        "So «we go» now",
        "So »we go« now",
        "So ‹we go› now",
        "So ‘we go’ now",
        "So 'we go' now",
        "So ''we go'' now",
        "So ‚we go‘ now",
        "So ”we go” now",
        'So “we go" now',
        "So (“we go”) now",
    ],
)
def test_styles(text):
    assert insides(text) == [("we go", 0)]


def test_spaces_inside_french_marks():
    assert insides("Il dit : « on part »") == [(" on part ", 0)]


@pytest.mark.parametrize(
    "text",
    [
        "It's Ann’s dog, isn't it",
        "the leaders’ plan and the others' too",
        "rock 'n' roll",
        "back in ’98",
        "5' 11\" tall",
        "d’accord, l'eau",
    ],
)
def test_apostrophes_are_no_marks(text):
    assert insides(text) == []


def test_nesting():
    assert insides("He said: “Ann told me ‘no’ twice.”") == [("Ann told me ‘no’ twice.", 0), ("no", 1)]


def test_an_apostrophe_does_not_end_a_single_quoted_span():
    assert insides("‘We won’t go,’ she said") == [("We won’t go,", 0)]


def test_one_lost_mark_costs_one_paragraph():
    assert insides("He “lost it.\nShe “found” it.") == [("found", 0)]


def test_speech_reopened_at_the_next_paragraph():
    first, second = pair("“One.\n“Two.”")
    assert (first.closed, second.closed) == (False, True)


def test_a_mark_opened_twice_loses_the_first():
    assert insides("a “b c “d e” f") == [("d e", 0)]


def test_attributes_of_markup_are_no_quotations():
    assert insides('<a href="x y">') == []


def test_distant_marks_are_no_pair():
    assert insides("“" + "a " * 20_000 + "”") == []


@pytest.mark.parametrize(
    "text", ['Said Lee, "we go', "« A », dit Lee. « we go", "we go », dit Lee.", "we go.”", 'So "we go ", she said']
)
def test_a_lost_mark_of_speech(text):
    assert insides(text)[-1][0].strip(" .") == "we go"


@pytest.mark.parametrize("text", ["The door is 5’10” wide", "a » b", "the so-called “plan of May"])
def test_a_lone_mark_elsewhere_is_none(text):
    assert insides(text) == []


@given(st.text(alphabet="“”„«»‘’'\"‚ ab.,\n(", max_size=80))
def test_pairs_lie_properly_inside_each_other(text):
    found = pair(text)
    assert list(found) == sorted(found, key=lambda quoted: quoted.start)
    for quoted in found:
        assert quoted.start <= quoted.inner_start <= quoted.inner_end <= quoted.end <= len(text)
        assert quoted.depth < DEPTH
        assert "\n" not in text[quoted.start : quoted.end]
    for one in found:
        for other in found:
            crossing = one.start < other.start < one.end < other.end
            assert not crossing


@given(st.text(max_size=60))
def test_paragraphs_hold_all_that_is_visible(text):
    spans = list(paragraphs(text))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
