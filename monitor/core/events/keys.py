"""The index keys under which articles on one event meet: pairs of what tells most, signed 64-bit, equal everywhere.

One key alone (a name, a place) would bring in every article of a week; two that stand together in a headline and lead
are few. Keys that all languages share make the first pairs, so that translations meet.
"""

from __future__ import annotations

from itertools import combinations

from monitor.core.events.features import Features, features
from monitor.core.identity.fingerprint import hashed
from monitor.lexicon import Lexicon
from monitor.records import Told

TELLING = 8
"""Keys that are paired: 28 pairs."""


def keys(told: Told, lexicon: Lexicon) -> tuple[int, ...]:
    """The index keys of an article, 56 at most."""
    found = features(told, lexicon)
    shared = best(found, words=False)
    own = best(found, words=True)
    pairs = dict.fromkeys((*combinations(sorted(shared), 2), *combinations(sorted(own), 2)))
    return tuple(hashed("event", one, other) for one, other in pairs)


def best(found: Features, *, words: bool) -> list[str]:
    """What tells most: by weight, then by name; with or without the words of one language."""
    kept = [(key, weight) for key, weight in found.weights.items() if words or not key.startswith("word:")]
    return [key for key, _ in sorted(kept, key=lambda one: (-one[1], one[0]))[:TELLING]]
