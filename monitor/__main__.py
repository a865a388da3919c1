"""`python -m monitor` and the `monitor` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import click

from monitor.cli import monitor
from monitor.core.text import defuse
from monitor.errors import MonitorError

INTERRUPTED = 130
"""What a shell reports of a program that was ended by Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every expected error ends in a readable message and its exit code.

    Raises:
        SystemExit: always.
    """
    settle_streams()
    try:
        code = monitor(arguments, prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except MonitorError as error:
        tell(str(error))
        code = error.exit_code
    except BrokenPipeError:  # the reader of our output went away: `| head`
        code = leave_output()
    except OSError as error:  # standard output on a full disk, say
        tell(str(error))
        code = leave_output()
    sys.exit(code if isinstance(code, int) else 0)


def settle_streams() -> None:
    """See that no text can fail to be printed: what an encoding lacks is shown as a question mark."""
    if sys.stdout is None:  # closed by the caller: `>&-`
        sys.stdout = nowhere()
    if sys.stderr is None:
        sys.stderr = nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def nowhere() -> TextIO:
    """A stream that takes everything, open as long as the process lives."""
    return Path(os.devnull).open("w", encoding="utf-8")


def tell(message: str) -> None:
    """Say on stderr what went wrong."""
    for line in message.splitlines():
        click.echo(f"monitor: {defuse(line)}", err=True)


def leave_output() -> int:
    """Point standard output nowhere, or Python would complain once more when it flushes it at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


if __name__ == "__main__":
    main()
