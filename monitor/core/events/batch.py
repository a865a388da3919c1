"""The batch judgement of many articles: what `monitor cluster --jsonl` answers.

Articles are placed in the order of their dates, whatever the order of the lines: the same lines in another order give
the same clusters.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from monitor.core import language
from monitor.core.cluster import CANDIDATES, FOUNDERS, keys, place
from monitor.core.events.features import HEADLINE, LEAD
from monitor.core.identity.pairs import day
from monitor.lexicon import Lexicon
from monitor.records import Cluster, Told

LATE = datetime.max.replace(tzinfo=UTC)
NEWEST = 40
"""Clusters that are asked for under one key: those that were met last."""


class Line(NamedTuple):
    """An article with its place in the input and the id that it came with."""

    number: int
    name: Any
    told: Told


class Events:
    """The events met so far: what the store is to the service."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.founders: list[list[Line]] = []
        self.index: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, line: Line) -> tuple[int, float]:
        """Place an article; the number of its event and how near it is to it."""
        found = keys(line.told, self.lexicon)
        shared = Counter(number for key in found for number in dict.fromkeys(self.index[key][-NEWEST:]))
        best = sorted(shared, key=lambda number: (-shared[number], number))[:CANDIDATES]
        clusters = [Cluster(number, tuple(one.told for one in self.founders[number])) for number in best]
        placed = place(line.told, clusters, self.lexicon)
        number = len(self.founders) if placed.cluster_id is None else placed.cluster_id
        if number == len(self.founders):
            self.founders.append([])
        if len(self.founders[number]) < FOUNDERS:
            self.founders[number].append(line)
            for key in found:
                self.index[key].append(number)
        return number, 1.0 if placed.cluster_id is None else placed.score


def cluster_lines(lines: Iterable[str], lexicon: Lexicon) -> list[str]:
    """One line of output for each line of input: ``{"id", "cluster", "score"}``, or what was wrong with it.

    `cluster` is the id of the event's first article by date.
    """
    read = [parse(index, text) for index, text in enumerate(lines)]
    events = Events(lexicon)
    placed: dict[int, tuple[int, float]] = {}
    for line in sorted((one for one in read if isinstance(one, Line)), key=order):
        placed[line.number] = events.add(line)
    return [
        json.dumps(
            one if isinstance(one, dict) else answer(one, *placed[one.number], events.founders), ensure_ascii=False
        )
        for one in read
    ]


def order(line: Line) -> tuple[datetime, str, str, str]:
    """By date, those without one last; what decides between equals does not depend on the place in the input."""
    return (line.told.published or LATE, str(line.name), line.told.title, line.told.lead)


def answer(line: Line, number: int, score: float, founders: Sequence[Sequence[Line]]) -> dict[str, Any]:
    """What is told of an article."""
    return {"id": line.name, "cluster": founders[number][0].name, "score": score}


def parse(index: int, text: str) -> Line | dict[str, Any]:
    """One line of input, ``{"id", "title", "summary" | "text", "lang", "date"}``, or its error."""
    row: Any = None
    try:
        row = json.loads(text)
        if not isinstance(row, dict):
            return {"id": None, "error": "ValueError: the line is no JSON object"}
        return Line(index, row.get("id"), told(row))
    except (ValueError, RecursionError) as error:
        return {"id": row.get("id") if isinstance(row, dict) else None, "error": f"{type(error).__name__}: {error}"}


def told(row: dict[str, Any]) -> Told:
    """The article of a line.

    Raises:
        ValueError: a field has the wrong type, or there is no text at all.
    """
    for name in ("title", "summary", "text", "lang", "date"):
        if not isinstance(row.get(name), str | None):
            raise ValueError(f"{name} is no string")
    title, lead = row.get("title") or "", row.get("summary") or row.get("text") or ""
    if not title and not lead:
        raise ValueError("neither title nor summary nor text is given")
    code = row.get("lang") or language.detect(lead[: 4 * LEAD], None, title[:HEADLINE])
    return Told(title[:HEADLINE], lead[:LEAD], code, day(row.get("date")))
