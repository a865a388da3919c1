"""Rows as a person reads them: a table that fits the terminal, or one line a row where a program reads on.

Text from outside never steers the terminal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from monitor.cli.output import print_json
from monitor.core.text import defuse

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")
GAP = "  "
NARROWEST, BROADEST = 30, 28
"""Characters that a wide column gets at least, and that any other one gets at most, on a terminal."""
LONGEST = {True: 600, False: 80}
"""Characters of a cell that are shown, in a wide column and in any other: a headline may be a book."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its values and its heading.

    A `wide` one takes the room that is left. Those with the highest `spare` are left out first on a narrow terminal.
    """

    key: str
    heading: str = ""
    wide: bool = False
    spare: int = 0

    @property
    def title(self) -> str:
        """The heading, by default the key in words."""
        return self.heading or self.key.replace("_", " ")

    def cell(self, row: Mapping[str, Any]) -> str:
        """What the column shows of a row."""
        text, most = cell(row.get(self.key)), LONGEST[self.wide]
        return text if len(text) <= most else text[:most] + "…"


def print_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    *,
    as_json: bool,
    nothing: str,
    most: int | None = None,
) -> None:
    """The rows as a table of `columns`, or whole as NDJSON; `nothing` is said, on stderr, when there are none.

    Of more than `most` rows the first are shown, and that there are more is said on stderr.
    """
    found = list(rows)
    cut = most is not None and len(found) > most
    if cut:
        found = found[:most]
    if as_json:
        for row in found:
            print_json(row)
    elif not found:
        click.echo(nothing, err=True)
    elif sys.stdout.isatty():
        fold(found, columns)
    else:
        plain(found, columns)
    if cut:
        click.echo(f"the first {most} are shown; --limit shows more", err=True)


def plain(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> None:
    """A line for each row, unfolded, for grep and less."""
    from rich.cells import cell_len

    table = [[column.title for column in columns], *([c.cell(row) for c in columns] for row in rows)]
    widths = [max(cell_len(line[place]) for line in table) for place in range(len(columns) - 1)]
    for line in table:
        padded = [text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=False)]
        click.echo(GAP.join([*padded, line[-1]]).rstrip())


def fold(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> None:
    """A table as broad as the terminal, with as many columns as fit."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    shown = fitting(rows, columns, console.width)
    if not shown:
        cards(rows, columns)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", expand=any(column.wide for column in shown))
    for column in shown:
        table.add_column(column.title, overflow="fold", ratio=1 if column.wide else None)
    for row in rows:
        table.add_row(*(Text(column.cell(row)) for column in shown))
    console.print(table)
    if missing := [column.title for column in columns if column not in shown]:
        click.echo(f"not shown for want of room: {', '.join(missing)}; --json gives all", err=True)


def cards(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> None:
    """A paragraph for each row, where no table fits."""
    for row in rows:
        for column in columns:
            click.echo(f"{column.title}: {column.cell(row)}")
        click.echo()


def fitting(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], width: int) -> list[Column]:
    """The columns that there is room for; none where not even those that cannot be spared fit."""
    from rich.cells import cell_len

    need = {
        column.key: NARROWEST
        if column.wide
        else min(BROADEST, max(cell_len(text) for text in (column.title, *(column.cell(row) for row in rows))))
        for column in columns
    }
    shown = list(columns)
    spare = sorted((column for column in columns if column.spare), key=lambda column: column.spare)
    while sum(need[column.key] + len(GAP) for column in shown) - len(GAP) > width:
        if not spare:
            return []
        shown.remove(spare.pop())
    return shown


def counted(number: int, one: str, more: str = "") -> str:
    """A number of things: "1 feed", "2 feeds"."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def brief(text: str, most: int = LONGEST[True]) -> str:
    """Text from outside on one line, harmless to a terminal; of a longer one the beginning: a speaker may be a book."""
    return defuse(text[:most]) + ("…" if len(text) > most else "")


def cell(value: Any) -> str:
    """A value as a person reads it in a table: times to the minute, in UTC."""
    match value:
        case None | "":
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}"
        case list() | tuple():
            return brief(", ".join(str(item) for item in value))
        case str() if MOMENT.fullmatch(value):
            return value[:16].replace("T", " ")
    return brief(str(value))
