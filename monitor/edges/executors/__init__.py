"""Where pure work runs: killable processes of this machine, behind the `concurrent.futures.Executor` contract."""

from __future__ import annotations

from collections.abc import Callable

from monitor.config import Workers
from monitor.edges.executors.local import PRELOAD, LocalExecutor, start_forkserver

__all__ = ["PRELOAD", "LocalExecutor", "open_executor", "prepare"]


def prepare(preload: tuple[str, ...] = PRELOAD) -> None:
    """Start the process that workers are forked from; it imports `preload` while the caller does something else."""
    start_forkserver(preload)


def open_executor(
    workers: Workers, preload: tuple[str, ...] = PRELOAD, warm: Callable[[], object] | None = None
) -> LocalExecutor:
    """The executor for `workers`; close it with `close`, or use it as a context manager.

    `preload` names modules that are imported once, before the workers are forked, so that a fresh worker is ready in
    milliseconds; `warm` (a module-level function) runs in every worker before it takes work, to fill caches.
    """
    return LocalExecutor(workers, preload, warm)
