"""Pairs of reports as `monitor identify --jsonl` takes them."""

from __future__ import annotations

import json

import pytest

from monitor.core.statement import judge_pair
from tests.core.test_statement import DOOR, LEXICON


def test_a_pair_of_the_batch_interface() -> None:
    side = {"lang": "en", "date": "2026-01-16", "speaker": "Merz", "text": f"“{DOOR}” Merz said."}
    found = judge_pair({"pair_id": "p1", "a": side, "b": {**side, "date": None, "text": DOOR}}, LEXICON)
    assert found["pair_id"] == "p1"
    assert found["same"] is True
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"a": 1, "b": {}},
        {"a": {"text": "x"}, "b": {"text": 5}},
        {"a": {"text": "x", "lang": 3}, "b": {"text": "x"}},
    ],
)
def test_a_bad_pair_says_what_is_wrong(line: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"[ab]\b|text|lang"):
        judge_pair(line, LEXICON)


def test_a_date_that_cannot_be_read_is_no_date() -> None:
    side = {"lang": "en", "date": "some day", "speaker": "Merz", "text": DOOR}
    assert judge_pair({"pair_id": "p", "a": side, "b": side}, LEXICON)["same"] is True
