"""Chains: places, roles, bodies and names that stand so close that only glue words part them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from monitor.core.actors.naming import Mark, ModifierTag, PortfolioTag, Tag
from monitor.core.actors.person import Named
from monitor.lexicon.offices import BodyNoun, RoleNoun, RoleWords

GAP = 60
"""Characters between two links of a chain: "permanent representative of the Russian Federation to the" has 23."""
LONGEST = 24
"""Links of the longest chain, so that a hostile text stays linear."""

Link = Mark | Named


def chains(text: str, links: Sequence[Link], words: RoleWords) -> Iterator[list[Link]]:
    """The links in groups that only glue parts."""
    chain: list[Link] = []
    for link in links:
        if chain and (len(chain) >= LONGEST or not _joined(text, chain[-1], link, words)):
            yield chain
            chain = []
        chain.append(link)
    if chain:
        yield chain


def glue(text: str, start: int, end: int, words: RoleWords) -> tuple[str, ...] | None:
    """The words between two links where all of them are glue, else `None`."""
    return None if end - start > GAP else _glue(text[start:end], words)


@lru_cache(maxsize=20_000)
def _glue(gap: str, words: RoleWords) -> tuple[str, ...] | None:
    if gap == "-":
        return ()
    if "\n" in gap:
        return None
    found = tuple(piece.lower() for piece in gap.replace("’", "'").replace("'", "' ").replace("' s ", " 's ").split())
    allowed = words.glue | words.conjunctions | words.possessive
    return found if all(piece in allowed for piece in found) else None


def _joined(text: str, left: Link, right: Link, words: RoleWords) -> bool:
    between = glue(text, left.end, right.start, words)
    if between is None:
        return False
    if not words.conjunctions.isdisjoint(between):
        return _kind(left) in (RoleNoun, PortfolioTag, BodyNoun) and _kind(right) in (
            RoleNoun,
            ModifierTag,
            PortfolioTag,
        )
    return not (isinstance(left, Named) and isinstance(right, Named) and between)


def _kind(link: Link) -> type[Tag] | None:
    return type(link.tag) if isinstance(link, Mark) else None
