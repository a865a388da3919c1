"""httpx carries every request, and adds nothing of its own: what goes over the wire, what is closed, kept and logged."""

from __future__ import annotations

import asyncio
import gc
import gzip
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import Fetching
from monitor.demo import loopback
from monitor.edges.retrieve import Retriever
from monitor.edges.retrieve.url import Target, locate
from monitor.records import Condition, Failure, Query, Retrieval
from tests.servers.http import CERTIFICATE, Answer, HttpServer

RSS = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
AGENT = "statement-monitor/test"
FEED_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        server.on("/feed", Answer(RSS, type="text/xml"))
        yield server


def retriever(*authorities: str, resolve: Any = None, **config: Any) -> Retriever:
    chosen = {"allow": authorities, "host_pause": 0, "deadline": 5, "robots": False, "user_agent": AGENT, **config}
    return Retriever(Fetching(**chosen), resolve=resolve)


def run(work: Awaitable[Any]) -> Any:
    async def bounded() -> Any:
        return await asyncio.wait_for(work, 30)

    return asyncio.run(bounded())


def get(server: HttpServer, *queries: str | Query, **config: Any) -> list[Retrieval | Failure]:
    """Fetch one after the other by one retriever that is allowed to talk to `server`."""

    async def go() -> list[Retrieval | Failure]:
        async with retriever(server.authority, **config) as opened:
            asked = (Query(server.url(query), "feed") if isinstance(query, str) else query for query in queries)
            return [await opened.fetch(query) for query in asked]

    return run(go())


class Listener:
    """Sends the same bytes to everybody who has sent a head, and waits until they close."""

    def __init__(self, reply: bytes) -> None:
        self.reply = reply
        self.heads: list[bytes] = []
        self.met = asyncio.Event()
        self.closed = asyncio.Event()
        self.open = 0
        self.authority = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(self.reply)
            self.met.set()
            await reader.read()
        finally:
            self.open -= 1
            self.closed.set()


@asynccontextmanager
async def listening(reply: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[Listener]:
    listener = Listener(reply)
    async with loopback.listening(listener, tls=context) as port:
        listener.authority = f"127.0.0.1:{port}"
        yield listener


# ---------------------------------------------------------------- what goes over the wire


def test_a_request_is_these_bytes_and_no_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    async def go() -> tuple[Listener, Retrieval | Failure]:
        reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(RSS), RSS)
        async with listening(reply) as listener, retriever(listener.authority) as opened:
            asked = Query(f"http://me:too@{listener.authority}/a%7Eb/é?x=1&y=%2F#part", "feed", '"v1"', "yesterday")
            return listener, await opened.fetch(asked)

    listener, got = run(go())
    assert isinstance(got, Retrieval)
    assert listener.heads == [
        (
            "GET /a%7Eb/%C3%A9?x=1&y=%2F HTTP/1.1\r\n"
            f"Host: {listener.authority}\r\n"
            f"User-Agent: {AGENT}\r\n"
            f"Accept: {FEED_ACCEPT}\r\n"
            'If-None-Match: "v1"\r\n'
            "If-Modified-Since: yesterday\r\n"
            "Accept-Encoding: gzip\r\n"
            "Connection: close\r\n"
            "\r\n"
        ).encode()
    ]


