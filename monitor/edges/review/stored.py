"""What stands in the database as it may be shown: texts unpacked and proved, control characters made visible."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]

MOST_BYTES = 16 * 2**20
"""Of one text, unpacked: anybody may hand a bomb to the function in SQL. Pages are fetched to 3 MB."""
LONGEST = 1000
"""Characters of what is no text of an article or statement: names, titles, notes. None is longer, unless somebody means harm."""
WHOLE = frozenset({"content", "evidence", "passages", "reasons", "url"})
"""Columns that are needed as they are; so is every ``text``, which the questions cut."""
KEPT = "\t\n\r"
VISIBLE = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in KEPT},
    **dict.fromkeys((*range(0x7F, 0xA0), *range(0xD800, 0xE000)), "\ufffd"),
    # Turns of the text's direction that could show a name or a statement backwards (Unicode Standard Annex 9).
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
}


def visible(text: str) -> str:
    """The text with a visible character for each one that steers or turns it: lengths and offsets stay."""
    return text.translate(VISIBLE)


def row(values: Mapping[str, Any]) -> Row:
    """A row of the database with its texts made visible, and bounded where they are labels of something."""
    return {name: shown(name, value) if isinstance(value, str) else value for name, value in dict(values).items()}


def shown(name: str, value: str) -> str:
    """A value of the column `name` as it may be shown."""
    whole = len(value) <= LONGEST or name in WHOLE or name.endswith("text")
    return visible(value) if whole else f"{visible(value[:LONGEST])}…"


def unpack(blob: object) -> str | None:
    """The text of an article as it was stored; `None` where it is damaged, too large, or no such thing."""
    if not isinstance(blob, bytes):
        return None
    opened = zlib.decompressobj()
    try:
        text = opened.decompress(blob, MOST_BYTES).decode()
    except (zlib.error, UnicodeDecodeError):  # a text that was cut at the bound may end within a character
        return None
    return text if opened.eof else None


def proved(text: str | None, digest: object) -> bool:
    """Whether the text has the SHA-256 that was stored with it."""
    return text is not None and hashlib.sha256(text.encode()).hexdigest() == digest


def strings(text: str | None) -> list[str]:
    """A list of strings as it is stored (JSON); empty for anything else."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    return [shown("", item) for item in found if isinstance(item, str)] if isinstance(found, list) else []
