"""When a statement was said, in eight languages, against an article of Friday, 16 January 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.said import when
from monitor.lexicon import identity
from monitor.records import Quotation, Said

LEXICON = identity.load()
PUBLISHED = datetime(2026, 1, 16, 12, tzinfo=UTC)


def told(
    language: str, text: str, content: str, published: datetime | None = PUBLISHED, cue: str | None = None
) -> Said | None:
    start = text.index(content)
    place = text.index(cue) if cue else None
    quotation = Quotation("indirect", start, start + len(content), content, cue_start=place)
    return when(text, quotation, published, language, LEXICON)


def january(first: int, last: int | None = None) -> Said:
    return Said(date(2026, 1, first), date(2026, 1, last or first))


@pytest.mark.parametrize(
    ("language", "text", "content", "expected"),
    [
        ("en", "The spokesman said on Friday that talks are needed.", "talks are needed", january(16)),
        ("en", "“Come in,” he told reporters on Tuesday.", "Come in", january(13)),
        ("en", "“No,” he said last Friday.", "No", january(9)),
        ("en", "The premier last week called for an envoy to be named.", "an envoy to be named", january(5, 11)),
        ("en", "The premier this week spoke of trust.", "trust", january(12, 16)),
        ("en", "“No,” she said yesterday.", "No", january(15)),
        ("en", "“No,” she said over the weekend.", "No", january(10, 11)),
        ("en", "Three days ago, she said that Berlin was ready.", "Berlin was ready", january(13)),
        ("en", "12 days ago she said that Berlin was ready.", "Berlin was ready", january(4)),
        (
            "en",
            "Two weeks ago, she said that Berlin was ready.",
            "Berlin was ready",
            Said(date(2025, 12, 30), date(2026, 1, 5)),
        ),
        ("en", "On 15 January 2026, she said that Berlin was ready.", "Berlin was ready", january(15)),
        ("en", "On January 15, she said that Berlin was ready.", "Berlin was ready", january(15)),
        (
            "en",
            "On January 20, she said that Berlin was ready.",
            "Berlin was ready",
            Said(date(2025, 1, 20), date(2025, 1, 20)),
        ),
        (
            "en",
            "In December, she said that Berlin was ready.",
            "Berlin was ready",
            Said(date(2025, 12, 1), date(2025, 12, 31)),
        ),
        (
            "en",
            "In March 2023, she said that Berlin was ready.",
            "Berlin was ready",
            Said(date(2023, 3, 1), date(2023, 3, 31)),
        ),
        (
            "en",
            "Last year she said that Berlin was ready.",
            "Berlin was ready",
            Said(date(2025, 1, 1), date(2025, 12, 31)),
        ),
        ("en", "In recent days she has said that Berlin was ready.", "Berlin was ready", january(9, 16)),
        ("de", "„Wir sind bereit“, sagte sie am Montag in Berlin.", "Wir sind bereit", january(12)),
        ("de", "Sie sagte vor zwei Tagen, Berlin sei bereit.", "Berlin sei bereit", january(14)),
        ("de", "Sie sagte am 12. Januar, Berlin sei bereit.", "Berlin sei bereit", january(12)),
        ("de", "Sie sagte am 12.01.2026, Berlin sei bereit.", "Berlin sei bereit", january(12)),
        ("fr", "« Nous sommes prêts », a-t-elle déclaré mardi à Paris.", "Nous sommes prêts", january(13)),
        ("fr", "Il y a deux jours, elle a dit que la France était prête.", "la France était prête", january(14)),
        ("it", "«Siamo pronti», ha detto la settimana scorsa.", "Siamo pronti", january(5, 11)),
        ("it", "Tre giorni fa ha detto che Roma è pronta.", "Roma è pronta", january(13)),
        ("es", "«Estamos listos», dijo ayer.", "Estamos listos", january(15)),
        ("es", "Hace tres días dijo que España estaba lista.", "España estaba lista", january(13)),
        ("pl", "- Jesteśmy gotowi - powiedział w środę premier.", "Jesteśmy gotowi", january(14)),
        ("pl", "5 stycznia premier powiedział, że Polska jest gotowa.", "Polska jest gotowa", january(5)),
        ("ru", "«Мы готовы», — сказал он в пятницу.", "Мы готовы", january(16)),
        ("ru", "12 января он заявил, что Москва готова.", "Москва готова", january(12)),
        ("ru", "Три дня назад он заявил, что Москва готова.", "Москва готова", january(13)),
        ("uk", "У п’ятницю він заявив, що Київ готовий.", "Київ готовий", january(16)),
        ("uk", "Минулого тижня він заявив, що Київ готовий.", "Київ готовий", january(5, 11)),
    ],
)
def test_when(language: str, text: str, content: str, expected: Said) -> None:
    assert told(language, text, content) == expected


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("He said that the talks will be on Monday.", "the talks will be on Monday"),
        ("“We are ready.” On Thursday the parliament voted.", "We are ready"),
        ("On Thursday the parliament voted. He said that Berlin was ready.", "Berlin was ready"),
        ("Ahead of next Monday he said that Berlin was ready.", "Berlin was ready"),
        ("“On Monday,” she said, adding: “We are not there yet.”", "We are not there yet"),
        ("He said that Berlin was ready.", "Berlin was ready"),
        ("On 31 February 2025 he said that Berlin was ready.", "Berlin was ready"),
    ],
)
def test_a_day_that_is_not_told_stays_unknown(text: str, content: str) -> None:
    assert told("en", text, content) is None


def test_the_day_next_to_the_verb_of_saying_counts() -> None:
    text = "After the vote on Tuesday, he told reporters on Thursday that Berlin was ready."
    assert told("en", text, "Berlin was ready", cue="told") == january(15)


def test_a_cue_behind_the_full_stop_of_a_quotation_belongs_to_it() -> None:
    text = "“Are you ready?” the minister asked on Monday."
    assert told("en", text, "Are you ready", cue="asked") == january(12)


def test_without_a_date_only_a_full_date_counts() -> None:
    assert told("en", "On 15 January 2026 he said that all is well.", "all is well", None) == january(15)
    assert told("en", "On Friday he said that all is well.", "all is well", None) is None
    assert told("en", "On January 15 he said that all is well.", "all is well", None) is None


def test_an_unknown_language_tells_nothing() -> None:
    assert told("xx", "On Friday he said that all is well.", "all is well") is None


WORDS = [
    "on",
    "Friday",
    "last",
    "3",
    "days",
    "ago",
    "15",
    "January",
    "2026",
    "0001",
    "999",
    "years",
    "12.1.2026",
    ".",
    "“",
    "said",
    "weekend",
    "in",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.integers(0, 120),
    st.integers(0, 120),
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    st.sampled_from([*LEXICON.languages, "xx"]),
)
def test_nothing_is_said_after_it_was_reported(
    text: str, a: int, b: int, published: datetime | None, language: str
) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    found = when(text, Quotation("direct", start, end, text[start:end]), published, language, LEXICON)
    if found is not None:
        assert found.first <= found.last
        assert published is None or found.last <= published.date()
