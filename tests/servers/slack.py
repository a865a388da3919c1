"""A Slack webhook on loopback that records posts, enforces Block Kit's limits, and misbehaves on demand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections import deque
from typing import Any, Self

from monitor.demo.loopback import listening

ANSWERS = {
    "ok": (200, "ok", ""),
    "limit": (429, "rate_limited", "Retry-After: 7\r\n"),
    "busy": (503, "unavailable", "Retry-After: 11\r\n"),
    "broken": (500, "rollup_error", ""),
    "taken_500": (500, "rollup_error", ""),
    "no_service": (404, "no_service", ""),
    "cut_body": (404, "no_", ""),
    "invalid_token": (403, "invalid_token", ""),
    "archived": (410, "channel_is_archived", ""),
    "redirect": (302, "", "Location: https://example.com/\r\n"),
    "invalid_blocks": (400, "invalid_blocks", ""),
}
NOT_TAKEN = {
    "limit",
    "busy",
    "broken",
    "no_service",
    "cut_body",
    "invalid_token",
    "archived",
    "redirect",
    "invalid_blocks",
}
FAULTS = {*ANSWERS, "early", "closed", "lost_reply", "late_reply", "hang", "drip", "garbage"}
HEADER, SECTION, BLOCKS = 150, 3000, 50


class SlackSink:
    """Faults are used up one a request; then all is well.

    ``early`` sends a 103 first, ``cut_body`` hangs up within the body of a 404, ``closed`` hangs up before reading, ``lost_reply`` after taking, ``late_reply`` answers after `late` seconds,
    ``hang`` never, ``drip`` a byte at a time for ever, ``garbage`` not in HTTP; the others are statuses.
    """

    def __init__(self, *faults: str, late: float = 0.3, tls: ssl.SSLContext | None = None) -> None:
        assert set(faults) <= FAULTS
        self.faults = deque(faults)
        self.late = late
        self.tls = tls
        self.taken: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []
        self.heads: list[str] = []
        self.raw: list[bytes] = []
        self.connections = 0
        self.arrived = asyncio.Event()
        self.url = ""
        self._open = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        port = await self._open.enter_async_context(listening(self._answer, tls=self.tls))
        self.url = f"{'https://localhost' if self.tls else 'http://127.0.0.1'}:{port}/services/T0/B0/verysecrettoken"
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._open.aclose()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        fault = self.faults.popleft() if self.faults else "ok"
        if fault == "closed":
            return
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next(int(row.split(":")[1]) for row in head.split("\r\n") if row.lower().startswith("content-length"))
        body = await reader.readexactly(length)
        payload = json.loads(body)
        self.heads.append(head)
        self.raw.append(body)
        if fault == "invalid_blocks" and "blocks" not in payload:
            fault = "ok"
        if fault not in NOT_TAKEN and over_limits(payload):
            fault = "invalid_blocks"
        (self.refused if fault in NOT_TAKEN else self.taken).append(payload)
        self.arrived.set()
        if fault == "lost_reply":
            return
        if fault == "garbage":
            writer.write(b"\x00\x01 what?\r\n\r\n")
        elif fault == "hang":
            await asyncio.Event().wait()
        elif fault == "drip":
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)
        else:
            await asyncio.sleep(self.late if fault == "late_reply" else 0)
            status, said, extra = ANSWERS.get(fault, ANSWERS["ok"])
            early = "HTTP/1.1 103 Early Hints\r\n\r\n" if fault == "early" else ""
            length = len(said) + 9 * (fault == "cut_body")
            writer.write(f"{early}HTTP/1.1 {status} X\r\n{extra}Content-Length: {length}\r\n\r\n{said}".encode())
        await writer.drain()


def over_limits(payload: dict[str, Any]) -> str:
    """What Slack would find fault with, or nothing."""
    blocks = payload.get("blocks", [])
    if not payload["text"] or len(payload["text"]) > 40_000:
        return "text"
    if len(blocks) > BLOCKS:
        return "too many blocks"
    for block in blocks:
        limit = HEADER if block["type"] == "header" else SECTION
        for text in (block.get("text"), *block.get("elements", ())):
            if text is not None and not 0 < len(text["text"]) <= limit:
                return f"{block['type']}: {len(text['text'])} characters"
    return ""
