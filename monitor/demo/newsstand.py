"""A loopback web server with the demo's outlets: one RSS feed each, and a page for every article."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from importlib import resources
from pathlib import Path

from pydantic import Field

from monitor import yaml_file
from monitor.config import Country, Language, Section
from monitor.demo.loopback import listening


class Outlet(Section):
    """An invented outlet."""

    name: str
    country: Country
    language: Language


class Edition(Section):
    """What an article says from the second pass on."""

    title: str
    text: tuple[str, ...]


class Story(Section):
    """An article as written in `articles.yaml`; `age` in hours before the demo's clock."""

    outlet: str
    slug: str
    age: float = Field(ge=0)
    title: str
    summary: str
    text: tuple[str, ...]
    author: str | None = None
    credit: str | None = None
    caption: str | None = None
    edited: Edition | None = None


class Stock(Section):
    """All that the newsstand sells."""

    outlets: dict[str, Outlet]
    articles: tuple[Story, ...]


def load_stock() -> Stock:
    """The bundled outlets and articles."""
    with resources.as_file(resources.files("monitor.demo") / "articles.yaml") as path:
        return yaml_file.read(Path(path), Stock)


@dataclass(slots=True)
class Newsstand:
    """The server's state. `issue` 1 shows the articles as first published, 2 the edited ones."""

    stock: Stock
    now: datetime
    port: int = 0
    issue: int = 1
    requests: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        """``host:port``, as the configuration's `fetch.allow` wants it."""
        return f"127.0.0.1:{self.port}"

    def feed_url(self, outlet: str) -> str:
        """Where an outlet's feed is."""
        return f"http://{self.address}/{outlet}/feed.xml"

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, content type and body for a path."""
        self.requests[path] += 1
        match path.strip("/").split("/"):
            case [outlet, "feed.xml"] if outlet in self.stock.outlets:
                return 200, "application/rss+xml", self.feed(outlet)
            case [outlet, slug]:
                for story in self.stock.articles:
                    if (story.outlet, story.slug) == (outlet, slug):
                        return 200, "text/html", self.page(story)
        return 404, "text/plain", "nothing here"

    def feed(self, outlet: str) -> str:
        """An outlet's RSS 2.0 feed."""
        own = self.stock.outlets[outlet]
        items = "".join(
            f"<item><title>{escape(self.title(story))}</title><link>http://{self.address}/{outlet}/{story.slug}</link>"
            f"<guid isPermaLink='false'>{outlet}:{story.slug}</guid>"
            f"<pubDate>{format_datetime(self.published(story), usegmt=True)}</pubDate>"
            f"<description>{escape(story.summary)}</description></item>"
            for story in self.stock.articles
            if story.outlet == outlet
        )
        return (
            f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{escape(own.name)}</title>"
            f"<link>http://{self.address}/{outlet}/</link><language>{own.language}</language>"
            f"<description>{escape(own.name)}</description>{items}</channel></rss>"
        )

    def page(self, story: Story) -> str:
        """An article's page, with the furniture that real pages have."""
        own, title = self.stock.outlets[story.outlet], escape(self.title(story))
        text = story.edited.text if story.edited and self.issue > 1 else story.text
        figure = (
            f"<figure><img alt=''><figcaption>{escape(story.caption)}</figcaption></figure>" if story.caption else ""
        )
        credit = f"<p class='credit'>{escape(story.credit)}</p>" if story.credit else ""
        return (
            f"<!doctype html><html lang='{own.language}'><head><meta charset='utf-8'><title>{title} | {escape(own.name)}</title>"
            f"<meta name='author' content='{escape(story.author or own.name)}'>"
            f"<meta property='article:published_time' content='{self.published(story).isoformat()}'>"
            f"<meta name='description' content='{escape(story.summary)}'></head><body><header><nav><a href='/'>Home</a> "
            f"<a href='/world'>World</a> <a href='/sport'>Sport</a></nav></header><main><article><h1>{title}</h1>{figure}"
            + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text)
            + f"{credit}</article></main><footer><p>© {escape(own.name)}. We use cookies.</p></footer></body></html>"
        )

    def title(self, story: Story) -> str:
        """The headline of the present issue."""
        return story.edited.title if story.edited and self.issue > 1 else story.title

    def published(self, story: Story) -> datetime:
        """When the article came out."""
        return self.now - timedelta(hours=story.age)


@asynccontextmanager
async def open_newsstand(now: datetime) -> AsyncIterator[Newsstand]:
    """The server, on a free port of 127.0.0.1."""
    stand = Newsstand(load_stock(), now)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        _, path, *_ = [*head.decode("ascii", "replace").split(" "), "", ""]
        status, kind, text = stand.answer(path.partition("?")[0])
        body = text.encode()
        writer.write(
            f"HTTP/1.1 {status} {'OK' if status == 200 else 'Not Found'}\r\nContent-Type: {kind}; charset=utf-8\r\n"  # noqa: PLR2004 - HTTP's own number
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()

    async with listening(serve) as stand.port:
        yield stand
