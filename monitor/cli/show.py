"""One statement whole: every report of it with the text around, what stands around it, and the alerts; or one event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monitor.cli.output import config_option, database_option, find_database, json_option, print_json
from monitor.cli.relations import event, relations
from monitor.cli.table import brief, cell
from monitor.errors import MonitorError

NUMBER = click.IntRange(1, 2**63 - 1)
WHOLE = 4000
"""Characters of what was said that are shown: a speech may be a statement."""


class Shown(click.ParamType[tuple[str, int]]):
    """What to show: the number of a statement, or ``event:12``."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> tuple[str, int]:
        """Which it is, and its number."""
        if isinstance(value, tuple):
            return value
        what, _, number = value.rpartition(":")
        if what not in {"", "statement", "event"} or not number.isdecimal():
            self.fail(f"{value!r}: write the number of a statement, or event:12", param, context)
        return what or "statement", NUMBER.convert(number, param, context)


@click.command()
@click.argument("shown", metavar="ID", type=Shown())
@config_option
@database_option
@json_option
def show(shown: tuple[str, int], config_path: Path | None, database: Path | None, *, as_json: bool) -> None:
    """One statement: its reports, wordings and coverage, who answers whom, its alerts. Or one event (event:12)."""
    from monitor.edges import store

    what, number = shown
    path = find_database(config_path, database)
    with store.open_reader(path) as db:
        found = store.clusters.page(db, number) if what == "event" else store.queries.statement(db, number)
    if found is None:
        raise MonitorError(f"{path}: there is no {what} {number}: 'monitor {what}s' lists them")
    if as_json:
        print_json(found)
    elif what == "event":
        event(found)
    else:
        statement(found)


def statement(found: dict[str, Any]) -> None:
    """A statement for reading."""
    head(found)
    relations(found)
    for report in found["quotations"]:
        tell(report, original=report["id"] == found["original_id"])
    if found["alerts"]:
        click.echo()
    for row in found["alerts"]:
        when = cell(row["sent_at"] or row["created"])
        click.echo(
            f"alert {row['event']} by {brief(row['channel'])} to {brief(row['recipient'])}: {row['state']} {when}"
        )


def head(found: dict[str, Any]) -> None:
    """Who said what, and what is known of it."""
    about = ", ".join(part for part in (found["role"], found["country"]) if part)
    click.secho(f"{found['id']}  {brief(found['speaker'] or 'unknown speaker')}", bold=True, nl=False)
    click.echo(f" ({brief(about)})" if about else "")
    click.secho(brief(found["text"], WHOLE), fg="yellow")
    facts = {
        "kind": found["kind"],
        "stance toward dialogue": found["stance"],
        "said": said(found),
        "topic": f"{found['topic']} (score {found['score']:.2f})"
        if found["topic"]
        else "none: it stands off the topic",
        "first seen": f"{cell(found['first_seen'])} UTC",
        "reports": f"{found['reports']} by {', '.join(row['outlet'] for row in found['outlets'])}",
        "coverage": found.get("coverage"),
    }
    if (other := found["probable"]) is not None:
        facts["probably the same as"] = f"{other['id']}: {other['text']} (score {found['probable_score']:.2f})"
    for name, value in facts.items():
        click.echo(f"{name}: {brief(value or 'unknown')}")


def said(row: dict[str, Any]) -> str | None:
    """The day, or the range of days."""
    first, last = row["said_first"], row["said_last"]
    return first if first == last else f"{first} to {last}"


def tell(report: dict[str, Any], *, original: bool) -> None:
    """One report of a statement, with the text around it."""
    window = report["window"]
    click.echo()
    click.secho(brief(f"{report['outlet']}: {report['title']}"), underline=True)
    when = cell(report["published"] or report["at"])
    mark = ", the original" if original else ""
    how = f"report {report['id']}, {report['relation']} ({report['similarity']:.2f}){mark}"
    click.echo(brief(f"{how}, {when} UTC, {report['url']}"))
    click.echo(("… " if window["start"] else "") + brief(window["before"]), nl=False)
    click.secho(brief(window["quoted"], WHOLE), fg="yellow", bold=True, nl=False)
    click.echo(brief(window["after"]))
