"""Where reported content begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.cue import Cue
from monitor.core.mention import Range
from monitor.core.sentence import ENDS
from monitor.core.tokens import DASHES, Token
from monitor.lexicon.languages import SAYING, Language, VerbClass

REACH = 22
"""Tokens between a cue and "that": hearers, places and times come in between."""
OBJECT_KINDS = frozenset({"object", "appeal"})


def content_start(
    found: Sequence[Token], place: int, high: int, cue: Cue, language: Language, *, bare: bool
) -> int | None:
    """The first token of what follows the cue, or none. `bare` allows a clause without complementiser."""
    kinds = {verb.kind for verb in cue.verbs}
    if place >= high:
        return None
    explicit = _explicit(found, place, high, cue, kinds, language)
    if explicit is not None:
        return explicit
    if "ask" in kinds:
        return _question(found, place, high)
    if bare and language.features.bare_clause and kinds & {"speech", "tell"}:
        return _bare(found, place, high, cue, language)
    if kinds & OBJECT_KINDS and language.features.object_phrases:
        return _object(found, place, high)
    if kinds & OBJECT_KINDS or any(verb.particles for verb in cue.verbs):
        return _marked(found, place, high)
    return None


def resumed(found: Sequence[Token], place: int, high: int, language: Language) -> int | None:
    """Where the content goes on behind an inserted cue: The deal, he said, is dead."""
    if place + 1 >= high or found[place].low != ",":
        return None
    following = found[place + 1]
    if following.quote is not None or following.low.endswith(language.gerund_endings):
        return None
    if following.tags & {"rel", "as", "time", "when", "but", "contrast"} and "det" not in following.tags:
        return None
    return place + 1


def clause_end(found: Sequence[Token], start: int, high: int, language: Language, *, phrase: bool = False) -> int:
    """One behind the last token of the content that begins at `start`; `phrase` says that it is no clause."""
    place = start
    quoted = found[start].quote
    if quoted is not None and _complete(found, start, high):
        return start + 1
    while place < high:
        token = found[place]
        if token.low == ":" and place > start and place + 1 < high and found[place + 1].quote is not None:
            break
        if token.low == ";" or (place > start and _new_frame(found, place, high, language)):
            break
        if phrase and place > start and _phrase_ends(found, place, high, language):
            break
        place += 1
    return strip(found, start, place)


def _phrase_ends(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a noun phrase that was said ends here: "praised Ann Lee, who …", "mocked him after …"."""
    token = found[place]
    if token.low == "," and place + 1 < high:
        following = found[place + 1]
        return bool(following.tags & {"rel", "but"}) or following.low.endswith(language.gerund_endings)
    return "sub" in token.tags and not token.tags & {"wh", "prep", "as"}


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


def source_content(found: Sequence[Token], low: int, high: int, group: Range, *, free: bool) -> tuple[Range, ...]:
    """What a source phrase ("according to X") covers: the rest of its sentence, in one piece or two."""
    first, end = group
    begin = max([low, *(k + 1 for k in range(low, first) if found[k].low in {":", ";"})])
    while begin < first and (not found[begin].word and found[begin].quote is None):
        begin += 1
    stop = strip(found, begin, first)
    rest = end
    while rest < high and not found[rest].word and found[rest].quote is None:
        rest += 1
    tail = strip(found, rest, high)
    pieces: list[Range] = []
    if stop - begin > (1 if free else 2) or any(token.quote is not None for token in found[begin:stop]):
        pieces.append((begin, stop))
    if tail - rest > 1 and (not pieces or free or (rest > end and found[end].low == ",")):
        pieces.append((rest, tail))
    return tuple(pieces)


def _complete(found: Sequence[Token], start: int, high: int) -> bool:
    """Whether the quotation at `start` is the whole content: the clause does not go on behind it."""
    place = start + 1
    if place >= high:
        return True
    token = found[place]
    if not token.word:
        return token.quote is None
    if "prep" in token.tags:
        return any(found[k].tags & {"media", "time", "period"} for k in range(place, min(high, place + 5)))
    return bool(token.tags & {"time", "when"})


def _explicit(
    found: Sequence[Token], place: int, high: int, cue: Cue, kinds: set[VerbClass], language: Language
) -> int | None:
    """Content that is announced: by a complementiser, a colon or a mark."""
    tell = "tell" in kinds
    for k in range(place, min(high, place + REACH)):
        token = found[k]
        if token.quote is not None:
            return _quoted(found, place, k, kinds)
        if token.low == ":":
            return k + 1 if k + 1 < high else None
        if "comp" in token.tags and kinds & SAYING:
            return k if _adverbial(found, place, k, tell=tell) else None
        if token.low == "," and k + 1 < high:
            following = found[k + 1]
            if following.quote is not None or "comp" in following.tags:
                free = tell or language.features.inversion
                return k + 1 if k == place or _adverbial(found, place, k, tell=free) else None
            if (
                kinds & (SAYING | {"appeal"})
                and language.features.comma_clause
                and _reported(found, k + 1, high, language)
            ):
                return k + 1
            if k == place and not following.tags & {"prep", "adv", "as"}:
                return None
        elif not token.word and token.low not in {"(", ")", '"'}:
            return None
        elif token.low in language.verbs and not token.upper and k > place:
            return None
    return None


