"""Functions for worker processes to run: module-level, one argument, some of them bad."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path

READY: list[str] = []


def echo(value):
    return value


def pid(_):
    return os.getpid()


def slow_pid(_):
    time.sleep(0.3)
    return os.getpid()


def sleep(seconds):
    time.sleep(seconds)
    return seconds


def sleep_and_tell(argument):
    path, seconds = argument
    Path(path).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(seconds)
    Path(path).with_suffix(".done").touch()


def busy(_):
    """Never lets go of the interpreter lock, as a runaway regular expression does not."""
    ctypes.PyDLL(None).sleep(1000)


def crash(_):
    ctypes.string_at(0)


def kill_self(_):
    os.kill(os.getpid(), signal.SIGKILL)


def leave(status):
    os._exit(status)


def allocate(size):
    return len(bytearray(size))


def fail(message):
    raise ValueError(message)


def leave_politely(_):
    sys.exit(3)


class SilentError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def fail_without_words(_):
    raise SilentError


def dig(depth):
    return dig(depth + 1)


def unpicklable(_):
    return threading.Lock()


class Refuses:
    """Can be sent, cannot be received."""

    def __reduce__(self):
        return fail, ("never to be had",)


def refusing(_):
    return Refuses()


def warm():
    READY.append("warm")


def warm_badly():
    raise OSError("lexicon/fr/cues.yaml:3: no such key")


def was_warmed(_):
    return READY
