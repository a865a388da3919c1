"""Which channels are told of an event: the first rule that matches decides for each channel it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from monitor.records import Event, Rule

LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
"""Letters that Unicode does not decompose into a base letter and a mark."""
WORD = re.compile(r"\w+")
LONGEST = 200
"""Characters of a name that are looked at."""


def plan(
    event: Event,
    rules: Sequence[Rule],
    quiet: bool,  # noqa: FBT001  one caller, whose variable has the same name
) -> tuple[tuple[str, str], ...]:
    """Pairs of channel and rule name: whom to tell of the event, and why.

    Each channel comes at most once, in the order of the rules. A `quiet` event (one that only fills the log) tells
    nobody.
    """
    if quiet:
        return ()
    told: dict[str, str] = {}
    for rule in rules:
        if matches(event, rule):
            for channel in rule.channels:
                told.setdefault(channel, rule.name)
    return tuple(told.items())


def matches(event: Event, rule: Rule) -> bool:
    """Whether every condition of the rule holds. What is unknown of an event satisfies no condition on it."""
    return (
        event.score >= rule.min_score
        and (not rule.topics or not {event.topic, *event.topics}.isdisjoint(rule.topics))
        and allows(rule.events, event.kind)
        and allows(rule.sides, event.side)
        and allows(rule.countries, event.country)
        and allows(rule.stances, event.stance)
        and allows(rule.kinds, event.quotation_kind)
        and allows(rule.languages, event.language)
        and (not rule.speakers or spoken_by(event.speaker, rule.speakers))
    )


def allows(wanted: Collection[str], value: str | None) -> bool:
    """Whether the value is among the wanted ones; an empty condition wants anything."""
    return not wanted or value in wanted


def spoken_by(speaker: str | None, names: Sequence[str]) -> bool:
    """Whether the speaker is one of those named in a rule, whatever the case and the diacritics.

    A name in a rule matches a speaker who bears all its words (``Macron``, ``von der Leyen``); a speaker known by
    the surname alone matches a full name that ends in it. A rule that tells too much is seen and mended, one that
    misses is not: so in doubt it matches.
    """
    said = words(speaker or "")
    return bool(said) and any(same(said, words(name)) for name in names)


def same(said: list[str], wanted: list[str]) -> bool:
    """Whether two names, as folded words, may be one person's."""
    if not wanted:
        return False
    return set(wanted) <= set(said) or (set(said) <= set(wanted) and said[-1] == wanted[-1])


def words(name: str) -> list[str]:
    """The words of a name without case and diacritics."""
    apart = unicodedata.normalize("NFKD", name[:LONGEST]).casefold().translate(LETTERS)
    return WORD.findall("".join(char for char in apart if not unicodedata.combining(char)))
