"""Commands for what people say of verdicts: give a label, list them."""

from __future__ import annotations

import getpass
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import filtered
from monitor.cli.output import (
    config_option,
    database_option,
    find_database,
    find_reviews,
    json_option,
    known_config,
    print_json,
    read_config,
)
from monitor.cli.table import Column, brief, print_rows
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.edges.store.labels import Verdict

LABELS = (
    Column("at"),
    Column("who"),
    Column("article_id", "article"),
    Column("topic", spare=2),
    Column("label"),
    Column("stands", spare=1),
    Column("note", spare=3),
    Column("title", wide=True),
)
VERDICTS = ("relevant", "not-relevant")


@click.command()
@click.argument("article_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@click.argument("verdict", metavar="relevant|not-relevant", type=click.Choice(VERDICTS))
@click.argument("note", required=False)
@click.option("--topic", help="The topic that it is about; needed where the article was judged by several.")
@click.option("--who", help="Who says so; without it, the name you are logged in by.")
@config_option
@database_option
@json_option
def label(
    article_id: int, verdict: Verdict, note: str | None, *, topic: str | None, who: str | None,
    config_path: Path | None, database: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Say whether an article is about the topic. ID is that of 'monitor stories'.

    Nothing is changed in the log. A later label on the same article and topic wins; all of them are kept.
    """
    from monitor.edges import store
    from monitor.edges.store.labels import Label

    path = find_database(config_path, database)
    with store.open_reader(path) as log:
        found = store.revisit.subject(log, article_id)
        judged = store.revisit.verdicts(log, article_id)
    if found is None:
        raise MonitorError(f"{path}: there is no article {article_id}: 'monitor stories' shows their IDs")
    given = Label(
        who=who or whoever(),
        topic=meant(topic, judged, config_path),
        article_id=article_id,
        url=found["url"],
        text_sha256=found["text_sha256"],
        title=found["title"],
        label=verdict,
        note=note,
    )
    with store.reviews.open_writer(find_reviews(config_path, database)) as reviews:
        number = store.labels.append(reviews, given, datetime.now(UTC))
    tell(number, given, found["outlet"], judged.get(given.topic), as_json=as_json)


def meant(topic: str | None, judged: Collection[str], config_path: Path | None) -> str:
    """The topic that a label is about: the one named, if there is such a topic; else the only one judged.

    Raises:
        click.UsageError: none is named where there are several, or none of that name.
    """
    if topic in judged:
        return topic or ""
    if topic is None:
        if len(judged) == 1:
            return next(iter(judged))
        several = f"was judged by several topics: {', '.join(sorted(judged))}" if judged else "was judged by no topic"
        raise click.UsageError(f"the article {several}: name one by --topic")
    from monitor import lexicon

    place = config_path or known_config()
    known = {*judged, *lexicon.load(read_config(place).topic_path if place else None).topics}
    if topic not in known:
        raise click.UsageError(f"there is no topic {topic!r}; known are {', '.join(sorted(known))}")
    return topic


def whoever() -> str:
    """The name of whoever is logged in.

    Raises:
        click.UsageError: the system knows none.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's nameless user; KeyError before Python 3.13
        raise click.UsageError("the system does not know your name: give it by --who") from None


def tell(number: int, given: Any, outlet: str, verdict: dict[str, Any] | None, *, as_json: bool) -> None:
    """What was noted, beside what the log says."""
    judged = verdict and verdict["relevant"]
    agrees = None if judged is None else bool(judged) == (given.label == "relevant")
    if as_json:
        print_json(
            {
                "id": number,
                "article_id": given.article_id,
                "topic": given.topic,
                "label": given.label,
                "who": given.who,
                "note": given.note,
                "agrees": agrees,
            }
        )
        return
    click.echo(f"{given.label} for {given.topic}, says {brief(given.who)}: {brief(outlet)}: {brief(given.title)}")
    if verdict is None or agrees is None:
        click.echo("the log has no verdict of its own")
    else:
        click.echo(f"the log {'agrees' if agrees else 'says otherwise'} (score {verdict['score']:.2f})")


@click.command()
@filtered("topic", "since", "until")
def labels(config_path: Path | None, database: Path | None, *, as_json: bool, limit: int, **chosen: Any) -> None:
    """What people said of verdicts, the latest first."""
    from monitor.edges import store

    path = find_reviews(config_path, database)
    found = []
    if path.exists():
        with store.reviews.open_reader(path) as reviews:
            found = store.labels.listed(reviews, **chosen, limit=limit + 1)
    print_rows(found, LABELS, as_json=as_json, nothing="nobody has labelled an article yet", most=limit)
