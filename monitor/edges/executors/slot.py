"""One worker process with the thread that feeds and watches it, through a pipe that nobody else uses."""

from __future__ import annotations

import contextlib
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from monitor.edges.executors import worker
from monitor.records import Condition, Failure

START_TIMEOUT = 60.0
STARTS = (0.0, 0.5, 2.0, 5.0)
"""Pauses before the tries to start a worker, seconds."""
TRIES = 3
"""Workers that may vanish before they took a task, until the task is given up."""
ANSWER_BYTES = 256 * 2**20
REAP = 5.0
PATIENCE = 1.0
DEAF = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A call to be made, with the future that will hold its result."""

    frame: bytes
    timeout: float
    future: Future[Any]


class NoWorkerError(Exception):
    """No worker process could be started."""


class Slot:
    """One worker process and the thread that feeds it. A worker that is lost is replaced."""

    def __init__(
        self,
        context: ForkServerContext,
        starting: threading.Lock,
        memory: int,
        warm: Callable[[], object] | None,
        tasks: queue.SimpleQueue[Task | None],
        killed: threading.Event,
    ) -> None:
        self._context, self._starting, self._killed = context, starting, killed
        self._memory, self._warm, self._tasks = memory, warm, tasks
        self._state = threading.Lock()
        self._process: ForkServerProcess | None = None
        self._pipe: Connection[bytes, bytes] | None = None
        self._task: Task | None = None
        self._doomed = False
        self.thread = threading.Thread(target=self._serve, name="worker-slot", daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, DEAF)  # see start_forkserver, which may have to be done again
        with contextlib.suppress(NoWorkerError):  # told again, as a failure, to whoever brings a task
            self._start()
        while (task := self._tasks.get()) is not None:
            if task.future.cancelled():
                task.future.set_running_or_notify_cancel()
                continue
            with self._state:
                self._task = task
            task.future.add_done_callback(self._cancelled)
            result = self._perform(task)
            with self._state:
                self._task = None
                doomed, self._doomed = self._doomed, False
            if doomed:  # cancelled in the very moment it was done: the worker must not meet the next task dying
                self._stop(0.0)
            if self._killed.is_set():
                task.future.cancel()
            if task.future.set_running_or_notify_cancel():
                task.future.set_result(result)
        self._stop(0.0)

    @property
    def pid(self) -> int | None:
        """The worker's process id, while there is one."""
        with self._state:
            return self._process.pid if self._process is not None else None

    def abandon(self) -> None:
        """Cancel the task at hand and kill the worker."""
        with self._state:
            task = self._task
            if self._process is not None:
                self._process.kill()
        if task is not None:
            task.future.cancel()

    def _cancelled(self, future: Future[Any]) -> None:
        """The done-callback of every task: if it is cancelled while it runs here, its process dies."""
        if not future.cancelled():
            return
        with self._state:
            if self._task is not None and self._task.future is future and self._process is not None:
                self._doomed = True
                self._process.kill()

    def _perform(self, task: Task) -> Any:
        try:
            for _ in range(TRIES):
                result = self._attempt(task)
                if result is not None:
                    return worker.loads(result) if isinstance(result, bytes) else result
        except NoWorkerError as error:
            return Failure(Condition.WORKER_ERROR, str(error))
        except Exception as error:  # noqa: BLE001 - the thread must outlive any surprise, say no file descriptors left
            self._stop(0.0)
            return worker.explain(error)
        return Failure(Condition.WORKER_KILLED, "workers ended without an answer")

    def _attempt(self, task: Task) -> bytes | Failure | None:
        """The frame of the answer, or why there is none; `None` where the worker was gone before it took the task."""
        pipe = self._pipe or self._start()
        try:
            pipe.send_bytes(task.frame)
        except OSError:  # ended while idle: worn out, or killed from outside
            self._stop(PATIENCE)
            return None
        try:
            if pipe.poll(task.timeout):
                return pipe.recv_bytes(ANSWER_BYTES)
        except (EOFError, OSError):
            code = self._stop(PATIENCE)
            return None if code == 0 else Failure(Condition.WORKER_KILLED, self._cause(code))
        self._stop(0.0)
        return Failure(Condition.WORKER_TIMEOUT, f"not done after {task.timeout:g} s")

    def _start(self) -> Connection[bytes, bytes]:
        """Fork a worker, wait until it is ready, and give the pipe to it.

        Raises:
            NoWorkerError: several tries failed, or the executor is closed.
        """
        said = "the executor is closed"
        for pause in STARTS:
            if self._killed.wait(pause):
                break
            try:
                return self._fork()
            except (OSError, EOFError, NoWorkerError) as error:
                self._stop(PATIENCE)
                said = f"no worker could be started: {str(error) or type(error).__name__}"
        raise NoWorkerError(said)

    def _fork(self) -> Connection[bytes, bytes]:
        ours, theirs = self._context.Pipe()
        try:
            process = self._context.Process(target=worker.serve, args=(theirs, self._memory, self._warm), daemon=True)
            with self._starting:  # starting a process polls all others, which is not safe in threads
                process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        with self._state:
            self._process, self._pipe = process, ours
        if not ours.poll(START_TIMEOUT):
            raise NoWorkerError(f"not ready after {START_TIMEOUT:g} s")
        if said := ours.recv_bytes(ANSWER_BYTES):
            raise NoWorkerError(str(worker.loads(said)))
        return ours

    def _stop(self, patience: float) -> int | None:
        """Give the worker `patience` seconds to end by itself, kill it, reap it; its exit status."""
        with self._state:
            process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is None:
            return None
        with self._starting:
            process.join(patience)
            process.kill()
            process.join(REAP)
            # No process.close(): at the program's end multiprocessing joins what it still lists, and a closed one raises.
            return process.exitcode

    def _cause(self, code: int | None) -> str:
        if code == worker.OUT_OF_MEMORY:
            return f"out of memory: more than {self._memory // 2**20} MiB"
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return f"ended by {signal.Signals(-code).name}"
        return f"ended with exit status {code}"
