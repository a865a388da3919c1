"""Commands that run the service, or look after it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.output import (
    FILE,
    config_option,
    database_option,
    find_config,
    find_database,
    find_reviews,
    json_option,
    print_json,
    read_config,
)
from monitor.cli.table import brief, cell
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.ledger import Tally


@click.command()
@config_option
@click.option("--once", is_flag=True, help="One pass over what is due, then exit.")
@click.option("--json", "as_json", is_flag=True, help="With --once: what was done as a JSON object.")
def run(config_path: Path | None, *, once: bool, as_json: bool) -> None:
    """Poll the feeds and alert on what is new, until told to stop."""
    if as_json and not once:
        raise click.UsageError("--json goes with --once")
    from monitor import daemon
    from monitor.cli.logs import set_up_logging

    set_up_logging(quiet=once and sys.stderr.isatty())
    path = find_config(config_path)
    config = read_config(path, sending=True)
    if once:
        sweep(config, as_json=as_json)
    else:
        daemon.main(config, path)


def sweep(config: Config, *, as_json: bool) -> None:
    """One pass; where no feed at all could be read, it has failed."""
    import asyncio

    from monitor import daemon
    from monitor.cli.progress import Progress

    with Progress() as progress:
        tally = asyncio.run(daemon.run_once(config, progress.show))
    tell(tally, as_json=as_json)
    asked = tally.counts["feeds"]
    click.get_current_context().exit(int(0 < asked == tally.counts["feeds_failed"]))


def tell(tally: Tally, *, as_json: bool) -> None:
    """What a pass did."""
    done = tally.counts
    if as_json:
        print_json({**done, "conditions": dict(tally.conditions)})
        return
    click.echo(f"feeds: {done['feeds']} asked, {done['feeds_failed']} failed; {done['entries_new']} new entries")
    click.echo(f"pages: {done['pages']} read, {done['pages_failed']} failed")
    click.echo(
        f"found: {done['stories']} stories, {done['quotations']} quotations, {done['statements_new']} new statements, "
        f"{done['alerts']} alerts"
    )
    for condition, number in tally.conditions.most_common():
        click.echo(f"  {condition}: {number}")


@click.command()
@click.argument("target", type=FILE)
@config_option
@database_option
def backup(target: Path, config_path: Path | None, database: Path | None) -> None:
    """Copy the log to TARGET and the reviews beside it, also while the service runs."""
    from monitor.config import reviews_beside
    from monitor.edges import store

    reviews, beside = find_reviews(config_path, database), reviews_beside(target)
    if reviews.exists() and beside.exists():
        raise MonitorError(f"{beside}: is there already: name another file")
    with store.open_reader(find_database(config_path, database)) as db:
        store.backup(db, target)
    click.echo(f"{target}: written and checked")
    if reviews.exists():
        with store.reviews.open_reader(reviews) as db:
            store.backup(db, beside)
        click.echo(f"{beside}: written and checked")


@click.command()
@config_option
@database_option
@click.option("--fail", is_flag=True, help="End with exit code 1 where the service does not do its work.")
@json_option
def status(config_path: Path | None, database: Path | None, *, fail: bool, as_json: bool) -> None:
    """How log, feeds and outbox stand, and what is not well."""
    from monitor.core.wellbeing import judge
    from monitor.edges import store
    from monitor.edges.store.glance import glance, quiet

    path, now = find_database(config_path, database), datetime.now(UTC)
    with store.open_reader(path) as db:
        found = glance(db, path)
        troubles = judge(found, quiet(db, now), now)
    well = not any(trouble.grave for trouble in troubles)
    if as_json:
        print_json({"database": str(path), "ok": well, "reasons": [trouble.what for trouble in troubles], **found})
    else:
        lines = standing(found)
        for name, said in {"log": str(path), **lines}.items():
            click.echo(f"{name + ':':10}{brief(said)}")
        for trouble in troubles:
            click.secho(f"{'not well' if trouble.grave else 'note'}: {brief(trouble.what)}", bold=trouble.grave)
    click.get_current_context().exit(int(fail and not well))


def standing(found: dict[str, Any]) -> dict[str, str]:
    """The numbers in sentences."""
    failing = counted(found["feed_conditions"]) or "none"
    lines = {
        "feeds": f"{found['feeds']}, failing: {failing}; with a gap: {found['feeds_with_gap']}; "
        f"not asked yet: {found['feeds_never_polled']}; last success: {cell(found['last_success'])} UTC",
        "pages": f"{found['pages_waiting']} waiting; in the last day {found['pages_day']} met, "
        f"{found['pages_not_fetched_day']} of them not fetched because their entries are on no topic; "
        f"failed: {counted(found['page_conditions']) or 'none'}",
        "found": f"{found['entries']} entries, {found['articles']} articles, {found['quotations']} quotations, "
        f"{found['statements']} statements{unread(found['unsupported_languages'])}",
        "alerts": f"{found['alerts_waiting'] + found['alerts_sending']} waiting, {found['alerts_sent_day']} sent in the "
        f"last day, {found['alerts_dead']} given up, {found['alerts_refused']} refused, {found['alerts_in_doubt']} in doubt",
    }
    for name, state in found["channels"].items():
        error = f"; last error: {state['last_error']}" if state["last_error"] else ""
        lines[f"to {name}"] = f"last sent {cell(state['last_sent'])} UTC{error}"
    lines["disk"] = f"{found['disk_free'] // 2**20:,} MB free"
    return lines


def unread(languages: dict[str, int]) -> str:
    """The articles of the last day that nobody could judge, so that they are not taken for off the topic."""
    if not languages:
        return ""
    number = sum(languages.values())
    articles = "1 article" if number == 1 else f"{number} articles"
    kinds = "an unsupported language" if number == 1 else "unsupported languages"
    return f"; {articles} of the last day in {kinds}: {counted(languages)}"


def counted(conditions: dict[str, int]) -> str:
    """Conditions with their numbers."""
    return ", ".join(f"{condition} {number}" for condition, number in conditions.items())
