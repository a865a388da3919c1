"""How near two articles are, and what speaks against one event: the cosine of what they tell, and vetoes.

Between languages the words that have no counterpart weigh little, since their absence on the other side proves little.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from math import sqrt

from monitor.core.events.features import BONES, Features
from monitor.records import Likeness

CERTAIN = 0.48
"""Score from which two articles tell of one event; see docs/events.md for how it was chosen."""
FOREIGN, UNKNOWN = 0.3, 0.12
"""What a word of one language weighs against another language, and where we know nothing of one of the two."""
WINDOW = 1
"""Days from an event's first report within which others are reports of it; what comes later looks back."""
OTHER_DEED = 0.06
"""What a score loses where one headline names a deed that the other text does not have."""
OTHER_PARTY, OTHER_DOER = 0.15, 0.15
"""What it loses where the headlines are about other countries, or begin with another one."""
UNION = {"EU", "EUROPE"}
"""Who is called by either name."""
MEETING = "kind:contact"
"""Of a meeting it matters who meets whom; elsewhere outlets choose whom they name."""
ANSWERS = 0.04
"""What it loses where both headlines follow up on something: many answer one event, each for himself."""
UNDATED = 0.14
"""What a score loses where nobody knows that both are of one day."""
SHARED, COVERED = 2, 0.25
"""Telling keys that two articles on one event share, and the share of one headline that the other article holds."""
SPELT = len("name:") + BONES
"""Length of the key of a name that is no mere initials."""
LEAST = 0.3
"""Weight from which a key tells something even in a lead."""
FORM, WORDED, FILLED = 0.8, 0.95, 0.5
"""Likeness of two headlines, figures aside, from which they may be one form with other figures in it each day, and one
whose words never change; and of what else the texts tell below which that one is filled in anew."""
FIGURES, DATES = ("number:", "code:"), ("weekday:", "month:", "multiplier:")
DEEDS = frozenset(
    {"expel", "summon", "close", "boycott", "ban", "recall", "block", "exchange", "appoint", "seize", "attack"}
)


def likeness(a: Features, b: Features) -> Likeness:
    """Whether two articles tell of one event. Symmetric."""
    points = cosine(a, b)
    veto = contradiction(a, b)
    if veto is None and too_little(a, b):
        veto = "little"
    points -= OTHER_DEED * (len(other_deeds(a, b)) + len(other_deeds(b, a)))
    if a.parties and b.parties and not a.parties & b.parties:
        points -= OTHER_PARTY
    if other_doer(a, b):
        points -= OTHER_DOER
    if a.reaction and b.reaction:
        points -= ANSWERS
    if a.day is None or b.day is None:
        points -= UNDATED
    points = round(max(0.0, min(1.0, points)), 4)
    return Likeness(same=veto is None and points >= CERTAIN, score=points, veto=veto)


def cosine(a: Features, b: Features) -> float:
    """The weighted cosine: 1 where both tell the same, 0 where nothing is shared."""
    small, large = (a, b) if len(a.weights) <= len(b.weights) else (b, a)
    other = large.weights
    shared = sum(weight * other[key] for key, weight in sorted(small.weights.items()) if key in other)
    words = 1.0 if a.language == b.language else FOREIGN if a.known and b.known else UNKNOWN
    norm = sqrt((a.norms[0] + words**2 * a.norms[1]) * (b.norms[0] + words**2 * b.norms[1]))
    return shared / norm if norm else 0.0


def contradiction(a: Features, b: Features) -> str | None:
    """What excludes one event: time, another person, place or number, or that one headline only follows up on it."""
    if a.day is not None and b.day is not None and abs((a.day - b.day).days) > WINDOW:
        return "time"
    if a.day is not None and b.day is not None and a.day != b.day and filled(a, b):
        return "form"
    if apart(a, b, "Q:", "name:") or (each_its_own(a, b) and MEETING in a.headline | b.headline):
        return "person"
    if apart(a, b, "place:") or apart(a, b, "city:"):
        return "place"
    if apart(a, b, "number:"):
        return "number"
    return "reaction" if a.reaction != b.reaction else None


def filled(a: Features, b: Features) -> bool:
    """Whether two articles are one form that is filled in day by day: the report of each night, a live blog.

    Two outlets that tell of one event hardly find the same words for the headline, and never for another figure.
    """
    heads = [{key for key in side.headline if not key.startswith((*FIGURES, *DATES))} for side in (a, b)]
    form = alike(a, b, *heads)
    if form < FORM:
        return False
    one, other = ({key for key in side.named if key.startswith(FIGURES)} for side in (a, b))
    if one - other and other - one:
        return True
    rest = [side.named - a.headline - b.headline for side in (a, b)]
    return form >= WORDED and alike(a, b, *rest) < FILLED


def alike(a: Features, b: Features, one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """What two sets of keys share by weight, 1 where both are the same (Dice)."""
    total = sum(a.weights[key] for key in sorted(one)) + sum(b.weights[key] for key in sorted(other))
    shared = sum(a.weights[key] + b.weights[key] for key in sorted(one & other))
    return shared / total if total else 1.0


def too_little(a: Features, b: Features) -> bool:
    """Whether next to nothing of what tells is shared, or neither headline has much to do with the other article."""
    shared = sum(1 for key in a.named & b.named if a.weights[key] > LEAST and b.weights[key] > LEAST)
    return shared < SHARED or max(covered(a, b), covered(b, a)) < COVERED


def covered(a: Features, b: Features) -> float:
    """What share of the weight of `a`'s headline stands in `b`."""
    weights = [(key in b.weights, a.weights[key]) for key in sorted(a.headline)]
    total = sum(weight for _, weight in weights)
    return sum(weight for found, weight in weights if found) / total if total else 0.0


def apart(a: Features, b: Features, *prefixes: str) -> bool:
    """Whether each headline names some of a kind that tell, and neither text has any of the other's.

    A short name between languages is no sign: СНГ is CIS.
    """
    one, other = ({key for key in side.telling if key.startswith(prefixes)} for side in (a, b))
    if a.language != b.language:
        one, other = (
            {key for key in keys if not key.startswith("name:") or len(key) >= SPELT} for keys in (one, other)
        )
    return bool(one and other) and not (one & b.weights.keys()) and not (other & a.weights.keys())


def each_its_own(a: Features, b: Features) -> bool:
    """Whether each headline names a listed person of whom the other article knows nothing."""
    one, other = ({key for key in side.telling if key.startswith("Q:")} for side in (a, b))
    return bool(one - b.weights.keys()) and bool(other - a.weights.keys())


def other_doer(a: Features, b: Features) -> bool:
    """Whether the headlines begin with countries of which not both stand in both: another one does something.

    Somebody of no known country is another one, too.
    """
    if a.doer is None or b.doer is None or a.doer == b.doer or {a.doer, b.doer} == UNION:
        return False
    return not {a.doer, b.doer} <= set(a.countries) & set(b.countries)


def other_deeds(a: Features, b: Features) -> set[str]:
    """Deeds in the headline of one article that the other does not have at all."""
    return {kind for kind in DEEDS if f"kind:{kind}" in a.headline and f"kind:{kind}" not in b.weights}
