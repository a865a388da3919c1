"""Quotations: who said what in an article, with offsets into its text.

The paragraph is the unit: its marks are paired, its sentences cut, every cue makes a frame (`core.frame`), and what
no frame claims is direct speech that goes on, or no statement (`core.attribution`). Rules and closed-class words
only; all words come from the lexicon.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.core.attribution import Carried, announced, label, loose
from monitor.core.sentence import ENDS, split
from monitor.core.speech.clause import strip
from monitor.core.speech.cue import Cue, cues
from monitor.core.speech.dialogue import Speech, speech
from monitor.core.speech.frame import Frame, frames
from monitor.core.speech.hand import looks_back
from monitor.core.speech.indirect import is_reported, reported_clause
from monitor.core.speech.marks import LONGEST, OPENERS, Quoted, pair, paragraphs
from monitor.core.speech.mention import Range
from monitor.core.speech.span import Span, record, trimmed
from monitor.core.speech.speaker import speaker
from monitor.core.speech.subject import agreement, head, is_somebody, leaves_out_subject
from monitor.core.speech.telling import telling
from monitor.core.speech.tokens import DASHES, Token, tokens
from monitor.lexicon.languages import Language
from monitor.records import Kind, Quotation

CAPITALISED = re.compile(r"\b(?=[^\W\d_])[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]\w+")
INDENT = 2
"""Characters before the mark that reopens a paragraph."""
REPORT = 3_000
"""Characters of the longest report without a cue that is taken as one."""
SPOKEN = 20
"""Sentences of the longest speech behind a dash within a paragraph."""
BACK = 4
"""Words of the shortest sentence that the next one can say to have been said."""
WHOLE = 20
"""Characters of quoted words that may be a sentence of their own."""
REPEATED = 300
"""Characters of the longest line that is looked at for being a repeated headline."""


def quotations(text: str, language: Language, title: str = "") -> tuple[Quotation, ...]:
    """The quotations of a text, by start.

    Args:
        text: the article; paragraphs are its lines.
        language: what the lexicon knows of its language.
        title: the headline, whose repetition in the text is no statement.
    """
    seen = {_normal(title)}
    known = _met_again(text)
    heard: set[str] = set()
    made: list[Quotation] = []
    carried = Carried()
    for start, end in paragraphs(text):
        if end - start <= REPEATED:
            key = _normal(text[start:end])
            if key in seen:
                continue
            seen.add(key)
        found, following = _paragraph(text, start, end, language, carried, known, heard)
        if carried.open and made and found and _goes_on(made[-1], found[0], start):
            found[0] = _joined(text, made.pop(), found[0])
        made.extend(found)
        carried = following
    return tuple(sorted(made, key=lambda quotation: (quotation.start, -quotation.end)))


def _normal(line: str) -> str:
    return " ".join(line.split()).casefold()


def _met_again(text: str) -> frozenset[str]:
    """Capitalised words that the text has more than once: names of its people rather than labels of the page."""
    counts = Counter(match[0].lower() for match in CAPITALISED.finditer(text))
    return frozenset(word for word, count in counts.items() if count > 1)


def _goes_on(earlier: Quotation, later: Quotation, start: int) -> bool:
    """Whether `later` is the next paragraph of the speech whose mark `earlier` left open."""
    both = earlier.kind == later.kind == "direct"
    return both and later.start - start <= INDENT and later.end - earlier.start <= LONGEST


def _joined(text: str, earlier: Quotation, later: Quotation) -> Quotation:
    teller = later if earlier.speaker_start is None and later.speaker_start is not None else earlier
    return record(
        text,
        "direct",
        (earlier.start, later.end),
        None if teller.cue_start is None or teller.cue_end is None else (teller.cue_start, teller.cue_end),
        None
        if teller.speaker_start is None or teller.speaker_end is None
        else (teller.speaker_start, teller.speaker_end),
    )


@dataclass(slots=True)
class Reading:
    """A paragraph being read: what was found in it so far, and who speaks."""

    text: str
    found: Sequence[Token]
    language: Language
    known: frozenset[str]
    speaker: Span | None
    heard: set[str]
    """Last names of those who spoke so far in the article."""
    made: list[Quotation] = field(default_factory=list)
    report: Span | None = None
    """The report without a cue that the sentence before was part of."""
    topic: Span | None = None
    """Somebody whom the last sentence is about."""
    direct: Span | None = None
    """Who spoke in marks last."""
    dash: Range | None = None
    """Who spoke behind a dash in the sentence before."""
    near: bool = True
    """Whether the sentence before was speech or a report, so that its speaker can go on."""
    voice: str = ""
    """Gender of whom the last cue was about, as its verb tells."""
    last: Span | None = None
    """The last sentence, where nobody was said to have said it."""

    def sentence(self, low: int, high: int) -> None:
        """Read the sentence of the tokens ``[low, high)``."""
        hits = cues(self.found, low, high, self.language)
        told = self.told_back(low, high, hits) or frames(self.found, low, high, hits, self.language)
        told = told or label(self.found, low, high, self.language, self.known) or self.spoken_on(low, high)
        if any(self.found[k].word for k in range(low, high)):
            self.dash = next(
                (frame.speaker for frame in told if frame.contents and self.opens_speech(frame.contents[0][0])), None
            )
        if self.is_headline():
            told = [frame for frame in told if not frame.phrase]
        if not told and is_reported(
            self.found, low, high, self.language, goes_on=bool(self.made), at_once=self.at_once(low)
        ):
            self.uncued(low, high)
            return
        told = told or telling(self.found, low, high, self.language)
        self.report = None
        claimed = self.framed(told)
        self.last = self.plain(low, high, told)
        self.made.extend(loose(self.text, self.found, (low, high), claimed, self.topic or self.speaker, self.language))
        self.topic = self.about(low, high, told)
        self.near = bool(told) or self.found[low].quote is not None
        if high == len(self.found) and self.found[high - 1].low == ":":
            who = announced(self.found, low, high, hits, self.language, self.known)
            self.direct = _characters(self.found, who) or self.speaker

    def at_once(self, low: int) -> bool:
        """Whether the sentence before was told by somebody, up to its end."""
        if low == 0 or not self.made or self.made[-1].speaker_start is None or self.made[-1].kind == "direct":
            return False
        return self.made[-1].end >= self.found[low - 1].start

    def dialogue(self, spoken: Speech) -> None:
        """Take the speech that a dash opens."""
        self.framed([spoken.frame])
        self.near = True
        self.last = None
        self.dash = spoken.frame.speaker

    def told_back(self, low: int, high: int, hits: Sequence[Cue]) -> list[Frame]:
        """A sentence that says who said the one before it: Мост закроют. Об этом сообщил министр."""
        said = self.last
        if said is None or not hits or not looks_back(self.found, low, high, self.language):
            return []
        cue = hits[0]
        who = speaker(self.found, low, high, cue, None, self.language).phrase
        if who is None or cue.kind != "verb" or "first_person" in self.found[who[0]].tags:
            return []
        marked = any(char in OPENERS for char in self.text[said[0] : said[1]])
        place = (cue.first, cue.end)
        self.made.append(
            record(
                self.text,
                "mixed" if marked else "indirect",
                said,
                _characters(self.found, place),
                _characters(self.found, who),
            )
        )
        return [Frame(place, who, ())]

    def plain(self, low: int, high: int, told: Sequence[Frame]) -> Span | None:
        """The sentence without its end mark, where it is one of the reporter."""
        end = strip(self.found, low, high)
        words = sum(token.word for token in self.found[low:end])
        if told or words < BACK or self.found[high - 1].low not in ENDS:
            return None
        return self.found[low].start, self.found[end - 1].end

    def about(self, low: int, high: int, told: Sequence[Frame]) -> Span | None:
        """Whom a sentence of the reporter is about, if it names somebody: direct speech behind it is theirs."""
        if told or self.found[low].quote is not None:
            return self.topic if self.found[low].quote is not None and not told else None
        who = head(self.found, low, high, self.language)
        if who is None or not (is_somebody(self.found, who, self.language) or self.has_spoken(who)):
            return None
        return _characters(self.found, who)

    def has_spoken(self, phrase: Range) -> bool:
        """Whether the last name of a phrase is that of an earlier speaker."""
        return self.found[phrase[1] - 1].low in self.heard

    def is_headline(self) -> bool:
        """A line without an end: what it names in passing is no statement."""
        last = self.found[-1]
        return last.low not in ENDS | {":"} and last.quote is None

    def spoken_on(self, low: int, high: int) -> list[Frame]:
        """Speech that a new dash takes up: – Most jest gotowy – powiedział Nowak. – Otwarcie w sobotę."""
        if self.dash is None or not 0 < low < high or not self.opens_speech(low):
            return []
        return [Frame((low, low + 1), self.dash, ((low + 1, strip(self.found, low + 1, high)),), verbatim=True)]

    def opens_speech(self, place: int) -> bool:
        """Whether a dash that begins a sentence stands at or before the token."""
        dash = place if self.found[place].low in DASHES else place - 1
        if not self.language.features.dash_dialogue or dash < 0 or self.found[dash].low not in DASHES:
            return False
        return dash == 0 or self.found[dash - 1].low in ENDS

    def framed(self, told: Sequence[Frame]) -> set[int]:
        """Take what the frames hold; the indices of the tokens that they claim."""
        claimed: set[int] = set()
        for frame in told:
            if frame.contents and self.opens_speech(frame.contents[0][0]):
                frame = frame._replace(verbatim=True)  # noqa: PLW2901  the same frame, read as speech
            who = _characters(self.found, frame.speaker) or self.same(frame)
            self.voice = agreement(self.found[frame.cue[1] - 1], self.language).gender if frame.speaker else self.voice
            for content in _apart(self.text, self.found, frame.contents):
                quotation = _quotation(self.text, self.found, content, frame, who)
                if quotation is not None:
                    self.made.append(quotation)
                    self.direct = who or self.direct if quotation.kind == "direct" else self.direct
                    claimed.update(range(*content))
            self.speaker = who or self.speaker
            if frame.speaker and (last := self.found[frame.speaker[1] - 1]).upper:
                self.heard.add(last.low)
        return claimed

    def same(self, frame: Frame) -> Span | None:
        """Who spoke last, where a verb leaves out its subject and nobody else came in between: «…», ha aggiunto."""
        if not leaves_out_subject(self.found, frame.cue, self.language):
            return None
        gender = agreement(self.found[frame.cue[1] - 1], self.language).gender
        if gender and self.voice and gender != self.voice:
            return None
        topic = self.topic if self.language.features.carried_subject else None
        return topic or (self.speaker if self.near else None)

    def uncued(self, low: int, high: int) -> None:
        """A sentence in the mood of reported speech, joined to one before it."""
        clause = reported_clause(self.found, low, high, self.language)
        if clause is not None:
            self.subordinate(low, clause, high)
            return
        span = (self.found[low].start, self.found[high - 1].end)
        if self.report is not None and span[1] - self.report[0] <= REPORT:
            self.made.pop()
            span = (self.report[0], span[1])
        self.report = span
        marked = any(token.quote is not None for token in self.found[low:high])
        who = self.speaker or self.topic
        self.made.append(record(self.text, "mixed" if marked else "indirect", span, None, who))

    def subordinate(self, low: int, clause: int, high: int) -> None:
        """A report in a clause of its own, behind a verb that is no cue."""
        who = _characters(self.found, head(self.found, low, clause, self.language))
        self.framed([Frame((low, low), None, ((clause, strip(self.found, clause, high)),))])
        self.report = None
        quotation = self.made.pop()
        span = (quotation.start, quotation.end)
        self.made.append(record(self.text, quotation.kind, span, None, who))
        self.speaker = who or self.speaker


def _paragraph(
    text: str, start: int, end: int, language: Language, carried: Carried, known: frozenset[str], heard: set[str]
) -> tuple[list[Quotation], Carried]:
    outer = [quote for quote in pair(text, start, end) if quote.depth == 0]
    found = tokens(text, start, end, outer, language)
    speaks_on = bool(found) and found[0].quote is not None
    reading = Reading(text, found, language, known, carried.speaker if speaks_on else None, heard, last=carried.last)
    sentences = split(text, found, language)
    read(reading, sentences)
    unclosed = bool(outer) and not outer[-1].closed
    speaker = reading.direct or (reading.speaker if unclosed else None)
    return _distinct(reading.made), Carried(speaker, unclosed, reading.last)


def read(reading: Reading, sentences: Sequence[Range]) -> None:
    """Read a paragraph: the speech that a dash opens as one piece, all else by its sentences."""
    pending = list(sentences)
    place, reach = 0, len(pending)
    while place < len(pending):
        if spoken := speech(reading.found, pending[place : place + reach], reading.language):
            reading.dialogue(spoken)
            place += spoken.sentence
            high = pending[place][1]
            pending[place] = (spoken.rest, high)
            place += not any(token.word or token.quote for token in reading.found[spoken.rest : high])
        else:
            reading.sentence(*pending[place])
            place += 1
        reach = SPOKEN if reading.language.features.carried_subject else 0


def _characters(found: Sequence[Token], phrase: Range | None) -> Span | None:
    return None if phrase is None else (found[phrase[0]].start, found[phrase[1] - 1].end)


def _quotation(text: str, found: Sequence[Token], content: Range, frame: Frame, who: Span | None) -> Quotation | None:
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
    kind: Kind = "direct" if marked == len(inside) or frame.verbatim else "mixed" if marked else "indirect"
    return record(text, kind, span, _characters(found, frame.cue), who)


def _apart(text: str, found: Sequence[Token], contents: Sequence[Range]) -> Iterator[Range]:
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


def _distinct(made: list[Quotation]) -> list[Quotation]:
    """One quotation for a span, the one with a speaker first."""
    best: dict[Span, Quotation] = {}
    for quotation in made:
        span = (quotation.start, quotation.end)
        if span not in best or (best[span].speaker_start is None and quotation.speaker_start is not None):
            best[span] = quotation
    return list(best.values())
