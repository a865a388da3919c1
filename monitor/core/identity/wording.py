"""Cut a reported statement into words, each with what it stands for and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from monitor.core.identity.vocabulary import Entry, Vocabulary, Word, phrase
from monitor.core.lookup import Hit
from monitor.core.speech.marks import pair

TOKEN = re.compile(
    r"[^\W\d_]++(?:['’ʼ][^\W\d_]++)*+(?!\d|-\d)"  # a word; most are: tried first, and without going back
    r"|\d+(?:[.,]\d+)*(?![^\W_])"  # a number
    r"|[^\W\d_]{1,6}-\d[^\W_]*|[^\W_]*\d[^\W_]*"  # a word with figures in it
    r"|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*"  # a word that figures follow
    r"|[.!?…]+(?=[\s\"'”’»“)\]]|$)|\n|[.!?](?=[^\W\d_])"  # the end of a sentence
)
BLANK_LOST = re.compile(r"[.!?](?=[^\W\d_])")
MARK = re.compile("[\"“”„‟«»‹›‘’‚‛'`＂]")
LONE = re.compile(r"[\"“”„«»]")


class Wording(NamedTuple):
    """The words of a text, and of each the number of the pair of marks around it, or -1, and of its sentence."""

    words: list[Word]
    quoted: list[int]
    sentence: list[int]


def wording(text: str, words: Vocabulary, *, direct: bool) -> Wording:
    """The words of the text, phrases as one, without boilerplate; `direct` says that all of it stands inside marks."""
    quotes = [] if direct else _marked(text)
    phrases = {hit.start: hit for hit in words.phrases.find(text)}
    if quotes or phrases or BLANK_LOST.search(text):
        return _placed(text, words, quotes, phrases, direct=direct)
    tokens = [words.token(token) for token in TOKEN.findall(text)]
    found = [word for token in tokens for word in token]
    quoted = [0 if direct else -1] * len(found)
    if () not in tokens[:-1]:
        return Wording(found, quoted, [0] * len(found))
    numbers = accumulate(not token for token in tokens)
    return Wording(found, quoted, [number for token, number in zip(tokens, numbers, strict=True) for _ in token])


def _placed(
    text: str, words: Vocabulary, quotes: Sequence[tuple[int, int]], phrases: Mapping[int, Hit[Entry]], *, direct: bool
) -> Wording:
    """The same where it matters at which character a word stands."""
    made = Wording([], [], [])
    inside = 0 if direct else -1
    sentence = quote = end = 0
    for match in TOKEN.finditer(text):
        start = match.start()
        if start < end:
            continue
        if quotes:
            while quote < len(quotes) and quotes[quote][1] <= start:
                quote += 1
            inside = quote if quote < len(quotes) and quotes[quote][0] <= start else -1
        if hit := phrases.get(start):
            end = hit.end
            word = phrase(text[start:end], hit.values)
            found: tuple[Word, ...] = () if word.kind == "boilerplate" else (word,)
        else:
            found = words.token(match[0])
            sentence += not found and _ends(text, match.end())
        for word in found:
            made.words.append(word)
            made.quoted.append(inside)
            made.sentence.append(sentence)
    return made


def _ends(text: str, place: int) -> bool:
    """Whether a sentence ends there; where the blank got lost ("agreed.We") a capital behind a small letter tells."""
    here = text[place : place + 1]
    return not here.isalpha() or text[place - 1] == "\n" or (here.isupper() and text[place - 2 : place - 1].islower())


def _marked(text: str) -> list[tuple[int, int]]:
    """Spans inside marks. Of a lone mark the side that it belongs to counts, since reports are cut out of texts."""
    if not MARK.search(text):
        return []
    spans = [(mark.inner_start, mark.inner_end) for mark in pair(text) if mark.depth == 0]
    if not spans and (lone := LONE.search(text)):
        closing = lone.start() > 0 and not text[lone.start() - 1].isspace()
        spans = [(0, lone.start()) if closing else (lone.end(), len(text))]
    return spans
