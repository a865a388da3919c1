"""A progress line for one pass, shown on a terminal only."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from monitor.ledger import Tally


class Progress:
    """A bar on stderr: feeds and pages done against those known to be waiting."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        self._task = self._bar.add_task("polling", total=None)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Take it away again."""
        self._bar.stop()

    def show(self, tally: Tally, busy: int) -> None:
        """Take note of a step."""
        done = tally.counts["feeds"] + tally.counts["pages"]
        found = f"{tally.counts['stories']} stories, {tally.counts['statements_new']} new statements"
        self._bar.update(self._task, description=found, completed=done, total=done + busy)
