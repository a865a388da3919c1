"""The batch judgement of pairs: what `monitor identify --jsonl` answers for a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.core.identity.judgement import judge
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Reported


def judge_pair(line: Mapping[str, Any], lexicon: IdentityLexicon) -> dict[str, Any]:
    """The judgement that the pipeline itself uses, on ``{"pair_id", "a": {lang, date, speaker, text}, "b": {…}}``.

    Raises:
        ValueError: a field is missing or has the wrong type.
    """
    a, b = (reported(line, side) for side in ("a", "b"))
    found = judge(a, b, lexicon)
    return {
        "pair_id": line.get("pair_id"),
        "same": found.same,
        "score": round(found.score, 4),
        "relation": found.relation,
    }


def reported(line: Mapping[str, Any], side: str) -> Reported:
    """One side of the pair."""
    row = line.get(side)
    if not isinstance(row, dict):
        raise ValueError(f"{side} is missing or no object")
    text = row.get("text")
    if not isinstance(text, str):
        raise ValueError(f"{side}.text is missing or no string")
    for name in ("lang", "date", "speaker"):
        if not isinstance(row.get(name), str | None):
            raise ValueError(f"{side}.{name} is no string")
    return Reported(text, row.get("lang"), None, row.get("speaker") or None, None, day(row.get("date")))


def day(value: str | None) -> datetime | None:
    """The date, or `None` where there is none that can be read."""
    try:
        found = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
