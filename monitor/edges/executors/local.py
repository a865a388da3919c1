"""Killable worker processes of this machine.

Every worker has a pipe of its own and a thread of the service that watches it. Nothing is shared between workers, so
the death of one, at whatever moment, is an end-of-file on one pipe. (A pool with one shared pipe and locks was
measured to hang and then break for good when a worker was killed from outside while it held them, as the kernel's
out-of-memory killer does.)
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext
from typing import Any, TypeVar

from monitor.config import Workers
from monitor.edges.executors import worker
from monitor.edges.executors.slot import DEAF, REAP, Slot, Task
from monitor.records import Failure

Argument = TypeVar("Argument")
Result = TypeVar("Result")

PRELOAD = ("monitor.core.analyse", "monitor.core.feed")
"""Imported by the fork server, so that a restarted worker is ready in milliseconds instead of seconds."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class LocalExecutor(Executor):
    """Runs module-level functions of one argument in processes that may crash, hang or swell without harm to others.

    Futures never hold an exception: what failed is a `Failure` (worker-timeout, worker-killed, worker-error).
    Cancelling a future ends its work.

    Args:
        workers: how many processes, and their limits.
        preload: modules to import before the first worker is forked.
        warm: runs in every worker before it takes work.
    """

    def __init__(self, workers: Workers, preload: tuple[str, ...], warm: Callable[[], object] | None) -> None:
        self._timeout = workers.page_timeout
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._accepting = True
        self._entry = threading.Lock()
        self._killed = threading.Event()
        context = start_forkserver(preload)
        starting = threading.Lock()
        self._slots = [
            Slot(context, starting, workers.memory, warm, self._tasks, self._killed)
            for _ in range(workers.count or os.cpu_count() or 1)
        ]
        atexit.register(self.close, 0.0)

    def run(
        self, function: Callable[[Argument], Result], argument: Argument, timeout: float
    ) -> Future[Result | Failure]:
        """Call ``function(argument)`` in a worker; `timeout` in seconds counts from when a worker takes it.

        Raises:
            RuntimeError: the executor is closed.
        """
        future: Future[Result | Failure] = Future()
        try:
            frame = pickle.dumps((function, argument), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001 - whatever an object's pickling may raise
            future.set_result(worker.explain(error))
            return future
        with self._entry:
            if not self._accepting:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._tasks.put(Task(frame, timeout, future))
        return future

    async def call(
        self,
        function: Callable[[Argument], Result],
        argument: Argument,
        timeout: float,  # noqa: ASYNC109 - kills the worker, which asyncio.timeout could not
    ) -> Result | Failure:
        """`run`, awaited. Cancelling the awaiting task ends the work.

        Raises:
            asyncio.CancelledError: cancelled, or the executor was closed before the work was done.
            RuntimeError: the executor is closed.
        """
        return await asyncio.wrap_future(self.run(function, argument, timeout))

    def submit(self, function: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The `concurrent.futures` form of `run`: one positional argument, the page timeout.

        Raises:
            TypeError: other than one positional argument.
        """
        if len(args) != 1 or kwargs:
            raise TypeError("work takes exactly one positional argument")
        return self.run(function, args[0], self._timeout)

    def processes(self) -> list[int]:
        """The process ids of the present workers, for those who watch them."""
        return [pid for slot in self._slots if (pid := slot.pid) is not None]

    def close(self, timeout: float = 10.0) -> None:
        """Take no more work, finish what is there within `timeout` seconds, then cancel and kill. Blocks."""
        until = time.monotonic() + timeout
        with self._entry:
            self._accepting = False
        for _ in self._slots:
            self._tasks.put(None)
        for slot in self._slots:
            slot.thread.join(max(0.0, until - time.monotonic()))
        self._kill()
        for slot in self._slots:
            slot.thread.join(REAP)
        atexit.unregister(self.close)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as inherited
        """As inherited: waits for the work there is, unless told otherwise."""
        self.close(threading.TIMEOUT_MAX / 2 if wait and not cancel_futures else 0.0)

    def _kill(self) -> None:
        self._killed.set()
        with contextlib.suppress(queue.Empty):
            while True:
                task = self._tasks.get_nowait()
                if task is not None:
                    task.future.cancel()
                    task.future.set_running_or_notify_cancel()
        for slot in self._slots:
            self._tasks.put(None)
            slot.abandon()


def start_forkserver(preload: tuple[str, ...]) -> ForkServerContext:
    """The context of a running fork server, whose workers are deaf to the signals that are meant for the service.

    A blocked signal stays blocked across fork and exec, so that a SIGTERM to the whole control group (systemd) or a
    Ctrl-C to the terminal's group leaves the workers to finish what the service hands back. Numeric libraries are held
    to one thread, both for the two cores' sake and because a process with threads must not fork.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, DEAF)
    try:
        with environment(dict.fromkeys(ONE_THREAD, "1")):
            forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


@contextlib.contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for a while, for a child that is started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
