"""Look up host names without letting a slow name server hold up anything else.

`getaddrinfo` blocks and cannot be stopped. The loop's own executor has as few as six threads, which six dead names
would fill, and it is joined at exit. Here every lookup has a daemon thread; their number is bounded.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress

MAX_LOOKUPS = 64

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""From host and port to addresses, best first. Raises OSError where there are none."""


class Resolver:
    """Host names by the system's resolver."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(MAX_LOOKUPS)

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses of `host`, which also may be an address in any notation that the system understands.

        Raises:
            OSError: there is no such name, or the name server does not answer.
        """
        loop = asyncio.get_running_loop()
        found: asyncio.Future[tuple[str, ...]] = loop.create_future()
        await self._free.acquire()

        def settle(addresses: tuple[str, ...], error: OSError | None) -> None:
            self._free.release()
            if found.done():  # the waiting task was cancelled; the thread could not be
                return
            if error:
                found.set_exception(error)
            else:
                found.set_result(addresses)

        def work() -> None:
            addresses, error = lookup(host, port)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, addresses, error)

        threading.Thread(target=work, name=f"resolve {host[:60]}", daemon=True).start()
        return await found


def lookup(host: str, port: int) -> tuple[tuple[str, ...], OSError | None]:
    """What `getaddrinfo` says, without duplicates, or its error."""
    try:
        # bytes pass by Python's old "idna" codec, which raises UnicodeError and is quadratic in the length
        found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    except OSError as error:
        return (), error
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found)), None
