"""The lexicon files of the languages, and what is told of wrong ones."""

from __future__ import annotations

import pytest

from monitor.errors import ConfigError
from monitor.lexicon.languages import load

WORDS = "classes: {det: the}\npronouns: {ms: he}\n"


def write(folder, words, cues):
    (folder / "xx").mkdir()
    (folder / "xx" / "words.yaml").write_text(words, encoding="utf-8")
    (folder / "xx" / "cues.yaml").write_text(cues, encoding="utf-8")


def test_shipped_languages():
    assert {"en", "de", "fr", "it", "es", "pl", "ru", "uk"} <= set(load())
    assert load() is load()


def test_forms(tmp_path):
    write(tmp_path, WORDS, 'paradigms: {p: "- s +ing ~ge_t"}\nspeech: ["call|p > for | out loud", "say said .. up"]\n')
    verbs = load(tmp_path)["xx"].verbs
    assert verbs["calling"][0].form == "gerund"
    assert verbs["gecallt"][0].form == "participle"
    assert verbs["call"][0].particles == (("for",), ("out", "loud"))
    assert verbs["said"][0].distant == ("up",)


def test_pronouns_are_words_too(tmp_path):
    write(tmp_path, WORDS, "speech: [says]\n")
    language = load(tmp_path)["xx"]
    assert (language.pronouns["he"].gender, language.pronouns["he"].number) == ("m", "s")
    assert "pron" in language.tags["he"]


@pytest.mark.parametrize(
    ("words", "cues", "told"),
    [
        (WORDS, 'speech: ["add|none"]\n', "the paradigm 'none'"),
        (WORDS, "speach: [says]\n", "cues.yaml:1: speach: unknown key"),
        ("features: {gender: true}\n", "speech: [says]\n", "words.yaml:1: features: 'gender' is no feature"),
        ("classes:\n  det: the\n  dett: a\n", "speech: [says]\n", "words.yaml:3: classes.dett: Input should be 'adv'"),
        ("pronouns: {x: he}\n", "speech: [says]\n", "words.yaml:1: pronouns: 'x' must be gender"),
        ("classes: {det: the\n", "speech: [says]\n", "words.yaml"),
    ],
)
def test_wrong_files_are_told(tmp_path, words, cues, told):
    write(tmp_path, words, cues)
    with pytest.raises(ConfigError, match=r"xx") as raised:
        load(tmp_path)
    assert told in str(raised.value)


def test_missing_words(tmp_path):
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "cues.yaml").write_text("speech: [says]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"words\.yaml: cannot be read"):
        load(tmp_path)
