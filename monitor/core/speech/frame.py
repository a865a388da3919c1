"""Frames: who says what in one sentence, as ranges of tokens.

For every cue: its speaker (before it, behind it, or carried from the clause before), and the content it takes: what
follows (a clause, direct speech, a noun phrase), what stands before it ("…, said X"), or both ("The deal, he said,
is dead").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.speech import hand
from monitor.core.speech.ahead import SHORT, ahead_of, ends_in_quote, is_led, is_quoted
from monitor.core.speech.asked import asked
from monitor.core.speech.between import dateline_end, past_adverbials
from monitor.core.speech.clause import clause_end, resumed, spoken_on, strip
from monitor.core.speech.cue import Cue
from monitor.core.speech.embedded import inside
from monitor.core.speech.mention import Range
from monitor.core.speech.onset import content_start
from monitor.core.speech.source import source_content
from monitor.core.speech.sourced import sourced
from monitor.core.speech.speaker import Subject, speaker
from monitor.core.speech.tokens import SEPARATORS, Token
from monitor.lexicon.languages import SAYING, Language

ASIDE = 16
"""Tokens that "as" may stand before its verb."""
THING = 3
"""Tokens of the shortest noun phrase that tells what was said."""


class Frame(NamedTuple):
    """A cue with its speaker and contents. `inherited` tells that the speaker was carried on."""

    cue: Range
    speaker: Range | None
    contents: tuple[Range, ...]
    inherited: bool = False
    phrase: bool = False
    """The content is a noun phrase (condemned the attack), not a clause."""
    verbatim: bool = False
    """The content is direct speech though it has no marks (a transcript)."""


def frames(found: Sequence[Token], low: int, high: int, hits: Sequence[Cue], language: Language) -> list[Frame]:
    """The frames of the sentence ``found[low:high]``."""
    made: list[Frame] = []
    low = dateline_end(found, low, high)
    teller: Range | None = None
    for cue in hits:
        if made and _is_part(found, cue, made[-1], language):
            continue
        frame = _frame(found, low, high, cue, made, teller, language)
        if frame is not None and cue.kind != "verb" and language.persons:
            frame = frame._replace(contents=tuple(one for one in frame.contents if not _credited(found, one, made)))
        if frame is not None and frame.speaker and (frame.contents or language.features.null_subject):
            teller = frame.speaker  # заявил о готовности к диалогу, но подчеркнул, что …
        if frame is not None and frame.contents and _tenable(found, frame, cue, language):
            if made:
                made[-1] = _cut(found, made[-1], frame)
                if any(first < cue.first < end for first, end in made[-1].contents):
                    continue
            made.append(frame)
    return made


def _is_part(found: Sequence[Token], cue: Cue, frame: Frame, language: Language) -> bool:
    """Whether a cue stands inside speech, or tells of a report whose it is anyway: Lee sagte, es sei seiner Meinung nach …"""
    own = cue.kind == "named" and found[cue.first].low in language.possessives
    return any(first <= cue.first < end and (own or is_quoted(found, first, end)) for first, end in frame.contents)


def _credited(found: Sequence[Token], content: Range, made: Sequence[Frame]) -> bool:
    """Whether direct speech with its cue is all that stands before a source phrase: «…», said Lee, according to X."""
    first, end = content
    return any(
        first <= frame.cue[0] < end and any(is_quoted(found, *one) for one in frame.contents if one[0] >= first)
        for frame in made
    )


def _frame(
    found: Sequence[Token],
    low: int,
    high: int,
    cue: Cue,
    made: Sequence[Frame],
    teller: Range | None,
    language: Language,
) -> Frame | None:
    if cue.kind == "verb":
        return _verb(found, low, high, cue, made, teller, language)
    if cue.kind == "asked":
        agent, question = asked(found, low, high, cue, language)
        return Frame((cue.first, cue.end), agent, (question,) if question else ())
    return _source(found, low, high, cue, language)


def _tenable(found: Sequence[Token], frame: Frame, cue: Cue, language: Language) -> bool:
    """Without a speaker only direct speech stands, but where a verb may go without a subject."""
    if cue.kind == "asked" or (language.features.null_subject and not hand.is_stated(cue)):
        return True
    return frame.speaker is not None or any(is_quoted(found, first, end) for first, end in frame.contents)


def _cut(found: Sequence[Token], earlier: Frame, later: Frame) -> Frame:
    """End a content where the next reporting clause begins behind a comma: "When he said X, Ann Lee denied Y"."""
    begin = min(later.cue[0], later.speaker[0]) if later.speaker and not later.inherited else later.cue[0]
    if not any(first < begin < end for first, end in earlier.contents):
        return earlier
    lead = begin - 1
    while lead > earlier.cue[1] and found[lead].tags & {"conj", "but", "contrast"}:
        lead -= 1
    opened = found[earlier.speaker[1] - 1] if earlier.speaker else found[max(0, earlier.cue[0] - 1)]
    subordinate = earlier.speaker is not None and earlier.speaker[0] > 0 and "sub" in found[earlier.speaker[0] - 1].tags
    contrast = begin > 0 and bool(found[begin - 1].tags & {"contrast", "but"})
    if not (contrast or (found[lead].low == "," and (subordinate or lead < begin - 1 or "rel" in opened.tags))):
        return earlier
    contents = tuple(
        (
            first,
            strip(found, first, min(end, lead if found[lead].low == "," else begin - 1))
            if first < begin < end
            else end,
        )
        for first, end in earlier.contents
    )
    return earlier._replace(contents=tuple(content for content in contents if content[0] < content[1]))


def _source(found: Sequence[Token], low: int, high: int, cue: Cue, language: Language) -> Frame | None:
    told = sourced(found, low, high, cue, language)
    return None if told is None else Frame((cue.first, cue.end), *told)


def _verb(
    found: Sequence[Token],
    low: int,
    high: int,
    cue: Cue,
    made: Sequence[Frame],
    teller: Range | None,
    language: Language,
) -> Frame:
    teller_here = speaker(found, low, high, cue, teller, language)
    who, inherited, inverted = teller_here
    group = _group(found, low, high, cue, None if inherited else who, language)
    phrase = not SAYING & {reading.kind for reading in cue.verbs}
    asks = bool(language.persons) and found[high - 1].low == "?"  # Come hanno risposto i ministri?
    reference = None if asks else _reference(found, low, cue, who, language)
    if reference is not None:
        aside = (reference, _aside_end(found, group[1], high, language))
        told = () if phrase else source_content(found, low, high, aside, language, free=True)  # as they call it
        return Frame((cue.first, cue.end), who, told)
    begin = _free(low, group[0], made)
    ahead = ahead_of(
        found, low, high, cue, group, begin, language, phrase=phrase, nobody=who is None, inverted=inverted
    )
    ahead, start = _start(found, low, high, cue, group, ahead, teller_here, language, phrase=phrase)
    clausal = start is not None and found[start].tags & {"comp", "infcomp"}
    behind = [] if start is None else _behind(found, start, high, language, phrase=phrase and not clausal)
    far = {word for verb in cue.verbs for word in verb.distant}
    behind = [(first, end - (end - first > 1 and found[end - 1].low in far)) for first, end in behind]  # wirft … vor
    if who is not None and language.features.bare_clause:
        behind = inside(found, low, who, behind, language)
    return Frame((cue.first, cue.end), who, ((ahead,) if ahead else ()) + tuple(behind), inherited, phrase)


def _group(found: Sequence[Token], low: int, high: int, cue: Cue, own: Range | None, language: Language) -> Range:
    """Cue and speaker as one stretch, with the place or time between it and its comma."""
    first, end = own or (cue.first, cue.end)
    first, end = min(cue.first, first), max(cue.end, end)
    if language.features.bare_clause and is_led(found, low, first):
        scene = past_adverbials(found, end, high)  # trains, Lee said in an interview, will run
        end = scene if scene < high and found[scene].low == "," else end
    return first, end


def _start(
    found: Sequence[Token],
    low: int,
    high: int,
    cue: Cue,
    group: Range,
    ahead: Range | None,
    teller: Subject,
    language: Language,
    *,
    phrase: bool,
) -> tuple[Range | None, int | None]:
    """What of the content before the cue stays, and where the content behind begins: mostly there is one of both."""
    spoken = ahead is not None and ends_in_quote(found, ahead)
    start = content_start(found, group[1], high, cue, language, bare=not (teller.inverted or spoken))
    if spoken and (start is None or found[start].quote is None):
        return ahead, spoken_on(found, group[1], high, language)
    if start is None and not phrase and is_led(found, low, group[0]):
        bare = language.features.bare_clause and not teller.inverted
        if bare or (teller.phrase is not None and _opens(found, low, group[0], ahead)):
            return ahead, resumed(found, group[1], high, language)
    if start is not None and ahead and not spoken and not _medial(found, group[1], start, ahead, language):
        return (ahead, None) if _follows_hearer(found, start, cue) else (None, start)
    return ahead, start


def _free(low: int, first: int, made: Sequence[Frame]) -> int:
    """Where what no earlier frame has taken begins before `first`."""
    taken = (stop for frame in made for _, stop in (*frame.contents, frame.cue, frame.speaker or frame.cue))
    return max([low, *(stop for stop in taken if stop <= first)])


def _aside_end(found: Sequence[Token], place: int, high: int, language: Language) -> int:
    """One behind what stands between the speaker of an aside and its comma: как сказал Лаптев на встрече, …"""
    if not language.features.free_source or place >= high or not found[place].tags & {"prep", "time"}:
        return place
    comma = next((k for k in range(place, min(high, place + ASIDE)) if not found[k].word), place)
    return comma if found[comma].low == "," else place


def _follows_hearer(found: Sequence[Token], start: int, cue: Cue) -> bool:
    """Whether what stands behind is nothing but a hearer: "Trains run, she told the court in her filing"."""
    announced = found[start].quote is not None or found[start].tags & {"comp", "wh"} or not found[start - 1].word
    return not announced and all(verb.kind == "tell" or verb.particles for verb in cue.verbs)


def _opens(found: Sequence[Token], low: int, first: int, ahead: Range | None) -> bool:
    """Whether so little stands before an inserted cue that its clause must go on: "This, experts say, will last"."""
    if found[first - 1].low != ",":
        return False
    begin = low if ahead is None else ahead[0]
    return ahead is None or sum(token.word for token in found[begin:first]) < SHORT


def _behind(found: Sequence[Token], start: int, high: int, language: Language, *, phrase: bool) -> list[Range]:
    """The content that follows, and the direct speech behind its colon."""
    if phrase and not language.features.object_phrases and found[start].quote is not None:
        return [(start, start + 1)]  # nannte dies „Unfug“ und ging
    stop = clause_end(found, start, high, language, phrase=phrase)
    thing = found[start].tags & {"det", "pron", "hearer"} and not any(token.quote for token in found[start:stop])
    if phrase and thing and stop - start < THING:
        return []  # rejected the idea: something was said, but not what
    contents = [(start, stop)] if stop > start else []
    if start < stop < high - 1 and found[stop].low == ":":
        contents.append((stop + 1, clause_end(found, stop + 1, high, language)))
    return contents


def _reference(found: Sequence[Token], low: int, cue: Cue, who: Range | None, language: Language) -> int | None:
    """The word that makes the clause an aside to its own content: as Ann Lee said, wie Lee am Freitag sagte."""
    if who is None and not language.features.null_subject:
        return None
    first = cue.pivot if who is None else min(cue.pivot, who[0])
    for place in range(first - 1, max(low, cue.pivot - ASIDE) - 1, -1):
        if not found[place].word:
            return None
        if "as" in found[place].tags:
            return place if place == low or not found[place - 1].word else None
    return None


def _medial(found: Sequence[Token], end: int, start: int, ahead: Range, language: Language) -> bool:
    """Whether the content goes on behind an inserted cue; behind an adverbial it does so with its verb.

    In Wien, sagte Lee, sei es kalt; but not: In einem Brief, der vorliegt, sagte Lee, man warte.
    """
    if not (end < len(found) and found[end].low in SEPARATORS and start == end + 1) or "comp" in found[start].tags:
        return False
    fronted = language.features.verb_final and "prep" in found[ahead[0]].tags
    return not fronted or bool(found[start].tags & {"aux", "modal"}) or found[start].low in language.reported_verbs
