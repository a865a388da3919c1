"""The service from outside: signals, the service manager, the health endpoint; and what it does when a room hangs."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor import daemon
from monitor.config import Config
from monitor.core.wellbeing import Trouble
from monitor.daemon import opened, utc_now
from monitor.edges import store
from monitor.errors import ConfigError
from tests.cli.command import environment
from tests.cli.test_start import FEED, RSS
from tests.servers.http import Answer, HttpServer

PATIENCE = 60.0
HANGING = (b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>", 600.0)


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as running:
        running.on("/one", Answer(FEED, type=RSS))
        running.on("/two", Answer(FEED, type=RSS))
        running.on("/hanging", HANGING)
        running.on("/heartbeat", Answer(b"ok"))
        yield running


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def settings(server: HttpServer, *paths: str, **more: Any) -> dict[str, Any]:
    return {
        "database": "log.db",
        "poll": {"tick": 0.2},
        "fetch": {"allow": [server.authority], "host_pause": 0},
        "workers": {"count": 1},
        "feeds": [{"url": server.url(path), "outlet": path} for path in paths],
        **more,
    }


def write(folder: Path, values: dict[str, Any]) -> Path:
    path = folder / "config.yaml"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


@contextmanager
def serving(path: Path, stdin: int = subprocess.DEVNULL, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """The service as a process, killed at the end if it is still there."""
    command = [sys.executable, "-m", "monitor", "run", "--config", str(path)]
    with (path.parent / "log").open("ab") as log:
        process = subprocess.Popen(command, stdin=stdin, stdout=log, stderr=log, env=environment(**env))
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def wait_for(condition: Callable[[], object], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"not within {PATIENCE} s: {what}"
        time.sleep(0.1)


def logged(path: Path) -> str:
    return (path.parent / "log").read_text(encoding="utf-8")


class Manager:
    """The other end of systemd's notify socket; remembers what it heard."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self.heard: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while (said := self._socket.recv(1000)) != b"stop":
            self.heard.append(said.decode())

    def close(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"stop", self.address)
        self._thread.join()
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    listening = Manager(tmp_path)
    yield listening
    listening.close()


def test_the_life_of_a_service(tmp_path: Path, server: HttpServer, manager: Manager) -> None:
    port = free_port()
    health = {"port": port, "heartbeat_url": server.url("/heartbeat"), "heartbeat_interval": 0.5}
    path = write(tmp_path, settings(server, "/one", health=health))
    with serving(path, NOTIFY_SOCKET=manager.address, WATCHDOG_USEC="1000000") as service:
        wait_for(lambda: "READY=1" in manager.heard, "ready")
        wait_for(lambda: manager.heard.count("WATCHDOG=1") > 2, "the watchdog is fed")
        wait_for(lambda: server.asked("/one"), "the feed is polled")
        wait_for(lambda: server.asked("/heartbeat"), "the heartbeat is sent")
        wait_for(lambda: status_of(port)["log"]["entries"] == 1, "the entry is stored")
        assert status_of(port)["ok"] is True

        write(tmp_path, settings(server, "/one", "/two", health=health))
        service.send_signal(signal.SIGHUP)
        wait_for(lambda: server.asked("/two"), "the new feed is polled")
        assert manager.heard.index("RELOADING=1") > manager.heard.index("READY=1")
        assert manager.heard.count("READY=1") == 2

        for number, broken in enumerate(({"poll": {"tikc": 1}}, {"topics": ["nowhere"]}, {"feeds": 7}), 1):
            write(tmp_path, {**settings(server, "/one"), **broken})
            service.send_signal(signal.SIGHUP)
            wait_for(lambda many=number: logged(path).count("configuration not taken") == many, "refused")  # type: ignore[misc]
        wait_for(lambda: status_of(port)["log"]["feeds"] == 2, "two feeds are known, as before")

        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0
    assert manager.heard[-1] == "STOPPING=1"
    assert "poll.tikc: unknown key" in logged(path)


def status_of(port: int) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health")
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def test_it_stops_in_time_although_a_feed_hangs(tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, settings(server, "/hanging", health={"stop_within": 3}))
    with serving(path) as service:
        wait_for(lambda: server.asked("/hanging"), "the feed hangs")
        began = time.monotonic()
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0
        assert time.monotonic() - began < PATIENCE / 2  # the feed hangs for ten minutes
    with store.open_reader(tmp_path / "log.db") as db:
        assert store.integrity(db) == ()
        assert store.queries.feeds(db)[0]["last_polled"] is None  # it is still due


def test_a_second_signal_ends_it_at_once(tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, settings(server, "/hanging", health={"stop_within": 1000}))
    with serving(path) as service:
        wait_for(lambda: server.asked("/hanging"), "the feed hangs")
        service.send_signal(signal.SIGTERM)
        wait_for(lambda: "stopping" in logged(path), "stopping")
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == -signal.SIGTERM


def test_it_stops_when_its_terminal_is_closed(tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, settings(server, "/one"))
    ours, theirs = os.openpty()
    with serving(path, stdin=theirs) as service:
        os.close(theirs)
        wait_for(lambda: server.asked("/one"), "running")
        service.send_signal(signal.SIGHUP)  # by hand: the terminal is there, so the configuration is read again
        wait_for(lambda: "configuration read again" in logged(path), "read again")
        os.close(ours)
        service.send_signal(signal.SIGHUP)
        assert service.wait(PATIENCE) == 0


