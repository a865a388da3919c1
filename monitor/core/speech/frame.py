"""Frames: who says what in one sentence, as ranges of tokens.

For every cue: its speaker (before it, behind it, or carried from the clause before), and the content it takes: what
follows (a clause, direct speech, a noun phrase), what stands before it ("…, said X"), or both ("The deal, he said,
is dead").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.sentence import ENDS
from monitor.core.speech import hand, subject
from monitor.core.speech.asked import asked
from monitor.core.speech.clause import CLAUSE, begins_adverbial, clause_end, resumed, spoken_on, strip
from monitor.core.speech.cue import Cue
from monitor.core.speech.embedded import inside
from monitor.core.speech.mention import Range
from monitor.core.speech.onset import content_start, dateline_end, past_adverbials
from monitor.core.speech.source import source_content
from monitor.core.speech.sourced import sourced
from monitor.core.speech.speaker import SEPARATORS, speaker
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import SAYING, Language

ASIDE = 16
"""Tokens that "as" may stand before its verb."""
THING = 3
"""Tokens of the shortest noun phrase that tells what was said."""
SHORT = 3
"""Words of the shortest clause before an inverted cue: "Talks are needed, said X"."""


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
        if made and any(
            first <= cue.first < end and _quoted_only(found, first, end) for first, end in made[-1].contents
        ):
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


def _credited(found: Sequence[Token], content: Range, made: Sequence[Frame]) -> bool:
    """Whether direct speech with its cue is all that stands before a source phrase: «…», said Lee, according to X."""
    first, end = content
    return any(
        first <= frame.cue[0] < end and any(_quoted_only(found, *one) for one in frame.contents if one[0] >= first)
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
    return frame.speaker is not None or any(_quoted_only(found, first, end) for first, end in frame.contents)


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


def _quoted_only(found: Sequence[Token], first: int, end: int) -> bool:
    return all(token.quote is not None or not token.word for token in found[first:end])


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
    who, inherited, inverted = speaker(found, low, high, cue, teller, language)
    own = who if who is not None and not inherited else (cue.first, cue.end)
    group = (min(cue.first, own[0]), max(cue.end, own[1]))
    if language.features.bare_clause and _led(found, low, group[0]):
        scene = past_adverbials(found, group[1], high)  # trains, Lee said in an interview, will run
        group = (group[0], scene if scene < high and found[scene].low == "," else group[1])
    asks = bool(language.persons) and found[high - 1].low == "?"  # Come hanno risposto i ministri?
    reference = None if asks else _reference(found, low, cue, who, language)
    if reference is not None:
        if not SAYING & {reading.kind for reading in cue.verbs}:
            return Frame((cue.first, cue.end), who, ())  # as they call it
        aside = (reference, _aside_end(found, group[1], high, language))
        return Frame((cue.first, cue.end), who, source_content(found, low, high, aside, language, free=True))
    phrase = not SAYING & {reading.kind for reading in cue.verbs}
    ahead = _ahead(found, low, high, cue, group, made, language, phrase=phrase, nobody=who is None, inverted=inverted)
    spoken = ahead is not None and _quote_before(found, ahead)
    start = content_start(found, group[1], high, cue, language, bare=not (inverted or spoken))
    if spoken and (start is None or found[start].quote is None):
        start = spoken_on(found, group[1], high, language)
    elif start is None and not phrase and _led(found, low, group[0]):
        bare = language.features.bare_clause and not inverted
        if bare or (who is not None and _opens(found, low, group[0], ahead)):
            start = resumed(found, group[1], high, language)
    elif start is not None and ahead and not spoken and not _medial(found, group[1], start, ahead, language):
        if _follows_hearer(found, start, cue):
            start = None
        else:
            ahead = None
    clausal = start is not None and found[start].tags & {"comp", "infcomp"}
    behind = [] if start is None else _behind(found, start, high, language, phrase=phrase and not clausal)
    far = {word for verb in cue.verbs for word in verb.distant}
    behind = [(first, end - (end - first > 1 and found[end - 1].low in far)) for first, end in behind]  # wirft … vor
    if who is not None and language.features.bare_clause:
        behind = inside(found, low, who, behind, language)
    return Frame((cue.first, cue.end), who, ((ahead,) if ahead else ()) + tuple(behind), inherited, phrase)


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


def _quote_before(found: Sequence[Token], ahead: Range) -> bool:
    """Whether the content before the cue ends in direct speech."""
    last = ahead[1] - 1
    while last > ahead[0] and found[last].quote is None and not found[last].word:
        last -= 1
    return found[last].quote is not None


def _ahead(
    found: Sequence[Token],
    low: int,
    high: int,
    cue: Cue,
    group: Range,
    made: Sequence[Frame],
    language: Language,
    *,
    phrase: bool,
    nobody: bool,
    inverted: bool,
) -> Range | None:
    """The content that stands before cue and speaker: "…", said X."""
    first, end = group
    relative = "rel" in found[first].tags and "det" not in found[first].tags  # the people, who think …
    if not _led(found, low, first) or relative or (language.features.verb_final and first != cue.pivot):
        return None
    taken = (stop for frame in made for _, stop in (*frame.contents, frame.cue, frame.speaker or frame.cue))
    region = (max([low, *(stop for stop in taken if stop <= first)]), first)
    if cue.verbs[0].form == "gerund" or (phrase and not _quote_before(found, region)):
        return None
    closing = end >= high or found[end].low in ENDS or bool(found[end].tags & {"conj", "but"})
    if language.persons and not closing and nobody and not _quoted_only(found, *region):
        return None
    inserted = end < high and found[first - 1].low == found[end].low == ","
    if language.persons and not (closing or inserted or inverted or _quote_before(found, region)):
        return None  # two clauses side by side: Macron insiste sur les moyens, Lee rappelle les …
    if inserted and language.features.bare_clause and not phrase and resumed(found, end, high, language) is not None:
        return region if any(token.word for token in found[region[0] : region[1]]) else None
    return _behind_colon(found, region) if _is_content(found, region, language, sure=closing or inserted) else None


def _behind_colon(found: Sequence[Token], region: Range) -> Range:
    """Without what leads to direct speech: The lamps went out: “It is late,” said Lee."""
    for k in range(region[1] - 1, region[0], -1):
        if found[k].word:
            return region
        if found[k].low in {":", "("} and found[k + 1].quote is not None:
            return k + 1, region[1]
    return region


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


def _led(found: Sequence[Token], low: int, first: int) -> bool:
    """Whether the group of cue and speaker comes right behind a possible content."""
    return first > low and (found[first - 1].quote is not None or found[first - 1].low in SEPARATORS | {"?", "!"})


def _is_content(found: Sequence[Token], region: Range, language: Language, *, sure: bool) -> bool:
    """A clause or direct speech; not an adverbial such as "However," or "On Friday,".

    `sure` says that the cue ends the sentence or is an insertion, so that what leads it must be its content.
    """
    first, end = region
    while first < end and not found[first].word and found[first].quote is None:
        first += 1
    if any(token.quote is not None for token in found[first:end]):
        return True
    words = [token for token in found[first:end] if token.word]
    if not words or words[0].low.endswith(language.gerund_endings) or _was_asked(words[0], language):
        return False
    if (
        language.features.verb_final
        and "det" in words[0].tags
        and not any(subject.is_finite(found, k) for k in range(first, end))
    ):
        return False  # Der Sprecher der Opposition, Ann Lee, warf …: a subject with its apposition, no clause
    adverbial = begins_adverbial(words[0], language) and not _is_pronominal(words)
    if adverbial and "sub" not in words[0].tags and language.features.bare_clause:
        return sure and len(words) >= CLAUSE and _leads_on(found, first, end)
    if sure:
        return not adverbial or len(words) >= CLAUSE
    return len(words) >= SHORT and not adverbial


def _was_asked(token: Token, language: Language) -> bool:
    """Whether the sentence begins with the question that is answered: "Asked why he left, Lee said …"."""
    asks = any(verb.kind == "ask" for verb in language.verbs.get(token.low, ()))
    return asks and language.features.bare_clause and token.low.endswith(language.verb_endings)


def _leads_on(found: Sequence[Token], first: int, end: int) -> bool:
    """Whether a clause stands behind an adverbial: "In all, the storm broke nine roofs", not "In a call on 2 May"."""
    return any(found[k].tags & {"aux", "modal"} or (found[k].low == "," and end - k > SHORT) for k in range(first, end))


def _is_pronominal(words: Sequence[Token]) -> bool:
    """Whether a word such as "this" leads a clause (this includes a force) and no time (this week)."""
    return "det" in words[0].tags and len(words) > 1 and not words[1].tags & {"time", "period"}
