"""Signs of life: systemd's notify protocol, and a health endpoint with metrics.

"Nothing found" and "broken" must never look the same: the watchdog is fed, and `/health` answers 200, only while the
loop, the writer's thread and the disk have answered lately.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor import config

STALE = 60.0
"""Seconds after which a service that has not looked at itself counts as hung."""


class Health:
    """What the service last saw when it looked at itself."""

    def __init__(self, settings: config.Health, started: datetime) -> None:
        self.settings = settings
        self.started = self.looked = started
        self.status: dict[str, Any] = {}
        self.counts: dict[str, int] = {}

    def seen(self, status: Mapping[str, Any], counts: Mapping[str, int], now: datetime) -> None:
        """Take note of a look that came back, and feed the watchdog."""
        self.status, self.counts, self.looked = dict(status), dict(counts), now
        notify("WATCHDOG=1")

    def well(self, now: datetime) -> bool:
        """Whether the last look is recent."""
        return (now - self.looked).total_seconds() < STALE

    def report(self, now: datetime) -> dict[str, Any]:
        """What `/health` says."""
        return {
            "ok": self.well(now),
            "since": self.started.isoformat(),
            "looked": self.looked.isoformat(),
            "done": self.counts,
            "log": self.status,
        }


@asynccontextmanager
async def serve_health(settings: config.Health, health: Health) -> AsyncIterator[None]:
    """`/health` (JSON) and `/metrics` (Prometheus) on the configured address, if a port is set."""
    if not settings.port:
        yield
        return

    async def tell(_: Request) -> Response:
        report = health.report(datetime.now(health.started.tzinfo))
        return JSONResponse(report, 200 if report["ok"] else 503)

    async def measure(_: Request) -> Response:
        return Response(metrics(health), media_type="text/plain; version=0.0.4")

    app = Starlette(routes=[Route("/health", tell), Route("/metrics", measure)])
    server = QuietServer(
        uvicorn.Config(app, host=settings.host, port=settings.port, log_config=None, access_log=False, lifespan="off")
    )
    task = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to the service."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def metrics(health: Health) -> bytes:
    """The counts of this process and the numbers of the log, in Prometheus' text format."""
    registry = CollectorRegistry()
    for name, value in {**health.counts, **health.status}.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            Gauge(f"monitor_{name}", name.replace("_", " "), registry=registry).set(value)
    return generate_latest(registry)


def notify(message: str) -> bool:
    """Send one message of sd_notify(3) to the service manager; False where there is none."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    target = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
        manager.connect(target)
        manager.sendall(message.encode())
    return True


def watchdog_interval() -> float | None:
    """Half of systemd's watchdog time in seconds, where it watches this process (sd_watchdog_enabled(3))."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    usec = os.environ.get("WATCHDOG_USEC", "")
    return int(usec) / 2e6 if usec.isdigit() and int(usec) else None
