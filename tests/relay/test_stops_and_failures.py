"""A relay that is stopped, or whose store fails, loses nothing and leaves nothing taken and forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from monitor import relay as relay_module
from monitor.edges import store
from monitor.errors import StoreError
from monitor.records import Alert, Delivery
from tests.relay.world import Scripted, forever, run, slack, well, world
from tests.servers.slack import SlackSink


def test_stopping_lets_a_try_end_that_can(tmp_path: Path) -> None:
    async def slow(_alert: Alert) -> Delivery:
        await asyncio.sleep(0.3)
        return Delivery("sent")

    async def test() -> None:
        channel = Scripted("slack", slow)
        async with world(tmp_path / "log.db", {"slack": channel}) as here:
            await here.add(3, "slack")
            tick = asyncio.create_task(here.relay.tick())
            await channel.begun.wait()
            await here.relay.stop(5)
            await tick
            assert here.states() == {"sent": 1, "pending": 2}
            assert await here.relay.tick() == 0

    run(test())


def test_stopping_ends_a_try_that_hangs_and_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    async def test() -> None:
        async with SlackSink("hang") as chat:
            channels = {"slack": slack(chat, wait=40), "other": Scripted("other", forever)}
            async with world(tmp_path / "log.db", channels) as here:
                await here.add(1, "slack", "other")
                tick = asyncio.create_task(here.relay.tick())
                await chat.arrived.wait()
                began = asyncio.get_running_loop().time()
                await here.relay.stop(0.2)
                assert asyncio.get_running_loop().time() - began < 40 / 2
                await tick
                asked, other = here.rows()
                assert (asked["channel"], asked["state"], asked["doubt"]) == ("slack", "pending", 1)
                assert (other["channel"], other["state"], other["doubt"]) == ("other", "pending", 0)

    run(test())


def test_a_tick_that_is_cancelled_leaves_nothing_taken_and_forgotten(tmp_path: Path) -> None:
    async def test() -> None:
        channel = Scripted("slack", well)
        async with world(tmp_path / "log.db", {"slack": channel}) as here:
            await here.add(20, "slack")
            tick = asyncio.create_task(here.relay.tick())
            await asyncio.sleep(0.003)
            tick.cancel()
            await here.until_idle()
            assert channel.tried == list(range(1, 21))
            assert here.states() == {"sent": 20}

    run(test())


def test_an_outcome_that_the_disk_did_not_take_is_written_again_before_anything_else_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = store.outbox.settle, 3

    def settle(*args: Any) -> None:
        nonlocal broken
        if broken:
            broken -= 1
            raise StoreError("the disk is full")
        real(*args)

    monkeypatch.setattr(store.outbox, "settle", settle)
    monkeypatch.setattr(relay_module, "SETTLE_PAUSE", 0.01)

    async def test() -> None:
        channel = Scripted("slack", well)
        async with world(tmp_path / "log.db", {"slack": channel}) as here:
            await here.add(2, "slack")
            await here.until_idle()
            assert channel.tried == [1, 2]
            assert here.states() == {"sent": 2}

    run(test())


@pytest.mark.parametrize("answer", [well, forever])
def test_a_store_that_fails_for_good_is_told_and_hinders_no_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Callable[[Alert], Coroutine[Any, Any, Delivery]]
) -> None:
    def settle(*_args: Any) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(store.outbox, "settle", settle)

    async def test() -> None:
        channel = Scripted("slack", answer)
        async with world(tmp_path / "log.db", {"slack": channel}) as here:
            await here.add(2, "slack")
            tick = asyncio.create_task(here.relay.tick())
            await channel.begun.wait()
            await here.relay.stop(0.1)
            await tick
            assert channel.tried == [1]  # nothing more is sent than can be written down
            assert here.states() == {"sending": 1, "pending": 1}  # in doubt at the next start

    run(test())


def test_an_outbox_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(*_args: Any, **_options: Any) -> None:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(store.outbox, "take", take)

    async def test() -> None:
        async with world(tmp_path / "log.db", {}) as here:
            with pytest.raises(StoreError, match="the disk is gone"):
                await here.relay.tick()

    run(test())
