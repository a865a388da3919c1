"""A newsstand on loopback: real feed captures and real pages, with every link leading back to the stand.

    with open_newsstand(shared) as stand:
        stand.feeds                      # addresses, one of each outlet and topic, and the two that are polled poll after poll
        stand.requests["/feed/bbc/world.xml"]
        stand.turn("bbc_series/home_uk", 7)     # show the capture with this number from now on

    python -m tests.servers.newsstand [--data ../shared]     # prints {"ready": true, "port": …, "feeds": […]}

Distinct links of the captures become distinct addresses ``/page/<id>``, the same link the same address whichever feed
has it, so that what the originals tell apart stays apart and nothing leaves the machine. Where the page of a link is
among the real pages, that one is served; else one of them, or a short self-written notice, chosen by a hash of the
link. The n-th request for a series gets its n-th capture.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import html
import json
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path

from monitor.demo.loopback import listening
from tests.servers.background import in_background

ADDRESSES = re.compile(
    rb"<(?:\w+:)?(?:link|guid|id|origLink)\b[^<>]*>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<>\]]+)|<(?:\w+:)?link\b[^<>]*?\bhref\s*=\s*[\"'](https?://[^\"'<>]+)",
    re.IGNORECASE,
)
"""Links of feed and items, GUIDs that are addresses, href of Atom links."""
ABOUT = re.compile(rb"(rdf:(?:about|resource)\s*=\s*[\"'])(https?://[^\"'<>]+)", re.IGNORECASE)
HIDDEN_BASE = re.compile(rb"\sxml:base\s*=\s*[\"'][^\"']*[\"']", re.IGNORECASE)
SELF_WRITTEN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Notice {id}</title></head><body><article>
<h1>Notice {id}</h1><p>The harbour office gave notice {id} this morning: the ferries to the outer islands will keep their winter
times until the end of the month, and the customs house opens an hour later than usual.</p><p>“Nobody needs to change a
booking,” said the harbour master, Ann Ferry, when she was asked about the notice.</p></article></body></html>"""


@dataclass(frozen=True)
class Shown:
    """What stands under an address."""

    body: bytes
    type: str

    @property
    def etag(self) -> str:
        return f'"{blake2b(self.body, digest_size=8).hexdigest()}"'


