"""Manners: pauses, places and robots.txt; none of it counts against a page, and none of it can be used against us."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Fetching
from monitor.edges.retrieve import Retriever, manners, robots
from monitor.edges.retrieve.manners import Manners
from monitor.edges.retrieve.url import Target, locate
from monitor.records import Condition, Failure, Query, Retrieval
from tests.servers.http import Answer, HttpServer

PAGE = Answer(b"<p>page</p>")
ROBOTS = "User-agent: *\nDisallow: /private\nAllow: /private/open$\nDisallow: /*.pdf\n"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        for path in ("/page", "/private", "/private/open", "/a.pdf", "/feed"):
            server.on(path, PAGE)
        yield server


def get(server: HttpServer, *urls: str, kind="page", together: bool = False, **config) -> list[Retrieval | Failure]:
    settings = {"allow": (server.authority,), "host_pause": 0, "deadline": 3, **config}

    async def go() -> list[Retrieval | Failure]:
        async with Retriever(Fetching(**settings)) as retriever:
            waiting = [retriever.fetch(Query(server.url(url) if url.startswith("/") else url, kind)) for url in urls]
            if together:
                return list(await asyncio.gather(*waiting))
            return [await one for one in waiting]

    return asyncio.run(asyncio.wait_for(go(), 30))


def conditions(got: list[Retrieval | Failure]) -> list[str]:
    return ["ok" if isinstance(one, Retrieval) else one.condition.value for one in got]


# ---------------------------------------------------------------- robots.txt


def test_pages_obey_robots_txt_which_is_asked_once(server: HttpServer) -> None:
    server.on("/robots.txt", Answer(ROBOTS.encode()))
    got = get(server, "/page", "/private", "/private/open", "/a.pdf", "/private/more?x")
    assert conditions(got) == ["ok", "robots", "ok", "robots", "robots"]
    assert len(server.asked("/robots.txt")) == 1
    assert server.asked("/private") == []


def test_many_pages_at_once_ask_it_once(server: HttpServer) -> None:
    server.on("/robots.txt", (0.1, Answer(ROBOTS.encode()).encoded()))
    assert conditions(get(server, *["/page"] * 6, together=True, per_host=6)) == ["ok"] * 6
    assert len(server.asked("/robots.txt")) == 1


def test_feeds_and_those_who_switch_it_off_do_not_ask(server: HttpServer) -> None:
    server.on("/robots.txt", Answer(b"User-agent: *\nDisallow: /"))
    assert conditions(get(server, "/feed", kind="feed") + get(server, "/page", robots=False)) == ["ok", "ok"]
    assert server.asked("/robots.txt") == []


def test_a_redirect_into_what_is_disallowed_is_not_followed(server: HttpServer) -> None:
    server.on("/robots.txt", Answer(ROBOTS.encode()))
    server.on("/page", Answer(status=302, headers=(("Location", "/private"),)))
    assert conditions(get(server, "/page")) == ["robots"]
    assert server.asked("/private") == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(status=404), "ok"),
        (Answer(status=403), "ok"),
        (Answer(status=410), "ok"),
        (Answer(b""), "ok"),
        (Answer(b"<html><p>no robots here</p>"), "ok"),
        (Answer(status=302, headers=(("Location", "/robots.txt"),)), "ok"),
        (Answer(status=503), "server-error"),
        (Answer(status=429), "rate-limited"),
        ((b"rubbish\r\n\r\n",), "bad-http"),
        (Answer(b"User-agent: *\nDisallow: /", headers=(("Content-Encoding", "br"),)), "bad-encoding"),
    ],
)
def test_a_robots_txt_that_cannot_be_had(server: HttpServer, answer, expected: str) -> None:
    """RFC 9309 section 2.3.1: unavailable allows everything, unreachable forbids it, for now."""
    server.on("/robots.txt", answer)
    got = get(server, "/page", "/page")
    assert conditions(got) == [expected] * 2
    assert len(server.asked("/robots.txt")) == 1
    if isinstance(got[0], Failure):
        assert got[0].detail.startswith("robots.txt: ")


def test_a_robots_txt_that_never_comes_leaves_the_deadline(server: HttpServer) -> None:
    server.on("/robots.txt", (60.0,))
    began = time.perf_counter()
    assert conditions(get(server, *["/page"] * 3, together=True, deadline=0.9)) == ["timeout"] * 3
    assert time.perf_counter() - began < 60.0 / 2
    assert len(server.asked("/robots.txt")) == 1


def test_when_the_one_who_asks_gives_up_the_next_one_asks(server: HttpServer) -> None:
    server.on("/robots.txt", (60.0,), Answer(ROBOTS.encode()))

    async def go() -> Retrieval | Failure:
        async with Retriever(Fetching(allow=(server.authority,), host_pause=0)) as retriever:
            first = asyncio.create_task(retriever.fetch(Query(server.url("/page"), "page")))
            await asyncio.sleep(0.2)
            second = asyncio.create_task(retriever.fetch(Query(server.url("/page"), "page")))
            await asyncio.sleep(0.1)
            first.cancel()
            return await second

    assert isinstance(asyncio.run(asyncio.wait_for(go(), 10)), Retrieval)


def test_only_the_beginning_of_a_giant_counts(server: HttpServer) -> None:
    body = ROBOTS.encode() + b"# x\n" * 200_000 + b"Disallow: /page\n"
    server.on("/robots.txt", Answer(body))
    assert conditions(get(server, "/page", "/private")) == ["ok", "robots"]


RULES = {
    "ours before everyone's": (
        "User-agent: *\nDisallow: /\n\nUser-agent: Statement-Monitor/9\nDisallow: /x",
        "/page",
        True,
    ),
    "ours twice": (
        "User-agent: statement-monitor\nDisallow: /a\nUser-agent: b\nDisallow: /\nUser-agent: statement-monitor\nDisallow: /p",
        "/page",
        False,
    ),
    "ours, empty": ("User-agent: statement-monitor\nDisallow:\n\nUser-agent: *\nDisallow: /", "/page", True),
    "two agents, one group": ("User-agent: a\nUser-agent: statement-monitor\nDisallow: /page", "/page", False),
    "another's": ("User-agent: 360Spider\nUser-agent: monitor\nDisallow: /", "/page", True),
    "nobody's": ("Disallow: /\nUser-agent:\nDisallow: /", "/page", True),
    "sitemap between": ("User-agent: *\nSitemap: http://x/s.xml\nUser-agent: y\nDisallow: /page", "/page", False),
    "longest wins": ("User-agent: *\nDisallow: /page\nAllow: /page/open", "/page/open/1", True),
    "byte order mark": ("\ufeffUser-agent: *\nDisallow: /page", "/page", False),
    "comments and case": ("USER-AGENT : * # all\n  disallow : /page # no", "/page", False),
    "percent": ("User-agent: *\nDisallow: /ü", "/%C3%BC/1", False),
}


@pytest.mark.parametrize("name", RULES)
def test_whose_rules_count(name: str) -> None:
    text, path, allowed = RULES[name]
    assert (judge(text, path).failure is None) is allowed


def judge(text: str, path: str, agent: str = "statement-monitor/0.1 (+https://example.org/)") -> robots.Verdict:
    async def fetch(target: Target) -> Retrieval | Failure:
        return Retrieval(target.url, target.url, 200, text.encode("utf-8", "surrogatepass"))

    target = locate("http://a.example" + path)
    assert isinstance(target, Target)
    return asyncio.run(robots.Robots(agent, fetch).judge(target))


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: x\n" * 15_000 + "Allow: /y\n" * 15_000,
        "".join(f"User-agent: x{n}\n" for n in range(12_000)) * 2 + "Disallow: /y\n" * 9_000,
        "User-agent: *\nDisallow: /" + "*a" * 200_000,
        "User-agent: *\n" + "".join(f"Disallow: /*{n}*b*c*d$\n" for n in range(20_000)),
        "User-agent: " + " " * 500_000,
        "user agent" * 50_000,
        ":" * 500_000,
    ],
)
def test_a_hostile_robots_txt_costs_little(text: str) -> None:
    began = time.thread_time()
    judge(text[: robots.MAX_BYTES], "/" + "abcd" * 1500)
    assert time.thread_time() - began < 6


@given(st.text(alphabet=st.characters() | st.sampled_from("\n\r:#*$/ "), max_size=200), st.text(max_size=20))
def test_any_robots_txt_is_read(text: str, agent: str) -> None:
    assert isinstance(judge(f"User-agent: *\n{text}", "/page", agent), robots.Verdict)


def test_what_is_kept_of_robots_txt_is_bounded_and_ages() -> None:
    asked: list[str] = []

    async def fetch(target: Target) -> Retrieval | Failure:
        asked.append(target.url)
        if "down" in target.host:
            return Failure(Condition.UNREACHABLE, "no connection")
        return Retrieval(target.url, target.url, 200, b"User-agent: *\n" + b"Disallow: /" + b"x" * 400_000)

    async def go() -> None:
        memory = robots.Robots("statement-monitor", fetch)
        for number in [*range(50), 0, 49]:
            target = locate(f"http://a{number}.example/")
            assert isinstance(target, Target)
            await memory.judge(target)
        assert sum(known.weight for known in memory._known.values()) <= robots.MAX_KEPT
        assert len(asked) == 51, "the oldest was forgotten, the newest not"
        down = locate("http://down.example/")
        assert isinstance(down, Target)
        assert (await memory.judge(down)).failure
        now = asyncio.get_running_loop().time()
        assert 0 < memory._known["http://down.example:80"].until - now <= robots.KEEP_FAILURE
        assert memory._known["http://a49.example:80"].until - now > robots.KEEP_FAILURE

    asyncio.run(go())


# ---------------------------------------------------------------- turns


def test_a_host_is_asked_with_pauses_that_cost_no_deadline(server: HttpServer) -> None:
    got = get(server, *["/feed"] * 4, kind="feed", together=True, host_pause=0.5, deadline=1.2)
    assert conditions(got) == ["ok"] * 4
    times = [request.at for request in server.requests]
    assert times[-1] - times[0] > 1.2


def test_no_more_than_so_many_at_a_time(server: HttpServer) -> None:
    server.on("/slow", (0.6, PAGE.encoded()))
    assert conditions(get(server, *["/slow"] * 6, together=True, per_host=2, deadline=1.5)) == ["ok"] * 6
    assert server.peak == 2
    server.peak = 0
    assert conditions(get(server, *["/slow"] * 2, together=True, per_host=4, concurrency=1, robots=False)) == ["ok"] * 2
    assert server.peak == 1


def test_a_slow_host_does_not_hold_up_another(server: HttpServer) -> None:
    with HttpServer(host="127.0.0.2") as other:
        server.on("/slow", (60.0, PAGE.encoded()))
        other.on("/page", PAGE)

        async def go() -> None:
            config = Fetching(
                allow=(server.authority, other.authority), per_host=1, host_pause=5, concurrency=2, robots=False
            )
            async with Retriever(config) as retriever:
                slow = [asyncio.create_task(retriever.fetch(Query(server.url("/slow"), "page"))) for _ in range(5)]
                await asyncio.sleep(0.1)
                assert isinstance(await retriever.fetch(Query(other.url("/page"), "page")), Retrieval)
                assert not any(task.done() for task in slow)
                for task in slow:
                    task.cancel()
                await asyncio.gather(*slow, return_exceptions=True)

        asyncio.run(go())


def test_a_redirect_within_the_host_needs_no_pause(server: HttpServer) -> None:
    server.on("/r", Answer(status=302, headers=(("Location", "/page"),)))
    began = time.perf_counter()
    assert conditions(get(server, "/r", host_pause=60)) == ["ok"]
    assert time.perf_counter() - began < 60 / 2


def test_a_crawl_delay_is_obeyed_up_to_a_bound(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manners, "MAX_CRAWL_DELAY", 0.5)
    server.on("/robots.txt", Answer(b"User-agent: *\nCrawl-delay: 3600\n"))
    assert conditions(get(server, "/page", "/page", "/page")) == ["ok"] * 3
    times = [request.at for request in server.asked("/page")]
    assert [0.25 < later - earlier < 3600 / 2 for earlier, later in pairwise(times)] == [True, True]


def test_a_cancelled_wait_gives_its_place_back() -> None:
    async def go() -> None:
        turns = Manners(per_host=1, pause=0.2, total=1)

        async def hold(seconds: float) -> None:
            async with turns.turn("a"):
                await asyncio.sleep(seconds)

        waiting = [asyncio.create_task(hold(60)) for _ in range(3)]
        await asyncio.sleep(0.3)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.wait_for(hold(0), 2)

    asyncio.run(go())


def test_hosts_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manners, "MAX_HOSTS", 50)

    async def go() -> None:
        turns = Manners(per_host=1, pause=0.0, total=10)
        for number in range(500):
            async with turns.turn(f"host{number}"):
                assert len(turns._hosts) <= 51

    asyncio.run(go())
