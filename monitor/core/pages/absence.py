"""Why a page has no article: what it says instead."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monitor.core.lookup import Lookup, fold
from monitor.core.pages.metadata import Metadata
from monitor.lexicon.pages import page_words
from monitor.records import Condition, Failure

LOOKED_AT = 20_000
"""Characters of a page that are searched for what it says."""
CONSENT_LEAST = 2
END_LOOKED_AT = 600
READ_ALSO_LONGEST = 250
SHORT_PARAGRAPH = 600
NOT_FOUND_LEAST = 2
POINTERS = (":", "–", "—", "-", "|", "»", ">", "→", "…")


@cache
def lookup() -> Lookup[str]:
    """The phrases of all kinds, each with its kind."""
    words = page_words()
    kinds = ("consent", "not_found", "scripts", "paywall")
    return Lookup([(phrase, kind) for kind in kinds for phrase in getattr(words, kind)])


def reason(page_text: str, title: str, meta: Metadata) -> Failure:
    """The condition of a page in which no article was found."""
    said = kinds(f"{title}\n{page_text[:LOOKED_AT]}")
    if meta.free is False or said.count("paywall"):
        return Failure(Condition.PAYWALL, "nothing can be read without paying")
    if said.count("consent") >= CONSENT_LEAST:
        return Failure(Condition.CONSENT_WALL, "the page asks for consent before it shows anything")
    if said.count("not_found"):
        return Failure(Condition.NO_TEXT, f"the page says that there is nothing: {title or page_text[:60]!r}"[:200])
    if said.count("scripts"):
        return Failure(Condition.NO_TEXT, "the page shows its text by scripts only")
    return Failure(Condition.NO_TEXT, f"no running text was found in {len(page_text)} characters")


def stands_for(text: str, title: str) -> Failure | None:
    """The condition of a short text that is no article, if it says so itself; `None` where it may be one."""
    said = kinds(f"{title}\n{text}")
    if said.count("consent") > CONSENT_LEAST:
        return Failure(Condition.CONSENT_WALL, "the page asks for consent before it shows anything")
    if "not_found" in kinds(title) or said.count("not_found") >= NOT_FOUND_LEAST:  # once may be quoted
        return Failure(Condition.NO_TEXT, f"the page says that there is nothing: {title!r}"[:200])
    return None


def asks_for_money(text: str) -> bool:
    """Whether the end of a text asks to subscribe."""
    return "paywall" in kinds(text[-END_LOOKED_AT:])


def points_elsewhere(paragraph: str, linked: float) -> bool:
    """Whether a paragraph only leads to other articles ("Read also: …")."""
    if len(paragraph) > READ_ALSO_LONGEST:
        return False
    folded = fold(paragraph).strip(" -–—•>»|")
    for phrase in page_words().read_also:
        if folded.startswith(phrase):
            rest = folded[len(phrase) :].lstrip()
            if not rest or rest.startswith(POINTERS) or linked > 1 / 2:
                return True
    return False


def asks_for_consent(paragraph: str) -> bool:
    """Whether a paragraph stands for something that is shown only after consent (an embedded post, say)."""
    return len(paragraph) <= SHORT_PARAGRAPH and kinds(paragraph).count("consent") > CONSENT_LEAST


def kinds(text: str) -> Sequence[str]:
    """The kinds of the phrases in a text, one each time."""
    return [kind for hit in lookup().find(text) for kind in hit.values]