def test_every_request_goes_by_httpx(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    send = httpx.AsyncClient.send

    async def counted(client: httpx.AsyncClient, request: httpx.Request, **more: Any) -> httpx.Response:
        sent.append(request.url.path)
        return await send(client, request, **more)

    monkeypatch.setattr(httpx.AsyncClient, "send", counted)
    server.on("/page", Answer(status=302, headers=(("Location", "/feed"),)))
    (got,) = get(server, Query(server.url("/page"), "page"), robots=True)
    assert isinstance(got, Retrieval)
    assert sent == ["/robots.txt", "/page", "/feed"] == [request.path for request in server.requests]
    assert server.connections == 3, "each on a connection of its own"


@settings(max_examples=500)
@given(
    st.sampled_from(["http", "https", "HTTP"]),
    st.text(max_size=20) | st.from_regex(r"[a-zA-Z0-9.\-_①é%:\[\]]{1,20}", fullmatch=True),
    st.sampled_from(["", ":80", ":443", ":0080", ":8080"]),
    st.text(max_size=40) | st.from_regex(r"[/?%#a-f0-9.;\[\]:@\\{}|^`\"'<> é]{0,40}", fullmatch=True),
)
def test_what_was_judged_is_what_httpx_asks(scheme: str, host: str, port: str, path: str) -> None:
    found = locate(f"{scheme}://{host}{port}/{path}")
    if isinstance(found, Target):
        url = httpx.URL(found.url)
        parts = (str(url), url.scheme, url.raw_host.decode(), url.raw_path.decode())
        assert parts == (found.url, found.scheme, found.host, found.path)
        assert (url.port or {"http": 80, "https": 443}[url.scheme]) == found.port


def test_an_address_is_measured_as_it_is_sent(server: HttpServer) -> None:
    """64 KiB are all that httpx takes, and 7000 letters can be 84,000 bytes."""
    server.on("/r", Answer(status=302, headers=(("Location", "/" + "😀" * 5000),)))
    direct, redirected = get(server, "/" + "😀" * 7000, "/r")
    assert isinstance(direct, Failure)
    assert isinstance(redirected, Failure)
    assert (direct.condition, redirected.condition) == (Condition.NO_URL, Condition.REDIRECTS)
    assert [request.target for request in server.requests] == ["/r"]


# ---------------------------------------------------------------- what comes back


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://[::1/", Condition.REDIRECTS),
        ("http://a:b/", Condition.REDIRECTS),
        ("data:text/html;base64,eA==", Condition.FORBIDDEN_ADDRESS),
        ("http://xn--a.localhost/", Condition.UNREACHABLE),
        ("http://\x7f/", Condition.REDIRECTS),
    ],
)
def test_a_location_that_httpx_cannot_read_is_judged_by_us(
    server: HttpServer, location: str, expected: Condition
) -> None:
    """httpx builds the next request of every redirect, followed or not, and raises where it cannot."""

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        raise OSError(-2, "Name or service not known")

    server.on("/r", Answer(status=302, headers=(("Location", location),)))
    (got,) = get(server, "/r", resolve=resolve)
    assert isinstance(got, Failure)
    assert got.condition is expected


def test_two_locations_are_one_redirect_to_nowhere(server: HttpServer) -> None:
    server.on("/r", Answer(status=302, headers=(("location", "http://a.example/"), ("LOCATION", "http://["))))
    (got,) = get(server, "/r")
    assert isinstance(got, Failure)
    assert len(server.requests) == 1


