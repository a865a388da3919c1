"""Who answers whom: which statement of an article answers, welcomes, rejects or comments on somebody's position.

Three signs count. A verb of answering with a position as its object, whose subject made the statement ("Peskov rejected
Macron's proposal", "we have noted statements … from Paris"). A preposition in the statement's own sentence ("asked
about Macron's words, Peskov said"). A position with its author at the head of the statement ("Macron's idea is naive,
he said"). In each the author has to be named: who cannot be told is left out, and nobody answers himself or his house.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from monitor.core.answers.authors import WORD, Author, Authors
from monitor.core.answers.objects import PARTS, Found, Objects
from monitor.core.answers.wording import VERBS, Answering, Cue, Wording, wording
from monitor.core.lookup import Hit
from monitor.core.sentence import sentences
from monitor.lexicon.actors import ActorLexicon
from monitor.lexicon.replies import ReplyLexicon
from monitor.records import Actor, Quotation, Reply

SUBJECT = 60
"""Characters between a speaker's mention and the verb: "Peskov, the Kremlin's spokesman, on Friday rejected"."""
HEAD = 14
"""Characters at the head of a statement before the position that it is about: "that the latest"."""
FOLLOWS = 320
"""Characters behind a sentence without a quotation in which its subject's statement begins."""
NEGATED = 26
"""Characters in front of a verb in which a negation turns it: "has not yet commented on"."""
CLAUSE = 200
"""Characters in front of a verb in which its clause begins."""
UNLISTED = "name:"
"""How the key of somebody begins whom no list knows."""
TURNS = 4
"""Statements of the sentence before that are looked at."""
DEPENDENT = frozenset({"sub", "comp", "wh"})
"""Classes of words that make a clause depend on another; a relative clause is its subject's own."""


def replies(
    text: str,
    quotations: Sequence[Quotation],
    language: str,
    published: datetime | None,
    actors: ActorLexicon,
    lexicon: ReplyLexicon,
) -> tuple[Reply, ...]:
    """Whom the quotations answer, in order of the text; one reply for each statement and actor.

    Args:
        text: The article's text.
        quotations: Its quotations with their actors.
        language: ISO 639-1 code; nothing is found in a language without words of answering.
        published: The article's date, by which offices are looked up.
        actors: The compiled lexicon of actors.
        lexicon: The words of answering.
    """
    known = [one for one in quotations if one.actor is not None and one.actor.kind in {"person", "institution"}]
    if not known or language not in lexicon.languages or language not in actors.languages:
        return ()
    found = wording(text, language, lexicon)
    if not any({"positions", "policies", "addressees", "retorts"} & set(hit.values) for hit in found.hits):
        return ()
    authors = Authors(text, language, published.date() if published else None, actors, found)
    reader = _Reader(text, known, found, authors, actors)
    best: dict[tuple[int, int, str], Reply] = {}
    for span in sentences(text, actors.languages[language]):
        for reply in reader.sentence(*span):
            best.setdefault((reply.start, reply.end, reply.actor.key), reply)
    return tuple(sorted(best.values(), key=lambda one: (one.start, one.end, one.evidence_start, one.actor.key)))


