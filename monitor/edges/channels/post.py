"""One HTTP POST that knows whether its request may have left.

Small on purpose: no redirects, no proxy, no cookies, certificates always checked, one connection a request. h11 reads
the answer; the loop's own streams carry it, so that a deadline ends every wait at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

import h11

from monitor.edges.channels.attempt import Attempt

MOST = 2000
"""Bytes of an answer's body that are looked at."""
BODY_WAIT = 5.0
"""Seconds to wait for the body of an answer whose status is known."""
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; `retry_after` in seconds."""

    status: int
    body: str = ""
    retry_after: float | None = None


async def post(url: str, body: bytes, state: Attempt, context: ssl.SSLContext) -> Answer:
    """Send the JSON `body` to `url` and read the answer; `state.sent` is set once bytes may have left.

    Raises:
        OSError: no connection, or lost.
        h11.ProtocolError: the answer is no HTTP.
    """
    parts = urlsplit(url)
    tls = context if parts.scheme == "https" else None
    port = parts.port or (443 if tls else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=tls, happy_eyeballs_delay=0.25)
    try:
        if tls is None and not is_loopback(writer.get_extra_info("peername")[0]):
            raise ConnectionRefusedError("http without TLS leads to another machine")
        connection = h11.Connection(h11.CLIENT)
        state.sent = True
        writer.write(request(connection, parts, body))
        return await answer(connection, reader)
    finally:
        writer.transport.abort()


def request(connection: h11.Connection, parts: SplitResult, body: bytes) -> bytes:
    """The request's bytes."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc,
        "User-Agent": "statement-monitor",
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    head = h11.Request(method="POST", target=target, headers=list(headers.items()))
    return b"".join(connection.send(event) or b"" for event in (head, h11.Data(data=body), h11.EndOfMessage()))


async def answer(connection: h11.Connection, reader: asyncio.StreamReader) -> Answer:
    """The final status, and of a refusal the beginning of the body, as far as it comes."""
    try:
        while not isinstance(head := await event_after(connection, reader), h11.Response):
            pass  # 1xx: the answer is still to come (RFC 9110, 15.2)
    except h11.RemoteProtocolError:
        if reader.at_eof():
            raise ConnectionResetError("closed without an answer") from None
        raise
    headers = {name: value.decode("latin-1") for name, value in head.headers}
    body = "" if head.status_code in OK else await beginning(connection, reader)
    return Answer(head.status_code, body, seconds(headers.get(b"retry-after", "")))


async def beginning(connection: h11.Connection, reader: asyncio.StreamReader) -> str:
    """The first `MOST` bytes of the body, or fewer where it breaks off: the status has decided already."""
    body = b""
    with contextlib.suppress(OSError, h11.ProtocolError):  # TimeoutError is an OSError; only a hint is lost
        async with asyncio.timeout(BODY_WAIT):
            while len(body) < MOST and isinstance(event := await event_after(connection, reader), h11.Data):
                body += bytes(event.data)
    return body[:MOST].decode("utf-8", "replace")


async def event_after(
    connection: h11.Connection, reader: asyncio.StreamReader
) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
    """The next event of the answer, waiting for bytes where it takes some."""
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await reader.read(MOST))
    return event


def seconds(value: str) -> float | None:
    """A Retry-After in seconds from now, as a number or a date (RFC 9110, 10.2.3); `None` where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < len("1000000000"):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
        return max((when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, OverflowError, IndexError):
        return None


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, as an address or by the name ``localhost``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