def test_no_cookie_goes_from_one_fetch_to_the_next(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    clients: set[httpx.AsyncClient] = set()
    send = httpx.AsyncClient.send

    async def watched(client: httpx.AsyncClient, request: httpx.Request, **more: Any) -> httpx.Response:
        clients.add(client)
        return await send(client, request, **more)

    monkeypatch.setattr(httpx.AsyncClient, "send", watched)
    cookie = ("Set-Cookie", "track=1; Path=/; Max-Age=99999")
    server.on("/feed", Answer(RSS, headers=(cookie, ("Set-Cookie2", "old=1"))))
    server.on("/r", Answer(status=302, headers=(cookie, ("Location", "/feed"))))
    get(server, "/feed", "/feed", "/r", "/feed")
    asked = [(request.path, request.headers.get("cookie")) for request in server.requests]
    assert asked == [("/feed", None), ("/feed", None), ("/r", None), ("/feed", "track=1"), ("/feed", None)]
    assert [len(client.cookies) for client in clients] == [0], "nor do those of all hosts pile up"


def test_httpx_undoes_no_content_coding(server: HttpServer) -> None:
    """Twice compressed: an unbounded inflate by httpx would give the inner one away."""
    bomb = gzip.compress(gzip.compress(bytes(2**24)))
    server.on("/bomb", Answer(bomb, headers=(("Content-Encoding", "gzip, gzip"),)))
    server.on("/zstd", Answer(RSS, headers=(("Content-Encoding", "zstd"),)))
    got = get(server, "/bomb", "/zstd")
    assert [getattr(failed, "condition", None) for failed in got] == [Condition.BAD_ENCODING] * 2


def test_what_a_server_says_is_in_no_log_line(server: HttpServer, caplog: pytest.LogCaptureFixture) -> None:
    """httpx logs a line for every request at INFO, with the reason phrase that came."""
    evil = b"HTTP/1.1 200 \x1b]0;owned\x07 \x9b31m forged\r\nX: forged\r\nContent-Length: 6\r\n\r\n<rss/>"
    server.on("/evil", (evil,))
    with caplog.at_level(logging.INFO):
        (got,) = get(server, "/evil")
    assert isinstance(got, Retrieval)
    lines = [record.getMessage() for record in caplog.records]
    assert any(line.startswith("HTTP Request: GET") for line in lines)
    assert not [line for line in lines if "owned" in line or "forged" in line or not line.isprintable()]


# ---------------------------------------------------------------- what is closed

OK = b"HTTP/1.1 200 OK\r\n"
ENDED = {
    "an answer": OK + b"Content-Length: 6\r\n\r\n<rss/>",
    "a refusal, its body unread": b"HTTP/1.1 404 Not Found\r\nContent-Length: 999\r\n\r\n",
    "a redirect to nowhere": b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 999\r\n\r\n",
    "a switch of protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "too much announced": OK + b"Content-Length: 99999999999\r\n\r\n",
    "too much": OK + b"Transfer-Encoding: chunked\r\n\r\n10000\r\n" + b"x" * 65536 + b"\r\n",
    "a broken coding": OK + b"Content-Encoding: gzip\r\nContent-Length: 999\r\n\r\n\x1f\x8b\x08rubbish here",
    "broken HTTP": b"rubbish\r\n\r\n",
    "a body too slow": OK + b"Content-Length: 999\r\n\r\n<rss>",
}


@pytest.mark.parametrize("name", ENDED)
def test_a_connection_is_closed_with_its_answer(name: str) -> None:
    async def go() -> None:
        config = {"max_feed_bytes": 1024, "deadline": 0.5}
        async with listening(ENDED[name]) as listener, retriever(listener.authority, **config) as opened:
            await opened.fetch(Query(f"http://{listener.authority}/", "feed"))
            await asyncio.wait_for(listener.closed.wait(), 5)

    run(go())


STAGES = {"the head": b"", "the body": OK + b"Content-Length: 999\r\n\r\n<rss>"}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("tls", [False, True])
def test_cancelling_closes_the_connection(stage: str, tls: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
    if context:
        context.load_cert_chain(CERTIFICATE)

    async def go() -> None:
        async with listening(STAGES[stage], context) as listener, retriever(listener.authority) as opened:
            url = f"http{'s' if tls else ''}://{listener.authority}/"
            await cancelled(opened.fetch(Query(url, "feed")), listener.met.wait)
            await asyncio.wait_for(listener.closed.wait(), 5)

    run(go())


def test_cancelling_a_handshake_closes_the_connection() -> None:
    async def go() -> None:
        async with listening(b"") as mute, retriever(mute.authority) as opened:
            fetching = opened.fetch(Query(f"https://{mute.authority}/", "feed"))
            await cancelled(fetching, lambda: asyncio.sleep(0.3))
            await asyncio.wait_for(mute.closed.wait(), 5)

    run(go())


def test_cancelling_at_any_moment_leaves_nothing_open() -> None:
    async def go() -> None:
        gc.disable()  # which would close what is forgotten
        async with listening(b"HTTP/1.1 100 Continue\r\n\r\n") as listener, retriever(listener.authority) as opened:
            for steps in range(120):
                task = asyncio.create_task(opened.fetch(Query(f"http://{listener.authority}/", "feed")))
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert listener.heads, "the last ones got as far as their request"
            for _ in range(500):
                if listener.open:
                    await asyncio.sleep(0.01)
            assert listener.open == 0

    try:
        run(go())
    finally:
        gc.enable()


async def cancelled(work: Any, ready: Callable[[], Awaitable[object]]) -> None:
    task = asyncio.create_task(work)
    await asyncio.wait_for(ready(), 5)
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_retriever_that_is_closed_meanwhile_asks_nobody_any_more(server: HttpServer) -> None:
    server.on("/slow", (0.3, Answer(status=302, headers=(("Location", "/feed"),)).encoded()))

    async def go() -> Retrieval | Failure:
        async with retriever(server.authority) as opened:
            task = asyncio.create_task(opened.fetch(Query(server.url("/slow"), "feed")))
            await asyncio.sleep(0.1)
        return await task

    got = run(go())
    assert isinstance(got, Failure)
    assert got.condition is Condition.UNREACHABLE
    assert [request.path for request in server.requests] == ["/slow"]


def test_a_retriever_can_be_opened_again(server: HttpServer) -> None:
    again = retriever(server.authority)

    async def go() -> list[Retrieval | Failure]:
        found = []
        for _ in range(2):
            async with again:
                found.append(await again.fetch(Query(server.url("/feed"), "feed")))
        return found

    assert [getattr(got, "body", got) for got in run(go())] == [RSS, RSS]
