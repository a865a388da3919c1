"""Event clusters: articles about one event are one cluster; what follows up on it is linked, not merged.

    article ──features──▶ keys with weights ──likeness──▶ near to a cluster's first articles? ──place──▶ join, link, new

An article is compared with the first articles of an event, never with any member: so events do not chain into one
another. All is pure; the store fetches clusters by index key.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.events.features import features
from monitor.core.events.keys import keys
from monitor.core.events.likeness import CERTAIN, likeness
from monitor.lexicon import Lexicon
from monitor.records import Cluster, Likeness, Placement, Told

__all__ = ["CANDIDATES", "FOUNDERS", "judge", "keys", "near", "place"]

FOUNDERS = 8
"""First articles of an event that others are compared with."""
CANDIDATES = 20
"""Events that an article is compared with: those that share most index keys."""
RELATED = 0.3
"""Score from which an event that an article does not join is linked with its own."""
MOST_LINKS = 5


def judge(a: Told, b: Told, lexicon: Lexicon) -> Likeness:
    """Whether two articles tell of one event. Symmetric; the score is between 0 and 1."""
    return likeness(features(a, lexicon), features(b, lexicon))


def near(article: Told, founders: Sequence[Told], lexicon: Lexicon) -> Likeness:
    """How near an article is to an event: to its first articles on the average.

    A contradiction counts where half of them contradict it; in time, where the very first does; where one of them is the
    same form of another day, it is that day's.
    """
    found = [judge(article, one, lexicon) for one in founders[:FOUNDERS]]
    if not found:
        return Likeness(same=False, score=0.0)
    score = round(sum(one.score for one in found) / len(found), 4)
    vetoes = [one.veto for one in found if one.veto is not None]
    if found[0].veto == "time":
        return Likeness(same=False, score=score, veto="time")
    if "form" in vetoes:
        return Likeness(same=False, score=score, veto="form")
    if 2 * len(vetoes) >= len(found):
        return Likeness(same=False, score=score, veto=max(sorted(set(vetoes)), key=vetoes.count))
    return Likeness(same=score >= CERTAIN, score=score)


def place(article: Told, clusters: Sequence[Cluster], lexicon: Lexicon) -> Placement:
    """The event that an article tells of, or none, and those that it follows up on or stands beside.

    The best score decides, between equals the older event: the order of the candidates does not matter.
    """
    found = [(near(article, one.founders, lexicon), one.cluster_id) for one in clusters]
    ranked = sorted(found, key=lambda one: (-one[0].score, one[1]))
    joined = next(((likely, name) for likely, name in ranked if likely.same), None)
    linked = [
        (name, likely.score)
        for likely, name in ranked
        if likely.score >= RELATED and (joined is None or name != joined[1])
    ]
    if joined is None:
        return Placement(None, ranked[0][0].score if ranked else 0.0, tuple(linked[:MOST_LINKS]))
    return Placement(joined[1], joined[0].score, tuple(linked[:MOST_LINKS]))
