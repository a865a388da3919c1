"""Cut a reported statement into words, each with what it stands for and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.core.identity.vocabulary import WEIGHTS, Vocabulary, Word, entry
from monitor.core.speech.marks import pair

TOKEN = re.compile(
    r"(?P<word>[^\W\d_]++(?:['’ʼ][^\W\d_]++)*+(?!\d|-\d))"  # most are words: tried first, and without going back
    r"|(?P<number>\d+(?:[.,]\d+)*(?![^\W_]))"
    r"|(?P<code>[^\W\d_]{1,6}-\d[^\W_]*|[^\W_]*\d[^\W_]*)"
    r"|(?P<rest>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)"
    r"|(?P<end>[.!?…]+(?=[\s\"'”’»“)\]]|$)|\n|[.!?](?=[^\W\d_]))"
)
MARK = re.compile("[\"“”„‟«»‹›‘’‚‛'`＂]")
LONE = re.compile(r"[\"“”„«»]")


class Raw(NamedTuple):
    """A word of the text on its way."""

    form: str
    word: Word
    quoted: int
    sentence: int


def wording(text: str, words: Vocabulary, *, direct: bool) -> Iterator[Raw]:
    """The words of the text, phrases as one, without boilerplate; `direct` says that all of it stands inside marks."""
    phrases = {hit.start: hit for hit in words.phrases.find(text)}
    quotes = [] if direct else _marked(text)
    inside = 0 if direct else -1
    sentence = quote = end = 0
    known = words.word
    for match in TOKEN.finditer(text):
        start, group = match.start(), match.lastgroup
        if start < end:
            continue
        if quotes:
            while quote < len(quotes) and quotes[quote][1] <= start:
                quote += 1
            inside = quote if quote < len(quotes) and quotes[quote][0] <= start else -1
        if phrases and (hit := phrases.get(start)):
            end, word = hit.end, entry(hit.values)
            if word.kind != "boilerplate":
                yield Raw(text[start:end], word, inside, sentence)
        elif group in {"word", "rest"}:
            form = match[0]
            for part in (form,) if form.isalpha() else _parts(form, words):
                yield Raw(part, known(part), inside, sentence)
        elif group == "end":
            sentence += _ends(text, match.end())
        else:
            yield Raw(match[0], _figure(match[0], group or "", words), inside, sentence)


def _ends(text: str, place: int) -> bool:
    """Whether a sentence ends there; where the blank got lost ("agreed.We") a capital behind a small letter tells."""
    here = text[place : place + 1]
    return not here.isalpha() or (here.isupper() and text[place - 2 : place - 1].islower())


def _marked(text: str) -> list[tuple[int, int]]:
    """Spans inside marks. Of a lone mark the side that it belongs to counts, since reports are cut out of texts."""
    if not MARK.search(text):
        return []
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


def _figure(form: str, group: str, words: Vocabulary) -> Word:
    """A number, or a word with figures in it: F-16, COVID-19."""
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
