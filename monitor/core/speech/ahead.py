"""The content that stands before its cue: "…", said X; The deal, he said, is dead."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.sentence import ENDS
from monitor.core.speech.agreement import is_finite
from monitor.core.speech.clause import CLAUSE, begins_adverbial, resumed
from monitor.core.speech.cue import Cue
from monitor.core.speech.mention import Range
from monitor.core.speech.tokens import SEPARATORS, Token
from monitor.lexicon.languages import Language

SHORT = 3
"""Words of the shortest clause before an inverted cue: "Talks are needed, said X"."""


def ahead_of(
    found: Sequence[Token],
    low: int,
    high: int,
    cue: Cue,
    group: Range,
    begin: int,
    language: Language,
    *,
    phrase: bool,
    nobody: bool,
    inverted: bool,
) -> Range | None:
    """The content from `begin` on that stands before the `group` of cue and speaker: "…", said X.

    `phrase` says that the cue takes a noun phrase, `nobody` that no speaker was found, `inverted` that he stands behind.
    """
    first, end = group
    relative = "rel" in found[first].tags and "det" not in found[first].tags  # the people, who think …
    if not is_led(found, low, first) or relative or (language.features.verb_final and first != cue.pivot):
        return None
    region = (begin, first)
    if cue.verbs[0].form == "gerund" or (phrase and not ends_in_quote(found, region)):
        return None
    closing = end >= high or found[end].low in ENDS or bool(found[end].tags & {"conj", "but"})
    if language.persons and not closing and nobody and not is_quoted(found, *region):
        return None
    inserted = end < high and found[first - 1].low == found[end].low == ","
    if language.persons and not (closing or inserted or inverted or ends_in_quote(found, region)):
        return None  # two clauses side by side: Macron insiste sur les moyens, Lee rappelle les …
    if inserted and language.features.bare_clause and not phrase and resumed(found, end, high, language) is not None:
        return region if any(token.word for token in found[region[0] : region[1]]) else None
    return _behind_colon(found, region) if _is_content(found, region, language, sure=closing or inserted) else None


def _behind_colon(found: Sequence[Token], region: Range) -> Range:
    """Without what leads to direct speech: The lamps went out: “It is late,” said Lee."""
    for k in range(region[1] - 1, region[0], -1):
        if found[k].word:
            return region
        if found[k].low in {":", "("} and found[k + 1].quote is not None:
            return k + 1, region[1]
    return region


def ends_in_quote(found: Sequence[Token], ahead: Range) -> bool:
    """Whether the content before the cue ends in direct speech."""
    last = ahead[1] - 1
    while last > ahead[0] and found[last].quote is None and not found[last].word:
        last -= 1
    return found[last].quote is not None


def is_led(found: Sequence[Token], low: int, first: int) -> bool:
    """Whether the group of cue and speaker comes right behind a possible content."""
    return first > low and (found[first - 1].quote is not None or found[first - 1].low in SEPARATORS | {"?", "!"})


def _is_content(found: Sequence[Token], region: Range, language: Language, *, sure: bool) -> bool:
    """A clause or direct speech; not an adverbial such as "However," or "On Friday,".

    `sure` says that the cue ends the sentence or is an insertion, so that what leads it must be its content.
    """
    first, end = region
    while first < end and not found[first].word and found[first].quote is None:
        first += 1
    if any(token.quote is not None for token in found[first:end]):
        return True
    words = [token for token in found[first:end] if token.word]
    if not words or words[0].low.endswith(language.gerund_endings) or _was_asked(words[0], language):
        return False
    if (
        language.features.verb_final
        and "det" in words[0].tags
        and not any(is_finite(found, k) for k in range(first, end))
    ):
        return False  # Der Sprecher der Opposition, Ann Lee, warf …: a subject with its apposition, no clause
    adverbial = begins_adverbial(words[0], language) and not _is_pronominal(words)
    if adverbial and "sub" not in words[0].tags and language.features.bare_clause:
        return sure and len(words) >= CLAUSE and _leads_on(found, first, end)
    if sure:
        return not adverbial or len(words) >= CLAUSE
    return len(words) >= SHORT and not adverbial


def _was_asked(token: Token, language: Language) -> bool:
    """Whether the sentence begins with the question that is answered: "Asked why he left, Lee said …"."""
    asks = any(verb.kind == "ask" for verb in language.verbs.get(token.low, ()))
    return asks and language.features.bare_clause and token.low.endswith(language.verb_endings)


def _leads_on(found: Sequence[Token], first: int, end: int) -> bool:
    """Whether a clause stands behind an adverbial: "In all, the storm broke nine roofs", not "In a call on 2 May"."""
    return any(found[k].tags & {"aux", "modal"} or (found[k].low == "," and end - k > SHORT) for k in range(first, end))


def _is_pronominal(words: Sequence[Token]) -> bool:
    """Whether a word such as "this" leads a clause (this includes a force) and no time (this week)."""
    return "det" in words[0].tags and len(words) > 1 and not words[1].tags & {"time", "period"}


def is_quoted(found: Sequence[Token], first: int, end: int) -> bool:
    """Whether nothing but direct speech stands there."""
    return all(token.quote is not None or not token.word for token in found[first:end])
