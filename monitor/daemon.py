"""The composition root: opens every edge, wires the rooms, runs them on a schedule, and stops in order.

Three scheduler jobs drive the service: a poll tick that starts what is due, a relay tick that delivers alerts, and
housekeeping. *Which* feed is due is a column of the database, not a job of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import config as configuration
from monitor import lexicon
from monitor.config import Config
from monitor.core.wellbeing import judge
from monitor.corrections import Corrections
from monitor.edges import store
from monitor.edges.channels import open_channels
from monitor.edges.executors import open_executor
from monitor.edges.health import Health, notify, serve_health, watchdog_interval
from monitor.edges.retrieve import Retriever
from monitor.edges.store import Writer
from monitor.edges.store.glance import glance, quiet
from monitor.edges.store.rows import Row
from monitor.errors import MonitorError
from monitor.ledger import Tally
from monitor.pipeline import Pipeline, World
from monitor.records import Failure, Query
from monitor.relay import Relay
from monitor.topic_files import TopicFiles

HOUSEKEEPING = 300.0
"""Seconds between two rounds of pruning, checkpointing and looking for feeds that fell silent."""
LOOK = 15.0
"""Seconds between two looks at oneself, or half of systemd's watchdog time where that is shorter."""
SHARE = 0.6
"""Part of `health.stop_within` that running work has for ending by itself; the rest is for closing the edges."""
LAST_WORDS = 2.0
"""Seconds that the relay takes beyond its patience, and the workers get for ending."""
FIXED = ("database", "reviews", "fetch", "workers", "health")
"""Sections that are read at the start only."""
log = structlog.get_logger()


def utc_now() -> datetime:
    """The one clock of the service."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Service:
    """The opened rooms. `quiet` are the feeds that housekeeping found failing or silent.

    The pipeline's configuration is `config` with the topic files as they were when it was read.
    """

    config: Config
    writer: Writer
    pipeline: Pipeline
    relay: Relay
    health: Health
    topics: TopicFiles
    quiet: Sequence[Row] = ()
    reloading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> None:
        """Note for the health endpoint and the watchdog that loop, writer and disk still answer, and what they say."""
        found = await self.writer.run(glance, self.writer.path)
        now = utc_now()
        troubles = judge(found, self.quiet, now, self.health.started)
        known = {trouble.name for trouble in self.health.troubles}
        for trouble in troubles:
            if trouble.name not in known:
                log.warning("not well" if trouble.grave else "to be looked at", what=trouble.what)
        self.health.seen(found, self.pipeline.tally.counts, troubles, now)

    async def keep_house(self) -> None:
        """Prune the poll history, fold the write-ahead log back into the file, try again what failed unexpectedly."""
        self.pipeline.forgive()
        now = utc_now()
        await self.writer.run(store.feeds.prune, now - timedelta(seconds=self.config.poll.history))
        await self.writer.run(store.tidy)
        self.quiet = await self.writer.run(quiet, now)

    async def beat(self) -> None:
        """Tell the heartbeat address that the service is well, if it is."""
        if (address := self.config.health.heartbeat_url) and self.health.well(utc_now()):
            answer = await self.pipeline.world.retriever.fetch(Query(address, "feed"))
            if isinstance(answer, Failure):
                log.warning("the heartbeat did not arrive", condition=str(answer.condition), detail=answer.detail)

    async def adopt(self, config: Config) -> None:
        """Go on with another configuration: feeds, topics with their files, rules and channels change at once, `FIXED` at
        the next start.

        Raises:
            MonitorError: it cannot be used; the present one stays.
        """
        channels = open_channels(config)
        held = await asyncio.to_thread(self.topics.hold, config)
        await self.writer.run(store.feeds.sync, config.sources, utc_now(), config.poll.interval)
        if late := [name for name in FIXED if getattr(config, name) != getattr(self.config, name)]:
            log.warning("changes here wait for the next start", sections=late)
        self.config = config
        self.pipeline.world = replace(self.pipeline.world, config=held)
        self.relay.channels = channels


@asynccontextmanager
async def opened(config: Config, clock: Callable[[], datetime] = utc_now) -> AsyncIterator[Service]:
    """All edges opened in order and closed in the reverse one.

    Raises:
        StoreError: the database cannot be used, or another service holds it.
        ConfigError: a lexicon or topic file is wrong, or a channel cannot be used as written.
    """
    async with AsyncExitStack() as stack:
        path = config.database_path()
        stack.enter_context(store.lock(path))
        writer = Writer(path)
        stack.callback(writer.close)
        channels = open_channels(config)
        topics = TopicFiles()
        stack.callback(topics.close)
        held = topics.hold(config)
        await writer.run(store.feeds.sync, config.sources, clock(), config.poll.interval)
        executor = open_executor(config.workers, warm=functools.partial(lexicon.load, held.topic_path))
        stack.callback(executor.close, LAST_WORDS)
        retriever = await stack.enter_async_context(Retriever(config.fetch))
        corrections = Corrections(config.reviews_path())
        await writer.run(corrections.honour, clock())  # before an alert that waits since a crash is sent
        world = World(held, writer, retriever, executor, clock, random.random, corrections)
        relay = Relay(writer, channels, config.alerts, clock)
        yield Service(config, writer, Pipeline(world), relay, Health(clock()), topics)


async def run_once(
    config: Config,
    progress: Callable[[Tally, int], None] = lambda _tally, _busy: None,
    clock: Callable[[], datetime] = utc_now,
) -> Tally:
    """One pass over what is due, and the alerts that follow; what was done."""
    async with opened(config, clock) as service:
        tally = await service.pipeline.drain(progress)
        while await service.relay.tick():
            pass
        return tally


async def run(config: Config, path: Path | None = None) -> None:
    """The service, until SIGTERM or SIGINT. SIGHUP reads the configuration at `path` again."""
    stopping = asyncio.Event()
    heed(stopping)
    async with opened(config) as service, serve_health(config.health, service.health):
        with hangup(service, path, stopping):
            await work(service, stopping)
    log.info("stopped", **service.pipeline.tally.counts)


async def work(service: Service, stopping: asyncio.Event) -> None:
    """Run the jobs until told to stop, then end what is under way."""
    scheduler = scheduled(service)
    scheduler.start()
    notify("READY=1")
    log.info("running", database=str(service.writer.path), feeds=len(service.config.sources))
    await stopping.wait()
    notify("STOPPING=1")
    log.info("stopping")
    scheduler.shutdown(wait=False)
    await finish(service, service.config.health.stop_within)


def heed(stopping: asyncio.Event) -> None:
    """Stop in order at the first SIGTERM or SIGINT, and at once at the second: a `kill -9` would lose nothing either."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopping.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


