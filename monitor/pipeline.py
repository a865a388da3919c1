"""One pass, top to bottom: this is the map of the service.

    due feeds ──retrieve──▶ bytes ──parse──▶ entries ──novelty──▶ queued pages        (one transaction per poll;
                                                       what plainly is on no topic is kept and not fetched)
    ready pages ──retrieve──▶ bytes ──analyse──▶ article, stories, quotations
                ──identity──▶ statements ──rules──▶ events and outbox rows            (one transaction per article)

The tables are the queue: work is taken by reading what is due and leaves its row only in the transaction that stores
its result. A killed process therefore goes on where it was, and nothing has to be recovered. Whatever the world does
wrong arrives here as a `Failure` and is recorded where it belongs; what is raised is a broken disk or a fault of ours.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import structlog

from monitor import ledger
from monitor.config import Config
from monitor.core import novelty, schedule
from monitor.core.analyse import analyse_entry, analyse_feed, analyse_page
from monitor.core.schedule import Plan
from monitor.corrections import Corrections
from monitor.edges import store
from monitor.edges.executors import LocalExecutor
from monitor.edges.retrieve import Retriever
from monitor.edges.store import PageTask, Writer
from monitor.ledger import Report, Tally
from monitor.records import Analysis, Failure, FeedBody, FeedState, Page, ParsedFeed, Query, Retrieval

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class World:
    """All that a pass needs from outside. `clock` gives the time in UTC, `dice` a number between 0 and 1."""

    config: Config
    writer: Writer
    retriever: Retriever
    executor: LocalExecutor
    clock: Callable[[], datetime]
    dice: Callable[[], float]
    corrections: Corrections


@dataclass(slots=True)
class Lane:
    """Work of one kind that is going on, by the id of its row: no row is worked on twice at a time.

    A row whose work raised (a broken disk, a fault of ours) is left alone until `faulty` is cleared.
    """

    busy: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    faulty: set[int] = field(default_factory=set)
    ended: int = 0

    @property
    def taken(self) -> set[int]:
        """The rows not to take now."""
        return self.busy.keys() | self.faulty

    def start(self, row: int, work: Coroutine[Any, Any, None]) -> None:
        """Begin the work of a row."""
        task = asyncio.create_task(work)
        self.busy[row] = task
        task.add_done_callback(lambda _: self._ended(row))

    def _ended(self, row: int) -> None:
        task = self.busy.pop(row)
        self.ended += 1
        if not task.cancelled() and (error := task.exception()) is not None:
            self.faulty.add(row)
            log.error("work failed; its row stays due", row=row, error=repr(error))


@dataclass(slots=True)
class Pipeline:
    """Polls what is due and reads what is queued."""

    world: World
    tally: Tally = field(default_factory=Tally)
    feeds: Lane = field(default_factory=Lane)
    pages: Lane = field(default_factory=Lane)

    async def tick(self) -> None:
        """Start work on what is due and free, without waiting for it: a slow feed only keeps its own place."""
        config, now, run = self.world.config, self.world.clock(), self.world.writer.run
        await run(self.world.corrections.honour, now)
        if (room := config.poll.concurrency - len(self.feeds.busy)) > 0:
            for feed in await run(store.feeds.due, now, room, self.feeds.taken):
                self.feeds.start(feed.id, poll(self.world, feed, self.tally))
        if (room := config.fetch.concurrency - len(self.pages.busy)) > 0:
            for page in await run(store.pages.ready, now, room, self.pages.taken):
                self.pages.start(page.id, read(self.world, page, self.tally))

    async def drain(self, progress: Callable[[Tally, int], None] = lambda _tally, _busy: None) -> Tally:
        """Work until nothing is due; what was counted. `progress` hears of every step."""
        while True:
            ended = self.feeds.ended + self.pages.ended
            await self.tick()
            busy = [*self.feeds.busy.values(), *self.pages.busy.values()]
            progress(self.tally, len(busy))
            if busy:
                await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
            elif ended == self.feeds.ended + self.pages.ended:  # what ended meanwhile may have queued more
                return self.tally

    async def stop(self, patience: float) -> None:
        """Let running work finish for `patience` seconds, then hand the rest back: its rows are still due."""
        busy = [*self.feeds.busy.values(), *self.pages.busy.values()]
        if not busy:
            return
        _, late = await asyncio.wait(busy, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def forgive(self) -> None:
        """Take up again what failed by no fault of the world's."""
        self.feeds.faulty.clear()
        self.pages.faulty.clear()


# ------------------------------------------------------------------------------------------------ feeds


async def poll(world: World, state: FeedState, tally: Tally) -> None:
    """One feed, from its request to its committed entries."""
    answer = await world.retriever.fetch(Query(state.source.url, "feed", state.etag, state.last_modified))
    tally.counts["feeds"] += 1
    if isinstance(answer, Retrieval) and not unchanged(state, answer):
        body = body_of(world.config, state, answer)
        parsed = await world.executor.call(analyse_feed, body, world.config.workers.feed_timeout)
        if isinstance(parsed, ParsedFeed):
            new = await world.writer.run(commit_poll, world, state, answer, parsed)
            tally.counts["entries_new"] += new
            return
        answer = parsed
    if isinstance(answer, Failure):
        tally.counts["feeds_failed"] += 1
        tally.conditions[answer.condition] += 1
        plan = schedule.after_failure(state, answer, world.clock(), world.config.poll, world.dice())
        await world.writer.run(store.feeds.record_failure, state.id, answer, plan.due, plan.interval, world.clock())
    else:
        plan = next_poll(world, state, answer)
        await world.writer.run(store.feeds.record_unchanged, state.id, answer, plan.due, plan.interval, world.clock())


