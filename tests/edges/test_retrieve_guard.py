"""Guarantee 8: never inside, on no hop, by no notation, whatever a name server says; and no other way out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest

from monitor.config import Fetching
from monitor.edges.retrieve import Retriever, resolve
from monitor.edges.retrieve.guard import Guard, alternate
from monitor.edges.retrieve.network import Backend, Meter
from monitor.edges.retrieve.refused import RefusedError
from monitor.edges.retrieve.resolve import Resolver
from monitor.records import Condition, Failure, Query, Retrieval
from tests.servers.http import Answer, HttpServer

PUBLIC = "93.184.216.34"


@pytest.fixture
def outside() -> Iterator[HttpServer]:
    """The server that may be asked."""
    with HttpServer() as server:
        yield server


@pytest.fixture
def inside() -> Iterator[HttpServer]:
    """The server that must never see a connection."""
    with HttpServer() as server:
        server.on("/secret", Answer(b"<p>secret</p>"))
        yield server
        assert server.connections == 0


class Names:
    """A name server that gives each answer in turn, the last one for ever."""

    def __init__(self, **answers: list[tuple[str, ...]]) -> None:
        self.answers = {name.replace("_", "."): list(found) for name, found in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> tuple[str, ...]:
        self.asked.append(host)
        found = self.answers.get(host)
        if not found:
            raise OSError(-2, "Name or service not known")
        return found.pop(0) if len(found) > 1 else found[0]


def get(url: str, **more: Any) -> Retrieval | Failure:
    (got,) = get_all(url, **more)
    return got


def get_all(*urls: str, names: Names | None = None, kind: Any = "feed", **config: Any) -> list[Retrieval | Failure]:
    settings = {"host_pause": 0, "deadline": 5, "robots": False, **config}

    async def go() -> list[Retrieval | Failure]:
        async with Retriever(Fetching(**settings), resolve=names) as retriever:
            return [await retriever.fetch(Query(url, kind)) for url in urls]

    return asyncio.run(asyncio.wait_for(go(), 30))


def refused(got: Retrieval | Failure) -> bool:
    return isinstance(got, Failure) and got.condition is Condition.FORBIDDEN_ADDRESS


NOTATIONS = (
    *(
        "http://127.0.0.1:{}/secret",
        "http://localhost:{}/secret",
        "http://2130706433:{}/secret",
        "http://0x7f000001:{}/secret",
    ),
    *("http://0177.0.0.1:{}/secret", "http://127.1:{}/secret", "http://0.0.0.0:{}/secret", "http://0:{}/secret"),
    *(
        "http://[::1]:{}/secret",
        "http://[::]:{}/secret",
        "http://[::ffff:127.0.0.1]:{}/secret",
        "http://[::ffff:7f00:1]:{}/secret",
    ),
    *(
        "http://user@127.0.0.1:{}/secret",
        "https://127.0.0.1:{}/secret",
        "http://127.0.0.2:{}/secret",
        "http://①②⑦.0.0.1:{}/secret",
    ),
    *("http://127.0.0.1.:{}/secret", "http://LOCALHOST:{}/secret"),
)


NOWHERE = {Condition.FORBIDDEN_ADDRESS, Condition.NO_URL, Condition.REDIRECTS, Condition.UNREACHABLE}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_no_notation_leads_inside(outside: HttpServer, inside: HttpServer, notation: str) -> None:
    url = notation.format(inside.port)
    for status in (301, 302, 307):
        outside.on(f"/{status}", Answer(status=status, headers=(("Location", url),)))
    redirects = (outside.url(f"/{status}") for status in (301, 302, 307))
    for got in get_all(url, *redirects, allow=(outside.authority,)):
        assert isinstance(got, Failure)
        assert got.condition in NOWHERE


def test_the_plainest_ways_in_are_called_forbidden(outside: HttpServer, inside: HttpServer) -> None:
    outside.on("/one", Answer(status=302, headers=(("Location", "/two"),)))
    outside.on("/two", Answer(status=302, headers=(("Location", inside.url("/secret")),)))
    assert refused(get(inside.url("/secret")))
    assert refused(get(outside.url("/one"), allow=(outside.authority,)))
    assert refused(get(f"http://localhost:{inside.port}/secret"))
    assert refused(get(f"http://2130706433:{inside.port}/secret"))


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/", "data:text/html,x"]
)
def test_a_redirect_leaves_http_nowhere(outside: HttpServer, location: str) -> None:
    outside.on("/r", Answer(status=302, headers=(("Location", location),)))
    assert refused(get(outside.url("/r"), allow=(outside.authority,)))


def test_an_exception_is_exactly_one_host_and_port(outside: HttpServer, inside: HttpServer) -> None:
    outside.on("/feed", Answer(b"<rss/>"))
    by_name, by_number = f"http://localhost:{outside.port}/feed", outside.url("/feed")
    name, number = f"localhost:{outside.port}", outside.authority
    assert isinstance(get(by_name, allow=(name,)), Retrieval)
    assert isinstance(get(by_name, allow=(name.upper(),)), Retrieval)
    assert isinstance(get(by_number, allow=(number,)), Retrieval)
    assert refused(get(by_name, allow=(number,)))
    assert refused(get(by_number, allow=(name,)))
    assert refused(get(inside.url("/secret"), allow=(number,)))


def test_robots_txt_is_behind_the_same_guard(outside: HttpServer, inside: HttpServer) -> None:
    outside.on("/page", Answer(b"<p>page</p>"))
    outside.on("/robots.txt", Answer(status=302, headers=(("Location", inside.url("/secret")),)))
    assert refused(get(outside.url("/page"), kind="page", robots=True, allow=(outside.authority,)))
    assert outside.asked("/page") == []


# ---------------------------------------------------------------- what names mean


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1",), ("10.0.0.1", "fe80::1%1", "::1"), ("::ffff:127.0.0.1",), ("not an address",)]
)
def test_a_name_that_means_nothing_public_is_refused(inside: HttpServer, addresses: tuple[str, ...]) -> None:
    names = Names(rebind_test=[addresses])
    assert refused(get(f"http://rebind.test:{inside.port}/secret", names=names))


class Recorder(httpcore.AsyncNetworkBackend):
    """Writes down where connections would go, and makes none."""

    def __init__(self) -> None:
        self.places: list[tuple[str, int]] = []

    async def connect_tcp(self, host: str, port: int, *_rest: Any, **_more: Any) -> httpcore.AsyncNetworkStream:
        self.places.append((host, port))
        raise httpcore.ConnectError("nobody there")


def places(names: Names, host: str) -> list[str]:
    async def go() -> list[str]:
        backend = Backend(Guard(frozenset(), names), Meter())
        backend._plain = recorder = Recorder()  # type: ignore[assignment]
        with pytest.raises(httpcore.ConnectError):
            await backend.connect_tcp(host, 80, timeout=5)
        return [place for place, _ in recorder.places]

    return asyncio.run(go())


def test_the_address_that_was_judged_is_the_one_connected_to() -> None:
    names = Names(rebind_test=[(PUBLIC,), ("127.0.0.1",)])
    assert places(names, "rebind.test") == [PUBLIC]
    assert names.asked == ["rebind.test"], "looked up once, so that there is nothing to rebind"


def test_of_mixed_answers_only_the_public_ones_are_tried() -> None:
    names = Names(mixed_test=[("10.0.0.1", PUBLIC, "::1", "2606:2800:220:1::1", "127.0.0.1")])
    assert places(names, "mixed.test") == [PUBLIC, "2606:2800:220:1::1"]


def test_both_families_are_among_the_few_that_are_tried() -> None:
    assert alternate(("::1", "::2", "::3", "::4", "::5", "1.1.1.1")) == ("::1", "1.1.1.1", "::2", "::3")


def test_a_literal_needs_no_name_server() -> None:
    names = Names()
    assert places(names, PUBLIC) == [PUBLIC]
    assert names.asked == []


def test_a_name_that_means_nothing_is_unreachable() -> None:
    got = get("http://nowhere.test/", names=Names())
    assert isinstance(got, Failure)
    assert (got.condition, got.detail) == (Condition.UNREACHABLE, "nowhere.test: Name or service not known")
    empty = get("http://empty.test/", names=Names(empty_test=[()]))
    assert isinstance(empty, Failure)
    assert empty.condition is Condition.UNREACHABLE


def test_the_second_address_is_tried_when_the_first_is_dead(outside: HttpServer) -> None:
    outside.on("/feed", Answer(b"<rss/>"))
    names = Names(two_test=[("::1", "127.0.0.1")])
    authority = f"two.test:{outside.port}"
    assert isinstance(get(f"http://{authority}/feed", names=names, allow=(authority,)), Retrieval)
    assert outside.requests[0].headers["host"] == authority


# ---------------------------------------------------------------- slow name servers


def test_a_name_server_that_never_answers_is_a_timeout_and_holds_up_nobody(
    outside: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.on("/feed", Answer(b"<rss/>"))
    answer = threading.Event()
    honest = resolve.lookup

    def lookup(host: str, port: int) -> tuple[tuple[str, ...], OSError | None]:
        return honest(host, port) if host == "localhost" else (answer.wait(10) and (), None)

    monkeypatch.setattr(resolve, "lookup", lookup)
    authority = f"localhost:{outside.port}"

    async def go() -> None:
        config = Fetching(connect_timeout=3, host_pause=0, concurrency=100, allow=(authority,))
        async with Retriever(config) as retriever:
            dead = [asyncio.create_task(retriever.fetch(Query(f"http://dead{n}.test/", "feed"))) for n in range(40)]
            await asyncio.sleep(0.1)
            assert isinstance(await retriever.fetch(Query(f"http://{authority}/feed", "feed")), Retrieval)
            assert not any(task.done() for task in dead)
            assert {getattr(got, "condition", None) for got in await asyncio.gather(*dead)} == {Condition.TIMEOUT}
            answer.set()
            await asyncio.sleep(0.1)

    asyncio.run(asyncio.wait_for(go(), 20))


def test_names_that_break_the_resolver_are_unreachable() -> None:
    async def go() -> None:
        for host in ("a" * 70 + ".test", "..", "a..b"):
            with pytest.raises(RefusedError):
                await Guard(frozenset(), Resolver()).addresses(host, 80)

    asyncio.run(go())


# ---------------------------------------------------------------- a proxy


def test_through_a_proxy_what_means_something_inside_is_refused_before(outside: HttpServer) -> None:
    names = Names(public_test=[(PUBLIC,)], inside_test=[("10.1.2.3",)])
    proxy = {"proxy": f"http://user:pass@{outside.authority}", "names": names}
    outside.on("http://public.test/feed", Answer(b"<rss/>"))
    outside.on("http://only-the-proxy-knows.test/feed", Answer(b"<rss/>"))
    outside.on("http://public.test/inward", Answer(status=302, headers=(("Location", "http://inside.test/"),)))
    assert isinstance(get("http://public.test/feed", **proxy), Retrieval)
    assert isinstance(get("http://only-the-proxy-knows.test/feed", **proxy), Retrieval)
    assert outside.requests[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"
    seen = len(outside.requests)
    assert refused(get("http://inside.test/feed", **proxy))
    assert refused(get("http://127.0.0.1/feed", **proxy))
    assert len(outside.requests) == seen
    assert refused(get("http://public.test/inward", **proxy))


def test_a_proxy_that_opens_no_tunnel_is_told(outside: HttpServer) -> None:
    names = Names(public_test=[(PUBLIC,)])
    got = get("https://public.test/", proxy=f"http://{outside.authority}", names=names)
    assert isinstance(got, Failure)
    assert (got.condition, got.detail) == (Condition.UNREACHABLE, "the proxy refused: 404 Whatever")
    assert (outside.requests[0].method, outside.requests[0].target) == ("CONNECT", "public.test:443")
