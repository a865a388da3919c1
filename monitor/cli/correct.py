"""Commands by which people correct what is one statement: join two, take a report out, take a correction back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.label import whoever
from monitor.cli.output import (
    Command,
    config_option,
    database_option,
    find_database,
    find_reviews,
    json_option,
    print_json,
)
from monitor.cli.table import Column, brief, print_rows
from monitor.errors import AlreadyRunningError, MonitorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from monitor.edges.store.corrections import Action, Cited, Correction

NUMBER = click.IntRange(1, 2**63 - 1)
COLUMNS = (
    Column("id"),
    Column("at"),
    Column("who"),
    Column("action"),
    Column("statement_id", "statement"),
    Column("other_id", "other", spare=1),
    Column("quotation_id", "report", spare=2),
    Column("undoes", spare=3),
    Column("state"),
    Column("note", spare=4),
    Column("statement_text", "text", wide=True),
)


def said(command: Command) -> Command:
    """The options of whoever corrects something."""
    for option in (
        click.option("--note", help="Why."),
        click.option("--who", help="Who says so; without it, the name you are logged in by."),
    ):
        command = option(command)
    return config_option(database_option(json_option(command)))


@click.command()
@click.argument("first", metavar="A", type=NUMBER)
@click.argument("second", metavar="B", type=NUMBER)
@said
def merge(first: int, second: int, **given: Any) -> None:
    """Join two: the reports of the younger go to the older.

    So do later reports in the words of either, until 'monitor statements undo' takes it back.
    """
    join("merge", first, second, **given)


@click.command("same-as")
@click.argument("first", metavar="A", type=NUMBER)
@click.argument("second", metavar="B", type=NUMBER)
@said
def same_as(first: int, second: int, **given: Any) -> None:
    """Yes: A, which was "probably the same as" B, is B."""
    join("same-as", first, second, **given)


@click.command()
@click.argument("quotation_id", metavar="REPORT", type=NUMBER)
@said
def split(quotation_id: int, **given: Any) -> None:
    """Take a report out into a statement of its own.

    'monitor show ID' shows the reports' numbers; 'monitor statements undo' takes it back.
    """
    from monitor.edges import store

    def cite(log: Database) -> dict[str, Any]:
        quotation = store.corrections.quotation(log, quotation_id)
        number = store.corrections.statement_of(log, quotation_id)
        if quotation is None or number is None:
            raise MonitorError(f"there is no report {quotation_id}: 'monitor show ID' shows those of a statement")
        return {"statement": cited(log, number), "quotation": quotation}

    give("split", cite, **given)


@click.command()
@click.argument("number", metavar="CORRECTION", type=NUMBER)
@said
def undo(number: int, **given: Any) -> None:
    """Take a correction back, also one that took another back."""
    from monitor.edges import store

    def cite(_log: Database) -> dict[str, Any]:
        reviews = find_reviews(given["config_path"], given["database"])
        row = next((row for row in reading(reviews) if row["id"] == number), None)
        if row is None:
            raise MonitorError(f"there is no correction {number}: 'monitor statements corrections' lists them")
        return {"statement": store.corrections.cited(row, "statement"), "undoes": number}

    give("undo", cite, **given)


@click.command()
@config_option
@database_option
@json_option
def corrections(config_path: Path | None, database: Path | None, *, as_json: bool) -> None:
    """What people corrected, and what became of it."""
    from monitor.corrections import listing
    from monitor.edges import store

    rows = reading(find_reviews(config_path, database))
    with store.open_reader(find_database(config_path, database)) as log:
        found = listing(log, rows)
    print_rows(found, COLUMNS, as_json=as_json, nothing="nobody has corrected a statement yet")


CORRECTIONS = (merge, split, same_as, undo, corrections)


def join(action: Action, first: int, second: int, **given: Any) -> None:
    """Say of two statements that they are one."""

    def cite(log: Database) -> dict[str, Any]:
        return {"statement": cited(log, first), "other": cited(log, second)}

    give(action, cite, **given)


def cited(log: Database, number: int) -> Cited:
    """A statement as a correction cites it.

    Raises:
        MonitorError: there is none.
    """
    from monitor.edges import store

    found = store.corrections.statement(log, number)
    if found is None:
        raise MonitorError(f"there is no statement {number}: 'monitor statements' lists them")
    return found


def reading(reviews: Path) -> list[dict[str, Any]]:
    """The corrections so far."""
    from monitor.corrections import read

    return read(reviews)


def give(
    action: Action,
    cite: Callable[[Database], dict[str, Any]],
    *,
    who: str | None,
    note: str | None,
    config_path: Path | None,
    database: Path | None,
    as_json: bool,
) -> None:
    """Add a correction to the reviews, unless there is an objection; do it at once where no service holds the log.

    Raises:
        MonitorError: it cannot be taken; nothing is written.
    """
    from monitor.corrections import objection
    from monitor.edges import store
    from monitor.edges.store.corrections import Correction

    path, reviews = find_database(config_path, database), find_reviews(config_path, database)
    with store.open_reader(path) as log:
        given = Correction(who or whoever(), action, **cite(log), note=note)
        if (said := objection(log, reading(reviews), given)) is not None:
            raise MonitorError(said)
    with store.reviews.open_writer(reviews) as db:
        number = store.corrections.append(db, given, datetime.now(UTC))
    tell(number, given, done=follow(path, reviews), as_json=as_json)


def follow(path: Path, reviews: Path) -> bool:
    """Let the log follow the reviews now; `False` where the service has it, which will."""
    from monitor.corrections import Corrections
    from monitor.edges import store

    try:
        with store.lock(path, briefly=True), store.open_writer(path) as log:
            Corrections(reviews).honour(log, datetime.now(UTC))
    except AlreadyRunningError:
        return False
    return True


def tell(number: int, given: Correction, *, done: bool, as_json: bool) -> None:
    """What was noted, and whether it is done."""
    ids = {
        name: getattr(given, name).id if getattr(given, name) else None for name in ("statement", "other", "quotation")
    }
    if as_json:
        named = {f"{name}_id": value for name, value in ids.items()}
        print_json(
            {
                "id": number,
                "action": given.action,
                **named,
                "undoes": given.undoes,
                "who": given.who,
                "note": given.note,
                "done": done,
            }
        )
        return
    if given.undoes is not None:
        what = f"correction {given.undoes} taken back"
    elif ids["quotation"] is not None:
        what = f"report {ids['quotation']} taken out of statement {ids['statement']}"
    else:
        what = f"statements {ids['statement']} and {ids['other']} are one"
    click.echo(f"correction {number}: {what}, says {brief(given.who)}")
    click.echo("done" if done else "the service does it within seconds")