def body_of(config: Config, state: FeedState, answer: Retrieval) -> FeedBody:
    """An answer with all that its reading depends on; without topics every entry is worth a fetch."""
    body = FeedBody(
        answer.final_url,
        answer.body,
        answer.content_type,
        max_entries=config.poll.max_entries,
        language=state.source.language,
        topic_folder=config.topic_path,
    )
    return replace(body, topics=config.topics) if config.fetches(state.source.url) == "likely" else body


def unchanged(state: FeedState, answer: Retrieval) -> bool:
    """Whether the server or the body's hash says that nothing is new."""
    return answer.status == HTTPStatus.NOT_MODIFIED or sha256(answer.body).hexdigest() == state.body_sha256


def next_poll(world: World, state: FeedState, answer: Retrieval, new: int = 0, ttl: float | None = None) -> Plan:
    """When to ask a feed again that has just answered."""
    return schedule.after_success(
        state, world.clock(), new=new, ttl=ttl, max_age=answer.max_age, policy=world.config.poll, jitter=world.dice()
    )


def commit_poll(db: store.Database, world: World, state: FeedState, answer: Retrieval, parsed: ParsedFeed) -> int:
    """What a poll saw and the work that follows from it, in one transaction; how many entries are new."""
    now = world.clock()
    if parsed.incomplete:  # a body that was cut is asked for again, whatever the server says of its version
        answer = replace(answer, etag=None, last_modified=None)
    with store.unit_of_work(db):
        known = store.feeds.known(db, state.id, [entry.key for entry in parsed.entries])
        found = novelty.decide(known, parsed.entries)
        plan = next_poll(world, state, answer, len(found.new), parsed.ttl)
        store.feeds.record_poll(
            db,
            state.id,
            answer,
            parsed,
            sorted(found.new, key=lambda entry: entry.published or now),  # who reported first is read first
            found.changed,
            gap=found.gap and state.polled,
            due=plan.due,
            interval=plan.interval,
            now=now,
            quiet_before=None if state.polled else now - timedelta(seconds=world.config.alerts.max_age),
            canonical=novelty.canonical,
            refetch_since=now - timedelta(seconds=world.config.fetch.refetch_window),
        )
    return len(found.new)


# ------------------------------------------------------------------------------------------------ pages


async def read(world: World, task: PageTask, tally: Tally) -> None:
    """One article, from its request to its committed statements and alerts."""
    tally.counts["pages"] += 1
    answer = None
    if task.origin == "page":
        answer = await world.retriever.fetch(Query(task.url, "page", task.etag, task.last_modified))
    if isinstance(answer, Failure):
        return await make_do(world, task, answer, tally)
    if answer is not None and answer.status == HTTPStatus.NOT_MODIFIED:
        return await world.writer.run(store.pages.record_done, task, answer, world.clock())
    found = await analysed(world, task, answer)
    if isinstance(found, Failure):
        return await make_do(world, task, found, tally)
    report = Report(task, found, task.origin, world.clock(), answer)
    tally.counts.update(await world.writer.run(commit_article, world, report))
    return None


def commit_article(db: store.Database, world: World, report: Report) -> Counter[str]:
    """What an article adds to the log, and what reviewers said of it before: an alert leaves after both."""
    gained = ledger.commit(db, world.config, report)
    world.corrections.honour(db, world.clock())
    return gained


async def analysed(world: World, task: PageTask, answer: Retrieval | None) -> Analysis | Failure:
    """The analysis of a page or, without an answer, of the feed's own text; in a worker that may be killed."""
    page = page_of(world.config, task)
    if answer is None:
        return await world.executor.call(analyse_entry, page, world.config.workers.page_timeout)
    page = replace(page, url=answer.final_url, body=answer.body, charset=answer.charset)
    return await world.executor.call(analyse_page, page, world.config.workers.page_timeout)


async def make_do(world: World, task: PageTask, failure: Failure, tally: Tally) -> None:
    """Record why a page could not be read; what the feed itself says stands in for it: a statement waits for no wall."""
    tally.counts["pages_failed"] += 1
    tally.conditions[failure.condition] += 1
    first = task.origin == "page" and task.attempts == 0
    stand_in = await analysed(world, task, None) if first and task.summary else None
    tally.counts.update(await world.writer.run(commit_failure, world, task, failure, stand_in))


def commit_failure(
    db: store.Database, world: World, task: PageTask, failure: Failure, stand_in: Analysis | Failure | None
) -> Counter[str]:
    """Why a page could not be read, when to try again, and what the feed's own text gave, in one transaction."""
    now, gained = world.clock(), Counter[str]()
    with store.unit_of_work(db):
        if isinstance(stand_in, Analysis):
            gained = ledger.commit(db, world.config, Report(task, stand_in, "feed", now))
        again = schedule.page_retry(task.attempts, failure, now, world.config.fetch, world.dice())
        store.pages.record_failure(db, task, failure, again, now)
    if isinstance(stand_in, Analysis):
        world.corrections.honour(db, now)
    return gained


def page_of(config: Config, task: PageTask) -> Page:
    """What is known of a page before its bytes are."""
    return Page(
        url=task.url,
        body=b"",
        title=task.title,
        summary=task.summary,
        published=task.published,
        language=task.language,
        topics=config.topics,
        topic_folder=config.topic_path,
    )
