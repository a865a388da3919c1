"""What a speaker's mention is made of: a person, several, or a description; nothing where words are left unexplained."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.core.actors.cast import Cast
from monitor.core.actors.naming import Mark, PlaceTag, Vocabulary
from monitor.core.actors.office import VAGUE
from monitor.core.actors.person import Named
from monitor.core.actors.roll import Person
from monitor.core.actors.title import COMMA, Title, parse
from monitor.core.speech.tokens import ADDRESS
from monitor.lexicon.offices import BodyNoun, RoleNoun, RoleWords

ENDS = ",;:(–—\n"
"""What ends a noun phrase: what follows says more of the speaker, not who it is."""
OF_PARTIES = frozenset({"politician", "mp", "mep", "expert"})
"""Roles that a compound tells the party or field of, and nothing else."""
BOUND = frozenset({"spokesperson", "official", "representative", "source", "ambassador", "envoy", "adviser", "expert"})
"""Roles of which a preposition tells whose they are: «представитель при ООН»."""
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
    if ADDRESS.search(text, start, end):
        return Mentioned()  # laut Berlin.de: an outlet, not the state
    names = cast.within(start, end)
    bearers = [(name, person) for name, person in names if _bears(text, start, end, name, cast, words)]
    if bearers and _called_after(text, start, bearers[0][0], cast):
        return Mentioned()
    if bearers:
        return Mentioned(persons=_persons(text, end, bearers, cast, words))
    if words.words is None:
        return Mentioned()
    title = _title(text, start, end, names, cast, words.words, words)
    if (title is None or title.noun) and (apposed := _apposed(text, end, cast)) is not None:
        return Mentioned(persons=(apposed,))
    return Mentioned(title=title)


def _apposed(text: str, end: int, cast: Cast) -> Person | None:
    """Whose name commas set off behind a mention: "her counterpart, Foreign Minister Boris Johnson, said"."""
    if not text.startswith(COMMA, end):
        return None
    place = bisect_left(cast.starts, end)
    if place == len(cast.starts):
        return None
    name, person, begin = cast.names[place], cast.mentions[place], end + len(COMMA)
    title = cast.reading.titles.get(name.start)
    if person is None or not (person.sure and name.full and begin in {name.start, title.start if title else -1}):
        return None
    return person if text[name.end : name.end + 1] in {",", ".", "\n"} else None


def _bears(text: str, start: int, end: int, name: Named, cast: Cast, words: Vocabulary) -> bool:
    """Whether the mention is of the one named, not of somebody else by way of the name."""
    titled = cast.reading.titles.get(name.start)
    person = cast.bearer(name)
    sure = person is not None and person.sure
    if not sure and (name.start < start or words.noun_capitals or _governed(text[start : name.start], words)):
        return False  # „Según Kask“: what stands before the mention was no given name
    if not _ends_well(text, end, name, words, titled=titled is not None):
        return False
    begin = name.start if titled is None else min(titled.start, name.start)
    if begin == name.start or (words.words is not None and words.words.bare_genitive):
        return _begins_well(text[start:begin], name, words)
    return not _serves(text, start, begin, words)


def _called_after(text: str, start: int, name: Named, cast: Cast) -> bool:
    """Bündnis Sahra Wagenknecht: a body that bears a person's name."""
    before = cast.marks_within(start, name.start)
    return bool(before) and isinstance(before[-1].tag, BodyNoun) and not text[before[-1].end : name.start].strip()


def _governed(before: str, words: Vocabulary) -> bool:
    """Whether a link stands in front of what may be no name: "president of the United Federation"."""
    if words.words is None:
        return False
    near = before[max((before.rfind(end) for end in ENDS), default=-1) + 1 :]
    found = near.lower().replace("’", "'").replace("'", "' ").split()[1:]
    return any(word in words.words.genitive for word in found)


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


def _begins_well(before: str, name: Named, words: Vocabulary) -> bool:
    """Whether nothing before the name governs it: the wife of Putin, «критик Путина»."""
    stands = before.split()
    if not stands or words.words is None:
        return True
    while len(stands) > 1 and stands[-1].lower() in words.words.definite - words.words.genitive:
        stands.pop()
    last = stands[-1].lower().replace("’", "'")
    if last in words.words.genitive and last not in words.words.definite:
        return False
    return not name.oblique or last in words.closed or last[-1] in ENDS or last.endswith("'s")


