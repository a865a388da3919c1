"""What was typed into a search box as an FTS5 query that means what it says, and never a syntax error."""

from __future__ import annotations

MOST_TERMS = 32


def match(text: str) -> str | None:
    """Words, phrases in double quotes, and word beginnings*, all of which must occur; `None` for nothing to look for.

    Whatever else FTS5 knows (operators, column filters, brackets) is text here.
    """
    terms: list[str] = []
    for turn, part in enumerate(text.replace("\0", " ").split('"')):
        terms += filter(None, map(string, [part] if turn % 2 else part.split()))
    return " ".join(terms[:MOST_TERMS]) or None


def string(piece: str) -> str | None:
    """A word or phrase as an FTS5 string; one without a letter or digit would match nothing."""
    if not any(char.isalnum() for char in piece):
        return None
    stem = piece.rstrip("*")
    return f'"{stem}"*' if stem != piece else f'"{stem}"'
