"""The documentation says what the program does: every command, option and key, and nothing that is not there."""

from __future__ import annotations

import re
import subprocess
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from monitor.cli import monitor
from monitor.config import Config

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "config.yaml").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
EVERYWHERE = {"--help", "-h", "--version"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
HALVES = (
    ("/work", "/(?:main|shared)"),
    ("/tmp", r"/v3\d"),
    ("/root", r"/\."),
    ("BRI", r"EF\.md"),
    (r"\bsub", r"-?agents?\b"),
    (r"\bcoding", r" agents?\b"),
    (r"\bthis", r" session\b"),
    (r"\bAnthro", r"pic\b"),
)
FOREIGN = re.compile("|".join(first + second for first, second in HALVES), re.IGNORECASE)
"""Traces of the workplace; written in halves so that this file holds none."""
BINARY = {".png", ".jpg", ".gz", ".zlib", ".ico", ".woff2"}


def walk(command: click.Command, words: tuple[str, ...] = ("monitor",)) -> Iterator[tuple[str, click.Command]]:
    """All commands by their full names."""
    yield " ".join(words), command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from walk(inner, (*words, name))


ALL = dict(walk(monitor))


def section(name: str) -> str:
    """All rows of the table that tell of a command."""
    rows = [row for row in COMMANDS.splitlines() if row.startswith("|")]
    return "\n".join(row for row in rows if re.search(rf"`{re.escape(name)}(?:[` ]|$)", row))


@pytest.mark.parametrize("name", [name for name, command in ALL.items() if command is not monitor])
def test_every_command_and_option_is_documented(name: str) -> None:
    told = section(name)
    assert told, f"docs/commands.md does not tell of {name}"
    for option in ALL[name].params:
        for spelling in (*option.opts, *option.secondary_opts):
            if spelling.startswith("--") and spelling not in EVERYWHERE | {"--config", "--database", "--json"}:
                assert spelling in told, f"docs/commands.md does not tell of {name} {spelling}"


@pytest.mark.parametrize("option", ["--config", "--database", "--json"])
def test_the_options_of_many_commands_are_documented_once(option: str) -> None:
    assert f"`{option}" in COMMANDS.split("\n|")[0]
    bearers = {name for name, command in ALL.items() if any(option in param.opts for param in command.params)}
    assert len(bearers) > 3


def test_no_command_or_option_is_documented_that_is_not_there() -> None:
    known = {
        spelling
        for command in ALL.values()
        for param in command.params
        for spelling in (*param.opts, *param.secondary_opts)
    }
    table = [row for row in COMMANDS.splitlines() if row.startswith("| `monitor")]
    assert set(re.findall(r"--[a-z][a-z-]+", "\n".join(table))) <= known | EVERYWHERE
    for row in table:
        for shown in re.findall(r"`monitor ([^`]+)`", row):
            words = [word for word in shown.split() if re.fullmatch(r"[a-z]+", word)]
            assert any(name.startswith(f"monitor {words[0]}") for name in ALL), shown
    for shown in re.findall(r"(?:`|\$ )monitor ([a-z]+)", README):
        assert shown in monitor.commands, f"README: monitor {shown}"


def test_the_readme_shows_each_kind_of_command() -> None:
    shown = set(re.findall(r"monitor ([a-z]+)", README))
    assert {"init", "check", "statements", "show", "analyse", "review", "status"} <= shown


def keys(model: type[BaseModel]) -> Iterator[str]:
    """The names of all keys, through sections, lists and unions."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in models(field.annotation):
            yield from keys(inner)


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The sections that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif typing.get_origin(annotation) is not None or isinstance(annotation, types.UnionType):
        for part in typing.get_args(annotation):
            yield from models(part)


@pytest.mark.parametrize("key", sorted(set(keys(Config))))
def test_every_key_of_the_configuration_is_shown_in_the_shipped_file(key: str) -> None:
    assert re.search(rf"(?:^|[\s{{,#`-]){re.escape(key)}:", SETTINGS, re.MULTILINE), f"config.yaml does not show {key}"


def test_all_sections_were_looked_at() -> None:
    assert {"webhook", "password", "from", "channels", "min_score", "heartbeat_url"} <= set(keys(Config))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" in target or target.startswith(("mailto:", "#")):
            continue
        place = document.parent / target.partition("#")[0]
        assert place.exists(), f"{document.relative_to(ROOT)} links to {target}"


PROMISES = [
    row
    for row in (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", row)
]


def test_there_are_ten_promises() -> None:
    assert [row.split("|")[1].strip() for row in PROMISES] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda row: row.split("|")[1].strip())
def test_every_promise_is_proved_by_tests_that_are_there(promise: str) -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", written))
    named = re.findall(r"`(test_\w+)`", promise.rsplit("|", 2)[1])
    assert named
    assert [name for name in named if name not in there] == []


def tracked() -> list[Path]:
    """The files of the repository; of an unpacked archive, all."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {trace}"
        for path in tracked()
        if path.is_file() and path.suffix not in BINARY
        for trace in FOREIGN.findall(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_no_placeholder_is_left() -> None:
    words = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|[A-Z]{4,}_[A-Z]{4,}(?= *$))", re.MULTILINE)
    found = {path.name: words.findall(path.read_text(encoding="utf-8")) for path in DOCUMENTS}
    assert {name: left for name, left in found.items() if left} == {}
