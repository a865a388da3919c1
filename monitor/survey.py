"""Try feeds and channels without remembering anything: what `monitor check` and `monitor feeds add` tell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from monitor.config import Channel, Config, EmailChannel
from monitor.core.feed import discover, parse
from monitor.edges.executors import LocalExecutor, open_executor
from monitor.edges.retrieve import Retriever
from monitor.errors import MonitorError
from monitor.records import Condition, Failure, FeedBody, ParsedFeed, Query, Source

PATIENCE = 10.0
"""Seconds that a channel's server has for taking a connection."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a feed's address gave, and where it has moved to for good."""

    found: ParsedFeed | Failure
    moved_to: str | None = None


async def survey(config: Config, *, ask: bool = True, step: Callable[[], None] = lambda: None) -> list[dict[str, Any]]:
    """One row for each configured feed: whether it answers, how many entries it has, how new they are. `step` hears
    of every feed that is done.
    """
    if not ask:
        return [row_of(source, None) for source in config.sources]
    executor = open_executor(config.workers)

    async def one(source: Source) -> dict[str, Any]:
        row = row_of(source, await look(config, retriever, executor, source.url))
        step()
        return row

    try:
        async with Retriever(config.fetch) as retriever:
            return list(await asyncio.gather(*map(one, config.sources)))
    finally:
        executor.close(0.0)


async def look(config: Config, retriever: Retriever, executor: LocalExecutor, url: str) -> Look:
    """One feed, retrieved and parsed."""
    answer = await retriever.fetch(Query(url, "feed"))
    if isinstance(answer, Failure):
        return Look(answer)
    body = FeedBody(answer.final_url, answer.body, answer.content_type, config.poll.max_entries)
    return Look(await executor.call(parse, body, config.workers.feed_timeout), answer.moved_to)


async def find_feeds(config: Config, url: str) -> list[tuple[str, ParsedFeed]]:
    """The feeds at an address: itself, or those that the page there announces.

    Raises:
        MonitorError: it can be neither read as a feed nor as a page that announces one.
    """
    executor = open_executor(config.workers)
    try:
        async with Retriever(config.fetch) as retriever:
            first = await look(config, retriever, executor, url)
            if isinstance(first.found, ParsedFeed):
                return [(first.moved_to or url, first.found)]
            if first.found.condition is not Condition.NOT_A_FEED:
                raise MonitorError(f"{url}: {first.found}{hint(first.found)}")
            page = await retriever.fetch(Query(url, "page"))
            if isinstance(page, Failure):
                raise MonitorError(f"{url}: {page}{hint(page)}")
            announced = discover(page.body, page.final_url)
            answers = await asyncio.gather(*(look(config, retriever, executor, link) for link in announced))
    finally:
        executor.close(0.0)
    looked = zip(announced, answers, strict=True)
    found = {answer.moved_to or link: answer.found for link, answer in looked if isinstance(answer.found, ParsedFeed)}
    if not found:
        raise MonitorError(f"{url}: is no feed, and the page there announces none that can be read")
    return list(found.items())


def hint(failure: Failure) -> str:
    """What the configuration may do about it."""
    if failure.condition is Condition.FORBIDDEN_ADDRESS:
        return "; fetch.allow in the configuration makes exceptions"
    if failure.condition is Condition.ROBOTS:
        return "; fetch.robots in the configuration says whether robots.txt is obeyed"
    return ""


def row_of(source: Source, answer: Look | None) -> dict[str, Any]:
    """A row of the survey."""
    row: dict[str, Any] = {"outlet": source.outlet, "url": source.url, "entries": None, "newest": None, "detail": ""}
    if answer is None:
        return {**row, "condition": "not asked"}
    if isinstance(answer.found, Failure):
        return {**row, "condition": str(answer.found.condition), "detail": answer.found.detail}
    newest = max((entry.published for entry in answer.found.entries if entry.published), default=None)
    notes = [answer.found.problem, f"has moved to {answer.moved_to}" if answer.moved_to else None]
    return {
        **row,
        "condition": "ok",
        "entries": len(answer.found.entries),
        "newest": newest.isoformat(timespec="minutes") if newest else None,
        "detail": "; ".join(note for note in notes if note),
    }


async def reach(config: Config, *, ask: bool = True) -> list[dict[str, Any]]:
    """One row for each channel: whether its server takes a connection. Nothing is sent."""
    return list(await asyncio.gather(*(knock(name, channel, ask=ask) for name, channel in config.channels.items())))


async def knock(name: str, channel: Channel, *, ask: bool) -> dict[str, Any]:
    """Connect to a channel's server, and hang up."""
    host, port = server_of(channel)
    row: dict[str, Any] = {"channel": name, "type": channel.type, "server": f"{host}:{port}", "detail": ""}
    if not ask:
        return {**row, "condition": "not asked"}
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), PATIENCE)
    except TimeoutError:
        return {**row, "condition": str(Condition.TIMEOUT), "detail": f"no connection within {PATIENCE:g} s"}
    except (OSError, UnicodeError) as error:
        return {
            **row,
            "condition": str(Condition.UNREACHABLE),
            "detail": getattr(error, "strerror", None) or str(error),
        }
    writer.transport.abort()
    return {**row, "condition": "ok"}


def server_of(channel: Channel) -> tuple[str, int]:
    """Where a channel's messages go; of a webhook no more than that, for its path is the secret."""
    if isinstance(channel, EmailChannel):
        return channel.host, channel.port
    parts = urlsplit(channel.webhook.get_secret_value())
    return parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
