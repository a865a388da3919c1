"""A language's words as identity sees them: what a word stands for and how much it tells.

A word that everybody uses tells little, a rare one much. There is no corpus behind the weights, which are few and
round: what only reports ("said", "minister") or joins ("the") weighs nothing, what all news on the matter contains
("war", "Europe") little, the rest about the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

import Stemmer

from monitor.core.forms import Forms
from monitor.core.identity.skeleton import HEAD, plain, skeleton
from monitor.core.lookup import Lookup
from monitor.lexicon.identity import IdentityLexicon, LanguageIdentity

WordKind = Literal[
    "boilerplate", "stop", "attribution", "role", "negation", "weekday", "month", "number", "multiplier", "code", "place", "city", "concept", "word"
]  # fmt: skip
WEIGHTS: dict[WordKind, float] = {
    "boilerplate": 0.0, "stop": 0.0, "attribution": 0.0, "role": 0.0, "negation": 0.0, "weekday": 0.3, "month": 0.4, "number": 1.2,
    "multiplier": 0.3, "code": 1.3, "place": 0.6, "city": 1.0, "concept": 1.0, "word": 1.0,
}  # fmt: skip
ORDER: tuple[WordKind, ...] = (
    "boilerplate", "negation", "number", "multiplier", "weekday", "month", "role", "place", "city", "stop", "attribution", "concept", "code", "word",
)  # fmt: skip
"""Which reading wins where the lists have a word twice."""
COMMON = 0.35
SHORT, FEW_LETTERS = 0.7, 3
KEPT = 50_000
"""Words remembered per language; a day's news has about 20,000 different ones."""
POSSESSIVE = 2
"""Letters of a possessive ending: 's; 'ego has three, so that Polish cases of foreign names stay."""
CUT, ENDING = 4, 3
"""Without a stemmer a word loses up to three letters, but keeps four."""

