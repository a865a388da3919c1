"""The command line: parse arguments, call, print, exit code. Nothing is decided here.

Commands import what they need when they are called, so that `monitor --help` answers at once.
"""

from __future__ import annotations

import os

import click

import monitor as package
from monitor.cli.analyse import analyse, cluster, identify
from monitor.cli.correct import CORRECTIONS
from monitor.cli.feeds import feeds
from monitor.cli.label import label, labels
from monitor.cli.log import alerts, events, statements, stories
from monitor.cli.replay import replay
from monitor.cli.review import export, review
from monitor.cli.service import backup, run, status
from monitor.cli.show import show
from monitor.cli.start import check, demo, init

SECTIONS = {
    "First steps": (init, check, demo),
    "The service": (run, status, backup),
    "The log": (statements, show, stories, events, alerts, feeds, review, export),
    "Feedback": (label, labels, replay),
    "Articles and pairs by hand": (analyse, identify, cluster),
}


WIDTH = 200
"""Characters of a command's description: its first sentence whole, in as many lines as that takes."""


class Grouped(click.Group):
    """A group whose help shows the commands in `SECTIONS`, in their order."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names, in order."""
        return list(self.commands)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """A paragraph for each section."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(str(command.name), command.get_short_help_str(WIDTH)) for command in commands])


@click.group(cls=Grouped, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package.__version__, prog_name="monitor")
@click.pass_context
def monitor(context: click.Context) -> None:
    """Who said what about relations between Europe and Russia, with proof, and whether it is new.

    Begin with 'monitor demo', or with 'monitor init' and 'monitor check'.
    """
    if os.environ.get("NO_COLOR"):  # https://no-color.org; rich obeys by itself
        context.color = False


for commands in SECTIONS.values():
    for command in commands:
        monitor.add_command(command)
for command in CORRECTIONS:
    statements.add_command(command)
