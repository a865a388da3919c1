"""Find the persons that a text names: those of the list, and whoever is named with a given name or a title.

A capitalised run of words is cut where places, roles and institutions stand in it; what is left may hold names. A run is
at most eight words long, so that time grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.core.naming import HonorificTag, Mark, NameForm, Vocabulary
from monitor.lexicon.names import Gender, fold
from monitor.lexicon.people import Listed

UPPER = "".join(char for char in map(chr, range(0x41, 0x530)) if char.isupper())
PART = r"(?:von|van|der|den|de|di|da|dos|das|del|della|des|du|al|el|bin|ben|ibn|ten|ter|zu|фон|ван|дер|де|ди|да|аль|эль|бин|бен|бін|ель)"
WORD = rf"(?:(?:[{UPPER}]\.[ \u00a0]?)+(?=[{UPPER}][^\W_])|(?![LlNn]['’])[{UPPER}][^\W_]*(?:['’ʼ](?!s\b)[^\W_]+|[-‐‑][^\W_]+)*)"
RUN = re.compile(rf"(?<![^\W_]){WORD}(?:[ \u00a0]?(?<=[\s.\u00a0])(?:{PART}[ \u00a0]){{0,2}}{WORD}){{0,7}}")
PIECE = re.compile(rf"{WORD}|{PART}(?![^\W_])")
GIVEN_REACH = 4
"""Words before a surname in which its bearer's given name is looked for: Luiz Inácio Lula da Silva."""
LONGEST = 5
"""Words of the longest name taken from the text alone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a capitalised run; `key` is its folded form."""

    start: int
    end: int
    key: str
    upper: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text. `candidates` are the listed bearers of it; `given` how many of its words are given names;
    `oblique` says that it is certainly no nominative; `sure` that it is a person's (a listed or a given name, a title).
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    candidates: tuple[Listed, ...] = ()
    gender: Gender | None = None
    full: bool = False
    oblique: bool = False
    sure: bool = False


def named(text: str, tags: Sequence[Mark], words: Vocabulary, titled: frozenset[int]) -> list[Named]:
    """All names of the text in order; `titled` holds where a title or honorific ends and a name may begin."""
    found: list[Named] = []
    position = 0
    for run in RUN.finditer(text):
        while position < len(tags) and tags[position].end <= run.start():
            position += 1
        inside = []
        for tag in tags[position:]:
            if tag.start >= run.end():
                break
            inside.append(tag)
        pieces = [
            _piece(piece)
            for piece in PIECE.finditer(text, run.start(), run.end())
        ]
        for segment in _segments(pieces, inside, words):
            found.extend(_names(segment, words, titled))
    return found


def _piece(match: re.Match[str]) -> Piece:
    word = match[0].rstrip()
    return Piece(match.start(), match.start() + len(word), fold(word).replace(" ", ""), word[0].isupper())


def _segments(pieces: list[Piece], tags: Sequence[Mark], words: Vocabulary) -> Iterator[list[Piece]]:
    """The stretches of a run that no place, role or institution covers; a covered word behind a given name stays."""
    if not tags:
        yield pieces
        return
    segment: list[Piece] = []
    for piece in pieces:
        covering = next((tag for tag in tags if tag.start < piece.end and piece.start < tag.end), None)
        if covering is None or (segment and _surname_after_all(piece, covering, segment[-1], words)):
            segment.append(piece)
        elif segment:
            yield segment
            segment = []
    if segment:
        yield segment


def _surname_after_all(piece: Piece, tag: Mark, previous: Piece, words: Vocabulary) -> bool:
    """Jack London, Anna Moskwa, Olaf König: one word, behind a given name."""
    alone = tag.start == piece.start and tag.end == piece.end
    return alone and previous.key in words.given and not isinstance(tag.tag, HonorificTag)