class _Reader:
    """One article, sentence by sentence."""

    def __init__(
        self, text: str, quotations: Sequence[Quotation], found: Wording, authors: Authors, lexicon: ActorLexicon
    ) -> None:
        self.text, self.found, self.authors, self.lexicon = text, found, authors, lexicon
        self.objects = Objects(text, found, authors)
        self.quotations = sorted(quotations, key=lambda one: (one.start, one.end))
        self.starts = [one.start for one in self.quotations]
        self.before = len(text)
        self.direct = sorted((one.start, one.end) for one in self.quotations if one.kind == "direct")
        self.mentions = sorted(
            {
                (place, number)
                for number, one in enumerate(self.quotations)
                for place in (one.start, one.speaker_start)
                if place is not None
            }
        )

    def sentence(self, start: int, end: int) -> Iterator[Reply]:
        """The replies that a sentence tells of; the sentences are asked for in order."""
        here = self._here(start, end)
        for kind in VERBS:
            for hit in self._told(start, end, kind):
                yield from self._by_verb(hit, kind, here, start, end)
        occasions = self._told(start, end, "occasions", "addressees")
        for hit in occasions:
            yield from self._by_occasion(hit, here, start, end)
        asked = self.found.within(min(start, self.before), end, "questions")
        if not asked and all("retorts" in hit.values for hit in occasions):
            for hit in self._told(start, end, "retorts"):
                yield from self._by_turn(hit, here, start)
        for quotation in here:
            if start <= quotation.start < end:
                yield from self._at_the_head(quotation)
        self.before = start

    def _told(self, start: int, end: int, *cues: Cue) -> list[Hit[Cue]]:
        """The words of these kinds in a sentence that are not negated."""
        return [hit for hit in self.found.within(start, end, *cues) if not self._negated(hit, start)]

    def _here(self, start: int, end: int) -> list[Quotation]:
        """The statements that begin, or whose speaker is named, in a span."""
        low, high = bisect_left(self.mentions, (start, 0)), bisect_left(self.mentions, (end, 0))
        return [self.quotations[number] for number in sorted({number for _, number in self.mentions[low:high]})]

    # ------------------------------------------------------------------------------------------ the three signs

    def _by_verb(
        self, hit: Hit[Cue], kind: Answering, here: Sequence[Quotation], start: int, end: int
    ) -> Iterator[Reply]:
        """A verb, given to the statement of its subject."""
        front = self.objects.in_front(hit, kind, start)
        if front is not None and (who := self._behind(hit, here, end)) is not None:
            yield from self._given(who, front)
            return
        who = self._speaker(hit, here, start)
        if who is None and self._is_main(start, hit.start):
            who = self._later(self.authors.subject(hit.start), hit, end)
        if who is None and self.found.words.object_first and self.authors.subject(hit.start) is None:
            who = self._behind(hit, here, end)
        if who is not None and (found := self.objects.behind(hit, kind, end)) is not None:
            yield from self._given(who, found)

    def _by_occasion(self, hit: Hit[Cue], here: Sequence[Quotation], start: int, end: int) -> Iterator[Reply]:
        """A preposition, where the sentence has one speaker, or none and its subject speaks in the next one."""
        inside = [one for one in here if one.start <= hit.start < one.end]
        if inside and (inside[0].kind == "direct" or "," not in self.text[max(0, hit.start - 2) : hit.start]):
            return
        if len({one.actor.key for one in here if one.actor}) > 1:
            return
        who = here[0] if here else None
        if who is None and "addressees" in hit.values and self._is_main(start, hit.start):
            who = self._later(self.authors.subject(hit.start), hit, end)
        found = self.objects.behind(hit, "answers", end) or self.objects.in_front(hit, "answers", start)
        if found is None and "addressees" in hit.values:
            named = self.authors.at(hit.end)
            found = Found("answers", tuple(named), hit.start, named[-1].end) if named else None
        if who is not None and found is not None:
            yield from self._given(who, found)

    def _by_turn(self, hit: Hit[Cue], here: Sequence[Quotation], start: int) -> Iterator[Reply]:
        """A word of answering alone, given to the sentence's one speaker, where one other spoke in the sentence before.

        Whoever is answered without being named there has to be somebody whom the lists know.
        """
        if self._is_quoted(hit) or len({one.actor.key for one in here if one.actor}) != 1:
            return
        first = bisect_left(self.starts, start)
        last = [one for one in self.quotations[max(0, first - TURNS) : first] if one.end > self.before]
        said = {one.actor.key: one.actor for one in last if one.actor}
        if len(said) == 1 and not (answered := next(iter(said.values()))).key.startswith(UNLISTED):
            found = Found("answers", (Author(answered, hit.start, hit.end),), hit.start, hit.end)
            yield from self._given(here[0], found)

    def _at_the_head(self, quotation: Quotation) -> Iterator[Reply]:
        """A statement that begins with somebody's position."""
        for noun in self.found.within(quotation.start, quotation.end, "positions")[:1]:
            named = self.authors.of(noun)
            if not named:
                return
            first = min(noun.start, named[0].start)
            if (
                quotation.start <= first <= quotation.start + HEAD
                and named[-1].end <= quotation.end
                and self._is_empty(quotation.start, first)
            ):
                found = Found("comments", tuple(named), first, max(noun.end, named[-1].end))
                yield from self._given(quotation, found)

    def _is_empty(self, start: int, end: int) -> bool:
        """Whether only words stand there that tell nothing ("that the latest"): not "talks over"."""
        tags = self.lexicon.languages[self.authors.language].tags
        for word in WORD.finditer(self.text, start, end):
            low = word[0].lower()
            known = low in self.authors.joints or not DEPENDENT.isdisjoint(tags.get(low, ()))
            if word[0] != low or not (known or self._is_between(word.start())):
                return False
        return True

    def _is_between(self, position: int) -> bool:
        hit = self.found.at(position)
        return hit is not None and "between" in hit.values

    # ----------------------------------------------------------------------------------------------- who answers

    def _speaker(self, hit: Hit[Cue], here: Sequence[Quotation], start: int) -> Quotation | None:
        """The statement whose speaker is the subject of the verb."""
        for one in here:
            if one.start <= hit.start < one.end:
                if one.kind == "direct":
                    return one if self._owned(hit, one) else None
                continue
            if (
                one.cue_start is not None
                and one.cue_end is not None
                and one.cue_start < hit.end
                and hit.start < one.cue_end
            ):
                return one
        if self._is_quoted(hit):
            return None
        subject = self.authors.subject(hit.start)
        for one in here:
            if one.speaker_end is None or not start <= one.speaker_end <= hit.start:
                continue
            if (
                hit.start - one.speaker_end <= SUBJECT
                and self._is_plain(one.speaker_end, hit.start)
                and self._clear(one, subject)
            ):
                return one
        return None

    def _is_plain(self, start: int, end: int) -> bool:
        """Whether nothing between a subject and its verb begins another clause or names somebody whom nobody knows."""
        between = self.text[start:end]
        if PARTS & set(between) or "." in between or not self._is_main(start, end):
            return False
        return self.authors.words.noun_capitals or all(
            word[0].islower() or self.authors.is_known(start + word.start(), word[0]) for word in WORD.finditer(between)
        )

    def _is_main(self, start: int, end: int) -> bool:
        """Whether no word that makes a clause depend on another stands in a span: "said that", "if Ukraine"."""
        tags = self.lexicon.languages[self.authors.language].tags
        words = (word[0].lower() for word in WORD.finditer(self.text, max(start, end - CLAUSE), end))
        return all(DEPENDENT.isdisjoint(tags.get(word, ())) for word in words)

    def _clear(self, quotation: Quotation, subject: Actor | None) -> bool:
        """Whether nobody else is the verb's subject."""
        return subject is None or (quotation.actor is not None and self._house(quotation.actor, subject))

    def _owned(self, hit: Hit[Cue], quotation: Quotation) -> bool:
        """Whether the speaker is the subject of a verb in his or her own words."""
        own = self.found.within(max(quotation.start, hit.start - NEGATED), hit.end, "own")
        return bool(own)

    def _behind(self, hit: Hit[Cue], here: Sequence[Quotation], end: int) -> Quotation | None:
        """The statement of a subject right behind the verb."""
        subject = self.authors.inverted(hit.end)
        if subject is None or self._is_quoted(hit):
            return None
        for one in here:
            if one.speaker_start is not None and hit.end <= one.speaker_start <= hit.end + SUBJECT:
                return one if one.actor is not None and self._house(one.actor, subject) else None
        return self._later(subject, hit, end)

    def _later(self, subject: Actor | None, hit: Hit[Cue], end: int) -> Quotation | None:
        """The next statement of the verb's subject, where the verb's own sentence has none: "Peskov rejected … He said"."""
        if subject is None or self._is_quoted(hit):
            return None
        following = bisect_left(self.starts, hit.end)
        if following == len(self.starts) or self.starts[following] > end + FOLLOWS:
            return None
        one = self.quotations[following]
        return one if one.actor is not None and self._house(one.actor, subject) else None

    def _is_quoted(self, hit: Hit[Cue]) -> bool:
        place = bisect_left(self.direct, (hit.start + 1, 0)) - 1
        return place >= 0 and hit.start < self.direct[place][1]

    def _negated(self, hit: Hit[Cue], start: int) -> bool:
        return bool(self.found.within(max(start, hit.start - NEGATED), hit.start, "negation"))

    # ------------------------------------------------------------------------------------------- who is answered

    def _given(self, quotation: Quotation, found: Found) -> Iterator[Reply]:
        """The answer as replies of the statement: one for each author who is another house than the speaker's."""
        for author in found.authors:
            if quotation.actor is None or self._house(quotation.actor, author.actor):
                continue
            yield Reply(quotation.start, quotation.end, found.kind, author.actor, found.start, found.end)

    def _house(self, one: Actor, other: Actor) -> bool:
        """Whether two actors speak as one: the same, a state with its bodies and officials, a spokesperson's principal."""
        if one.key == other.key:
            return True
        if "institution" in {one.kind, other.kind} and one.country is not None and one.country == other.country:
            return True
        return any(first.key in self._served(second) for first, second in ((one, other), (other, one)))

    def _served(self, actor: Actor) -> Iterable[str]:
        """The keys of those an actor speaks for."""
        listed = self.lexicon.listed.get(actor.key.removeprefix("Q:"))
        return [name if ":" in name else f"Q:{name}" for name in listed.speaks_for] if listed else []
