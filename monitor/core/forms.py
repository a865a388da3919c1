"""What a single word stands for, by patterns: what `Lookup` is to texts, for one word at a time.

Short and frequent patterns ("no", "if") match inside half the words of a text; cutting the text into words first and
remembering the words is several times faster than sorting such matches out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from monitor.core.lookup import TAIL, fold

Value = TypeVar("Value")


class Forms(Generic[Value]):
    """Patterns of single words, in the notation of `Lookup`; unlike there, every pattern that fits gives its value."""

    def __init__(self, patterns: Iterable[tuple[str, Value]]) -> None:
        self._exact: dict[str, list[Value]] = {}
        self._folded: dict[str, list[Value]] = {}
        self._stems: dict[str, list[Value]] = {}
        for pattern, value in patterns:
            if pattern.startswith("="):
                self._exact.setdefault(pattern[1:], []).append(value)
            elif pattern.endswith("*"):
                self._stems.setdefault(fold(pattern[:-1]), []).append(value)
            else:
                self._folded.setdefault(fold(pattern), []).append(value)

    def find(self, form: str) -> list[Value]:
        """The values of all patterns that the word fits, those of the closest pattern first."""
        folded = fold(form)
        found = [*self._exact.get(form, ()), *self._folded.get(folded, ())]
        for stop in range(len(folded), max(1, len(folded) - TAIL) - 1, -1):
            found += self._stems.get(folded[:stop], ())
        return found
