"""What a new verdict changes, by which reasons, and how well verdicts agree with what people say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from monitor.records import Story

SUM = " points of "
HEADLINE = "in the headline"


@dataclass(frozen=True, slots=True)
class Moved:
    """A rule that says something else than before; `None` where it said nothing, or does so now."""

    rule: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """An article that a topic gains (`added`) or loses (`taken`). `before` is `None` where there was no verdict."""

    kind: Literal["added", "taken"]
    article_id: int
    topic: str
    outlet: str
    title: str
    url: str
    before: float | None
    after: float
    reasons: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Verdicts against labels: rightly found, wrongly found, missed, rightly passed over."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0
    passed: int = 0

    def seen(self, relevant: bool, *, found: bool) -> Quality:  # noqa: FBT001 - the label is what it is about
        """With one more verdict."""
        name = ("hits" if found else "missed") if relevant else ("wrong" if found else "passed")
        return replace(self, **{name: getattr(self, name) + 1})

    @property
    def labels(self) -> int:
        """How many labels were compared."""
        return self.hits + self.wrong + self.missed + self.passed

    @property
    def precision(self) -> float | None:
        """Part of what was found that is relevant; `None` where nothing was found."""
        return part(self.hits, self.hits + self.wrong)

    @property
    def recall(self) -> float | None:
        """Part of what is relevant that was found; `None` where nothing is."""
        return part(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; `None` where nothing was found and nothing is relevant."""
        return part(2 * self.hits, 2 * self.hits + self.wrong + self.missed)


def part(some: int, whole: int) -> float | None:
    """A quotient, where there is one."""
    return some / whole if whole else None


def change_of(
    article_id: int, outlet: str, title: str, url: str, before: Mapping[str, Any] | None, story: Story
) -> Change | None:
    """What the new verdict on an article changes in the log; `None` where it stays in it, or out of it.

    Args:
        article_id: the article's id in the log.
        outlet: who published it, for those who read of the change, as
        title: its headline and
        url: its address.
        before: the stored verdict, with its reasons as JSON; `None` where there was none.
        story: the new verdict.
    """
    was = bool(before and before["relevant"])
    if was == bool(story.relevant):
        return None
    return Change(
        kind="taken" if was else "added",
        article_id=article_id,
        topic=story.topic,
        outlet=outlet,
        title=title,
        url=url,
        before=before["score"] if before else None,
        after=story.score,
        reasons=tuple(moved(told(before["reasons"]) if before else (), story.reasons)),
    )


def told(reasons: str) -> list[str]:
    """Reasons as they are stored; none where they are damaged."""
    try:
        found = json.loads(reasons)
    except (ValueError, RecursionError):
        return []
    return [reason for reason in found if isinstance(reason, str)] if isinstance(found, list) else []


def moved(before: Sequence[str], after: Sequence[str]) -> Iterator[Moved]:
    """The rules that differ between two lists of reasons, in the order of the new one."""
    was, now = dict(map(split, before)), dict(map(split, after))
    for rule in (*now, *(rule for rule in was if rule not in now)):
        if was.get(rule) != now.get(rule):
            yield Moved(rule, was.get(rule), now.get(rule))


def split(reason: str) -> tuple[str, str]:
    """A reason as its rule and what that says. One without points, such as a missing side, is a rule of its own."""
    if SUM in reason:
        return "points", reason.partition(" (")[0].replace(SUM, " of ")
    rule, mark, said = reason.partition(": ")
    return (rule, said) if mark and (said[:1] in "+-" or rule == HEADLINE) else (reason, "holds")
