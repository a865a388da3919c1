"""The first steps: a configuration, a look whether it works, the main job on bundled input."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.output import FILE, config_option, find_config, json_option, print_json, read_config
from monitor.cli.table import Column, counted, print_rows
from monitor.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.records import Rule

FEEDS = (
    Column("outlet"),
    Column("condition"),
    Column("entries"),
    Column("newest", spare=2),
    Column("detail", wide=True),
    Column("url", spare=1),
)
CHANNELS = (Column("channel"), Column("type"), Column("server"), Column("condition"), Column("detail", wide=True))


@click.command()
@click.argument("path", type=FILE, default="config.yaml")
def init(path: Path) -> None:
    """Write a commented configuration to PATH (config.yaml)."""
    from importlib import resources

    text = (resources.files("monitor") / "data" / "config.yaml").read_text(encoding="utf-8")
    try:
        file = path.open("x", encoding="utf-8")
    except FileExistsError:
        raise ConfigError(f"{path}: is there already; move it away first, nothing was written") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    try:
        with file:
            file.write(text)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    elsewhere = "" if path == Path("config.yaml") else f" --config {path}"
    click.echo(f"wrote {path}: look at its channels and feeds, then: monitor check{elsewhere}; monitor run{elsewhere}")


@click.command()
@config_option
@click.option("--offline", is_flag=True, help="Only validate the files; ask no feed and no channel.")
@json_option
def check(config_path: Path | None, *, offline: bool, as_json: bool) -> None:
    """Validate the configuration, try every feed, say what would happen."""
    import asyncio

    from monitor.cli.progress import Steps
    from monitor.survey import reach, survey

    path = find_config(config_path)
    config = read_config(path, sending=True)
    validate(config)
    with Steps("asking feeds", len(config.sources)) as steps:
        rows = asyncio.run(survey(config, ask=not offline, step=steps.advance))
    channels = asyncio.run(reach(config, ask=not offline))
    database = database_state(config.database_path())
    bad = [row for row in (*rows, *channels) if row["condition"] not in {"ok", "not asked"}]
    failing = sum("channel" not in row for row in bad)
    if as_json:
        for row in (*rows, *channels):
            print_json(row)
        summary = {"config": str(path), **database, "feeds": len(rows), "feeds_failing": failing}
        print_json({**summary, "channels": sorted(config.channels), "rules": [rule.name for rule in config.rules]})
    else:
        print_rows(rows, FEEDS, as_json=False, nothing="no feed is configured: 'monitor feeds add URL' adds one")
        if channels:
            click.echo()
            print_rows(channels, CHANNELS, as_json=False, nothing="")
        click.echo()
        explain(
            config,
            log_of(database),
            f"{path}: valid, {counted(len(rows), 'feed')}, {'not asked' if offline else f'{failing} failing'}",
        )
    click.get_current_context().exit(int(bool(bad) or database["database_condition"] == "unusable"))


def validate(config: Config) -> None:
    """See what reading the file alone does not tell.

    Raises:
        ConfigError: a topic is missing, a topic file is wrong, a channel cannot be used as written.
    """
    from monitor import lexicon
    from monitor.edges.channels import open_channels

    open_channels(config)
    lexicon.load(str(config.topic_folder) if config.topic_folder else None).check(config.topics)


def database_state(path: Path) -> dict[str, Any]:
    """What there is of the log, and whether the service could use it: ok, missing or unusable."""
    from monitor.edges import store

    found: dict[str, Any] = {
        "database": str(path),
        "database_condition": "missing",
        "database_detail": None,
        "statements": None,
    }
    if not path.exists():
        return found
    try:
        with store.open_reader(path) as db:
            return {**found, "database_condition": "ok", "statements": store.queries.status(db)["statements"]}
    except StoreError as error:
        return {**found, "database_condition": "unusable", "database_detail": str(error)}


def log_of(database: dict[str, Any]) -> str:
    """The log in a line."""
    match database["database_condition"]:
        case "missing":
            return f"{database['database']} (made at the first run)"
        case "ok":
            return f"{database['database']} ({counted(database['statements'], 'statement')})"
    return str(database["database_detail"])


def explain(config: Config, database: str, first: str) -> None:
    """What the service would do with this configuration."""
    click.echo(first)
    click.echo(f"log: {database}")
    click.echo(f"topics: {', '.join(config.topics)}")
    for rule in config.rules:
        click.echo(f"rule {rule.name}: {told(rule)} → {', '.join(rule.channels)}")
    if not config.rules:
        click.echo("no rule: the log is filled, nobody is alerted")


def told(rule: Rule) -> str:
    """What a rule chooses."""
    parts = {
        "topic": rule.topics,
        "side": rule.sides,
        "country": rule.countries,
        "speaker": rule.speakers,
        "stance": rule.stances,
        "kind": rule.kinds,
        "language": rule.languages,
    }
    chosen = [f"{name} {' or '.join(values)}" for name, values in parts.items() if values]
    if rule.min_score:
        chosen.append(f"score from {rule.min_score:g}")
    return f"{' and '.join(rule.events)} statements, " + (", ".join(chosen) or "any")


@click.command()
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep the demo's log in this folder.")
@click.option("--review", is_flag=True, help="Afterwards open the log in the browser.")
def demo(keep: Path | None, *, review: bool) -> None:
    """The whole main job on bundled articles, without a network."""
    from monitor.cli.logs import set_up_logging
    from monitor.demo import show_demo

    set_up_logging(quiet=True)
    show_demo(keep, review=review)
