"""The command line: parse arguments, call, print, exit code. Nothing is decided here.

Commands import what they need when they are called, so that `monitor --help` answers at once.
"""

from __future__ import annotations

import click

import monitor as package
from monitor.cli.analyse import analyse, identify
from monitor.cli.feeds import feeds
from monitor.cli.log import alerts, show, statements, stories
from monitor.cli.review import export, review
from monitor.cli.service import backup, check, demo, init, run, status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package.__version__, prog_name="monitor")
def monitor() -> None:
    """Who said what about relations between Europe and Russia, with proof, and whether it is new."""


for command in (
    init, check, run, demo, analyse, identify, statements, stories, feeds, alerts, show, review, export, backup, status,
):  # fmt: skip
    monitor.add_command(command)
