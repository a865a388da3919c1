"""One article from wherever it is, as a row of the batch interface."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from monitor.core.syndication.charset import decode
from monitor.errors import MonitorError
from monitor.records import Failure, Query, Retrieval

if TYPE_CHECKING:
    from monitor.config import Fetching

LONGEST = 16 * 2**20
"""Bytes that are read of a file."""
MARKUP = re.compile(r"<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE)
HEAD = 2048
FOREIGN = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip or office file",
    b"\xd0\xcf\x11\xe0": "an office file",
    b"{\\rtf": "RTF",
}


def read_source(source: str, fetching: Fetching) -> dict[str, Any]:
    """The article at a URL, in a file, or on stdin (-): ``text``, or ``html`` where it is that.

    Raises:
        MonitorError: it cannot be had, or is no text.
    """
    if urlsplit(source).scheme in {"http", "https"}:
        answer = asyncio.run(retrieve(source, fetching))
        if isinstance(answer, Failure):
            from monitor.survey import hint

            raise MonitorError(f"{source}: {answer}{hint(answer)}")
        return {"url": answer.final_url, "html": readable(source, answer.body, answer.charset)}
    data = read_bytes(source)
    source = "stdin" if source == "-" else source
    if len(data) > LONGEST:
        raise MonitorError(f"{source}: is longer than {LONGEST // 2**20} MB, which no article is")
    text = readable(source, data)
    if MARKUP.search(text[:HEAD]) or Path(source).suffix.lower() in {".html", ".htm", ".xhtml"}:
        return {"html": text}
    return {"text": text}


def read_bytes(source: str) -> bytes:
    """The bytes of a file or of stdin, up to a little more than `LONGEST`.

    Raises:
        MonitorError: it cannot be read.
    """
    try:
        if source != "-":
            with Path(source).open("rb") as file:
                return file.read(LONGEST + 1)
        if sys.stdin is None:
            return b""
        if sys.stdin.isatty():
            click.echo("reading the article from the terminal; end it with Ctrl-D", err=True)
        return sys.stdin.buffer.read(LONGEST + 1)
    except OSError as error:
        raise MonitorError(f"{source}: cannot be read: {error.strerror or error}") from None


def readable(source: str, data: bytes, charset: str | None = None) -> str:
    """The bytes as text.

    Raises:
        MonitorError: there is nothing, or no text.
    """
    if not data.strip():
        raise MonitorError(f"{source}: is empty")
    for beginning, kind in FOREIGN.items():
        if data.startswith(beginning):
            raise MonitorError(f"{source}: is {kind}: save it as text or HTML first")
    text = decode(data, charset)
    if "\0" in text[:HEAD]:
        raise MonitorError(f"{source}: is no text")
    return text


async def retrieve(url: str, fetching: Fetching) -> Retrieval | Failure:
    """The page, by the manners and guards of the configuration."""
    from monitor.edges.retrieve import Retriever

    async with Retriever(fetching) as retriever:
        return await retriever.fetch(Query(url, "page"))
