"""What runs inside a worker process: one task at a time, every failure answered as a value.

The frames of both directions are pickles. A task is ``(function, argument)``, an answer what the function returned, or
a `Failure`. The first frame of a worker says whether it is ready.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import pickle
import signal
import sys
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any

from monitor.records import Condition, Failure

if sys.platform != "win32":
    import resource

OUT_OF_MEMORY = 86
"""Exit status of a worker that met its memory limit: a heap that was full once is not worth keeping."""
NICENESS = 5
MAX_TASKS = 2000
"""Tasks until a worker makes room for a fresh one: parsers and their caches leak slowly."""
DETAIL = 300
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def serve(connection: Connection, memory: int, warm: Callable[[], object] | None) -> None:
    """Answer tasks until the other end is closed or the worker is worn out. `memory` is the limit in bytes."""
    settle(memory)
    with contextlib.suppress(EOFError, OSError):  # the service is gone: so is the work
        connection.send_bytes(ready(warm))
        for _ in range(MAX_TASKS):
            connection.send_bytes(answer(connection.recv_bytes()))
            if worn(memory):
                return


def ready(warm: Callable[[], object] | None) -> bytes:
    """The first frame: empty, or the pickled `Failure` that kept the worker from getting ready."""
    try:
        if warm is not None:
            warm()
    except Exception as error:  # noqa: BLE001 - e.g. a lexicon file that cannot be read: the service must hear it
        return pickle.dumps(explain(error), pickle.HIGHEST_PROTOCOL)
    return b""


def settle(memory: int) -> None:
    """Bound this process: memory, priority, signals, and a life no longer than the service's."""
    for name in (signal.SIGINT, signal.SIGTERM):  # one Ctrl-C reaches the whole group; the service decides
        signal.signal(name, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)  # what matters comes back as a Failure
    limit_memory(memory)
    with contextlib.suppress(OSError):  # a lower priority is a courtesy
        os.nice(NICENESS)
    die_with_parent()


def limit_memory(memory: int) -> None:
    """Refuse allocations beyond `memory` bytes. RLIMIT_DATA counts private pages (Linux 4.7), not mapped files."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def die_with_parent() -> None:
    """Let the kernel kill this process when the fork server ends, however busy it is then.

    The fork server ends when nobody holds the write end of its "alive" pipe. Workers inherit that end; one that hangs
    would keep the server, and so itself, alive after a `kill -9` of the service. Hence it is closed here.
    """
    if not sys.platform.startswith("linux"):
        return
    alive = getattr(forkserver._forkserver, "_forkserver_alive_fd", None)  # noqa: SLF001 - there is no public name for it
    if alive is not None:
        with contextlib.suppress(OSError):
            os.close(alive)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def answer(task: bytes) -> bytes:
    """The pickled result of a pickled task; any exception as a pickled `Failure`."""
    try:
        function, argument = pickle.loads(task)  # noqa: S301 - the other end is our own service
        return pickle.dumps(function(argument), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as error:  # noqa: BLE001 - SystemExit of a task must not end the worker either
        return pickle.dumps(explain(error), pickle.HIGHEST_PROTOCOL)


def explain(error: BaseException) -> Failure:
    """The exception as a value: its type and the beginning of its message."""
    try:
        said = str(error)
    except Exception as second:  # noqa: BLE001 - exceptions of others may fail to print themselves
        said = f"(no message: {type(second).__name__})"
    return Failure(Condition.WORKER_ERROR, f"{type(error).__name__}: {said}"[:DETAIL])


def worn(memory: int) -> bool:
    """Whether the peak of resident memory came near the limit: the heap is fragmented by then."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale > memory // 2


def loads(frame: bytes) -> Any:
    """The answer in a frame; one that cannot be read is a failure as well."""
    try:
        return pickle.loads(frame)  # noqa: S301 - the other end is our own worker
    except Exception as error:  # noqa: BLE001 - e.g. an exception class whose pickle does not load
        return explain(error)
