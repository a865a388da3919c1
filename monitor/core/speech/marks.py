"""Pair quotation marks: every style in use, nested, reopened at paragraphs, unclosed; in one linear pass.

Each mark is judged where it stands: by what touches it left and right it can open, close, do either, or is an
apostrophe. A stack per paragraph, never deeper than `DEPTH`, does the pairing, so one lost mark costs at most its own
paragraph. Styles: “ ” „ “ „ ” « » » « ‹ › › ‹ ‘ ’ ‚ ‘ " " ' ' '' ''.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DEPTH = 4
"""Quotations in quotations in quotations are met; deeper nesting is noise."""
LONGEST = 20_000
"""A pair further apart than this (a page of speech has some 3,000 characters) is no pair."""

MARK = re.compile("''|``|[\"“”„‟«»‹›‘’‚‛'`＂]")
DOUBLE = {"''": '"', "``": "“", "＂": '"', "‟": "“"}
CLOSERS = {
    "“": '”“"',
    "”": "”",
    "„": '“”"',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹",
    '"': '"”“',
    "‘": "’'",
    "’": "’",
    "‚": "‘’",
    "‛": "’",
    "'": "'’",
    "`": "'’",
}
OPENERS = frozenset("“„«‹‘‚‛`\"'")
SINGLE = frozenset("‘’‚‛'`‹›")
NESTED = "«"
"""The mark that a name inside speech has as well, as its two forms tell opening from closing."""
NAME = 60
"""Characters of the longest name in marks inside other marks."""
SPEECH_ENDS = re.compile(r"[,.!?…]?(?:\s{0,3}[—–-]\s|\s{0,3}$)")
LOOSE = frozenset(" \t\u00a0\u202f\u2009(—–-[/:,.…>\u200b\ufeff")
AFTER = frozenset(" \t\u00a0\u202f\u2009)—–-]/:;,.…!?<\u200b\ufeff")
SPACED = frozenset(" ,.;:)!?")
"""What may stand behind a straight mark that closes behind a space."""
FINAL = frozenset("»”")
"""Marks that close, and do not open, wherever they follow a word."""
ANNOUNCING = frozenset(',:.!?…»”"')
"""What stands before speech that a mark opens and nothing closes: said Lee, "we …"""
GAP = 3
"""Characters behind a mark that tell whether the reporter takes over."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A pair of marks: `start`/`end` with the marks, `inner_start`/`inner_end` without. `depth` 0 is outermost."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int = 0
    closed: bool = True


@dataclass(slots=True)
class Open:
    """A mark that waits for its pair."""

    mark: str
    start: int
    inner: int


def pair(text: str, start: int = 0, end: int | None = None) -> tuple[Quoted, ...]:
    """All quoted spans of the text (or of a part of it), by start.

    A double mark that opens speech and is never closed runs to the paragraph's end (it goes on in the next one); one
    that ends speech without being opened runs from its beginning. Other single marks are nothing.
    """
    found: list[Quoted] = []
    for first, last in paragraphs(text, start, end):
        found.extend(_paragraph(text, first, last))
    return tuple(found)


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the lines that hold something."""
    stop = len(text) if end is None else end
    while start < stop:
        after = text.find("\n", start, stop)
        after = stop if after < 0 else after
        if text[start:after].strip():
            yield start, after
        start = after + 1


def _paragraph(text: str, start: int, end: int) -> list[Quoted]:
    stack: list[Open] = []
    pairs: list[Quoted] = []
    for hit in MARK.finditer(text, start, end):
        mark = DOUBLE.get(hit[0], hit[0])
        left, right = hit.start(), hit.end()
        before = text[left - 1] if left > start else " "
        after = text[right] if right < end else " "
        if mark in "'’‘" and before.isalnum() and after.isalnum():
            continue
        inner = text[left - 2] if left - 2 >= start else " "
        if not _close(stack, pairs, mark, inner, before, after, left, right):
            if not (stack or pairs) and _ends_speech(text, mark, start, left, right, end):
                pairs.append(Quoted(start, right, start, left))
            else:
                _open(stack, mark, before, after, left, right)
        elif stack and pairs and _closes_both(text, stack[-1], pairs[-1], right, end):
            outer = stack.pop()
            pairs.append(Quoted(outer.start, right, outer.inner, left))
    pairs.extend(_unclosed(text, stack, pairs, start, end))
    return _outermost_first(pairs)


