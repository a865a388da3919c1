"""Guarantee 4: at least once, a second copy only in doubt, with the same name and saying so; nothing is dropped."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.relay.world import START, Scripted, down, mail, run, slack, world
from tests.servers.mail import MailSink
from tests.servers.slack import SlackSink

ROOT = Path(__file__).resolve().parents[2]


def test_every_alert_is_sent_once_on_each_channel(tmp_path: Path) -> None:
    async def test() -> None:
        async with SlackSink() as chat, MailSink() as post, world(tmp_path / "log.db", {}) as here:
            here.relay.channels = {"slack": slack(chat), "mail": mail(post)}
            await here.add(5, "slack", "mail")
            assert await here.relay.tick() == 10
            assert await here.relay.tick() == 0
            assert here.states() == {"sent": 10}
            assert [f"mark{n}." in body["text"] for n, body in enumerate(chat.taken, 1)] == [True] * 5
            assert [f"mark{n}." in taken.part("plain") for n, taken in enumerate(post.taken, 1)] == [True] * 5
            assert len({taken.message["Message-ID"] for taken in post.taken}) == 5
            assert all(row["sent_at"] for row in here.rows())

    run(test())


@pytest.mark.parametrize(
    ("fault", "copies", "repeats"),
    [("greylist", 1, 0), ("busy", 1, 0), ("cut", 1, 0), ("lost_reply", 2, 1), ("late_reply", 2, 1)],
)
def test_mail_that_fails_is_tried_again_and_repeated_only_in_doubt(
    tmp_path: Path, fault: str, copies: int, repeats: int
) -> None:
    async def test() -> None:
        async with MailSink(fault, late=5) as post, world(tmp_path / "log.db", {"mail": mail(post)}) as here:
            await here.add(1, "mail")
            await here.until_idle()
            assert here.states() == {"sent": 1}
            assert len(post.taken) == copies
            assert len({taken.message["Message-ID"] for taken in post.taken}) == 1
            assert sum("may be a repeat" in taken.part("plain") for taken in post.taken) == repeats
            assert here.rows()[0]["attempts"] == 2

    run(test())


@pytest.mark.parametrize(
    ("fault", "doubts"),
    [
        ("limit", [False]),
        ("broken", [True]),
        ("taken_500", [False, True]),
        ("lost_reply", [False, True]),
        ("late_reply", [False, True]),
        ("hang", [False, True]),
    ],
)
def test_slack_that_fails_is_tried_again_and_repeated_only_in_doubt(
    tmp_path: Path, fault: str, doubts: list[bool]
) -> None:
    async def test() -> None:
        async with SlackSink(fault, late=5) as chat, world(tmp_path / "log.db", {"slack": slack(chat)}) as here:
            await here.add(1, "slack")
            await here.until_idle()
            assert here.states() == {"sent": 1}
            assert ["may be a repeat" in body["text"] for body in chat.taken] == doubts

    run(test())


def test_where_repeats_are_never_allowed_doubt_is_shown_and_not_sent_again(tmp_path: Path) -> None:
    async def test() -> None:
        async with MailSink("lost_reply") as post, world(tmp_path / "log.db", {"mail": mail(post, "never")}) as here:
            await here.add(2, "mail")
            await here.until_idle()
            assert [row["state"] for row in here.rows()] == ["doubt", "sent"]
            assert len(post.taken) == 2
            assert "SMTPServerDisconnected" in here.rows()[0]["last_error"]

    run(test())


@pytest.mark.parametrize(("fault", "state"), [("unknown", "refused"), ("reject", "refused")])
def test_a_refusal_for_good_is_shown_and_not_tried_again(tmp_path: Path, fault: str, state: str) -> None:
    async def test() -> None:
        async with MailSink(fault) as post, world(tmp_path / "log.db", {"mail": mail(post)}) as here:
            await here.add(1, "mail")
            await here.until_idle()
            assert here.states() == {state: 1}
            assert "550" in here.rows()[0]["last_error"]
            assert post.connections == 1

    run(test())


def test_after_five_days_of_tries_there_is_a_dead_letter(tmp_path: Path) -> None:
    async def test() -> None:
        channel = Scripted("slack", down)
        async with world(tmp_path / "log.db", {"slack": channel}) as here:
            await here.add(1, "slack")
            await here.until_idle(step=3600)
            assert here.states() == {"dead": 1}
            assert timedelta(days=5) <= here.now - START < timedelta(days=5, hours=2)
            assert 20 < len(channel.tried) < 60
            assert here.rows()[0]["last_error"] == "connection refused"

    run(test())


@pytest.mark.parametrize("seed", range(2))
def test_whatever_the_servers_do_nothing_is_missing_and_every_repeat_is_explained(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    rough = [dice.choice(["ok", "limit", "broken", "lost_reply", "taken_500", "late_reply", "closed", "invalid_blocks"])
             for _ in range(40)]  # fmt: skip
    ruder = [dice.choice(["ok", "greylist", "busy", "lost_reply", "late_reply", "cut", "defer"]) for _ in range(40)]

    async def test() -> None:
        async with (
            SlackSink(*rough, late=1) as chat,
            MailSink(*ruder, late=1) as post,
            world(tmp_path / "log.db", {}) as here,
        ):
            here.relay.channels = {"slack": slack(chat, wait=0.1), "mail": mail(post)}
            await here.add(12, "slack", "mail")
            await here.until_idle()
            assert here.states() == {"sent": 24}
            judge([body["text"] for body in chat.taken], doubts(rough, chat.faults))
            judge([taken.part("plain") for taken in post.taken], doubts(ruder, post.faults))

    def doubts(faults: list[str], left: Any) -> int:
        return sum(fault in {"lost_reply", "taken_500", "late_reply"} for fault in faults[: len(faults) - len(left)])

    def judge(texts: list[str], uncertain: int) -> None:
        copies = Counter(number for text in texts for number in range(1, 13) if f"mark{number}." in text)
        assert set(copies) == set(range(1, 13))
        assert sum(copies.values()) - 12 <= uncertain
        for number, count in copies.items():
            mine = [text for text in texts if f"mark{number}." in text]
            assert all("may be a repeat" in text for text in mine[1:]), count

    run(test())


VICTIM = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.config import Config
from monitor.edges import store
from monitor.edges.channels import open_channels
from monitor.relay import Relay

async def main():
    config = Config.model_validate({"channels": {"slack": {"type": "slack", "webhook": sys.argv[2], "repeat": sys.argv[3]}}})
    async with store.Writer(Path(sys.argv[1])) as writer:
        relay = Relay(writer, open_channels(config), config.alerts, lambda: datetime.now(UTC))
        while True:
            await relay.tick()

asyncio.run(main())
"""


