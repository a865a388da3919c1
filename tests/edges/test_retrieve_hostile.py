"""Guarantees 7 and 8 against the hostile server beside the repository: bounded time, bounded bytes, no canary hit."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.config import Fetching
from monitor.edges.retrieve import Retriever
from monitor.records import Failure, Query, Retrieval

pytestmark = pytest.mark.shared

FAMILIES = {
    "decompression bomb",
    "broken compression",
    "slow",
    "endless",
    "broken http",
    "redirects",
    "forbidden addresses",
    "conditional requests",
    "retry",
    "manners",
    "huge values",
    "many entries",
}
DEADLINE = 2.0
"""Seconds for what never ends by itself; the rest gets the product's own, so that a busy machine makes nothing late."""
EXPECTED = {
    "feed/bomb-gzip": "too-large",
    "feed/bomb-deflate": "too-large",
    "page/bomb-gzip": "too-large",
    "page/text-50mb": "too-large",
    "feed/xml-100k-entries": "too-large",
    "feed/gzip-truncated": "bad-encoding",
    "feed/gzip-crc": "bad-encoding",
    "feed/encoding-unknown": "bad-encoding",
    "feed/gzip-not-gzip": "ok",
    "feed/gzip-undeclared": "ok",
    "feed/slow-drip": "timeout",
    "page/slow-drip": "timeout",
    "feed/stall-after-headers": "timeout",
    "feed/silent": "timeout",
    "feed/endless-chunks": "too-large",
    "feed/reset-mid-body": "unreachable",
    "feed/length-too-long": "bad-http",
    "feed/length-nonsense": "bad-http",
    "feed/length-astronomic": "too-large",
    "feed/headers-huge": "bad-http",
    "feed/status-line-bad": "bad-http",
    "feed/http-0-9": "bad-http",
    "feed/close-mid-chunk": "bad-http",
    "feed/redirect-loop": "redirects",
    "feed/redirect-nowhere": "redirects",
    "feed/redirect-other-port": "forbidden-address",
    "feed/redirect-localhost": "forbidden-address",
    "feed/redirect-file": "forbidden-address",
    "feed/redirect-ipv6": "forbidden-address",
    "feed/redirect-decimal": "forbidden-address",
    "feed/redirect-two-hops": "forbidden-address",
    "feed/redirect-zero": "forbidden-address",
    "page/redirect-other-port": "forbidden-address",
    "feed/tls-self-signed": "tls",
    "feed/empty-200": "empty",
    "feed/304-unasked": "bad-http",
    "feed/429-seconds": "rate-limited",
    "feed/429-absurd": "rate-limited",
    "feed/500": "server-error",
    "feed/503-then-fine": "server-error",
    "feed/404": "not-found",
    "feed/410": "gone",
    "page/robots": "robots",
}
"""What is not named here is to be retrieved."""


