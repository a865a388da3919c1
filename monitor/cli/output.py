"""How commands print: tables for people, NDJSON for programs; text from outside never steers the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from monitor import config as configuration
from monitor.config import Config
from monitor.core.text import defuse
from monitor.errors import ConfigError

Command = TypeVar("Command", bound=Callable[..., Any])
PLACES = ("config.yaml", "~/.config/statement-monitor/config.yaml", "/etc/statement-monitor/config.yaml")


def config_option(command: Command) -> Command:
    """``--config``: the file; without it the first of `PLACES` that is there."""
    return click.option(
        "--config", "config_path", type=click.Path(path_type=Path, dir_okay=False), help="The configuration file."
    )(command)


def json_option(command: Command) -> Command:
    """``--json``: one JSON object a line."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")(command)


def find_config(path: Path | None) -> Path:
    """The configuration file to read.

    Raises:
        ConfigError: there is none.
    """
    if path is not None:
        return path
    for place in PLACES:
        if (found := Path(place).expanduser()).is_file():
            return found
    raise ConfigError(f"no configuration at {', '.join(PLACES)}: name one by --config, or write one by `monitor init`")


def read_config(path: Path | None) -> Config:
    """The configuration, validated."""
    return configuration.read(find_config(path))


def print_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, nothing: str) -> None:
    """The rows as a table of `columns`, or whole as NDJSON; `nothing` is said, on stderr, when there are none."""
    if as_json:
        for row in rows:
            print_json(row)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", ratio=3 if column in {"text", "title", "url", "detail"} else None)
    for row in rows:
        table.add_row(*(Text(cell(row.get(column))) for column in columns))
    if not table.row_count:
        click.echo(nothing, err=True)
        return
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def print_json(row: Mapping[str, Any], file: TextIO | None = None) -> None:
    """One object on one line."""
    click.echo(json.dumps(row, ensure_ascii=False, default=str), file)


def cell(value: Any) -> str:
    """A value as a person reads it in a table."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}"
        case list() | tuple():
            return defuse(", ".join(str(item) for item in value))
    return defuse(str(value))
