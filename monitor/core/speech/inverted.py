"""The subject behind its verb: “…,” said Ann Lee; Der Zeitung sagte er …"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech import voice
from monitor.core.speech.agreement import is_finite
from monitor.core.speech.cue import Cue
from monitor.core.speech.mention import Range
from monitor.core.speech.phrase import after
from monitor.core.speech.tokens import SEPARATORS, Token
from monitor.lexicon.languages import Language

NO_NOUN = frozenset({"prep", "sub", "comp", "as", "wh", "pron"})
"""Classes of words with which a sentence begins otherwise than with its subject, or with one that has no apposition."""
COMPOUND = 2
"""Tokens of an auxiliary and a participle next to each other."""


def pronoun_behind(found: Sequence[Token], high: int, cue: Cue, language: Language) -> Range | None:
    """A pronoun right behind an inverted verb is its subject, whatever stands before (Der Zeitung sagte er)."""
    if not language.features.inversion or cue.end >= high or cue.end != cue.pivot + 1:
        return None
    pronoun = language.pronouns.get(found[cue.end].low)
    if pronoun is None or not (pronoun.gender or pronoun.number) or found[cue.end].tags & {"hearer", "impersonal"}:
        return None
    return cue.end, cue.end + 1


def stands_first(found: Sequence[Token], low: int, cue: Cue) -> bool:
    """Whether nothing but a mark stands before the verb."""
    left = cue.pivot - 1
    return left < low or found[left].low in SEPARATORS or found[left].quote is not None or "as" in found[left].tags


def behind(
    found: Sequence[Token], low: int, high: int, cue: Cue, language: Language, *, sure: bool = False
) -> Range | None:
    """The subject behind the cue; `sure` says that it can stand nowhere else."""
    kinds = {verb.kind for verb in cue.verbs}
    if kinds == {"tell"} and not language.features.inverted_hearer:
        return None
    if not (stands_first(found, low, cue) or language.features.inversion):
        return None
    if (not sure and _apposition_before(found, low, cue, language)) or _is_relative(found, low, cue):
        return None
    split = cue.verbs[0].form in {"participle", "passive"} and cue.end - cue.pivot > COMPOUND
    first, last = (cue.pivot + 1, cue.end - 1) if split else (cue.end, high)
    phrase = after(found, first, last, language)
    if phrase is None and (house := voice.house_behind(found, first, last, language)):
        return house
    if phrase is None or not (_answers(found, low, phrase, cue) or _is_closed(found, phrase, high, language)):
        return None
    # a house speaks, a delay does not: it is the object of what somebody underlined
    speaks = voice.follows_speech(found, low, cue.pivot) or voice.may_speak(found, phrase, language)
    return phrase if speaks else None


def _is_relative(found: Sequence[Token], low: int, cue: Cue) -> bool:
    """Whether the verb stands in a relative clause, so that its object follows: i critici, che commentano il Brasile."""
    left = cue.pivot - 1
    return left > low and "relcomp" in found[left].tags and found[left - 1].low == ","


def _answers(found: Sequence[Token], low: int, phrase: Range, cue: Cue) -> bool:
    """Whether the verb stands between direct speech and a name or description: “…” wrote a man calling himself Bob."""
    left = cue.pivot - 1
    return left >= low and found[left].quote is not None and "pron" not in found[phrase[0]].tags


def _apposition_before(  # noqa: PLR0911  one rule a return
    found: Sequence[Token], low: int, cue: Cue, language: Language
) -> bool:
    """Whether the comma before the verb ends an apposition to its subject: "Ann Lee, chief of the port, said …"."""
    left = cue.pivot - 1
    if left <= low or found[left].low != ",":
        return False
    if language.features.verb_final:
        return _only_nouns(found, low, left)
    first = after(found, low, left, language)
    if first is None or found[first[1]].low != "," or first[1] == left or "pron" in found[first[0]].tags:
        return False
    opened = found[first[1] + 1]
    if language.persons and not _may_describe(opened, language):
        return False
    if opened.quote is not None or opened.tags & {"aux", "modal", "pron", "sub", "but", "conj"} - opened.tags & {"det"}:
        return False
    between = range(first[1] + 1, left)
    inner = [k for k in between if found[k].low == ","]
    if inner and (language.persons or any(found[k].tags & {"aux", "modal"} for k in range(inner[-1], left))):
        return False  # The bridge, which was built in May, is closed, said Lee
    return "rel" in opened.tags or not any(
        found[k].tags & {"aux", "modal", "comp"} or found[k].quote is not None for k in between
    )


def _only_nouns(found: Sequence[Token], low: int, left: int) -> bool:
    """Whether the sentence is a subject up to its first comma: Der Leiter des Amtes in Riga, Ann Lee, warnte die Stadt."""
    while low < left and found[low].tags & {"adv", "conj", "but"}:
        low += 1
    comma = next(k for k in range(low, left + 1) if found[k].low == ",")
    begins = found[low].upper or "det" in found[low].tags
    if comma in {low, left} or not begins or found[low].tags & NO_NOUN:
        return False
    return not any(found[k].quote is not None or is_finite(found, k) for k in range(low, comma))


def _may_describe(token: Token, language: Language) -> bool:
    """Whether an apposition may begin with the word, where verbs cannot be told from nouns."""
    return token.upper or bool(token.tags & {"det", "rel"}) or token.low.startswith(language.persons)


def _is_closed(found: Sequence[Token], phrase: Range, high: int, language: Language) -> bool:
    """Whether what stands behind the verb is its subject and not the beginning of a clause (said talks were …)."""
    if not language.features.bare_clause:
        return True
    if "pron" in found[phrase[0]].tags:
        return False
    if phrase[1] >= high:
        return True
    token = found[phrase[1]]
    if "comp" in token.tags or token.quote is not None:
        return False
    return not token.word or bool(token.tags & {"prep", "time", "adv", "when", "sub"})
