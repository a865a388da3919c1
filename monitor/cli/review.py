"""Commands that hand the log on: to a browser, to a file."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from monitor.cli.options import OPTIONS
from monitor.cli.output import FILE, config_option, database_option, find_database, print_json
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.edges.store.queries import Filters

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What makes a spreadsheet compute a cell instead of showing it (OWASP, CSV injection; the wide forms count in Excel)."""
STEERING = ("\t", "\r", "\n")
"""Before a formula some spreadsheets drop these."""
TABLES = ("statements", "stories", "entries", "alerts", "feeds")
UNDATED = ("feeds",)
BATCH = 10_000
"""Rows that are held at once."""


@click.command()
@config_option
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 for any free one.")
@click.option("--name", "names", multiple=True, help="Another name to answer to, such as a proxy's; may come again.")
@click.option("--no-browser", is_flag=True, help="Only serve; open no browser.")
def review(
    config_path: Path | None, database: Path | None, host: str, port: int, names: tuple[str, ...], *, no_browser: bool
) -> None:
    """Open the log in the browser: facets, search, and every statement with its evidence."""
    from monitor.edges import store
    from monitor.edges.review import serve_review

    path = find_database(config_path, database)
    with store.open_reader(path):  # says what is wrong with the file, and how to mend it
        pass
    serve_review(path, host, port, names=names, browser=not no_browser)


@click.command()
@click.argument("table", type=click.Choice(TABLES))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--output", type=FILE, help="A file instead of stdout.")
@OPTIONS["since"]
@OPTIONS["until"]
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, so that Excel reads it as UTF-8.")
@config_option
@database_option
def export(
    table: str,
    form: str,
    output: Path | None,
    config_path: Path | None,
    database: Path | None,
    since: datetime | None,
    until: datetime | None,
    *,
    bom: bool,
) -> None:
    """Write TABLE as CSV or as one JSON object a line, as it stands at this moment."""
    from monitor.edges import store

    if table in UNDATED and (since or until):
        raise click.UsageError(f"{table} have no date: leave --since and --until out")
    wanted = store.queries.Filters(since=since, until=until)
    with store.open_reader(find_database(config_path, database)) as db, opened(output) as file:
        if bom and form == "csv":
            file.write("\ufeff")
        number = write(pages(db, getattr(store.queries, table), wanted), form, file)
        file.flush()
    if not number:
        click.echo(f"no {table} to write", err=True)


def pages(
    db: Database, question: Callable[[Database, Filters], list[dict[str, Any]]], filters: Filters
) -> Iterator[dict[str, Any]]:
    """All rows that a question of the store has, a batch at a time, in one view of the log."""
    db.execute("BEGIN")  # what the service writes meanwhile would move the batches
    while rows := question(db, replace(filters, limit=BATCH)):
        yield from rows
        if len(rows) < BATCH:
            return
        filters = replace(filters, offset=filters.offset + BATCH)


@contextlib.contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is put in place when it is whole.

    Raises:
        MonitorError: the file cannot be written.
    """
    if output is None:
        yield sys.stdout
        return
    draft = output.with_name(f"{output.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            yield file
        draft.replace(output)
    except OSError as error:
        raise MonitorError(f"{output}: cannot be written: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)


def write(rows: Iterable[Mapping[str, Any]], form: str, file: TextIO) -> int:
    """The rows in the chosen form; their number."""
    number = 0
    writer: Any = None
    for row in rows:
        number += 1
        if form == "json":
            print_json(row, file)
            continue
        if writer is None:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return number


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; structures as JSON."""
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and (value.startswith(STEERING) or value.lstrip().startswith(FORMULA)):
        return "'" + value
    return value
