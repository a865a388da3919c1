"""Where reported content ends."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.tokens import DASHES, Token, follows
from monitor.lexicon.languages import Language

CLAUSE = 8
"""Words from which a stretch that begins like an adverbial is taken to hold a clause too."""
ADVERBIAL = frozenset({"prep", "adv", "sub", "time", "when", "conj", "but"})


CREDIT = 6
"""Tokens of a name and its verb behind direct speech."""
SCENE = 5
"""Tokens of the longest "on the last Friday"."""
ASIDE = 30
"""Tokens of the longest apposition between a speaker and the second part of what he says."""


def resumed(found: Sequence[Token], place: int, high: int, language: Language) -> int | None:
    """Where the content goes on behind an inserted cue: The deal, he said, is dead."""
    if place + 1 >= high or found[place].low != ",":
        return None
    following = found[place + 1]
    if following.quote is not None or following.low.endswith(language.gerund_endings):
        return None
    if following.low in language.verbs and not following.upper:
        return None  # заявил Лаптев, передает агентство
    if following.tags & {"rel", "as", "time", "when", "but", "contrast"} and "det" not in following.tags:
        return None
    return place + 1


def spoken_on(found: Sequence[Token], place: int, high: int, language: Language) -> int | None:
    """Direct speech that goes on behind its cue: «…, — сказал X. — …»; “…,” said X, who was there, “…”."""
    aside = place < high and (found[place].low == "," or found[place].word)
    for k in range(place, min(high, place + ASIDE)):
        token = found[k]
        if token.quote is not None:
            return k if k == place or not found[k - 1].word else None
        if token.word and (not aside or token.low in language.verbs or token.tags & {"but", "sub"}):
            return None
    return None


def clause_end(found: Sequence[Token], start: int, high: int, language: Language, *, phrase: bool = False) -> int:
    """One behind the last token of the content that begins at `start`; `phrase` says that it is no clause."""
    place = start
    within = language.features.free_source and "comp" in found[start].tags
    quoted = found[start].quote
    if quoted is not None and _complete(found, start, high, language):
        return start + 1
    while place < high:
        token = found[place]
        if token.low == ":" and place > start and place + 1 < high and found[place + 1].quote is not None:
            break
        if token.low == ";" or (place > start and _new_frame(found, place, high, language, within=within)):
            break
        if place > start and found[place - 1].comma and _leaves(found, place, high, language):
            break
        if phrase and place > start and _phrase_ends(found, start, place, high, language):
            break
        place += 1
    return strip(found, start, place)


def _phrase_ends(found: Sequence[Token], start: int, place: int, high: int, language: Language) -> bool:
    """Whether a noun phrase that was said ends here: "praised Ann Lee, who …", "mocked him after …"."""
    token = found[place]
    if token.low == "," and place + 1 < high:
        following = found[place + 1]
        return bool(following.tags & {"rel", "but"}) or _is_gerund(following, language)
    if "prep" in token.tags:
        return (found[start].upper or "det" in found[start].tags) and _sets_scene(found, place, high)
    if "conj" in token.tags and place + 2 < high:
        return _acts_on(found, place + 1, language)
    return "sub" in token.tags and not token.tags & {"wh", "as", "than"}


def _acts_on(found: Sequence[Token], place: int, language: Language) -> bool:
    """Whether a verb and its object follow: "blasted the plan and left the room", not: "the closed and guarded port"."""
    token, following = found[place], found[place + 1]
    if not (token.low.endswith(language.verb_endings) or "aux" in token.tags) or token.upper:
        return False
    return following.word and (following.upper or bool(following.tags & {"det", "pron", "prep", "adv"}))


def _leaves(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether the reporter goes on in his own words behind “…,”: a nod to X; which failed; and he left."""
    token = found[place]
    if _is_gerund(token, language):
        return True
    if "conj" in token.tags:
        following = found[place + 1] if place + 1 < high else None
        return following is not None and (following.upper or bool(following.tags & {"pron", "det", "aux"}))
    return bool(token.tags & {"rel", "contrast", "but", "as", "indefinite", "pron", "det"})


def _is_gerund(token: Token, language: Language) -> bool:
    """Whether the word acts: saying, failing; not: including."""
    return token.low.endswith(language.gerund_endings) and "prep" not in token.tags


def _sets_scene(found: Sequence[Token], place: int, high: int) -> bool:
    """Whether the sentence ends in when or where it was said: "praised the plan on Friday", "in a statement"."""
    for k in range(place + 1, min(high, place + SCENE)):
        if found[k].tags & {"time", "media", "period"}:
            return k + 1 >= high or not found[k + 1].word
        if not found[k].word or found[k].tags & {"prep", "conj", "sub"}:
            return False
    return False


def strip(found: Sequence[Token], start: int, end: int) -> int:
    """The end without closing punctuation."""
    while (
        end > start
        and not found[end - 1].word
        and found[end - 1].quote is None
        and found[end - 1].low not in {")", "%", "]"}
    ):
        end -= 1
    return end


