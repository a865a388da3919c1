"""Why an article counts for a topic, or why not: the reasons of a verdict laid out, and the passages that are on it."""

from __future__ import annotations

import json
import re
from typing import Any

from monitor.edges.review.evidence import Mark
from monitor.edges.review.stored import Row, visible

RULE = re.compile(r"([^:]{1,200}): ([+-]\d{1,4}\.\d) of ([+-]\d{1,4}(?:\.\d{1,4})?) \(holds ([01]\.\d\d)\)")
"""A rule as `monitor.core.story.told` writes it."""
SHOWN = 70
"""Characters of a passage by which it is recognised."""
MOST = 500
"""Passages that are marked: as many as a live blog of 200,000 characters can have."""


def why(reasons: list[str]) -> dict[str, Any]:
    """The reasons as `missing` conditions, `rules` with points, weight and how far they hold, and all that is `said` else.

    Reasons that were stored in another form are said as they are.
    """
    rules, missing, said = list[Row](), list[str](), list[str]()
    for reason in reasons:
        if found := RULE.fullmatch(reason):
            rules.append({"name": found[1], "points": found[2], "weight": found[3], "holds": found[4]})
        else:
            (missing if reason.startswith("missing: ") else said).append(reason)
    return {"missing": missing, "rules": rules, "said": said}


def passages(story: Row, text: str, number: int) -> list[Mark]:
    """The stretches of the text that are on the story's topic, by their anchors; `number` tells stories apart.

    What is no stretch of the text is left out, so that the rest can be shown.
    """
    try:
        spans = json.loads(story["passages"])
    except (ValueError, RecursionError):
        return []
    return [
        Mark(span[0], span[1], "passage", f"on {story['topic']}", f"p{number}-{at}")
        for at, span in enumerate(spans[:MOST] if isinstance(spans, list) else ())
        if isinstance(span, list)
        and [type(offset) for offset in span] == [int, int]
        and 0 <= span[0] < span[1] <= len(text)
    ]


def beginnings(marks: list[Mark], text: str) -> dict[str, Any]:
    """How the passages begin, with their anchors, and the `share` of the text that they are."""
    listed = [
        {
            "words": " ".join(visible(text[mark.start : min(mark.end, mark.start + SHOWN)]).split()),
            "anchor": mark.anchor,
        }
        for mark in marks
    ]
    return {"listed": listed, "share": sum(mark.end - mark.start for mark in marks) / max(1, len(text))}