@pytest.fixture(scope="module")
def hostile(shared: Path) -> Iterator[dict[str, Any]]:
    script = shared / "hostile" / "hostile_dev.py"
    command = [sys.executable, "-B", str(script), "--max-seconds", "300"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


def ask(hostile: dict[str, Any], what: str) -> Any:
    with urllib.request.urlopen(f"{hostile['http']}/_/{what}", timeout=10) as answer:  # noqa: S310 - our own loopback
        return json.load(answer)


def fetch(hostile: dict[str, Any], *queries: Query, **config: Any) -> list[Retrieval | Failure]:
    allow = (hostile["allow"], (hostile["https"] or "").removeprefix("https://") or hostile["allow"])
    settings = {
        "host_pause": 0,
        "per_host": 100,
        "concurrency": 100,
        "max_feed_bytes": 8 * 2**20,
        **config,
    }

    async def go() -> list[Retrieval | Failure]:
        async with Retriever(Fetching(allow=allow, **settings)) as retriever:
            return list(await asyncio.gather(*map(retriever.fetch, queries)))

    return asyncio.run(asyncio.wait_for(go(), 60))


def said(got: Retrieval | Failure) -> str:
    return "ok" if isinstance(got, Retrieval) else got.condition.value


def test_every_case_about_http_ends_as_it_should(hostile: dict[str, Any]) -> None:
    ask(hostile, "reset")
    cases = [case for case in ask(hostile, "catalogue") if case["family"] in FAMILIES]
    secure = hostile["https"]
    cases = [case for case in cases if case.get("needs") != "tls" or secure]
    bases = [secure if case.get("needs") == "tls" else hostile["http"] for case in cases]
    queries = [Query(base + case["path"], case["kind"]) for base, case in zip(bases, cases, strict=True)]
    names = [case["path"].lstrip("/") for case in cases]
    endless = [query for name, query in zip(names, queries, strict=True) if EXPECTED.get(name) == "timeout"]
    got = dict(zip(endless, fetch(hostile, *endless, deadline=DEADLINE), strict=True))
    ending = [query for query in queries if query not in got]
    got |= dict(zip(ending, fetch(hostile, *ending), strict=True))
    results = [got[query] for query in queries]
    outcome = dict(zip(names, map(said, results), strict=True))
    assert outcome == {name: EXPECTED.get(name, "ok") for name in names}
    assert len(outcome) >= 50
    time.sleep(0.5)  # the server counts a connection when it has noticed its end
    stats = ask(hostile, "stats")
    assert stats["canary"] == []
    for case, name in zip(cases, names, strict=True):
        limits = case["expected"]
        assert stats["bytes"].get(name, 0) <= limits.get("bytes_max", 16 * 2**20), name
        assert stats["seconds"].get(name, 0) <= limits.get("time_max_s", 60), name
        assert stats["hits"].get(name, 0) <= limits.get("requests_max", 3), name
    assert not any(hostile["token"].encode() in got.body for got in results if isinstance(got, Retrieval))
    assert not any(
        b"Poisoned" in got.body or b"Unverified" in got.body for got in results if isinstance(got, Retrieval)
    )


def test_conditional_requests_come_back_as_they_were(hostile: dict[str, Any]) -> None:
    statuses = {}
    for name in ("etag", "etag-weak", "etag-8kb", "last-modified-garbage"):
        url = f"{hostile['http']}/feed/{name}"
        (first,) = fetch(hostile, Query(url, "feed"))
        assert isinstance(first, Retrieval)
        (second,) = fetch(hostile, Query(url, "feed", first.etag, first.last_modified))
        assert isinstance(second, Retrieval)
        statuses[name] = (first.status, second.status)
    assert statuses == {
        "etag": (200, 304),
        "etag-weak": (200, 304),
        "etag-8kb": (200, 200),
        "last-modified-garbage": (200, 200),
    }


def test_waits_that_servers_ask_for_are_kept_and_capped(hostile: dict[str, Any]) -> None:
    queries = [Query(f"{hostile['http']}/feed/{name}", "feed") for name in ("429-seconds", "429-absurd")]
    waits = [got.retry_after for got in fetch(hostile, *queries) if isinstance(got, Failure)]
    assert waits == [120.0, 86400.0]


def test_only_permanent_redirects_change_the_address(hostile: dict[str, Any]) -> None:
    names = ("redirect-permanent", "redirect-308", "redirect-temporary", "redirect-relative")
    ask(hostile, "reset")
    got = fetch(hostile, *(Query(f"{hostile['http']}/feed/{name}", "feed") for name in names))
    moved = [one.moved_to for one in got if isinstance(one, Retrieval)]
    assert moved == [f"{hostile['http']}/feed/plain", f"{hostile['http']}/feed/plain?a=b", None, None]


def test_a_poisoned_connection_poisons_nothing_after_it(hostile: dict[str, Any]) -> None:
    async def go() -> list[Retrieval | Failure]:
        async with Retriever(Fetching(allow=(hostile["allow"],), host_pause=0)) as retriever:
            names = ("keepalive-poison", "plain", "keepalive-lie", "keepalive-lie")
            return [await retriever.fetch(Query(f"{hostile['http']}/feed/{name}", "feed")) for name in names]

    got = asyncio.run(asyncio.wait_for(go(), 30))
    assert [said(one) for one in got] == ["ok"] * 4
    assert not any(b"Poisoned" in one.body for one in got if isinstance(one, Retrieval))
