"""What commands share: where configuration and log are found, and how objects are printed for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from monitor.core.text import BIDI
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from monitor.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path, dir_okay=False)
PLACES = ("config.yaml", "~/.config/statement-monitor/config.yaml", "/etc/statement-monitor/config.yaml")
SENDING = ("channels", "alerts")
"""The sections that only those need who send: they hold secrets, which who reads the log may not have."""
ESCAPED = {
    code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, *map(ord, BIDI), *range(0xD800, 0xE000))
}
"""What JSON leaves in a string and a terminal obeys, or no encoding takes."""


def config_option(command: Command) -> Command:
    """``--config``: the file; without it the first of `PLACES` that is there."""
    return click.option("--config", "config_path", type=FILE, help="The configuration file.")(command)


def database_option(command: Command) -> Command:
    """``--database``: a log elsewhere; without it the configured one."""
    return click.option("--database", type=FILE, help="A log elsewhere, such as a backup.")(command)


def json_option(command: Command) -> Command:
    """``--json``: one JSON object a line."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")(command)


def known_config() -> Path | None:
    """The configuration in one of the usual places, if there is one."""
    return next((path for place in PLACES if (path := Path(place).expanduser()).is_file()), None)


def find_config(path: Path | None) -> Path:
    """The configuration file to read.

    Raises:
        ConfigError: there is none.
    """
    if path is None and (path := known_config()) is None:
        raise ConfigError(
            f"no configuration at {', '.join(PLACES)}: name one by --config, or write one by 'monitor init'"
        )
    if not path.exists():
        raise ConfigError(f"{path}: there is no such file: 'monitor init {path}' writes one")
    return path


def read_config(path: Path | None, *, sending: bool = False) -> Config:
    """The configuration, validated; without channels and rules unless it is for `sending`.

    Raises:
        ConfigError: there is none, or it is wrong.
    """
    from pydantic import ValidationError

    from monitor import config, yaml_file

    found = find_config(path)
    if sending:
        return config.read(found)
    tree = yaml_file.load(found)
    values = yaml_file.plain(tree)
    if not isinstance(values, dict):
        raise ConfigError(f"{found}:1: the file must be a mapping of keys to values")
    hidden = tuple(f"{config.PREFIX}{name.upper()}" for name in SENDING)
    config.override(values, {name: text for name, text in os.environ.items() if not name.startswith(hidden)})
    try:
        read = config.Config.model_validate({name: part for name, part in values.items() if name not in SENDING})
    except ValidationError as error:
        raise ConfigError(yaml_file.explain(found, tree, error)) from None
    return config.beside(read, found)


def find_database(config_path: Path | None, database: Path | None) -> Path:
    """The log that is meant: the one named, else the configured one."""
    return database or read_config(config_path).database_path()


def find_reviews(config_path: Path | None, database: Path | None) -> Path:
    """The reviewers' file of the log that is meant: beside the one named, else the configured one."""
    from monitor.config import reviews_beside

    return reviews_beside(database) if database else read_config(config_path).reviews_path()


def print_json(row: Mapping[str, Any], file: TextIO | None = None) -> None:
    """One object on one line, harmless to a terminal; in ASCII where the output takes nothing better."""
    ascii_only = not (getattr(file or sys.stdout, "encoding", None) or "").lower().startswith("utf")
    click.echo(json.dumps(row, ensure_ascii=ascii_only, default=str).translate(ESCAPED), file)
