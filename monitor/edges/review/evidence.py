"""Mark spans of a text for display: overlapping evidence becomes nested-free pieces, each with its classes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text and what it is evidence of: content, cue, speaker, stance or story."""

    start: int
    end: int
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with the same marks over it; `what` are class names, `why` a tooltip."""

    text: str
    what: str = ""
    why: str = ""


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text cut at every mark's ends. The pieces' texts, joined, are the text.

    Marks that do not fit into the text are cut to it; empty ones are left out.
    """
    fitting = [mark for mark in marks if max(mark.start, 0) < min(mark.end, len(text))]
    cuts = sorted(
        {0, len(text), *(max(mark.start, 0) for mark in fitting), *(min(mark.end, len(text)) for mark in fitting)}
    )
    begins = sorted(fitting, key=lambda mark: mark.start)
    found: list[Piece] = []
    open_marks: list[Mark] = []
    taken = 0
    for start, end in itertools.pairwise(cuts):
        while taken < len(begins) and begins[taken].start <= start:
            open_marks.append(begins[taken])
            taken += 1
        open_marks = [mark for mark in open_marks if mark.end > start]
        what = " ".join(sorted({mark.what for mark in open_marks}))
        why = ", ".join(dict.fromkeys(mark.why for mark in open_marks if mark.why))
        found.append(Piece(text[start:end], what, why))
    return found
