"""The files of identity and stance: read, complete, and refused with file, line and key where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.lexicon import identity, stance
from monitor.lexicon.identity import FOLDER

LANGUAGES = ["de", "en", "es", "fr", "it", "pl", "ru", "uk"]


def test_every_language_has_all_three_files() -> None:
    for name in ("identity.yaml", "concepts.yaml", "stance.yaml"):
        assert set(LANGUAGES) <= {path.parent.name for path in FOLDER.glob(f"*/{name}")}
    assert set(LANGUAGES) <= set(identity.load().languages)
    assert set(LANGUAGES) <= set(stance.load().languages)


def test_a_concept_has_one_name_in_all_languages() -> None:
    names = {code: set(identity.load().languages[code].concepts) for code in LANGUAGES}
    for code in LANGUAGES:
        assert names[code] <= names["en"], f"{code}: {sorted(names[code] - names['en'])}"


def test_concepts_that_are_kin_or_opposites_exist_and_are_not_both() -> None:
    lexicon = identity.load()
    names = {f"concept:{name}" for name in lexicon.languages["en"].concepts}
    assert lexicon.common <= names
    for relation in (lexicon.kin, lexicon.opposites):
        assert relation.keys() <= names
        assert all(key in relation[other] for key, others in relation.items() for other in others)
    assert not [key for key in lexicon.kin if lexicon.kin[key] & lexicon.opposites.get(key, frozenset())]


def test_wrong_meanings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "meanings.yaml").write_text("kin:\n  - [war, fight]\nopposites:\n  - [war]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"meanings\.yaml:4: opposites"):
        identity.load(tmp_path)


def test_a_spokesman_speaks_for_his_house_and_a_minister_for_his_ministry() -> None:
    voices = identity.load().voices
    assert "Q:kremlin" in voices["Q:peskov"]
    assert "Q:ru_mfa" in voices["Q:lavrov"]
    assert "Q:putin" not in voices["Q:peskov"]
    assert any("state:DE" in named for named in voices.values())


def copy(folder: Path, name: str, old: str, new: str) -> Path:
    path = folder / "en" / name
    path.parent.mkdir(exist_ok=True)
    text = (FOLDER / "en" / name).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("stemmer: english", "stemmer: english\nstammer: yes", r"identity\.yaml:\d+: stammer: unknown key"),
        ("two: 2", "two: 1", r"identity\.yaml:\d+: numerals\.two: "),
        ("[week, -1]", "[week, 1]", r"identity\.yaml:\d+: said\.periods"),
        ("[friday, ", "[fri*day, ", r"identity\.yaml:\d+: weekdays.*a star may only end an entry"),
        ("multipliers:", "multipliers: [", r"identity\.yaml:\d+: "),
    ],
)
def test_a_wrong_identity_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    copy(tmp_path, "identity.yaml", old, new)
    with pytest.raises(ConfigError, match=message):
        identity.load(tmp_path)


def test_a_wrong_stance_file_is_refused(tmp_path: Path) -> None:
    copy(tmp_path, "stance.yaml", "wish:", "wisch:")
    with pytest.raises(ConfigError, match=r"(?s)stance\.yaml: wish: .*stance\.yaml:\d+: wisch: unknown key"):
        stance.load(tmp_path)


def test_a_wrong_concept_is_refused(tmp_path: Path) -> None:
    copy(tmp_path, "identity.yaml", "stemmer", "stemmer")
    (tmp_path / "en" / "concepts.yaml").write_text("war: [war]\npeace: [pe*ace]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"concepts\.yaml:2: peace"):
        identity.load(tmp_path)


def test_a_language_needs_no_concepts_and_no_places(tmp_path: Path) -> None:
    copy(tmp_path, "identity.yaml", "stemmer: english", "stemmer: null")
    found = identity.load(tmp_path)
    assert not found.languages["en"].concepts
    assert not found.voices


def test_an_unknown_stemmer_is_refused(tmp_path: Path) -> None:
    copy(tmp_path, "identity.yaml", "stemmer: english", "stemmer: klingon")
    with pytest.raises(ConfigError, match=r"identity\.yaml:\d+: stemmer"):
        identity.load(tmp_path)


def test_a_list_of_actors_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_bytes(b"id,kind\n\xff\xfe,person\n")
    with pytest.raises(ConfigError, match=r"actors\.csv"):
        identity.load(tmp_path)
