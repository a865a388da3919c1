"""Wait for a host's turn: so many requests at a time, so long a pause between two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MAX_HOSTS = 4096
"""Hosts remembered before those that nobody waits for are forgotten."""
MAX_CRAWL_DELAY = 30.0
"""Seconds between two requests, at most, whatever a robots.txt asks for."""


class Host:
    """What is known of one host; `next_at` is in the loop's time."""

    def __init__(self, slots: int, pause: float) -> None:
        self.slots = asyncio.Semaphore(slots)
        self.pause = pause
        self.next_at = 0.0
        self.users = 0


class Manners:
    """The turns of all hosts.

    Args:
        per_host: requests to one host at the same time.
        pause: seconds between the beginnings of two requests to a host.
        total: requests at the same time.
    """

    def __init__(self, per_host: int, pause: float, total: int) -> None:
        self._per_host = per_host
        self._pause = pause
        self._total = asyncio.Semaphore(total)
        self._hosts: dict[str, Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, *, at_once: bool = False) -> AsyncIterator[None]:
        """Hold a place at host `name`, after its pause unless `at_once` (a redirect within the host)."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.slots:
                if not at_once:
                    await self._rest(host)
                async with self._total:
                    yield
        finally:
            host.users -= 1

    def slow_down(self, name: str, delay: float) -> None:
        """Obey a host's own wish for a longer pause, up to `MAX_CRAWL_DELAY`; counts from its last request."""
        host = self._host(name)
        pause = max(self._pause, min(delay, MAX_CRAWL_DELAY))
        if pause > host.pause:
            host.next_at += pause - host.pause
            host.pause = pause

    async def _rest(self, host: Host) -> None:
        now = asyncio.get_running_loop().time()
        begin = max(now, host.next_at)
        host.next_at = begin + host.pause  # before the wait, so that the next one in line counts from here
        await asyncio.sleep(begin - now)

    def _host(self, name: str) -> Host:
        if name not in self._hosts:
            if len(self._hosts) >= MAX_HOSTS:
                now = asyncio.get_running_loop().time()
                self._hosts = {known: host for known, host in self._hosts.items() if host.users or host.next_at > now}
            self._hosts[name] = Host(self._per_host, self._pause)
        return self._hosts[name]
