"""Signs of life: the endpoint over real HTTP, systemd's protocol over a real socket."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor import config
from monitor.core.wellbeing import Trouble
from monitor.edges.health import STALE, Health, metrics, notify, serve_health, watchdog_interval
from monitor.errors import MonitorError

STATUS: dict[str, Any] = {
    "feeds": 3,
    "last_poll": "2026-03-02T07:00:00.000000Z",
    "last_success": None,
    "feed_conditions": {"timeout": 1, 'odd "one"\n': 2},
    "page_conditions": {},
    "unsupported_languages": {"cs": 9, "hu": 3},
    "channels": {"desk": {"last_error": "\x1b[31m"}},
    "disk_free": 5_000_000_000,
}
STUCK = Trouble("outbox", "3 alerts cannot be delivered", grave=True)
SILENT = Trouble("silent", "1 feed is silent", grave=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def ask(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def asked(health: Health, *paths: str) -> list[tuple[int, str]]:
    """What a served endpoint says."""
    settings = config.Health(port=free_port())

    async def serve() -> list[tuple[int, str]]:
        async with serve_health(settings, health):
            return [await asyncio.to_thread(ask, settings.port, path) for path in paths]

    return asyncio.run(serve())


def looked(ago: float = 0.0, *troubles: Trouble) -> Health:
    now = datetime.now(UTC)
    health = Health(now - timedelta(hours=1))
    health.seen(STATUS, {"feeds": 7, "entries_new": 2}, troubles, now - timedelta(seconds=ago))
    return health


@pytest.mark.parametrize(
    ("troubles", "status", "reasons"),
    [
        ((), 200, []),
        ((SILENT,), 200, ["1 feed is silent"]),
        ((STUCK, SILENT), 503, ["3 alerts cannot be delivered", "1 feed is silent"]),
    ],
    ids=["well", "to be looked at", "not well"],
)
def test_the_endpoint_says_whether_all_is_well_and_why_not(
    troubles: tuple[Trouble, ...], status: int, reasons: list[str]
) -> None:
    ((code, body),) = asked(looked(0.0, *troubles), "/health")
    found = json.loads(body)
    assert (code, found["ok"], found["reasons"]) == (status, status == 200, reasons)
    assert found["done"] == {"feeds": 7, "entries_new": 2}
    assert found["log"]["feeds"] == 3


def test_a_service_that_does_not_answer_itself_is_not_well() -> None:
    ((code, body),) = asked(looked(STALE + 1), "/health")
    assert code == 503
    assert "has not answered itself" in json.loads(body)["reasons"][0]


def test_metrics_can_be_read_by_prometheus() -> None:
    ((code, text),) = asked(looked(0.0, STUCK), "/metrics")
    assert code == 200
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["monitor_well",] == 0
    assert samples["monitor_trouble", "outbox", "true"] == 1
    assert samples["monitor_feeds",] == 3
    assert samples["monitor_done_feeds_total",] == 7
    assert samples["monitor_feed_conditions", "timeout"] == 1
    assert samples["monitor_unsupported_languages", "cs"] == 9
    assert samples["monitor_last_poll_timestamp_seconds",] == datetime(2026, 3, 2, 7, tzinfo=UTC).timestamp()
    assert not any(name[0].startswith("monitor_last_success") for name in samples)


def test_metrics_of_a_service_that_has_not_looked_yet() -> None:
    assert b"monitor_well 1.0" in metrics(Health(datetime.now(UTC)), datetime.now(UTC))


def test_nothing_else_is_served() -> None:
    assert [code for code, _ in asked(looked(), "/", "/health/x", "/docs", "//health")] == [404] * 4


def test_without_a_port_nothing_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[tuple[str, int]] = []
    monkeypatch.setattr("monitor.edges.health.listen", lambda *address: asked_for.append(address))

    async def serve() -> None:
        async with serve_health(config.Health(port=0), looked()):
            pass

    asyncio.run(serve())
    assert asked_for == []


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid", "bad host", "192.0.2.1"])
def test_an_address_that_cannot_be_had_is_told(host: str) -> None:
    async def serve(port: int) -> None:
        async with serve_health(config.Health(host=host, port=port), looked()):
            pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(MonitorError, match=f"health: cannot listen on {host}:{port} .*change health.port"):
            asyncio.run(serve(port))


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The other end of systemd's notify socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listener


def test_the_manager_hears_and_a_look_feeds_its_watchdog(manager: socket.socket) -> None:
    assert notify("READY=1")
    assert manager.recv(100) == b"READY=1"
    looked()
    assert manager.recv(100) == b"WATCHDOG=1"


def test_grave_troubles_do_not_starve_the_watchdog(manager: socket.socket) -> None:
    looked(0.0, STUCK)  # a restart mends no mail server
    assert manager.recv(100) == b"WATCHDOG=1"


def test_an_abstract_address_is_a_manager_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0monitor-test-{free_port()}")
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + listener.getsockname()[1:].decode())
        assert notify("READY=1")
        assert listener.recv(100) == b"READY=1"


@pytest.mark.parametrize("address", ["/no/such/socket", "@no-such-abstract-socket", "x" * 300])
def test_a_manager_that_cannot_be_reached_stops_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert not notify("READY=1")


def test_without_a_manager_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")


@pytest.mark.parametrize(
    ("usec", "pid", "seconds"),
    [("120000000", None, 60.0), ("120000000", "1", None), ("", None, None), ("0", None, None), ("soon", None, None)],
)
def test_the_watchdogs_time_is_halved(
    usec: str, pid: str | None, seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    if pid:
        monkeypatch.setenv("WATCHDOG_PID", pid)
    assert watchdog_interval() == seconds
