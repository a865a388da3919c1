"""Whether a word that may be a verb is one where it stands, and asserts something: not the report, not to say, not never said."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language

TITLED, SHORT = 6, 3
"""Words to either side that tell a headline, and letters of a word that may be small in it."""


def may_be_verb(found: Sequence[Token], low: int, place: int, language: Language) -> bool:
    """Whether the word at `place` can be the verb of a clause."""
    previous = found[place - 1]
    if found[place].upper and (previous.quote is None if language.features.noun_capitals else previous.word):
        return _in_titles(found, low, place, language) and _verbal(found, low, place, language)
    return not _governed(found, place, language) and _verbal(found, low, place, language)


def _in_titles(found: Sequence[Token], low: int, place: int, language: Language) -> bool:
    """Whether the words around have capitals as in a headline: Ferry Will Wait, Minister Says After Storm."""
    if not language.features.bare_clause:
        return False
    near = [
        token for token in found[max(low, place - TITLED) : place + TITLED] if token.word and len(token.low) > SHORT
    ]
    plain = [token for token in near if token.low[0].isalpha()]
    return len(plain) > SHORT and all(token.upper for token in plain)


def _verbal(  # noqa: PLR0911  one rule a return
    found: Sequence[Token], low: int, place: int, language: Language
) -> bool:
    """Whether the word can be a verb where it stands, and asserts something."""
    previous = found[place - 1]
    if "floating" in previous.tags and place - 1 > low and found[place - 2].tags & {"aux", "pron"}:
        return True
    if found[place].low.endswith(language.plural_endings) and previous.low.endswith(language.gerund_endings):
        noun = place - 1 > low and (found[place - 2].genitive or "det" in found[place - 2].tags)
        if not (noun or "media" in previous.tags):
            return False  # making calls
    if previous.tags & {"numeral", "alone"}:
        counted = place - 1 > low and "det" in found[place - 2].tags  # the two write
        return counted or not found[place].low.endswith(language.plural_endings)
    back = place - 2 >= low and found[place - 2].low in language.back  # про це повідомив …
    if previous.genitive or (
        not back and previous.tags & {"det", "possessive", "infinitive_mark"} and "pron" not in previous.tags
    ):
        return False
    seen = 0
    for left in range(place - 1, max(low, place - 5) - 1, -1):
        tags = found[left].tags
        if tags & {"neg", "without", "modal"}:
            return False
        if not (tags & {"adv", "aux", "infinitive_mark", "reflexive"} or _is_adverb(found[left], language)):
            break
        if "be" in tags and seen == 0 and _is_past(found[place], language):
            return False
        seen += "aux" in tags
    return True


def _is_adverb(token: Token, language: Language) -> bool:
    return language.features.bare_clause and not token.upper and token.low.endswith(language.adverb_endings)


def _governed(found: Sequence[Token], place: int, language: Language) -> bool:
    """Whether a preposition before the word makes it a noun or a participle: a set of rules, $5 in reported gifts."""
    if not language.features.bare_clause or "prep" not in found[place - 1].tags or "sub" in found[place - 1].tags:
        return False
    return all(verb.form != "gerund" for verb in language.verbs[found[place].low])


def _is_past(token: Token, language: Language) -> bool:
    """Whether the form makes a passive with "be" before it: was blamed, was told."""
    if token.low.endswith(language.verb_endings):
        return True
    finite = all(verb.form == "finite" for verb in language.verbs.get(token.low, ()))
    return bool(language.verb_endings) and finite and not token.low.endswith(language.plural_endings)


def has_plural(found: Sequence[Token], low: int, place: int, language: Language) -> bool:
    """Whether a form that needs a plural subject can have one: they report, but not: the AP report."""
    left = place - 1
    while left >= low and found[left].tags & {"adv", "aux"}:
        left -= 1
    if left < low:
        return False
    token = found[left]
    pronoun = language.pronouns.get(token.low)
    if pronoun is not None:
        return pronoun.number != "s" or not pronoun.gender
    return (
        bool(token.tags & {"conj", "but", "rel", "alone"})
        or not token.word
        or token.low.endswith(language.plural_endings)
    )