def is_adverbial(found: Sequence[Token], first: int, end: int, language: Language) -> bool:
    """Whether a stretch only leads to its clause: "However,", "On Friday,", "Кроме того,"."""
    words = [token for token in found[first:end] if token.word]
    return 0 < len(words) < CLAUSE and begins_adverbial(words[0], language)


def begins_adverbial(token: Token, language: Language) -> bool:
    """Whether an adverbial may begin with this word."""
    return bool(token.tags & ADVERBIAL) or token.low.endswith(language.adverb_endings)


def _is_credited(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a name and its cue follow direct speech: “…,” he said, adding …"""
    for k in range(place, min(high, place + CREDIT)):
        if k > place and found[k].low in language.verbs and not found[k].upper:
            return k + 1 >= high or not found[k + 1].word
        if not found[k].upper and not found[k].tags & {"pron", "det", "title", "adv"}:
            return False
    return False


def _complete(found: Sequence[Token], start: int, high: int, language: Language) -> bool:
    """Whether the quotation at `start` is the whole content: the clause does not go on behind it."""
    place = start + 1
    if place >= high:
        return True
    token = found[place]
    if not token.word:
        return token.quote is None
    if _is_credited(found, place, high, language):
        return True
    if "prep" in token.tags:
        return any(found[k].tags & {"media", "time", "period"} for k in range(place, min(high, place + 5)))
    return bool(token.tags & {"time", "when"})


def _new_frame(found: Sequence[Token], place: int, high: int, language: Language, *, within: bool) -> bool:
    """Whether a new clause of reporting begins here: ", adding that", ", though she stressed", "and said".

    `within` says that a source is one more part of the clause: что мост, по словам инженеров, закрыт.
    """
    token = found[place]
    if token.low == "," or token.low in DASHES:
        if place + 1 >= high:
            return True
        following = found[place + 1]
        if _comments(found, place, high):
            return True
        if "contrast" in following.tags and found[place].low == "," and language.features.bare_clause:
            return _contrasts(found, place + 2, high, language)
        if found[place].low == "," and _tells_of(found, place + 1, high, language):
            return True
        inserted = within and following.low in language.sources
        return not inserted and (_reports(found, place + 1, high, language) or "contrast" in following.tags)
    return (
        bool(token.tags & {"conj", "but"})
        and place + 1 < high
        and _reports(found, place + 1, high, language, finite=True)
    )


def _contrasts(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether the reporter goes on behind "but": he says more, or somebody does; not a part of what was said.

    What was said goes on where no clause follows (but not for him), where "that" takes it up, behind "would".
    """
    if place >= high or found[place].tags & {"comp", "neg", "sub", "adv"}:
        return _reports(found, place, high, language, finite=True)
    for k in range(place, min(high, place + CREDIT)):
        token = found[k]
        if token.low == "," or ("modal" in token.tags and not token.upper):
            return False
        if token.low in language.verbs and not token.upper:
            return True
    head = found[place]
    return "but" not in found[place - 1].tags or head.upper or bool(head.tags & {"pron", "det"})


def _tells_of(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether the reporter explains a name in a relative clause that ends the sentence: "…, which opened in May"."""
    if "rel" not in found[place].tags or not language.features.bare_clause:
        return False
    for k in range(place + 1, high):
        token = found[k]
        if k - place < CREDIT and token.low in language.verbs and "pron" in found[k - 1].tags:
            return True
        if token.low == "," or token.low in DASHES or token.quote is not None:
            return False
        if k - place < CREDIT and "modal" in token.tags and not token.upper:
            return False
    return True


def _comments(found: Sequence[Token], place: int, high: int) -> bool:
    """Whether the reporter sums up what was said in an apposition that ends the sentence: "… - a claim that failed"."""
    following = found[place + 1]
    if "indefinite" not in following.tags and not (found[place].low != "," and "det" in following.tags):
        return False
    return not any(found[k].low in DASHES | {","} or found[k].quote is not None for k in range(place + 1, high))


def _reports(found: Sequence[Token], place: int, high: int, language: Language, *, finite: bool = False) -> bool:
    passed = {"adv", "conj"} | ({"have"} if finite and language.persons else set())  # et a révélé …
    while place < high and found[place].tags & passed:
        place += 1
    if place >= high:
        return False
    token = found[place]
    if finite and "without" in token.tags and token.low.endswith(language.verb_endings):
        return True  # and refused to leave
    if (
        not finite
        and token.low in language.sources
        and any(follows(found, place + 1, high, phrase.rest) for phrase in language.sources[token.low])
    ):
        return True
    verbs = language.verbs.get(token.low, ())
    kinds = {"speech", "clause", "tell"} | ({"ask", "appeal"} if language.persons else set())
    return any(
        verb.form == "gerund"
        or (finite and verb.form != "plural" and (verb.kind in kinds or token.low.endswith(language.verb_endings)))
        for verb in verbs
    )
