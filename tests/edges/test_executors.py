"""Worker processes: whatever a task does, it harms nobody else and comes back as a value."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, wait
from pathlib import Path

import pytest

from monitor.config import Workers
from monitor.edges.executors import LocalExecutor, open_executor, slot, worker
from monitor.records import Condition, Failure
from tests.edges import work_for_executors as work

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 512 * 2**20


@pytest.fixture(scope="module")
def executor():
    executor = open_executor(Workers(count=2, memory=MEMORY), preload=())
    yield executor
    executor.close(5)


def test_results_come_back(executor):
    assert executor.run(work.echo, {"a": (1, None, "ß")}, 10).result() == {"a": (1, None, "ß")}


def test_large_arguments_and_results_pass(executor):
    body = os.urandom(8 * 2**20)
    assert executor.run(work.echo, body, 20).result() == body


def test_submit_and_map_keep_the_contract_of_an_executor(executor):
    assert executor.submit(work.echo, 7).result() == 7
    assert list(executor.map(work.echo, range(5))) == [0, 1, 2, 3, 4]
    with pytest.raises(TypeError, match="one positional argument"):
        executor.submit(work.echo, 1, 2)


@pytest.mark.parametrize(
    ("function", "argument", "condition", "detail"),
    [
        (work.fail, "no such feed", Condition.WORKER_ERROR, "ValueError: no such feed"),
        (work.fail, "x" * 10_000, Condition.WORKER_ERROR, "ValueError: xxx"),
        (work.fail_without_words, None, Condition.WORKER_ERROR, "SilentError: (no message: RuntimeError)"),
        (work.leave_politely, None, Condition.WORKER_ERROR, "SystemExit: 3"),
        (work.dig, 0, Condition.WORKER_ERROR, "RecursionError: "),
        (work.unpicklable, None, Condition.WORKER_ERROR, "TypeError: cannot pickle"),
        (work.refusing, None, Condition.WORKER_ERROR, "ValueError: never to be had"),
        (work.echo, work.Refuses(), Condition.WORKER_ERROR, "ValueError: never to be had"),
        (work.crash, None, Condition.WORKER_KILLED, "ended by SIGSEGV"),
        (work.kill_self, None, Condition.WORKER_KILLED, "ended by SIGKILL"),
        (work.leave, 9, Condition.WORKER_KILLED, "ended with exit status 9"),
        (work.leave, 0, Condition.WORKER_KILLED, "workers ended without an answer"),
        (work.allocate, 2 * MEMORY, Condition.WORKER_KILLED, "out of memory: more than 512 MiB"),
    ],
)
def test_what_a_task_does_comes_back_as_a_condition(executor, function, argument, condition, detail):
    result = executor.run(function, argument, 20).result(timeout=60)
    assert isinstance(result, Failure)
    assert result.condition == condition
    assert detail in result.detail
    assert len(result.detail) <= 300
    assert executor.run(work.echo, "next", 10).result(timeout=30) == "next"


def test_what_cannot_be_sent_is_a_condition(executor):
    result = executor.run(work.echo, threading.Lock(), 10).result(timeout=30)
    assert isinstance(result, Failure)
    assert result.condition == Condition.WORKER_ERROR


@pytest.mark.parametrize("function", [work.sleep, work.busy])
def test_a_task_that_hangs_is_killed_in_time(executor, function):
    result = executor.run(function, 1000, 0.4).result(timeout=30)
    assert result == Failure(Condition.WORKER_TIMEOUT, "not done after 0.4 s")


def test_poison_hurts_nobody_else(executor):
    """Guarantee 7: one bad source hurts only itself."""
    bad = [work.crash, work.kill_self, work.fail]
    futures = [
        (number, executor.run(bad[number // 4 % 3] if number % 4 == 0 else work.echo, number, 20))
        for number in range(40)
    ]
    for number, future in futures:
        result = future.result(timeout=60)
        assert isinstance(result, Failure) if number % 4 == 0 else result == number


def test_workers_killed_from_outside_at_any_moment_cost_no_more_than_their_task(executor):
    pids = {executor.run(work.pid, None, 10).result() for _ in range(20)}
    stop = threading.Event()

    def killer():
        dice = random.Random(7)
        while not stop.wait(dice.uniform(0.2, 0.6)):
            for process in executor.processes()[:: dice.choice((1, -1))][:1]:
                with contextlib.suppress(OSError):
                    os.kill(process, signal.SIGKILL)

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        results, until = [], time.monotonic() + 3
        while time.monotonic() < until:
            done, left = wait([executor.run(work.echo, bytes(200_000), 10) for _ in range(20)], timeout=60)
            assert not left
            results += [future.result() for future in done]
    finally:
        stop.set()
        thread.join()
    assert {type(result) for result in results} <= {bytes, Failure}
    unlucky = [r for r in results if isinstance(r, Failure) and r.condition != Condition.WORKER_KILLED]
    assert all(r.detail.startswith("no worker could be started") for r in unlucky), unlucky
    assert len(results) > 10 * sum(isinstance(r, Failure) for r in results)
    assert executor.run(work.pid, None, 10).result(timeout=30) not in pids


def test_cancelling_ends_the_work(executor, tmp_path):
    async def go():
        before = time.monotonic()
        task = asyncio.create_task(executor.call(work.sleep_and_tell, (tmp_path / "pid", 30), 60))
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():  # noqa: ASYNC110 - the event is in another process
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return before

    before = asyncio.run(go())
    pid = int((tmp_path / "pid").read_text())
    while time.monotonic() - before < 10 and alive(pid):
        time.sleep(0.02)
    assert not alive(pid)
    assert executor.run(work.echo, 1, 10).result(timeout=30) == 1


def test_a_task_cancelled_before_its_turn_never_runs(executor, tmp_path):
    slow = [executor.run(work.sleep, 0.4, 10) for _ in range(2)]
    late = executor.run(work.sleep_and_tell, (tmp_path / "late", 0), 10)
    assert late.cancel()
    assert [future.result(timeout=30) for future in slow] == [0.4, 0.4]
    executor.run(work.echo, 1, 10).result(timeout=30)
    assert not (tmp_path / "late").exists()


def test_many_calls_at_once_on_one_loop(executor):
    async def go():
        return await asyncio.gather(*(executor.call(work.echo, number, 20) for number in range(300)))

    assert asyncio.run(go()) == list(range(300))


def test_a_worn_worker_makes_room_for_a_fresh_one(executor):
    assert executor.run(work.allocate, MEMORY * 3 // 4, 20).result(timeout=30) == MEMORY * 3 // 4
    assert [executor.run(work.echo, n, 10).result(timeout=30) for n in range(10)] == list(range(10))


def test_workers_are_warmed_and_a_failing_warm_up_is_told():
    with open_executor(Workers(count=1), preload=(), warm=work.warm) as executor:
        assert executor.run(work.was_warmed, None, 10).result(timeout=60) == ["warm"]


def test_a_failing_warm_up_is_told(monkeypatch):
    monkeypatch.setattr(slot, "STARTS", (0.0, 0.01))
    with open_executor(Workers(count=1), preload=(), warm=work.warm_badly) as executor:
        result = executor.run(work.echo, 1, 10).result(timeout=60)
    assert isinstance(result, Failure)
    assert result.condition == Condition.WORKER_ERROR
    assert "lexicon/fr/cues.yaml:3" in result.detail


def test_close_finishes_what_it_can_and_hands_back_the_rest():
    executor = open_executor(Workers(count=1), preload=())
    assert executor.run(work.echo, 1, 60).result(timeout=60) == 1  # its process has begun
    first, second, third = (executor.run(work.sleep, seconds, 60) for seconds in (0.3, 50, 0))
    before = time.monotonic()
    executor.close(4)
    assert time.monotonic() - before < 50 / 2
    assert first.result(timeout=0) == 0.3
    for future in (second, third):
        with pytest.raises(CancelledError):
            future.result(timeout=5)
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.run(work.echo, 1, 1)
    assert executor.processes() == []
    executor.close(0)  # twice does no harm


def test_close_of_an_idle_executor_is_quick():
    executor = open_executor(Workers(count=2), preload=())
    executor.run(work.echo, 1, 10).result(timeout=60)
    before = time.monotonic()
    executor.close(60)
    assert time.monotonic() - before < 60 / 2


def test_sigterm_to_the_group_leaves_the_workers_to_finish():
    with open_executor(Workers(count=1), preload=()) as executor:
        pid = executor.run(work.pid, None, 30).result(timeout=60)
        future = executor.run(work.sleep, 0.6, 30)
        for signal_of_the_group in (signal.SIGTERM, signal.SIGINT):
            os.kill(pid, signal_of_the_group)
        assert future.result(timeout=60) == 0.6
        assert executor.processes() == [pid]


SERVICE = """
import os, signal, sys, threading, time
from monitor.config import Workers
from monitor.edges.executors import open_executor
from tests.edges import work_for_executors as work
if __name__ == "__main__":
    executor = open_executor(Workers(count=2), preload=())
    pids = set()
    while len(pids) < 2:
        pids |= {f.result() for f in [executor.run(work.slow_pid, None, 10) for _ in range(2)]}
    executor.run(work.busy, None, 1000); executor.run(work.sleep, 1000, 1000)
    time.sleep(0.3)
    print(*pids, flush=True)
    if sys.argv[1] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("how", ["killed", "ended"])
def test_workers_do_not_outlive_the_service(tmp_path, how):
    script = tmp_path / "service.py"
    script.write_text(SERVICE, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, str(script), how],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    pids = [int(pid) for pid in ended.stdout.split()]
    assert len(pids) == 2, ended.stderr
    assert ended.returncode == (-signal.SIGKILL if how == "killed" else 0), ended.stderr
    until = time.monotonic() + 10
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in pids if alive(pid)]


def test_environment_is_restored_after_the_start(monkeypatch, executor):
    assert isinstance(executor, LocalExecutor)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    open_executor(Workers(count=1), preload=()).close(0)
    assert "OMP_NUM_THREADS" not in os.environ


def test_an_answer_that_is_no_pickle_is_a_failure():
    assert isinstance(worker.loads(b"\x80nonsense"), Failure)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
