"""Many lines in, as many out, in order, while they come, whatever is in them."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.cli import batch
from tests.cli.command import PATIENCE, environment, spawn
from tests.cli.test_analyse import QUOTE, TEXT

TALL = "Peskov said that “talks with Europe are near”, he said. " * 100_000
"""A text that no worker gets through in the time that the test gives it."""


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def answers(output: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


@contextmanager
def running(*more: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "monitor", "analyse", "--jsonl", *more]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), bufsize=0
    )
    try:
        yield process
    finally:
        process.kill()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()
        process.wait(PATIENCE)


def next_line(process: subprocess.Popen[bytes], within: float = PATIENCE) -> dict[str, object]:
    """The next answer, while the input stays open."""
    assert process.stdout
    line, until = b"", time.monotonic() + within
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([process.stdout], [], [], max(until - time.monotonic(), 0))
        assert ready, "no answer in time"
        block = os.read(process.stdout.fileno(), 1)
        assert block, "the output ended"
        line += block
    found: dict[str, object] = json.loads(line)
    return found


def test_the_answers_come_in_order_and_are_the_same_with_any_number_of_workers() -> None:
    rows = [{"id": number, "text": TEXT if number % 5 else f"Number {number}."} for number in range(60)]
    one = spawn("analyse", "--jsonl", "--workers", "1", stdin=lines(*rows))
    two = spawn("analyse", "--jsonl", "--workers", "2", stdin=lines(*rows))
    assert (one.returncode, one.stderr) == (0, b"")
    assert one.stdout == two.stdout
    found = answers(one.stdout)
    assert [row["id"] for row in found] == list(range(60))
    quote = next(quote for quote in found[1]["quotes"] if quote["kind"] == "direct")  # type: ignore[attr-defined]
    assert TEXT[quote["start"] : quote["end"]].startswith(QUOTE)


HOSTILE = (
    b'\xef\xbb\xbf{"id": "mark", "text": "Hello"}\r\n\r\n   \n{broken\n[1, 2]\n"text"\nnull\n{"id": "neither"}\n'
    b'{"id": "number", "text": 7}\n{"id": "latin", "text": "caf\xe9"}\n{"id": "\\ud800", "text": "lone \\udfff half"}\n'
     b'{"id": "deep", "text": ' + b"[" * 100_000 + b"\n"
    + b'{"id": "digits", "text": ' + b"9" * 10_000 + b"}\n"
    + b'{"id": "nul\\u0000", "text": "\\u0000\\u0001"}\n{"id": "last", "text": "no newline behind"}'
)  # fmt: skip
EXPECTED = ["mark", None, None, None, None, "neither", "number", "latin", "\ud800", None, None, "nul\0", "last"]
GOOD = {"mark", "\ud800", "nul\0", "last"}


@pytest.mark.parametrize("command", ["analyse", "identify"])
def test_a_bad_line_is_answered_on_its_line_and_the_run_goes_on(command: str) -> None:
    ended = spawn(command, "--jsonl", "--workers", "2", stdin=HOSTILE)
    assert (ended.returncode, ended.stderr) == (0, b"")
    found = answers(ended.stdout)
    assert len(found) == len(EXPECTED)
    if command == "analyse":
        assert [row["id"] for row in found] == EXPECTED
        assert {row["id"] for row in found if "error" not in row} == GOOD
    else:
        assert all("error" in row for row in found)


def test_pairs_are_judged() -> None:
    one = {
        "lang": "en",
        "date": "2026-03-02",
        "speaker": "Clara Weidmann",
        "text": "We will not leave the talks to others.",
    }
    other = {**one, "text": "Nothing of this is true, and 300 ships will sail tomorrow."}
    ended = spawn(
        "identify", "--jsonl", stdin=lines({"pair_id": 1, "a": one, "b": one}, {"pair_id": 2, "a": one, "b": other})
    )
    assert [(row["pair_id"], row["same"]) for row in answers(ended.stdout)] == [(1, True), (2, False)]


def test_a_file_is_read_like_stdin(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"\n" + lines({"id": 1, "text": TEXT}) + b" \n")
    (found,) = answers(spawn("analyse", "--jsonl", tmp_path / "in.jsonl", stdin=b"{").stdout)
    assert found["id"] == 1
    assert "error" not in found


def test_an_empty_input_gives_nothing() -> None:
    ended = spawn("analyse", "--jsonl", stdin=b"\n \n")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_the_output_is_utf_8_whatever_the_terminal_is() -> None:
    env = environment(PYTHONIOENCODING="latin-1")
    ended = spawn("analyse", "--jsonl", stdin=lines({"id": "Ж“\u2028", "text": "Привет"}), env=env)
    assert answers(ended.stdout)[0]["id"] == "Ж“\u2028"
    assert "Ж“".encode() in ended.stdout


def test_an_answer_comes_while_the_input_stays_open() -> None:
    with running("--workers", "1") as process:
        assert process.stdin
        for number in range(3):
            process.stdin.write(lines({"id": number, "text": "Hello"}))
            assert next_line(process)["id"] == number
        process.stdin.write(b'{"id": "half')  # a line that is not whole yet is waited for
        time.sleep(0.3)
        process.stdin.write(b'", "text": "Hello"}')
        process.stdin.close()
        process.stdin = None
        assert next_line(process)["id"] == "half"
        assert process.wait(PATIENCE) == 0


def test_it_ends_when_nobody_reads_although_the_input_stays_open() -> None:
    with running("--workers", "1") as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(lines({"id": 0, "text": "Hello"}))
        next_line(process)
        process.stdout.close()
        process.stdin.write(lines({"id": 1, "text": "Hello"}))
        assert process.wait(PATIENCE) == 1
        assert process.stderr
        assert process.stderr.read() == b""


@pytest.fixture
def heeding_ctrl_c() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so do its children: here they shall not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding_ctrl_c")
def test_ctrl_c_ends_it_although_the_input_stays_open() -> None:
    with running("--workers", "1") as process:
        assert process.stdin
        process.stdin.write(lines({"id": 0, "text": "Hello"}))
        next_line(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


def test_a_line_that_costs_its_worker_costs_no_other_line() -> None:
    rows = [{"id": number, "text": TALL if number == 3 else "Hello"} for number in range(10)]
    ended = spawn("analyse", "--jsonl", "--workers", "1", "--timeout", "1", stdin=lines(*rows))
    assert ended.returncode == 0
    found = answers(ended.stdout)
    assert [row["id"] for row in found] == list(range(10))
    assert [row["id"] for row in found if "error" in row] == [3]
    assert str(found[3]["error"]).startswith("worker-")


def test_a_line_beyond_all_measure_is_refused_without_being_held() -> None:
    giant = b'{"id": 1, "text": "' + b"x" * (40 * 2**20) + b'"}\n'
    ended = spawn("analyse", "--jsonl", stdin=lines({"id": 0, "text": "a"}) + giant + lines({"id": 2, "text": "b"}))
    found = answers(ended.stdout)
    assert [row["id"] for row in found] == [0, None, 2]
    assert str(found[1]["error"]).startswith("too-large: the line is longer than")


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
def test_lines_are_cut_the_same_however_the_blocks_come(
    size: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = b"\xef\xbb\xbfone\r\n\ntwo \n" + b"x" * 50 + b"\nthree\n\xd0\xb6"
    monkeypatch.setattr(batch, "BLOCK", size)
    monkeypatch.setattr(batch, "LONGEST", 40)
    (tmp_path / "data").write_bytes(data)
    file = os.open(tmp_path / "data", os.O_RDONLY)
    try:
        found = [line for some in batch.arriving(file) for line in some]
    finally:
        os.close(file)
    assert found == [b"one\r", b"", b"two ", None, b"three", b"\xd0\xb6"]
