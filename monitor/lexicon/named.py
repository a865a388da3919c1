"""The forms under which listed actors are named in a language, as patterns of `monitor.core.lookup`.

Persons by their surname where the list says that it suffices, else by given name and surname; declined where the
language declines names, without accents, and in capitals, as headlines set them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import product

from monitor.lexicon.names import Declension, Gender
from monitor.lexicon.people import Listed, PersonName

NONE = Declension()


def named(actor: Listed, language: str, declension: Declension | None) -> tuple[str, ...]:
    """The patterns of an actor, each once."""
    if actor.kind == "institution":
        return actor.patterns.get(language) or actor.patterns.get("en") or ()
    names = actor.names.get(language) or actor.names["en"]
    plain = (form for name in names for form in cases(name, actor, declension or NONE))
    return tuple(dict.fromkeys(f"={spelling}" for form in plain for spelling in spellings(form)))


def cases(name: PersonName, actor: Listed, declension: Declension) -> Iterator[str]:
    """A name in all its cases."""
    surnames = declined(name.surname, actor.gender, declension)
    if actor.alone:
        yield from surnames
        return
    given = declined(name.given, actor.gender, declension)
    for first, last in product(given, surnames):
        yield f"{last} {first}" if name.first else f"{first} {last}"


def declined(words: tuple[str, ...], gender: Gender | None, declension: Declension) -> list[str]:
    """Words of which the last one declines."""
    before = " ".join(words[:-1])
    return [f"{before} {form}".strip() for form in (words[-1], *declension.cases(words[-1], gender))]


def spellings(form: str) -> Iterator[str]:
    """A form as it is, without accents, and both in capitals."""
    for spelling in dict.fromkeys((form, bare(form))):
        yield spelling
        yield spelling.upper()


def bare(form: str) -> str:
    """Latin letters without accents, ё as е; other letters stay."""
    return "".join(
        "е" if char == "ё" else char if char >= "\u0370" else unicodedata.normalize("NFD", char)[0] for char in form
    )
