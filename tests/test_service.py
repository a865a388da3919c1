"""The service as users run it: a subprocess on a configuration file, with real servers around it."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.demo import configure
from monitor.demo.newsstand import Newsstand, open_newsstand
from monitor.demo.sinks import Sinks, open_sinks
from tests.servers.background import in_background

PATIENCE = 60.0
WHAT = "statement_id"


@contextmanager
def town(folder: Path) -> Iterator[tuple[Newsstand, Sinks, Path]]:
    """A newsstand, a mail server and a Slack webhook, with the configuration for them."""
    with in_background(lambda: open_newsstand(datetime.now(UTC))) as stand, in_background(open_sinks) as sinks:
        settings = configure(stand, sinks, folder / "state.db").model_dump(mode="json", by_alias=True)
        settings["channels"]["desk"]["webhook"] = f"http://127.0.0.1:{sinks.slack_port}/services/x"
        settings["poll"] = {"tick": 0.2}
        settings["alerts"]["tick"] = 0.2
        settings["workers"] = {"count": 1}
        path = folder / "config.json.yaml"
        path.write_text(json.dumps(settings), encoding="utf-8")
        yield stand, sinks, path


def start(config: Path, *more: str) -> subprocess.Popen[bytes]:
    log = (config.parent / "log").open("ab")
    command = [sys.executable, "-m", "monitor", "run", "--config", str(config), *more]
    return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.2)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


def query(config: Path, sql: str) -> list[tuple[object, ...]]:
    try:
        with sqlite3.connect(f"file:{config.parent / 'state.db'}?mode=ro", uri=True, timeout=10) as db:
            return db.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return []


def at_rest(config: Path) -> bool:
    """Everything read, everything sent."""
    waiting = query(
        config,
        """SELECT (SELECT count(*) FROM feeds WHERE last_polled IS NULL) +
            (SELECT count(*) FROM pages WHERE state = 'pending') +
            (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')), (SELECT count(*) FROM outbox)""",
    )
    return bool(waiting) and waiting[0][0] == 0 and waiting[0][1] != 0


def sound(config: Path) -> bool:
    return query(config, "PRAGMA integrity_check") == [("ok",)] and not query(config, "PRAGMA foreign_key_check")


def keys(sinks: Sinks) -> Counter[str]:
    return Counter(json.dumps(payload["blocks"], sort_keys=True) for payload in sinks.slack)


def test_it_alerts_stops_in_order_and_does_not_repeat_itself(tmp_path: Path) -> None:
    with town(tmp_path) as (_, sinks, config):
        service = start(config)
        wait_for(lambda: at_rest(config), "all read and sent")
        second = subprocess.run(
            [sys.executable, "-m", "monitor", "run", "--config", str(config)], capture_output=True, timeout=60, check=False
        )
        assert second.returncode == 75, second.stderr
        assert str(service.pid).encode() in second.stderr
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
        sent = len(sinks.slack), len(sinks.mail)
        assert sent[0] > 5
        assert sent[1] > 1
        once = subprocess.run(
            [sys.executable, "-m", "monitor", "run", "--once", "--config", str(config)], capture_output=True, timeout=60, check=True
        )
        assert json.loads(once.stdout)["conditions"] == {}
        assert (len(sinks.slack), len(sinks.mail)) == sent
        assert sound(config)


def test_sigterm_in_the_middle_of_work_leaves_nothing_half_done(tmp_path: Path) -> None:
    with town(tmp_path) as (_, _, config):
        service = start(config)
        wait_for(lambda: bool(query(config, "SELECT 1 FROM articles LIMIT 1")), "the first article")
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
        assert sound(config)
        assert query(config, "SELECT count(*) FROM outbox WHERE state = 'sending'") == [(0,)]
        halves = """SELECT count(*) FROM articles AS a LEFT JOIN stories AS s ON s.article_id = a.id WHERE s.id IS NULL"""
        assert query(config, halves) == [(0,)]


def test_killed_again_and_again_it_loses_nothing_and_repeats_only_what_was_in_doubt(tmp_path: Path) -> None:
    dice = random.Random(7)
    kills = 5
    with town(tmp_path) as (_, sinks, config):
        for _ in range(kills):
            service = start(config)
            time.sleep(dice.uniform(0.5, 4.0))
            os.killpg(service.pid, signal.SIGKILL)
            service.wait(10)
            assert not (tmp_path / "state.db").exists() or sound(config)
        service = start(config)
        wait_for(lambda: at_rest(config), "all read and sent after the kills")
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
        assert sound(config)
        pages = query(config, "SELECT count(*), sum(state = 'done') FROM pages")
        assert pages[0][0] == pages[0][1] == 19
        alerts = query(config, "SELECT count(*) FROM outbox WHERE channel = 'desk' AND state = 'sent'")
        told = keys(sinks)
        assert len({payload["text"] for payload in sinks.slack}) <= alerts[0][0]
        assert alerts[0][0] <= sum(told.values()) <= alerts[0][0] + kills


def test_a_broken_configuration_ends_with_its_own_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("poll:\n  tikc: 1s\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "monitor", "run", "--config", str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 78
    assert f"{path}:2: poll.tikc: unknown key" in ended.stderr


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_database_that_is_none_of_ours_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    with town(tmp_path) as (_, _, config):
        database = tmp_path / "state.db"
        database.write_bytes(content)
        ended = subprocess.run(
            [sys.executable, "-m", "monitor", "run", "--once", "--config", str(config)], capture_output=True, text=True, timeout=60, check=False
        )
        assert ended.returncode == 1
        assert str(database) in ended.stderr
        assert database.read_bytes() == content
