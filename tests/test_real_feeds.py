"""Real feeds and pages, served on loopback, through the whole service: each entry once, each page once."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from tests.servers.newsstand import Newsstand, open_newsstand

pytestmark = pytest.mark.shared
LIMIT = 900
EVERY = 1 if os.environ.get("ALL_FEEDS") else 8
"""Of the 133 captures with some 4,000 pages a part is enough for every day; all of them take minutes."""


@pytest.fixture(scope="module")
def stand(shared: Path) -> Iterator[Newsstand]:
    with open_newsstand(shared) as opened:
        yield opened


def once(config: Path) -> dict[str, int]:
    command = [sys.executable, "-m", "monitor", "run", "--once", "--json", "--config", str(config)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    told: dict[str, int] = json.loads(ended.stdout.splitlines()[-1])
    return told


def readable(stand: Newsstand) -> dict[str, int]:
    """How many entries feedparser reads in each feed, by its own judgement of what is one and the same."""
    found = {}
    for url in [url for url in stand.feeds if "bbc_series" not in url][::EVERY]:
        shown = stand.find(url.removeprefix(stand.base))
        assert shown is not None
        parsed = feedparser.parse(
            io.BytesIO(shown.body), response_headers={"content-location": url}, sanitize_html=False
        )
        told = ("id", "link", "title", "summary")
        apart = {tuple(entry.get(name) for name in told) for entry in parsed.entries}
        found[url] = len(apart - {(None,) * len(told)}) if parsed.version else 0
    return found


def test_every_entry_is_stored_once_and_a_second_pass_finds_nothing(stand: Newsstand, tmp_path: Path) -> None:
    expected = readable(stand)
    config = tmp_path / "config.yaml"
    settings = {
        "database": str(tmp_path / "log.db"),
        "fetch": {"allow": [stand.base.removeprefix("http://")], "host_pause": 0, "per_host": 32},
        "feeds": [{"url": url, "outlet": url.rsplit("/", 1)[1]} for url in expected],
    }
    config.write_text(json.dumps(settings), encoding="utf-8")
    first = once(config)
    with sqlite3.connect(tmp_path / "log.db") as db:
        stored = dict(
            db.execute("SELECT f.url, count(e.id) FROM feeds f LEFT JOIN entries e ON e.feed_id = f.id GROUP BY f.id")
        )
        assert {url: (stored[url], number) for url, number in expected.items() if stored[url] != number} == {}
        assert first["entries_new"] == sum(expected.values())
        assert db.execute("SELECT count(*) FROM pages WHERE state = 'pending' AND attempts = 0").fetchone() == (0,)
        db.execute("UPDATE feeds SET due = '2000-01-01T00:00:00.000000Z'")
    pages = {path: number for path, number in stand.requests.items() if path.startswith("/page/")}
    assert max(pages.values()) == 1
    second = once(config)
    assert second["feeds"] == len(expected)
    assert (second.get("entries_new", 0), second.get("pages", 0), second.get("statements_new", 0)) == (0, 0, 0)
    assert {path: number for path, number in stand.requests.items() if path.startswith("/page/")} == pages
