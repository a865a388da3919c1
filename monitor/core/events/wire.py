"""Which news agency a text credits: in its byline, its dateline, or alone on its last line.

An agency inside a sentence is a source ("according to TASS", «по данным ТАСС») and no credit: the outlet wrote itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.core.lookup import Lookup
from monitor.lexicon.wires import WireLexicon

BYLINE, DATELINE, CLOSING = 200, 160, 120
"""Characters in which a credit is looked for, from the beginning of the byline and the text and from the text's end."""
NEAR = 90
"""Characters from the beginning within which a dateline names its agency without brackets."""
PARTS = re.compile(r"[,/&|;()\[\]+]| and | und | et | y | i | и ")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]|(?<!\S)/([^/\s][^/\n]{0,38}[^/\s])/")
DASHED = re.compile(r"[—–-]\s*([^—–.:\n]{2,30})[.:—–-]")
STOPPED = re.compile(r"\.\s+(?=([^:—–\n]{2,30}?)(?:\.\s|\s[—–-]))")
ENDING = re.compile(r"\(([^()\n]{2,60})\)[.\s]*$")


def wire(text: str, author: str | None, outlet: str | None, lexicon: WireLexicon) -> str | None:
    """The agency whose text this is, as the text itself says, or the outlet that is one; `None` where nobody is credited."""
    names = agencies(lexicon)
    for part in (outlet or "", *PARTS.split((author or "")[:BYLINE])):
        if found := only(part, names, lexicon):
            return found
    for part in (*dateline(text[:DATELINE]), *closing(text)):
        if found := only(part, names, lexicon):
            return found
    return None


def dateline(head: str) -> Iterator[str]:
    """What stands where a dateline names its agency: in brackets or slashes, between dashes, between full stops."""
    line = head.lstrip().partition("\n")[0]
    for match in BRACKETS.finditer(line):
        if ":" not in line[: match.start()]:  # "Photo: Jane Doe (AP)"
            yield match[1] or match[2]
    near = line[:NEAR]
    yield from (match[1] for match in DASHED.finditer(near))
    yield from (match[1] for match in STOPPED.finditer(near))
    if near.partition(" ")[0].isupper():  # "ANSA - ROMA", "ТАСС, 7 ноября"
        yield re.split(r"[,:—–]|\s-", near, maxsplit=1)[0]


def closing(text: str) -> Iterator[str]:
    """The last line where it is short, and what closes the text in brackets."""
    tail = text[-CLOSING:].rstrip()
    *before, last = tail.split("\n")
    if before or len(text) < CLOSING:
        yield last
    if match := ENDING.search(tail):
        yield match[1]


def only(part: str, names: Lookup[str], lexicon: WireLexicon) -> str | None:
    """The first agency of a part that consists of agencies and of words that stand beside them."""
    part = part.strip(" .,:;©*\t")
    if not part or len(part) > CLOSING:
        return None
    hits = names.find(part)
    if not hits:
        return None
    rest = part
    for hit in reversed(hits):
        rest = f"{rest[: hit.start]} {rest[hit.end :]}"
    if any(word.casefold() not in lexicon.beside for word in WORD.findall(rest)):
        return None
    return hits[0].values[0]


@lru_cache(maxsize=4)
def agencies(lexicon: WireLexicon) -> Lookup[str]:
    """All forms of all names."""
    return Lookup((form, name) for name, forms in lexicon.agencies.items() for form in forms)
