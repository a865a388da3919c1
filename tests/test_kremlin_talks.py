"""The article that started this project, against what a careful analyst takes from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor.core.batch import Batch, analyse_row

pytestmark = pytest.mark.shared


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def case(shared: Path) -> tuple[dict[str, Any], dict[str, Any], str]:
    folder = shared / "cases" / "kremlin-talks"
    text = (folder / "article.txt").read_text(encoding="utf-8")
    expected = YAML(typ="safe").load((folder / "expected.yaml").read_text(encoding="utf-8"))
    return expected, analyse_row({"id": "case", "text": text}, Batch(())), text


def test_the_story_is_relevant_with_evidence(case: tuple[dict[str, Any], dict[str, Any], str]) -> None:
    _, found, text = case
    assert found["story"]["relevant"]
    shown = {text[span["start"] : span["end"]].lower() for span in found["story"]["evidence"]}
    assert shown & {"kremlin", "talks with", "dialogue", "envoy"}


def test_every_statement_is_found_with_speaker_country_kind_and_stance(
    case: tuple[dict[str, Any], dict[str, Any], str],
) -> None:
    expected, found, text = case
    missing = []
    for row in expected["statements"]:
        wanted = (row["speaker"].removeprefix("The "), row["country"], row["stance"])
        got = [
            ((quote["speaker_name"] or "").removeprefix("The "), quote["country"], quote["stance"])
            for quote in found["quotes"]
            if folded(row["content"]) in folded(text[quote["start"] : quote["end"]])
        ]
        if wanted not in got:
            missing.append((wanted, row["content"], got))
    assert not missing


def test_nobody_is_given_what_he_did_not_say(case: tuple[dict[str, Any], dict[str, Any], str]) -> None:
    expected, found, text = case
    for row in expected["statements"]:
        for quote in found["quotes"]:
            if folded(text[quote["start"] : quote["end"]]) in folded(row["content"]):
                assert (quote["speaker_name"] or row["speaker"]).removeprefix("The ") == row["speaker"].removeprefix(
                    "The "
                )
    known = {"Kremlin", "Macron", *(row["speaker"].split()[-1] for row in expected["statements"])}
    for quote in found["quotes"]:
        names = (quote["speaker_name"] or "").split(", ")
        assert all(name.split()[-1] in known for name in names if name), (names, text[quote["start"] : quote["end"]])


def test_caption_credit_headline_and_tags_are_no_statements(case: tuple[dict[str, Any], dict[str, Any], str]) -> None:
    _, found, text = case
    body = text.index("The Kremlin has welcomed")
    tags = text.rindex("Tags")
    assert all(body <= quote["start"] and quote["end"] <= tags for quote in found["quotes"])


def test_who_answers_whom(case: tuple[dict[str, Any], dict[str, Any], str]) -> None:
    expected, found, _ = case
    capitals = {"Paris": "France", "Rome": "Italy", "Berlin": "Germany"}
    wanted = {(row["from"], capitals[to]) for row in expected["replies"] for to in row["to"]}
    speakers = {(quote["start"], quote["end"]): quote["speaker_name"] for quote in found["quotes"]}
    assert {(speakers[reply["start"], reply["end"]], reply["to_name"]) for reply in found["replies"]} == wanted
