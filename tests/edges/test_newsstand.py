"""The newsstand, which other tests rely on: nothing leads away from it, and what differed still differs."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.core.article import extract
from monitor.core.feed import parse
from monitor.records import Article, Failure, FeedBody, Page, ParsedFeed
from tests.servers.newsstand import open_newsstand

ROOT = Path(__file__).resolve().parents[2]


def get(port: int, path: str, **headers: str) -> tuple[int, bytes, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers["ETag"]
    finally:
        connection.close()


@pytest.mark.shared
def test_every_entry_of_every_capture_leads_back_to_the_stand(shared):
    with open_newsstand(shared) as stand:
        for name, path in [*[*stand.captures.items()][::2], ("bbc/world.xml", stand.captures["bbc/world.xml"])]:
            before = parse(FeedBody("https://x.example/", path.read_bytes()))
            status, body, _ = get(stand.port, f"/feed/{name}")
            after = parse(FeedBody(stand.feed_url(name), body))
            assert status == 200
            if isinstance(before, Failure):
                assert isinstance(after, Failure)
                continue
            assert isinstance(after, ParsedFeed)
            assert len(after.entries) == len(before.entries), name
            assert len({e.url for e in after.entries}) == len({e.url for e in before.entries}), name
            assert all(e.url is None or e.url.startswith(f"{stand.base}/page/") for e in after.entries), name
        assert stand.requests["/feed/bbc/world.xml"] >= 1


@pytest.mark.shared
def test_pages_series_and_conditional_requests(shared):
    with open_newsstand(shared) as stand:
        name = "bbc_series/home_uk"
        _, first, etag = get(stand.port, f"/feed/{name}")
        _, second, _ = get(stand.port, f"/feed/{name}", If_None_Match=etag or "")
        assert first != second
        stand.turn(name, 0)
        assert get(stand.port, f"/feed/{name}")[1] == first
        assert get(stand.port, f"/feed/{name}", If_None_Match=etag or "")[0] == 304
        assert stand.unchanged[f"/feed/{name}"] == 1
        parsed = parse(FeedBody(stand.feed_url(name), first))
        assert isinstance(parsed, ParsedFeed)
        for entry in parsed.entries[:8]:
            path = (entry.url or "").removeprefix(stand.base)
            status, body, _ = get(stand.port, path)
            assert status == 200
            assert isinstance(extract(Page(entry.url or "", body)), Article)
            assert get(stand.port, path)[1] == body
            assert stand.requests[path] == 2
        assert get(stand.port, "/page/0123")[0] == 404


@pytest.mark.shared
def test_it_runs_by_itself(shared):
    command = [sys.executable, "-m", "tests.servers.newsstand", "--data", str(shared)]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            ready = json.loads(process.stdout.readline() if process.stdout else "{}")
            assert ready["ready"]
            assert get(ready["port"], "/robots.txt")[0] == 200
            assert f"http://127.0.0.1:{ready['port']}/feed/bbc/world.xml" in ready["feeds"]
        finally:
            process.terminate()
