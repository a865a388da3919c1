"""What an article tells of, by headline and lead: who, where, what kind of event, which figures, in which words.

Listed persons, places, kinds of event, concepts and numbers have one key in all languages, names of others one by their
consonants; other words have the key of their language. A key weighs by how much it tells, full in the headline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.core.actors.cast import Cast, cast
from monitor.core.actors.naming import InstitutionTag, Mark, PlaceTag, vocabulary
from monitor.core.actors.office import country, real, term
from monitor.core.actors.person import Named
from monitor.core.actors.roll import Person
from monitor.core.identity.normal import normal
from monitor.core.identity.side import Term
from monitor.core.identity.skeleton import skeleton
from monitor.core.identity.vocabulary import COMMON
from monitor.core.lookup import Lookup
from monitor.lexicon import Lexicon
from monitor.lexicon.events import EventLexicon, EventWords
from monitor.lexicon.offices import RoleNoun
from monitor.lexicon.places import DECOY
from monitor.records import Told

HEADLINE, LEAD = 300, 600
"""Characters that are read."""
KEPT = 4000
"""Articles remembered: the day's are compared again and again; 6 KB each."""
BELOW, BEHIND = 0.55, 0.5
"""What a key in the first paragraph, and behind it, weighs against one in the headline: background comes last."""
WEIGHTS = {"person": 1.5, "name": 1.1, "body": 0.7, "role": 0.4, "kind": 1.2, "daily": 0.6}
EVERYWHERE = {"place": 0.9, "city": 1.1, "number": 1.0, "code": 1.2, "weekday": 0.12, "month": 0.12, "multiplier": 0.12}
"""Of what identity has under one key in all languages."""
CONTENT, SLIGHT = 0.8, 0.25
"""Of other concepts and words; of what all the news of the matter contains."""
HOME = 0.5
"""Of the country that a person stands for, as if it were named."""
Naming = tuple[Named, Person | None]
"""A name in a text with whom it means."""
IMPLIED = "~"
"""Prefix, while a text is read, of what is not named but implied."""
BONES = 4
"""Consonants of a name that count: what follows may be an ending."""
OPENING = 40
"""Characters within which a headline names who does something."""
SMALL, YEARS = 3, range(1900, 2101)
"""Numbers up to three and years are in every text."""


@dataclass(frozen=True, slots=True)
class Features:
    """Keys with their weights; those that stand in the headline, and in the text at all (the country of a person who
    is named is only implied); `telling` those of the headline that are not common; `countries` those that it names
    or implies, in order, `parties` the same but for those that everything here is about; `doer` the first of them where
    the headline begins with it, empty for somebody of no known country.

    `norms` are the sums of squares of all keys but words, and of words. `reaction` says that the headline follows up
    on something, `known` that there are words of the language.
    """

    weights: Mapping[str, float]
    headline: frozenset[str]
    named: frozenset[str]
    telling: frozenset[str]
    countries: tuple[str, ...]
    parties: frozenset[str]
    doer: str | None
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
    text = f"{legible(title)}\n\n{legible(lead)}"
    end = len(legible(title))
    people = cast(text, vocabulary(lexicon.actors, language or ""), lexicon.actors, day)
    above, marked = read(people, 0, end, language, day, lexicon)
    countries = tuple(dict.fromkeys(code for _, code in marked))
    opening = paragraph(text, end)
    below = {key: weight * BELOW for key, weight in read(people, end, opening, language, day, lexicon)[0].items()}
    behind = {
        key: weight * BEHIND for key, weight in read(people, opening, len(text), language, day, lexicon)[0].items()
    }
    weights: dict[str, float] = {}
    for key, weight in (*behind.items(), *below.items(), *above.items()):
        name = key.removeprefix(IMPLIED)
        weights[name] = max(weights.get(name, 0.0), weight)
    words = sum(weight * weight for key, weight in sorted(weights.items()) if key.startswith("word:"))
    total = sum(weight * weight for _, weight in sorted(weights.items()))
    return Features(
        weights=weights,
        headline=frozenset(key for key in above if not key.startswith(IMPLIED)),
        named=frozenset(key for key in (*above, *below, *behind) if not key.startswith(IMPLIED)),
        countries=countries,
        parties=frozenset(filter(None, countries)) - lexicon.events.matter,
        doer=opening_country(text, marked, language, lexicon),
        telling=frozenset(key for key, weight in above.items() if weight > HOME),
        norms=(max(0.0, total - words), words),
        reaction=bool(compiled(lexicon.events, language)[1].find(title)),
        language=language,
        known=language in lexicon.identity.languages,
        day=day,
    )


def opening_country(text: str, marked: Sequence[tuple[int, str]], language: str | None, lexicon: Lexicon) -> str | None:
    """The country that a headline begins with, an article, a preposition or an office aside; `None` where none is."""
    if not marked or marked[0][0] > OPENING:
        return None
    start, code = marked[0]
    return None if normal(text[:start], language, None, lexicon.identity).terms else code


@lru_cache(maxsize=64)
def compiled(events: EventLexicon, language: str | None) -> tuple[Lookup[str], Lookup[bool]]:
    """The patterns of a language for kinds of events, and for what follows up."""
    words = events.languages.get(language or "", EventWords(kinds={}, reaction=()))
    kinds = Lookup((pattern, kind) for kind, patterns in words.kinds.items() for pattern in patterns)
    return kinds, Lookup((pattern, True) for pattern in words.reaction)


