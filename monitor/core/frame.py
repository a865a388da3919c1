"""Frames: who says what in one sentence, as ranges of tokens.

For every cue: its speaker (before it, behind it, or carried from the clause before), and the content it takes: what
follows (a clause, direct speech, a noun phrase), what stands before it ("…, said X"), or both ("The deal, he said,
is dead").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core import mention
from monitor.core.clause import clause_end, content_start, resumed, source_content, strip
from monitor.core.cue import Cue
from monitor.core.mention import Range
from monitor.core.sentence import ENDS
from monitor.core.tokens import DASHES, Token
from monitor.lexicon.languages import SAYING, Language

CLAUSE = 8
"""Words from which a stretch that begins like an adverbial is taken to hold a clause too."""
ASIDE = 16
"""Tokens that "as" may stand before its verb."""
SEPARATORS = DASHES | {","}


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
    for cue in hits:
        if made and any(
            first <= cue.first < end and _quoted_only(found, first, end) for first, end in made[-1].contents
        ):
            continue
        frame = (
            _source(found, low, high, cue, language)
            if cue.kind != "verb"
            else _verb(found, low, high, cue, made, language)
        )
        if frame is not None and frame.contents and (language.features.null_subject or _tenable(found, frame)):
            if made:
                made[-1] = _cut(found, made[-1], frame)
                if any(first < cue.first < end for first, end in made[-1].contents):
                    continue
            made.append(frame)
    return made


def _tenable(found: Sequence[Token], frame: Frame) -> bool:
    """Without a speaker only direct speech stands."""
    return frame.speaker is not None or any(_quoted_only(found, first, end) for first, end in frame.contents)


def _cut(found: Sequence[Token], earlier: Frame, later: Frame) -> Frame:
    """End a content where the next reporting clause begins behind a comma: "When he said X, Ann Lee denied Y"."""
    begin = min(later.cue[0], later.speaker[0]) if later.speaker and not later.inherited else later.cue[0]
    if not any(first < begin < end for first, end in earlier.contents):
        return earlier
    lead = begin - 1
    while lead > earlier.cue[1] and found[lead].tags & {"conj", "but", "contrast"}:
        lead -= 1
    opened = found[earlier.cue[0] - 1] if earlier.cue[0] else None
    subordinate = earlier.speaker is not None and earlier.speaker[0] > 0 and "sub" in found[earlier.speaker[0] - 1].tags
    contrast = begin > 0 and bool(found[begin - 1].tags & {"contrast", "but"})
    if not (
        contrast or (found[lead].low == "," and (subordinate or lead < begin - 1 or (opened and "rel" in opened.tags)))
    ):
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
    if cue.kind == "postposed":
        speaker = mention.before(found, low, cue.first, language)
        group = (speaker[0] if speaker else cue.first, cue.end)
    else:
        speaker = mention.after(found, cue.end, high, language)
        group = (cue.first, speaker[1] if speaker else cue.end)
    if speaker is None:
        return None
    return Frame(
        (cue.first, cue.end), speaker, source_content(found, low, high, group, free=language.features.free_source)
    )


def _verb(
    found: Sequence[Token], low: int, high: int, cue: Cue, made: Sequence[Frame], language: Language
) -> Frame | None:
    verb = cue.verbs[0]
    speaker, inherited, inverted = _speaker(found, low, high, cue, made, language)
    reference = _reference(found, low, cue, speaker)
    if reference is not None and speaker is not None:
        return Frame(
            (cue.first, cue.end),
            speaker,
            source_content(found, low, high, (reference, max(cue.end, speaker[1])), free=True),
        )
    first = min(cue.first, speaker[0]) if speaker and not inherited else cue.first
    end = max(cue.end, speaker[1]) if speaker and not inherited else cue.end
    contents: list[Range] = []
    phrase = not SAYING & {reading.kind for reading in cue.verbs}
    led = _led(found, low, first) and (first == cue.pivot or not language.features.verb_final)
    if led and (not phrase or found[first - 1].quote is not None) and verb.form != "gerund":
        region = (_clause_begin(found, low, made), first)
        closes = end >= high or found[end].low in ENDS
        if _is_content(found, region, language, sure=closes or (found[first - 1].low == "," == found[end].low)):
            contents.append(region)
    bare = not inverted and not (contents and found[first - 1].quote is not None)
    start = content_start(found, end, high, cue, language, bare=bare)
    if start is None and led and not inverted and language.features.bare_clause and not phrase:
        start = resumed(found, end, high, language)
    elif start is not None and contents and found[first - 1].quote is None and not _medial(found, end, start):
        contents.clear()
    if start is not None:
        stop = clause_end(found, start, high, language, phrase=phrase)
        if stop > start:
            contents.append((start, stop))
        if start < stop < high - 1 and found[stop].low == ":":
            contents.append((stop + 1, clause_end(found, stop + 1, high, language)))
    return Frame((cue.first, cue.end), speaker, tuple(contents), inherited, phrase)


def _reference(found: Sequence[Token], low: int, cue: Cue, speaker: Range | None) -> int | None:
    """The word that makes the clause an aside to its own content: as Ann Lee said, wie Lee am Freitag sagte."""
    for place in range(cue.pivot - 1, max(low, cue.pivot - ASIDE) - 1, -1):
        token = found[place]
        if not token.word:
            return None
        if "as" in token.tags:
            return (
                place
                if speaker is not None
                and place < min(speaker[0], cue.pivot)
                and (place == low or not found[place - 1].word)
                else None
            )
    return None


def speaker_of(found: Sequence[Token], low: int, high: int, cue: Cue, language: Language) -> Range | None:
    """Who is the speaker of a cue, whatever it takes."""
    return _speaker(found, low, high, cue, (), language)[0]


def _medial(found: Sequence[Token], end: int, start: int) -> bool:
    return end < len(found) and found[end].low in SEPARATORS and start == end + 1


def _led(found: Sequence[Token], low: int, first: int) -> bool:
    """Whether the group of cue and speaker comes right behind a possible content."""
    return first > low and (found[first - 1].quote is not None or found[first - 1].low in SEPARATORS | {"?", "!"})


def _clause_begin(found: Sequence[Token], low: int, made: Sequence[Frame]) -> int:
    return max([low, *(end for frame in made for _, end in (*frame.contents, frame.cue))])


def _is_content(found: Sequence[Token], region: Range, language: Language, *, sure: bool) -> bool:
    """A clause or direct speech; not an adverbial such as "However," or "On Friday,".

    `sure` says that the cue ends the sentence or is an insertion, so that what leads it must be its content.
    """
    first, end = region
    while first < end and not found[first].word and found[first].quote is None:
        first += 1
    words = found[first:end]
    if any(token.quote is not None for token in words):
        return True
    plain = [token for token in words if token.word]
    if plain and plain[0].low.endswith(language.gerund_endings):
        return False
    adverbial = bool(plain) and bool(plain[0].tags & {"prep", "adv", "sub", "time", "when", "conj", "but"} - {"det"})
    if sure and plain and (not adverbial or len(plain) >= CLAUSE):
        return True
    if len(plain) < 3 or plain[0].tags & {"prep", "adv", "sub", "time", "when"} - {"det"}:
        return len(plain) >= 7 and any("aux" in token.tags for token in plain) and not plain[0].tags & {"sub", "prep"}
    return True


def _speaker(
    found: Sequence[Token], low: int, high: int, cue: Cue, made: Sequence[Frame], language: Language
) -> tuple[Range | None, bool, bool]:
    """The speaker, whether it is inherited, whether it stands behind the cue."""
    verb = cue.verbs[0]
    left = cue.pivot - 1
    progressive = verb.form == "gerund" and left >= low and "be" in found[left].tags
    if verb.form == "gerund" and not progressive:
        if left >= low and found[left].word and not found[left].tags & {"conj", "but", "prep", "sub", "adv"}:
            carrier = mention.before(found, low, cue.first, language) if found[left].tags & {"media"} else None
            return carrier, False, False
        return _inherit(found, low, cue, made, language), True, False
    if language.features.inversion and cue.end < high and cue.end == cue.pivot + 1:
        following = found[cue.end]
        pronoun = language.pronouns.get(following.low)
        if pronoun and (pronoun.gender or pronoun.number) and not following.tags & {"hearer", "impersonal"}:
            return (cue.end, cue.end + 1), False, True
    led = left < low or found[left].low in SEPARATORS or found[left].quote is not None or "as" in found[left].tags
    if language.features.inversion and not led:
        subject = mention.before(found, low, cue.pivot, language)
        if subject is not None:
            return subject, False, False
    may_invert = language.features.inverted_hearer or verb.kind != "tell" or len(cue.verbs) > 1
    if may_invert and (led or language.features.inversion):
        split_verb = cue.verbs[0].form == "participle" and cue.end - cue.pivot > 2
        behind = mention.after(
            found, cue.pivot + 1 if split_verb else cue.end, cue.end - 1 if split_verb else high, language
        )
        if behind is not None and _closed(found, behind, high, language):
            return behind, False, True
    subject = mention.before(found, low, cue.pivot, language)
    if subject is None and language.features.verb_final:
        subject = mention.clause_subject(found, low, cue.pivot, language)
    if subject is not None:
        return subject, False, False
    if left >= low and found[left].tags & {"conj", "but", "adv", "aux"}:
        return _inherit(found, low, cue, made, language), True, False
    return None, False, False


def _closed(found: Sequence[Token], phrase: Range, high: int, language: Language) -> bool:
    """Whether the phrase behind an inverted cue ends where a phrase may end."""
    if not language.features.bare_clause:
        return True
    place = phrase[1]
    if "pron" in found[phrase[0]].tags:
        return False
    if place >= high:
        return True
    token = found[place]
    if "comp" in token.tags or token.quote is not None:
        return False
    return not token.word or bool(token.tags & {"prep", "time", "adv", "when", "sub"})


def _inherit(found: Sequence[Token], low: int, cue: Cue, made: Sequence[Frame], language: Language) -> Range | None:
    if made and made[-1].speaker is not None:
        return made[-1].speaker
    return mention.head(found, low, cue.first, language)
