"""Read a paragraph sentence by sentence: what its rules found so far, and who has the floor (`floor`).

The rules of a sentence stand in `Reading.sentence`, in their order: the first that finds something wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.core.attribution import announced, label, loose
from monitor.core.sentence import ENDS
from monitor.core.speech.agreement import agreement
from monitor.core.speech.clause import strip
from monitor.core.speech.content import apart, characters, quotation
from monitor.core.speech.cue import Cue, cues
from monitor.core.speech.dialogue import Speech, speech
from monitor.core.speech.floor import Floor
from monitor.core.speech.frame import Frame, frames
from monitor.core.speech.hand import looks_back
from monitor.core.speech.indirect import is_reported, reported_clause
from monitor.core.speech.marks import OPENERS
from monitor.core.speech.mention import Range
from monitor.core.speech.span import Span, record
from monitor.core.speech.speaker import speaker
from monitor.core.speech.subject import head, is_somebody
from monitor.core.speech.telling import telling
from monitor.core.speech.tokens import DASHES, Token
from monitor.lexicon.languages import Language
from monitor.records import Quotation

REPORT = 3_000
"""Characters of the longest report without a cue that is taken as one."""
SPOKEN = 20
"""Sentences of the longest speech behind a dash within a paragraph."""
BACK = 4
"""Words of the shortest sentence that the next one can say to have been said."""


@dataclass(slots=True)
class Reading:
    """A paragraph being read."""

    text: str
    found: Sequence[Token]
    language: Language
    known: frozenset[str]
    """Capitalised words that the article has more than once."""
    heard: set[str]
    """Last names of those who spoke so far in the article."""
    floor: Floor
    last: Span | None = None
    """The last sentence, where nobody was said to have said it."""
    made: list[Quotation] = field(default_factory=list)
    report: Span | None = None
    """The report without a cue that the sentence before was part of."""

    def read(self, sentences: Sequence[Range]) -> None:
        """Read the paragraph: the speech that a dash opens as one piece, all else by its sentences."""
        pending = list(sentences)
        place, reach = 0, len(pending)
        while place < len(pending):
            if spoken := speech(self.found, pending[place : place + reach], self.language):
                self.dialogue(spoken)
                place += spoken.sentence
                high = pending[place][1]
                pending[place] = (spoken.rest, high)
                place += not any(token.word or token.quote for token in self.found[spoken.rest : high])
            else:
                self.sentence(*pending[place])
                place += 1
            reach = SPOKEN if self.language.features.carried_subject else 0

    def dialogue(self, spoken: Speech) -> None:
        """Take the speech that a dash opens."""
        self.framed([spoken.frame])
        self.floor.near = True
        self.floor.dash = spoken.frame.speaker
        self.last = None

    def sentence(self, low: int, high: int) -> None:
        """Read the sentence of the tokens ``[low, high)``: by its cues, by its mood, as a whole, by its marks alone."""
        hits = cues(self.found, low, high, self.language)
        told = self.told(low, high, hits)
        if not told and self.is_reported(low, high):
            self.uncued(low, high)
            return
        told = told or telling(self.found, low, high, self.language)
        self.report = None
        claimed = self.framed(told)
        self.last = self.plain(low, high, told)
        self.made.extend(
            loose(self.text, self.found, (low, high), claimed, self.floor.of_loose_speech(), self.language)
        )
        self.floor.topic = self.about(low, high, told)
        self.floor.near = bool(told) or self.found[low].quote is not None
        if high == len(self.found) and self.found[high - 1].low == ":":
            who = announced(self.found, low, high, hits, self.language, self.known)
            self.floor.marked = characters(self.found, who) or self.floor.speaker

    def told(self, low: int, high: int, hits: Sequence[Cue]) -> list[Frame]:
        """The frames of a sentence: of the one before it, of its cues, of a label, or of a dash that goes on."""
        told = (
            self.told_back(low, high, hits)
            or frames(self.found, low, high, hits, self.language)
            or label(self.found, low, high, self.language, self.known)
            or self.spoken_on(low, high)
        )
        if any(self.found[k].word for k in range(low, high)):
            spoken = (frame for frame in told if frame.contents and self.opens_speech(frame.contents[0][0]))
            self.floor.dash = next((frame.speaker for frame in spoken), None)
        return [frame for frame in told if not frame.phrase] if self.is_headline() else told

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
        spans = characters(self.found, place), characters(self.found, who)
        self.made.append(record(self.text, "mixed" if marked else "indirect", said, *spans))
        return [Frame(place, who, ())]

    def spoken_on(self, low: int, high: int) -> list[Frame]:
        """Speech that a new dash takes up: – Most jest gotowy – powiedział Nowak. – Otwarcie w sobotę."""
        if self.floor.dash is None or not 0 < low < high or not self.opens_speech(low):
            return []
        return [Frame((low, low + 1), self.floor.dash, ((low + 1, strip(self.found, low + 1, high)),), verbatim=True)]

    def opens_speech(self, place: int) -> bool:
        """Whether a dash that begins a sentence stands at or before the token."""
        dash = place if self.found[place].low in DASHES else place - 1
        if not self.language.features.dash_dialogue or dash < 0 or self.found[dash].low not in DASHES:
            return False
        return dash == 0 or self.found[dash - 1].low in ENDS

    def is_headline(self) -> bool:
        """A line without an end: what it names in passing is no statement."""
        last = self.found[-1]
        return last.low not in ENDS | {":"} and last.quote is None

    def framed(self, told: Sequence[Frame]) -> set[int]:
        """Take what the frames hold, and give their speakers the floor; the indices of the tokens that they claim."""
        claimed: set[int] = set()
        for frame in told:
            who = characters(self.found, frame.speaker) or self.floor.of_verb(self.found, frame.cue, self.language)
            if frame.speaker:
                self.floor.gender = agreement(self.found[frame.cue[1] - 1], self.language).gender
            verbatim = frame.verbatim or (bool(frame.contents) and self.opens_speech(frame.contents[0][0]))
            for content in apart(self.text, self.found, frame.contents):
                said = quotation(self.text, self.found, content, frame.cue, who, verbatim=verbatim)
                if said is not None:
                    self.made.append(said)
                    self.floor.marked = who or self.floor.marked if said.kind == "direct" else self.floor.marked
                    claimed.update(range(*content))
            self.floor.speaker = who or self.floor.speaker
            if frame.speaker and (last := self.found[frame.speaker[1] - 1]).upper:
                self.heard.add(last.low)
        return claimed

    def is_reported(self, low: int, high: int) -> bool:
        """Whether the sentence stands in the mood of reported speech."""
        goes_on, at_once = bool(self.made), self.at_once(low)
        return is_reported(self.found, low, high, self.language, goes_on=goes_on, at_once=at_once)

    def at_once(self, low: int) -> bool:
        """Whether the sentence before was told by somebody, up to its end."""
        if low == 0 or not self.made or self.made[-1].speaker_start is None or self.made[-1].kind == "direct":
            return False
        return self.made[-1].end >= self.found[low - 1].start

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
        self.made.append(record(self.text, "mixed" if marked else "indirect", span, None, self.floor.of_report()))

    def subordinate(self, low: int, clause: int, high: int) -> None:
        """A report in a clause of its own, behind a verb that is no cue: Lee regte an, Ray solle antreten."""
        who = characters(self.found, head(self.found, low, clause, self.language))
        said = quotation(self.text, self.found, (clause, strip(self.found, clause, high)), None, who)
        self.made.extend([said] if said else [])
        self.floor.speaker = who or self.floor.speaker
        self.report = None

    def plain(self, low: int, high: int, told: Sequence[Frame]) -> Span | None:
        """The sentence without its end mark, where it is one of the reporter."""
        end = strip(self.found, low, high)
        words = sum(token.word for token in self.found[low:end])
        if told or words < BACK or self.found[high - 1].low not in ENDS:
            return None
        return self.found[low].start, self.found[end - 1].end

    def about(self, low: int, high: int, told: Sequence[Frame]) -> Span | None:
        """Whom a sentence of the reporter is about, if it names somebody: direct speech behind it is theirs."""
        if told:
            return None
        if self.found[low].quote is not None:
            return self.floor.topic
        who = head(self.found, low, high, self.language)
        if who is None or not (is_somebody(self.found, who, self.language) or self.has_spoken(who)):
            return None
        return characters(self.found, who)

    def has_spoken(self, phrase: Range) -> bool:
        """Whether the last name of a phrase is that of an earlier speaker."""
        return self.found[phrase[1] - 1].low in self.heard
