"""Whether two reports are of one statement: a score from what they share, and the gates that it has to pass."""

from __future__ import annotations

from collections.abc import Mapping
from math import log1p

from monitor.core.identity.compare import Overlap, compare
from monitor.core.identity.normal import Normal, normal
from monitor.core.identity.occasion import Occasion, occasion
from monitor.core.identity.runs import PICKED, carried, picked
from monitor.core.identity.speaker import Voice, voice
from monitor.core.identity.veto import MINIMAL, doubtful, veto
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Judgement, Reported

CERTAIN = 0.6
"""Score from which two reports are one statement; see docs/identity.md for how it was chosen."""
PROBABLE = 0.5
"""Score from which two reports are probably one statement: shown to the reader, never joined."""
VETOED, RESTATED, DOUBTED = 0.3, 0.4, 0.58
"""What a contradiction, or another occasion, leaves of a score: even of a full one less than `PROBABLE`; and what it
can be at most where a name is in doubt."""
LITTLE = 1.3
"""Shared weight below which words are too few to identify anything beyond the same day and actor."""
LONG = 4.0
"""Shared weight that is asked for where nobody knows who spoke."""
OWN, ASIDE = 0.95, 0.2
"""Weight of its own, one telling word, with which each of two short texts says something else, and what a score loses
by it for each word that is missing to `LONG`."""
HALF = 0.5
"""Share of neighbours kept from which a text was edited rather than translated anew."""
NEAR = 0.85
"""Overlap that counts as near-verbatim."""
HELD = 0.05
"""What a score gains where the longer text holds the other one word for word, however much longer it is."""
QUOTED, BACK = 1.7, 2.4
"""Quoted weight that brings an utterance back to which a report looks back: two telling words; and shared weight in all
from which the same was said again."""
AGAIN, EXACT = 0.95, frozenset({"number", "code", "name", "place", "city", "month", "multiplier"})
"""Overlap from which the same was said again on another occasion, and the kinds of words that it must not differ in."""
APART = frozenset({Occasion.LATER, Occasion.RECALLED, Occasion.OTHER})
"""Where only what was quoted joins."""
FORMULA = 3.0
"""Quoted weight up to which what is repeated on another day is a formula that a spokesman uses every week."""


def judge(a: Reported, b: Reported, lexicon: IdentityLexicon) -> Judgement:
    """Whether two reports are of one statement. Symmetric; the score is between 0 and 1."""
    a, b = sorted((a, b), key=lambda one: (one.text, one.language or "", one.speaker or "", one.kind or ""))
    who = voice(a, b, lexicon)
    if who is Voice.OTHER:
        return Judgement(same=False, score=0.0, relation="different")
    one, other = (normal(r.text, r.language, r.speaker, lexicon, direct=r.kind == "direct") for r in (a, b))
    if not one.terms or not other.terms:
        return wordless(one, other, who, occasion(a, b, lexicon))
    whole, part, same = compare(one, other, lexicon.kin)
    crossing = one.language != other.language
    points = score(whole, part, crossing=crossing)
    if points + PICKED < CERTAIN:
        return Judgement(same=False, score=points, relation="different")
    bonus = picked(one, other)
    points = min(1.0, points + bonus)
    if not (bonus or crossing):
        points = max(0.0, points - ASIDE * apart(whole, part))
    when = occasion(a, b, lexicon)
    if veto(one, other, same, whole, lexicon.opposites) is not None:
        points *= VETOED
    elif not admitted(one, other, whole, part, who, when, picks=bonus > 0):
        points *= RESTATED
        if a.actor_key == b.actor_key is not None and not crossing and restates(one, other, whole, same, when):
            return Judgement(same=False, score=points, relation="restated")
    elif whole.dice >= MINIMAL and doubtful(one, other, same):
        points = min(points, DOUBTED)
    if points < CERTAIN:
        return Judgement(same=False, score=points, relation="different")
    return Judgement(same=True, score=points, relation=relation(one, other, whole, part, when))


def wordless(one: Normal, other: Normal, who: Voice, when: Occasion) -> Judgement:
    """Texts without any telling word ("Yes, we can"): only the same words by the same actor at the same time count."""
    same = who is Voice.SAME and one.plain == other.plain and when is Occasion.SAME_DAY
    return Judgement(same, CERTAIN if same else 0.0, "verbatim" if same else "different")


def admitted(
    one: Normal, other: Normal, whole: Overlap, part: Overlap, who: Voice, when: Occasion, *, picks: bool
) -> bool:
    """Whether what is shared suffices for how little is known of who spoke and when."""
    near = part.cover >= NEAR and max(part.evidence, whole.evidence) >= LONG
    if who is Voice.UNKNOWN and not near:
        return False
    if whole.evidence < LITTLE:
        return who is Voice.SAME and when is Occasion.SAME_DAY and whole.dice >= NEAR
    if when not in APART:
        return True
    quoted = carried(one, other) if picks or part.cover >= NEAR else 0.0
    if when is Occasion.OTHER:
        return quoted >= FORMULA and near
    if when is Occasion.RECALLED:
        return quoted >= QUOTED or part.cover >= NEAR or whole.evidence >= LONG
    return quoted >= FORMULA


def restates(one: Normal, other: Normal, whole: Overlap, same: Mapping[str, str], when: Occasion) -> bool:
    """Whether the same was certainly said again on another occasion; in doubt it is something new.

    All but a word of a long text has to be the same, and every number, name and place, and every negation.
    """
    exact = all(term.key in same for form in (one, other) for term in form.terms if term.kind in EXACT)
    apart_in_time = when in {Occasion.LATER, Occasion.OTHER}
    enough = min(whole.cover, whole.dice) >= AGAIN and whole.evidence >= BACK
    return apart_in_time and enough and exact and one.negations == other.negations


def score(whole: Overlap, part: Overlap, *, crossing: bool) -> float:
    """From overlap to certainty, in round figures.

    What decides is how much of the shorter text the longer one holds, how alike they are as wholes, how much there is
    to compare, and whether words follow each other in the same order. What stands inside marks is added later.
    """
    evidence = min(1.0, log1p(part.evidence) / 2)
    if crossing:
        return min(1.0, 0.45 * part.cover + 0.4 * whole.dice + 0.25 * evidence)
    held = HELD if part.cover >= NEAR and part.order >= NEAR and part.evidence >= LONG else 0.0
    return min(1.0, 0.35 * part.cover + 0.35 * whole.dice + 0.1 * part.order + 0.15 * evidence + held)


def apart(whole: Overlap, part: Overlap) -> float:
    """By how much two short texts are on one subject only: each tells something that the other does not.

    Headlines of one day share whom and what they are about; the one word that differs is all they tell. The more is
    shared, the less one word more matters. Words in another language prove nothing, since few are known.
    """
    return max(0.0, LONG - whole.evidence) if part.own >= OWN else 0.0


def relation(one: Normal, other: Normal, whole: Overlap, part: Overlap, when: Occasion) -> str:
    """How the two reports relate, in a word."""
    if when in APART:
        return "recalled"
    if one.plain == other.plain:
        return "verbatim"
    if one.language != other.language:
        return "translated"
    if whole.cover >= NEAR or part.cover >= NEAR:
        return "contained" if whole.dice < NEAR else "edited"
    return "retranslated" if whole.order < HALF else "edited"
