"""Sentences that tell what somebody said without a clause for it: Lee fordert neue Stege, Lee warnt vor Eis.

The thing that was said is bound up with its verb, so the sentence is the statement as a whole, speaker and all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.core.speech.clause import strip
from monitor.core.speech.cue import AUXILIARY, MOST, Cue, verb_cue
from monitor.core.speech.frame import Frame
from monitor.core.speech.phrase import after
from monitor.core.speech.speaker import speaker
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language, Verb

SUBORDINATE = frozenset({"sub", "comp", "as", "wh", "rel"})


def telling(found: Sequence[Token], low: int, high: int, language: Language) -> list[Frame]:
    """The frame of a sentence that tells as a whole what its subject said, if it does."""
    if found[high - 1].low in {"?", ":"} or found[low].tags & SUBORDINATE:
        return []
    verbs = language.telling
    for place in [k for k in range(low, high) if found[k].low in verbs][:MOST]:
        for verb in verbs[found[place].low]:
            if passive := _passive(found, low, high, place, verb, language):
                return [passive]
            cue = verb_cue(found, low, place, high, (replace(verb, particles=()),), language)
            if cue is None or not (_is_main(found, low, high, cue) and _governs(found, high, cue, verb)):
                continue
            who = speaker(found, low, high, cue, None, language).phrase
            if who is not None:
                return [Frame((cue.first, cue.end), who, ((low, strip(found, low, high)),))]
    return []


def _passive(found: Sequence[Token], low: int, high: int, place: int, verb: Verb, language: Language) -> Frame | None:
    """The frame of a passive whose agent is named: Der Plan wurde von Lee als Irrweg bezeichnet."""
    if verb.form != "participle":
        return None
    near = range(place - 1, max(low, place - AUXILIARY) - 1, -1)
    pivot = next((k for k in near if "be" in found[k].tags or not found[k].word), None)
    agent = next((k for k in range(low, place) if "agent" in found[k].tags), None)
    if pivot is None or agent is None or "be" not in found[pivot].tags:
        return None
    if any("neg" in token.tags for token in found[pivot:place]):
        return None
    cue = Cue(pivot, place + 1, "verb", (verb,), pivot)
    who = after(found, agent + 1, place, language, oblique=True)
    if who is None or not (_is_main(found, low, high, cue) and _governs(found, high, cue, verb)):
        return None
    return Frame((pivot, place + 1), who, ((low, strip(found, low, high)),))


def _is_main(found: Sequence[Token], low: int, high: int, cue: Cue) -> bool:
    """Whether the cue is the verb of a main clause: it stands second there, with more behind it."""
    if cue.pivot + 1 >= high or not found[cue.pivot + 1].word or "aux" in found[cue.pivot + 1].tags:
        return False
    opened = next((k + 1 for k in range(cue.pivot - 1, low - 1, -1) if found[k].low == ","), low)
    return not found[opened].tags & SUBORDINATE


def _governs(found: Sequence[Token], high: int, cue: Cue, verb: Verb) -> bool:
    """Whether the clause has a preposition with which the verb names the thing, if it needs one."""
    end = next((k for k in range(cue.end, high) if found[k].low in {",", ";", ":"}), high)
    words = {found[k].low for k in range(cue.pivot + 1, end)}
    return not verb.particles or any(particle[0] in words for particle in verb.particles)
