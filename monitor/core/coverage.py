"""Independent coverage: how many outlets report something, and how many of them wrote it themselves.

An outlet that credits an agency, or prints nearly the text of another, is a copy: all copies of one text are one source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from monitor.core.events.body import body_keys, is_copy
from monitor.core.events.wire import wire
from monitor.records import Coverage, Reporting

__all__ = ["body_keys", "coverage", "is_copy", "said", "wire"]

NAMED = 3
"""Sources with copies that are named."""


def coverage(reports: Iterable[Reporting]) -> Coverage:
    """What reports amount to, in any order: outlets, independent sources, who was copied by how many, first and last.

    A source is an agency, or the outlet that had a text first, or an outlet that wrote itself.
    """
    found = sorted(set(reports), key=lambda one: (one.at, one.outlet, one.wire or "", one.body))
    credited, first = wires(found), earliest(found)
    carried: defaultdict[str, set[str]] = defaultdict(set)
    for one in found:
        carried[credited.get(one.body) or first[one.body]].add(one.outlet)
    copied = sorted(((name, len(outlets)) for name, outlets in carried.items() if len(outlets) > 1), key=most)
    return Coverage(
        outlets=len({one.outlet for one in found}),
        independent=len(carried),
        copied=tuple(copied),
        first=found[0].at if found else None,
        last=max((one.at for one in found), default=None),
    )


def wires(reports: Iterable[Reporting]) -> dict[int, str]:
    """The agency of each text that anybody credits; where copies credit several, the first by name."""
    found: dict[int, str] = {}
    for one in reports:
        if one.wire is not None:
            found[one.body] = min(one.wire, found.get(one.body, one.wire))
    return found


def earliest(reports: Iterable[Reporting]) -> dict[int, str]:
    """The outlet that had each text first."""
    found: dict[int, str] = {}
    for one in reports:
        found.setdefault(one.body, one.outlet)
    return found


def most(item: tuple[str, int]) -> tuple[int, str]:
    """Who was copied most comes first."""
    return (-item[1], item[0])


def said(found: Coverage) -> str:
    """The coverage in a line: ``6 outlets, 3 independent (AFP × 4)``."""
    line = f"{found.outlets} outlet{'' if found.outlets == 1 else 's'}"
    if found.outlets > 1:
        line += f", {found.independent} independent"
    copies = ", ".join(f"{name} × {number}" for name, number in found.copied[:NAMED])
    return f"{line} ({copies})" if copies else line
