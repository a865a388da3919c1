"""Swedish was added by docs/adding-a-language.md alone: it works in every room, and its folder holds data only."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import lexicon
from monitor.core.actor import resolve
from monitor.core.analyse import statements
from monitor.core.identity.pairs import judge_pair
from monitor.core.language import detect
from monitor.core.stance import verdict
from monitor.errors import ConfigError
from monitor.lexicon import actors, events, identity, languages, people, replies, stance, topics, wires, words
from monitor.lexicon.named import named
from monitor.lexicon.offices import RoleFile
from monitor.records import Article, Quotation

LEXICON = lexicon.FOLDER
SWEDISH = LEXICON / "sv"


def test_the_folder_holds_data_only() -> None:
    files = {path.name for path in SWEDISH.rglob("*")}
    assert {path.suffix for path in SWEDISH.rglob("*")} == {".yaml", ".csv"}
    assert {path.name for path in (LEXICON / "en").glob("*.yaml")} <= files


def test_no_program_names_the_language() -> None:
    floors = [path for folder in ("core", "lexicon") for path in (LEXICON.parent / folder).rglob("*.py")]
    told = {path.name for path in floors if '"sv"' in path.read_text("utf-8") or "'sv'" in path.read_text("utf-8")}
    assert told <= {"dates.py"}  # the languages that the library for dates is asked for


def test_every_room_knows_it() -> None:
    known = lexicon.load()
    assert "sv" in known.languages
    assert "sv" in known.actors.offices.words
    assert "sv" in known.stance.languages
    assert "sv" in known.identity.languages
    assert all("sv" in topic.languages for topic in known.topics.values())


def test_places_are_those_of_english() -> None:
    places = actors.load().places
    assert set(places["sv"]) <= set(places["en"])
    assert {"RU", "UA", "EU", "EUROPE", "SE", "US"} <= set(places["sv"])


KEYS = [
    *words.Features.__dataclass_fields__,
    *words.WordsFile.model_fields,
    *words.CuesFile.model_fields,
    *(field.alias or name for name, field in RoleFile.model_fields.items()),
]


@pytest.mark.parametrize("key", sorted(set(KEYS)))
def test_the_page_tells_every_key(key: str) -> None:
    page = (LEXICON.parents[1] / "docs" / "adding-a-language.md").read_text("utf-8")
    assert f"`{key}`" in page or f"**{key}**" in page


# ------------------------------------------------------------------------------------------------ an article, whole

TEXT = """– Vi är beredda till dialog med Ryssland. Men först måste anfallen upphöra, säger utrikesminister Maria Malmer Stenergard.

På onsdagen sade Kremls talesman Dmitrij Peskov att Moskva inte har fått någon inbjudan.

Finlands president Alexander Stubb har i en intervju sagt att Europa bör delta i samtalen.

