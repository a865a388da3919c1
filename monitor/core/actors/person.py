"""Find the persons that a text names: those of the list, and whoever is named with a given name or a title.

A capitalised run of words is cut where places, roles and institutions stand in it; what is left may hold names. A run is
at most eight words long, so that time grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.core.actors.naming import HonorificTag, Mark, NameForm, Vocabulary
from monitor.lexicon.names import Gender, fold
from monitor.lexicon.people import Listed

UPPER = "".join(char for char in map(chr, range(0x41, 0x530)) if char.isupper())
PART = r"(?:(?:von|van|фон|ван)[ \u00a0](?:der|den|de|дер|ден)|de[ \u00a0]la|von|van|de|di|da|dos|del|della|du|al|el|bin|ben|ibn|ten|ter|zu|фон|ван|де|ди|да|аль|эль|бин|бен|бін|ель)"
WORD = rf"(?:(?:[{UPPER}]\.[ \u00a0]?){{1,5}}(?=[{UPPER}][^\W_])|(?![LlNn]['’])[{UPPER}][^\W_]*(?:['’ʼ](?!s\b)[^\W_]+|[-‐‑][^\W_]+)*)"
RUN = re.compile(rf"(?<![^\W_])(?<![^\W_][-‐‑]){WORD}(?:[ \u00a0]?(?<=[\s.\u00a0])(?:{PART}[ \u00a0])?{WORD}){{0,7}}")
PIECE = re.compile(rf"{WORD}|[^\W\d_]+")
GIVEN_REACH = 4
"""Words before a surname in which its bearer's given name is looked for: Luiz Inácio Lula da Silva."""
CYRILLIC = "\u0400"
ALIKE = 3
"""Letters that all forms of one name share."""
LONGEST = 5
"""Words of the longest name taken from the text alone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a capitalised run; `key` is its folded form."""

    start: int
    end: int
    key: str
    upper: bool
    capitals: int = 0


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


Match = tuple[int, int, tuple[tuple[NameForm, bool], ...]]
"""First and last word of a listed name, and whose it may be (and whether in full)."""


def named(text: str, tags: Sequence[Mark], words: Vocabulary, titled: frozenset[int]) -> list[Named]:
    """All names of the text in order; `titled` holds where a title or honorific ends and a name may begin."""
    found: list[Named] = []
    single: list[Piece] = []
    position = 0
    for run in RUN.finditer(text):
        if " " not in (word := run[0]) and "\u00a0" not in word and run.start() not in titled:
            key = fold(word)
            if key not in words.surnames:
                single.append(Piece(run.start(), run.end(), key, upper=True))
                continue
        while position < len(tags) and tags[position].end <= run.start():
            position += 1
        behind = position
        while behind < len(tags) and tags[behind].start < run.end():
            behind += 1
        pieces = [_piece(piece) for piece in PIECE.finditer(text, run.start(), run.end())]
        for segment in _segments(pieces, tags[position:behind], words):
            found.extend(_names(segment, words, titled))
    found.extend(_recalled(single, found, tags, words))
    return sorted(found, key=lambda name: name.start)


def _recalled(
    single: Sequence[Piece], found: Sequence[Named], tags: Sequence[Mark], words: Vocabulary
) -> Iterator[Named]:
    """Of the capitalised words that stand alone those that may be the surname of somebody named in full."""
    surnames = {name.pieces[-1].key[:ALIKE] for name in found if not name.candidates}
    covered = {tag.start for tag in tags}
    for piece in single:
        if piece.key[:ALIKE] in surnames and piece.start not in covered and piece.key not in words.known:
            yield Named(piece.start, piece.end, (piece,))


def _piece(match: re.Match[str]) -> Piece:
    word = match[0].rstrip()
    return Piece(
        match.start(), match.start() + len(word), fold(word).replace(" ", ""), word[0].isupper(), _capitals(word)
    )


def _capitals(word: str) -> int:
    """How many capitals a word has that is no row of initials."""
    return 0 if "." in word or "-" in word else sum(char.isupper() for char in word)


def _segments(pieces: list[Piece], tags: Sequence[Mark], words: Vocabulary) -> Iterator[list[Piece]]:
    """The stretches of a run in one script that no place, role or institution covers; a covered word behind a given
    name stays.
    """
    segment: list[Piece] = []
    for piece in pieces:
        if segment and (piece.key[0] < CYRILLIC) != (segment[-1].key[0] < CYRILLIC):
            yield segment
            segment = []
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
    for first, last, forms in _matches(segment, words):
        if first > begin:
            yield from _unlisted(segment[begin:first], words, titled)
        yield _mention(segment[first : last + 1], forms, words)
        begin = last + 1
    if begin < len(segment):
        yield from _unlisted(segment[begin:], words, titled)


