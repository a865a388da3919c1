"""Whose text it is, and how many sources a statement has."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import lexicon
from monitor.core.coverage import body_keys, coverage, is_copy, said, wire
from monitor.records import Reporting

WIRES = lexicon.load().wires
DAY = datetime(2031, 3, 4, 9, tzinfo=UTC)
LONG = "The ministers sat down in the morning and rose in the evening, and nobody told the press why. "

CREDITS = {
    "dateline, English": ("OSLO, March 4 (Reuters) - The ministers met at noon.", None, None, "Reuters"),
    "dateline in slashes": ("OSLO, March 4. /TASS/. The ministers met at noon.", None, None, "TASS"),
    "dateline, German": ("Oslo (dpa) - Die Minister trafen sich am Mittag.", None, None, "dpa"),
    "two agencies": ("Wien (APA/dpa) – Die Minister trafen sich.", None, None, "APA"),
    "dateline, Russian": ("ОСЛО, 4 марта — РИА Новости. Министры встретились в полдень.", None, None, "RIA Novosti"),
    "full stops, Russian": ("Осло. 4 марта. ИНТЕРФАКС - Министры встретились.", None, None, "Interfax"),
    "first word": ("ТАСС, 4 марта. Министры встретились в полдень.", None, None, "TASS"),
    "brackets first": ("(ANSA) - OSLO, 4 MAR - I ministri si sono visti.", None, None, "ANSA"),
    "last line, German": (LONG * 3 + "\n\ndpa/afp", None, None, "dpa"),
    "last line, source": (LONG * 3 + "\n\nŹródło: PAP", None, None, "PAP"),
    "closing brackets, Polish": ("Ministrowie spotkali się w Oslo. " * 5 + "(PAP)", None, None, "PAP"),
    "byline": (LONG, "By Jane Doe and Associated Press", None, "AP"),
    "byline with stroke": (LONG, "Jan Kowalski/PAP", None, "PAP"),
    "staff": (LONG, "Reuters Staff", None, "Reuters"),
    "the agency itself": (LONG, None, "tass.com", "TASS"),
    "a source, English": ("According to Reuters, the ministers met at noon.", None, None, None),
    "a source, Russian": ("По данным ТАСС, министры встретились в полдень.", None, None, None),
    "a source, German": ("Wie die dpa meldet, trafen sich die Minister - am Mittag.", None, None, None),
    "a source, Polish": ("Jak podała PAP, ministrowie spotkali się w Oslo.", None, None, None),
    "a source at the end": (LONG * 3 + "\n\nThe ministers told Reuters nothing.", None, None, None),
    "a picture": (LONG * 3 + "\n\nFoto: AFP", None, None, None),
    "a picture before": ("Фото: Иван Петров / dpa / архив. Министры встретились.", None, None, None),
    "nobody": (LONG, "Jane Doe", "The Harbour Post", None),
    "a word that looks like one": ("The STAte APArt TTs met (see above) - noon.", None, None, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CREDITS)
def test_a_credit_is_known_by_its_place(case: str) -> None:
    text, author, outlet, expected = CREDITS[case]
    assert wire(text, author, outlet, WIRES) == expected


BODIES = {
    "en": "The foreign ministers of both countries met in Oslo on Tuesday and spoke for three hours about the border, the prisoners and the gas pipeline, "
    "after months in which neither side had answered the letters of the other. Diplomats called the talks difficult but useful.",
    "de": "Die Außenminister beider Länder haben am Dienstag in Oslo drei Stunden lang über die Grenze, die Gefangenen und die Gasleitung gesprochen, "
    "nachdem monatelang keine Seite auf die Briefe der anderen geantwortet hatte. Diplomaten nannten die Gespräche schwierig, aber nützlich.",
    "ru": "Министры иностранных дел обеих стран во вторник три часа говорили в Осло о границе, пленных и газопроводе, после того как несколько месяцев "
    "ни одна из сторон не отвечала на письма другой. Дипломаты назвали переговоры трудными, но полезными, и не сказали больше ничего.",
    "pl": "Ministrowie spraw zagranicznych obu krajów rozmawiali we wtorek w Oslo przez trzy godziny o granicy, jeńcach i gazociągu, po tym jak przez wiele "
    "miesięcy żadna ze stron nie odpowiadała na listy drugiej. Dyplomaci nazwali rozmowy trudnymi, ale pożytecznymi dla obu stron.",
}  # fmt: skip


@pytest.mark.parametrize("language", BODIES)
def test_a_copy_is_known_when_an_editor_has_cut_it_and_changed_words(language: str) -> None:
    body = BODIES[language]
    edited = "OSLO. " + body.replace("Oslo", "Bergen").replace("Осло", "Берген")
    assert is_copy(body, edited)
    assert set(body_keys(body)) & set(body_keys(edited))
    assert all(not is_copy(body, other) for name, other in BODIES.items() if name != language)


def test_what_stands_in_a_long_article_as_a_whole_is_a_copy() -> None:
    assert is_copy(BODIES["en"], BODIES["en"] + LONG * 20)


def test_a_short_note_is_nobodys_copy() -> None:
    assert not is_copy("The ministers met.", "The ministers met.")
    assert body_keys("The ministers met.") == ()


def report(outlet: str, body: int, agency: str | None = None, *, hours: int = 0) -> Reporting:
    return Reporting(outlet, agency, body, DAY + timedelta(hours=hours))


def test_copies_of_an_agency_are_one_source() -> None:
    reports = [report(f"Outlet {n}", n, "AFP", hours=n) for n in range(4)] + [
        report("Gazette", 7),
        report("Vestnik", 8),
    ]
    found = coverage(reports)
    assert said(found) == "6 outlets, 3 independent (AFP × 4)"
    assert (found.first, found.last) == (DAY, DAY + timedelta(hours=3))


def test_an_uncredited_copy_counts_for_the_agency_whose_text_it_is() -> None:
    found = coverage([report("Post", 1, "dpa"), report("Courier", 1, hours=1), report("Gazette", 2)])
    assert said(found) == "3 outlets, 2 independent (dpa × 2)"


def test_a_copied_outlet_is_named() -> None:
    found = coverage([report("Courier", 1, hours=2), report("Post", 1, hours=1), report("Tribune", 1, hours=3)])
    assert said(found) == "3 outlets, 1 independent (Post × 3)"


def test_an_outlet_that_reports_twice_is_one() -> None:
    assert said(coverage([report("Post", 1), report("Post", 2)])) == "1 outlet"


def test_nothing_is_covered_by_nobody() -> None:
    found = coverage([])
    assert (found.outlets, found.independent, found.first, found.last) == (0, 0, None, None)


reports = st.lists(
    st.builds(
        Reporting, st.sampled_from("ABCDE"), st.sampled_from([None, "AFP", "dpa"]), st.integers(0, 4),
        st.datetimes(timezones=st.just(UTC)),
    ),
    max_size=12,
)  # fmt: skip


@given(reports, st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(found: list[Reporting], chance: random.Random) -> None:
    shuffled = chance.sample(found, len(found))
    assert coverage(shuffled) == coverage([*found, *shuffled])
    assert coverage(found).independent <= max(len(found), 1)


@given(st.text(max_size=500), st.none() | st.text(max_size=300), st.none() | st.text(max_size=50))
def test_any_text_has_a_credit_or_none(text: str, author: str | None, outlet: str | None) -> None:
    assert wire(text, author, outlet, WIRES) in {None, *WIRES.agencies}
    assert len(body_keys(text)) <= 16
    assert is_copy(text, text) or not body_keys(text)


def test_a_megabyte_is_bounded() -> None:
    huge = "(((//. - word " * 80_000
    assert wire(huge, huge, None, WIRES) is None
    assert len(body_keys(huge)) <= 16
