"""Near-duplicate texts: index keys under which copies of one text meet, and whether one is a copy of the other.

Runs of four words are hashed into 32 bins that keep their smallest hash each (one permutation hashing; Li, Owen and
Zhang 2012); two neighbouring bins make a key. Texts with eight tenths of their runs in common share ten keys of sixteen.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from monitor.core.identity.fingerprint import hashed

LONGEST = 20_000
"""Characters that are compared: a long report; what follows does not change whose text it is."""
RUN = 4
BINS = 32
FEWEST = 24
"""Runs that a text has at least to be anybody's copy: about two sentences."""
COPY = 0.65
"""Share of the shorter text's runs that the longer one has where one is a copy: an editor cuts, and changes words."""
WORD = re.compile(r"\w+")


def body_keys(text: str) -> tuple[int, ...]:
    """The index keys of a text, 16 at most; none for a text that is too short to tell."""
    runs = shingles(text)
    if len(runs) < FEWEST:
        return ()
    least: list[int | None] = [None] * BINS
    for run in runs:
        place = run % BINS
        known = least[place]
        if known is None or run < known:
            least[place] = run
    pairs = [(place, least[place], least[place + 1]) for place in range(0, BINS, 2)]
    return tuple(hashed("body", *map(str, pair)) for pair in pairs if None not in pair)


def is_copy(a: str, b: str) -> bool:
    """Whether one text holds nearly all of the other. Symmetric."""
    small, large = sorted((shingles(a), shingles(b)), key=len)
    return len(small) >= FEWEST and len(small & large) >= COPY * len(small)


def shingles(text: str) -> frozenset[int]:
    """The hashes of all runs of words."""
    words = WORD.findall(text[:LONGEST].casefold())
    return frozenset(
        int.from_bytes(
            blake2b(" ".join(words[at : at + RUN]).encode("utf-8", "replace"), digest_size=8).digest(), "big"
        )
        for at in range(len(words) - RUN + 1)
    )
