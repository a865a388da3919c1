"""Speech behind a dash that fills more than a clause: its speaker is named once, at its end.

– Vi väntar. Det är kallt, säger Ann Lee.  A mark would show how far the speech reaches; a dash opens it only, so the
cue that names the speaker tells where it ends, and all that stands before is what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.speech.agreement import leaves_out_subject
from monitor.core.speech.clause import strip
from monitor.core.speech.cue import Cue, cues
from monitor.core.speech.frame import Frame
from monitor.core.speech.mention import Range
from monitor.core.speech.speaker import Subject, speaker
from monitor.core.speech.tokens import DASHES, SEPARATORS, Token
from monitor.lexicon.languages import SAYING, Language

CLOSING = SEPARATORS | {"?", "!", "…"}


class Speech(NamedTuple):
    """The frame of the speech, the number of the sentence that ends it, and where that sentence goes on."""

    frame: Frame
    sentence: int
    rest: int


def speech(found: Sequence[Token], sentences: Sequence[Range], language: Language) -> Speech | None:
    """The speech that a dash opens and a later cue closes, if there is such."""
    if not language.features.dash_dialogue or len(sentences) == 0 or found[sentences[0][0]].low not in DASHES:
        return None
    first = sentences[0][0] + 1
    for number, (low, high) in enumerate(sentences):
        if number > 0 and found[low].low in DASHES and language.features.carried_subject:
            return None
        hits = cues(found, low, high, language)
        for place, cue in enumerate(hits):
            who = _credit(found, low, high, cue, language)
            if who is None:
                continue
            end = cue.end if who.phrase is None else who.phrase[1]
            if number == place == 0 and any(found[k].low in SEPARATORS for k in range(end, high)):
                return None  # the speech may go on behind its cue, which other rules tell
            content = (first, strip(found, first, cue.first))
            return Speech(Frame((cue.first, cue.end), who.phrase, (content,), verbatim=True), number, end)
    return None


def _credit(found: Sequence[Token], low: int, high: int, cue: Cue, language: Language) -> Subject | None:
    """Who is named behind a cue that ends the speech: ", säger Ann Lee"; not "I think" within it."""
    if cue.kind != "verb" or cue.first == 0 or found[cue.first - 1].low not in CLOSING:
        return None
    if not SAYING & {verb.kind for verb in cue.verbs}:
        return None
    who = speaker(found, low, high, cue, None, language)
    apart = (cue.first, cue.end)
    if who.phrase is None and language.features.carried_subject and leaves_out_subject(found, apart, language):
        return who
    if who.phrase is None or not who.inverted:
        return None
    pronoun = language.pronouns.get(found[who.phrase[0]].low)
    return None if pronoun is not None and not pronoun.gender else who
