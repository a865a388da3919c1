"""Mark spans of a text for display: overlapping evidence becomes flat pieces, each with its classes and anchors."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.edges.review.stored import shown

MOST_WHYS = 6
"""Reasons that a tooltip names."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text and what it is evidence of: content, cue, speaker, stance or story.

    `why` is told in a tooltip; `anchor` is the name under which the place can be jumped to.
    """

    start: int
    end: int
    what: str
    why: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks: `what` are class names, `why` a tooltip, `anchors` the marks that begin here."""

    text: str
    what: str = ""
    why: str = ""
    anchors: tuple[str, ...] = ()


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text cut at every mark's ends. The pieces' texts, joined, are the text.

    Marks that do not fit into the text are cut to it; empty ones are left out. Time grows with n log n of the marks,
    however many of them lie over each other.
    """
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in marks:
        start, end = max(mark.start, 0), min(mark.end, len(text))
        if start < end:
            opening.setdefault(start, []).append(mark)
            closing.setdefault(end, []).append(mark)
    whats: Counter[str] = Counter()
    whys: Counter[str] = Counter()
    found: list[Piece] = []
    for start, end in itertools.pairwise(sorted({0, len(text), *opening, *closing})):
        for mark in closing.get(start, ()):
            close(whats, mark.what)
            close(whys, mark.why)
        begun = opening.get(start, ())
        whats.update(mark.what for mark in begun)
        whys.update(mark.why for mark in begun if mark.why)
        anchors = tuple(dict.fromkeys(mark.anchor for mark in begun if mark.anchor))
        why = ", ".join(itertools.islice(whys, MOST_WHYS))
        found.append(Piece(text[start:end], " ".join(sorted(whats)), why, anchors))
    return found


def close(counted: Counter[str], name: str) -> None:
    """One mark of this name ends."""
    if name in counted:
        counted[name] -= 1
        if not counted[name]:
            del counted[name]


def spans(row: dict[str, object], why: str = "", anchor: str = "") -> Iterator[Mark]:
    """The marks of a quotation as it is stored: what was said, the cue, who said it, and what tells the stance."""
    for what in ("content", "cue", "speaker", "stance"):
        start, end = row.get(f"{what}_start"), row.get(f"{what}_end")
        if isinstance(start, int) and isinstance(end, int):
            yield Mark(start, end, what, why if what == "content" else "", anchor if what == "content" else "")


def evidence(stored: str) -> list[Mark]:
    """The spans of a verdict as they are stored (JSON). What is no span is left out, so that the rest can be shown."""
    try:
        items = json.loads(stored)
    except (ValueError, RecursionError):
        return []
    return [
        Mark(item["start"], item["end"], "story", shown("why", item["why"]))
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict)
        and type(item.get("start")) is int
        and type(item.get("end")) is int
        and isinstance(item.get("why"), str)
    ]
