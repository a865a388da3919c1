"""User text as a full-text query that means what it says: words, phrases in double quotes, and word beginnings*.

Everything else that FTS5 has a meaning for (operators, column filters, brackets) is taken as text.
"""

from __future__ import annotations

MOST_TERMS = 64


def match(text: str, column: str | None = None) -> str | None:
    """An FTS5 expression that all words and phrases of `text` satisfy, within `column` where one is named.

    `None` where there is nothing to look for.
    """
    terms = [term for piece in pieces(text) if (term := quoted(piece))][:MOST_TERMS]
    if not terms:
        return None
    together = " AND ".join(terms)
    return f"{{{column}}} : ({together})" if column else together


def pieces(text: str) -> list[str]:
    """Words, and phrases that stood in double quotes (the last one may lack its end)."""
    found = []
    for turn, part in enumerate(text.replace("\0", " ").split('"')):
        found.extend([part] if turn % 2 else part.split())
    return found


def quoted(piece: str) -> str | None:
    """A word or phrase as an FTS5 string; `None` where it holds no letter or digit, which would match nothing."""
    if not any(char.isalnum() for char in piece):
        return None
    return f'"{piece.rstrip("*")}"' + ("*" if piece.endswith("*") else "")
