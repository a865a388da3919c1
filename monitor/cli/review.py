"""Commands that hand the log on: to a browser, to a file."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from monitor.cli.output import config_option, print_json, read_config

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell instead of showing it (OWASP, CSV injection)."""
TABLES = ("statements", "stories", "entries", "alerts", "feeds")
ALL = 10_000_000


@click.command()
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--no-browser", is_flag=True, help="Only serve; open no browser.")
def review(config_path: Path | None, *, host: str, port: int, no_browser: bool) -> None:
    """Open the log in the browser: facets, search, and every statement with its evidence."""
    from monitor.edges.review import serve_review

    serve_review(read_config(config_path).database_path(), host, port, browser=not no_browser)


@click.command()
@click.argument("table", type=click.Choice(TABLES))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of stdout.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what came from this day on (UTC).")
@config_option
def export(table: str, form: str, output: Path | None, since: datetime | None, config_path: Path | None) -> None:
    """Write TABLE as CSV or as one JSON object a line."""
    from monitor.edges import store

    with store.open_reader(read_config(config_path).database_path()) as db:
        wanted = store.queries.Filters(since=since.replace(tzinfo=UTC) if since else None, limit=ALL)
        rows = getattr(store.queries, table)(db, wanted)
        if output is None:
            write(rows, form, sys.stdout)
            return
        with output.open("w", encoding="utf-8", newline="") as file:
            write(rows, form, file)


def write(rows: Iterable[Mapping[str, Any]], form: str, file: TextIO) -> None:
    """The rows in the chosen form."""
    if form == "json":
        for row in rows:
            print_json(row, file)
        return
    writer: Any = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
        writer.writerow({name: harmless(value) for name, value in row.items()})


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; structures as JSON."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value
