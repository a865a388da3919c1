"""Make the quotations of a frame: each content trimmed, its kind told by how much of it stands in marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.core.speech.marks import Quoted
from monitor.core.speech.mention import Range
from monitor.core.speech.span import Span, record, trimmed
from monitor.core.speech.tokens import Token
from monitor.records import Kind, Quotation

WHOLE = 20
"""Characters of quoted words that may be a sentence of their own."""


def characters(found: Sequence[Token], phrase: Range | None) -> Span | None:
    """The characters of a range of tokens."""
    return None if phrase is None else (found[phrase[0]].start, found[phrase[1] - 1].end)


def quotation(
    text: str, found: Sequence[Token], content: Range, cue: Range | None, who: Span | None, *, verbatim: bool = False
) -> Quotation | None:
    """What was said in the tokens of `content`; none where no letter is left. `verbatim` is speech without marks."""
    first, end = content
    while first < end and _is_edge(found[first], "(["):
        first += 1
    while end > first and _is_edge(found[end - 1], ")]%"):
        end -= 1
    if end <= first:
        return None
    inside = found[first:end]
    marked = sum(token.quote is not None for token in inside)
    if marked == len(inside):
        span = (trimmed(text, inside[0])[0], trimmed(text, inside[-1])[1])
    else:
        span = (inside[0].start, inside[-1].end)
    if not any(char.isalnum() for char in text[span[0] : span[1]]):
        return None
    kind: Kind = "direct" if marked == len(inside) or verbatim else "mixed" if marked else "indirect"
    return record(text, kind, span, characters(found, cue), who)


def apart(text: str, found: Sequence[Token], contents: Sequence[Range]) -> Iterator[Range]:
    """The contents, with whole sentences in marks that only a conjunction joins taken one by one: “We wait.” and “No.”"""
    for first, end in contents:
        quoted = [k for k in range(first, end) if found[k].quote is not None]
        joints = (found[k] for k in range(first, end) if found[k].quote is None)
        whole = all(_is_whole(text, quote) for k in range(first, end) if (quote := found[k].quote) is not None)
        if len(quoted) > 1 and whole and all("conj" in token.tags or not token.word for token in joints):
            yield from ((k, k + 1) for k in quoted)
        else:
            yield first, end


def _is_whole(text: str, quote: Quoted) -> bool:
    """Whether words in marks may be a sentence of their own."""
    return quote.inner_end - quote.inner_start >= WHOLE and text[quote.inner_start].isupper()


def _is_edge(token: Token, kept: str) -> bool:
    """Punctuation that belongs to no content at its edge."""
    return not token.word and token.quote is None and token.low not in kept
