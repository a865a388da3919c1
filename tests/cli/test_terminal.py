"""Output meets terminals of all widths, pipes that break, and encodings that know no Cyrillic."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import resource
import struct
import subprocess
import sys
import termios
from pathlib import Path

import click
import pytest

from monitor.cli import monitor
from tests.cli.command import PATIENCE, environment, spawn

COLOUR = re.compile(rb"\x1b\[[\d;]*m")


def on_terminal(
    *arguments: object, width: int = 80, program: tuple[str, ...] = ("-m", "monitor"), **env: str
) -> tuple[int, bytes]:
    """Run `monitor` on a terminal of its own; its exit code, and all that it wrote there."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    settings = environment(TERM="xterm-256color", **env)
    for name in ("COLUMNS", "NO_COLOR"):
        if name not in env:
            settings.pop(name, None)
    command = [sys.executable, *program, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=settings) as process:
        os.close(theirs)
        seen = b""
        try:
            while block := os.read(ours, 65536):
                seen += block
        except OSError as error:
            if error.errno != errno.EIO:  # Linux says so when the other end is closed
                raise
        finally:
            os.close(ours)
        return process.wait(PATIENCE), seen


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_the_terminal_and_shows_every_statement(log: Path, width: int) -> None:
    code, seen = on_terminal("statements", "--database", log, "--text", "предложений", width=width)
    text = COLOUR.sub(b"", seen).decode().replace("\r\n", "\n")
    assert code == 0
    assert ("not shown for want of room" in text) == (width == 80)
    if width > 40:  # narrower ones fold lines by themselves
        assert all(len(line) <= width for line in text.splitlines() if "not shown" not in line)
    assert "лозунгов" in text
    assert "Осина" in text


def test_a_terminal_gets_colour_unless_it_is_not_wanted(log: Path) -> None:
    assert COLOUR.search(on_terminal("show", "1", "--database", log)[1])
    assert COLOUR.search(on_terminal("statements", "--database", log, "--limit", 1)[1])
    assert not COLOUR.search(on_terminal("show", "1", "--database", log, NO_COLOR="1")[1])
    bold_only = on_terminal("statements", "--database", log, "--limit", 1, NO_COLOR="1")[1]
    assert not re.search(rb"\x1b\[[\d;]*3[0-7]", bold_only)


@pytest.mark.parametrize("more", ["", "--json"])
def test_a_reader_who_leaves_early_meets_no_traceback(log: Path, more: str) -> None:
    line = f"{sys.executable} -m monitor statements --limit 100000 --database {log} {more} | head -1"
    ended = subprocess.run(line, shell=True, capture_output=True, env=environment(), timeout=PATIENCE, check=False)  # noqa: S602 - a real pipe
    assert len(ended.stdout.splitlines()) == 1
    assert b"Traceback" not in ended.stderr
    assert b"Exception" not in ended.stderr


def test_a_reader_who_was_never_there_is_no_trouble_either(log: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "monitor", "show", "1", "--database", str(log)]
    with subprocess.Popen(command, stdout=write, stderr=subprocess.PIPE, env=environment()) as process:
        os.close(write)
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
def test_a_full_disk_is_told(log: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "monitor", "statements", "--database", str(log)]
        ended = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=PATIENCE, check=False
        )
    assert ended.returncode == 1
    assert b"No space left" in ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_output_without_cyrillic_does_not_stop_a_command(log: Path, encoding: str) -> None:
    env = environment(PYTHONIOENCODING=encoding)
    table = spawn("statements", "--database", log, env=env)
    assert table.returncode == 0
    if encoding != "ascii":  # a terminal that claims so is misconfigured: click sends it UTF-8
        assert "????" in table.stdout.decode(encoding)
    objects = spawn("statements", "--database", log, "--json", env=env)
    assert objects.returncode == 0
    assert "Вера Осина" in {json.loads(line)["speaker"] for line in objects.stdout.decode("ascii").splitlines()}


def test_closed_streams_do_not_stop_a_command(log: Path) -> None:
    line = f"{sys.executable} -m monitor status --database {log} >&- 2>&- <&-"
    ended = subprocess.run(line, shell=True, capture_output=True, env=environment(), timeout=PATIENCE, check=False)  # noqa: S602 - a real shell closes them
    assert ended.returncode == 0


def commands() -> list[tuple[str, ...]]:
    """All commands, by the words that call them."""
    found: list[tuple[str, ...]] = [()]
    for name, command in monitor.commands.items():
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    monitor.main([*words, "--help"], prog_name="monitor", standalone_mode=False)
    text = capsys.readouterr().out
    assert text.startswith(f"Usage: {' '.join(('monitor', *words))} ")
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "..." not in text.partition("\n")[2]  # nothing is cut short


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from monitor.cli import monitor; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True)
    loaded = set(ended.stdout.split())
    heavy = {"pydantic", "httpx", "sqlite3", "sqlite_utils", "trafilatura", "rich", "uvicorn", "apscheduler", "asyncio"}
    assert not loaded & heavy


def test_help_answers_at_once() -> None:
    assert min(cost() for _ in range(3)) < 0.4


def cost() -> float:
    """Processor seconds of a help page: what it takes where nobody else works."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert spawn("--help").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    ended = spawn(cwd=tmp_path)
    assert ended.returncode == 2
    assert b"Commands" in ended.stderr or b"First steps" in ended.stderr
