"""The list of actors, places, roles and names: what ships is whole, and what is wrong is told with file and line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ConfigError
from monitor.lexicon import actors, names, offices, people, places
from monitor.lexicon.forms import expand

FOLDER = Path(actors.__file__).parent
LANGUAGES = ("de", "en", "es", "fr", "it", "pl", "ru", "uk")


@pytest.fixture
def folder(tmp_path):
    """A copy with two languages, which load faster than eight."""
    for path in (*FOLDER.glob("*.*"), *FOLDER.glob("en/*"), *FOLDER.glob("ru/*")):
        if path.suffix in {".yaml", ".csv"}:
            target = tmp_path / path.relative_to(FOLDER)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return tmp_path


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# ------------------------------------------------------------------------------------------------ what ships


def test_all_languages_know_the_same_places():
    found = places.places(FOLDER)
    assert set(LANGUAGES) <= set(found)
    for language in LANGUAGES:
        assert set(found[language]) == set(found["en"]), language


def test_every_side_is_a_place_and_europe_is_whole():
    sides = places.sides(FOLDER)
    assert set(sides) <= set(places.places(FOLDER)["en"])
    europe = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB NO CH IS AL BA ME MK RS XK MD EU"
    assert {code for code in europe.split(" ") if sides.get(code) != "europe"} == set()
    assert (sides["RU"], sides["UA"], sides["US"]) == ("russia", "ukraine", "us")
    assert {"TR", "BY", "GE", "CN"} & set(sides) == set()


def test_all_languages_name_the_offices_that_speak_most():
    words = offices.read(FOLDER).words
    wanted = {
        "president",
        "prime_minister",
        "chancellor",
        "minister",
        "spokesperson",
        "high_representative",
        "ambassador",
        "official",
    }
    for language in LANGUAGES:
        assert wanted <= {noun.role for _, noun in words[language].roles}, language
        assert {"foreign", "defence"} <= {name for _, name in words[language].portfolios} | {
            noun.portfolio for _, noun in words[language].roles
        }, language


def test_a_state_has_one_head_of_government_at_a_time():
    held: dict[str, list[tuple[date, date, str]]] = {}
    for actor in people.read(FOLDER / "actors.csv").values():
        for term in actor.terms:
            if term.office and term.office.endswith((":head_of_government", ":head_of_state", ":foreign_minister")):
                held.setdefault(term.office, []).append((term.first or date.min, term.last or date.max, actor.id))
    for code, terms in held.items():
        for (_, last, left), (first, _, right) in zip(sorted(terms), sorted(terms)[1:], strict=False):
            assert last <= first, f"{code}: {left} and {right} overlap"


def test_every_person_of_the_list_has_a_gender_a_country_and_a_role():
    for actor in people.read(FOLDER / "actors.csv").values():
        if actor.kind == "person":
            assert actor.gender, actor.id
            assert actor.country, actor.id
            assert all(term.role for term in actor.terms), actor.id


def test_persons_of_the_kremlin_talks_are_listed():
    listed = actors.load().listed
    assert {"peskov", "pinho", "cooper", "meloni", "merz", "macron", "kremlin"} <= set(listed)
    assert listed["merz"].terms[0].on(date(2026, 1, 30))
    assert not listed["merz"].terms[0].on(date(2024, 1, 30))


def test_loading_twice_gives_the_same_record():
    assert actors.load() is actors.load(FOLDER)


# ------------------------------------------------------------------------------------------------ forms and names


def test_a_paradigm_is_written_once():
    assert expand("Росси(я/и/ю)") == ("Россия", "России", "Россию")
    assert expand("Berlin(/s)") == ("Berlin", "Berlins")
    assert expand("Weiße(/n/s) Haus(/es)")[0] == "Weiße Haus"
    assert expand("stem*") == ("stem*",)


@pytest.mark.parametrize("entry", ["a(b", "a)b", "a/b", "(/)", "=", "*", "(a/b/c/d/e)" * 6])
def test_a_slip_of_the_pen_is_told(entry):
    with pytest.raises(ValueError, match=r"stand|write"):
        expand(entry)


@given(st.text(max_size=60))
def test_expand_gives_forms_or_a_readable_refusal(entry):
    try:
        forms = expand(entry)
    except ValueError:
        return  # refused, which the test above reads
    assert all(form == form.strip() and form for form in forms)


@pytest.mark.parametrize(
    ("language", "gender", "nominative", "case"),
    [
        ("ru", "m", "Лавров", "Лаврова"), ("ru", "m", "Зеленский", "Зеленского"), ("ru", "f", "Захарова", "Захаровой"),
        ("ru", "m", "Сергей", "Сергею"), ("ru", "f", "Мария", "Марии"), ("uk", "m", "Зеленський", "Зеленського"),
        ("uk", "m", "Порошенко", "Порошенка"), ("uk", "m", "Андрій", "Андрія"), ("pl", "m", "Tusk", "Tuskiem"),
        ("pl", "m", "Sikorski", "Sikorskiego"), ("pl", "m", "Duda", "Dudy"), ("pl", "m", "Vance", "Vance'a"), ("de", "m", "Scholz", None),
        ("de", "f", "Merkel", "Merkels"),
    ],
)  # fmt: skip
def test_names_decline(language, gender, nominative, case):
    rules = names.read(FOLDER).declensions[language]
    if case is None:
        assert rules.cases(nominative, gender) == ()
    else:
        assert case in rules.cases(nominative, gender)
        assert nominative in rules.nominatives(case, gender)


@given(st.text(max_size=30))
def test_folding_a_name_twice_changes_nothing(name):
    once = names.fold(name)
    assert names.fold(once) == once


def test_folding_drops_what_outlets_drop():
    assert names.fold("Orbán") == names.fold("ORBAN") == "orban"
    assert names.fold("Vučić") == "vucic"
    assert names.fold("Семён") == names.fold("Семен")
    assert names.fold("Андрій") == "андрій"


# ------------------------------------------------------------------------------------------------ what is wrong

WRONG = [
    ("actors.csv", "id,kind,name", "id,sort,name", "actors.csv:1: the columns must be"),
    ("actors.csv", "2012-05-07", "2012-13-07", "actors.csv:2: from: '2012-13-07' is no day"),
    ("actors.csv", "RU:head_of_state,RU,2012-05-07", "Head,RU,2012-05-07", "actors.csv:2: office: 'Head'"),
    (
        "actors.csv",
        "RU:head_of_state,RU,2012-05-07",
        "RU:head_of_state,Russia,2012-05-07",
        "actors.csv:2: country: 'Russia'",
    ),
    (
        "actors.csv",
        "RU:head_of_state,RU,2012-05-07",
        "RU:head_of_state,QQ,2012-05-07",
        "country: putin: QQ is not in places.yaml",
    ),
    ("actors.csv", "putin,person,", "putin,human,", "actors.csv:2: kind: 'human'"),
    ("actors.csv", "putin,person,", "Putin!,person,", "actors.csv:2: id: 'Putin!'"),
    ("actors.csv", "Vladimir Putin,m,", "Vladimir Putin,x,", "actors.csv:2: gender: 'x'"),
    ("actors.csv", "Vladimir Putin,m,", "Putin,m,", "actors.csv:2: name: 'Putin' must have"),
    ("actors.csv", "Vladimir Putin,m,", ",m,", "actors.csv:2: name: is empty"),
    ("actors.csv", ",yes,Wladimir Putin", ",maybe,Wladimir Putin", "actors.csv:2: alone: 'maybe'"),
    ("actors.csv", "2012-05-08,2020-01-16", "2020-05-08,2020-01-16", "actors.csv:3: to: lies before from"),
    ("actors.csv", "kremlin|putin,yes", "gremlin|putin,yes", "peskov speaks for 'gremlin'"),
    ("actors.csv", "RU,2012-05-07,,,yes", "RU,2012-05-07,,yes", "actors.csv:2: has 17 cells"),
    ("en/places.yaml", "  names: [Russia,", "  nams: [Russia,", "places.yaml:3: RU.nams: unknown key"),
    ("en/places.yaml", "[Russia,", "[Russia(,", "places.yaml:3: RU.names: 'Russia('"),
    ("sides.yaml", "russia: [RU]", "russia: [RU, DE]", "DE comes twice"),
    ("sides.yaml", "russia: [RU]", "rusia: [RU]", "sides.yaml:7: rusia: unknown key"),
    ("en/roles.yaml", "  president: {both", "  presidnt: {both", "roles.presidnt: is not in"),
    ("en/roles.yaml", "  foreign: [foreign,", "  foreigner: [foreign,", "portfolios.foreigner: is not in"),
    ("en/roles.yaml", "  ministry.foreign: [=MFA]", "  ministry.foregn: [=MFA]", "bodies.ministry.foregn: is not in"),
    (
        "roles.yaml",
        "  kremlin: head_of_state",
        "  gremlin: head_of_state",
        "heads.gremlin: is neither in actors.csv nor in bodies",
    ),
    ("ru/names.yaml", "drop: 2", "drop: two", "names.yaml:4: men.0.drop"),
    ("names.yaml", "particles:", "partcles:", "names.yaml"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), WRONG)
def test_a_wrong_file_is_told_with_file_line_and_key(folder, file, old, new, said):
    spoil(folder, file, old, new)
    with pytest.raises(ConfigError) as caught:
        actors.load(folder)
    assert said in str(caught.value)
    assert file.rpartition("/")[2] in str(caught.value)


def test_a_missing_list_is_told(folder):
    (folder / "actors.csv").unlink()
    with pytest.raises(ConfigError, match=r"actors\.csv: cannot be read"):
        actors.load(folder)