@pytest.mark.parametrize("what", ["port", "log"])
def test_what_it_cannot_have_is_told(tmp_path: Path, server: HttpServer, what: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        more: dict[str, Any] = {"health": {"port": port}} if what == "port" else {"database": "/proc/nowhere/log.db"}
        path = write(tmp_path, settings(server, "/one", **more))
        with serving(path) as service:
            assert service.wait(PATIENCE) == 1
    said = logged(path)
    assert "Traceback" not in said
    assert (f"health: cannot listen on 127.0.0.1:{port}" if what == "port" else "/proc/nowhere") in said


def test_the_watchdog_is_not_fed_while_the_writer_hangs(tmp_path: Path, server: HttpServer, manager: Manager) -> None:
    released = threading.Event()

    async def hang() -> None:
        async with opened(read(tmp_path, server, "/one")) as service:
            await service.look()
            wait_for(lambda: manager.heard, "fed once")
            hanging = asyncio.create_task(service.writer.run(lambda _: released.wait(PATIENCE)))
            await asyncio.sleep(0.1)  # until it has begun
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(service.look(), 0.5)
            await asyncio.sleep(0.2)
            assert len(manager.heard) == 1
            released.set()
            await hanging
            await service.look()
            wait_for(lambda: len(manager.heard) == 2, "fed again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOTIFY_SOCKET", manager.address)
        asyncio.run(hang())


def read(folder: Path, server: HttpServer, *paths: str, **more: Any) -> Config:
    """The settings as a validated configuration."""
    from monitor import config  # noqa: PLC0415 - the tests' own `settings` would hide it

    return config.read(write(folder, settings(server, *paths, **more)))


def test_the_heartbeat_stops_while_something_is_grave(tmp_path: Path, server: HttpServer) -> None:
    async def beat() -> None:
        config = read(tmp_path, server, "/one", health={"heartbeat_url": server.url("/heartbeat")})
        async with opened(config) as service:
            await service.beat()
            assert len(server.asked("/heartbeat")) == 1
            service.health.seen({}, {}, [Trouble("silent", "one feed", grave=False)], utc_now())
            await service.beat()
            assert len(server.asked("/heartbeat")) == 2
            service.health.seen({}, {}, [Trouble("outbox", "stuck", grave=True)], utc_now())
            await service.beat()
            assert len(server.asked("/heartbeat")) == 2

    asyncio.run(beat())


def test_a_look_tells_what_is_not_well(tmp_path: Path, server: HttpServer) -> None:
    async def look() -> None:
        async with opened(read(tmp_path, server, "/one")) as service:
            await service.keep_house()
            await service.look()
            assert service.health.reasons(utc_now()) == []
            await service.writer.run(lambda db: db.execute("UPDATE feeds SET due = '2020-01-01T00:00:00.000000Z'"))
            service.health.started = utc_now().replace(year=2020)
            await service.look()
            (reason,) = service.health.reasons(utc_now())
            assert "nobody polls them" in reason

    asyncio.run(look())


def test_a_refused_configuration_changes_nothing_at_all(tmp_path: Path, server: HttpServer) -> None:
    async def adopt() -> None:
        present = read(tmp_path, server, "/one")
        async with opened(present) as service:
            for wrong in (
                {"topics": ["nowhere"]},
                {"channels": {"desk": {"type": "slack", "webhook": "http://elsewhere.example/x"}}},
            ):
                with pytest.raises(ConfigError):
                    await service.adopt(read(tmp_path, server, "/one", "/two", **wrong))
            assert service.config is present
            assert service.pipeline.world.config is present
            assert [row["outlet"] for row in await service.writer.run(store.queries.feeds)] == ["/one"]
            await service.adopt(read(tmp_path, server, "/two"))
            enabled = [row["outlet"] for row in await service.writer.run(store.queries.feeds) if row["enabled"]]
            assert enabled == ["/two"]

    asyncio.run(adopt())


def test_what_waits_for_the_next_start_is_said(tmp_path: Path, server: HttpServer) -> None:
    async def adopt() -> list[Any]:
        async with opened(read(tmp_path, server, "/one")) as service:
            with capture_logs() as logs:
                await service.adopt(read(tmp_path, server, "/one", database="other.db", workers={"count": 2}))
                await service.adopt(service.config)
        return [line for line in logs if "next start" in line["event"]]

    (line,) = asyncio.run(adopt())
    assert line["sections"] == ["database", "workers"]


def test_new_feeds_begin_with_the_configured_interval(tmp_path: Path, server: HttpServer) -> None:
    async def begin() -> None:
        config = read(tmp_path, server, "/one", poll={"interval": "7m"})
        async with opened(config) as service:
            (state,) = await service.writer.run(store.feeds.due, utc_now(), 10)
            assert state.interval == 420.0

    asyncio.run(begin())


def test_jobs_run_at_the_configured_pace_and_the_look_in_half_of_the_watchdogs_time(
    tmp_path: Path, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "10000000")

    async def schedule() -> dict[str, float]:
        async with opened(read(tmp_path, server, "/one", alerts={"tick": "3s"})) as service:
            jobs = daemon.scheduled(service).get_jobs()
            return {job.name.split(".")[-1]: job.trigger.interval.total_seconds() for job in jobs}

    assert asyncio.run(schedule()) == {"tick": 3.0, "keep_house": 300.0, "look": 5.0}
