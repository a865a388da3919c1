"""Logs are lines that no text from outside can forge, and that stop no work when nobody can take them."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

from tests.cli.command import PATIENCE, environment
from tests.cli.test_terminal import on_terminal

FORGED = 'a\n{"event": "all is well"}\x1b[31m\u202e'
SPEAK = f"""
import logging, structlog
from monitor.cli.logs import set_up_logging
set_up_logging()
structlog.get_logger().info("ours", detail={FORGED!r})
logging.getLogger("theirs").warning("%s", {FORGED!r})
try:
    raise ValueError({FORGED!r})
except ValueError:
    logging.getLogger("theirs").exception("failed")
logging.getLogger("theirs").info("too quiet")
"""


def test_every_line_is_one_object_whoever_logs() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SPEAK], capture_output=True, env=environment(), timeout=PATIENCE, check=True
    )
    rows = [json.loads(line) for line in ended.stderr.decode("ascii").splitlines()]
    assert [(row["event"], row["level"]) for row in rows] == [
        ("ours", "info"),
        (FORGED, "warning"),
        ("failed", "error"),
    ]
    assert rows[0]["detail"] == FORGED
    assert rows[2]["logger"] == "theirs"
    assert "ValueError" in rows[2]["exception"]
    assert ended.stdout == b""


def test_a_terminal_is_not_steered_by_a_log_line() -> None:
    code, seen = on_terminal(width=200, program=("-c", SPEAK), NO_COLOR="1")
    assert code == 0
    ours = next(line for line in seen.decode().splitlines() if "ours" in line)
    assert "all is well" in ours
    assert "\x1b" not in ours
    assert "\u202e" not in ours


def test_a_log_that_nobody_takes_stops_no_work() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-c", SPEAK + 'print("done")']
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=write, env=environment()) as process:
        os.close(write)
        out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, b"done\n")


def test_the_tests_own_logging_is_left_alone() -> None:
    assert not logging.getLogger("theirs").handlers
