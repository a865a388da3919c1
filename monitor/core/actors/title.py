"""Read titles: "Russian Foreign Minister", „Sprecher des Auswärtigen Amts“, «пресс-секретарь президента России».

There is no parser here: places, roles, bodies and names that stand so close that only glue words part them (articles,
prepositions, "senior") make a chain; in a chain the role next to a name is its title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made
from itertools import pairwise
from typing import TypeVar

from monitor.core.actors.chain import GAP, Link, chains, glue
from monitor.core.actors.naming import (
    HonorificTag,
    InstitutionTag,
    Mark,
    ModifierTag,
    PlaceField,
    PlaceTag,
    PortfolioTag,
    Vocabulary,
)
from monitor.core.actors.person import Named
from monitor.lexicon.names import Gender
from monitor.lexicon.offices import BodyNoun, Modifier, OfficeLexicon, RoleNoun, RoleWords

COMMA = ", "
OPENERS, CLOSERS = ",(", ',.;:)–—-“”"«»„!?'

ACRONYM = re.compile(r"[ \u00a0]\([^\W\d_]{2,12}\)")
ADJECTIVES = 4
"""Words before a phrase in which its article is looked for: "a senior Western diplomatic" official."""

TITLES = (RoleNoun, HonorificTag)
SPEAKING = (RoleNoun, BodyNoun)
"""What makes a chain worth reading: before a name, and without one."""

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Title:
    """What a chain says of somebody.

    `definite` is true behind "the", false behind "a" or "several", else `None`; `represents` is for whom a spokesman
    speaks; `portfolio` belongs to the role or the body; `paired` that two roles are joined by "and",
    `field` how the place was named, `open` that what the role is of was not understood: "the head of the orchestra",
    `party` that a compound tells of which party somebody is: CDU-Politikerin.
    """

    start: int
    end: int
    noun: RoleNoun | None = None
    modifiers: frozenset[Modifier] = frozenset()
    country: str | None = None
    institution: str | None = None
    body: BodyNoun | None = None
    portfolio: str | None = None
    represents: Named | None = None
    definite: bool | None = None
    gender: Gender | None = None
    paired: bool = False
    field: PlaceField | None = None
    open: bool = False
    party: bool = False


@dataclass(slots=True)
class Reading:
    """What the chains of a text say: titles by the start of the name that bears them, and titles without a name."""

    titles: dict[int, Title] = made(default_factory=dict)
    bare: list[Title] = made(default_factory=list)


def read(text: str, links: Sequence[Link], words: Vocabulary, offices: OfficeLexicon) -> Reading:
    """All titles of a text; `links` are its marks and names in order."""
    reading = Reading()
    if words.words is None:
        return reading
    previous: Named | None = None
    for number, chain in enumerate(found := list(chains(text, links, words.words))):
        bare = _chain(text, chain, previous, words.words, offices, reading)
        for title in bare:
            following = (
                next((link for link in found[number + 1] if isinstance(link, Named)), None)
                if number + 1 < len(found)
                else None
            )
            if (
                bearer := _apposed(text, title, previous, following, words.words)
            ) and bearer.start not in reading.titles:
                reading.titles[bearer.start] = title
            reading.bare.append(title)
        previous = next((link for link in reversed(chain) if isinstance(link, Named)), previous)
    return reading


def _chain(
    text: str, chain: list[Link], previous: Named | None, words: RoleWords, offices: OfficeLexicon, reading: Reading
) -> list[Title]:
    """Give the names of a chain their titles; what titles stand there without a name is returned."""
    bare: list[Title] = []
    pending: list[Mark] = []
    represents: Named | None = None
    for place, link in enumerate(chain):
        between = glue(text, chain[place - 1].end, link.start, words) or () if place else ()
        if isinstance(link, Mark):
            before = chain[place - 1] if place else None
            if (
                isinstance(before, Named)
                and isinstance(link.tag, (RoleNoun, BodyNoun))
                and _owner(before, between, words)
            ):
                represents = before
            pending.append(link)
            continue
        title = parse(text, pending, words) if any(isinstance(mark.tag, TITLES) for mark in pending) else None
        if title and title.noun and (own := _own(text, link, previous, title.noun, pending, words, offices)):
            reading.titles[link.start] = own
            represents = link
            continue
        if title and title.noun and _depends(link, title.noun, pending, between, words, offices):
            represents = link
            continue
        if title and not between and not _adjectival(link, chain[place - 1]):
            reading.titles[link.start] = replace(title, represents=represents) if represents else title
        pending, represents = [], None
    if any(isinstance(mark.tag, SPEAKING) for mark in pending) and (title := parse(text, pending, words)):
        bare.append(replace(title, represents=represents) if represents else title)
    return bare


def _adjectival(name: Named, before: Link) -> bool:
    """The Chinese People's Republic: one unknown capital behind an adjective is a noun, not a name."""
    adjective = isinstance(before, Mark) and isinstance(before.tag, PlaceTag) and before.tag.field == "adjectives"
    return adjective and not name.candidates and len(name.pieces) == 1


