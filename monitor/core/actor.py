"""Resolve who speaks: every mention of a speaker to an actor, with role and country, or to nobody where in doubt.

The order for each quotation: a pronoun goes to its antecedent; a name to its person (the article's own cast first, then
the list); a description ("the chancellor") to somebody of the cast, then to the holder of the office on the article's
day; then institutions, states by name or capital, groups, and sources without a name. A mention with words that none
of this explains stays unresolved: "a lawyer of Putin's critic" is not Putin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from monitor.core.actors.anaphora import Candidate, antecedent
from monitor.core.actors.cast import Cast, cast
from monitor.core.actors.described import Descriptions, Spoken, several
from monitor.core.actors.mentioned import Mentioned, mentioned
from monitor.core.actors.naming import Vocabulary, vocabulary
from monitor.core.actors.profile import Profiles
from monitor.core.actors.roll import Person
from monitor.core.attribution import is_label
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.languages import Pronoun
from monitor.lexicon.people import STATE
from monitor.records import Actor, Quotation

SOMEBODY = Actor("", "", "person", None, None, "other")
"""One of several who bear a surname: nobody to name, but a pronoun behind it means nobody else either."""


def resolve(
    text: str, quotations: Sequence[Quotation], language: str, published: datetime | None, lexicon: ActorLexicon
) -> tuple[Quotation, ...]:
    """The quotations in their order, each with its actor where the speaker could be told.

    Args:
        text: The article's text, in which the quotations' spans lie.
        quotations: What `core.quotation` found; one without a speaker stays without an actor.
        language: ISO 639-1 code; of a language without a lexicon only listed full names resolve.
        published: The article's date, by which offices are looked up; `None` means now, as far as the list knows.
        lexicon: The compiled lexicon of actors.
    """
    if not any(quotation.speaker_start is not None for quotation in quotations):
        return tuple(quotations)
    day = published.date() if published else None
    return _Resolver(text, quotations, vocabulary(lexicon, language), lexicon, day).all(quotations)


class _Resolver:
    """One article on its way: the cast, and who spoke so far."""

    def __init__(
        self, text: str, quotations: Sequence[Quotation], words: Vocabulary, lexicon: ActorLexicon, day: date | None
    ) -> None:
        self.text, self.words = text, words
        self.cast: Cast = cast(text, words, lexicon, day)
        self.profiles = Profiles(self.cast, words, lexicon, day)
        self.descriptions = Descriptions(self.profiles)
        self.quoted = sorted((quotation.start, quotation.end) for quotation in quotations if quotation.kind == "direct")
        self.candidates = _outside(self.cast, self.quoted)
        self.spoken: list[Candidate[Person | Actor]] = []
        self.several: set[int] = set()
        self.labels = {quotation.speaker_start for quotation in quotations if is_label(text, quotation)}
        self.known: dict[tuple[int, int], Person | Actor | None] = {}

    def all(self, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
        """Resolve in the order of the mentions, give back in the order given."""
        for start, end in sorted(
            {
                (q.speaker_start, q.speaker_end)
                for q in quotations
                if q.speaker_start is not None and q.speaker_end is not None
            }
        ):
            who = self._who(start, end)
            if start in self.labels and not self._heads_speech(who):
                who = None
            self.known[start, end] = None if who is SOMEBODY else who
            if who is not None and (isinstance(who, Person) or who.kind != "institution"):
                self.spoken.append(_spoke(start, who, plural=start in self.several))
        return tuple(self._filled(quotation) for quotation in quotations)

    def _filled(self, quotation: Quotation) -> Quotation:
        if quotation.speaker_start is None or quotation.speaker_end is None:
            return quotation
        who = self.known.get((quotation.speaker_start, quotation.speaker_end))
        return replace(quotation, actor=self.profiles.person(who) if isinstance(who, Person) else who)

    def _who(self, start: int, end: int) -> Person | Actor | None:
        if not 0 <= start < end <= len(self.text):
            return None
        if pronoun := self._pronoun(self.text[start:end]):
            return antecedent(self.text, start, pronoun, self.candidates, self.spoken, self.quoted)
        found: Mentioned = mentioned(self.text, start, end, self.cast, self.words)
        if found.persons:
            return found.persons[0] if len(found.persons) == 1 else self.profiles.persons(found.persons)
        if found.title is None:
            doubt = any(name.start in self.cast.unclear for name, _ in self.cast.within(start, end))
            return SOMEBODY if doubt else None
        if several(found.title):
            self.several.add(start)
        return self.descriptions.titled(found.title, start, self._last())

    def _heads_speech(self, who: Person | Actor | None) -> bool:
        """Whether a label is somebody's, no heading: not "Ukraine: Drones strike again", "Breaking News: …", "Source: …".

        What may be no name has to be named in full elsewhere too.
        """
        if isinstance(who, Person):
            pairs = self.cast.pairs()
            return who.sure or any(one is who and name.full and name.start not in self.labels for name, one in pairs)
        return who is not None and who.kind in {"person", "institution"} and not who.key.startswith(STATE)

    def _last(self) -> Spoken | None:
        return Spoken(self.spoken[-1].start, self.spoken[-1].who) if self.spoken else None

    def _pronoun(self, mention: str) -> Pronoun | None:
        word, *rest = mention.lower().split() or [""]
        if not self.words.utterances.issuperset(rest):
            return None
        if self.words.words and word in self.words.words.either:
            return Pronoun(self.words.words.either[word], "")
        return self.words.pronouns.get(word)


def _outside(found: Cast, quoted: Sequence[tuple[int, int]]) -> list[Candidate[Person | Actor]]:
    """The persons named outside direct quotations, as antecedents."""
    candidates: list[Candidate[Person | Actor]] = []
    place = 0
    for name, person in found.pairs():
        while place < len(quoted) and quoted[place][1] <= name.start:
            place += 1
        inside = place < len(quoted) and quoted[place][0] <= name.start
        if inside:
            continue
        if person is not None and person.sure:
            candidates.append(Candidate(name.start, person, person.gender))
        elif name.start in found.unclear:
            candidates.append(Candidate(name.start, SOMEBODY, found.unclear[name.start]))
    return candidates


def _spoke(start: int, who: Person | Actor, *, plural: bool) -> Candidate[Person | Actor]:
    if isinstance(who, Person):
        return Candidate(start, who, who.gender, spoke=True)
    return Candidate(start, who, None, plural=plural or who.kind == "group", spoke=True)
