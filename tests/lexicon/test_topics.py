"""A topic is a file that a user can copy and change; what is wrong in it is told with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.core.story import judge
from monitor.errors import ConfigError
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


def test_every_class_of_every_language_is_used_by_the_shipped_topic() -> None:
    topic = topics(LEXICON)["europe-russia-diplomacy"]
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
        ("  en:", "  tlh:", "mine.yaml:12: words.tlh"),
        ("  en:", "  ja:", "mine.yaml:12: words.ja: no lexicon for the language ja"),
        ('"cluster(/s)"', '"clus*ter"', "a star may only end a form"),
        ('"cluster(/s)"', '"cluster(/s"', "write alternatives as"),
    ],
)
def test_wrong_files_are_refused_with_file_line_and_key(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in OWN
    assert said in refusal(tmp_path, OWN.replace(old, new))


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    assert "mine.yaml" in refusal(tmp_path, "- just a list\n")
    assert "mine.yaml" in refusal(tmp_path, "")
