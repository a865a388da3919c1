"""Cut a reported statement into words, each with what it stands for and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.core.identity.vocabulary import WEIGHTS, Vocabulary, Word, entry
from monitor.core.marks import pair

TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*(?![^\W_]))"
    r"|(?P<code>[^\W\d_]{1,6}-\d[^\W_]*|[^\W_]*\d[^\W_]*)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)"
    r"|(?P<end>[.!?…]+(?=[\s\"'”’»“)\]]|$)|\n)"
)
LONE = re.compile(r"[\"“”„«»]")


class Raw(NamedTuple):
    """A word of the text on its way."""

    form: str
    word: Word
    start: int
    quoted: int
    sentence: int


def wording(text: str, words: Vocabulary) -> Iterator[Raw]:
    """The words of the text, phrases as one, without boilerplate."""
    left_out = [(hit.start, hit.end) for hit in words.boilerplate.find(text)]
    phrases = {hit.start: hit for hit in words.phrases.find(text)}
    quotes = _marked(text)
    sentence = quote = skipped = end = 0
    for match in TOKEN.finditer(text):
        start = match.start()
        if start < end:
            continue
        while skipped < len(left_out) and left_out[skipped][1] <= start:
            skipped += 1
        if skipped < len(left_out) and left_out[skipped][0] <= start:
            continue
        while quote < len(quotes) and quotes[quote][1] <= start:
            quote += 1
        inside = quote if quote < len(quotes) and quotes[quote][0] <= start else -1
        if match.lastgroup == "end":
            sentence += 1
        elif hit := phrases.get(start):
            end = hit.end
            yield Raw(text[start:end], entry(hit.values), start, inside, sentence)
        else:
            for form in _parts(match[0], words) if match.lastgroup == "word" else (match[0],):
                yield Raw(form, _word(form, match.lastgroup or "", words), start, inside, sentence)


def _marked(text: str) -> list[tuple[int, int]]:
    """Spans inside marks. Of a lone mark the side that it belongs to counts, since reports are cut out of texts."""
    spans = [(mark.inner_start, mark.inner_end) for mark in pair(text) if mark.depth == 0]
    if not spans and (lone := LONE.search(text)):
        closing = lone.start() > 0 and not text[lone.start() - 1].isspace()
        spans = [(0, lone.start()) if closing else (lone.end(), len(text))]
    return spans


def _parts(form: str, words: Vocabulary) -> tuple[str, ...]:
    """A word without possessive ending, elided articles set off."""
    form = form.replace("’", "'").replace("ʼ", "'")
    head, mark, tail = form.partition("'")
    if not mark or words.word(form).kind != "word":
        return (form,)
    if head.casefold() in words.elisions:
        return (head, tail)
    return (head,) if len(tail) <= 2 else (form,)  # noqa: PLR2004 - 's, 'ego has three: Polish cases of foreign names stay


def _word(form: str, group: str, words: Vocabulary) -> Word:
    if group == "word":
        return words.word(form)
    digits = form.rstrip("".join(sorted({char for char in form if char.isalpha()})))
    if group == "code" and not (digits.isdigit() and form[len(digits) :] in words.ordinal_endings):
        key = "".join(char for char in form.casefold() if char.isalnum())
        return Word("code:" + key.removesuffix("s"), WEIGHTS["code"], "code")  # F-16s are F-16
    value = number(digits)
    return Word(f"number:{value:g}", WEIGHTS["number"], "number", value=value)


def number(digits: str) -> float:
    """The value of figures with points or commas: groups of three are thousands, else the last part is a fraction."""
    head, *groups = re.split("[.,]", digits[:40])
    if groups and all(len(group) == 3 for group in groups) and head != "0":  # noqa: PLR2004 - thousands
        return float(head + "".join(groups))
    return float(f"{head}.{''.join(groups)}") if groups else float(head)
