"""One analysed article as a person reads it: the verdict and why, then who said what, where."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from monitor.cli.output import PLACES, read_config
from monitor.config import Fetching
from monitor.core.text import defuse
from monitor.errors import MonitorError
from monitor.records import Failure, Query, Retrieval

SAID = 240
"""Characters of a statement that are shown."""


def read_source(source: str, config_path: Path | None) -> dict[str, Any]:
    """The article at a URL, in a file, or on stdin, as a batch row: ``text``, or ``html`` where it is that.

    Raises:
        MonitorError: it cannot be had.
    """
    if urlsplit(source).scheme in {"http", "https"}:
        known = config_path or next((path for place in PLACES if (path := Path(place).expanduser()).is_file()), None)
        answer = asyncio.run(retrieve(source, read_config(known).fetch if known else Fetching()))
        if isinstance(answer, Failure):
            raise MonitorError(f"{source}: {answer}")
        return {"url": answer.final_url, "html": answer.body.decode(answer.charset or "utf-8", "replace")}
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise MonitorError(f"{source}: cannot be read: {error.strerror}") from None
    text = data.decode("utf-8", "replace")
    return {"html": text} if text.lstrip()[:200].lower().startswith(("<!doctype", "<html")) else {"text": text}


async def retrieve(url: str, fetching: Fetching) -> Retrieval | Failure:
    """The page, by the manners and guards of the configuration."""
    from monitor.edges.retrieve import Retriever

    async with Retriever(fetching) as retriever:
        return await retriever.fetch(Query(url, "page"))


def explain(found: dict[str, Any], text: str) -> None:
    """Print what `monitor.core.batch.analyse_row` found."""
    if "error" in found:
        click.echo(f"{found['id']}: {defuse(str(found['error']))}", err=True)
        return
    story = found["story"]
    verdict = {True: "relevant", False: "not relevant", None: "unsupported language"}[story["relevant"]]
    click.secho(
        f"{story['topic']}: {verdict} (score {story['score']:.2f}, language {found['lang'] or 'unknown'})", bold=True
    )
    for reason in story["reasons"]:
        click.echo(f"  {defuse(reason)}")
    words: dict[str, list[str]] = {}
    for item in story["evidence"]:
        words.setdefault(item["why"], []).append(f"{text[item['start'] : item['end']]} [{item['start']}]")
    for why, places in words.items():
        click.echo(f"  {defuse(why)}: {defuse(', '.join(places[:8]))}{' …' if len(places) > 8 else ''}")  # noqa: PLR2004 - a line's worth
    click.secho(f"{len(found['quotes'])} statements", bold=True)
    for quote in found["quotes"]:
        tell(quote, text)


def tell(quote: dict[str, Any], text: str) -> None:
    """One statement in two lines."""
    name = quote["speaker_name"] or quote["speaker_text"] or "unknown speaker"
    about = ", ".join(str(part) for part in (quote["role"], quote["country"]) if part)
    content = text[quote["start"] : quote["end"]].replace("\n", " ")
    shown = content if len(content) <= SAID else content[:SAID].rstrip() + " …"
    click.echo(f"{quote['start']:>6}–{quote['end']:<6} {quote['kind']:8} ", nl=False)
    click.secho(defuse(name), bold=True, nl=False)
    stance = "" if quote["stance"] == "none" else f"  [{quote['stance']} dialogue]"
    click.echo((f" ({defuse(about)})" if about else "") + stance)
    click.echo(f"{'':22} {defuse(shown)}")
