"""Feeds: how they fare, and which are in the configuration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from monitor.cli import options
from monitor.cli.options import answer, filtered
from monitor.cli.output import config_option, find_config, read_config
from monitor.cli.table import Column, counted
from monitor.core.text import defuse
from monitor.errors import MonitorError

COLUMNS = (
    Column("outlet"),
    Column("country", "from", spare=5),
    Column("language", spare=6),
    Column("condition"),
    Column("entries", spare=4),
    Column("last_new", "last news"),
    Column("last_success", spare=3),
    Column("gap_since", "gap", spare=2),
    Column("due", spare=1),
    Column("url", wide=True),
)


@click.group(invoke_without_command=True)
@filtered("troubled", "country", "language", "outlet")
@click.pass_context
def feeds(
    context: click.Context, /, config_path: Path | None, database: Path | None, *, as_json: bool, **chosen: Any
) -> None:
    """How the feeds fare; add, import and export them."""
    if context.invoked_subcommand is None:
        answer("feeds", COLUMNS, "no feed to show", chosen, config_path, database, as_json=as_json)


@feeds.command()
@click.argument("url")
@click.option("--outlet", default=None, help="The outlet's name (default: the feed's own title).")
@click.option("--country", default=None, callback=options.country, help="The outlet's: ISO code, EU, NATO, OSCE.")
@click.option("--language", default=None, callback=options.language, help="ISO 639-1 code (default: the feed's own).")
@config_option
def add(url: str, outlet: str | None, country: str | None, language: str | None, config_path: Path | None) -> None:
    """Add the feed at URL, or the one that the page there announces."""
    import asyncio

    from monitor.cli.feed_list import append
    from monitor.survey import find_feeds

    path = find_config(config_path)
    config = read_config(path)
    if urlsplit(url).scheme not in {"http", "https"}:
        raise MonitorError(f"{url}: write the whole address, with https:// or http://")
    found = asyncio.run(find_feeds(config, url))
    if len(found) > 1:
        listed = "\n".join(
            f"  {link}  {defuse(feed.title)} ({counted(len(feed.entries), 'entry', 'entries')})" for link, feed in found
        )
        raise MonitorError(f"{url} announces {len(found)} feeds; add the one you mean:\n{listed}")
    ((link, feed),) = found
    if link in {feed.url for feed in config.feeds}:
        raise MonitorError(f"{path}: {link} is there already")
    row = {
        "url": link,
        "outlet": outlet or named(feed.title, link),
        "country": country,
        "language": language or code(feed.language),
    }
    append(path, [row])
    click.echo(
        f"{path}: added {row['outlet']} ({counted(len(feed.entries), 'entry', 'entries')}); a running service takes it on SIGHUP"
    )


@feeds.command("import")
@click.argument("file", type=click.File("rb"))
@config_option
def import_(file: Any, config_path: Path | None) -> None:
    """Add the feeds of an OPML FILE (- for stdin)."""
    from monitor.cli import opml
    from monitor.cli.feed_list import append

    path = find_config(config_path)
    known = {feed.url for feed in read_config(path).feeds}
    found = opml.read(file.read(opml.LONGEST), file.name)
    rows: dict[str, dict[str, Any]] = {}
    for feed in found:
        if urlsplit(feed.url).scheme in {"http", "https"} and urlsplit(feed.url).hostname:
            own = {"country": feed.country, "language": feed.language}
            rows[feed.url] = {"url": feed.url, "outlet": named(feed.title, feed.url), **own}
        else:
            click.echo(f"skipped, not an http or https address: {defuse(feed.url)}", err=True)
    fresh = [row for url, row in rows.items() if url not in known]
    if fresh:
        append(path, fresh)
    known_already = len(rows) - len(fresh)
    were = "was" if known_already == 1 else "were"
    click.echo(f"{path}: added {counted(len(fresh), 'feed')}, {known_already} {were} there already")


@feeds.command("export")
@config_option
def export_(config_path: Path | None) -> None:
    """Print the configured feeds as OPML 2.0."""
    from monitor.cli import opml

    sys.stdout.buffer.write(opml.write(read_config(config_path)))


def named(title: str | None, url: str) -> str:
    """The outlet's name as far as the feed tells: its title, or the host."""
    return " ".join(defuse(title or "").split()) or urlsplit(url).hostname or url


def code(language: str | None) -> str | None:
    """The ISO 639-1 code of a feed's own language tag (RFC 5646), where that begins with one."""
    first = (language or "").replace("_", "-").split("-")[0].strip().lower()
    return first if len(first) == 2 and first.isascii() and first.isalpha() else None  # noqa: PLR2004 - letters of a code
