"""Guarantee 7 among channels: one that hangs, is down, asks for time or is gone hurts only itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import relay as relay_module
from tests.relay.world import Scripted, down, forever, run, slack, well, world
from tests.servers.slack import SlackSink


def test_a_channel_that_hangs_delays_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "PATIENCE", 0.3)

    async def test() -> None:
        stuck, free = Scripted("stuck", forever), Scripted("free", well)
        async with world(tmp_path / "log.db", {"stuck": stuck, "free": free}) as here:
            await here.add(20, "stuck", "free")
            while here.states()["sent"] < 20:
                assert await here.relay.tick() > 0
            assert free.tried == list(range(1, 21))
            assert stuck.tried == [1]
            assert await here.relay.tick() == 1  # still under way, so not nothing
            await here.add(3, "stuck", "free", first=21)
            while here.states()["sent"] < 23:
                await here.relay.tick()
            assert (free.tried[20:], stuck.tried) == ([21, 22, 23], [1])

    run(test())


def test_a_channel_carries_one_alert_at_a_time_in_order(tmp_path: Path) -> None:
    async def test() -> None:
        channel = Scripted("slack", well)
        async with world(tmp_path / "log.db", {"slack": channel}) as here:
            await here.add(30, "slack")
            await asyncio.gather(*(here.relay.tick() for _ in range(5)))
            assert channel.tried == list(range(1, 31))
            assert channel.most_at_once == 1

    run(test())


def test_a_channel_that_asks_for_time_gets_it_for_all_its_alerts(tmp_path: Path) -> None:
    async def test() -> None:
        async with SlackSink("limit") as chat, world(tmp_path / "log.db", {"slack": slack(chat)}) as here:
            await here.add(3, "slack")
            assert await here.relay.tick() == 1
            here.now += timedelta(seconds=6.9)
            assert await here.relay.tick() == 0
            here.now += timedelta(seconds=0.2)
            assert await here.relay.tick() == 3
            assert (chat.connections, here.states()) == (4, Counter(sent=3))

    run(test())


def test_a_channel_that_is_down_is_not_tried_with_every_alert(tmp_path: Path) -> None:
    async def test() -> None:
        channel = Scripted("slack", down)
        async with world(tmp_path / "log.db", {"slack": channel}) as here:
            await here.add(50, "slack")
            assert await here.relay.tick() == relay_module.PATIENT_FAILURES
            here.now += timedelta(seconds=1.1)
            assert await here.relay.tick() == 1
            channel.answer = well
            await here.until_idle()
            assert here.states() == {"sent": 50}

    run(test())


def test_an_alert_for_a_channel_that_is_gone_waits_and_says_so(tmp_path: Path) -> None:
    async def test() -> None:
        async with world(tmp_path / "log.db", {}) as here:
            await here.add(1, "slack")
            assert await here.relay.tick() == 1
            assert "no such channel" in here.rows()[0]["last_error"]
            here.relay.channels = {"slack": Scripted("slack", well)}
            await here.until_idle()
            assert here.states() == {"sent": 1}

    run(test())


def test_a_recipient_who_was_taken_out_gets_no_more(tmp_path: Path) -> None:
    async def test() -> None:
        channel = Scripted("mail", well, recipients=("other@example.org",))
        async with world(tmp_path / "log.db", {"mail": channel}) as here:
            await here.add(1, "mail")
            await here.until_idle()
            assert (channel.tried, here.states()) == ([], Counter(refused=1))

    run(test())
