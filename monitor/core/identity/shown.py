"""Which of its reports a statement is shown in: the same one, in whatever order they came."""

from __future__ import annotations

from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Kind, Wording

LONGEST = 1500
"""Characters that can be shown as a quotation; a longer report is a speech, and the shortest of them shows best."""
NEARNESS: dict[Kind, int] = {"direct": 2, "mixed": 1, "indirect": 0}
"""How near the words are to the speaker's own."""


def better(one: Wording, other: Wording, country: str | None, lexicon: IdentityLexicon) -> bool:
    """Whether a statement of an actor from `country` is better shown in `one`: a total order of different wordings.

    First comes what is in the speaker's own language, then what stands in marks, then the longest.
    """
    return rank(one, country, lexicon) > rank(other, country, lexicon)


def rank(wording: Wording, country: str | None, lexicon: IdentityLexicon) -> tuple[bool, int, bool, int, str, str]:
    """How good a wording is; only equal ones are equally good."""
    length = len(wording.text)
    fits = length <= LONGEST
    nearness = NEARNESS[wording.kind]
    own = is_own(wording, country, lexicon)
    return own, nearness, fits, length if fits else -length, wording.text, wording.language or ""


def is_own(wording: Wording, country: str | None, lexicon: IdentityLexicon) -> bool:
    """Whether a wording is in a language that is spoken in the country."""
    return wording.language in lexicon.tongues.get(country or "", ())
