"""Progress lines, shown on a terminal only."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from monitor.ledger import Tally


class Steps:
    """A bar on stderr for a known number of steps; nothing where that is no terminal."""

    def __init__(self, description: str, total: int | None) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.bar = Bar(
            *columns,
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
            redirect_stdout=sys.stdout.isatty(),  # what goes into a pipe would come out beside the bar
        )
        self.task = self.bar.add_task(description, total=total)

    def __enter__(self) -> Self:
        """Show the bar."""
        self.bar.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Take it away again."""
        self.bar.stop()

    def advance(self) -> None:
        """One more is done."""
        self.bar.advance(self.task)


class Progress(Steps):
    """A pass: feeds and pages done against those known to be waiting."""

    def __init__(self) -> None:
        super().__init__("polling", None)

    def show(self, tally: Tally, busy: int) -> None:
        """Take note of a step."""
        done = tally.counts["feeds"] + tally.counts["pages"]
        found = f"{tally.counts['stories']} stories, {tally.counts['statements_new']} new statements"
        self.bar.update(self.task, description=found, completed=done, total=done + busy)
