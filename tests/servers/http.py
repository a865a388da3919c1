"""A scriptable HTTP server on loopback, in a thread of its own, for synchronous and asynchronous tests alike.

    with HttpServer() as server:
        server.on("/feed", Answer(b"<rss/>", headers=(("ETag", '"1"'),)), Answer(status=304))
        server.on("/slow", (b"HTTP/1.1 200 OK\\r\\n\\r\\n<rss>", 5.0, b"</rss>"))
        server.on("/echo", lambda request: Answer(request.headers["user-agent"].encode()))
        ... server.url("/feed") ... server.requests ...

A path answers with its scripts in turn, the last one for ever; an unknown path with 404. A script is an `Answer`, a
tuple of steps (bytes to send, seconds to wait, `RESET`), after which the connection is closed, or a function from the
request to either.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from monitor.demo.loopback import listening
from tests.servers.background import in_background

CERTIFICATE = Path(__file__).with_suffix(".pem")
"""Key and certificate of `HttpServer(tls=True)`; trusted by a client whose $SSL_CERT_FILE names it."""

RESET = object()
"""A step: cut the connection with RST."""

Steps = tuple[object, ...]


@dataclass(frozen=True)
class Answer:
    """A well-formed answer; `headers` come first, Content-Type and Content-Length are added where they do not."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    type: str | None = "text/html; charset=utf-8"
    reason: str = "Whatever"

    def encoded(self) -> bytes:
        given = {name.lower() for name, _ in self.headers}
        rows = [f"HTTP/1.1 {self.status} {self.reason}", *(f"{name}: {value}" for name, value in self.headers)]
        if self.type and self.status == 200 and "content-type" not in given:
            rows.append(f"Content-Type: {self.type}")
        if self.status != 304 and not given & {"content-length", "transfer-encoding"}:
            rows.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*rows, "", ""]).encode("utf-8") + self.body


@dataclass(frozen=True)
class Received:
    """A request as it came; header names in lower case, `connection` counts from 1, `at` is monotonic."""

    method: str
    target: str
    headers: dict[str, str]
    connection: int
    at: float

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


Script = Answer | Steps | Callable[[Received], "Answer | Steps"]


class HttpServer:
    """See the module."""

    def __init__(self, *, tls: bool = False, host: str = "127.0.0.1") -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.open = 0
        self.peak = 0
        self.sent = 0
        self.port = 0
        self._host = host
        self._scripts: dict[str, list[Script]] = {}
        self._context: ssl.SSLContext | None = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(CERTIFICATE)

    def on(self, path: str, *scripts: Script) -> None:
        """Answer requests for `path` so."""
        self._scripts[path] = list(scripts)

    @property
    def authority(self) -> str:
        """``host:port``."""
        return f"{self._host}:{self.port}"

    def url(self, path: str) -> str:
        """The absolute address of `path`."""
        return f"http{'s' if self._context else ''}://{self.authority}{path}"

    def asked(self, path: str) -> list[Received]:
        """The requests for `path` so far."""
        return [request for request in self.requests if request.path == path]

    def __enter__(self) -> Self:
        self._running = in_background(self._open)
        return self._running.__enter__()

    def __exit__(self, *error: object) -> None:
        self._running.__exit__(None, None, None)

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[Self]:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # handshakes that clients cut are theirs
        async with listening(self._accept, self._host, tls=self._context, limit=2**20) as self.port:
            yield self

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        self.peak = max(self.peak, self.open)
        try:
            with contextlib.suppress(ValueError):  # what is no HTTP gets no answer
                await self._serve(reader, writer, self.connections)
        finally:
            self.open -= 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *rows = head.split("\r\n")
            method, target, _ = first.split(" ", 2)
            pairs = (row.partition(":") for row in rows if row)
            headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
            request = Received(method, target, headers, connection, time.monotonic())
            self.requests.append(request)
            script = self._script(request)
            if isinstance(script, Answer):
                await self._send(writer, script.encoded())
                if "close" in headers.get("connection", ""):
                    return
            else:
                await self._play(writer, script)
                return

    def _script(self, request: Received) -> Answer | Steps:
        scripts = self._scripts.get(request.path, [Answer(b"<p>no such page</p>", 404)])
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return script(request) if callable(script) else script

    async def _play(self, writer: asyncio.StreamWriter, steps: Steps) -> None:
        for step in steps:
            if step is RESET:
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()
            elif isinstance(step, bytes):
                await self._send(writer, step)
            elif isinstance(step, (int, float)):
                await asyncio.sleep(step)

    async def _send(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        for start in range(0, len(data), 65536):
            piece = data[start : start + 65536]
            writer.write(piece)
            await writer.drain()
            self.sent += len(piece)
