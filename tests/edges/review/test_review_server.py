"""The server of the review page: beside the service that writes, on logs that are broken or none, on taken ports."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.edges import store
from monitor.edges.review.guard import guarded
from tests.edges import review_samples as samples
from tests.servers.review import serving

pytest.importorskip("datasette", reason="the review page is an extra")


def statements(client: httpx.Client) -> list[int]:
    """The statements that are listed."""
    return [
        int(number)
        for number in re.findall(r'<blockquote[^>]*><a href="/-/statements/(\d+)"', client.get("/-/statements").text)
    ]


def test_what_the_service_writes_meanwhile_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with (
        store.open_writer(path) as db,
        serving(path) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        assert "The log holds no statement yet." in client.get("/-/statements").text
        assert "The log holds no article yet." in client.get("/-/articles").text
        article = samples.write(db, 1, "a", "Title", samples.SPORT, "en")
        with store.unit_of_work(db):  # a reader never waits for a writer
            number = samples.say(db, article, samples.SPORT, samples.Told("Spartak Moscow beat their guests", None))
            assert statements(client) == []
        assert statements(client) == [number]


def test_a_log_that_breaks_while_it_is_shown_is_said_to_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    samples.build(path)
    with store.open_writer(path) as db:
        store.tidy(db)
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(size // 2)
        file.write(b"\xff" * (size // 2))
    answers: list[httpx.Response] = []
    with pytest.raises(RuntimeError, match="the log cannot be read: database disk image is malformed"):
        ask_for_articles(path, answers)
    assert {answer.status_code for answer in answers} <= {200, 404, 503}
    assert any("The log cannot be read" in answer.text for answer in answers)


def ask_for_articles(path: Path, answers: list[httpx.Response]) -> None:
    with serving(path) as address:
        answers += [httpx.get(f"{address}/-/articles/{number}", trust_env=False) for number in range(1, 13)]


@pytest.mark.parametrize("content", [None, b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_what_is_no_log_is_refused_with_a_readable_message(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RuntimeError, match=r"monitor: .*other\.db: "), serving(path):
        pass


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    store.open_writer(path).close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "monitor",
            "review",
            "--no-browser",
            "--database",
            str(path),
            "--port",
            str(port),
        ]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert f"monitor: 127.0.0.1:{port}: cannot listen there" in ended.stderr
    assert "http://" not in ended.stdout


def test_names_that_are_told_are_answered() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"the log"})

    def status(guard: ASGIApp, host: str) -> int:
        async def ask() -> int:
            transport = httpx.ASGITransport(app=guard)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                return (await client.get("/", headers={"host": host})).status_code

        return asyncio.run(ask())

    assert status(guarded(app, "127.0.0.1", ["log.Example.org"]), "log.example.org:443") == 200
    assert status(guarded(app, "127.0.0.1"), "log.example.org") == 421
    assert status(guarded(app, "0.0.0.0"), "any.example") == 200
    assert status(guarded(app, "0.0.0.0", ["log.example.org"]), "any.example") == 421
    assert status(guarded(app, "::1"), "[::1]:8001") == 200
