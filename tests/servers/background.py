"""Run an asynchronous server in a thread of its own, so that a test can watch a subprocess meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

Server = TypeVar("Server")


@contextmanager
def in_background(opened: Callable[[], AbstractAsyncContextManager[Server]]) -> Iterator[Server]:
    """The server, opened in a thread and closed at the end."""
    ready: list[Server] = []
    failed: list[BaseException] = []
    started, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        try:
            async with opened() as server:
                ready.append(server)
                started.set()
                await stop.wait()
        except BaseException as error:
            failed.append(error)
            started.set()
            raise

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_until_complete(asyncio.sleep(0))
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    started.wait(20)
    if failed:
        raise failed[0]
    try:
        yield ready[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
