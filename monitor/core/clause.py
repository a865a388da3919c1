"""Where reported content ends, and what a source phrase covers."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.mention import Range
from monitor.core.tokens import DASHES, Token
from monitor.lexicon.languages import Language


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


def spoken_on(found: Sequence[Token], place: int, high: int) -> int | None:
    """Direct speech that goes on behind its cue: «…, — сказал X. — …»."""
    while place < high and not found[place].word and found[place].quote is None:
        place += 1
    return place if place < high and found[place].quote is not None else None


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