def _names(segment: list[Piece], words: Vocabulary, titled: frozenset[int]) -> Iterator[Named]:
    begin = 0
    for place in range(len(segment)):
        if place < begin:
            continue
        if (match := _listed(segment, begin, place, words)) is None:
            continue
        first, last, forms = match
        if first > begin:
            yield from _unlisted(segment[begin:first], words, titled)
        yield _mention(segment[first : last + 1], forms, words)
        begin = last + 1
    if begin < len(segment):
        yield from _unlisted(segment[begin:], words, titled)


def _listed(
    segment: list[Piece], begin: int, place: int, words: Vocabulary
) -> tuple[int, int, tuple[tuple[NameForm, bool], ...]] | None:
    """Where the name that has its surname's last word at `place` begins and ends, and whose it may be (and in full)."""
    best_first, best_last = place, place
    forms: list[tuple[NameForm, bool]] = []
    for form in words.surnames.get(segment[place].key, ()):
        first, last, full = _fits(segment, begin, place, form)
        if first < 0:
            continue
        if last - first > best_last - best_first:
            best_first, best_last, forms = first, last, []
        if last - first == best_last - best_first:
            forms.append((form, full))
    if not forms or (not forms[0][1] and _stranger(segment, begin, best_first, words)):
        return None
    return best_first, best_last, tuple(forms)


def _fits(segment: list[Piece], begin: int, place: int, form: NameForm) -> tuple[int, int, bool]:
    """First and last word of the mention, and whether a given name is among them; first is -1 where it does not fit."""
    first = place - len(form.rest)
    if first < begin or any(segment[first + k].key != word for k, word in enumerate(form.rest)):
        return -1, place, False
    if form.first:
        last = place
        while last + 1 < len(segment) and segment[last + 1].key in form.given:
            last += 1
        return first, last, last > place
    for back in range(max(begin, first - GIVEN_REACH), first):
        if segment[back].key in form.given and segment[back].upper:
            return back, place, True
    return first, place, False


def _stranger(segment: list[Piece], begin: int, first: int, words: Vocabulary) -> bool:
    """Whether another given name stands before a listed surname: Mike Johnson is not Boris."""
    return first > begin and segment[first - 1].key in words.given


def _mention(pieces: list[Piece], forms: tuple[tuple[NameForm, bool], ...], words: Vocabulary) -> Named:
    actors = tuple(dict.fromkeys(form.actor for form, _ in forms))
    genders = {actor.gender for actor in actors}
    oblique = all(form.oblique for form, _ in forms)
    if not oblique and len(pieces) > 1 and (given := words.given.get(pieces[0].key)):
        oblique = given.oblique
    return Named(
        start=pieces[0].start,
        end=pieces[-1].end,
        pieces=tuple(pieces),
        candidates=actors,
        gender=genders.pop() if len(genders) == 1 else None,
        full=forms[0][1],
        oblique=oblique,
        sure=True,
    )


def _unlisted(pieces: list[Piece], words: Vocabulary, titled: frozenset[int]) -> Iterator[Named]:
    """A name that is not in the list: from its given name on, or what stands behind a title."""
    behind_title = pieces[0].start in titled
    first = next((k for k, piece in enumerate(pieces[:-1]) if piece.key in words.given and piece.upper), None)
    if behind_title:
        first = 0
    elif first is None:
        first = 1 if len(pieces) > 1 and pieces[0].key in words.closed else 0
    rest = pieces[first : first + LONGEST]
    while rest and not rest[-1].upper:
        rest.pop()
    if not rest or (len(rest) == 1 and rest[0].key in words.closed):
        return
    given = words.given.get(rest[0].key)
    yield Named(
        start=rest[0].start,
        end=rest[-1].end,
        pieces=tuple(rest),
        gender=given.gender if given else None,
        full=len(rest) > 1,
        oblique=bool(given and given.oblique),
        sure=behind_title or (given is not None and len(rest) > 1),
    )


def holder(candidates: Sequence[Listed], day: date | None) -> Listed | None:
    """Of several bearers of a name the one in office on that day, else the one listed alone; `None` in doubt."""
    if len(candidates) == 1:
        return candidates[0]
    serving = [actor for actor in candidates if day and any(term.on(day) for term in actor.terms)]
    return serving[0] if len(serving) == 1 else None
