"""Commands that explain articles: one for a person, many for a program."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.output import config_option, json_option, print_json, read_config
from monitor.records import Failure

if TYPE_CHECKING:
    from monitor.core.batch import Batch
    from monitor.edges.executors import LocalExecutor

    Work = Callable[[Batch], list[str]]

CHUNK = 8
"""Lines that a worker takes at a time: enough to outweigh the way there and back, few enough to keep order cheaply."""
LINE_TIMEOUT = 60.0
"""Seconds that one line may take before its worker is ended and the line answered with an error."""


@click.command()
@click.argument("source", default="-")
@click.option("--jsonl", is_flag=True, help="Batch: one JSON object a line from stdin to stdout, in order.")
@click.option("--all-quotes", is_flag=True, help="Give the quotations of any article, relevant or not.")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=None, help="Processes for --jsonl (default: the cores)."
)
@click.option("--title", default="", help="The article's headline, where the source does not tell.")
@click.option("--lang", default=None, help="The article's language (ISO 639-1), where you know it.")
@config_option
@json_option
def analyse(
    source: str, *, jsonl: bool, all_quotes: bool, workers: int | None, title: str, lang: str | None,
    config_path: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Explain one article (FILE, URL or - for stdin): verdict, evidence, statements with offsets."""
    from monitor.core import batch

    options = batch_options(config_path, all_quotes=all_quotes)
    if jsonl:
        asyncio.run(stream(batch.analyse_lines, options, workers))
        return
    from monitor.cli.explain import explain, read_source

    row = {**read_source(source, config_path), "id": source}
    if title:
        row["title"] = title
    if lang:
        row["lang"] = lang
    found = batch.analyse_row(row, options)
    if as_json:
        print_json(found)
    else:
        explain(found, str(found.get("text") or row.get("text") or ""))
    sys.exit(1 if "error" in found else 0)


@click.command()
@click.option("--jsonl", is_flag=True, required=True, help="Pairs of reported statements, one JSON object a line.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, help="Processes.")
def identify(*, jsonl: bool, workers: int) -> None:
    """Judge whether two reports are the same statement, for each line of stdin."""
    from monitor.core import batch

    if jsonl:
        asyncio.run(stream(batch.identify_lines, batch.Batch(()), workers))


def batch_options(config_path: Path | None, *, all_quotes: bool) -> Batch:
    """The topics of the configuration, where one is named; else those shipped."""
    from monitor.core.batch import Batch

    if config_path is None:
        return Batch((), all_quotes=all_quotes)
    config = read_config(config_path)
    folder = str(config.topic_folder) if config.topic_folder else None
    return Batch((), all_quotes=all_quotes, topics=config.topics, topic_folder=folder)


async def stream(work: Work, options: Batch, workers: int | None) -> None:
    """Give stdin to the workers as it comes and print their answers in the order of the input.

    A bounded queue stands between the two, so memory stays bounded however long the input is.
    """
    from monitor.config import Workers
    from monitor.edges.executors import open_executor

    executor = open_executor(Workers(count=workers))
    waiting: asyncio.Queue[asyncio.Task[list[str]] | None] = asyncio.Queue(maxsize=4 * (workers or os.cpu_count() or 1))

    async def feed() -> None:
        async for lines in arriving(sys.stdin.fileno()):
            for start in range(0, len(lines), CHUNK):
                piece = replace(options, lines=lines[start : start + CHUNK])
                await waiting.put(asyncio.create_task(attempt(executor, work, piece)))
        await waiting.put(None)

    feeding = asyncio.create_task(feed())
    try:
        while (task := await waiting.get()) is not None:
            sys.stdout.write("".join(line + "\n" for line in await task))
            sys.stdout.flush()
        await feeding
    finally:
        executor.close()


async def arriving(file: int) -> AsyncIterator[list[str]]:
    """The lines of a file as they come, without waiting for a full buffer: the writer may be waiting for us."""
    rest = b""
    while block := await asyncio.to_thread(os.read, file, 1 << 20):
        *lines, rest = (rest + block).split(b"\n")
        if lines:
            yield [line.decode("utf-8", "replace") for line in lines if line.strip()]
    if rest.strip():
        yield [rest.decode("utf-8", "replace")]


async def attempt(executor: LocalExecutor, work: Work, piece: Batch) -> list[str]:
    """The answers to a piece; when it cost its worker, line by line, so that only the guilty line goes without."""
    found = await executor.call(work, piece, LINE_TIMEOUT)
    if not isinstance(found, Failure):
        return found
    if len(piece.lines) == 1:
        return [refused(piece.lines[0], found)]
    return [line for one in piece.lines for line in await attempt(executor, work, replace(piece, lines=[one]))]


def refused(line: str, failure: Failure) -> str:
    """The error line for input that no worker survived."""
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    name = row.get("id", row.get("pair_id")) if isinstance(row, dict) else None
    return json.dumps({"id": name, "error": str(failure)}, ensure_ascii=False)
