"""What a new verdict changes, and verdicts against labels."""

from __future__ import annotations

import json

import pytest

from monitor.core.replay import Moved, Quality, change_of, moved
from monitor.records import Story

BEFORE = (
    "missing: nobody of europe is named",
    "0.2 points of 4.5",
    "third parties: -1.4 (holds 0.57)",
    "cues: +0.7 (holds 0.68)",
    "in the headline: actor:RU",
)
AFTER = (
    "9.6 points of 4.5",
    "presence of europe: +2.5 (holds 1.00)",
    "cues: +0.7 (holds 0.68)",
    "in the headline: actor:RU, actor:US",
)


def test_reasons_are_compared_rule_by_rule() -> None:
    assert list(moved(BEFORE, AFTER)) == [
        Moved("points", "0.2 of 4.5", "9.6 of 4.5"),
        Moved("presence of europe", None, "+2.5 (holds 1.00)"),
        Moved("in the headline", "actor:RU", "actor:RU, actor:US"),
        Moved("missing: nobody of europe is named", "holds", None),
        Moved("third parties", "-1.4 (holds 0.57)", None),
    ]
    assert list(moved(AFTER, AFTER)) == []


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (0, True, "added"),
        (None, True, "added"),
        (1, False, "taken"),
        (1, None, "taken"),
        (1, True, None),
        (0, None, None),
    ],
)
def test_only_what_enters_or_leaves_the_log_is_a_change(was: int | None, now: bool | None, kind: str | None) -> None:
    before = {"relevant": was, "score": 0.4, "reasons": json.dumps(BEFORE)}
    change = change_of(1, "Outlet", "Title", "https://a.example/1", before, Story("topic", now, 0.6, reasons=AFTER))
    assert (change and change.kind) == kind
    assert change is None or (change.before, change.after, len(change.reasons)) == (0.4, 0.6, 5)


def test_an_article_that_was_never_judged_by_the_topic_has_no_score_before() -> None:
    change = change_of(1, "Outlet", "Title", "u", None, Story("topic", True, 0.6, reasons=AFTER))
    assert change
    assert change.before is None
    assert change_of(1, "Outlet", "Title", "u", None, Story("topic", False, 0.1)) is None


def test_quality_counts_against_labels() -> None:
    quality = Quality()
    assert (quality.precision, quality.recall, quality.f1) == (None, None, None)
    for label, found in ((True, True), (True, True), (True, False), (False, True), (False, False)):
        quality = quality.seen(label, found=found)
    assert quality.labels == 5
    assert (quality.precision, quality.recall, quality.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
