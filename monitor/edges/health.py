"""Signs of life: systemd's notify protocol, and a health endpoint with metrics.

"Nothing found" and "broken" must never look the same: the watchdog is fed only while the loop, the writer's thread and
the disk have answered lately; `/health` answers 200, and the heartbeat is sent, only while moreover nothing grave is
known. What a restart cannot heal (sources that are gone, a mail server that refuses) never starves the watchdog.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor import config
from monitor.core.wellbeing import Trouble
from monitor.errors import MonitorError

STALE = 60.0
"""Seconds after which a service that has not looked at itself counts as hung."""
MOST_CONNECTIONS = 50
LABELS = {"conditions": "condition", "languages": "language"}
"""How the numbers by kind are labelled, by the last word of their name."""


class Health:
    """What the service last saw when it looked at itself."""

    def __init__(self, started: datetime) -> None:
        self.started = self.looked = started
        self.status: dict[str, Any] = {}
        self.counts: dict[str, int] = {}
        self.troubles: tuple[Trouble, ...] = ()

    def seen(
        self, status: Mapping[str, Any], counts: Mapping[str, int], troubles: Sequence[Trouble], now: datetime
    ) -> None:
        """Take note of a look that came back, and feed the watchdog."""
        self.status, self.counts, self.troubles, self.looked = dict(status), dict(counts), tuple(troubles), now
        notify("WATCHDOG=1")

    def alive(self, now: datetime) -> bool:
        """Whether the last look is recent."""
        return (now - self.looked).total_seconds() < STALE

    def well(self, now: datetime) -> bool:
        """Whether the service does its work."""
        return self.alive(now) and not any(trouble.grave for trouble in self.troubles)

    def reasons(self, now: datetime) -> list[str]:
        """What is not well, the gravest first; not all of it keeps the service from its work."""
        hung = [] if self.alive(now) else [f"the service has not answered itself since {self.looked.isoformat()}"]
        return [*hung, *(trouble.what for trouble in self.troubles)]

    def report(self, now: datetime) -> dict[str, Any]:
        """What `/health` says."""
        return {
            "ok": self.well(now),
            "reasons": self.reasons(now),
            "since": self.started.isoformat(),
            "looked": self.looked.isoformat(),
            "done": self.counts,
            "log": self.status,
        }


@asynccontextmanager
async def serve_health(settings: config.Health, health: Health) -> AsyncIterator[None]:
    """`/health` (JSON) and `/metrics` (Prometheus) on the configured address, if a port is set.

    Raises:
        MonitorError: the address cannot be had.
    """
    if not settings.port:
        yield
        return

    async def tell(_: Request) -> Response:
        report = health.report(datetime.now(health.started.tzinfo))
        return JSONResponse(report, 200 if report["ok"] else 503)

    async def measure(_: Request) -> Response:
        return Response(metrics(health, datetime.now(health.started.tzinfo)), media_type="text/plain; version=0.0.4")

    app = Starlette(routes=[Route("/health", tell), Route("/metrics", measure)])
    with contextlib.closing(listen(settings.host, settings.port)) as listener:
        server = QuietServer(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                server_header=False,
                limit_concurrency=MOST_CONNECTIONS,
                timeout_graceful_shutdown=1,
            )
        )
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await asyncio.gather(task, return_exceptions=True)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens: uvicorn by itself would end the process over a port that is taken.

    Raises:
        MonitorError: the address cannot be had.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise MonitorError(
            f"health: cannot listen on {host}:{port} ({said}): change health.port or health.host"
        ) from None


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to the service."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def metrics(health: Health, now: datetime) -> bytes:
    """The counts of this process and the numbers of the log, in Prometheus' text format. Times are Unix seconds."""
    registry = CollectorRegistry()

    def gauge(name: str, value: float) -> None:
        Gauge(f"monitor_{name}", name.replace("_", " "), registry=registry).set(value)

    gauge("well", health.well(now))
    troubles = Gauge("monitor_trouble", "what is not well (1), by name", ["name", "grave"], registry=registry)
    for trouble in health.troubles:
        troubles.labels(trouble.name, str(trouble.grave).lower()).set(1)
    gauge("looked_timestamp_seconds", health.looked.timestamp())
    for name, done in health.counts.items():
        Counter(f"monitor_done_{name}", f"{name.replace('_', ' ')} since the start", registry=registry).inc(done)
    for name, value in health.status.items():
        if isinstance(value, (int, float)):
            gauge(name, value)
        elif isinstance(value, str) and (at := moment(value)) is not None:
            gauge(f"{name}_timestamp_seconds", at.timestamp())
        elif (label := LABELS.get(name.rpartition("_")[2])) is not None:
            labelled = Gauge(f"monitor_{name}", name.replace("_", " "), [label], registry=registry)
            for kind, number in value.items():
                labelled.labels(kind).set(number)
    return generate_latest(registry)


def moment(text: str) -> datetime | None:
    """A stored time; `None` where the text is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def notify(message: str) -> bool:
    """Send one message of sd_notify(3) to the service manager; False where there is none, or it cannot be reached."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    target = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
            manager.connect(target)
            manager.sendall(message.encode())
    except OSError:  # a manager that is gone, or never was: the service works on without its watch
        return False
    return True


def watchdog_interval() -> float | None:
    """Half of systemd's watchdog time in seconds, where it watches this process (sd_watchdog_enabled(3))."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    usec = os.environ.get("WATCHDOG_USEC", "")
    return int(usec) / 2e6 if usec.isdecimal() and int(usec) else None
