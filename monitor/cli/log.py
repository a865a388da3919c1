"""Commands that read the log as tables: statements, stories, alerts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monitor.cli.options import answer, filtered
from monitor.cli.output import config_option, json_option, read_config
from monitor.cli.table import Column, print_rows

STATEMENTS = (
    Column("id"),
    Column("reported"),
    Column("speaker"),
    Column("role", spare=2),
    Column("country", "from"),
    Column("kind", spare=3),
    Column("stance", spare=1),
    Column("coverage", spare=4),
    Column("text", wide=True),
)
STORIES = (
    Column("article_id", "id"),
    Column("published"),
    Column("outlet"),
    Column("language", spare=1),
    Column("relevant"),
    Column("score", spare=2),
    Column("title", wide=True),
)
EVENTS = (
    Column("id"),
    Column("first_report", "first"),
    Column("last_report", "last"),
    Column("article_count", "articles", spare=1),
    Column("coverage"),
    Column("languages", spare=2),
    Column("title", wide=True),
)
ALERTS = (
    Column("id"),
    Column("created"),
    Column("state"),
    Column("channel"),
    Column("recipient", spare=2),
    Column("rule", spare=1),
    Column("event", spare=4),
    Column("statement_id", "statement"),
    Column("speaker", spare=3),
    Column("text", wide=True),
    Column("last_error", spare=5),
)
OUTCOMES = (
    Column("channel"),
    Column("recipient"),
    Column("outcome"),
    Column("detail", wide=True),
)


@click.group(invoke_without_command=True)
@filtered("speaker", "country", "side", "stance", "kind", "language", "outlet", "topic", "since", "until", "text")
@click.pass_context
def statements(
    context: click.Context, /, config_path: Path | None, database: Path | None, *, as_json: bool, **chosen: Any
) -> None:
    """Who said what: every statement once, the latest first. And corrections of what is one statement."""
    if context.invoked_subcommand is None:
        answer("statements", STATEMENTS, "no statement fits", chosen, config_path, database, as_json=as_json)


@click.command()
@filtered("country", "language", "outlet", "topic", "relevant", "since", "until", "text")
def stories(config_path: Path | None, database: Path | None, *, as_json: bool, **chosen: Any) -> None:
    """Which articles are about it, by the ID for 'monitor label'. With --json: and why."""
    answer("stories", STORIES, "no story fits", chosen, config_path, database, as_json=as_json)


@click.command()
@filtered("country", "language", "outlet", "topic", "since", "until")
def events(config_path: Path | None, database: Path | None, *, as_json: bool, **chosen: Any) -> None:
    """What happened: articles on one event together, the latest first.

    The latest is the event of which an article came into the log last.
    """
    answer("events", EVENTS, "no event fits", chosen, config_path, database, as_json=as_json)


@click.group(invoke_without_command=True)
@filtered("state", "channel", "country", "stance", "since", "until")
@click.pass_context
def alerts(
    context: click.Context, /, config_path: Path | None, database: Path | None, *, as_json: bool, **chosen: Any
) -> None:
    """What was sent to whom, and what could not be."""
    if context.invoked_subcommand is None:
        answer("alerts", ALERTS, "no alert fits", chosen, config_path, database, as_json=as_json)


@alerts.command("test")
@config_option
@json_option
@click.pass_context
def test_(context: click.Context, config_path: Path | None, *, as_json: bool) -> None:
    """Send one test alert through every channel, to every recipient."""
    import asyncio

    from monitor.cli.trial import try_channels

    rows = asyncio.run(try_channels(read_config(config_path, sending=True)))
    print_rows(rows, OUTCOMES, as_json=as_json, nothing="no channel is configured")
    context.exit(int(not rows or any(row["outcome"] != "sent" for row in rows)))