”Vi väntar”, säger han."""


def test_an_article() -> None:
    assert detect(TEXT) == "sv"
    article = Article("https://a.example/1", TEXT, "Samtal", language="sv", published=datetime(2026, 1, 30, tzinfo=UTC))
    found = statements(article, lexicon.load())
    assert [
        (one.kind, one.content, one.actor.name if one.actor else None, one.actor and one.actor.country) for one in found
    ] == [
        (
            "direct",
            "Vi är beredda till dialog med Ryssland. Men först måste anfallen upphöra",
            "Maria Malmer Stenergard",
            "SE",
        ),
        ("indirect", "att Moskva inte har fått någon inbjudan", "Dmitry Peskov", "RU"),
        ("indirect", "att Europa bör delta i samtalen", "Alexander Stubb", "FI"),
        ("direct", "Vi väntar", "Alexander Stubb", "FI"),
    ]
    assert all(TEXT[one.start : one.end] == one.content for one in found)
    assert found[1].said is not None
    assert found[1].said.first == datetime(2026, 1, 28, tzinfo=UTC).date()


# ------------------------------------------------------------------------------------------------ speakers


@pytest.mark.parametrize(
    ("text", "mention", "told"),
    [
        ("Rysslands utrikesminister Sergej Lavrov säger nej.", "Rysslands utrikesminister Sergej Lavrov", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
        ("Putins talesperson Dmitrij Peskov säger nej.", "Putins talesperson Dmitrij Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
        ("President Zelenskyj säger nej.", "President Zelenskyj", ("Volodymyr Zelensky", "Ukrainian President", "UA")),
        ("Zacharova säger nej.", "Zacharova", ("Maria Zakharova", "Russian Foreign Ministry spokesperson", "RU")),
        ("Lettlands försvarsminister Jana Kalnina säger nej.", "Lettlands försvarsminister Jana Kalnina", ("Jana Kalnina", "Latvian Defence Minister", "LV")),
        ("Den tidigare tyske kanslern Olaf Scholz säger nej.", "Den tidigare tyske kanslern Olaf Scholz", ("Olaf Scholz", "former German Chancellor", "DE")),
        ("Statsminister Ulf Kristersson säger nej.", "Statsminister Ulf Kristersson", ("Ulf Kristersson", "Swedish Prime Minister", "SE")),
        ("Den tyska regeringen säger nej.", "Den tyska regeringen", ("Germany", None, "DE")),
    ],
)  # fmt: skip
def test_speakers(text: str, mention: str, told: tuple[str, str | None, str]) -> None:
    start = text.index(mention)
    spoken = Quotation(
        "indirect", 0, 1, text[:1], speaker_start=start, speaker_end=start + len(mention), speaker_text=mention
    )
    found = resolve(text, [spoken], "sv", datetime(2026, 1, 30, tzinfo=UTC), actors.load())[0].actor
    assert found is not None
    assert (found.name, found.role, found.country) == told


def test_names_that_are_not_spelled_are_those_of_the_list() -> None:
    known = actors.load()
    assert "sv" not in known.listed["macron"].names
    assert "=Macron" in named(known.listed["macron"], "sv", known.names.declensions["sv"])
    assert "=Macrons" in named(known.listed["macron"], "sv", known.names.declensions["sv"])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nobody_known,Anders Berg", r"sv.actors\.csv:2: id: 'nobody_known' is not in .*actors\.csv"),
        ("lavrov,Lavrov", r"sv.actors\.csv:2: name: 'Lavrov' must have a given name and a surname"),
        ("lavrov,Sergej Lavrov,x", r"sv.actors\.csv:2: has 3 cells, not 2"),
        ("kremlin,Kreml(/s", r"sv.actors\.csv:2: .*write alternatives as stem"),
    ],
)
def test_a_wrong_spelling_is_told(tmp_path: Path, row: str, message: str) -> None:
    shutil.copy(LEXICON / "actors.csv", tmp_path)
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "actors.csv").write_text(f"id,name\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        people.read(tmp_path / "actors.csv")


def test_a_form_that_no_paradigm_has_is_told(tmp_path: Path) -> None:
    shutil.copytree(SWEDISH, tmp_path / "sv")
    cues = tmp_path / "sv" / "cues.yaml"
    cues.write_text(cues.read_text("utf-8").replace("beton|ar", "beton|or"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sv.cues\.yaml: speech: 'beton\|or' names the paradigm 'or'"):
        languages.load(tmp_path)


# ------------------------------------------------------------------------------------------------ stance and identity


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("supports", "Hon sade att regeringen är beredd till samtal med Ryssland."),
        ("supports", "Det finns inget alternativ till förhandlingar med Moskva, menar ministern."),
        ("conditional", "Samtal med Moskva är möjliga först när anfallen upphör, sade ministern."),
        ("opposes", "Ministern avvisar förhandlingar med Ryssland."),
        ("opposes", "Han vägrade träffa den ryska delegationen."),
        ("none", "Ryssland har åter bombat ett sjukhus, sade presidenten."),
        ("none", "De nya sanktionerna slår mot Rysslands oljehandel."),
    ],
)
def test_stance(expected: str, text: str) -> None:
    assert verdict(text, 0, len(text), "sv", lexicon.load().stance).stance == expected


@pytest.mark.parametrize(
    ("a", "b", "language", "same"),
    [
        (
            "att Ryssland är berett till nya samtal om vapenvila i Genève den 3 mars",
            "Ryssland är berett till nya samtal om vapenvila i Genève den 3 mars, men inte tidigare",
            "sv",
            True,
        ),
        (
            "att Ryssland är berett till nya samtal om vapenvila i Genève den 3 mars",
            "att Ryssland är berett till nya samtal om vapenvila i Genève den 9 april",
            "sv",
            False,
        ),
        (
            "att Sverige levererar 18 stridsvagnar till Ukraina före sommaren",
            "att Sverige levererar 80 stridsvagnar till Ukraina före sommaren",
            "sv",
            False,
        ),
        (
            "att Ryssland inte kommer att delta i fredskonferensen i Schweiz i juni",
            "that Russia will not participate in the peace conference in Switzerland in June",
            "en",
            True,
        ),
    ],
)
def test_the_same_statement_is_known(a: str, b: str, language: str, same: bool) -> None:
    pair = {
        "a": {"lang": "sv", "date": "2026-01-30", "speaker": "Sergei Lavrov", "text": a},
        "b": {"lang": language, "date": "2026-01-30", "speaker": "Sergei Lavrov", "text": b},
    }
    assert judge_pair(pair, lexicon.load().identity)["same"] is same


def test_a_language_may_begin_with_two_files(tmp_path: Path) -> None:
    folder = tmp_path / "lexicon"
    shutil.copytree(LEXICON, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "sv"))
    (folder / "sv").mkdir()
    for name in ("words.yaml", "cues.yaml"):
        shutil.copy(SWEDISH / name, folder / "sv")
    small = lexicon.Lexicon(
        languages=languages.load(folder),
        actors=actors.load(folder),
        stance=stance.load(folder),
        identity=identity.load(folder),
        events=events.load(folder),
        replies=replies.load(folder),
        wires=wires.load(folder),
        topics=topics.topics(folder),
        digest="",
    )
    found = statements(Article("https://a.example/1", TEXT, "Samtal", language="sv"), small)
    assert [one.speaker_text for one in found] == [
        "utrikesminister Maria Malmer Stenergard",
        "Kremls talesman Dmitrij Peskov",
        "Finlands president Alexander Stubb",
        "han",
    ]
    assert {one.stance for one in found} == {"none"}
    assert "sv" not in small.topics["europe-russia-diplomacy"].languages
