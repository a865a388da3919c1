"""Cut a paragraph into tokens, with each outermost quotation as one token, so that rules see the frame around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.core.speech.marks import Quoted
from monitor.lexicon.languages import Language

NONE: frozenset[str] = frozenset()
QUOTE = frozenset({"quote"})
DASHES = frozenset("—–-―")
SEPARATORS = DASHES | {","}
"""What sets an insertion apart: a comma or a dash."""
SPEECH = 4_000
"""Characters of the longest quotation that is searched for insertions."""
INSERTION = 160
"""Characters of the longest insertion: — сказал журналистам в понедельник пресс-секретарь президента X —."""
INSERTED = re.compile(r"(?:(?<=\w)\s{1,3}|(?<=[,.!?…])\s{0,3})[—–-]{1,2}\s{1,3}")
NAME, NAME_WORDS, FIRM = 50, 5, 2
"""Characters and words of the longest name in marks, and words of one that begins its sentence."""
SOURCE = 5
"""Words from "nach" to its paper in marks."""
FOLLOWING = re.compile(r"\s{0,2}(,?)\s{0,2}([^\W\d_]+)")
COMPLEMENT = re.compile(r"[\w ]{1,60},\s?([^\W\d_]+)")
PAPER = 4
"""Words of the longest name of a paper behind its verb, and of the time between them."""
SETTING = frozenset({"time", "period", "when", "prep", "adv"})
SENTENCE = frozenset(".!?…")
UNNAMED = frozenset({"comp", "as", "conj", "but", "sub", "neg", "aux", "adv", "pron", "time"})
"""Classes of words behind which marks hold no name."""
REMEMBERED = 40
"""Characters of the longest word that is remembered."""
ORDINAL = 2
"""Digits of an ordinal before its dot: days, months, centuries."""
ENDINGS = (
    "com net org info eu news media tv online io me ru su by ua kz ge md am az pl cz sk hu ro bg de at ch fr be nl lu it es pt uk "
    "ie dk se no fi ee lv lt gr cy tr rs hr si ba mk al us cn рф рус укр бел НЕТ РУ"
)
"""Endings of the addresses that outlets go by, as they are written; in small letters, since a blank may be lost in "so.Es"."""
DOMAIN = rf"[^\W_]++(?:[-.][^\W_]++){{0,3}}\.(?:{'|'.join(ENDINGS.split())})(?!\w)"
ADDRESS = re.compile(DOMAIN)
WORD = re.compile(
    DOMAIN + r"|[^\W\d_]{1,3}-[^\W\d_]\.[^\W\d_]\b\.?"  # D-N.Y.
    r"|(?:[^\W\d_]\.){2,}"  # U.S., z.B.
    r"|\d+(?:[.,:/]\d+)*(?:[^\W_]|[-‐‑](?=[^\W_]))*"  # 1,000  3.5  9th
    r"|[A-ZÅÄÖ]{2,10}:[a-zåäö]{1,4}(?!\w)"  # EU:s, FN:s
    r"|[^\W_]+(?:[-‐‑'’][^\W_]+){0,12}['’]?"  # words, with hyphens and apostrophes; bounded, as elision cuts them again
    r"|\.\.\.|[^\w\s]"
)


class Token(NamedTuple):
    """A word, a punctuation mark, or a whole quotation.

    `low` is the word in lower case without a possessive ending, `tags` its word classes; `upper` says that it
    begins with a capital, `word` that it is no punctuation, `shout` that it is all capitals.
    """

    start: int
    end: int
    low: str
    upper: bool
    word: bool
    tags: frozenset[str]
    genitive: bool = False
    shout: bool = False
    quote: Quoted | None = None
    comma: bool = False
    """A quotation that ends in a comma: its sentence goes on behind it as behind a comma."""


MAKE = Token._make
"""Half the time of a call with arguments, for what is made once a word."""


def tokens(text: str, start: int, end: int, quotes: Sequence[Quoted], language: Language) -> list[Token]:
    """The tokens of ``text[start:end]``; `quotes` are the outermost quoted spans inside it, in order."""
    found: list[Token] = []
    position = start
    for quote in (piece for whole in quotes for piece in _pieces(text, whole, language)):
        found.extend(_plain(text, position, quote.start, language))
        found.append(_name(text, quote, found, language) or _quotation(text, quote))
        position = quote.end
    found.extend(_plain(text, position, end, language))
    return found


def _quotation(text: str, quote: Quoted) -> Token:
    comma = text[quote.inner_end - 1] == ","
    return Token(quote.start, quote.end, "“", upper=True, word=False, tags=QUOTE, quote=quote, comma=comma)


def _name(text: str, quote: Quoted, before: Sequence[Token], language: Language) -> Token | None:
    """A name in marks as one word: the paper «Vesti», told "Interfax" on Monday, «Nord» said that …"""
    if not language.features.quoted_names or not quote.closed or quote.inner_end - quote.inner_start > NAME:
        return None
    inner = text[quote.inner_start : quote.inner_end].strip()
    words = inner.split()
    if not 0 < len(words) <= NAME_WORDS or not any(map(str.isupper, inner)) or inner[-1] in ".,!?…":
        return None
    following = FOLLOWING.match(text, quote.end)
    credited = len(words) <= PAPER and _credits(text, quote, before, language)
    told = credited or _tells(text, quote, before, following, language)
    if not (told or _names(text, quote, before[-1] if before else None, len(words), following, language)):
        return None
    return Token(quote.start, quote.end, inner.lower(), upper=True, word=True, tags=NONE)


def _credits(text: str, quote: Quoted, before: Sequence[Token], language: Language) -> bool:
    """Whether a paper is named behind an inserted verb: Most jest zamknięty, pisze we wtorek „Głos”, …"""
    place = len(before) - 1
    if place < 1 or not before[place].word or text[before[place].end : quote.start].strip():
        return False
    if language.features.noun_capitals and "det" in before[place].tags:
        place -= 1  # schrieb die „Post“
    while place > 0 and before[place].tags & SETTING and len(before) - place <= PAPER:
        place -= 1
    if before[place].low not in language.verbs or before[place].upper:
        return False
    led = before[place - 1]
    return led.low in DASHES or led.low == "," or led.quote is not None or "as" in led.tags


def _names(
    text: str, quote: Quoted, left: Token | None, words: int, following: re.Match[str] | None, language: Language
) -> bool:
    """Whether what stands around the marks tells that a name is in them."""
    comma, word = (following[1], following[2]) if following else ("", "")
    clause = bool(comma) and "comp" in language.tags.get(word, NONE)
    if clause and left is not None and left.tags & SETTING and not text[left.end : quote.start].strip():
        return True  # told yesterday "Vesti", that …
    if left is None or not left.word or left.tags & UNNAMED or text[left.end : quote.start].strip():
        leads = left is None or bool(left.tags & UNNAMED) or left.low in SENTENCE
        content = COMPLEMENT.match(text, quote.end) if leads and not comma and word in language.verbs else None
        return words <= FIRM and content is not None and "comp" in language.tags.get(content[1], NONE)
    if language.features.noun_capitals:  # a capital is no sign of a name: einen „Witz“
        if not text[quote.inner_start].isupper():
            return False
        return (
            bool(left.tags & {"media", "bearer"})
            or (left.upper and word in language.verbs and not comma)
            or ("det" in left.tags and not comma and word in language.verbs)
        )
    if left.low in language.verbs and not left.upper:
        return clause or (not comma and word[:1].islower() and word not in language.tags)
    return True


def _tells(
    text: str, quote: Quoted, before: Sequence[Token], following: re.Match[str] | None, language: Language
) -> bool:
    """Whether a paper in marks is a source: laut „Post“, nach einem Bericht der „Post“, der „Post“ zufolge."""
    if not language.features.noun_capitals or not text[quote.inner_start].isupper():
        return False
    if following and not following[1] and following[2] in language.postposed:
        return True
    for token in reversed(before[-SOURCE:]):
        if not token.word or token.quote is not None:
            return False
        if token.low in language.sources and "det" not in token.tags:
            return True
    return False


def _pieces(text: str, quote: Quoted, language: Language) -> Iterator[Quoted]:
    """The quotation, cut where the reporter speaks inside the marks: «Мы ждём, — сказал он. — Они тоже»."""
    if not language.features.dash_dialogue or quote.end - quote.start > SPEECH:
        yield quote
        return
    start = inner = quote.start
    inner = quote.inner_start
    for opened in INSERTED.finditer(text, quote.inner_start, quote.inner_end):
        said = [
            match[0].lower() for match in WORD.finditer(text, opened.end(), min(quote.inner_end, opened.end() + 40))
        ]
        if opened.start() < inner or not any(word in language.verbs for word in said[:2]):
            continue
        yield Quoted(start, opened.start(), inner, opened.start())
        closed = INSERTED.search(text, opened.end(), min(quote.inner_end, opened.end() + INSERTION))
        if closed is None:
            return
        start = inner = closed.end()
    yield Quoted(start, quote.end, inner, quote.inner_end, quote.depth, quote.closed)


def _plain(text: str, start: int, end: int, language: Language) -> Iterator[Token]:
    """The words and marks of a stretch without quotations."""
    words = WORD.finditer(text, start, end)
    while match := next(words, None):
        left, right = match.span()
        if right - left <= REMEMBERED and (known := _known(match[0], language)):
            yield MAKE((left, right, *known))
            continue
        right, behind, low, genitive = _cut(text, left, right, end, language)
        yield from _classed(text, left, right, low, language, genitive=genitive)
        if behind != match.end():
            words = WORD.finditer(text, behind, end)


def _cut(text: str, left: int, right: int, end: int, language: Language) -> tuple[int, int, str, bool]:
    """Where a word ends, where the next may begin, the word in lower case, and whether it is a possessive."""
    low = text[left:right].lower().replace("’", "'")
    genitive, behind = False, right
    if low[0].isalpha():
        if "'" in low:
            if language.features.elision and not _surname(text, left, low, language):
                behind = right = left + low.index("'") + 1
                low = low[: right - left]
            else:
                low, genitive = _possessive(low, language)
                right = left + len(low)
        dotted = right < end and text[right] == "."
        if dotted and (low + "." in language.abbreviations or _initial(text, left, right)):
            behind = right = right + 1
            low += "."
    elif (
        language.features.ordinal_dot and low.isdigit() and right - left <= ORDINAL and text[right : right + 2] == ". "
    ):
        behind = right = right + 1
    return right, behind, low, genitive


def _classed(text: str, left: int, right: int, low: str, language: Language, *, genitive: bool) -> Iterator[Token]:
    """The word with its classes, the pronoun that hangs on a verb set off from it."""
    tags, head = language.tags, text[left]
    upper = head.isupper() or ("." in low and ADDRESS.fullmatch(low) is not None)
    if clitic := _clitic(low, language):
        verb, hyphen = low[: -len(clitic)], clitic.rindex("-") + 1
        yield Token(left, left + len(verb), verb, upper, word=True, tags=tags.get(verb, NONE))
        left, low = right - len(clitic) + hyphen, clitic[hyphen:]
    classes = tags.get(low, NONE)
    own = genitive and "pron" not in classes
    yield Token(left, right, low, upper, head.isalnum(), classes, own, upper and text[left:right].isupper())


@lru_cache(maxsize=2**14)
def _known(form: str, language: Language) -> tuple[str, bool, bool, frozenset[str], bool, bool, None, bool] | None:
    """What `_plain` makes of a form wherever it stands (text is mostly such words); `None` where the text decides."""
    low = form.lower()
    if "-" in low or "'" in low or "’" in low or low + "." in language.abbreviations or low.isdigit():
        return None
    if len(form) == 1 and form.isupper():
        return None
    upper = form[0].isupper() or ADDRESS.fullmatch(form) is not None  # liga.net is a name
    return low, upper, form[0].isalnum(), language.tags.get(low, NONE), False, upper and form.isupper(), None, False


def _surname(text: str, left: int, low: str, language: Language) -> bool:
    """D'Alema, not: L'Italia."""
    apostrophe = low.index("'")
    head = language.tags.get(low[: apostrophe + 1], NONE)
    capitals = text[left].isupper() and text[left + apostrophe + 1 : left + apostrophe + 2].isupper()
    return capitals and apostrophe == 1 and "prep" in head


def _clitic(low: str, language: Language) -> str:
    """The pronoun that hangs on a verb: -t-il in explique-t-il."""
    if "-" not in low:
        return ""
    return next((end for end in language.clitics if low.endswith(end) and len(low) > len(end)), "")


def _possessive(low: str, language: Language) -> tuple[str, bool]:
    """Set a possessive ending, a trailing apostrophe or a contracted auxiliary off from the word."""
    if low.endswith("'"):
        return low[:-1], low.endswith("s'")
    if low.endswith("'s"):
        return low[:-2], True
    if low.endswith(language.contractions):
        return low[: low.rindex("'")], False
    return low, False


def _initial(text: str, left: int, right: int) -> bool:
    """J. in J. D. Vance; not the last letter of a sentence."""
    return right - left == 1 and text[left].isupper() and text[right + 1 : right + 2] == " "


def follows(found: Sequence[Token], place: int, high: int, words: Sequence[str]) -> bool:
    """Whether the words of a phrase stand at `place`."""
    return place + len(words) <= high and all(_matches(found[place + k], word) for k, word in enumerate(words))


def _matches(token: Token, word: str) -> bool:
    """Whether the token is the word; ``*`` stands for any word, ``*angaben`` for one that ends so."""
    if not word.startswith("*"):
        return token.low == word
    return token.word and token.low.endswith(word[1:])