@pytest.mark.parametrize("repeat", ["allow", "never"])
def test_after_a_kill_in_the_middle_one_alert_is_in_doubt_and_none_is_missing(
    tmp_path: Path, repeat: Literal["allow", "never"]
) -> None:
    async def test() -> None:
        path = tmp_path / "log.db"
        async with SlackSink("ok", "hang") as chat:
            async with world(path, {}) as here:
                await here.add(5, "slack")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", VICTIM, path, chat.url, repeat, cwd=ROOT
            )
            while len(chat.taken) < 2:  # noqa: ASYNC110  the sink has no event for the second
                await asyncio.sleep(0.02)
            process.kill()
            await process.wait()
            async with world(path, {"slack": slack(chat, repeat)}) as here:
                here.now = datetime.now(UTC)
                await here.until_idle()
                texts = [body["text"] for body in chat.taken]
                copies = Counter(number for text in texts for number in range(1, 6) if f"mark{number}." in text)
                assert copies == Counter({1: 1, 2: 2 if repeat == "allow" else 1, 3: 1, 4: 1, 5: 1})
                assert sum("may be a repeat" in text for text in texts) == (repeat == "allow")
                assert here.states() == ({"sent": 5} if repeat == "allow" else {"sent": 4, "doubt": 1})

    run(test())
