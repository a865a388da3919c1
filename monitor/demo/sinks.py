"""Local ends of the alert channels: an SMTP server and a Slack webhook that keep what they are given."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from monitor.demo.loopback import listening

ANSWERS = {b"DATA": b"354 go on", b"QUIT": b"221 bye", b"EHLO": b"250 demo", b"HELO": b"250 demo"}


@dataclass(slots=True)
class Sinks:
    """What came, in order, and where to send more."""

    smtp_port: int = 0
    slack_port: int = 0
    mail: list[EmailMessage] = field(default_factory=list)
    slack: list[dict[str, Any]] = field(default_factory=list)

    async def take_mail(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One SMTP session (RFC 5321), just enough of it."""
        writer.write(b"220 demo\r\n")
        while line := await reader.readline():
            verb = line[:4].upper().strip()
            writer.write(ANSWERS.get(verb, b"250 ok") + b"\r\n")
            await writer.drain()
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                body = await reader.readuntil(b"\r\n.\r\n")
                self.mail.append(email.message_from_bytes(body[:-5], policy=email.policy.default))
                writer.write(b"250 taken\r\n")

    async def take_slack(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One POST to the webhook."""
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = next((int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.startswith(b"content-length:")), 0)
        self.slack.append(json.loads(await reader.readexactly(length)))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()


@asynccontextmanager
async def open_sinks() -> AsyncIterator[Sinks]:
    """Both sinks, on free ports of 127.0.0.1."""
    sinks = Sinks()
    async with listening(sinks.take_mail) as sinks.smtp_port, listening(sinks.take_slack) as sinks.slack_port:
        yield sinks
