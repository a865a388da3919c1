"""Logs go to stderr: JSON lines in ASCII, so that no text from outside forges a line; coloured on a terminal."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from typing import Any

from monitor.core.text import defuse


class Quiet:
    """A stream to stderr, whatever that is at the moment, that never fails: a log that nobody can read stops no work."""

    def write(self, text: str) -> int:
        """Write what can be written."""
        with contextlib.suppress(OSError, ValueError):  # a pipe or terminal that is gone, a stream that is closed
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


def set_up_logging(*, quiet: bool = False) -> None:
    """Configure structlog and the standard library's logging; `quiet` leaves out all that is no warning."""
    import structlog

    stream: Any = Quiet()
    logging.basicConfig(stream=stream, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns whenever a tick finds the last one still busy
    shown: list[Any] = [structlog.processors.JSONRenderer()]
    if sys.stderr.isatty():
        shown = [harmless, structlog.dev.ConsoleRenderer(colors=not os.environ.get("NO_COLOR"))]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            *shown,
        ],
        logger_factory=structlog.PrintLoggerFactory(file=stream),
    )


def harmless(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take from text what would steer the terminal, except from tracebacks, which are lines of our own."""
    return {
        name: defuse(value) if isinstance(value, str) and name != "exception" else value
        for name, value in event.items()
    }
