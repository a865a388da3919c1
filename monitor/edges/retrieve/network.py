"""httpcore's way to the network, led past the guard and metered."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from monitor.edges.retrieve.guard import Guard
from monitor.edges.retrieve.refused import RefusedError
from monitor.records import Condition

HEAD_BYTES = 192 * 1024
"""From the network before the first byte of a body; h11 itself ends a single head at 100 KiB."""
OVERHEAD = 2
"""Network bytes allowed for a byte of body. A chunk costs six, and 8 µs of work (measured)."""
RECEIVE_BUFFER = 256 * 1024
"""Bytes the kernel takes ahead of us; left alone it grows to megabytes for every slow reader."""


class Meter:
    """Counts what comes from the network, so that what never becomes a body is bounded too: endless headers,
    interim answers, chunk frames.
    """

    def __init__(self) -> None:
        self._left = HEAD_BYTES

    def allow(self, body: int) -> None:
        """So many bytes of body have arrived."""
        self._left += OVERHEAD * body

    def spend(self, size: int) -> None:
        """So many bytes have come from the network.

        Raises:
            RefusedError: `BAD_HTTP`, too many for what they bring.
        """
        self._left -= size
        if self._left < 0:
            raise RefusedError(Condition.BAD_HTTP, "too many bytes that are no body")


class Backend(httpcore.AsyncNetworkBackend):
    """httpcore's way to the network, led past the guard. Without one it connects anywhere: to the configured proxy."""

    def __init__(self, guard: Guard | None, meter: Meter) -> None:
        self._guard = guard
        self._meter = meter
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to one of the addresses that the guard names, to each for a fair share of the time that is left."""
        loop = asyncio.get_running_loop()
        until = loop.time() + (timeout or 0.0)
        options = [*(socket_options or ()), (socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)]
        addresses = await self._addresses(host, port, timeout)
        for index, address in enumerate(addresses):
            share = (until - loop.time()) / (len(addresses) - index)
            try:
                stream = await self._plain.connect_tcp(address, port, max(share, 0.05), local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if index + 1 == len(addresses):
                    raise
            else:
                return Stream(stream, self._meter)
        raise httpcore.ConnectError("no address")

    async def _addresses(self, host: str, port: int, seconds: float | None) -> tuple[str, ...]:
        if self._guard is None:
            return (host,)
        try:
            async with asyncio.timeout(seconds):
                return await self._guard.addresses(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout from None


class Stream(httpcore.AsyncNetworkStream):
    """A connection whose incoming bytes are metered."""

    def __init__(self, plain: httpcore.AsyncNetworkStream, meter: Meter) -> None:
        self._plain = plain
        self._meter = meter

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """See httpcore."""
        data = await self._plain.read(max_bytes, timeout)
        self._meter.spend(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        """See httpcore."""
        await self._plain.write(buffer, timeout)

    async def aclose(self) -> None:
        """See httpcore."""
        await self._plain.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """See httpcore, which leaves the connection open when it is cancelled here."""
        try:
            secure = await self._plain.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._plain.aclose()
            raise
        return Stream(secure, self._meter)

    def get_extra_info(self, info: str) -> Any:
        """See httpcore."""
        return self._plain.get_extra_info(info)
