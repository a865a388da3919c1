"""Commands that explain articles: one for a person, many for a program."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.output import FILE, json_option, known_config, print_json, read_config
from monitor.errors import MonitorError
from monitor.records import Failure

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.core.batch import Batch

LINE_TIMEOUT = 60.0
WORKERS = click.IntRange(1, 256)
SECONDS = click.FloatRange(0.1, 86400)


@click.command()
@click.argument("source", default="-")
@click.option("--title", default="", help="The article's headline, where the source does not tell.")
@click.option("--lang", default=None, help="The article's language (ISO 639-1), where you know it.")
@click.option("--all-quotes", is_flag=True, help="Give the quotations of any article, relevant or not.")
@click.option("--config", "config_path", type=FILE, help="The configuration file, for its topics.")
@json_option
@click.option("--jsonl", is_flag=True, help="Batch: SOURCE is a file of JSON objects, one a line; in order to stdout.")
@click.option("--workers", type=WORKERS, default=None, help="With --jsonl: processes (default: the cores).")
@click.option("--timeout", type=SECONDS, default=LINE_TIMEOUT, show_default=True, help="Seconds for an article.")
def analyse(
    source: str, *, title: str, lang: str | None, all_quotes: bool, config_path: Path | None, as_json: bool,
    jsonl: bool, workers: int | None, timeout: float,
) -> None:  # fmt: skip
    """Explain an article (FILE, URL or - for stdin): verdict, evidence, statements.

    A configuration in one of the usual places is used if there is one; with --jsonl only one that is named.
    """
    if jsonl:
        if title or lang:
            raise click.UsageError("--title and --lang go with one article; with --jsonl every line brings its own")
        head_start()
        config = read_config(config_path) if config_path else None
        run_batch("analyse_lines", batch_options(config, all_quotes=all_quotes), source, workers, timeout)
        return
    from monitor.cli.explain import explain
    from monitor.cli.source import read_source
    from monitor.config import Config

    head_start()
    place = config_path or known_config()
    config = read_config(place) if place else Config()
    row = {"id": source, **read_source(source, config.fetch), "title": title, "lang": lang}
    found = analysed(row, batch_options(config, all_quotes=all_quotes), timeout)
    if as_json:
        print_json(found)
    elif "error" in found:
        raise MonitorError(f"{'stdin' if source == '-' else source}: {found['error']}")
    else:
        explain(found, str(found.get("text") or row.get("text") or ""))
    sys.exit(1 if "error" in found else 0)


@click.command()
@click.argument("source", default="-")
@click.option("--jsonl", is_flag=True, required=True, help="SOURCE is a file of pairs, one JSON object a line.")
@click.option("--workers", type=WORKERS, default=1, show_default=True, help="Processes.")
@click.option("--timeout", type=SECONDS, default=LINE_TIMEOUT, show_default=True, help="Seconds for a pair.")
def identify(source: str, *, jsonl: bool, workers: int, timeout: float) -> None:
    """Judge whether two reports are the same statement."""
    if jsonl:
        head_start()
        run_batch("identify_lines", batch_options(None, all_quotes=False), source, workers, timeout)


@click.command()
@click.argument("source", default="-")
@click.option("--jsonl", is_flag=True, required=True, help="SOURCE is a file of articles, one JSON object a line.")
def cluster(source: str, *, jsonl: bool) -> None:
    """Tell which articles are about one event; all are read before the first answer."""
    if jsonl:
        from monitor import lexicon
        from monitor.cli.batch import whole
        from monitor.core.events.batch import cluster_lines

        with opened(source) as file:
            for line in whole(file, lambda lines: cluster_lines(lines, lexicon.load())):
                sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
            sys.stdout.buffer.flush()


def head_start() -> None:
    """Let the workers' process import what it needs while this one does: half a second less to the first answer."""
    from monitor.edges.executors import prepare

    prepare()


def batch_options(config: Config | None, *, all_quotes: bool) -> Batch:
    """The topics of the configuration, where there is one; else those shipped."""
    from monitor.core.batch import Batch

    if config is None:
        return Batch((), all_quotes=all_quotes)
    from monitor import lexicon

    folder = str(config.topic_folder) if config.topic_folder else None
    lexicon.load(folder).check(config.topics)
    return Batch((), all_quotes=all_quotes, topics=config.topics, topic_folder=folder)


def analysed(row: dict[str, Any], options: Batch, timeout: float) -> dict[str, Any]:
    """The answer to one row, by a worker that may be killed: what comes from outside may hang or swell."""
    from dataclasses import replace

    from monitor.cli.batch import open_workers
    from monitor.core import batch

    executor = open_workers(options, 1)
    try:
        line = json.dumps(row)
        found = executor.run(batch.analyse_lines, replace(options, lines=(line,)), timeout).result()
    finally:
        executor.close(0.0)
    if isinstance(found, Failure):
        return {"id": row["id"], "error": str(found)}
    answer: dict[str, Any] = json.loads(found[0])
    return answer


def run_batch(work: str, options: Batch, source: str, workers: int | None, timeout: float) -> None:
    """Answer the lines of a file or of stdin on stdout."""
    from monitor.cli.batch import Job, stream
    from monitor.core import batch

    job = Job(getattr(batch, work), options, timeout)
    with opened(source) as file:
        stream(job, workers, file, sys.stdout.buffer)


@contextlib.contextmanager
def opened(source: str) -> Iterator[int]:
    """The number of an open file: of stdin for -, which is an empty one where it was closed.

    Raises:
        MonitorError: the file cannot be opened.
    """
    if source == "-" and sys.stdin is not None:
        yield sys.stdin.fileno()
        return
    try:
        file = os.open(os.devnull if source == "-" else source, os.O_RDONLY)
    except OSError as error:
        raise MonitorError(f"{source}: cannot be read: {error.strerror}") from None
    try:
        yield file
    finally:
        os.close(file)
