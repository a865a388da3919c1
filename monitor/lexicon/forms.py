"""The notation of inflected forms in the lexicon's files, so that a linguist writes a paradigm once.

``Росси(я/и/ю/ей)`` stands for Россия, России, Россию, Россией; an empty alternative for no ending:
``Berlin(/s)`` is Berlin, Berlins. What comes out are patterns of `monitor.core.lookup`.
"""

from __future__ import annotations

import re
from itertools import product

LIMIT = 500
"""Forms that one entry may stand for: more is a slip of the pen."""

CHOICE = re.compile(r"\(([^()]*)\)")


def expand(entry: str) -> tuple[str, ...]:
    """All forms that an entry stands for, in the order of the file, the first being the one of the dictionary.

    Raises:
        ValueError: brackets do not pair, or the entry stands for more than `LIMIT` forms, or for nothing.
    """
    parts = CHOICE.split(entry)
    if any(char in part for part in parts[::2] for char in "()/"):
        raise ValueError(f"{entry!r}: write alternatives as stem(a/b/c)")
    choices = [part.split("/") if index % 2 else [part] for index, part in enumerate(parts)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > LIMIT:
        raise ValueError(f"{entry!r} stands for {count} forms, more than {LIMIT}")
    forms = tuple(dict.fromkeys("".join(form).strip() for form in product(*choices)))
    if not all(form.strip("=*") for form in forms):
        raise ValueError(f"{entry!r} stands for an empty form")
    return forms
