"""Run an asynchronous server in a thread of its own, so that a test can watch a subprocess meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

Server = TypeVar("Server")
PATIENCE = 20.0


@contextmanager
def in_background(opened: Callable[[], AbstractAsyncContextManager[Server]]) -> Iterator[Server]:
    """The server, opened in a thread and closed at the end."""
    ready: Future[tuple[Server, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        async with opened() as server:
            ready.set_result((server, asyncio.get_running_loop(), stop))
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    thread = threading.Thread(target=run, daemon=True, name="server in the background")
    thread.start()
    server, loop, stop = ready.result(PATIENCE)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a server does not end"
