"""Whose mouth a statement came from: whole articles, any text, any spans."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.actor import resolve
from monitor.core.quotation import quotations
from monitor.lexicon import languages
from monitor.records import Quotation
from tests.core.actor_samples import LEXICON, speaker, told


def test_a_mention_in_the_kremlin_talks_case(shared):
    text = (shared / "cases" / "kremlin-talks" / "article.txt").read_text(encoding="utf-8")
    found = quotations(text, languages.load()["en"])
    resolved = resolve(text, found, "en", datetime(2026, 1, 30, tzinfo=UTC), LEXICON)
    said = {(told(quotation.actor)) for quotation in resolved if quotation.actor}
    assert {
        ("The Kremlin", None, "RU"),
        ("Dmitry Peskov", "Kremlin spokesperson", "RU"),
        ("Friedrich Merz", "German Chancellor", "DE"),
        ("Paula Pinho", "European Commission chief spokesperson", "EU"),
        ("Yvette Cooper", "British Foreign Secretary", "GB"),
        ("Giorgia Meloni", "Italian Prime Minister", "IT"),
    } <= said


def test_order_and_everything_else_stays():
    text = "Peskov said so. Merz said no."
    found = [
        Quotation("indirect", 16, 20, "Merz", speaker_start=16, speaker_end=20, speaker_text="Merz"),
        Quotation("direct", 0, 6, "Peskov"),
        Quotation("indirect", 0, 6, "Peskov", speaker_start=0, speaker_end=6, speaker_text="Peskov"),
    ]
    resolved = resolve(text, found, "en", None, LEXICON)
    assert [quotation.content for quotation in resolved] == ["Merz", "Peskov", "Peskov"]
    assert [quotation.actor and quotation.actor.key for quotation in resolved] == ["Q:merz", None, "Q:peskov"]


@pytest.mark.parametrize("language", ["sv", "", "xx"])
def test_of_an_unknown_language_full_listed_names_resolve(language):
    assert speaker(language, "Volodymyr Zelensky", "Volodymyr Zelensky").key == "Q:zelensky"


SPANS = st.tuples(st.integers(-3, 200), st.integers(-3, 200))
WORDS = st.lists(
    st.sampled_from(
        ["the", "The", "president", "of", "Russia", "Putin", "Putin's", "spokesman", "Anna", "Weber", ",", "and", "he", "said", ".",
         "Путина", "пресс-секретарь", "России", "von", "der", "Leyen", "der", "Kanzler", "“", "”", "\n", "J.", "K.", "’s", "(", ")"]
    ),
    max_size=40,
).map(" ".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    text=st.one_of(st.text(max_size=200), WORDS),
    spans=st.lists(SPANS, max_size=6),
    language=st.sampled_from(["en", "de", "ru", "fr", "pl", "zz"]),
)
def test_any_text_and_any_spans_are_survived(text, spans, language):
    found = tuple(Quotation("direct", 0, 0, "", speaker_start=a, speaker_end=b, speaker_text="") for a, b in spans)
    resolved = resolve(text, found, language, None, LEXICON)
    assert len(resolved) == len(found)
    assert resolve(text, found, language, None, LEXICON) == resolved
    for quotation in resolved:
        assert quotation.actor is None or (quotation.actor.key and quotation.actor.name)


@pytest.mark.parametrize(
    "unit", ["Abcdef Ghijkl ", "president of ", "Putin und Merkel ", "he said. ", "А", "“a” said he ", "A.", "A. "]
)
def test_a_long_text_is_bounded(unit):
    begun = time.process_time()
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    found = tuple(
        Quotation(
            "indirect", at, at + 1, text[at], speaker_start=at, speaker_end=at + 8, speaker_text=text[at : at + 8]
        )
        for at in range(0, len(text) - 8, 997)
    )
    assert len(resolve(text, found, "de", None, LEXICON)) == len(found)
    assert time.process_time() - begun < 10
