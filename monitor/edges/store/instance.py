"""One service per database: a lock that the operating system takes back whatever happens to us."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from monitor.errors import AlreadyRunningError, StoreError

HOLDER = 32
"""Bytes of the lock file for the holder's process id; behind them stands `NOTE` once there is a log."""
NOTE = b"log\n"
BRIEFLY = " for a moment"
"""Behind the process id of a holder who does one thing and goes."""
MOMENT, NOTICE = 10.0, 0.3
"""Seconds that such a holder is waited for, and that a holder has for writing who it is."""


def note(path: Path) -> None:
    """Remember, beside the database, that there is a log: found empty later, it was lost and is not new."""
    handle = os.open(lock_file(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.pwrite(handle, NOTE, HOLDER)
        os.fsync(handle)
    finally:
        os.close(handle)


def noted(path: Path) -> bool:
    """Whether there has been a log at `path`."""
    try:
        return lock_file(path).read_bytes()[HOLDER:] == NOTE
    except FileNotFoundError:
        return False


def lock_file(path: Path) -> Path:
    """The lock of the database at `path`."""
    return path.with_name(path.name + ".lock")


@contextlib.contextmanager
def lock(path: Path, *, briefly: bool = False) -> Iterator[None]:
    """Hold the database at `path` for this process: by ``flock`` on the file ``<database>.lock``.

    Who holds it only `briefly` is waited for by others: a service that starts in this moment need not fail. The file stays behind on purpose: removing it would let two processes hold locks on two files of one name.

    Raises:
        AlreadyRunningError: another process holds it; the message names its process id.
        StoreError: the lock file cannot be written.
    """
    name = lock_file(path)
    try:
        name.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{name}: cannot be opened: {error.strerror or error}") from error
    try:
        take(handle, path)
        os.pwrite(handle, f"{os.getpid()}{BRIEFLY if briefly else ''}".ljust(HOLDER - 1).encode() + b"\n", 0)
        yield
    finally:
        os.close(handle)


def take(handle: int, path: Path) -> None:
    """Lock the open file, or say who has it."""
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, HOLDER, 0).decode("ascii", "replace").strip() or "unknown"
            if time.monotonic() - began > (MOMENT if holder.endswith(BRIEFLY) else NOTICE):
                raise AlreadyRunningError(
                    f"{path}: is in use by the process {holder.removesuffix(BRIEFLY)}: stop that service, "
                    "or name another database"
                ) from None
            time.sleep(0.05)
        except OSError as error:
            raise StoreError(f"{path}: cannot be locked: {error.strerror or error}: use a local disk") from error
        else:
            return