@contextlib.contextmanager
def hangup(service: Service, path: Path | None, stopping: asyncio.Event) -> Iterator[None]:
    """Read the configuration again at SIGHUP; but where the terminal that the service was started in is gone, stop."""
    loop, running = asyncio.get_running_loop(), set[asyncio.Task[None]]()
    terminal = on_terminal()

    def heard() -> None:
        if terminal and not on_terminal():
            stopping.set()
        elif path is not None:
            task = asyncio.create_task(reload(service, path))
            running.add(task)
            task.add_done_callback(running.discard)

    loop.add_signal_handler(signal.SIGHUP, heard)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


def on_terminal() -> bool:
    """Whether standard input is a terminal that is still there: one that was hung up answers no more."""
    return sys.stdin is not None and os.isatty(0)


async def finish(service: Service, patience: float) -> None:
    """Let what is running end within a share of `patience` seconds; the rest is handed back, its rows are still due."""
    share = patience * SHARE
    await asyncio.gather(service.pipeline.stop(share), service.relay.stop(max(share - LAST_WORDS, 0.0)))


def scheduled(service: Service) -> AsyncIOScheduler:
    """The three jobs, the watchdog's and the heartbeat's; all on intervals, in UTC, and never two of a kind at once.

    A late run is run, however late (`misfire_grace_time=None`), once: APScheduler's default drops it after a second.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    jobs = [
        (service.pipeline.tick, service.config.poll.tick),
        (service.relay.tick, service.config.alerts.tick),
        (service.keep_house, HOUSEKEEPING),
        (service.look, min(LOOK, watchdog_interval() or LOOK)),
    ]
    if service.config.health.heartbeat_url:
        jobs.append((service.beat, service.config.health.heartbeat_interval))
    for job, interval in jobs:
        scheduler.add_job(job, "interval", seconds=max(interval, 0.1), next_run_time=utc_now())
    return scheduler


async def reload(service: Service, path: Path) -> None:
    """Read the configuration again; a broken one is told and changes nothing."""
    async with service.reloading:
        notify("RELOADING=1")
        try:
            await service.adopt(configuration.read(path))
            log.info("configuration read again", feeds=len(service.config.sources))
        except MonitorError as error:
            log.warning("configuration not taken; the present one stays", error=str(error))
        finally:
            notify("READY=1")


def main(config: Config, path: Path | None = None) -> None:
    """Run the service in this thread until it is told to stop."""
    asyncio.run(run(config, path))
