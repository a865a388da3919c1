"""A topic is a file that a user can copy and change; what is wrong in it is told with file, line and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.core.story import judge
from monitor.errors import ConfigError
from monitor.lexicon import load
from monitor.lexicon.topics import topics

LEXICON = Path(__file__).resolve().parents[2] / "monitor" / "lexicon"
SHIPPED = LEXICON / "topics" / "europe-russia-diplomacy.yaml"
OWN = """\
title: Enlargement
vocabulary: diplomacy
sides:
  union: {codes: [EU]}
  candidates: {codes: [MD, RS]}
cues:
  contact: 0.8
  chapter: 0.9
points:
  enough: 2
words:
  en:
    cues:
      chapter: ["negotiating chapter*", "cluster(/s)"]
"""


def refusal(folder: Path, text: str) -> str:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        topics(LEXICON, folder)
    return str(error.value)


def test_the_shipped_topic_knows_every_language_of_the_lexicon() -> None:
    topic = topics(LEXICON)["europe-russia-diplomacy"]
    assert {"en", "de", "fr", "it", "es", "pl", "ru", "uk"} <= set(topic.languages)
    assert list(topic.sides) == ["europe", "russia"]


@pytest.mark.parametrize("name", ["europe-russia-diplomacy", "eu-enlargement"])
def test_every_class_of_a_shipped_topic_has_words_in_every_language(name: str) -> None:
    topic = topics(LEXICON)[name]
    classes = {code: {cue.name for _, cue in words.cues} for code, words in topic.languages.items()}
    assert all(names == classes["en"] for names in classes.values()), classes


def test_a_copy_under_another_name_is_another_topic(tmp_path: Path) -> None:
    (tmp_path / "copy.yaml").write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    assert set(topics(LEXICON, tmp_path)) == {*topics(LEXICON), "copy"}


def test_an_own_file_of_the_same_name_wins(tmp_path: Path) -> None:
    changed = SHIPPED.read_text(encoding="utf-8").replace("title: Diplomacy", "title: My diplomacy")
    (tmp_path / SHIPPED.name).write_text(changed, encoding="utf-8")
    assert topics(LEXICON, tmp_path)["europe-russia-diplomacy"].title.startswith("My")


def test_an_own_topic_judges_by_its_own_sides_and_words(tmp_path: Path) -> None:
    (tmp_path / "enlargement.yaml").write_text(OWN, encoding="utf-8")
    topic = topics(LEXICON, tmp_path)["enlargement"]
    text = "The European Union opened the first negotiating chapters with Moldova, and talks with Serbia go on."
    verdict = judge("", text, "en", topic)
    assert verdict.relevant
    assert {item.why for item in verdict.evidence} >= {"actor:EU", "actor:MD", "cue:chapter"}
    assert not judge("", "Germany and Russia held talks.", "en", topic).relevant


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Enlargement\n", "", "mine.yaml: title: Field required"),
        ("vocabulary: diplomacy", "vocabulary: astrology", "mine.yaml:2: vocabulary: no language has"),
        ("codes: [EU]", "codes: [EU, ZZ]", "mine.yaml:4: sides.union.codes.1: ZZ is in no places.yaml"),
        ("codes: [EU]", "codes: []", "mine.yaml:4: sides.union: names nobody"),
        ("codes: [EU]", "sides: [asia]", "mine.yaml:4: sides.union.sides.0:"),
        ("contact: 0.8", "contact: 8", "mine.yaml:7: cues.contact:"),
        ("contact: 0.8", "contacts: 0.8", "mine.yaml:7: cues.contacts: no words of this class"),
        ("contact: 0.8", "contact: 0.8\n  contact: 0.7", "mine.yaml:8: "),
        ("enough: 2", "enough: two", "mine.yaml:10: points.enough:"),
        ("enough: 2", "enuf: 2", "mine.yaml:10: points.enuf: unknown key"),
        (
            "vocabulary: diplomacy",
            "vocabulary: [diplomacy, astrology]",
            "mine.yaml:2: vocabulary: no language has a diplomacy.yaml and a astrology.yaml",
        ),
        (
            "codes: [MD, RS]",
            "codes: [MD, EU]",
            "mine.yaml:5: sides.candidates.codes.1: EU stands on the side union already",
        ),
        ("points:\n", "shares: {QQ: 0.5}\npoints:\n", "mine.yaml:9: shares.QQ: QQ is in no places.yaml"),
        ("points:\n", "needs: [chapters]\npoints:\n", "mine.yaml:9: needs.0: chapters has no weight under cues"),
        ("      chapter:", "      chaptre:", "mine.yaml:8: cues.chapter: no words of this class"),
        (
            "      chapter:",
            "      chaptre: [x]\n      chapter:",
            "mine.yaml:14: words.en.cues.chaptre: the topic gives this class no weight",
        ),
        ("title: Enlargement", 'title: "Enlargement', "mine.yaml:"),
        ("  en:", "  tlh:", "mine.yaml:12: words.tlh"),
        ("  en:", "  ja:", "mine.yaml:12: words.ja: no lexicon for the language ja"),
        ('"cluster(/s)"', '"clus*ter"', "a star may only end a form"),
        ('"cluster(/s)"', '"cluster(/s"', "write alternatives as"),
    ],
)
def test_wrong_files_are_refused_with_file_line_and_key(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in OWN
    assert said in refusal(tmp_path, OWN.replace(old, new))


def test_a_code_named_by_itself_leaves_the_side_of_all_the_others(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN.replace("codes: [EU]", "sides: [europe]"), encoding="utf-8")
    verdict = judge("", "Norway and Serbia held talks.", "en", topics(LEXICON, tmp_path)["mine"])
    assert not any("nobody" in reason for reason in verdict.reasons)


def test_a_topic_may_have_a_single_side(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN.replace("  candidates: {codes: [MD, RS]}\n", ""), encoding="utf-8")
    topic = topics(LEXICON, tmp_path)["mine"]
    assert judge("EU opens negotiating chapter", "The EU met.", "en", topic).relevant
    assert judge("Serbia opens negotiating chapter", "", "en", topic).reasons[0] == "missing: nobody of union is named"


def test_a_class_of_a_vocabulary_that_no_topic_weighs_is_refused(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon"
    shutil.copytree(LEXICON, lexicon, ignore=shutil.ignore_patterns("__pycache__"))
    words = lexicon / "pl" / "diplomacy.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("  measure:", "  mesaure:"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"pl/diplomacy\.yaml:\d+: cues\.mesaure: no topic weighs this class"):
        topics(lexicon)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes(b"title: \xff\xfe")
    with pytest.raises(ConfigError, match=r"mine\.yaml"):
        topics(LEXICON, tmp_path)
    (tmp_path / "mine.yaml").unlink()
    (tmp_path / "mine.yaml").mkdir()
    with pytest.raises(ConfigError, match=r"mine\.yaml: cannot be read"):
        topics(LEXICON, tmp_path)


def test_what_lies_beside_topics_in_their_folder_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "notes" / "old.yaml").mkdir(parents=True)
    assert "mine" in load(str(tmp_path)).topics


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    assert "mine.yaml" in refusal(tmp_path, "- just a list\n")
    assert "mine.yaml" in refusal(tmp_path, "")
