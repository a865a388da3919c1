"""The index keys under which a statement may be met again, computed once.

Each family of keys survives another kind of change, and samples by smallest hash, so that two versions of a text
choose the same samples without knowing of each other (bottom-k sketches; Broder 1997):

- the whole normal form and each sentence: verbatim, shortened, lengthened, re-punctuated;
- runs of two words: edited; a run inside quotation marks: requoted within other words;
- the actor with a telling word, name or number: direct and indirect, retranslated; with a key that is equal in all
  languages also translated.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest

from monitor.core.identity.normal import Normal, normal
from monitor.core.identity.runs import pairs
from monitor.core.identity.side import Term
from monitor.core.identity.speaker import house
from monitor.core.identity.vocabulary import COMMON
from monitor.lexicon.identity import IdentityLexicon
from monitor.records import Fingerprint

SENTENCES, RUNS, WORDS = 8, 4, 16
"""Keys of each family, with the whole text's 29 at most. Nine runs found no more of the labelled pairs than four do,
ranked them lower, and cost a third more."""


def fingerprint(
    text: str, language: str | None, actor_key: str | None, lexicon: IdentityLexicon, *, direct: bool = False
) -> Fingerprint:
    """The digest of the text's normal form and its index keys, signed 64-bit, 32 at most.

    `direct` as in `normal`: it changes nothing, but the form that is compared later is made already.
    """
    form = normal(text, language, None, lexicon, direct=direct)
    digest = blake2b(form.plain.encode("utf-8", "replace"), digest_size=16).hexdigest()
    keys = [
        hashed("text", digest),
        *sample((hashed("sentence", *words) for words in sentences(form)), SENTENCES),
        *(hashed("run", *run) for run in nsmallest(RUNS, pairs(form), key=mixed)),
        *telling(form, house(actor_key, lexicon) if actor_key else None),
    ]
    return Fingerprint(digest, tuple(dict.fromkeys(keys)))


def sentences(form: Normal) -> Iterable[tuple[str, ...]]:
    """The content words of each sentence, in any order, where they are enough to tell it from others."""
    for start, end in form.sentences:
        keys = tuple(sorted({term.key for term in form.terms[start:end] if term.weight > COMMON}))
        if len(keys) > 1:
            yield keys


def telling(form: Normal, actor: str | None) -> list[int]:
    """The actor with each of the most telling words; without an actor two such words make a key."""
    terms = sorted({known(term): term for term in form.terms if term.weight > COMMON}.items(), key=rank)
    if actor is not None:
        return [hashed("word", actor, key) for key, _ in terms[:WORDS]]
    keys = sorted(key for key, _ in terms[:6])
    return [hashed("pair", one, other) for index, one in enumerate(keys) for other in keys[index + 1 :]][:WORDS]


def known(term: Term) -> str:
    """The key of a term, for a name its skeleton: names are spelt differently."""
    return f"name:{term.skeleton}" if term.skeleton else term.key


def rank(item: tuple[str, Term]) -> tuple[float, int]:
    """Most telling first, the rest by hash."""
    return (-item[1].weight, order(item[0]))


def mixed(run: tuple[str, ...]) -> int:
    """The rank of a run among others by chance, the same in every text."""
    first, last = run
    return 3 * order(first) ^ order(last)


@lru_cache(maxsize=2**15)
def order(key: str) -> int:
    """The hash of a word by itself: words come again and again."""
    return hashed("rank", key)


def sample(keys: Iterable[int], size: int) -> list[int]:
    """The smallest keys."""
    return sorted(set(keys))[:size]


def hashed(*parts: str) -> int:
    """A signed 64-bit hash, equal on all machines and in all versions of Python."""
    data = "\x1f".join(parts).encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)
