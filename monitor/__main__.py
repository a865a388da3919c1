"""`python -m monitor` and the `monitor` command."""

from __future__ import annotations

import os
import sys

import click

from monitor.cli import monitor
from monitor.errors import MonitorError


def main() -> None:
    """Run the command line; every expected error ends in one readable message and its exit code."""
    try:
        monitor(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MonitorError as error:
        click.echo(f"monitor: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
