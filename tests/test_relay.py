"""Guarantee 4: at least once, a second copy only in doubt, with the same name and saying so; nothing is dropped."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import ssl
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from sqlite_utils import Database

from monitor import relay as relay_module
from monitor.config import Alerting, EmailChannel, SlackChannel
from monitor.edges import store
from monitor.edges.channels import Channel
from monitor.edges.channels.mail import Mail
from monitor.edges.channels.slack import Slack
from monitor.errors import StoreError
from monitor.records import Alert, Delivery, Event
from monitor.relay import Relay
from tests.servers.mail import MailSink
from tests.servers.slack import SlackSink

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TLS = ssl.create_default_context()
EVENT = Event(
    kind="new", statement_id=0, at=START, topic="europe-russia-diplomacy", score=0.93, content="We are ready to talk",
    quotation_kind="direct", language="en", speaker="Ada Example", role="Prime Minister", country="SE", side="europe",
    stance="supports", said=None, outlet="Courier", outlets=("Courier",), first_seen=START, published=START,
    url="https://news.example/a", title="Stockholm answers",
)  # fmt: skip
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow disk must not end a tick before its time."""
    monkeypatch.setattr(relay_module, "PATIENCE", 20.0)


def run(test: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(test, 60))


@dataclass
class World:
    """A store, a relay over it, and a clock that is moved by hand."""

    path: Path
    writer: store.Writer
    relay: Relay
    now: datetime = START

    async def add(self, count: int, *channels: str, recipient: str | None = None, first: int = 1) -> None:
        """So many events, each told on every channel."""
        planned = [(name, recipient or (READER if name == "mail" else name), "talks") for name in channels]
        for number in range(first, first + count):
            event = replace(EVENT, statement_id=number, content=f"We are ready to talk, mark{number}.")
            await self.writer.run(store.outbox.add_event, event, planned)

    async def until_idle(self, step: float = 600.0, rounds: int = 200) -> None:
        """Let time pass until nothing waits."""
        for _ in range(rounds):
            while await self.relay.tick():
                pass
            if not self.states()["pending"]:
                return
            self.now += timedelta(seconds=step)
        raise AssertionError(f"still waiting: {self.states()}")

    def states(self) -> Counter[str]:
        return Counter(row["state"] for row in self.rows())

    def rows(self) -> list[sqlite3.Row]:
        db = sqlite3.connect(self.path)
        db.row_factory = sqlite3.Row
        try:
            return db.execute("SELECT * FROM outbox ORDER BY id").fetchall()
        finally:
            db.close()


def without_statements(db: Database) -> None:
    """Events may be written without the statements that they tell of."""
    db.execute("PRAGMA foreign_keys = OFF")


@asynccontextmanager
async def world(path: Path, channels: Mapping[str, Channel], **alerting: Any) -> AsyncIterator[World]:
    async with store.Writer(path) as writer:
        await writer.run(without_statements)
        relay = Relay(writer, channels, Alerting(**alerting), lambda: here.now, lambda: 0.5)
        here = World(path, writer, relay)
        yield here
        await relay.stop(1.0)


def slack(sink: SlackSink, repeat: Literal["allow", "never"] = "allow", wait: float = 0.5) -> Slack:
    return Slack("slack", SlackChannel(type="slack", webhook=sink.url, repeat=repeat), TLS, wait)  # type: ignore[arg-type]


def mail(sink: MailSink, repeat: Literal["allow", "never"] = "allow") -> Mail:
    values = {"type": "email", "host": "127.0.0.1", "port": sink.port, "security": "none", "from": "m@example.com",
              "to": [READER], "timeout": 0.3, "repeat": repeat}  # fmt: skip
    return Mail("mail", EmailChannel.model_validate(values), None)


@dataclass
class Scripted:
    """A channel that answers as it is told, and keeps count."""

    name: str
    answer: Callable[[Alert], Coroutine[Any, Any, Delivery]]
    recipients: tuple[str, ...] = ()
    repeat: Literal["allow", "never"] = "allow"
    tried: list[int] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.recipients = self.recipients or (self.name,)

    async def deliver(self, alert: Alert) -> Delivery:
        self.tried.append(alert.event.statement_id)
        self.begun.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self.answer(alert)
        finally:
            self.at_once -= 1


async def well(_alert: Alert) -> Delivery:
    await asyncio.sleep(0.001)
    return Delivery("sent")


async def down(_alert: Alert) -> Delivery:
    return Delivery("retry", "connection refused")


async def forever(_alert: Alert) -> Delivery:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        return Delivery("retry", "stopped")
    raise AssertionError


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
    ("fault", "copies"),
    [("limit", 1), ("broken", 1), ("taken_500", 2), ("lost_reply", 2), ("late_reply", 2), ("hang", 2)],
)
def test_slack_that_fails_is_tried_again_and_repeated_only_in_doubt(tmp_path: Path, fault: str, copies: int) -> None:
    async def test() -> None:
        async with SlackSink(fault, late=5) as chat, world(tmp_path / "log.db", {"slack": slack(chat)}) as here:
            await here.add(1, "slack")
            await here.until_idle()
            assert here.states() == {"sent": 1}
            assert len(chat.taken) == copies
            assert "may be a repeat" not in chat.taken[0]["text"] or copies == 1
            assert copies == 1 or "may be a repeat" in chat.taken[1]["text"]

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
            channels = {"slack": slack(chat, wait=30), "other": Scripted("other", forever)}
            async with world(tmp_path / "log.db", channels) as here:
                await here.add(1, "slack", "other")
                tick = asyncio.create_task(here.relay.tick())
                await chat.arrived.wait()
                began = asyncio.get_running_loop().time()
                await here.relay.stop(0.2)
                assert asyncio.get_running_loop().time() - began < 2
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