@dataclass
class Newsstand:
    """See the module. `requests` counts the answers with a body by path, `unchanged` those without (304)."""

    data: Path
    port: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    links: dict[str, str] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        pages = self.data / "pages"
        self.files = sorted((pages / "html").glob("*.html.gz")) if pages.is_dir() else []
        known = (pages / "gold.jsonl").read_text(encoding="utf-8").splitlines() if self.files else []
        self.known = {row["url"]: row["id"] for row in map(json.loads, known) if row.get("url")}
        folder = self.data / "feeds"
        self.captures = {
            str(path.relative_to(folder)): path
            for kind in ("outlets", "outlets_repaired", "bbc")
            for path in sorted((folder / kind).iterdir())
            if path.is_file()
        }
        self.series = {
            str(path.relative_to(folder)): sorted(path.glob("*.xml"), key=lambda file: int(file.stem))
            for path in sorted((folder / "bbc_series").iterdir())
        }

    @property
    def base(self) -> str:
        """The address of the stand."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def feeds(self) -> list[str]:
        """The addresses of all feeds."""
        return [f"{self.base}/feed/{name}" for name in (*self.captures, *self.series)]

    def feed_url(self, name: str) -> str:
        """The address of one feed, such as ``bbc/world.xml`` or ``bbc_series/home_uk``."""
        return f"{self.base}/feed/{name}"

    def turn(self, name: str, number: int) -> None:
        """Show capture `number` (from 0) of a series until told otherwise."""
        self.turns[name] = number
        self.held.add(name)

    def page_url(self, link: bytes) -> bytes:
        """The stand's own address for a link of a capture; the same for the same link, different for others."""
        plain = html.unescape(link.decode("utf-8", "replace")).strip()
        identifier = blake2b(plain.encode(), digest_size=8).hexdigest()
        self.links.setdefault(identifier, plain)
        return f"{self.base}/page/{identifier}".encode()

    def rewritten(self, body: bytes) -> bytes:
        """A capture with every address that an entry could lead to replaced by one of the stand."""
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ValueError("a capture in UTF-16 would need another way of rewriting")

        def replaced(found: re.Match[bytes]) -> bytes:
            group = 1 if found[1] is not None else 2
            before = found[0][: found.start(group) - found.start()]
            return before + self.page_url(found[group]) + found[0][found.end(group) - found.start() :]

        body = ADDRESSES.sub(replaced, HIDDEN_BASE.sub(b"", body))
        return ABOUT.sub(lambda found: found[1] + self.page_url(found[2]), body)

    def find(self, path: str) -> Shown | None:
        """What the stand shows under a path now."""
        kind, _, name = path.lstrip("/").partition("/")
        if kind == "page" and name in self.links:
            return Shown(self.page(name), "text/html")
        if kind == "feed" and name in self.captures:
            return Shown(self.rewritten(self.captures[name].read_bytes()), "application/xml")
        if kind == "feed" and name in self.series:
            files = self.series[name]
            return Shown(
                self.rewritten(files[min(self.turns.get(name, 0), len(files) - 1)].read_bytes()), "application/xml"
            )
        if path == "/robots.txt":
            return Shown(b"User-agent: *\nAllow: /\n", "text/plain")
        return None

    def page(self, identifier: str) -> bytes:
        """The page of a link: its own where that is known, else one that stands for it."""
        link = self.links[identifier]
        if (file := self.known.get(link)) is not None:
            return gzip.decompress((self.data / "pages/html" / f"{file}.html.gz").read_bytes())
        number = int(identifier, 16)
        if not self.files or number % 8 == 0:
            return SELF_WRITTEN.replace("{id}", identifier).encode()
        return gzip.decompress(self.files[number % len(self.files)].read_bytes())

    def answer(self, path: str, headers: dict[str, str]) -> bytes:
        """The answer to one request, counted."""
        shown = self.find(path)
        if shown is None:
            self.requests[path] += 1
            return head(404, 0)
        if headers.get("if-none-match") == shown.etag:
            self.unchanged[path] += 1
            self.next(path)
            return head(304, None, ETag=shown.etag)
        self.requests[path] += 1
        self.next(path)
        return head(200, len(shown.body), **{"Content-Type": shown.type, "ETag": shown.etag}) + shown.body

    def next(self, path: str) -> None:
        """A series goes on to its next capture, unless one is held."""
        name = path.removeprefix("/feed/")
        if name in self.series and name not in self.held:
            self.turns[name] = self.turns.get(name, 0) + 1

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as long as the client keeps it."""
        headers: dict[str, str] = {}
        while headers.get("connection", "").lower() != "close":
            request = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode("latin-1")
            first, *rows = request.split("\r\n")
            _, target, *_ = [*first.split(" "), "", ""]
            headers = {name.strip().lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
            writer.write(self.answer(target.partition("?")[0], headers))
            await writer.drain()


def head(status: int, length: int | None, **headers: str) -> bytes:
    """A status line with headers."""
    rows = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    if length is not None:
        rows.append(f"Content-Length: {length}")
    return "\r\n".join([*rows, "", ""]).encode()


@asynccontextmanager
async def newsstand(data: Path, port: int = 0) -> AsyncIterator[Newsstand]:
    """The stand, open on a port of its own."""
    stand = Newsstand(data)
    async with listening(stand.serve, port=port) as stand.port:
        yield stand


def open_newsstand(data: Path) -> AbstractContextManager[Newsstand]:
    """The stand in a thread of its own, for tests that are not asynchronous."""
    return in_background(partial(newsstand, data))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[3] / "shared")
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    if not (arguments.data / "feeds").is_dir():
        sys.exit(f"no captures at {arguments.data}: use --data")

    async def run() -> None:
        async with newsstand(arguments.data, arguments.port) as stand:
            sys.stdout.write(json.dumps({"ready": True, "port": stand.port, "feeds": stand.feeds}) + "\n")
            sys.stdout.flush()
            await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())


if __name__ == "__main__":
    main()
