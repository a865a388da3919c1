"""Languages are told by what a reader sees, not by what the feed says or a disguise pretends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.language import KNOWN, detect

SENTENCES = {
    "en": "The foreign minister said on Tuesday that the ambassador would return to the embassy next week.",
    "de": "Die Außenministerin sagte am Dienstag, der Botschafter werde nächste Woche in die Botschaft zurückkehren.",
    "fr": "La ministre des Affaires étrangères a déclaré mardi que l’ambassadeur reviendrait la semaine prochaine.",
    "it": "La ministra degli Esteri ha detto martedì che l’ambasciatore tornerà in sede la settimana prossima.",
    "es": "La ministra de Exteriores dijo el martes que el embajador volverá a la embajada la semana que viene.",
    "pl": "Minister spraw zagranicznych powiedziała we wtorek, że ambasador wróci do placówki w przyszłym tygodniu.",
    "ru": "Министр иностранных дел заявила во вторник, что посол вернётся в посольство на следующей неделе.",
    "uk": "Міністерка закордонних справ заявила у вівторок, що посол повернеться до посольства наступного тижня.",
    "bg": "Министърът на външните работи заяви във вторник, че посланикът ще се върне в посолството другата седмица.",
    "sv": "Utrikesministern sade på tisdagen att ambassadören återvänder till ambassaden nästa vecka.",
    "pt": "A ministra dos Negócios Estrangeiros disse na terça-feira que o embaixador voltará na próxima semana.",
    "cs": "Ministryně zahraničí v úterý řekla, že se velvyslanec příští týden vrátí na velvyslanectví.",
}


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_a_sentence_is_enough(language: str, text: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_a_wrong_hint_does_not_overrule_a_clear_text(language: str, text: str) -> None:
    wrong = "en" if language != "en" else "fr"
    assert detect(f"{text} {text}", wrong) == language


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("Peskov", "de", "de"),
        ("Peskov", "de-AT", "de"),
        ("Peskov", "PT_br", "pt"),
        ("Peskov", None, None),
        ("Peskov", "klingon", None),
        ("", "fr", "fr"),
        ("", None, None),
        ("1234567890 " * 40, None, None),
        ("https://example.org/a/long/address/with/english/words " * 9, "it", "it"),
    ],
)
def test_too_short_to_tell_is_left_to_the_hint(text: str, hint: str | None, expected: str | None) -> None:
    assert detect(text, hint) == expected


def test_letters_tell_short_cyrillic_headlines_apart_against_the_hint() -> None:
    assert detect("Посли їдуть", "ru") == "uk"
    assert detect("Послы уехали", "uk") == "ru"


def test_the_title_counts() -> None:
    assert detect("", None, SENTENCES["pl"]) == "pl"


def test_look_alikes_and_invisible_characters_do_not_fool_it() -> None:
    text = SENTENCES["en"]
    disguised = text.replace("o", "о").replace("e", "е").replace("a", "\u200ba")
    assert detect(disguised) == "en"
    slavic = SENTENCES["ru"].replace("о", "o").replace("а", "a\u00ad")
    assert detect(slavic) == "ru"


def test_the_longer_of_two_languages_wins() -> None:
    assert detect("Accept all cookies. Read more. " + (SENTENCES["de"] + " ") * 12) == "de"


def test_other_scripts_are_named_not_guessed() -> None:
    assert (
        detect("外交部長は火曜日、大使が来週大使館に戻ると述べた。外交部長は火曜日、大使が来週大使館に戻ると述べた。")
        == "ja"
    )


@given(st.text(max_size=3000), st.none() | st.text(max_size=8), st.text(max_size=50))
@settings(max_examples=60, deadline=None)
def test_anything_at_all_gives_a_known_code_or_none(text: str, hint: str | None, title: str) -> None:
    assert detect(text, hint, title) in {None, *KNOWN}


def test_a_megabyte_costs_no_more_than_a_page() -> None:
    assert detect(SENTENCES["fr"] * 10_000) == "fr"
    assert detect("\u200b" * 1_000_000) is None


@pytest.mark.shared
def test_real_articles(shared: Path) -> None:
    articles = (shared / "stories" / "articles_dev.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in articles.split("\n") if line]
    wrong = [row["id"] for row in rows if detect(row["text"], None, row["title"]) != row["lang"]]
    assert len(wrong) <= len(rows) // 100


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Министерот изјави дека преговорите ќе продолжат следната недела во Скопје.", None, "mk"),
        ("Министар је изјавио да ће се преговори наставити следеће недеље у Београду.", None, "sr"),
        ("Посланикът се върна", None, "bg"),
        ("Lorem ipsum Kaliningrad Bundestag Elysee NATO OPEC SWIFT", "sv", "sv"),
    ],
)
def test_neighbours_are_told_apart(text: str, hint: str | None, language: str) -> None:
    assert detect(text, hint) == language
