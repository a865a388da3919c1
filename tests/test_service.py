"""The service as users run it: a subprocess on a configuration file, with real servers around it."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
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
from tests.cli.command import environment, spawn
from tests.servers.background import in_background

PATIENCE = 90.0
STATEMENT = re.compile(r"Statement (\d+)")
KILLS = 5


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


@contextmanager
def running(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The service in a process group of its own, which is gone at the end."""
    command = [sys.executable, "-m", "monitor", "run", "--config", str(config)]
    with (config.parent / "log").open("ab") as log:
        service = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, env=environment())
    try:
        yield service
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(service.pid, signal.SIGKILL)
        service.wait(10)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"not within {PATIENCE} s: {what}"
        time.sleep(0.1)


def query(config: Path, sql: str) -> list[tuple[object, ...]]:
    """What the log says, from outside; nothing while there is none."""
    try:
        address = f"file:{config.parent / 'state.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as db:
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


def told(sinks: Sinks) -> Counter[int]:
    """How often Slack heard of each statement."""
    return Counter(int(found[1]) for message in sinks.slack if (found := STATEMENT.search(json.dumps(message))))


def test_it_alerts_stops_in_order_and_does_not_repeat_itself(tmp_path: Path) -> None:
    with town(tmp_path) as (_, sinks, config):
        with running(config) as service:
            wait_for(lambda: at_rest(config), "all read and sent")
            second = spawn("run", "--config", config)
            assert second.returncode == 75, second.stderr
            assert str(service.pid).encode() in second.stderr
            service.send_signal(signal.SIGTERM)
            assert service.wait(PATIENCE) == 0
        sent = len(sinks.slack), len(sinks.mail)
        assert sent[0] > 5
        assert sent[1] > 1
        once = spawn("run", "--once", "--json", "--config", config)
        assert json.loads(once.stdout)["conditions"] == {}
        assert (len(sinks.slack), len(sinks.mail)) == sent
        assert sound(config)


def test_sigterm_in_the_middle_of_work_leaves_nothing_half_done(tmp_path: Path) -> None:
    with town(tmp_path) as (_, _, config), running(config) as service:
        wait_for(lambda: bool(query(config, "SELECT 1 FROM articles LIMIT 1")), "the first article")
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0
        assert sound(config)
        assert query(config, "SELECT count(*) FROM outbox WHERE state = 'sending'") == [(0,)]
        halves = (
            """SELECT count(*) FROM articles AS a LEFT JOIN stories AS s ON s.article_id = a.id WHERE s.id IS NULL"""
        )
        assert query(config, halves) == [(0,)]


def test_killed_again_and_again_it_loses_nothing_and_repeats_only_what_was_in_doubt(tmp_path: Path) -> None:
    dice = random.Random(7)
    with town(tmp_path) as (stand, sinks, config):
        for _ in range(KILLS):
            with running(config):  # and killed at its end
                time.sleep(dice.uniform(0.5, 4.0))
            assert not (tmp_path / "state.db").exists() or sound(config)
        with running(config) as service:
            wait_for(lambda: at_rest(config), "all read and sent after the kills")
            service.send_signal(signal.SIGTERM)
            assert service.wait(PATIENCE) == 0
        assert sound(config)
        assert query(config, "SELECT count(*), sum(state = 'done') FROM pages") == [(len(stand.stock.articles),) * 2]
        assert query(config, "SELECT DISTINCT state FROM outbox") == [("sent",)]
        statements = query(
            config,
            "SELECT e.statement_id FROM outbox AS o JOIN events AS e ON e.id = o.event_id WHERE o.channel = 'desk'",
        )
        heard = told(sinks)
        assert set(heard) == {number for (number,) in statements}
        assert heard.total() <= len(statements) + KILLS
        letters = query(config, "SELECT message_id FROM outbox WHERE channel = 'mail'")
        received = [str(message["Message-ID"]) for message in sinks.mail]
        assert set(received) == {name for (name,) in letters}
        assert len(received) <= len(letters) + KILLS


def test_a_broken_configuration_ends_with_its_own_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("poll:\n  tikc: 1s\n", encoding="utf-8")
    ended = spawn("run", "--config", path)
    assert ended.returncode == 78
    assert f"{path}:2: poll.tikc: unknown key" in ended.stderr.decode()


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + b"\xff" * 4096], ids=["text", "damaged"])
def test_a_database_that_is_none_of_ours_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    database = tmp_path / "state.db"
    database.write_bytes(content)
    path = tmp_path / "config.yaml"
    path.write_text(f"database: {database}\n", encoding="utf-8")
    ended = spawn("run", "--once", "--config", path)
    assert ended.returncode == 1
    assert str(database) in ended.stderr.decode()
    assert database.read_bytes() == content
