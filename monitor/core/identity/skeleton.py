"""The consonants of a word in plain Latin letters: what stays of a name across spellings and scripts.

Zelensky, Zelenskyy, Zełenski, Selenskyj and Зеленский differ in vowels, in letters for one sound, and in endings.
Their skeletons are equal or begin alike. Words that are no names meet by chance, so skeletons only ever compare
capitalised words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CYRILLIC = str.maketrans(
    dict(zip("абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя", [
        "a", "b", "v", "g", "g", "d", "e", "e", "e", "zh", "z", "i", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t",
        "u", "f", "h", "c", "ch", "sh", "sh", "", "i", "", "e", "iu", "ia",
    ], strict=True))
)  # fmt: skip
PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ћ": "c", "ђ": "d"}
)
# Letter groups for one sound, longest first; the Polish, German, French and English habits.
SOUNDS = (
    ("schtsch", "s"), ("shch", "s"), ("szcz", "s"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("sz", "s"), ("zh", "z"), ("dz", "z"),
    ("rz", "z"), ("ch", "c"), ("cz", "c"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("w", "v"), ("q", "k"),
)  # fmt: skip
SAME = str.maketrans({"c": "k", "h": "k", "s": "z"})
"""Letters that one language reads as another's: Chișinău and Кишинев, Selenskyj and Zelensky, Kharkiv and Charkiw."""
VOWELS = frozenset("aeiouyj'’-")
LONGEST = 40
ONE = (("ou", "u"), ("y", "i"), ("j", "i"), ("ii", "i"))
"""Letters that one language writes for another's vowel: Loukachenko and Lukashenko, Dmytro and Dmitri."""
ENGLISH = (("oo", "u"), ("ee", "i"))
VOWEL = re.compile("[aeou]|i(?![aeou])")
"""The first vowel of a word; the glide of Yuri and Iouri is none."""
HEAD = 3
"""Consonants that the skeletons of one name begin with, as far as they have so many."""


def plain(word: str) -> str:
    """The word in lower case without accents, in Latin letters."""
    word = word[:LONGEST].casefold()
    if word.isascii():
        return word
    word = word.translate(CYRILLIC).translate(PLAIN)
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The word's consonants by sound, doubled ones once; empty where fewer than two are left."""
    text = plain(word)
    for group, sound in SOUNDS:
        if group in text:
            text = text.replace(group, sound)
    text = text.translate(SAME)
    kept = [char for index, char in enumerate(text) if char.isalpha() and char != text[index - 1 : index]]
    bones = "".join(char for char in kept if char not in VOWELS)
    return bones if len(bones) > 1 else ""


def voiced(letters: str) -> str:
    """Plain letters with one spelling for a vowel: Yuri, Juri, Iouri and Юрий are one."""
    for group, sound in ONE:
        letters = letters.replace(group, sound)
    return letters


def vowel(word: str) -> str:
    """The first vowel of a word, on which its spellings agree: Müller and Mueller have one, Möller has another."""
    letters = plain(word)
    for group, sound in ENGLISH:
        letters = letters.replace(group, sound)
    found = VOWEL.search(voiced(letters))
    return found[0] if found else ""


def alike(a: str, b: str) -> bool:
    """Whether two skeletons may be one name: equal, or one carries an ending of up to two consonants more."""
    if a == b:
        return bool(a)
    short, long = sorted((a, b), key=len)
    return len(short) >= HEAD and len(long) - len(short) <= 2 and long.startswith(short)  # noqa: PLR2004 - see docstring
