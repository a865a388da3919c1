"""Who is behind the statements of a text, from its words to the actor: what only both rooms together can tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor import lexicon
from monitor.core.analyse import statements
from monitor.records import Article

WORDS = lexicon.load()
DAY = datetime(2026, 1, 30, tzinfo=UTC)


def who(language: str, text: str) -> list[tuple[str, str | None]]:
    """What is said in a text, and by whom as the log would show it."""
    found = statements(Article("https://outlet.example/1", text, published=DAY, language=language), WORDS)
    return [(one.content, one.actor.name if one.actor else None) for one in found]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Treffen in Riga: Die Fähren fahren wieder an jedem Tag.\n\nDas Treffen in Riga war kurz. Riga wartet."),
        ("en", "Talks in Riga: The ferries sail again every day.\n\nThe talks were short. Riga waits."),
        ("ru", "Встреча в Риге: Паромы снова ходят каждый день.\n\nВ Риге ждут. Рига ждёт."),
        (
            "de",
            "Ukraine: Wieder Drohnen über der Hauptstadt gesehen\n\nIn der Ukraine ist es kalt. Die Ukraine wartet.",
        ),
        ("fr", "Ukraine : des drones sont revenus cette nuit\n\nEn Ukraine, il fait froid. L'Ukraine attend."),
        ("en", "Breaking News: The ferries sail again\n\nMore news at ten. News at noon."),
        ("de", "Mittelfeld: Zwei Spieler fehlen noch immer\n\nDas Mittelfeld ist schwach. Das Mittelfeld wartet."),
        ("ru", "Итог: паромы снова ходят каждый день\n\nТаков итог встречи. Итог ясен."),
        ("pl", "Źródło: PAP i strony internetowe portu.\n\nTo źródło jest pewne. Źródło wybija."),
    ],
)
def test_a_heading_with_a_colon_is_nobody_who_speaks(language, text):
    assert who(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("de", "Kask: Wir müssen mit allen reden\n\nMinisterin Mari Kask war in Riga. Kask war ernst.", "Mari Kask"),
        ("ru", "Песков: Паромы пойдут в мае\n\nДмитрий Песков был в Риге. Песков был краток.", "Dmitry Peskov"),
        ("de", "Kreml: Die Fähren fahren im Mai wieder\n\nDer Kreml wartet. Im Kreml ist es kalt.", "The Kremlin"),
        ("en", "KASK: We will not sign it now.\n\nMari Kask was in Riga. Kask was brief.", "Mari Kask"),
    ],
)
def test_a_name_with_a_colon_speaks(language, text, name):
    assert [speaker for _, speaker in who(language, text)] == [name]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Mari Kask war in Riga. Ihren Angaben zufolge ist der Hafen offen."),
        ("de", "Mari Kask war in Riga. Der Hafen ist ihrer Meinung nach offen."),
        ("sv", "Mari Kask var i Riga. Enligt hennes ord är hamnen öppen."),
        ("en", "Mari Kask was in Riga. According to her, the port is open."),
    ],
)
def test_a_possessive_tells_whose_words_they_are(language, text):
    assert {name for _, name in who(language, text)} == {"Mari Kask"}


def test_the_words_of_somebodys_spokesman_are_not_his_or_hers():
    assert [name for _, name in who("de", "Karl Lee war in Riga. Seinem Sprecher zufolge ist der Hafen offen.")] == [
        None
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Según Kask, el puente está abierto."),
        ("es", "Además Kask dijo que el puente está abierto."),
        ("pl", "Według Kaska most jest otwarty."),
        ("ru", "Сообщил Каск, что мост открыт."),
    ],
)
def test_the_first_word_of_a_sentence_is_no_given_name(language, text):
    assert {name for _, name in who(language, text)} == {None}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("es", "Anna Kask llegó a Riga. Según Kask, el puente está abierto.", "Anna Kask"),
        ("pl", "Adam Kask był w Rydze. Według Kaska most jest otwarty.", "Adam Kask"),
        ("ru", "Анна Каск была в Риге. Сообщила Каск, что мост открыт.", "Анна Каск"),
        ("en", "Anna Kask was in Riga. Said Kask: “The bridge is open now.”", "Anna Kask"),
    ],
)
def test_a_surname_behind_the_first_word_of_a_sentence_is_known(language, text, name):
    assert {name for _, name in who(language, text)} == {name}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Laut Berlin.de ist die Brücke offen."),
        ("uk", "Міст відкрито, пише Ukraine.com.ua."),
        ("en", "The bridge is open, London.co.uk reported."),
    ],
)
def test_an_address_is_no_state(language, text):
    assert {name for _, name in who(language, text)} == {None}


SERVANTS = [
    ("en", "Tom Kask, an aide to Latvian Prime Minister Ann Lee, was in Riga. {} said that it is cold.", "The aide"),
    ("de", "Tom Kask, Berater des Ministerpräsidenten Karl Lee, war in Riga. {} sagte, es sei kalt.", "Der Berater"),
    ("fr", "Tom Kask, conseiller du premier ministre Jean Lee, était à Riga. {} a dit qu'il fait froid.", "Le conseiller"),
    ("es", "Tom Kask, asesor del primer ministro Juan Lee, estuvo en Riga. {} dijo que hace frío.", "El asesor"),
    ("it", "Tom Kask, consigliere del primo ministro Marco Lee, era a Riga. {} ha detto che fa freddo.", "Il consigliere"),
    ("sv", "Tom Kask, rådgivare till statsminister Karl Lee, var i Riga. {} sade att det är kallt.", "Rådgivaren"),
    ("bg", "Том Каск, съветник на премиера Иван Лаптев, беше в Рига. {} каза, че е студено.", "Съветникът"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "adviser"), SERVANTS)
def test_the_adviser_of_a_minister_is_not_the_minister(language, text, adviser):
    assert {name for _, name in who(language, text.format(adviser))} <= {"Tom Kask", "Том Каск"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The wife of Latvian President Jan Kask said that it is cold."),
        ("en", "The office of Israeli Prime Minister Benjamin Netanyahu said that it is cold."),
        ("en", "The head of the office of President Jan Kask said that it is cold."),
        ("de", "Die Frau des Präsidenten Karl Lee sagte, es sei kalt."),
        ("fr", "La femme du président Jean Lee a dit qu'il fait froid."),
        ("es", "La esposa del presidente Juan Lee dijo que hace frío."),
    ],
)
def test_who_is_somebodys_is_not_that_one(language, text):
    assert {name for _, name in who(language, text)} == {None}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "A spokesman for German Chancellor Friedrich Merz said that it is cold.", "spokesperson for Friedrich Merz"),
        ("fr", "Le porte-parole du président russe Dmitri Peskov a dit qu'il fait froid.", "Dmitry Peskov"),
        ("bg", "Помощникът на руския държавен глава Юрий Ушаков каза, че е студено.", "Yuri Ushakov"),
        ("de", "In einer Erklärung des Präsidenten Wladimir Putin heißt es, es sei kalt.", "Vladimir Putin"),
        ("en", "In Riga, Bank of Latvia Governor Jan Kask said that it is cold.", "Jan Kask"),
    ],
)  # fmt: skip
def test_a_title_is_of_whom_it_is_said(language, text, name):
    assert {name for _, name in who(language, text)} == {name}