def paragraph(text: str, start: int) -> int:
    """Where the first paragraph behind a headline that ends at `start` ends."""
    while start < len(text) and text[start].isspace():
        start += 1
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def legible(text: str) -> str:
    """The text, with capitals where it has none at all: nobody would be found in it."""
    return text if any(char.isupper() for char in text) else text.title()


def read(
    people: Cast, start: int, end: int, language: str | None, day: date | None, lexicon: Lexicon
) -> tuple[dict[str, float], tuple[tuple[int, str], ...]]:
    """The keys of a part of a text with their highest weights, and the countries that it names or implies, with where."""
    named = [(name, one) for name, one in people.pairs() if start <= name.start < end]
    marks = [mark for mark in people.marks if start <= mark.start < end]
    rest = without_persons(people.text[start:end], start, named)
    found: dict[str, float] = {}
    for key, weight in (
        *persons(named),
        *bodies(marks),
        *terms(rest, language, lexicon),
        *kinds(rest, language, lexicon.events),
    ):
        known = SLIGHT if key in lexicon.events.common else weight
        found[key] = max(found.get(key, 0.0), known)
    countries = tuple(places(marks, named, day, lexicon))
    for _, code in countries:
        if code and f"place:{code}" not in found:
            found[f"{IMPLIED}place:{code}"] = SLIGHT if f"place:{code}" in lexicon.events.common else HOME
    return found, countries


def places(
    marks: Sequence[Mark], named: Sequence[Naming], day: date | None, lexicon: Lexicon
) -> Iterator[tuple[int, str]]:
    """The countries that a text names, or implies by a person or a body, in order; empty for somebody of no known one."""
    found = [(mark.start, mark.tag.code) for mark in marks if isinstance(mark.tag, PlaceTag)]
    found += [
        (mark.start, lexicon.actors.listed[mark.tag.id].country or "")
        for mark in marks
        if isinstance(mark.tag, InstitutionTag)
    ]
    found += [(name.start, home(one, day, lexicon)) for name, one in named if one and one.sure]
    yield from (one for one in sorted(found) if one[1] != DECOY)


def home(person: Person, day: date | None, lexicon: Lexicon) -> str:
    """The country that a person stood for on a day, by the list or by the title that the text gives."""
    if person.listed is not None:
        held, _ = term(person.listed, day)
        return (held.country if held else None) or person.listed.country or ""
    return (real(country(person.title, lexicon.actors)) if person.title else None) or ""


def persons(named: Sequence[Naming]) -> Iterator[tuple[str, float]]:
    """The keys of persons."""
    for _, person in named:
        if person is None or not person.sure:
            continue
        if person.listed is not None:
            yield person.listed.key, WEIGHTS["person"]
        elif bones := skeleton(person.name.pieces[-1].key)[:BONES]:
            yield f"name:{bones}", WEIGHTS["name"]


def bodies(marks: Sequence[Mark]) -> Iterator[tuple[str, float]]:
    """The keys of institutions and of offices."""
    for mark in marks:
        if isinstance(mark.tag, InstitutionTag):
            yield f"Q:{mark.tag.id}", WEIGHTS["body"]
        elif isinstance(mark.tag, RoleNoun):
            yield f"role:{mark.tag.role}", WEIGHTS["role"]


def without_persons(text: str, start: int, named: Sequence[Naming]) -> str:
    """The text, which begins at `start`, with blanks for the persons that it names."""
    pieces, end = [], 0
    for name, person in named:
        if person is not None and person.sure:
            pieces.append(text[end : name.start - start])
            end = name.end - start
    return " ".join((*pieces, text[end:]))


def terms(text: str, language: str | None, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    """The words of a text under the keys that identity knows them by."""
    for word in normal(text, language, None, lexicon.identity).terms:
        yield key_of(word, language, lexicon.events)


def key_of(term: Term, language: str | None, events: EventLexicon) -> tuple[str, float]:
    """A term's key and weight as a feature."""
    slight = SLIGHT if term.weight <= COMMON else None
    if term.kind in EVERYWHERE:
        weight = SLIGHT if term.kind == "number" and not telling(term.key) else EVERYWHERE[term.kind]
        return term.key, weight
    if term.kind == "concept":
        kind = events.kinds.get(term.key.partition(":")[2])
        return kind_key(kind, events) if kind else (term.key, slight or CONTENT)
    if term.kind == "name" and term.skeleton:
        return f"name:{term.skeleton[:BONES]}", slight or WEIGHTS["name"]
    return f"word:{language}:{term.key}", slight or CONTENT * min(1.0, term.weight)


def kinds(text: str, language: str | None, events: EventLexicon) -> Iterator[tuple[str, float]]:
    """The kinds of event that a text has words for."""
    for hit in compiled(events, language)[0].find(text):
        yield from (kind_key(kind, events) for kind in hit.values)


def kind_key(kind: str, events: EventLexicon) -> tuple[str, float]:
    """The key of a kind of event with its weight."""
    return f"kind:{kind}", WEIGHTS["daily" if kind in events.daily else "kind"]


def telling(key: str) -> bool:
    """Whether a number tells something."""
    value = float(key.partition(":")[2])
    return value > SMALL and int(value) not in YEARS
