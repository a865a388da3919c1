"""Try every feed without remembering anything: what `monitor check` and `monitor feeds add` tell."""

from __future__ import annotations

import asyncio
from typing import Any

from monitor.config import Config
from monitor.core.feed import discover, parse
from monitor.edges.executors import LocalExecutor, open_executor
from monitor.edges.retrieve import Retriever
from monitor.errors import MonitorError
from monitor.records import Condition, Failure, FeedBody, ParsedFeed, Query, Source


async def survey(config: Config, *, ask: bool = True) -> list[dict[str, Any]]:
    """One row for each configured feed: whether it answers, how many entries it has, and how new they are."""
    if not ask:
        return [row_of(source, None) for source in config.sources]
    executor = open_executor(config.workers)
    try:
        async with Retriever(config.fetch) as retriever:
            found = await asyncio.gather(*(look(config, retriever, executor, source.url) for source in config.sources))
    finally:
        executor.close()
    return [row_of(source, answer) for source, answer in zip(config.sources, found, strict=True)]


async def look(config: Config, retriever: Retriever, executor: LocalExecutor, url: str) -> ParsedFeed | Failure:
    """One feed, retrieved and parsed."""
    answer = await retriever.fetch(Query(url, "feed"))
    if isinstance(answer, Failure):
        return answer
    body = FeedBody(answer.final_url, answer.body, answer.content_type, config.poll.max_entries)
    return await executor.call(parse, body, config.workers.feed_timeout)


async def find_feeds(config: Config, url: str) -> list[tuple[str, ParsedFeed]]:
    """The feeds at an address: itself, or those that the page there announces.

    Raises:
        MonitorError: it can be neither read as a feed nor as a page that announces one.
    """
    executor = open_executor(config.workers)
    try:
        async with Retriever(config.fetch) as retriever:
            first = await look(config, retriever, executor, url)
            if isinstance(first, ParsedFeed):
                return [(url, first)]
            if first.condition is not Condition.NOT_A_FEED:
                raise MonitorError(f"{url}: {first}")
            page = await retriever.fetch(Query(url, "page"))
            if isinstance(page, Failure):
                raise MonitorError(f"{url}: {page}")
            announced = discover(page.body, page.final_url)
            answers = [(link, await look(config, retriever, executor, link)) for link in announced]
    finally:
        executor.close()
    found = [(link, answer) for link, answer in answers if isinstance(answer, ParsedFeed)]
    if not found:
        raise MonitorError(f"{url}: is no feed, and the page there announces none that can be read")
    return found


def row_of(source: Source, answer: ParsedFeed | Failure | None) -> dict[str, Any]:
    """A row of the survey."""
    row: dict[str, Any] = {"outlet": source.outlet, "url": source.url, "entries": None, "newest": None, "detail": ""}
    if answer is None:
        return {**row, "condition": "not asked"}
    if isinstance(answer, Failure):
        return {**row, "condition": str(answer.condition), "detail": answer.detail}
    newest = max((entry.published for entry in answer.entries if entry.published), default=None)
    return {
        **row,
        "condition": "ok",
        "entries": len(answer.entries),
        "newest": newest.isoformat() if newest else None,
        "detail": answer.problem or "",
    }
