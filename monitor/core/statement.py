"""Identity: is this the statement that is in the log already?

    reports ──normal──▶ terms ──compare──▶ overlap ──veto──▶ judgement ──identify──▶ the statement, or a new one

One utterance is reported verbatim, shortened, corrected, retranslated, direct here and indirect there, and again
months later as background: all that is one statement. The same position on another occasion is another one, and so
are the same words with another number, date, name or a negation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.core.identity.fingerprint import fingerprint
from monitor.core.identity.judgement import CERTAIN, PROBABLE, judge
from monitor.core.identity.occasion import spans
from monitor.core.identity.pairs import judge_pair
from monitor.core.identity.shown import better, is_own
from monitor.core.identity.speaker import one_voice
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Candidate, Identity, Reported

__all__ = ["better", "fingerprint", "identify", "is_own", "judge", "judge_pair", "one_voice"]


RELATIONS = ("verbatim", "edited", "contained", "retranslated", "translated", "recalled")
"""How near a report is to a wording of its statement, nearest first."""


def identify(reported: Reported, candidates: Sequence[Candidate], lexicon: IdentityLexicon) -> Identity:
    """The candidate that is the same statement, or none; then the one that it restates, or is probably the same as.

    Only what was said before can be restated. The best score decides, between equals the older statement: the order of
    the candidates does not matter. The relation is that to the nearest wording of the statement; of two reports of
    different times the later one recalls, and the earlier one is `new`, though it be met second.
    """
    best = nearest = again = Identity(None, "new", 0.0)
    relations: dict[int, list[str]] = {}
    for candidate in sorted(candidates, key=lambda one: one.statement_id):
        found = judge(reported, candidate.reported, lexicon)
        if found.same:
            relations.setdefault(candidate.statement_id, []).append(found.relation)
            if found.score > best.score:
                best = Identity(candidate.statement_id, found.relation, found.score)
        elif found.relation == "restated" and found.score > again.score and is_later(reported, candidate.reported):
            again = Identity(None, "restated", found.score, restates_id=candidate.statement_id)
        elif PROBABLE <= found.score < CERTAIN and found.score > (nearest.probable_score or 0.0):
            nearest = Identity(None, "new", 0.0, candidate.statement_id, found.score)
    if best.statement_id is not None:
        relation = min(relations[best.statement_id], key=RELATIONS.index)
        known = [one.reported for one in candidates if one.statement_id == best.statement_id]
        if relation == "recalled" and all(is_earlier(reported, one) for one in known):
            relation = "new"
        return replace(best, relation=relation)
    return again if again.restates_id is not None else nearest


def is_earlier(one: Reported, other: Reported) -> bool:
    """Whether a report came out before another."""
    return one.reported is not None and other.reported is not None and one.reported < other.reported


def is_later(one: Reported, other: Reported) -> bool:
    """Whether something was said after something else, by the days on which either may have been said."""
    if one.reported is None or other.reported is None:
        return False
    first, _ = spans(one)
    _, last = spans(other)
    return first > last
