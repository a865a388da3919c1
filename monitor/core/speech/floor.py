"""Who has the floor: whose words are those that name no speaker of their own.

Each rule that carries a speaker on asks here, and nowhere else: direct speech that stands alone is of whom the sentence
before is about, or of who spoke last; a report without a cue is of who spoke last; a verb without a subject goes on with
the last speaker, where nothing came in between and the verb's gender does not speak against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.core.speech.agreement import agreement, leaves_out_subject
from monitor.core.speech.mention import Range
from monitor.core.speech.span import Span
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language


class Carried(NamedTuple):
    """What one paragraph leaves to the next: who speaks on, and whether a mark was left open."""

    speaker: Span | None = None
    open: bool = False
    last: Span | None = None
    """The last sentence, where nobody was said to have said it."""


@dataclass(slots=True)
class Floor:
    """As of the sentence before."""

    speaker: Span | None
    """Who spoke last in the paragraph, or speaks on from the one before."""
    topic: Span | None = None
    """Somebody whom the sentence is about."""
    marked: Span | None = None
    """Who spoke in marks last."""
    dash: Range | None = None
    """Who spoke behind a dash in it."""
    near: bool = True
    """Whether it was speech or a report, so that its speaker can go on."""
    gender: str = ""
    """Of whom the last cue was about, as its verb tells."""

    def of_loose_speech(self) -> Span | None:
        """Whose direct speech is that stands alone."""
        return self.topic or self.speaker

    def of_report(self) -> Span | None:
        """Whose report is that has no cue."""
        return self.speaker or self.topic

    def of_verb(self, found: Sequence[Token], cue: Range, language: Language) -> Span | None:
        """Who is meant by a verb that leaves out its subject: «…», ha aggiunto."""
        if not leaves_out_subject(found, cue, language):
            return None
        gender = agreement(found[cue[1] - 1], language).gender
        if gender and self.gender and gender != self.gender:
            return None
        topic = self.topic if language.features.carried_subject else None
        return topic or (self.speaker if self.near else None)
