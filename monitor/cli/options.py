"""The filters of the commands that read the log."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from monitor.cli.output import Command, config_option, database_option, find_database, json_option
from monitor.cli.table import Column, print_rows
from monitor.records import Kind, Side, Stance

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.edges.store.queries import Filters

    Question = Callable[[Database, Filters], list[dict[str, Any]]]

BACK = re.compile(r"(\d{1,6})([hdw])", re.ASCII)
COUNTRY, LANGUAGE = re.compile(r"[A-Z]{2,4}"), re.compile(r"[a-z]{2}")
HOURS = {"h": 1, "d": 24, "w": 168}
STATES = ("pending", "sending", "sent", "refused", "dead", "suppressed", "doubt")


class Moment(click.ParamType[datetime]):
    """A day, a time, or how far back from now; in UTC."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> datetime:
        """The time meant."""
        if isinstance(value, datetime):
            return value
        try:
            if back := BACK.fullmatch(value.strip()):
                return datetime.now(UTC) - timedelta(hours=int(back[1]) * HOURS[back[2]])
            found = datetime.fromisoformat(value.strip())
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r}: write 2026-11-30, 2026-11-30T18:00 (UTC), or 36h, 7d, 2w back from now", param, context
            )


def country(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A country's code as it is stored."""
    if value is not None and not COUNTRY.fullmatch(value := value.strip().upper()):
        raise click.BadParameter(f"{value!r}: write an ISO code such as GB, or EU, NATO, OSCE")
    return value


def language(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A language's code as it is stored."""
    if value is not None and not LANGUAGE.fullmatch(value := value.strip().lower()):
        raise click.BadParameter(f"{value!r}: write an ISO 639-1 code such as en")
    return value


def searchable(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Words to look for; without any, everything would be found."""
    if value is not None and not any(char.isalnum() for char in value):
        raise click.BadParameter(f"{value!r} holds no word to look for")
    return value


OPTIONS: dict[str, Callable[[Command], Command]] = {
    "speaker": click.option("--speaker", callback=searchable, help="A name, or a word of one."),
    "country": click.option("--country", callback=country, help="Of the speaker or outlet: ISO code, EU, NATO, OSCE."),
    "side": click.option("--side", type=click.Choice(get_args(Side)), help="Of the speaker."),
    "stance": click.option("--stance", type=click.Choice(get_args(Stance)), help="Toward dialogue."),
    "kind": click.option("--kind", type=click.Choice(get_args(Kind)), help="How it was reported."),
    "language": click.option("--language", callback=language, help="ISO 639-1 code."),
    "outlet": click.option("--outlet", help="The outlet's name."),
    "topic": click.option("--topic", help="The topic's name."),
    "since": click.option("--since", type=Moment(), help="From then on: 2026-11-30 (UTC), or 36h, 7d back from now."),
    "until": click.option("--until", type=Moment(), help="Before then."),
    "text": click.option(
        "--text", callback=searchable, help='Words that must occur; "a phrase" in double quotes, a beginning with *.'
    ),
    "relevant": click.option("--relevant/--not-relevant", default=None, help="Only such verdicts."),
    "state": click.option("--state", type=click.Choice(STATES), help="What became of it."),
    "channel": click.option("--channel", help="The channel's name."),
    "troubled": click.option("--failing", "troubled", is_flag=True, help="Only feeds in trouble."),
    "limit": click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Rows."),
}


def filtered(*names: str) -> Callable[[Command], Command]:
    """The options `names` for a command, with ``--limit``, ``--config``, ``--database`` and ``--json``."""

    def decorate(command: Command) -> Command:
        for name in reversed((*names, "limit")):
            command = OPTIONS[name](command)
        return config_option(database_option(json_option(command)))

    return decorate


def answer(
    question: str,
    columns: tuple[Column, ...],
    nothing: str,
    chosen: dict[str, Any],
    config_path: Path | None,
    database: Path | None,
    *,
    as_json: bool,
) -> None:
    """Put a question of the store with the chosen filters, and print the rows."""
    from monitor.edges import store

    most = chosen.pop("limit")
    with store.open_reader(find_database(config_path, database)) as db:
        ask: Question = getattr(store.queries, question)
        rows = ask(db, store.Filters(**chosen, limit=most + 1))
    print_rows(rows, columns, as_json=as_json, nothing=nothing, most=most)
