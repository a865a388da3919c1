"""One service per database: a lock that the operating system takes back whatever happens to us."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from monitor.errors import AlreadyRunningError, StoreError


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the database at `path` for this process: by ``flock`` on the file ``<database>.lock``.

    The file stays behind on purpose: removing it would let two processes hold locks on two files of one name.

    Raises:
        AlreadyRunningError: another process holds it; the message names its process id.
        StoreError: the lock file cannot be written.
    """
    name = path.with_name(path.name + ".lock")
    try:
        name.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{name}: cannot be opened: {error.strerror or error}") from error
    try:
        take(handle, path)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def take(handle: int, path: Path) -> None:
    """Lock the open file, or say who has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise AlreadyRunningError(
            f"{path}: is in use by the process {holder}: stop that service, or name another database"
        ) from None
    except OSError as error:
        raise StoreError(f"{path}: cannot be locked: {error.strerror or error}: use a local disk") from error
