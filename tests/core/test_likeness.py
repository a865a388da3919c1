"""How much of each class of pairs is told right: sentences that we wrote, in eight languages, none of them met elsewhere.

Each class has a floor. Below it something that readers would miss has gone: the same statement shown twice, or two as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.core.statement import judge
from monitor.lexicon import identity
from monitor.records import Judgement, Reported

LEXICON = identity.load()
FOLDER = Path(__file__).parents[1] / "data" / "pairs"
DAY = datetime(2026, 1, 12, 12, tzinfo=UTC)
FOUND = {
    "verbatim": 1.0, "shortened": 0.95, "edited": 0.9, "indirect": 0.8, "institution": 1.0, "recalled": 1.0, "translated": 0.85,
    "reworded": 0.5, "retranslated": 0.34,
}  # fmt: skip
"""Share of the pairs of one statement that is known as such, at least."""
MERGED = {
    "minimal-number": 0, "minimal-date": 0, "minimal-name": 0, "minimal-negation": 0, "minimal-antonym": 0, "minimal-across": 0,
    "other-words": 0, "different-across": 2, "restated": 0, "template": 0, "one-word": 0, "boilerplate": 0,
}  # fmt: skip
"""How many pairs of two statements are taken for one, at most."""


def pairs() -> Iterator[tuple[str, Reported, Reported]]:
    """The class of each pair with its reports."""
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            if block.startswith("#"):
                continue
            head, a, b = block.split("\n")
            name, one, other, days, speakers = head.split(" ", 4)
            first, _, second = speakers.partition(" / ")
            yield name, told(a, one, first, 0), told(b, other, second or first, int(days))


def told(text: str, language: str, speaker: str, days: int) -> Reported:
    """A report; who is given by key is somebody whom the list of actors knows."""
    key, name = (speaker, None) if speaker.startswith("Q:") else (None, speaker)
    return Reported(text, language, key, name, None, DAY + timedelta(days=days))


@pytest.fixture(scope="module")
def judged() -> dict[str, list[tuple[Judgement, str, str]]]:
    """What is said of every pair, by class."""
    found = defaultdict(list)
    for name, a, b in pairs():
        found[name].append((judge(a, b, LEXICON), a.text, b.text))
    return found


def test_every_class_has_a_floor(judged: dict[str, list[tuple[Judgement, str, str]]]) -> None:
    assert judged.keys() == FOUND.keys() | MERGED.keys()


@pytest.mark.parametrize("name", FOUND)
def test_one_statement_is_known_again(judged: dict[str, list[tuple[Judgement, str, str]]], name: str) -> None:
    missed = [(a, b) for found, a, b in judged[name] if not found.same]
    assert len(missed) <= (1 - FOUND[name]) * len(judged[name]), missed


@pytest.mark.parametrize("name", MERGED)
def test_two_statements_stay_two(judged: dict[str, list[tuple[Judgement, str, str]]], name: str) -> None:
    merged = [(a, b) for found, a, b in judged[name] if found.same]
    assert len(merged) <= MERGED[name], merged
