"""See through characters that look like others or like nothing, keeping count of where everything stood.

A Cyrillic «о» inside a Latin name, a zero-width space or a soft hyphen inside a word defeat every lookup. `plain`
gives the text as a reader sees it; `Plain.at` leads back to the offset in the text as it came.
Characters: Unicode Technical Standard 39 (confusables), the part that news sites and spammers use.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

LATIN = "ABCEHIJKMOPSTXYaceijopsxy"
CYRILLIC = "АВСЕНІЈКМОРЅТХУасеіјорѕху"
GREEK = ("ΑΒΕΗΙΚΜΟΡΤΥΧαιορυ", "ABEHIKMOPTYXaiopu")
FROM_LATIN = str.maketrans(LATIN, CYRILLIC)
TO_LATIN = str.maketrans(CYRILLIC + GREEK[0], LATIN + GREEK[1])
TO_CYRILLIC = str.maketrans(LATIN + GREEK[0], CYRILLIC + GREEK[1].translate(FROM_LATIN))
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
)
MIXED = re.compile("[A-Za-z][\u0370-\u04ff]|[\u0370-\u03ff][A-Za-z\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z\u0370-\u03ff]")
BROKEN = re.compile("[\ud800-\udfff]")
WORD = re.compile("[A-Za-z\u00c0-\u04ff]+")


@dataclass(frozen=True, slots=True)
class Plain:
    """The readable text. `cuts` are the places in it before which characters were taken out, `gone` how many so far."""

    text: str
    cuts: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()

    def at(self, offset: int) -> int:
        """The offset in the text as it came of the character at `offset` of the plain text."""
        index = bisect_right(self.cuts, offset)
        return offset + self.gone[index - 1] if index else offset

    def end(self, offset: int) -> int:
        """The same for the exclusive end of a span: just behind its last character."""
        return self.at(offset - 1) + 1 if offset else 0


def plain(text: str) -> Plain:
    """`text` without invisible characters, each word in one script. Linear; most texts come back as they are.

    Halves of surrogate pairs, which no lookup takes, become U+FFFD.
    """
    text = BROKEN.sub("\ufffd", text)
    if not INVISIBLE.search(text):
        return Plain(one_script(text))
    kept: list[str] = []
    cuts: list[int] = []
    gone: list[int] = []
    length = position = lost = 0
    for found in INVISIBLE.finditer(text):
        kept.append(text[position : found.start()])
        length += found.start() - position
        lost += found.end() - found.start()
        cuts.append(length)
        gone.append(lost)
        position = found.end()
    kept.append(text[position:])
    return Plain(one_script("".join(kept)), tuple(cuts), tuple(gone))


def one_script(text: str) -> str:
    """Words that mix Latin and Cyrillic in the script of most of their letters; the length stays."""
    return WORD.sub(unmixed, text) if MIXED.search(text) else text


def unmixed(found: re.Match[str]) -> str:
    """A word in one script where its look-alikes allow it, else as it is."""
    word = found[0]
    cyrillic = sum(char > "\u03ff" for char in word)
    latin = sum(char < "\u0370" for char in word)
    if len(word) in {cyrillic, latin, len(word) - cyrillic - latin}:
        return word
    wanted = [word.translate(TO_LATIN), word.translate(TO_CYRILLIC)]
    if cyrillic > latin:
        wanted.reverse()
    return next((form for form in wanted if all(c < "\u0370" for c in form) or all(c > "\u03ff" for c in form)), word)