def _reported(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether the clause behind a comma is in the mood of reported speech, or an infinitive."""
    for k in range(place, min(high, place + REACH)):
        token = found[k]
        if token.low in language.reported_verbs or token.tags & {"infinitive_mark"}:
            return True
        if token.quote is not None or (not token.word and token.low not in "()"):
            return False
    return False


def _quoted(found: Sequence[Token], place: int, k: int, kinds: set[VerbClass]) -> int | None:
    """A quotation behind the cue: content of its own, or part of the clause that it stands in."""
    if k == place or found[k - 1].low in {",", ":"} or found[k - 1].low in DASHES:
        return k
    if kinds & SAYING and _adverbial(found, place, k, tell="tell" in kinds):
        return k
    return None


def _adverbial(found: Sequence[Token], first: int, end: int, *, tell: bool) -> bool:
    """Whether only hearer, time and place stand between cue and content."""
    if first >= end:
        return True
    head = found[first]
    if "hearer" in head.tags and end - first > 1 and found[first + 1].word and "possessive" in head.tags:
        return False
    if tell:
        return end - first <= REACH
    return bool(head.tags & {"prep", "adv", "time", "when", "hearer", "media", "sub"}) or head.low in {",", "("}


def _question(found: Sequence[Token], place: int, high: int) -> int | None:
    for k in range(place, min(high, place + 6)):
        if "wh" in found[k].tags:
            return k
        if not found[k].word or "prep" in found[k].tags:
            return None
    return None


def _marked(found: Sequence[Token], place: int, high: int) -> int | None:
    """The quotation in the object of the cue."""
    for k in range(place, min(high, place + REACH)):
        if found[k].quote is not None:
            return k
        if not found[k].word:
            return None
    return None


def _object(found: Sequence[Token], place: int, high: int) -> int | None:
    while place < high and found[place].tags & {"adv"}:
        place += 1
    if place >= high or not (found[place].word or found[place].quote is not None):
        return None
    if found[place].tags & {"time", "when", "conj", "but", "sub", "rel"} and "det" not in found[place].tags:
        return None
    return place


def _bare(found: Sequence[Token], place: int, high: int, cue: Cue, language: Language) -> int | None:
    tell = any(verb.kind == "tell" for verb in cue.verbs)
    start = _past_hearer(found, place, high) if tell else place
    start = _past_adverbials(found, start, high)
    if high - start < 3:
        return None
    token = found[start]
    if not token.word or token.low in ENDS:
        return None
    if token.tags & {"prep", "conj", "but", "time", "adv", "rel"} and not token.tags & {"det", "pron", "wh"}:
        return None
    if "sub" in token.tags and not token.tags & {"wh"} and token.low not in language.tags:
        return None
    return start


def _past_hearer(found: Sequence[Token], place: int, high: int) -> int:
    start = place
    if start < high and found[start].tags & {"hearer", "pron"}:
        return start + 1
    while start < high and start - place < 6 and (found[start].upper or found[start].tags & {"det", "hearer_article"}):
        start += 1
    return start + 1 if start < high and found[start].tags & {"hearer", "media"} else start


def _past_adverbials(found: Sequence[Token], place: int, high: int) -> int:
    """Skip "on Friday", "in a statement", "last week"."""
    while place < high:
        token = found[place]
        if token.tags & {"time", "when", "period"}:
            place += 1
        elif "prep" in token.tags:
            end = place + 1
            while (
                end < high and end - place < 6 and found[end].word and not found[end].tags & {"time", "media", "period"}
            ):
                end += 1
            if end >= high or not found[end].tags & {"time", "media", "period"}:
                return place
            place = end + 1
        else:
            return place
    return place


def _new_frame(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a new clause of reporting begins here: ", adding that", ", though she stressed", "and said"."""
    token = found[place]
    if token.low == "," or token.low in DASHES:
        if place + 1 >= high:
            return True
        following = found[place + 1]
        return _reports(found, place + 1, high, language) or "contrast" in following.tags
    return (
        bool(token.tags & {"conj", "but"})
        and place + 1 < high
        and _reports(found, place + 1, high, language, finite=True)
    )


def _reports(found: Sequence[Token], place: int, high: int, language: Language, *, finite: bool = False) -> bool:
    while place < high and found[place].tags & {"adv", "conj"}:
        place += 1
    if place >= high:
        return False
    token = found[place]
    if (
        not finite
        and token.low in language.sources
        and any(
            all(place + 1 + k < high and found[place + 1 + k].low == word for k, word in enumerate(rest))
            for rest in language.sources[token.low]
        )
    ):
        return True
    verbs = language.verbs.get(token.low, ())
    return any(verb.form == "gerund" or (finite and verb.kind in {"speech", "clause", "tell"}) for verb in verbs)
