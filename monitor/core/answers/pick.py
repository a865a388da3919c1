"""Which of somebody's statements an answer means, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from monitor.core.identity.compare import compare
from monitor.core.identity.normal import Normal, normal
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Candidate, Said

WINDOW = timedelta(days=14)
"""How far back an answered statement is looked for."""
ENOUGH = 2.0
"""Shared weight, places aside, from which it is clear what is meant: two telling words."""
AHEAD = 0.7
"""By how much one statement has to be ahead of the next."""


def pick(text: str, language: str | None, candidates: Sequence[Candidate], lexicon: IdentityLexicon) -> int | None:
    """The statement that a passage answers, by the words that they share; `None` where none is clear enough.

    Args:
        text: The answer with the words that tell whom it answers.
        language: Its language.
        candidates: The statements of the actor who is answered, in all their wordings.
        lexicon: The words of identity.
    """
    answer = normal(text, language, None, lexicon)
    scores: dict[int, float] = {}
    for one in candidates:
        said = normal(one.reported.text, one.reported.language, one.reported.speaker, lexicon)
        scores[one.statement_id] = max(scores.get(one.statement_id, 0.0), shared(answer, said, lexicon.kin))
    ranked = sorted(scores.values(), reverse=True)
    if not ranked or ranked[0] < ENOUGH or (len(ranked) > 1 and ranked[0] - ranked[1] < AHEAD):
        return None
    return next(number for number, score in scores.items() if score == ranked[0])


def shared(one: Normal, other: Normal, kin: Mapping[str, frozenset[str]]) -> float:
    """The weight of the words in common; a place is named by whoever answers it, and tells nothing."""
    if not one.terms or not other.terms:
        return 0.0
    whole, _, same = compare(one, other, kin)
    weights: dict[str, float] = {}
    for term in other.terms:
        name = same.get(term.key)
        if name in whole.terms and name is not None and term.kind not in {"place", "weekday", "month"}:
            weights[name] = max(weights.get(name, 0.0), term.weight)
    return sum(weights.values())


def moment(said: Said | None, published: datetime | None) -> datetime | None:
    """When something was said, as well as can be told: on a day, at noon, or when the article came out that day."""
    if said is None:
        return published
    if said.first != said.last:
        return None
    if published is not None and published.date() == said.first:
        return published
    return datetime.combine(said.first, time(12), UTC)


def lag(answered: datetime | None, answering: datetime | None) -> float | None:
    """Hours from one statement to the answer to it; unknown where either is, or where the days are too rough to tell."""
    if answered is None or answering is None or answering <= answered:
        return None
    return round((answering - answered).total_seconds() / 3600, 1)
