"""Commands that read the log: statements, stories, alerts, and one statement whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from monitor.cli.output import Command, config_option, json_option, print_json, print_rows, read_config
from monitor.core.text import defuse
from monitor.errors import MonitorError
from monitor.records import Kind, Side, Stance

if TYPE_CHECKING:
    from monitor.edges.store.queries import Filters

DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
OPTIONS: dict[str, Callable[[Command], Command]] = {
    "speaker": click.option("--speaker", help="A name, or a part of one."),
    "country": click.option("--country", help="Of the speaker or outlet: ISO code, EU or NATO."),
    "side": click.option("--side", type=click.Choice(get_args(Side))),
    "stance": click.option("--stance", type=click.Choice(get_args(Stance)), help="Toward dialogue."),
    "kind": click.option("--kind", type=click.Choice(get_args(Kind))),
    "language": click.option("--language", help="ISO 639-1 code."),
    "outlet": click.option("--outlet", help="The outlet's name."),
    "topic": click.option("--topic"),
    "since": click.option("--since", type=DAY, help="From this day on (UTC)."),
    "until": click.option("--until", type=DAY, help="Before this day (UTC)."),
    "text": click.option("--text", help='Words that must occur; "a phrase" in double quotes, a beginning with *.'),
    "relevant": click.option("--relevant/--not-relevant", default=None, help="Only such verdicts."),
    "state": click.option("--state", help="pending, sent, refused, dead, doubt …"),
    "channel": click.option("--channel"),
    "limit": click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True),
}


def filtered(*names: str) -> Callable[[Command], Command]:
    """The options `names` for a command, with ``--config`` and ``--json``."""

    def decorate(command: Command) -> Command:
        for name in reversed((*names, "limit")):
            command = OPTIONS[name](command)
        return config_option(json_option(command))

    return decorate


def filters(**chosen: Any) -> Filters:
    """The chosen options as the store takes them."""
    from monitor.edges.store.queries import Filters

    days = {name: value.replace(tzinfo=UTC) for name, value in chosen.items() if isinstance(value, datetime)}
    return Filters(**{**chosen, **days})


@click.command()
@filtered("speaker", "country", "side", "stance", "kind", "language", "outlet", "topic", "since", "until", "text")
def statements(config_path: Path | None, *, as_json: bool, **chosen: Any) -> None:
    """Who said what: every statement once, the latest first."""
    from monitor.edges import store

    with store.open_reader(read_config(config_path).database_path()) as db:
        rows = store.queries.statements(db, filters(**chosen))
    columns = ("id", "reported", "speaker", "role", "country", "kind", "stance", "outlet_count", "text")
    print_rows(rows, columns, as_json=as_json, nothing="no statement fits")


@click.command()
@filtered("country", "language", "outlet", "topic", "relevant", "since", "until", "text")
def stories(config_path: Path | None, *, as_json: bool, **chosen: Any) -> None:
    """Verdicts about articles, with their reasons."""
    from monitor.edges import store

    with store.open_reader(read_config(config_path).database_path()) as db:
        rows = store.queries.stories(db, filters(**chosen))
    columns = ("article_id", "published", "outlet", "language", "relevant", "score", "title")
    print_rows(rows, columns, as_json=as_json, nothing="no story fits")


@click.group(invoke_without_command=True)
@filtered("state", "channel", "country", "stance", "since", "until")
@click.pass_context
def alerts(context: click.Context, /, config_path: Path | None, *, as_json: bool, **chosen: Any) -> None:
    """What was sent, to whom, and what could not be; or try the channels."""
    if context.invoked_subcommand is not None:
        return
    from monitor.edges import store

    with store.open_reader(read_config(config_path).database_path()) as db:
        rows = store.queries.alerts(db, filters(**chosen))
    columns = (
        "id",
        "created",
        "state",
        "channel",
        "recipient",
        "rule",
        "event",
        "statement_id",
        "speaker",
        "text",
        "last_error",
    )
    print_rows(rows, columns, as_json=as_json, nothing="no alert fits")


@alerts.command("test")
@config_option
@json_option
@click.pass_context
def test_(context: click.Context, config_path: Path | None, *, as_json: bool) -> None:
    """Send one test alert through every channel, to every recipient."""
    import asyncio

    from monitor.cli.trial import try_channels

    rows = asyncio.run(try_channels(read_config(config_path)))
    print_rows(rows, ("channel", "recipient", "outcome", "detail"), as_json=as_json, nothing="no channel is configured")
    context.exit(int(any(row["outcome"] != "sent" for row in rows)))


@click.command()
@click.argument("statement_id", metavar="ID", type=int)
@config_option
@json_option
def show(statement_id: int, config_path: Path | None, *, as_json: bool) -> None:
    """One statement: its quotations side by side, with the text around them, and its alerts."""
    from monitor.edges import store

    path = read_config(config_path).database_path()
    with store.open_reader(path) as db:
        found = store.queries.statement(db, statement_id)
    if found is None:
        raise MonitorError(f"{path}: there is no statement {statement_id}")
    if as_json:
        print_json(found)
        return
    about = ", ".join(part for part in (found["role"], found["country"]) if part)
    click.secho(
        f"{found['id']}  {defuse(found['speaker'] or 'unknown speaker')}" + (f" ({defuse(about)})" if about else ""),
        bold=True,
    )
    click.echo(f"{defuse(found['text'])}")
    click.echo(
        f"{found['kind']}, stance toward dialogue: {found['stance']}, first seen {found['first_seen'][:16]} UTC, {found['reports']} reports"
    )
    for report in found["quotations"]:
        tell(report)
    for row in found["alerts"]:
        click.echo(
            f"\nalert {row['event']} by {row['channel']} to {defuse(row['recipient'])}: {row['state']} {(row['sent_at'] or '')[:16]}"
        )


def tell(report: dict[str, Any]) -> None:
    """One report of a statement, with the text around it."""
    window = report["window"]
    click.echo()
    click.secho(f"{defuse(report['outlet'])}: {defuse(report['title'])}", underline=True)
    click.echo(
        f"{report['relation']} ({report['similarity']:.2f}), {(report['published'] or report['at'])[:16]}, {defuse(report['url'])}"
    )
    click.echo(f"… {defuse(window['before'])}", nl=False)
    click.secho(defuse(window["quoted"]), fg="yellow", bold=True, nl=False)
    click.echo(f"{defuse(window['after'])} …")
