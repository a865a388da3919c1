"""What an article tells of, by headline and lead: who, where, what kind of event, which figures, in which words.

Listed persons, places, kinds of event, concepts and numbers have one key in all languages, names of others one by their
consonants; other words have the key of their language. A key weighs by how much it tells, full in the headline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.core.actors.cast import Cast, cast
from monitor.core.actors.naming import vocabulary
from monitor.core.identity.normal import Term, normal
from monitor.core.identity.skeleton import skeleton
from monitor.core.identity.vocabulary import COMMON
from monitor.core.lookup import Lookup
from monitor.lexicon import Lexicon
from monitor.lexicon.events import EventLexicon, EventWords
from monitor.lexicon.offices import RoleNoun
from monitor.records import Told

HEADLINE, LEAD = 300, 600
"""Characters that are read."""
KEPT = 4000
"""Articles remembered: the day's are compared again and again; 6 KB each."""
BELOW = 0.55
"""What a key in the lead weighs against one in the headline."""
WEIGHTS = {"person": 1.5, "name": 1.1, "body": 0.7, "role": 0.4, "kind": 1.2}
EVERYWHERE = {"place": 0.9, "number": 1.0, "code": 1.2, "weekday": 0.12, "month": 0.12, "multiplier": 0.12}
"""Of what identity has under one key in all languages."""
CONTENT, SLIGHT = 0.8, 0.25
"""Of other concepts and words; of what all the news of the matter contains."""
HOME = 0.5
"""Of the country that a person stands for, as if it were named."""
IMPLIED = "~"
"""Prefix, while a text is read, of what is not named but implied."""
BONES = 4
"""Consonants of a name that count: what follows may be an ending."""
SMALL, YEARS = 3, range(1900, 2101)
"""Numbers up to three and years are in every text."""


@dataclass(frozen=True, slots=True)
class Features:
    """Keys with their weights; those that stand in the headline, and in the text at all (the country of a person who
    is named is only implied); `telling` those of the headline that are not common.

    `norms` are the sums of squares of all keys but words, and of words. `reaction` says that the headline follows up
    on something, `known` that there are words of the language.
    """

    weights: Mapping[str, float]
    headline: frozenset[str]
    named: frozenset[str]
    telling: frozenset[str]
    norms: tuple[float, float]
    reaction: bool
    language: str | None
    known: bool
    day: date | None


def features(told: Told, lexicon: Lexicon) -> Features:
    """What an article tells of; those of the articles asked for last are kept."""
    day = told.published.date() if told.published else None
    return _features(told.title[:HEADLINE], told.lead[:LEAD], told.language, day, lexicon)


@lru_cache(maxsize=KEPT)
def _features(title: str, lead: str, language: str | None, day: date | None, lexicon: Lexicon) -> Features:
    above = read(title, language, day, lexicon)
    below = {key: weight * BELOW for key, weight in read(lead, language, day, lexicon).items()}
    weights: dict[str, float] = {}
    for key, weight in (*below.items(), *above.items()):
        name = key.removeprefix(IMPLIED)
        weights[name] = max(weights.get(name, 0.0), weight)
    words = sum(weight * weight for key, weight in sorted(weights.items()) if key.startswith("word:"))
    total = sum(weight * weight for _, weight in sorted(weights.items()))
    return Features(
        weights=weights,
        headline=frozenset(key for key in above if not key.startswith(IMPLIED)),
        named=frozenset(key for key in (*above, *below) if not key.startswith(IMPLIED)),
        telling=frozenset(key for key, weight in above.items() if weight > HOME),
        norms=(max(0.0, total - words), words),
        reaction=bool(compiled(lexicon.events, language)[1].find(title)),
        language=language,
        known=language in lexicon.identity.languages,
        day=day,
    )


@lru_cache(maxsize=64)
def compiled(events: EventLexicon, language: str | None) -> tuple[Lookup[str], Lookup[bool]]:
    """The patterns of a language for kinds of events, and for what follows up."""
    words = events.languages.get(language or "", EventWords(kinds={}, reaction=()))
    kinds = Lookup((pattern, kind) for kind, patterns in words.kinds.items() for pattern in patterns)
    return kinds, Lookup((pattern, True) for pattern in words.reaction)


def read(text: str, language: str | None, day: date | None, lexicon: Lexicon) -> dict[str, float]:
    """The keys of a text with their highest weights."""
    if not any(char.isupper() for char in text):
        text = text.title()  # where nothing has a capital nobody would be found
    people = cast(text, vocabulary(lexicon.actors, language or ""), lexicon.actors, day)
    rest, named = without_persons(text, people)
    found: dict[str, float] = {}
    for key, weight in (*named, *terms(rest, language, lexicon), *kinds(text, language, lexicon.events)):
        known = SLIGHT if key in lexicon.events.common else weight
        found[key] = max(found.get(key, 0.0), known)
    for country in {person.listed.country for person in people.mentions if person and person.listed}:
        if country and f"place:{country}" not in found:
            found[IMPLIED + f"place:{country}"] = SLIGHT if f"place:{country}" in lexicon.events.common else HOME
    return found


def without_persons(text: str, people: Cast) -> tuple[str, list[tuple[str, float]]]:
    """The text with blanks for the persons that it names, and their keys."""
    pieces, end = [], 0
    keys: list[tuple[str, float]] = [(f"Q:{name}", WEIGHTS["body"]) for name in sorted(people.institutions)]
    roles = {mark.tag.role for mark in people.marks if isinstance(mark.tag, RoleNoun)}
    keys += [(f"role:{role}", WEIGHTS["role"]) for role in sorted(roles)]
    for name, person in people.pairs():
        if person is None or not person.sure:
            continue
        if person.listed is not None:
            keys.append((person.listed.key, WEIGHTS["person"]))
        elif bones := skeleton(person.name.pieces[-1].key)[:BONES]:
            keys.append((f"name:{bones}", WEIGHTS["name"]))
        pieces.append(text[end : name.start])
        end = name.end
    return " ".join((*pieces, text[end:])), keys


def terms(text: str, language: str | None, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    """The words of a text under the keys that identity knows them by."""
    for term in normal(text, language, None, lexicon.identity).terms:
        yield key_of(term, language, lexicon.events)


def key_of(term: Term, language: str | None, events: EventLexicon) -> tuple[str, float]:
    """A term's key and weight as a feature."""
    slight = SLIGHT if term.weight <= COMMON else None
    if term.kind in EVERYWHERE:
        weight = SLIGHT if term.kind == "number" and not telling(term.key) else EVERYWHERE[term.kind]
        return term.key, weight
    if term.kind == "concept":
        kind = events.kinds.get(term.key.partition(":")[2])
        return (f"kind:{kind}", WEIGHTS["kind"]) if kind else (term.key, slight or CONTENT)
    if term.kind == "name" and term.skeleton:
        return f"name:{term.skeleton[:BONES]}", slight or WEIGHTS["name"]
    return f"word:{language}:{term.key}", slight or CONTENT * min(1.0, term.weight)


def kinds(text: str, language: str | None, events: EventLexicon) -> Iterator[tuple[str, float]]:
    """The kinds of event that a text has words for."""
    for hit in compiled(events, language)[0].find(text):
        yield from ((f"kind:{kind}", WEIGHTS["kind"]) for kind in hit.values)


def telling(key: str) -> bool:
    """Whether a number tells something."""
    value = float(key.partition(":")[2])
    return value > SMALL and int(value) not in YEARS
