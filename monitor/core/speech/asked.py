"""What somebody was asked, in the passive: Asked whether …, Lee …; was asked by Lee why … A mere topic is no question."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.clause import clause_end, strip
from monitor.core.speech.cue import Cue
from monitor.core.speech.mention import Range
from monitor.core.speech.onset import content_start
from monitor.core.speech.phrase import after
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language


def asked(
    found: Sequence[Token], low: int, high: int, cue: Cue, language: Language
) -> tuple[Range | None, Range | None]:
    """Who asked, where "by" names somebody (mostly nobody is named), and the question, if there is one."""
    agent, place = None, cue.end
    if place < high and "agent" in found[place].tags:
        agent = after(found, place + 1, high, language)
        place = agent[1] if agent else place
    start = content_start(found, place, high, cue, language, bare=False)
    if start is None:
        return agent, None
    end = clause_end(found, start, high, language)
    before = found[cue.first - 1] if cue.first > low else None
    if before is None or not before.word or before.tags & {"sub", "when"}:
        end = _answer(found, start, end)
    return agent, (start, strip(found, start, end))


def _answer(found: Sequence[Token], first: int, end: int) -> int:
    """Where the clause of the answer begins behind a question that opens the sentence: Asked if trains run, Lee …"""
    commas = [k for k in range(first + 1, end - 1) if found[k].low == ","]
    for k in commas:
        following = found[k + 1]
        if following.low[0].isdigit():
            return k
        opens = following.upper or following.tags & {"det", "pron", "approx", "numeral"}
        if opens and following.quote is None and not following.tags & {"rel", "prep", "conj"}:
            return k
    return commas[-1] if commas else end