def _serves(text: str, start: int, title: int, words: Vocabulary) -> bool:
    """Whether a link before a title makes it somebody else's: die Frau des | Präsidenten Karl Lee.

    A capital before the link, but for that of a sentence, is a house's (the Bank of | Israel governor Ann Lee); a
    statement of somebody is that person's.
    """
    before = text[start:title]
    found = before[max((before.rfind(end) for end in ENDS), default=-1) + 1 :].split()
    previous = text[max(0, start - 2) : start].strip()[-1:]
    opens = not (previous.isalnum() or previous == ",")
    for place, (noun, link) in enumerate(pairwise(found)):
        linked = words.words is not None and link.lower() in words.words.genitive
        house = noun[0].isupper() and not words.noun_capitals and not (opens and place == 0)
        if linked and not house and noun.lower() not in words.closed | words.utterances:
            return True
    return False


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
    marks = tuple(mark for mark in marks if mark.start >= title.start)
    head = next((mark for mark in marks if mark.tag is title.noun), None)
    owner = next((name for name, person in names if name.start < close and person is not None and person.sure), None)
    served = [(owner.start, owner.end)] if owner and (title.noun or title.body) else []
    spans = sorted([(mark.start, mark.end) for mark in marks] + served)
    if not _understood(text, start, close, spans, head, role_words, words):
        return None
    if head is None and not role_words.conjunctions.isdisjoint(text[marks[0].end : close].lower().split()):
        return None  # two places or bodies: nobody in particular
    title = replace(title, represents=owner if served else None)
    if head is None:
        return title
    told = title.country or title.institution or title.body
    behind = [mark for mark in marks if mark.start >= head.start]
    open_ended = not served and not role_words.bare_genitive  # elsewhere an unknown word behind the role was refused
    unknown = open_ended and _of_unknown(text, close, behind, role_words, words, every=not told)
    return replace(title, open=unknown, party=text[head.start - 1 : head.start] == "-")


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
            bare = word.strip("-'’.\"“”„«»")
            if not bare or bare in words.known or word in words.known:
                continue
            strange = True
            if head is not None and _compound(text, word, left, head):
                continue
            if head is None or (role_words.bare_genitive and not _set_off(text, head, left, words)):
                return False
            if (
                left > head.start
                and not _loose(text, head.end, left, role_words, words)
                and not _adjective(word, role_words)
            ):
                return False
        position = max(position, right)
    return True


def _of_unknown(
    text: str, end: int, behind: Sequence[Mark], role_words: RoleWords, words: Vocabulary, *, every: bool
) -> bool:
    """Whether the role is that of something unknown: "the head of the orchestra", "the head of the German orchestra".

    `every`: also where no adjective stands before the unknown.
    """
    bound = False
    for mark, right in zip(behind, (*(mark.start for mark in behind[1:]), end), strict=True):
        of_adjective = bound and isinstance(mark.tag, PlaceTag) and mark.tag.field == "adjectives"
        for place, word in enumerate(text[mark.end : right].lower().split()):
            known = word.strip("-'’.\"“”„«»") in words.known
            if bound and not known and (every or (of_adjective and place == 0)):
                return True
            bound = bound or word in role_words.genitive
    return False


def _compound(text: str, word: str, left: int, head: Mark) -> bool:
    """Whether a word and the role are one: CDU-Politikerin, Russland-Experte; whose spokesman somebody is matters."""
    joined = word.endswith("-") and left == head.start and text[left - 1 : left] == "-"
    return joined and isinstance(head.tag, RoleNoun) and head.tag.role in OF_PARTIES


def _set_off(text: str, head: Mark, left: int, words: Vocabulary) -> bool:
    """Whether a circumstance follows the role: «политик на своей странице», «премьер после встречи»."""
    if left <= head.start or not isinstance(head.tag, RoleNoun) or head.tag.role in VAGUE or head.tag.role in BOUND:
        return False
    behind = text[head.end : left].split(maxsplit=1)
    return bool(behind) and behind[0].lower() in words.circumstance


def _loose(text: str, low: int, high: int, role_words: RoleWords, words: Vocabulary) -> bool:
    """Whether what follows the role is set off by a closed-class word: "official with knowledge", not "president's wife"."""
    behind = text[low:high].strip().lower()
    first = behind.split(maxsplit=1)[0] if behind else ""
    return first in words.known and first not in role_words.possessive


def _adjective(word: str, role_words: RoleWords) -> bool:
    """Whether an unknown word behind the role may be its adjective, as in "il cancelliere socialdemocratico"."""
    return not role_words.head_last and not role_words.bare_genitive and word not in role_words.genitive
