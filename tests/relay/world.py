"""A relay with a store, channels and a clock of its own."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlite_utils import Database

from monitor.config import Alerting, EmailChannel, SlackChannel
from monitor.edges import store
from monitor.edges.channels import Channel
from monitor.edges.channels.mail import Mail
from monitor.edges.channels.slack import Slack
from monitor.records import Alert, Delivery, Event
from monitor.relay import Relay
from tests.servers.mail import MailSink
from tests.servers.slack import SlackSink

T = TypeVar("T")
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TLS = ssl.create_default_context()
EVENT = Event(
    kind="new", statement_id=0, at=START, topic="europe-russia-diplomacy", score=0.93, content="We are ready to talk",
    quotation_kind="direct", language="en", speaker="Ada Example", role="Prime Minister", country="SE", side="europe",
    stance="supports", said=None, outlet="Courier", outlets=("Courier",), first_seen=START, published=START,
    url="https://news.example/a", title="Stockholm answers",
)  # fmt: skip
READER = "reader@example.org"


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