def _matches(segment: list[Piece], words: Vocabulary) -> list[Match]:
    """The listed names of a segment, those in full before those by surname alone, in order."""
    found: list[Match] = []
    for full in (True, False):
        for place, piece in enumerate(segment):
            if piece.key not in words.surnames or any(first <= place <= last for first, last, _ in found):
                continue
            begin = max((last + 1 for _, last, _ in found if last < place), default=0)
            match = _listed(segment, begin, place, words)
            if match and match[2][0][1] == full and (full or not _given(segment, place, words)):
                found.append(match)
    return sorted(found, key=lambda match: match[0])


def _given(segment: list[Piece], place: int, words: Vocabulary) -> bool:
    """Whether a word that is somebody's surname is somebody else's given name here: Martin Schulz is no Micheál Martin."""
    return segment[place].key in words.given and place + 1 < len(segment) and segment[place + 1].upper


def _listed(segment: list[Piece], begin: int, place: int, words: Vocabulary) -> Match | None:
    """Where the name that has its surname's last word at `place` begins and ends, and whose it may be (and in full)."""
    best_first, best_last = place, place
    forms: list[tuple[NameForm, bool]] = []
    for form in words.surnames.get(segment[place].key, ()):
        first, last, full = _fits(segment, begin, place, form, words)
        if first < 0:
            continue
        if last - first > best_last - best_first:
            best_first, best_last, forms = first, last, []
        if last - first == best_last - best_first:
            forms.append((form, full))
    if not forms or (not forms[0][1] and _stranger(segment, begin, best_first, words)):
        return None
    return best_first, best_last, tuple(forms)


def _fits(segment: list[Piece], begin: int, place: int, form: NameForm, words: Vocabulary) -> tuple[int, int, bool]:
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
        if segment[back].upper and _same_given(segment[back].key, form, words):
            return back, place, True
    return first, place, False


def _stranger(segment: list[Piece], begin: int, first: int, words: Vocabulary) -> bool:
    """Whether another given name stands before a listed surname: Mike Johnson is not Boris."""
    return first > begin and segment[first - 1].key in words.given


def _same_given(key: str, form: NameForm, words: Vocabulary) -> bool:
    """Whether it is a given name of the person, or another spelling of one: Себастьян for Себастьен."""
    if key in form.given:
        return True
    known = words.given.get(key)
    if known and known.gender and form.actor.gender and known.gender != form.actor.gender:
        return False
    return any(_common(key, given) * 3 >= max(len(key), len(given)) * 2 for given in form.given if given[0] == key[0])


def _common(left: str, right: str) -> int:
    return next((k for k, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


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
    if first is None:
        leads = pieces[0].key in words.known or pieces[0].key in words.cues
        first = 1 if len(pieces) > 1 and not behind_title and leads else 0
    while first < len(pieces) and (not pieces[first].upper or _acronym(pieces, first)):
        first += 1
    rest = _without_tail(pieces[first : first + LONGEST], words)
    if not rest or (len(rest) == 1 and rest[0].key in words.known):
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


def _acronym(pieces: list[Piece], place: int) -> bool:
    """A party or house in front of a full name: PiS Jan Nowak."""
    return pieces[place].capitals > 1 and len(pieces) - place > 2  # noqa: PLR2004  # a given name and a surname behind


def _without_tail(pieces: list[Piece], words: Vocabulary) -> list[Piece]:
    """A name up to the particle that begins no part of it: Benjamin Jendro | von der Gewerkschaft."""
    for place in range(2, len(pieces)):
        if not pieces[place].upper and pieces[place - 1].upper and pieces[place - 1].key not in words.given:
            return pieces[:place]
    while pieces and not pieces[-1].upper:
        pieces.pop()
    return pieces


def holder(candidates: Sequence[Listed], day: date | None) -> Listed | None:
    """Of several bearers of a name the one in office on that day, else the one listed alone; `None` in doubt."""
    if len(candidates) == 1:
        return candidates[0]
    serving = [actor for actor in candidates if day and any(term.on(day) for term in actor.terms)]
    return serving[0] if len(serving) == 1 else None