Entry = tuple[WordKind, str, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the text. What is asked of every occurrence is told once for each form.

    `key` is equal for the forms of one word; the keys of concepts, places and numbers are equal in all languages.
    `name` is the key of a word that tells something, else the form in small letters; `skeleton` is how a name is known
    again across spellings, and `head` the part of it that spellings have in common.
    """

    form: str
    key: str
    weight: float
    kind: WordKind
    skeleton: str = ""
    value: float = 0
    head: str = field(init=False)
    folded: str = field(init=False)
    name: str = field(init=False)
    capital: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", self.skeleton[:HEAD])
        object.__setattr__(self, "folded", self.form.casefold())
        object.__setattr__(self, "name", self.key if self.weight else self.folded)
        object.__setattr__(self, "capital", self.form[0].isupper())


class Vocabulary:
    """One language compiled. Use changes nothing but the bounded memory of words met.

    Args:
        language: its data, or `None` for a language that we have no data for.
        common: the keys of concepts that tell little.
    """

    def __init__(self, language: LanguageIdentity | None, common: frozenset[str]) -> None:
        words = language.words if language else None
        read = list(entries(language)) if language else []
        self.recall = marks(words.recall if words else ())
        self.phrases: Lookup[Entry] = Lookup((p, e) for p, e in read if not one_word(p))
        self.capitalised_nouns = bool(words and words.capitalised_nouns)
        self.inflected = bool(words and words.inflected)
        self._ordinal_endings = frozenset(words.ordinal_endings if words else ())
        self._elisions = frozenset(words.elisions if words else ())
        self._single = Forms((p, e) for p, e in read if one_word(p))
        self._slight = common
        self._common = Forms((p, True) for p in (words.common if words else ()))
        self._stem = stemmer(words.stemmer if words else None)
        self.token: Callable[[str], tuple[Word, ...]] = lru_cache(maxsize=KEPT)(self._token)

    def _token(self, token: str) -> tuple[Word, ...]:
        """The words of a token: one as a rule, two where an article is elided, none in the mark that ends a sentence."""
        if token.isalpha():
            return (self._word(token),)
        if not token[0].isalnum():
            return ()
        if any(char.isdecimal() for char in token):
            return (self._figure(token),)
        return tuple(self._word(part) for part in self._parts(token))

    def _word(self, form: str) -> Word:
        """What a word of the text stands for."""
        common = bool(self._common.find(form))
        if readings := self._single.find(form):
            word = entry(form, readings)
            slight = word.key in self._slight or (common and word.kind == "place")
            return replace(word, weight=COMMON) if slight else word
        stem = plain(self._stem(form[:64].casefold()))
        weight = COMMON if common else SHORT if len(stem) <= FEW_LETTERS else WEIGHTS["word"]
        return Word(form, stem, weight, "word", skeleton(form))

    def _parts(self, form: str) -> tuple[str, ...]:
        """A word without possessive ending, elided articles set off."""
        form = form.replace("’", "'").replace("ʼ", "'")
        head, mark, tail = form.partition("'")
        if not mark or self._word(form).kind != "word":
            return (form,)
        if head.casefold() in self._elisions:
            return (head, tail)
        return (head,) if len(tail) <= POSSESSIVE else (form,)

    def _figure(self, form: str) -> Word:
        """A number, or a word with figures in it: F-16, COVID-19."""
        digits = form.rstrip("".join({char for char in form if char.isalpha()}))
        ordinal = digits.isdigit() and form[len(digits) :] in self._ordinal_endings
        if not ordinal and not all(char.isdecimal() or char in ".," for char in form):
            key = "".join(char for char in form.casefold() if char.isalnum())
            return Word(form, "code:" + key.removesuffix("s"), WEIGHTS["code"], "code")  # F-16s are F-16
        value = number(digits)
        return Word(form, f"number:{value:g}", WEIGHTS["number"], "number", value=value)


@lru_cache(maxsize=64)
def vocabulary(lexicon: IdentityLexicon, language: str | None) -> Vocabulary:
    """The compiled vocabulary, kept; one without any data for a language that the lexicon lacks."""
    return Vocabulary(lexicon.languages.get(language or ""), lexicon.common)


def marks(patterns: Sequence[str]) -> Lookup[bool]:
    """A lookup that only says where."""
    return Lookup((pattern, True) for pattern in patterns)


def one_word(pattern: str) -> bool:
    """Whether a pattern is one word as texts are cut into words."""
    return all(char.isalpha() or char in "'’ʼ" for char in pattern.removeprefix("=").removesuffix("*"))


@lru_cache(maxsize=4096)
def phrase(form: str, readings: tuple[Entry, ...]) -> Word:
    """Some words that stand for one thing; those of the last texts are kept."""
    return entry(form, readings)


def entry(form: str, readings: Sequence[Entry]) -> Word:
    """The reading that comes first in `ORDER`, of several the closest: "import*" reads "imported", not "impossible"."""
    kind, name, value = min(readings, key=lambda found: ORDER.index(found[0]))
    return Word(form, f"{kind}:{name}", WEIGHTS[kind], kind, value=value)


def number(digits: str) -> float:
    """The value of figures with points or commas: groups of three are thousands, else the last part is a fraction."""
    head, *groups = digits[:40].replace(",", ".").split(".")
    if groups and all(len(group) == 3 for group in groups) and head != "0":  # noqa: PLR2004 - thousands
        return float(head + "".join(groups))
    return float(f"{head}.{''.join(groups)}") if groups else float(head)


def stemmer(name: str | None) -> Callable[[str], str]:
    """Snowball's stemmer of that name, or a cut by length."""
    if name is None:
        return lambda word: word[: max(CUT, len(word) - ENDING)]
    stem: Callable[[str], str] = Stemmer.Stemmer(name).stemWord
    return stem


def entries(language: LanguageIdentity) -> Iterator[tuple[str, Entry]]:
    """All patterns of a language with what they stand for."""
    words = language.words
    lists: tuple[tuple[WordKind, tuple[str, ...]], ...] = (
        ("boilerplate", words.boilerplate), ("stop", words.stop), ("attribution", words.attribution), ("role", words.roles), ("negation", words.negation),
    )  # fmt: skip
    for kind, patterns in lists:
        yield from ((pattern, (kind, "", 0)) for pattern in patterns)
    for form, value in words.numerals.items():
        yield form, ("number", str(value), value)
    for form, value in words.multipliers.items():
        yield form, ("multiplier", str(value), value)
    named: list[tuple[WordKind, str, Sequence[str]]] = [
        *(("weekday", str(day), patterns) for day, patterns in enumerate(words.weekdays)),
        *(("month", str(month), patterns) for month, patterns in enumerate(words.months, 1)),
        *(("place", code, patterns) for code, patterns in language.places.items()),
        *(("city", name, patterns) for name, patterns in language.cities.items()),
        *(("concept", name, patterns) for name, patterns in language.concepts.items()),
    ]
    for kind, name, forms in named:
        yield from ((form, (kind, name, 0)) for form in forms)
