"""The one writer: a thread with its own connection, so that waiting for the disk never stops the event loop."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlite_utils import Database

from monitor.edges.store import connection
from monitor.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Runs functions of the store one after the other in its thread.

    Args:
        path: the database, created or upgraded where needed.
        busy_timeout: seconds to wait for another process that writes.

    Raises:
        StoreError: the database cannot be used.
    """

    def __init__(self, path: Path, *, busy_timeout: float = connection.BUSY_TIMEOUT) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(1, "store-writer")
        try:
            self._db = self._thread.submit(connection.open_writer, path, busy_timeout=busy_timeout).result()
        except BaseException:
            self._thread.shutdown()
            raise
        self._closed = False

    async def run(self, fn: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """``fn(db, *args, **kwargs)`` in the writer's thread.

        A call that was cancelled before its turn does not happen; one that has begun is finished and committed.

        Raises:
            StoreError: the database cannot be used, or the writer is closed.
        """
        if self._closed:
            raise StoreError(f"{self.path}: the writer is closed")
        call = functools.partial(self._call, functools.partial(fn, self._db, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _call(self, fn: Callable[[], T]) -> T:
        try:
            return fn()
        finally:
            self._db.rollback()  # nothing may stay open between calls; a no-op after a commit

    def close(self) -> None:
        """Finish what is queued, then close the database. Closing twice is harmless."""
        if not self._closed:
            self._closed = True
            self._thread.submit(self._db.close).result()
            self._thread.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self.close)
