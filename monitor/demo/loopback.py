"""A server on loopback that leaves nothing open behind it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

Session = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
MOST_HEAD = 64 * 1024
"""Bytes that a session may look ahead for the end of a line or head."""
TURNS = 25
"""Of the loop, until every connection that waits is accepted and has its session (CPython takes four for one)."""


async def turns() -> None:
    """Let the loop do what it has begun."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def listening(
    session: Session,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    tls: ssl.SSLContext | None = None,
    limit: int = MOST_HEAD,
) -> AsyncIterator[int]:
    """Serve every connection by `session`; gives the port.

    A connection ends with its session, quietly where the client hung up or spoke out of turn. When the server ends, so
    do all sessions, and no socket of theirs outlives it.
    """
    under_way: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        under_way[task] = writer
        try:
            with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError):  # the client's own business
                await session(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError):  # cut by the client, which is closed too
                await writer.wait_closed()
            del under_way[task]

    server = await asyncio.start_server(serve, host, port, ssl=tls, limit=limit, backlog=1000)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        await turns()  # a closed server drops what it has accepted and not yet handed over, with its socket open
        server.close()
        while tasks := [task for task in under_way if task is not None]:
            for task in tasks:
                under_way[task].transport.abort()  # whether or not anybody still reads
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
