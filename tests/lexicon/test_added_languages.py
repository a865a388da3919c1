"""Bulgarian and Portuguese came after Swedish, as data alone: they work in every room, and no program names them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor import lexicon
from monitor.core.actor import resolve
from monitor.core.analyse import statements
from monitor.core.identity.pairs import judge_pair
from monitor.core.language import detect
from monitor.core.stance import verdict
from monitor.lexicon import actors
from monitor.records import Article, Quotation

LEXICON = lexicon.FOLDER
NOW = datetime(2026, 1, 30, tzinfo=UTC)
ADDED = ["bg", "pt"]


@pytest.mark.parametrize("code", ADDED)
def test_the_folder_holds_data_only_and_every_file(code: str) -> None:
    files = {path.name for path in (LEXICON / code).rglob("*")}
    assert {path.suffix for path in (LEXICON / code).rglob("*")} == {".yaml", ".csv"}
    assert {path.name for path in (LEXICON / "en").glob("*.yaml")} <= files


def test_no_program_names_portuguese() -> None:
    floors = [path for folder in ("core", "lexicon") for path in (LEXICON.parent / folder).rglob("*.py")]
    told = {path.name for path in floors if '"pt"' in path.read_text("utf-8") or "'pt'" in path.read_text("utf-8")}
    assert told <= {"dates.py"}  # the languages that the library for dates is asked for


@pytest.mark.parametrize("code", ADDED)
def test_every_room_knows_it(code: str) -> None:
    known = lexicon.load()
    assert code in known.languages
    assert code in known.actors.offices.words
    assert code in known.stance.languages
    assert code in known.identity.languages
    assert all(code in topic.languages for topic in known.topics.values())
    assert set(known.actors.places[code]) <= set(known.actors.places["en"])
    assert {"RU", "UA", "EU", "EUROPE", "US", code.upper()} <= set(known.actors.places[code])


# ------------------------------------------------------------------------------------------------ articles, whole

BULGARIAN = """„Готови сме за диалог с Русия. Но първо нападенията трябва да спрат“, заяви външният министър на Латвия Байба Браже.

В сряда говорителят на Кремъл Дмитрий Песков каза, че Москва не е получила покана.

Според унгарския премиер Виктор Орбан преговорите трябва да започнат веднага.

„Ще чакаме“, добави той."""

EUROPEAN = """“Estamos prontos para o diálogo com a Rússia. Mas primeiro os ataques têm de parar”, disse o ministro dos Negócios Estrangeiros, Paulo Rangel.

Na quarta-feira, o porta-voz do Kremlin, Dmitry Peskov, afirmou que Moscovo não recebeu qualquer convite.

Segundo o Presidente finlandês, Alexander Stubb, a Europa deve participar nas conversações.

“Vamos esperar”, acrescentou ele."""

BRAZILIAN = """— A Rússia está pronta para uma cúpula — disse o chanceler russo, Serguei Lavrov.

