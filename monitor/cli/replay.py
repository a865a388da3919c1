"""The command that judges the stored articles anew and shows what would change."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import Moment
from monitor.cli.output import (
    FILE,
    config_option,
    database_option,
    find_reviews,
    json_option,
    known_config,
    print_json,
    read_config,
)
from monitor.cli.table import brief, cell, counted

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.core.replay import Change, Quality
    from monitor.replay import Labels, Outcome, Plan, Unjudged

SIGNS = {"added": ("+", "green"), "taken": ("-", "red")}


@click.command()
@click.option(
    "--topic", "file", type=FILE, help="A topic file; its name is the topic's. Without it: the topics in use."
)
@click.option(
    "--since", type=Moment(), help="Articles fetched from then on: 2026-11-30 (UTC), or 36h, 7d back from now."
)
@click.option("--limit", type=click.IntRange(1), default=None, help="The newest articles only.")
@click.option("--apply", "apply", is_flag=True, help="Write the new verdicts into the log; alerts nobody.")
@config_option
@database_option
@json_option
def replay(
    file: Path | None, since: datetime | None, limit: int | None, *, apply: bool, config_path: Path | None,
    database: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Judge the stored articles anew: what a changed topic adds and takes.

    Nothing is written without --apply, which needs the log for itself: stop the service first.
    """
    from monitor import replay as replaying
    from monitor.edges.executors import prepare

    prepare()
    config = config_of(config_path, database)
    path = config.database_path()
    with replaying.prepared(config, file) as (names, folder):
        plan = replaying.Plan(config, names, folder, datetime.now(UTC), since, limit, apply)
        outcome = replaying.Outcome()
        labels = labels_of(path, find_reviews(config_path, database), names)
        show(path, plan, labels, outcome, as_json=as_json)
    tell(outcome, labels, apply=apply, as_json=as_json)
    if file and not outcome.known:
        click.echo(f"note: the log knows no topic {file.stem!r}: a topic has the name of its file", err=True)
    if file and apply and not replaying.in_service(config, file):
        click.echo(
            f"note: the service does not judge by {file}: put it into topic_folder, and {file.stem} into topics",
            err=True,
        )
    click.get_current_context().exit(int(outcome.counts["failed"] > 0))


def config_of(config_path: Path | None, database: Path | None) -> Config:
    """The configuration, for its topics; with a log named, the defaults do where there is none."""
    from monitor.config import Config

    if database is None:
        return read_config(config_path)
    place = config_path or known_config()
    return (read_config(place) if place else Config()).model_copy(update={"database": database})


def labels_of(path: Path, reviews: Path, names: tuple[str, ...]) -> Labels:
    """What people say of the articles in the log."""
    from monitor.edges import store
    from monitor.replay import labelled

    if not reviews.exists():
        return {}
    with store.open_reader(path) as log, store.reviews.open_reader(reviews) as said:
        return labelled(log, said, names)


def show(path: Path, plan: Plan, labels: Labels, outcome: Outcome, *, as_json: bool) -> None:
    """Print the changes as they are found."""
    from monitor.cli.progress import Steps
    from monitor.edges import store
    from monitor.replay import replay as changes

    with store.open_reader(path) as log:
        total = store.revisit.count(log, plan.since, plan.limit)
    with (
        Steps("judging", total) as steps,
        contextlib.closing(changes(path, plan, labels, outcome, steps.advance)) as found,
    ):
        for one in found:
            print_one(one, as_json=as_json)


def print_one(one: Change | Unjudged, *, as_json: bool) -> None:
    """One change, or one article that could not be judged."""
    from monitor.replay import Unjudged

    if isinstance(one, Unjudged):
        if as_json:
            print_json({"kind": "failed", "article_id": one.article_id, "title": one.title, "error": str(one.failure)})
        else:
            click.echo(f"article {one.article_id} could not be judged: {brief(str(one.failure))}", err=True)
        return
    if as_json:
        print_json(asdict(one))
        return
    sign, colour = SIGNS[one.kind]
    click.secho(f"{sign} {cell(one.before)} → {cell(one.after)}", fg=colour, nl=False)
    click.echo(f"  {one.article_id}  {brief(one.outlet)}: {brief(one.title)}")
    for moved in one.reasons:
        click.echo(brief(f"      {moved.rule}: {moved.before or 'no'} → {moved.after or 'no'}"))


def tell(outcome: Outcome, labels: Labels, *, apply: bool, as_json: bool) -> None:
    """What came out, and how well verdicts agree with the labels, before and after."""
    counts = outcome.counts
    if as_json:
        numbers = {name: counts[name] for name in ("judged", "failed", "added", "taken", "rescored", "same")}
        print_json(
            {
                "kind": "summary",
                **numbers,
                "applied": apply,
                "quotations_new": counts["quotations_new"],
                "statements_new": counts["statements_new"],
                "labels": outcome.after.labels,
                "labels_elsewhere": len(labels) - outcome.after.labels,
                "before": figures(outcome.before),
                "after": figures(outcome.after),
            }
        )
        return
    click.echo(
        f"{counted(counts['judged'], 'article')} judged: {counts['added']} added, {counts['taken']} taken away, "
        f"{counts['rescored']} with another score or other evidence, {counts['same']} as before"
    )
    if counts["quotations_new"]:
        click.echo(
            f"{counted(counts['quotations_new'], 'quotation')} in relevant articles that the log does not have on a topic"
        )
    if outcome.after.labels:
        click.echo(f"{'by ' + counted(outcome.after.labels, 'label'):12}  precision  recall    F1")
        for name, quality in (("before", outcome.before), ("after", outcome.after)):
            shown = figures(quality)
            click.echo(f"{name:12}  {cell(shown['precision']):>9}  {cell(shown['recall']):>6}  {cell(shown['f1']):>4}")
    else:
        click.echo("no label is on these articles: 'monitor label' gives them")
    if apply:
        click.echo(f"written to the log; {counted(counts['statements_new'], 'new statement')}, no alert")
    else:
        click.echo("nothing is written: --apply writes it")


def figures(quality: Quality) -> dict[str, Any]:
    """A comparison with labels in numbers."""
    return {"precision": quality.precision, "recall": quality.recall, "f1": quality.f1, **asdict(quality)}
