"""Direct speech without a reporting verb: labels ("Peskov: …"), colons, and speech that goes on.

What stands in marks is no statement by itself: titles, nicknames, coined terms and scare quotes stand there too. It
is one where it fills its sentence, follows a colon, or is long and ends like a sentence. Its speaker is whoever spoke
last in the paragraph, else nobody: rather unknown than wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech import subject, voice
from monitor.core.speech.clause import strip
from monitor.core.speech.cue import Cue
from monitor.core.speech.frame import Frame
from monitor.core.speech.marks import OPENERS
from monitor.core.speech.mention import Range
from monitor.core.speech.span import Span, record, trimmed
from monitor.core.speech.speaker import speaker
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language
from monitor.records import Quotation

LABEL = 7
"""Tokens of the longest label before a colon (British Foreign Secretary Ann Lee:)."""
CLAUSE, NAMES, NAME, SHORT = 4, 4, 3, 3
"""Tokens of the shortest clause and the longest name of a label; letters of a surname; words of a lone utterance."""
LONG = 7
"""Words from which a marked sentence inside another one is taken for speech even without a cue."""


def announced(
    found: Sequence[Token], low: int, high: int, hits: Sequence[Cue], language: Language, known: frozenset[str]
) -> Range | None:
    """Who will speak behind the colon that ends this sentence."""
    for cue in reversed(hits):
        if cue.kind == "verb" and (who := speaker(found, low, high, cue, None, language).phrase):
            return who
    head = subject.head(found, low, high, language)
    return head if head is not None and voice.is_sure(found, head, low, language, known) else None


def label(found: Sequence[Token], low: int, high: int, language: Language, known: frozenset[str]) -> list[Frame]:
    """The frame of a sentence with a colon but no cue: "Ann Lee: “…”", "Lee went further: “…”"."""
    colon = next((k for k in range(low, high) if found[k].low == ":" or found[k].quote is not None), high)
    if colon >= high - 1 or colon == low or found[colon].quote is not None:
        return []
    name = _name(found, low, colon)
    if found[colon + 1].quote is not None:
        speaker = name or subject.head(found, low, colon, language)
        if speaker is not None and not voice.is_sure(found, speaker, low, language, known):
            speaker = None  # a heading or a remark: "Grund zur Sorge: “…”"
        return [Frame((colon, colon + 1), speaker, ((colon + 1, strip(found, colon + 1, high)),))]
    if name is None or not _reported(found, name, colon + 1, high, known):
        return []
    verbatim = all(found[k].low.isalpha() and found[k].shout for k in range(*name))
    return [Frame((colon, colon + 1), name, ((colon + 1, strip(found, colon + 1, high)),), verbatim=verbatim)]


def is_label(text: str, quotation: Quotation) -> bool:
    """Whether a name and a colon, without marks behind them, are all that says that somebody speaks."""
    start, end = quotation.cue_start, quotation.cue_end
    if start is None or quotation.speaker_start is None or text[start:end] != ":" or quotation.content[:1] in OPENERS:
        return False
    return not text[end : quotation.start].strip()


def _name(found: Sequence[Token], low: int, colon: int) -> Range | None:
    """A name or title in capitals that fills the sentence up to its colon."""
    if colon - low > LABEL or not found[low].upper or found[low].tags:
        return None
    if all(found[k].upper or found[k].tags & {"prep", "title", "det"} for k in range(low, colon)):
        return low, colon
    return None


def _reported(found: Sequence[Token], name: Range, first: int, high: int, known: frozenset[str]) -> bool:
    """Whether a clause of some length follows, and the label may be a name: the text has its last word elsewhere too.

    What it is of ("Talks in Vienna: …") makes a heading of it.
    """
    if found[first].low[0].isdigit() or any(found[k].tags & {"prep", "det"} for k in range(*name)):
        return False
    surname = found[name[1] - 1]
    long_enough = high - first >= CLAUSE and len(surname.low) >= NAME
    return long_enough and name[1] - name[0] <= NAMES and surname.low in known


def loose(
    text: str, found: Sequence[Token], sentence: Range, claimed: set[int], speaker: Span | None, language: Language
) -> list[Quotation]:
    """Direct speech that no frame of the sentence claims: it fills its sentence, leads to a verb of saying, or is long."""
    low, high = sentence
    made: list[Quotation] = []
    alone = not any(found[k].word and k not in claimed for k in range(low, high))
    for k in range(low, high):
        if found[k].quote is None or k in claimed:
            continue
        span = trimmed(text, found[k])
        leads = k == low and found[k].comma and any(token.low in language.verbs for token in found[k:high])
        if _utterance(text, span, alone=alone or leads):
            made.append(record(text, "direct", span, None, speaker if alone else None))
    return made


def _utterance(text: str, span: Span, *, alone: bool) -> bool:
    words = text[span[0] : span[1]].split()
    if not any(char.isalnum() for word in words for char in word):
        return False
    ended = text[span[1] - 1] in ".!?…,"
    return (len(words) >= SHORT or ended) if alone else (len(words) >= LONG and ended)
