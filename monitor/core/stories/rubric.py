"""Weigh the scenes of an article by the rules of a topic: plain sums of points, each rule told by name.

A scene is on the topic as far as its sides stand together (best in one sentence), words of the topic's classes stand
with them, and words of other matters do not. Who is missing in a scene may be carried over, at a discount, from the
headline, the lead or the scene before: "He also said …" goes on about the same two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from math import exp, prod
from typing import NamedTuple

from monitor.core.stories.scene import Scene
from monitor.lexicon.topics import Cue, Topic

APART = 0.7
"""What sides in one scene but in no sentence together are worth."""
ALONE = 0.5
"""What a cue is worth in a sentence where none of the sides is."""
FROM_HEADLINE = 0.6
"""What a side is worth that only the headline names (for the headline: only the lead)."""
FROM_BEFORE = 0.5
"""What a side is worth that only the scene before names."""
NAMED = 0.35
"""The strength of cues in a headline that names all sides in one sentence, whatever else it says."""
BLUNT = 0.7
"""How much of a scene words of other matters can take."""
REPEATS = 3
"""Times that a class of other matters counts in a scene."""
DENSE = 3.0
"""Mentions in 1,000 characters from which a side is as present as can be."""
AMONG = 0.4
"""Mean strength of cues from which the presence of the sides counts in full."""
ON = 0.3
"""From here on a scene is on the topic."""
MANY = 4
"""Scenes on the topic that make a whole story of it."""
HEADLINE = 400
"""Characters of text that a headline weighs as much as."""

Sides = Mapping[str, float]


class Look(NamedTuple):
    """What one scene gives: how far it is on the topic, its sides, the strength of its cues and contrary words."""

    scene: Scene
    about: float
    sides: dict[str, float]
    cues: float
    contrary: float


class Rule(NamedTuple):
    """A rule that was asked: how far it holds (0 to 1), and what it gives, or takes, where it holds fully."""

    name: str
    holds: float
    weight: float

    @property
    def points(self) -> float:
        """What it gave or took."""
        return self.holds * self.weight


class Verdict(NamedTuple):
    """All rules with their points, the sum against the mark as a score between 0 and 1, and the looks behind it."""

    rules: tuple[Rule, ...]
    score: float
    looks: tuple[Look, ...]


def weigh(scenes: Sequence[Scene], topic: Topic) -> Verdict:
    """The points of an article."""
    looks = in_context(scenes, topic)
    length = sum(map(size, looks)) or 1
    mean = {
        "body": sum(look.about * size(look) for look in looks) / length,
        "cues": sum(look.cues * size(look) for look in looks) / length,
        "contrary": sum(look.contrary * size(look) for look in looks) / length,
    }
    many = sum(look.about > ON for look in looks) / max(1, min(MANY, len(looks)))
    points = topic.points
    rules = [
        Rule("headline", best(looks, "title"), points.headline),
        Rule("lead", opening(looks), points.lead),
        Rule("body", mean["body"], points.body),
        Rule("passages", min(1.0, many), points.passages),
        Rule("cues", mean["cues"], points.cues),
        *presence(looks, topic, length, mean["cues"]),
        Rule("third parties", third(looks), -points.third),
        Rule("other matters", mean["contrary"], -points.contrary),
    ]
    score = 1 / (1 + exp(points.enough - sum(rule.points for rule in rules)))
    return Verdict(tuple(rules), score, tuple(looks))


def size(look: Look) -> int:
    """Characters of a scene; a headline has the weight of a paragraph."""
    length = look.scene.end - look.scene.start
    return max(length, HEADLINE) if look.scene.place == "title" else length


def opening(looks: Sequence[Look]) -> float:
    """The strongest scene of the lead. Where the text is too short to have one, the headline stands in."""
    there = min(1.0, sum(size(look) for look in looks if look.scene.place == "lead") / HEADLINE)
    return there * best(looks, "lead") + (1 - there) * best(looks, "title")


def best(looks: Sequence[Look], place: str) -> float:
    """The strongest scene of a place."""
    return max((look.about for look in looks if look.scene.place == place), default=0.0)


def presence(looks: Sequence[Look], topic: Topic, length: int, cues: float) -> list[Rule]:
    """How much of the text each side fills: two sides that trade or play tell nothing, so cues must be among them."""
    rules = []
    for side, points in topic.sides.items():
        count = sum(spot.what.weight for look in looks for spot in look.scene.mentions if spot.what.side == side)
        holds = min(1.0, count * 1000 / length / DENSE) * min(1.0, cues / AMONG)
        rules.append(Rule(f"presence of {side}", holds, points))
    return rules


def third(looks: Sequence[Look]) -> float:
    """The share of third parties among those whom headline and lead name; the headline counts twice."""
    own = others = 0.0
    for look in looks:
        if look.scene.place == "body":
            continue
        for spot in look.scene.mentions:
            weight = spot.what.weight * (2 if look.scene.place == "title" else 1)
            own, others = (own + weight, others) if spot.what.side else (own, others + weight)
    return others / (own + others) if others else 0.0


def in_context(scenes: Sequence[Scene], topic: Topic) -> list[Look]:
    """The look of each scene, with the sides that its surroundings carry into it."""
    bare = [sides_of(scene, topic) for scene in scenes]
    from_title = strongest([sides for scene, sides in zip(scenes, bare, strict=True) if scene.place == "title"], topic)
    from_lead = strongest([sides for scene, sides in zip(scenes, bare, strict=True) if scene.place == "lead"], topic)
    looks: list[Look] = []
    before: Sides = dict.fromkeys(topic.sides, 0.0)
    for scene, sides in zip(scenes, bare, strict=True):
        around = from_lead if scene.place == "title" else from_title
        carried = {side: FROM_HEADLINE * around[side] for side in topic.sides}
        if scene.place != "title":
            carried = {side: max(carried[side], FROM_BEFORE * before[side]) for side in topic.sides}
            before = sides
        looks.append(look_at(scene, sides, carried))
    return looks


def strongest(every: Sequence[Sides], topic: Topic) -> Sides:
    """The strongest mention of each side in several scenes."""
    return {side: max((sides[side] for sides in every), default=0.0) for side in topic.sides}


def sides_of(scene: Scene, topic: Topic) -> dict[str, float]:
    """The strongest mention of each side in a scene."""
    found = dict.fromkeys(topic.sides, 0.0)
    for spot in scene.mentions:
        if spot.what.side:
            found[spot.what.side] = max(found[spot.what.side], spot.what.weight)
    return found


def look_at(scene: Scene, sides: dict[str, float], carried: Sides) -> Look:
    """How far a scene is on the topic."""
    near: dict[int, dict[str, float]] = {}
    for spot in scene.mentions:
        if spot.what.side:
            sentence = near.setdefault(spot.sentence, dict.fromkeys(sides, 0.0))
            sentence[spot.what.side] = max(sentence[spot.what.side], spot.what.weight)
    together = max((min(sentence.values()) for sentence in near.values()), default=0.0)
    anywhere = min(max(weight, carried[side]) for side, weight in sides.items())
    cues, contrary = tone(scene, near)
    if together and scene.place == "title":
        cues = max(cues, NAMED)
    about = max(together, APART * anywhere) * cues * (1 - BLUNT * contrary)
    return Look(scene, about, sides, cues, contrary)


def tone(scene: Scene, near: Container[int]) -> tuple[float, float]:
    """The joint strength of a scene's cues, and of its contrary words: each class adds to what is left to one.

    `near` are the sentences in which one of the sides is.
    """
    cues: dict[str, float] = {}
    contrary: Counter[Cue] = Counter()
    for spot in scene.cues:
        if spot.what.contrary:
            contrary[spot.what] += 1
        else:
            weight = spot.what.weight * (1 if spot.sentence in near else ALONE)
            cues[spot.what.name] = max(cues.get(spot.what.name, 0.0), weight)
    return (
        1 - prod(1 - weight for weight in cues.values()),
        1 - prod((1 - cue.weight) ** min(times, REPEATS) for cue, times in contrary.items()),
    )