O premiê da Hungria, Viktor Orbán, disse nesta quarta-feira que Moscou e Kiev devem negociar."""

WHOLE = [
    (
        "bg",
        BULGARIAN,
        [
            ("direct", "Готови сме за диалог с Русия. Но първо нападенията трябва да спрат", "Baiba Braže", "LV"),
            ("indirect", "че Москва не е получила покана", "Dmitry Peskov", "RU"),
            ("indirect", "преговорите трябва да започнат веднага", "Viktor Orbán", "HU"),
            ("direct", "Ще чакаме", "Viktor Orbán", "HU"),
        ],
    ),
    (
        "pt",
        EUROPEAN,
        [
            (
                "direct",
                "Estamos prontos para o diálogo com a Rússia. Mas primeiro os ataques têm de parar",
                "Paulo Rangel",
                "PT",
            ),
            ("indirect", "que Moscovo não recebeu qualquer convite", "Dmitry Peskov", "RU"),
            ("indirect", "a Europa deve participar nas conversações", "Alexander Stubb", "FI"),
            ("direct", "Vamos esperar", "Alexander Stubb", "FI"),
        ],
    ),
    (
        "pt",
        BRAZILIAN,
        [
            ("direct", "A Rússia está pronta para uma cúpula", "Sergei Lavrov", "RU"),
            ("indirect", "que Moscou e Kiev devem negociar", "Viktor Orbán", "HU"),
        ],
    ),
]


@pytest.mark.parametrize(("code", "text", "expected"), WHOLE)
def test_an_article(code: str, text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert detect(text) == code
    found = statements(Article("https://a.example/1", text, "", language=code, published=NOW), lexicon.load())
    assert [
        (one.kind, one.content, one.actor.name if one.actor else None, one.actor and one.actor.country) for one in found
    ] == expected
    assert all(text[one.start : one.end] == one.content for one in found)
    said = next(
        one.said for one in found if "чила покана" in one.content or "convite" in one.content or "Kiev" in one.content
    )
    assert said is not None
    assert said.first == datetime(2026, 1, 28, tzinfo=UTC).date()


@pytest.mark.parametrize(
    ("code", "mention", "told"),
    [
        ("bg", "Руският външен министър Сергей Лавров", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
        ("bg", "Говорителят на Кремъл Дмитрий Песков", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
        ("bg", "Говорителката на руското външно министерство Мария Захарова", ("Maria Zakharova", "Russian Foreign Ministry spokesperson", "RU")),
        ("bg", "Латвийският военен министър Яна Калниня", ("Яна Калниня", "Latvian Defence Minister", "LV")),
        ("bg", "Бившият германски канцлер Олаф Шолц", ("Olaf Scholz", "former German Chancellor", "DE")),
        ("bg", "Президентът Румен Радев", ("Rumen Radev", "Bulgarian President", "BG")),
        ("bg", "Първият дипломат на ЕС Кая Калас", ("Kaja Kallas", "EU foreign policy chief", "EU")),
        ("bg", "Официалният представител на МВнР на Русия Мария Захарова", ("Maria Zakharova", "Russian Foreign Ministry spokesperson", "RU")),
        ("bg", "Германското правителство", ("Germany", None, "DE")),
        ("pt", "O ministro dos Negócios Estrangeiros russo, Serguei Lavrov", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
        ("pt", "O chanceler russo, Sergei Lavrov", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
        ("pt", "O porta-voz do Kremlin, Dmitry Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
        ("pt", "A ministra da Defesa da Letónia, Jana Kalnina", ("Jana Kalnina", "Latvian Defence Minister", "LV")),
        ("pt", "O ex-chanceler alemão Olaf Scholz", ("Olaf Scholz", "former German Chancellor", "DE")),
        ("pt", "O presidente do Conselho Europeu, António Costa", ("António Costa", "President of the European Council", "EU")),
        ("pt", "A presidente da Comissão Europeia, Ursula von der Leyen", ("Ursula von der Leyen", "President of the European Commission", "EU")),
        ("pt", "O governo alemão", ("Germany", None, "DE")),
    ],
)  # fmt: skip
def test_speakers(code: str, mention: str, told: tuple[str, str | None, str]) -> None:
    spoken = Quotation("indirect", 0, 1, mention[:1], speaker_start=0, speaker_end=len(mention), speaker_text=mention)
    found = resolve(f"{mention}.", [spoken], code, NOW, actors.load())[0].actor
    assert found is not None
    assert (found.name, found.role, found.country) == told


# ------------------------------------------------------------------------------------------------ stance and identity


@pytest.mark.parametrize(
    ("code", "expected", "text"),
    [
        ("bg", "supports", "Тя каза, че правителството е готово за преговори с Русия."),
        ("bg", "supports", "Няма алтернатива на преговорите с Москва, смята министърът."),
        ("bg", "conditional", "Преговори с Москва са възможни само след като нападенията спрат, каза министърът."),
        ("bg", "opposes", "Министърът отхвърли преговори с Русия."),
        ("bg", "none", "Русия отново бомбардира болница, каза президентът."),
        ("pt", "supports", "Ela disse que o governo está pronto para o diálogo com a Rússia."),
        ("pt", "supports", "Não há alternativa às negociações com Moscovo, defende o ministro."),
        ("pt", "conditional", "Negociações com Moscou só serão possíveis sob condição de um cessar-fogo, disse o ministro."),
        ("pt", "opposes", "O ministro rejeitou negociações com a Rússia."),
        ("pt", "none", "A Rússia voltou a bombardear um hospital, disse o presidente."),
    ],
)  # fmt: skip
def test_stance(code: str, expected: str, text: str) -> None:
    assert verdict(text, 0, len(text), code, lexicon.load().stance).stance == expected


RUSSIA = "Russia will not participate in the peace conference in Switzerland in June"


@pytest.mark.parametrize(
    ("code", "a", "b", "language", "same"),
    [
        ("bg", "че Русия е готова за нови преговори за примирие в Женева на 3 март", "Русия е готова за нови преговори за примирие в Женева на 3 март, но не по-рано", "bg", True),
        ("bg", "че България доставя 18 танка на Украйна преди лятото", "че България доставя 80 танка на Украйна преди лятото", "bg", False),
        ("bg", "че Русия няма да участва в мирната конференция в Швейцария през юни", f"that {RUSSIA}", "en", True),
        ("pt", "que a Rússia está pronta para novas conversações sobre um cessar-fogo em Genebra a 3 de março", "a Rússia está pronta para novas conversações sobre um cessar-fogo em Genebra a 3 de março, mas não antes", "pt", True),
        ("pt", "que Portugal entrega 18 tanques à Ucrânia antes do verão", "que Portugal entrega 80 tanques à Ucrânia antes do verão", "pt", False),
        ("pt", "que a Rússia não vai participar na conferência de paz na Suíça em junho", f"that {RUSSIA}", "en", True),
    ],
)  # fmt: skip
def test_the_same_statement_is_known(code: str, a: str, b: str, language: str, same: bool) -> None:
    pair = {
        "a": {"lang": code, "date": "2026-01-30", "speaker": "Sergei Lavrov", "text": a},
        "b": {"lang": language, "date": "2026-01-30", "speaker": "Sergei Lavrov", "text": b},
    }
    assert judge_pair(pair, lexicon.load().identity)["same"] is same
