"""The retriever against a real server: what comes back, whatever the server does."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from monitor.config import Fetching
from monitor.demo.loopback import listening
from monitor.edges.retrieve import Retriever
from monitor.errors import ConfigError
from monitor.records import Condition, Failure, Query, Retrieval
from tests.servers.http import CERTIFICATE, RESET, Answer, HttpServer

RSS = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
FEED = Answer(RSS, headers=(("ETag", '"v1"'), ("Last-Modified", "Mon, 02 Mar 2026 10:00:00 GMT")), type="text/xml")
WAITS = 60.0
"""Seconds that a server takes where it is to be left long before: half of it proves that it was."""


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        server.on("/feed", FEED)
        yield server


def get(server: HttpServer, *queries: str | Query, resolve=None, **config: Any) -> list[Retrieval | Failure]:
    """Fetch one after the other by one retriever that is allowed to talk to `server`."""
    settings = {"allow": (server.authority,), "host_pause": 0, "deadline": 5, "robots": False, **config}

    async def go() -> list[Retrieval | Failure]:
        async with Retriever(Fetching(**settings), resolve=resolve) as retriever:
            asked = (Query(server.url(query), "feed") if isinstance(query, str) else query for query in queries)
            return [await retriever.fetch(query) for query in asked]

    return asyncio.run(asyncio.wait_for(go(), 30))


def one(server: HttpServer, query: str | Query, **config: Any) -> Retrieval:
    (got,) = get(server, query, **config)
    assert isinstance(got, Retrieval), got
    return got


def condition(server: HttpServer, query: str | Query, **config: Any) -> Condition:
    (got,) = get(server, query, **config)
    assert isinstance(got, Failure), got
    assert got.detail.isprintable()
    return got.condition


def test_a_feed_comes_back_whole_with_what_its_server_said_of_it(server: HttpServer) -> None:
    headers = (*FEED.headers, ("Cache-Control", "max-age=600"), ("Content-Type", "text/xml; charset=ISO-8859-5"))
    server.on("/feed", replace(FEED, headers=headers))
    began = time.perf_counter()
    got = one(server, Query(server.url("/feed") + "#top", "feed"))
    assert 0 < got.elapsed < time.perf_counter() - began
    assert (got.status, got.body, got.etag) == (200, RSS, '"v1"')
    assert (got.content_type, got.charset, got.max_age) == ("text/xml; charset=ISO-8859-5", "iso-8859-5", 600.0)
    assert got.last_modified == "Mon, 02 Mar 2026 10:00:00 GMT"
    assert (got.url, got.final_url, got.moved_to) == (server.url("/feed#top"), server.url("/feed"), None)
    (asked,) = server.requests
    assert asked.headers["host"] == server.authority
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["user-agent"].startswith("statement-monitor/")
    assert "rss" in asked.headers["accept"]
    assert "if-none-match" not in asked.headers


def test_the_environment_names_no_proxy(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert one(server, "/feed").status == 200


# ---------------------------------------------------------------- conditional requests


def test_validators_are_sent_back_verbatim_and_304_keeps_them(server: HttpServer) -> None:
    server.on("/feed", lambda request: Answer(status=304) if "if-none-match" in request.headers else FEED)
    first = one(server, "/feed")
    again = one(server, Query(server.url("/feed"), "feed", etag=first.etag, last_modified="yesterday"))
    assert (again.status, again.body, again.etag, again.last_modified) == (304, b"", '"v1"', "yesterday")
    assert server.requests[1].headers["if-none-match"] == '"v1"'
    assert server.requests[1].headers["if-modified-since"] == "yesterday"


def test_validators_that_would_break_a_request_are_not_sent(server: HttpServer) -> None:
    one(server, Query(server.url("/feed"), "feed", etag='"' + "e" * 8000 + '"', last_modified="a\r\nX-Evil: 1"))
    assert not {"if-none-match", "if-modified-since", "x-evil"} & server.requests[0].headers.keys()


def test_304_to_an_unconditional_request_is_no_success(server: HttpServer) -> None:
    server.on("/feed", Answer(status=304))
    assert condition(server, "/feed") is Condition.BAD_HTTP


@pytest.mark.parametrize("status", [412, 431])
def test_a_server_that_stumbles_over_validators_is_asked_without(server: HttpServer, status: int) -> None:
    server.on("/feed", lambda request: Answer(status=status) if "if-none-match" in request.headers else FEED)
    assert one(server, Query(server.url("/feed"), "feed", etag='"v0"')).body == RSS
    server.on("/feed", Answer(status=status))
    assert condition(server, Query(server.url("/feed"), "feed", etag='"v0"')) is Condition.NOT_FOUND


def test_validators_of_another_document_are_neither_sent_nor_kept(server: HttpServer) -> None:
    server.on("/moved", Answer(status=301, headers=(("Location", "/feed"),)))
    server.on("/elsewhere", Answer(status=302, headers=(("Location", "/feed"),)))
    moved, elsewhere = (one(server, Query(server.url(path), "feed", etag='"a"')) for path in ("/moved", "/elsewhere"))
    assert (moved.etag, moved.moved_to) == ('"v1"', server.url("/feed"))
    assert (elsewhere.etag, elsewhere.last_modified, elsewhere.moved_to) == (None, None, None)
    assert elsewhere.final_url == server.url("/feed")
    assert ["if-none-match" in request.headers for request in server.requests] == [True, True, True, False]


# ---------------------------------------------------------------- what servers refuse


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, Condition.NOT_FOUND),
        (410, Condition.GONE),
        (403, Condition.DENIED),
        (429, Condition.RATE_LIMITED),
        (503, Condition.SERVER_ERROR),
        (206, Condition.BAD_HTTP),
        (204, Condition.EMPTY),
    ],
)
def test_a_refusal_is_a_condition_with_its_status(server: HttpServer, status: int, expected: Condition) -> None:
    server.on("/feed", Answer(b"<rss/>", status, (("Retry-After", "120"),)))
    (got,) = get(server, "/feed")
    assert isinstance(got, Failure)
    assert (got.condition, got.status) == (expected, status)
    assert got.retry_after == (120.0 if status >= 400 else None)


@pytest.mark.parametrize("body", [b"", b" \r\n\t "])
def test_a_body_of_nothing_is_no_success(server: HttpServer, body: bytes) -> None:
    server.on("/feed", Answer(body), Answer(gzip.compress(body), headers=(("Content-Encoding", "gzip"),)))
    assert condition(server, "/feed") is Condition.EMPTY
    assert condition(server, "/feed") is Condition.EMPTY


# ---------------------------------------------------------------- broken HTTP

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BROKEN = {
    "no HTTP": ((b"ICY 200 OK\r\n\r\n<rss/>",), {Condition.BAD_HTTP}),
    "HTTP/0.9": ((RSS,), {Condition.BAD_HTTP}),
    "silence, then the end": ((), {Condition.BAD_HTTP}),
    "reset at once": ((RESET,), {Condition.UNREACHABLE, Condition.BAD_HTTP}),
    "a length below zero": ((OK + b"Content-Length: -5\r\n\r\n" + RSS,), {Condition.BAD_HTTP}),
    "two lengths": ((OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + RSS,), {Condition.BAD_HTTP}),
    "shorter than its length": ((OK + b"Content-Length: 500\r\n\r\n" + RSS,), {Condition.BAD_HTTP}),
    "reset in the body": ((OK + b"Content-Length: 500\r\n\r\n" + RSS, 0.1, RESET), {Condition.UNREACHABLE}),
    "cut in a chunk": ((CHUNKED + b"1f4\r\n" + RSS,), {Condition.BAD_HTTP}),
    "cut between chunks": ((CHUNKED + b"5\r\n<rss>\r\n",), {Condition.BAD_HTTP}),
    "bad chunk": ((CHUNKED + b"zz\r\n<rss>\r\n",), {Condition.BAD_HTTP}),
    "a header of 1 MB": ((OK + b"X: " + b"a" * 2**20 + b"\r\n\r\n",), {Condition.BAD_HTTP}),
    "a million headers": ((OK + b"X: a\r\n" * 10**6 + b"\r\n",), {Condition.BAD_HTTP}),
    "endless interim answers": ((b"HTTP/1.1 100 Continue\r\n\r\n" * 10**5, WAITS), {Condition.BAD_HTTP}),
    "a switch of protocols": ((b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",), {Condition.BAD_HTTP}),
    "chunks of one byte": ((CHUNKED + b"1\r\na\r\n" * 10**6 + b"0\r\n\r\n",), {Condition.BAD_HTTP}),
    "endless trailers": ((CHUNKED + b"0\r\n" + b"X: a\r\n" * 10**6,), {Condition.BAD_HTTP}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_http_is_a_condition_and_never_half_a_body(server: HttpServer, name: str) -> None:
    steps, expected = BROKEN[name]
    server.on("/feed", steps)
    began = time.perf_counter()
    assert condition(server, "/feed", deadline=WAITS / 2) in expected
    assert time.perf_counter() - began < WAITS / 2


def test_http_1_0_ends_with_its_connection(server: HttpServer) -> None:
    server.on("/feed", (b"HTTP/1.0 200 OK\r\n\r\n" + RSS,))
    assert one(server, "/feed").body == RSS


def test_a_second_answer_on_the_connection_is_never_the_next_one(server: HttpServer) -> None:
    good = Answer(RSS).encoded()
    server.on("/feed", (good + Answer(b"<rss>Poisoned</rss>").encoded(), 2.0))
    server.on("/other", Answer(b"<rss>other</rss>"))
    first, second = get(server, "/feed", "/other")
    assert isinstance(first, Retrieval)
    assert isinstance(second, Retrieval)
    assert (first.body, second.body) == (RSS, b"<rss>other</rss>")
    assert server.connections == 2


def test_strange_header_bytes_do_no_harm(server: HttpServer) -> None:
    server.on(
        "/feed", (OK + 'X: ü€\r\nETag: "ü"\r\nContent-Type: text/xml\xa0\r\n\r\n'.encode("latin-1", "ignore") + RSS,)
    )
    got = one(server, "/feed")
    assert (got.body, got.etag, got.content_type) == (RSS, None, "text/xml")


# ---------------------------------------------------------------- bounds


def test_the_bound_of_a_body_is_its_kinds(server: HttpServer) -> None:
    server.on("/x", Answer(b"x" * 2000))
    small = {"max_page_bytes": 1999, "max_feed_bytes": 2000}
    assert len(one(server, Query(server.url("/x"), "feed"), **small).body) == 2000
    assert condition(server, Query(server.url("/x"), "page"), **small) is Condition.TOO_LARGE


def test_an_announced_giant_is_refused_unread(server: HttpServer) -> None:
    server.on("/x", (OK + b"Content-Length: 1" + b"0" * 18 + b"\r\n\r\n", WAITS))
    began = time.perf_counter()
    assert condition(server, "/x") is Condition.TOO_LARGE
    assert time.perf_counter() - began < WAITS / 2


def test_an_endless_body_is_left_at_the_bound(server: HttpServer) -> None:
    block = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    server.on("/x", (CHUNKED, *[block] * 1000))
    assert condition(server, "/x", max_feed_bytes=2**20) is Condition.TOO_LARGE
    assert server.sent < 16 * 2**20


def test_an_inflated_body_is_bounded_and_a_cut_one_refused(server: HttpServer) -> None:
    bomb = gzip.compress(bytes(50 * 2**20))
    encoded = (("Content-Encoding", "gzip"),)
    server.on("/bomb", Answer(bomb, headers=encoded))
    server.on("/cut", Answer(gzip.compress(RSS * 99)[:-9], headers=encoded))
    server.on("/good", Answer(gzip.compress(RSS * 99), headers=encoded))
    server.on("/br", Answer(RSS, headers=(("Content-Encoding", "br"),)))
    assert condition(server, "/bomb") is Condition.TOO_LARGE
    assert condition(server, "/cut") is Condition.BAD_ENCODING
    assert one(server, "/good").body == RSS * 99
    assert condition(server, "/br") is Condition.BAD_ENCODING


SLOW = {
    "silent": (WAITS,),
    "half a head": (OK, WAITS),
    "head only": (OK + b"Content-Length: 10\r\n\r\n", WAITS),
    "a byte at a time": (OK + b"\r\n", *[b"x", 0.05] * int(WAITS / 0.05)),
    "headers for ever": (OK, *[b"X: a\r\n", 0.05] * int(WAITS / 0.05)),
}


@pytest.mark.parametrize("name", SLOW)
def test_the_deadline_is_for_the_whole(server: HttpServer, name: str) -> None:
    server.on("/slow", SLOW[name])
    began = time.perf_counter()
    assert condition(server, "/slow", deadline=0.5) is Condition.TIMEOUT
    assert time.perf_counter() - began < WAITS / 2


def test_redirects_share_one_deadline(server: HttpServer) -> None:
    for number in range(8):
        server.on(f"/{number}", (0.2, Answer(status=302, headers=(("Location", f"/{number + 1}"),)).encoded()))
    assert condition(server, "/0", deadline=0.5) is Condition.TIMEOUT
    assert len(server.requests) <= 4


def test_cancelling_goes_through(server: HttpServer) -> None:
    server.on("/slow", (WAITS,))

    async def go() -> None:
        async with Retriever(Fetching(allow=(server.authority,), robots=False)) as retriever:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(retriever.fetch(Query(server.url("/slow"), "feed")), 0.3)
            task = asyncio.create_task(retriever.fetch(Query(server.url("/slow"), "feed")))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(go())


# ---------------------------------------------------------------- redirects


def test_redirects_are_followed_relative_to_each_other(server: HttpServer) -> None:
    server.on("/a/b", Answer(status=302, headers=(("Location", "../c?x=1#y"),)))
    server.on("/c", Answer(status=308, headers=(("Location", server.url("/feed")),)))
    got = one(server, "/a/b")
    assert (got.body, got.final_url, got.moved_to) == (RSS, server.url("/feed"), None)
    assert [request.target for request in server.requests] == ["/a/b", "/c?x=1", "/feed"]


@pytest.mark.parametrize("headers", [(), (("Location", "/r"),), (("Location", ""),), (("Location", "http://["),)])
def test_redirects_that_lead_nowhere_end(server: HttpServer, headers: tuple[tuple[str, str], ...]) -> None:
    server.on("/r", Answer(status=302, headers=headers))
    assert condition(server, "/r") is Condition.REDIRECTS
    assert len(server.requests) == 1


def test_no_more_redirects_than_allowed(server: HttpServer) -> None:
    server.on("/r", lambda request: Answer(status=302, headers=(("Location", f"/r?{request.connection}"),)))
    assert condition(server, "/r", max_redirects=3) is Condition.REDIRECTS
    assert len(server.requests) == 4


def test_a_site_that_redirects_until_its_cookie_comes_back_is_read(server: HttpServer) -> None:
    door = Answer(status=302, headers=(("Set-Cookie", "ok=1; HttpOnly"), ("Location", "/door")))
    server.on("/door", lambda request: FEED if request.headers.get("cookie") == "ok=1" else door)
    first, second = get(server, "/door", "/door")
    assert isinstance(first, Retrieval)
    assert isinstance(second, Retrieval)
    assert len(server.requests) == 4, "no cookie outlives its fetch"


def test_a_location_in_raw_utf_8_is_understood(server: HttpServer) -> None:
    server.on("/r", Answer(status=302, headers=(("Location", "/новости"),)))
    server.on("/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8", FEED)
    assert one(server, "/r").body == RSS


# ---------------------------------------------------------------- TLS


def test_certificates_are_always_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer(tls=True) as secure:
        secure.on("/feed", FEED)
        assert condition(secure, "/feed") is Condition.TLS
        assert secure.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert one(secure, "/feed").body == RSS

        async def resolve(host: str, port: int) -> tuple[str, ...]:
            return ("127.0.0.1",)

        other = f"other.test:{secure.port}"
        wrong = Query(f"https://{other}/feed", "feed")
        assert condition(secure, wrong, resolve=resolve, allow=(other,)) is Condition.TLS
        assert len(secure.requests) == 1


def test_a_server_that_speaks_no_tls_is_a_tls_failure() -> None:
    async def go() -> Retrieval | Failure:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        async with listening(answer) as port, Retriever(Fetching(allow=(f"127.0.0.1:{port}",))) as retriever:
            return await retriever.fetch(Query(f"https://127.0.0.1:{port}/", "feed"))

    got = asyncio.run(go())
    assert isinstance(got, Failure)
    assert got.condition is Condition.TLS


def test_a_handshake_that_never_ends_is_left(server: HttpServer) -> None:
    with HttpServer() as mute:
        mute.on("/", (WAITS,))
        query = Query(f"https://{mute.authority}/", "feed")
        began = time.perf_counter()
        assert condition(mute, query, connect_timeout=0.3) in {Condition.TIMEOUT, Condition.TLS}
        assert time.perf_counter() - began < WAITS / 2


# ---------------------------------------------------------------- the rest


def test_nobody_there_is_unreachable(server: HttpServer) -> None:
    with HttpServer() as gone:
        query = Query(gone.url("/"), "feed")
        allow = (gone.authority,)
    assert condition(server, query, allow=allow) is Condition.UNREACHABLE


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "mailto:a@b.example", "http://\ud800/"])
def test_what_is_no_address_costs_no_request(server: HttpServer, url: str) -> None:
    assert condition(server, Query(url, "page")) in {Condition.NO_URL, Condition.FORBIDDEN_ADDRESS}


def test_a_wrong_configuration_is_told_at_once() -> None:
    with pytest.raises(ConfigError, match=r"fetch\.allow"):
        Retriever(Fetching(allow=("a b:1",)))
    with pytest.raises(ConfigError, match=r"fetch\.proxy"):
        Retriever(Fetching(proxy="http://proxy:99999"))


def test_a_retriever_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        asyncio.run(Retriever(Fetching()).fetch(Query("http://a.example/", "feed")))
