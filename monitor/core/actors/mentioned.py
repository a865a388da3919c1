"""What a speaker's mention is made of: a person, several, or a description; nothing where words are left unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.core.actors.cast import Cast, Person
from monitor.core.actors.naming import Mark, Vocabulary
from monitor.core.actors.person import Named
from monitor.core.actors.title import Title, parse
from monitor.lexicon.offices import BodyNoun, RoleWords

ENDS = ",;:(–—\n"
"""What ends a noun phrase: what follows says more of the speaker, not who it is."""
LONGEST = 400
"""Characters of a mention that are looked at."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The persons that a mention names, or the description it gives. Both are empty where it is not understood."""

    persons: tuple[Person, ...] = ()
    title: Title | None = None


def mentioned(text: str, start: int, end: int, cast: Cast, words: Vocabulary) -> Mentioned:
    """Read the mention ``text[start:end]``."""
    end = min(end, start + LONGEST)
    names = cast.within(start, end)
    bearers = [(name, person) for name, person in names if _bears(text, start, end, name, cast, words)]
    if bearers and _called_after(text, start, bearers[0][0], cast):
        return Mentioned()
    if bearers:
        return Mentioned(persons=_persons(text, end, bearers, cast, words))
    if words.words is None:
        return Mentioned()
    return Mentioned(title=_title(text, start, end, names, cast, words.words, words))


def _bears(text: str, start: int, end: int, name: Named, cast: Cast, words: Vocabulary) -> bool:
    """Whether the mention is of the one named, not of somebody else by way of the name."""
    titled = cast.reading.titles.get(name.start)
    return _ends_well(text, end, name, words, titled=titled is not None) and (
        (titled is not None and titled.start < name.start) or _begins_well(text, start, name, words)
    )


def _called_after(text: str, start: int, name: Named, cast: Cast) -> bool:
    """Bündnis Sahra Wagenknecht: a body that bears a person's name."""
    before = cast.marks_within(start, name.start)
    return bool(before) and isinstance(before[-1].tag, BodyNoun) and not text[before[-1].end : name.start].strip()


def _ends_well(text: str, end: int, name: Named, words: Vocabulary, *, titled: bool) -> bool:
    """Whether nothing behind the name makes another its head: Putin's spokesman, Putin critic, Trump-Anhänger."""
    if text[name.end : name.end + 2] in {"'s", "’s"}:
        return False
    rest = text[name.end : end].strip()
    if not rest or not (rest[0].isalnum() or rest[0] in "'’-"):
        return True
    first = rest.split(maxsplit=1)[0]
    verb = first[0].islower() and (words.noun_capitals or titled)
    return verb or first.lower() in words.closed


def _begins_well(text: str, start: int, name: Named, words: Vocabulary) -> bool:
    """Whether nothing before the name governs it: the wife of Putin, «критик Путина»."""
    stands = text[start : name.start].split()
    if not stands or words.words is None:
        return True
    last = stands[-1].lower().replace("’", "'")
    if last in words.words.genitive and last not in words.words.definite:
        return False
    return not name.oblique or last in words.closed or last[-1] in ENDS or last.endswith("'s")


def _persons(
    text: str, end: int, bearers: Sequence[tuple[Named, Person | None]], cast: Cast, words: Vocabulary
) -> tuple[Person, ...]:
    """The first named, or all of a list that "and" closes: "Meloni, French President Macron and Chancellor Merz"."""
    sure = [(name, person) for name, person in bearers if person is not None and person.sure]
    listed = [(name, person) for name, person in sure or bearers if person is not None]
    if not listed or (not sure and bearers[0][1] is None):
        return ()
    joined, last = 1, listed[0][0]
    for place, (name, _) in enumerate(listed[1:], 1):
        titled = cast.reading.titles.get(name.start)
        begins = min(name.start, titled.start) if titled else name.start
        link = _link(text[listed[place - 1][0].end : begins], words)
        if link is None:
            break
        if link:
            joined, last = place + 1, name
    if joined == 1 and _and_others(text, last.end, end, words):
        return ()
    return tuple(dict.fromkeys(person for _, person in listed[:joined]))


def _link(gap: str, words: Vocabulary) -> bool | None:
    """Whether a gap between two names is "and", or a comma (false); `None` where it is neither."""
    conjunctions = words.words.conjunctions if words.words else frozenset()
    articles = words.words.definite if words.words else frozenset()
    found = [piece for piece in gap.lower().replace(",", " , ").split() if piece not in articles]
    if not found or any(piece != "," and piece not in conjunctions for piece in found):
        return None
    return any(piece in conjunctions for piece in found)


def _and_others(text: str, low: int, high: int, words: Vocabulary) -> bool:
    """Merz and his ministers: more than the one who is known."""
    rest = text[low:high].lower().split()
    return bool(rest) and words.words is not None and rest[0] in words.words.conjunctions


def _title(
    text: str,
    start: int,
    end: int,
    names: Sequence[tuple[Named, Person | None]],
    cast: Cast,
    role_words: RoleWords,
    words: Vocabulary,
) -> Title | None:
    """The description, where its every word is understood up to the first comma."""
    marks = cast.marks_within(start, end)
    close = _close(text, marks[0].end if marks else start, end)
    marks = tuple(mark for mark in marks if mark.start < close)
    if not marks or (title := parse(text, marks, role_words)) is None:
        return None
    head = next((mark for mark in marks if mark.tag is title.noun), None)
    owner = next((name for name, person in names if name.start < close and person is not None and person.sure), None)
    served = [(owner.start, owner.end)] if owner and (title.noun or title.body) else []
    spans = sorted([(mark.start, mark.end) for mark in marks] + served)
    if not _understood(text, start, close, spans, head, role_words, words):
        return None
    if head is None and not role_words.conjunctions.isdisjoint(text[marks[0].end : close].lower().split()):
        return None  # two places or bodies: nobody in particular
    return replace(title, represents=owner if served else None)


def _close(text: str, low: int, end: int) -> int:
    return next((place for place in range(low, end) if text[place] in ENDS), end)


def _understood(
    text: str,
    start: int,
    end: int,
    spans: Sequence[tuple[int, int]],
    head: Mark | None,
    role_words: RoleWords,
    words: Vocabulary,
) -> bool:
    """Whether nothing stands in the phrase that could be its true head."""
    position = start
    strange = False
    for left, right in (*spans, (end, end)):
        for word in text[position:left].lower().replace("’", "'").replace("'", "' ").split():
            if word in role_words.genitive and strange and (head is None or left <= head.start):
                return False
            known = word.strip("-'’.\"“”„«»") in words.known or not word.strip("-'’.\"“”„«»")
            if known:
                continue
            strange = True
            if head is None or role_words.bare_genitive:
                return False
            if (
                left > head.start
                and not _loose(text, head.end, left, role_words, words)
                and not _adjective(word, role_words)
            ):
                return False
        position = max(position, right)
    return True


def _loose(text: str, low: int, high: int, role_words: RoleWords, words: Vocabulary) -> bool:
    """Whether what follows the role is set off by a closed-class word: "official with knowledge", not "president's wife"."""
    behind = text[low:high].strip().lower()
    first = behind.split(maxsplit=1)[0] if behind else ""
    return first in words.known and first not in role_words.possessive


def _adjective(word: str, role_words: RoleWords) -> bool:
    """Whether an unknown word behind the role may be its adjective, as in "il cancelliere socialdemocratico"."""
    return not role_words.head_last and not role_words.bare_genitive and word not in role_words.genitive
