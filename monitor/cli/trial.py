"""A test alert, so that a channel is known to work before it is needed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from monitor.config import Config
from monitor.edges.channels import open_channels
from monitor.records import Alert, Event


async def try_channels(config: Config) -> list[dict[str, Any]]:
    """Deliver one test alert to every recipient of every channel; what became of each."""
    rows = []
    for name, channel in open_channels(config).items():
        for recipient in channel.recipients:
            delivery = await channel.deliver(trial(name, recipient))
            rows.append(
                {"channel": name, "recipient": recipient, "outcome": delivery.outcome, "detail": delivery.detail}
            )
    return rows


def trial(channel: str, recipient: str) -> Alert:
    """An alert that says it is a test."""
    now = datetime.now(UTC)
    event = Event(
        kind="new",
        statement_id=0,
        at=now,
        topic="test",
        score=1.0,
        content="This is a test of the channel. Nobody said anything.",
        quotation_kind="direct",
        language="en",
        speaker="statement-monitor",
        role=None,
        country=None,
        side=None,
        stance="none",
        said=None,
        outlet="statement-monitor",
        outlets=("statement-monitor",),
        first_seen=now,
        published=None,
        url="https://example.org/",
        title="Test of the channel",
        why=("monitor alerts test",),
    )
    return Alert(
        0, channel, recipient, "test", event, f"<test.{uuid.uuid4().hex}@statement-monitor>", attempts=1, created=now
    )
