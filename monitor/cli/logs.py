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
    """Configure structlog, and the standard library's logging in the same form; `quiet` leaves out all below warnings."""
    import structlog

    stream: Any = Quiet()
    common: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    shown: list[Any] = [structlog.processors.JSONRenderer()]
    if sys.stderr.isatty():
        shown = [harmless, structlog.dev.ConsoleRenderer(colors=not os.environ.get("NO_COLOR"))]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        processors=[*common, *shown],
        logger_factory=structlog.PrintLoggerFactory(file=stream),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *common],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns whenever a tick finds the last one still busy


def harmless(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take from text what would steer the terminal, except from tracebacks, which are lines of our own."""
    return {
        name: defuse(value) if isinstance(value, str) and name != "exception" else value
        for name, value in event.items()
    }