def _owner(name: Named, between: tuple[str, ...], words: RoleWords) -> bool:
    """Putin's spokesman, Merkels Sprecher, Putin spokesman."""
    if not words.possessive.isdisjoint(between):
        return True
    return not between and (words.head_last or name.oblique)


def _own(
    text: str,
    name: Named,
    previous: Named | None,
    noun: RoleNoun,
    marks: Sequence[Mark],
    words: RoleWords,
    offices: OfficeLexicon,
) -> Title | None:
    """The title of somebody whom another one serves: an adviser to | President Zelensky.

    Where the role that governs stands first, both may be meant (le porte-parole du président russe Dmitri Peskov): it is
    the other one's title if the list says so, if the first role is said of who was named before, or of a surname alone.
    """
    roles = [place for place, mark in enumerate(marks) if isinstance(mark.tag, RoleNoun)]
    last = roles[-1]
    tag = marks[last].tag
    if words.bare_genitive or last < len(marks) - 1 or not isinstance(tag, RoleNoun) or tag is noun or tag.plural:
        return None
    first = last
    while isinstance(marks[first - 1].tag, PlaceTag | ModifierTag | PortfolioTag):
        first -= 1
    link = _split(text[marks[first - 1].end : marks[first].start])
    if words.genitive.isdisjoint(link) or not words.conjunctions.isdisjoint(link) or _held(name, noun, offices):
        return None
    said = previous is not None and text[previous.end : marks[0].start] == COMMA
    sure = words.head_last or not name.full or said or _held(name, tag, offices)
    return parse(text, marks[first:], words) if sure else None


def _depends(
    name: Named,
    noun: RoleNoun,
    marks: Sequence[Mark],
    between: tuple[str, ...],
    words: RoleWords,
    offices: OfficeLexicon,
) -> bool:
    """Whether the name is not the bearer of the title but the one it serves: "spokesman for Merz", «помощник Путина»."""
    if any(word in words.genitive for word in between):
        return True
    if not name.oblique or not offices.roles[noun.role].relational:
        return False
    if _held(name, noun, offices):
        return False
    others = [mark.tag for mark in marks if isinstance(mark.tag, RoleNoun) and mark.tag is not noun]
    return not (name.candidates and others and not any(_held(name, other, offices) for other in others))


def _held(name: Named, noun: RoleNoun, offices: OfficeLexicon) -> bool:
    """Whether the list knows a bearer of the name in that role."""
    label = offices.roles[noun.role].label.lower()
    return any(label in term.role.lower() for actor in name.candidates for term in actor.terms)


def parse(text: str, marks: Sequence[Mark], words: RoleWords) -> Title | None:
    """What the marks of a chain say together; `None` where nothing of use."""
    head = _head(text, marks, words)
    noun = marks[head].tag if head is not None else None
    anchor = head if head is not None else _anchor(marks)
    first = 0 if head is None else _begin(text, marks, head, words)
    marks, anchor = marks[first:], anchor - first
    before, after = list(reversed(marks[: anchor + 1])), list(marks[anchor + 1 :])
    body = _first(BodyNoun, before) or _first(BodyNoun, after)
    institution = _first(InstitutionTag, before) or _first(InstitutionTag, after)
    portfolio = _first(PortfolioTag, before) or _first(PortfolioTag, after)
    place = _first(PlaceTag, before) or _first(PlaceTag, after)
    honorific = _first(HonorificTag, before)
    if not (noun or body or institution or place or honorific):
        return None
    role = noun if isinstance(noun, RoleNoun) else None
    return Title(
        start=marks[0].start,
        end=marks[-1].end,
        noun=role,
        modifiers=_modifiers(marks, role),
        country=place.code if place else None,
        institution=institution.id if institution else None,
        body=body,
        portfolio=(role.portfolio if role else None)
        or (body.portfolio if body else None)
        or (portfolio.name if portfolio else None),
        definite=definite(text, marks[0].start, words),
        gender=(role.gender if role else None) or (honorific.gender if honorific else None),
        paired=role is not None and _paired(text, marks, words),
        field=place.field if place else None,
    )