def _close(
    stack: list[Open], pairs: list[Quoted], mark: str, inner: str, before: str, after: str, left: int, right: int
) -> bool:
    """Close the innermost span that this mark can end."""
    if not _may_close(mark, inner, before, after):
        return False
    for place in range(len(stack) - 1, -1, -1):
        opened = stack[place]
        if mark in CLOSERS[opened.mark]:
            del stack[place:]
            letter = opened.mark in SINGLE and left - opened.inner == 1  # rock 'n' roll
            if opened.inner < left and not letter and right - opened.start <= LONGEST:
                pairs.append(Quoted(opened.start, right, opened.inner, left))
            return True
    return False


def _open(stack: list[Open], mark: str, before: str, after: str, left: int, right: int) -> None:
    if not _may_open(mark, before, after) or mark not in CLOSERS:
        return
    if stack and stack[-1].mark == mark and mark not in SINGLE and mark != NESTED:
        stack.pop()  # the same mark opened again: the first one was lost
    if len(stack) < DEPTH:
        stack.append(Open(mark, left, right))


def _may_close(mark: str, inner: str, before: str, after: str) -> bool:
    """Whether the mark can close by what touches it; `inner` stands before a space before it."""
    if mark in "„‚‛`":
        return False
    if mark in "'’‘":
        return not before.isspace() and not after.isalnum()
    if mark == '"' and before.isspace() and inner in "'’":
        return not after.isalnum()  # a thin space between marks: 'this,' "
    if mark == '"' and before.isspace():
        return after in SPACED  # "We wait ", he said
    if mark in '"“«':
        return not before.isspace() and before not in "([" and not (before in LOOSE and after.isalnum())
    return True


def _may_open(mark: str, before: str, after: str) -> bool:
    if after.isspace() and mark != "«":
        return False
    if mark in "'‘’`":
        return (before in LOOSE or before in OPENERS or before == "„") and mark != "’" and after not in AFTER
    if mark in "”›»":
        return (before in LOOSE or before.isspace()) and after.isalnum()
    return before != "=" and (not before.isalnum() or mark in "„«“")


def _ends_speech(text: str, mark: str, start: int, left: int, right: int, end: int) -> bool:
    """Whether a mark that nothing opened ends speech that the paragraph began with: We wait », said Ann Lee."""
    if mark not in FINAL or not 0 < left - start <= LONGEST or text[left - 1].isdigit():
        return False
    return text[right : min(end, right + GAP)].lstrip()[:1] in {"", ",", ".", "—", "–"}


def _closes_both(text: str, outer: Open, inner: Quoted, right: int, end: int) -> bool:
    """Whether one mark ends a name and the speech around it: «Мы строим «Поток», — сказал он."""
    if outer.mark != NESTED or text[inner.start] != NESTED or inner.end != right or inner.end - inner.start > NAME:
        return False
    following = MARK.search(text, right, end)
    if following is not None and following[0] not in OPENERS:
        return False
    return right - outer.start <= LONGEST and SPEECH_ENDS.match(text, right, end) is not None


def _unclosed(text: str, stack: list[Open], pairs: list[Quoted], start: int, end: int) -> list[Quoted]:
    if not stack or stack[0].mark in SINGLE or end - start > LONGEST:
        return []
    lead = text[start : stack[0].start].rstrip()
    if lead.strip("\t—– -") and lead[-1] not in ANNOUNCING:
        return []
    if stack[0].mark == NESTED and any(pair.end - pair.start > NAME for pair in pairs):
        return []  # speech behind it has marks of its own, so this one was lost
    return [Quoted(stack[0].start, end, stack[0].inner, end, 0, closed=False)]


def _outermost_first(pairs: list[Quoted]) -> list[Quoted]:
    pairs.sort(key=lambda pair: (pair.start, -pair.end))
    nested: list[Quoted] = []
    ends: list[int] = []
    for pair in pairs:
        while ends and ends[-1] <= pair.start:
            ends.pop()
        nested.append(Quoted(pair.start, pair.end, pair.inner_start, pair.inner_end, len(ends), pair.closed))
        ends.append(pair.end)
    return nested
