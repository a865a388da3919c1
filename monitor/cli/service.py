"""Commands that run or look after the service."""

from __future__ import annotations

import asyncio
import logging
import sys
from importlib import resources
from pathlib import Path

import click

from monitor.cli.output import config_option, find_config, json_option, print_json, print_rows, read_config
from monitor.errors import ConfigError


def set_up_logging() -> None:
    """Logs go to stderr: JSON lines (ASCII, so that no text from outside forges a line), coloured on a terminal."""
    import structlog

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns whenever a tick finds the last one still busy
    last = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            last,
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default="config.yaml")
def init(path: Path) -> None:
    """Write a commented configuration to PATH (config.yaml)."""
    text = (resources.files("monitor") / "data" / "config.yaml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError(f"{path}: is there already; move it away first, nothing was written") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    click.echo(f"Wrote {path}. Look at its channels and feeds, then: monitor check, monitor run")


@click.command()
@config_option
@click.option("--offline", is_flag=True, help="Only validate the files; ask no feed.")
@json_option
def check(config_path: Path | None, *, offline: bool, as_json: bool) -> None:
    """Validate the configuration, try every feed, and say what would happen."""
    from monitor.edges.channels import open_channels
    from monitor.survey import survey

    config = read_config(config_path)
    rows = asyncio.run(survey(config, ask=not offline))
    print_rows(rows, ("outlet", "url", "condition", "entries", "newest", "detail"), as_json=as_json, nothing="no feeds")
    channels = open_channels(config)
    rules = [rule.name for rule in config.rules]
    bad = sum(row["condition"] not in {"ok", "not asked"} for row in rows)
    if as_json:
        print_json({"feeds": len(rows), "feeds_failing": bad, "channels": sorted(channels), "rules": rules})
    else:
        told = f"channels: {', '.join(sorted(channels)) or 'none'}, rules: {', '.join(rules) or 'none'}"
        click.echo(f"{find_config(config_path)}: {len(rows)} feeds ({bad} failing), {told}")
    sys.exit(1 if bad else 0)


@click.command()
@config_option
@click.option("--once", is_flag=True, help="One pass over what is due, then exit.")
def run(config_path: Path | None, *, once: bool) -> None:
    """Poll the feeds, and alert on what is new, until told to stop."""
    from monitor import daemon

    set_up_logging()
    path = find_config(config_path)
    config = read_config(path)
    if not once:
        return daemon.main(config, path)
    from monitor.cli.progress import Progress

    with Progress() as progress:
        tally = asyncio.run(daemon.run_once(config, progress.show))
    print_json({**tally.counts, "conditions": dict(tally.conditions)})
    return None


@click.command()
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep the demo's database in this folder."
)
@click.option("--review", is_flag=True, help="Afterwards open the log in the browser.")
def demo(keep: Path | None, *, review: bool) -> None:
    """The whole main job on bundled feeds and pages, without a network."""
    from monitor.demo import show_demo

    show_demo(keep, review=review)


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@config_option
def backup(target: Path, config_path: Path | None) -> None:
    """Copy the database to TARGET while the service runs."""
    from monitor.edges import store

    with store.open_reader(read_config(config_path).database_path()) as db:
        store.backup(db, target)
    click.echo(f"{target}: written and checked")


@click.command()
@config_option
@json_option
def status(config_path: Path | None, *, as_json: bool) -> None:
    """How the log, the feeds and the outbox stand."""
    from monitor.edges import store

    path = read_config(config_path).database_path()
    with store.open_reader(path) as db:
        found = store.queries.status(db)
    if as_json:
        print_json({"database": str(path), **found})
        return
    click.echo(str(path))
    print_rows(
        [{"what": name.replace("_", " "), "value": value} for name, value in found.items()],
        ("what", "value"),
        as_json=False,
        nothing="an empty log",
    )