def _begin(text: str, marks: Sequence[Mark], head: int, words: RoleWords) -> int:
    """The first mark that tells of the role; not the place where somebody speaks: en Berlín la ministra, в Вене посол."""
    for place in range(head - 1, -1, -1):
        tag, gap = marks[place].tag, text[marks[place].end : marks[place + 1].start]
        article = not (words.definite | words.indefinite).isdisjoint(_split(gap))
        if article and isinstance(tag, PlaceTag | InstitutionTag | BodyNoun | HonorificTag):
            return place + 1  # … and: die Frau des Präsidenten
        bare = gap.isspace() and text[marks[place].end - 1] != "s"  # Russlands Präsident, EU-Kommissarin
        if bare and not words.head_last and isinstance(tag, PlaceTag) and tag.field != "adjectives":
            return place + 1
    return 0


def _split(gap: str) -> list[str]:
    return gap.lower().replace("’", "'").replace("'", "' ").split()


def _modifiers(marks: Sequence[Mark], role: RoleNoun | None) -> frozenset[Modifier]:
    found = frozenset(mark.tag.name for mark in marks if isinstance(mark.tag, ModifierTag))
    return found | {"former"} if role and role.former else found


def _head(text: str, marks: Sequence[Mark], words: RoleWords) -> int | None:
    """Which mark is the role that governs: the last in "Kremlin spokesman", the first where a genitive follows."""
    roles = [place for place, mark in enumerate(marks) if isinstance(mark.tag, RoleNoun)]
    if not roles:
        return None
    head = roles[0]
    if words.head_last:
        for place in roles[1:]:
            between = text[marks[head].end : marks[place].start].lower().split()
            if not words.genitive.isdisjoint(between):
                break
            head = place
    return head


def _anchor(marks: Sequence[Mark]) -> int:
    """What governs where there is no role: the first body or institution, else the last mark."""
    return next((k for k, mark in enumerate(marks) if isinstance(mark.tag, BodyNoun | InstitutionTag)), len(marks) - 1)


def _first(kind: type[Kind], marks: Sequence[Mark]) -> Kind | None:
    return next((mark.tag for mark in marks if isinstance(mark.tag, kind)), None)


def _paired(text: str, marks: Sequence[Mark], words: RoleWords) -> bool:
    """The president and the chancellor: two roles joined, each with an article of its own or in a plural to come."""
    roles = [mark for mark in marks if isinstance(mark.tag, RoleNoun)]
    for left, right in pairwise(roles):
        between = text[left.end : right.start].lower().split()
        if not words.conjunctions.isdisjoint(between) and not words.definite.isdisjoint(between):
            return True
    return False


def definite(text: str, start: int, words: RoleWords) -> bool | None:
    """Whether "the" or "a" stands before the phrase that begins at `start`, behind "senior" and the like."""
    for word in reversed(text[max(0, start - GAP) : start].lower().split()[-ADJECTIVES:]):
        if word in words.indefinite:
            return False
        if word in words.definite:
            return True
        if word.strip("-'’") not in words.glue:
            return None
    return None


def _apposed(
    text: str, title: Title, previous: Named | None, following: Named | None, words: RoleWords
) -> Named | None:
    """The name to which a title belongs that a comma sets off: "Baiba Braže, Latvia's foreign minister, said"."""
    if title.noun is None or title.noun.plural or title.paired:
        return None
    served = title.represents
    end = served.end if served is not None and served.start == title.end + 1 else _abbreviated(text, title.end)
    if not _closes(text, end):
        return None
    if previous is not None and _opens(text, previous.end, title.start, words):
        return previous
    if following is None or not following.full or following.start - end != len(COMMA):
        return None
    return following if text.startswith(COMMA, end) and _closes(text, following.end) else None


def _abbreviated(text: str, end: int) -> int:
    """Behind the bracket that gives a body's short form: "the Foreign Ministry (FM), said"."""
    found = ACRONYM.match(text, end)
    return found.end() if found else end


def _opens(text: str, start: int, end: int, words: RoleWords) -> bool:
    """Whether a gap is a comma or bracket with no more than articles behind it."""
    gap = text[start:end].strip() if end - start <= GAP else ""
    if not gap or gap[0] not in OPENERS:
        return False
    allowed = words.definite | words.indefinite | words.glue
    return all(word in allowed for word in gap[1:].lower().split())


def _closes(text: str, end: int) -> bool:
    """Whether a phrase ends here."""
    rest = text[end : end + 2].lstrip(" \u00a0")
    return not rest or rest[0] in CLOSERS or rest[0] == "\n"
