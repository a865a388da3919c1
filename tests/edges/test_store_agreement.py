"""A statement's stance, and when it was said, are always what all its reports come to: read, joined, split, upgraded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.consensus import Telling, consensus
from monitor.edges import store
from monitor.edges.store import Database, agreement, mending
from monitor.edges.store import rows as store_rows
from monitor.edges.store.mending import Cause
from monitor.records import Identity, Kind, Quotation, Said, Stance
from tests.edges import store_samples as samples
from tests.edges.store_samples import NOW, STORY, article, queued, rows

Report = tuple[Kind, Stance, Said | None]
DAYS = [NOW.date() - timedelta(days=number) for number in range(4)]
REPORTS = st.tuples(
    st.sampled_from(["direct", "mixed", "indirect"]),
    st.sampled_from(["none", "supports", "conditional", "opposes"]),
    st.none() | st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda one: Said(min(one), max(one))),
)
SUPPORTS: Report = ("direct", "supports", Said(DAYS[2], DAYS[0]))
CONDITION: Report = ("direct", "conditional", Said(DAYS[1], DAYS[1]))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "log.db") as opened:
        yield opened


def read(db: Database, number: int, told: Report, statement: int | None = None) -> int:
    """A report from a page of its own, of a statement that is there or of a new one; the statement."""
    kind, stance, said = told
    words = f"Wortlaut {number}."
    article_id = article(db, queued(db, number, f"paper{number}"), words)
    quotation = Quotation(kind, 0, len(words), words, actor=samples.SPEAKER, stance=stance, said=said)
    mark = samples.fingerprint(words)
    if statement is None:
        return store.statements.insert(db, article_id, quotation, mark, samples.reported(words), STORY, NOW)
    same = Identity(statement, "contained", 0.8)
    store.statements.attach(db, statement, article_id, quotation, mark, same, STORY, NOW)
    return statement


def shown(db: Database) -> dict[object, tuple[object, Said | None]]:
    """Stance and day, by statement."""
    found = rows(db, "SELECT id, stance, said_first, said_last FROM statements")
    return {row["id"]: (row["stance"], store_rows.said(row["said_first"], row["said_last"])) for row in found}  # type: ignore[arg-type]  # text


def agreed(told: Iterable[Report]) -> tuple[Stance, Said | None]:
    return consensus([Telling(*one) for one in told])


@settings(max_examples=25, deadline=None)
@given(st.lists(REPORTS, min_size=1, max_size=6))
def test_each_report_leaves_what_all_of_them_come_to(reports: list[Report]) -> None:
    with tempfile.TemporaryDirectory() as folder, store.open_writer(Path(folder) / "log.db") as db:
        number = None
        for turn, told in enumerate(reports):
            number = read(db, turn, told, number)
            assert shown(db) == {number: agreed(reports[: turn + 1])}


def test_joining_splitting_and_taking_back_leave_what_the_reports_come_to(db: Database) -> None:
    first, second = read(db, 0, SUPPORTS), read(db, 1, CONDITION)
    both = agreed([SUPPORTS, CONDITION])
    assert both == CONDITION[1:]
    mending.merge(db, first, second, Cause(1, "1", "merge", "ana"), NOW)
    assert shown(db)[first] == both
    mending.undo(db, 1, NOW)
    assert shown(db) == {first: SUPPORTS[1:], second: CONDITION[1:]}
    mending.merge(db, first, second, Cause(1, "1", "merge", "ana"), NOW)
    made, left = mending.split(db, 1, Cause(2, "2", "split", "ana"), NOW)
    assert (left, shown(db)[left], shown(db)[made]) == (first, CONDITION[1:], SUPPORTS[1:])
    mending.undo(db, 2, NOW)
    assert shown(db)[first] == both


def test_versions_of_one_page_count_once_for_the_same_day(db: Database) -> None:
    days = [Said(day, day) for day in DAYS]
    number = read(db, 0, ("direct", "none", days[1]))
    task = queued(db, 1, "paper1")
    for version in range(3):
        words = f"Fassung {version}."
        quotation = replace(samples.quotation(words, start=0), said=days[0], stance="none")
        same = Identity(number, "edited", 0.8)
        article_id = article(db, task, words)
        store.statements.attach(db, number, article_id, quotation, samples.fingerprint(words), same, STORY, NOW)
    assert shown(db) == {number: ("none", days[1])}


def test_a_log_of_before_agrees_with_its_reports(db: Database) -> None:
    number = read(db, 1, CONDITION, read(db, 0, ("indirect", "none", None)))
    alone = read(db, 2, SUPPORTS)
    db.execute("UPDATE statements SET stance = 'none', said_first = NULL, said_last = NULL WHERE id = ?", [number])
    with store.unit_of_work(db):
        agreement.renew(db)
    assert shown(db) == {number: CONDITION[1:], alone: SUPPORTS[1:]}
