"""Feeds: how they fare, and which are in the configuration."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from monitor import config as configuration
from monitor import yaml_file
from monitor.cli.output import config_option, find_config, json_option, print_rows, read_config
from monitor.config import Config
from monitor.core.text import defuse
from monitor.errors import ConfigError, MonitorError

COLUMNS = ("outlet", "url", "country", "language", "condition", "entries", "gap_since", "last_success", "due")


@click.group(invoke_without_command=True)
@config_option
@click.option("--failing", is_flag=True, help="Only feeds in trouble.")
@json_option
@click.pass_context
def feeds(context: click.Context, config_path: Path | None, *, failing: bool, as_json: bool) -> None:
    """How the feeds fare; or add, import and export them."""
    if context.invoked_subcommand is not None:
        return
    from monitor.edges import store

    with store.open_reader(read_config(config_path).database_path()) as db:
        rows = store.queries.feeds(db, store.queries.Filters(troubled=failing, limit=100_000))
    print_rows(rows, COLUMNS, as_json=as_json, nothing="no feed to show")


@feeds.command()
@click.argument("url")
@click.option("--outlet", default=None, help="The outlet's name (default: the feed's own title).")
@click.option("--country", default=None, help="ISO code, EU or NATO.")
@click.option("--language", default=None, help="ISO 639-1 code (default: the feed's own).")
@config_option
def add(url: str, outlet: str | None, country: str | None, language: str | None, config_path: Path | None) -> None:
    """Add the feed at URL, or the one that the page there announces, to the configuration."""
    from monitor.survey import find_feeds

    path = find_config(config_path)
    found = asyncio.run(find_feeds(configuration.read(path), url))
    if len(found) > 1:
        listed = "\n".join(f"  {link}  {defuse(feed.title)} ({len(feed.entries)} entries)" for link, feed in found)
        raise MonitorError(f"{url} announces {len(found)} feeds; add the one you mean:\n{listed}")
    ((link, feed),) = found
    own = (feed.language or "")[:2].lower()
    row = {
        "url": link,
        "outlet": outlet or defuse(feed.title).strip() or urlsplit(link).hostname,
        "country": country,
        "language": language or (own if own.isalpha() else None),
    }
    write_feeds(path, [row])
    click.echo(f"{path}: added {row['outlet']} ({len(feed.entries)} entries); a running service takes it on SIGHUP")


@feeds.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@config_option
def import_(file: Path, config_path: Path | None) -> None:
    """Add the feeds of an OPML FILE to the configuration."""
    import listparser

    found = listparser.parse(file.read_text(encoding="utf-8", errors="replace"))
    if not found.feeds:
        raise MonitorError(f"{file}: holds no feed: {found.bozo_exception or 'is it OPML?'}")
    path = find_config(config_path)
    known = {feed.url for feed in configuration.read(path).feeds}
    rows = {
        feed.url: {"url": feed.url, "outlet": defuse(feed.title or "").strip() or urlsplit(feed.url).hostname}
        for feed in found.feeds
    }
    fresh = [row for url, row in rows.items() if url not in known]
    write_feeds(path, fresh)
    click.echo(f"{path}: added {len(fresh)} feeds, {len(rows) - len(fresh)} were there")


@feeds.command("export")
@config_option
def export_(config_path: Path | None) -> None:
    """Print the configured feeds as OPML 2.0."""
    sys.stdout.write(opml(read_config(config_path)))


def write_feeds(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Append feeds to the file, leaving its comments and all else as they are; nothing is written that is not valid.

    Raises:
        ConfigError: the result would not be a valid configuration, or cannot be written.
    """
    from ruamel.yaml import YAML

    tree = yaml_file.load(path)
    listed = tree.setdefault("feeds", [])
    listed.extend({name: value for name, value in row.items() if value is not None} for row in rows)
    draft = path.with_name(path.name + ".new")
    writer = YAML(typ="rt")
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    try:
        with draft.open("w", encoding="utf-8") as file:
            writer.dump(tree, file)
        configuration.read(draft)
        draft.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(draft), str(path))) from None
    finally:
        draft.unlink(missing_ok=True)


def opml(config: Config) -> str:
    """The feeds as OPML 2.0 (opml.org/spec2)."""
    from xml.etree import ElementTree as ET

    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "statement-monitor feeds"
    body = ET.SubElement(root, "body")
    for feed in config.feeds:
        own = {
            "type": "rss",
            "text": feed.outlet,
            "title": feed.outlet,
            "xmlUrl": feed.url,
            "language": feed.language or "",
        }
        ET.SubElement(body, "outline", own)
    ET.indent(root)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ET.tostring(root, encoding="unicode") + "\n"
