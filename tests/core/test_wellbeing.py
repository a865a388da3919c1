"""What is not well is told, by name and gravity; what is well is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.core.wellbeing import judge

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


WELL: dict[str, Any] = {
    "feeds": 60,
    "next_due": at(NOW + HOUR),
    "last_success": at(NOW - HOUR),
    "last_poll": at(NOW - HOUR),
    "oldest_alert_waiting": None,
    "alerts_waiting": 0,
    "disk_free": 10 * 2**30,
}


def quiet(number: int, why: str = "failing") -> list[dict[str, Any]]:
    return [{"outlet": f"Outlet {n}", "why": why, "since": at(NOW - 48 * HOUR)} for n in range(number)]


def names(
    glance: dict[str, Any], rows: list[dict[str, Any]] | None = None, started: datetime | None = None
) -> list[str]:
    return [trouble.name for trouble in judge(glance, rows or [], NOW, started)]


def test_all_is_well() -> None:
    assert judge(WELL, [], NOW) == ()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"next_due": at(NOW - HOUR)}, "polling"),
        ({"last_success": at(NOW - 25 * HOUR)}, "polling"),
        ({"last_success": None, "last_poll": at(NOW - 25 * HOUR)}, "polling"),
        ({"oldest_alert_waiting": at(NOW - 2 * HOUR), "alerts_waiting": 3}, "outbox"),
        ({"disk_free": 100 * 2**20}, "disk"),
    ],
)
def test_what_keeps_the_service_from_its_work_is_grave(change: dict[str, Any], name: str) -> None:
    (trouble,) = judge({**WELL, **change}, [], NOW)
    assert (trouble.name, trouble.grave) == (name, True)


@pytest.mark.parametrize(
    "change",
    [
        {"next_due": at(NOW - timedelta(minutes=10))},
        {"last_success": at(NOW - 23 * HOUR)},
        {"oldest_alert_waiting": at(NOW - timedelta(minutes=50)), "alerts_waiting": 1},
        {"next_due": None},
        {"last_success": None, "last_poll": at(NOW - HOUR)},
        {"last_success": None, "last_poll": None},
    ],
)
def test_what_may_be_is_not_told(change: dict[str, Any]) -> None:
    assert names({**WELL, **change}) == []


def test_what_was_overdue_before_the_start_is_not_held_against_the_service() -> None:
    stale = {**WELL, "next_due": at(NOW - 99 * HOUR), "last_success": at(NOW - 99 * HOUR)}
    assert names(stale, started=NOW - timedelta(minutes=5)) == []
    assert names(stale, started=NOW - HOUR) == ["polling"]


def test_single_feeds_are_told_by_name_but_are_not_grave() -> None:
    troubles = judge(WELL, [*quiet(4), *quiet(1, "silent")], NOW)
    assert [(trouble.name, trouble.grave) for trouble in troubles] == [("failing", False), ("silent", False)]
    assert troubles[0].what == (
        "4 feeds cannot be read for over a day: Outlet 0 (since 2026-02-28), Outlet 1 (since 2026-02-28), "
        "Outlet 2 (since 2026-02-28) and 1 more"
    )
    assert troubles[1].what.startswith("1 feed far longer than usual without anything new: Outlet 0")


@pytest.mark.parametrize(("number", "feeds", "grave"), [(30, 60, True), (29, 60, False), (1, 1, False), (2, 3, True)])
def test_half_of_the_feeds_missing_is_grave(number: int, feeds: int, grave: bool) -> None:
    assert ("sources" in names({**WELL, "feeds": feeds}, quiet(number))) == grave


def test_a_service_without_feeds_says_so() -> None:
    assert names({**WELL, "feeds": 0, "last_success": None, "last_poll": None, "next_due": None}) == ["feeds"]


def test_the_gravest_comes_first() -> None:
    bad = {**WELL, "next_due": at(NOW - HOUR), "disk_free": 0}
    assert names(bad, quiet(60)) == ["polling", "disk", "sources", "failing"]
