"""The writer's thread: order, errors, cancelling, closing."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from monitor.edges import store
from monitor.edges.store import Database, Writer, rows
from monitor.errors import StoreError


def put(db: Database, name: str) -> str:
    rows.insert(db, "channel_state", {"channel": name})
    return threading.current_thread().name


def names(db: Database) -> list[str]:
    return [row["channel"] for row in rows.query(db, "SELECT channel FROM channel_state ORDER BY channel")]


def test_runs_everything_in_one_thread_of_its_own(tmp_path: Path) -> None:
    async def go() -> tuple[list[str], list[str]]:
        async with Writer(tmp_path / "monitor.db") as writer:
            threads = await asyncio.gather(*(writer.run(put, name) for name in "abc"))
            return threads, await writer.run(names)

    threads, found = asyncio.run(go())
    assert len(set(threads)) == 1
    assert threads[0] != threading.current_thread().name
    assert found == ["a", "b", "c"]


def test_an_error_reaches_the_caller_and_leaves_nothing_open(tmp_path: Path) -> None:
    def forgetful(db: Database) -> None:
        db.execute("BEGIN IMMEDIATE")
        put(db, "half")
        raise ValueError("forgot to commit")

    async def go() -> list[str]:
        async with Writer(tmp_path / "monitor.db") as writer:
            with pytest.raises(ValueError, match="forgot"):
                await writer.run(forgetful)
            await writer.run(put, "whole")
            return await writer.run(names)

    assert asyncio.run(go()) == ["whole"]


def test_what_has_begun_is_finished_and_what_has_not_does_not_happen(tmp_path: Path) -> None:
    begun, proceed = threading.Event(), threading.Event()

    def slow(db: Database) -> None:
        begun.set()
        assert proceed.wait(10)
        put(db, "begun")

    async def go() -> list[str]:
        async with Writer(tmp_path / "monitor.db") as writer:
            first = asyncio.create_task(writer.run(slow))
            second = asyncio.create_task(writer.run(put, "waiting"))
            await asyncio.to_thread(begun.wait, 10)
            first.cancel()
            second.cancel()
            await asyncio.gather(first, second, return_exceptions=True)
            proceed.set()
            return await writer.run(names)

    assert asyncio.run(go()) == ["begun"]


def test_closing_finishes_what_is_queued(tmp_path: Path) -> None:
    async def go() -> None:
        writer = Writer(tmp_path / "monitor.db")
        tasks = [asyncio.create_task(writer.run(put, f"{number:02}")) for number in range(20)]
        await asyncio.sleep(0)
        writer.close()
        writer.close()
        await asyncio.gather(*tasks)
        with pytest.raises(StoreError, match="the writer is closed"):
            await writer.run(names)

    asyncio.run(go())
    with store.open_reader(tmp_path / "monitor.db") as db:
        assert len(names(db)) == 20


def test_a_database_that_cannot_be_opened_leaves_no_thread(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").write_bytes(b"no database")
    before = threading.active_count()
    with pytest.raises(StoreError, match="monitor"):
        Writer(tmp_path / "monitor.db")
    assert threading.active_count() == before
