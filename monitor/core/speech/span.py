"""Spans of characters, and the record that is made of them."""

from __future__ import annotations

from monitor.core.speech.tokens import Token
from monitor.records import Kind, Quotation

Span = tuple[int, int]


def trimmed(text: str, token: Token) -> Span:
    """The inside of a quotation's marks without white space at its edges; of another token its own span."""
    if token.quote is None:
        return token.start, token.end
    start, end = token.quote.inner_start, token.quote.inner_end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def record(text: str, kind: Kind, span: Span, cue: Span | None, speaker: Span | None) -> Quotation:
    """A quotation of the text."""
    return Quotation(
        kind=kind,
        start=span[0],
        end=span[1],
        content=text[span[0] : span[1]],
        cue_start=cue[0] if cue else None,
        cue_end=cue[1] if cue else None,
        speaker_start=speaker[0] if speaker else None,
        speaker_end=speaker[1] if speaker else None,
        speaker_text=text[speaker[0] : speaker[1]] if speaker else None,
    )
