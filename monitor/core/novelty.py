"""Which entries of a poll are new, which are changed, and whether some may have been missed.

What identifies an entry is where it leads: its link without tracking. The GUID alone does not. Measured on two BBC
feeds polled 406 times, and known of others: GUIDs get fragments (``#0``, ``#1``) or change at every poll, several
entries share one, white space around it varies; dates of unchanged items change as well, and every fifth title is
edited. GUID and title serve where there is no link that could tell entries apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

from monitor.core.syndication.address import canonical, is_front_page
from monitor.records import Entry

__all__ = ["Novelty", "canonical", "decide", "identify"]

COUNTER = re.compile(r"#\d{1,6}$")
"""What some publishers append to a GUID at every edit."""
WINDOW = 4
"""Entries below which a share of them tells nothing."""
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Novelty:
    """What a poll brought, in the feed's order. `gap` says that entries may have come and gone since the last poll."""

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    gap: bool


def identify(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with `key` and `digest`, each once; what has neither link nor GUID nor text is left out.

    Keys depend on the entry alone, so that they are the same in any order and company, with one exception: entries of
    one poll with the same link (or GUID) and different titles are told apart by those, as where a site gives every
    item the address of one long page.
    """
    keyed = [(base, entry) for entry in entries if (base := base_key(entry))]
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for base, entry in keyed:
        labels[base].add(label(entry))
    found: dict[str, Entry] = {}
    for base, entry in keyed:
        key = base if len(labels[base]) == 1 else f"{base}-{digest(label(entry))}"
        found.setdefault(key, replace(entry, key=key, digest=digest(folded(entry.title), folded(entry.summary))))
    return tuple(found.values())


def decide(known: Mapping[str, str], entries: Sequence[Entry]) -> Novelty:
    """What is new among identified entries, given the digest of each known key.

    Meaningful as a gap only for feeds that were polled before.
    """
    new = tuple(entry for entry in entries if entry.key not in known)
    return Novelty(
        new=new,
        changed=tuple(entry for entry in entries if known.get(entry.key, entry.digest) != entry.digest),
        gap=bool(new) and (rolled_over(known, entries) or stirred(known, entries, new)),
    )


def rolled_over(known: Mapping[str, str], entries: Sequence[Entry]) -> bool:
    """Whether neither the oldest entry by date nor the last in the feed's order was known: the window that the feed
    shows may have moved on by more than itself.
    """
    return entries[-1].key not in known and oldest(entries).key not in known


def stirred(known: Mapping[str, str], entries: Sequence[Entry], new: Sequence[Entry]) -> bool:
    """Whether half of a feed that keeps no order by date is new: pinned old items then hide how much went through.

    On the BBC's home feed, polled every 10 hours instead of every 15 minutes, all polls missed entries and all are
    told so; polled at its pace, none is.
    """
    if len(entries) < WINDOW or 2 * len(new) < len(entries):
        return False
    newest = max((e.published for e in entries if e.key in known and e.published), default=None)
    return newest is not None and any(e.published is not None and e.published < newest for e in new)


def oldest(entries: Sequence[Entry]) -> Entry:
    """The oldest by date; of several, or where no entry has a date, the last."""
    return min(reversed(entries), key=lambda entry: entry.published or LATEST)


def base_key(entry: Entry) -> str:
    """What identifies the entry: a kind and a hash, or nothing where there is nothing to identify."""
    if entry.url and not is_front_page(entry.url):
        return "u" + digest(canonical(entry.url))
    guid = COUNTER.sub("", " ".join((entry.guid or "").split()))
    if guid and (entry.url is None or canonical(guid) != canonical(entry.url)):
        return "g" + digest(guid)
    if entry.title:
        return "t" + digest(folded(entry.title))
    if entry.summary:
        return "s" + digest(folded(entry.summary))
    return "u" + digest(canonical(entry.url)) if entry.url else ""


def label(entry: Entry) -> str:
    """What tells an entry from others with the same link: its title, else its place on the page, else its text."""
    return folded(entry.title) or (entry.url or "").partition("#")[2] or folded(entry.summary)


def folded(text: str) -> str:
    """Text without differences of case and white space."""
    return " ".join(text.casefold().split())


def digest(*texts: str) -> str:
    """A short stable hash (128 bits) of texts."""
    return blake2b("\0".join(texts).encode("utf-8", "replace"), digest_size=16).hexdigest()
