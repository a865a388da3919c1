"""The composition root: opens every edge, wires the rooms, runs them on a schedule, and stops in order.

Three scheduler jobs drive the service: a poll tick that starts what is due, a relay tick that delivers alerts, and
housekeeping. *Which* feed is due is a column of the database, not a job of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import config as configuration
from monitor import lexicon
from monitor.config import Config
from monitor.edges import store
from monitor.edges.channels import open_channels
from monitor.edges.executors import open_executor
from monitor.edges.health import Health, notify, serve_health, watchdog_interval
from monitor.edges.retrieve import Retriever
from monitor.edges.store import Writer
from monitor.errors import ConfigError
from monitor.ledger import Tally
from monitor.pipeline import Pipeline, World
from monitor.records import Query
from monitor.relay import Relay

HOUSEKEEPING = 300.0
"""Seconds between two rounds of pruning, checkpointing and looking at oneself."""
log = structlog.get_logger()


def utc_now() -> datetime:
    """The one clock of the service."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Service:
    """The opened rooms."""

    config: Config
    writer: Writer
    pipeline: Pipeline
    relay: Relay
    health: Health

    async def look(self) -> None:
        """Note for the health endpoint and the watchdog that loop, writer and disk still answer."""
        self.health.seen(await self.writer.run(store.queries.status), self.pipeline.tally.counts, utc_now())

    async def keep_house(self) -> None:
        """Prune the poll history, fold the write-ahead log back into the file, try again what failed unexpectedly."""
        self.pipeline.forgive()
        before = utc_now() - timedelta(seconds=self.config.poll.history)
        await self.writer.run(store.feeds.prune, before)
        await self.writer.run(store.tidy)

    async def beat(self) -> None:
        """Tell the heartbeat address that the service is well, if it is."""
        if self.config.health.heartbeat_url and self.health.well(utc_now()):
            await self.pipeline.world.retriever.fetch(Query(self.config.health.heartbeat_url, "feed"))

    async def adopt(self, config: Config) -> None:
        """Go on with another configuration: feeds, rules and channels change at once, the rest at the next start."""
        await self.writer.run(store.feeds.sync, config.sources, utc_now())
        self.config = config
        self.pipeline.world = replace(self.pipeline.world, config=config)
        self.relay.channels = open_channels(config)


@asynccontextmanager
async def opened(config: Config, clock: Callable[[], datetime] = utc_now) -> AsyncIterator[Service]:
    """All edges opened in order and closed in the reverse one.

    Raises:
        StoreError: the database cannot be used, or another service holds it.
        ConfigError: a lexicon or topic file is wrong.
    """
    async with AsyncExitStack() as stack:
        path = config.database_path()
        stack.enter_context(store.lock(path))
        lexicon.load(str(config.topic_folder) if config.topic_folder else None).check(config.topics)
        writer = Writer(path)
        stack.callback(writer.close)
        await writer.run(store.feeds.sync, config.sources, clock())
        executor = open_executor(config.workers)
        stack.callback(executor.close)
        retriever = await stack.enter_async_context(Retriever(config.fetch))
        world = World(config, writer, retriever, executor, clock, random.random)
        relay = Relay(writer, open_channels(config), config.alerts, clock)
        yield Service(config, writer, Pipeline(world), relay, Health(config.health, clock()))


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
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with opened(config) as service:
        if path is not None:
            loop.add_signal_handler(signal.SIGHUP, lambda: asyncio.ensure_future(reload(service, path)))
        async with serve_health(config.health, service.health):
            scheduler = scheduled(service)
            scheduler.start()
            notify("READY=1")
            log.info("running", database=str(config.database_path()), feeds=len(config.sources))
            await stopping.wait()
            notify("STOPPING=1")
            log.info("stopping")
            scheduler.shutdown(wait=False)
            await finish(service, config.health.stop_within)
    log.info("stopped", **service.pipeline.tally.counts)


async def finish(service: Service, patience: float) -> None:
    """Let what is running end within `patience` seconds; the rest is handed back, its rows are still due."""
    await asyncio.gather(service.pipeline.stop(patience * 0.6), service.relay.stop(patience * 0.6))


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
        (service.look, min(15.0, watchdog_interval() or 15.0)),
    ]
    if service.config.health.heartbeat_url:
        jobs.append((service.beat, service.config.health.heartbeat_interval))
    for job, interval in jobs:
        scheduler.add_job(job, "interval", seconds=max(interval, 0.1), next_run_time=utc_now())
    return scheduler


async def reload(service: Service, path: Path) -> None:
    """Read the configuration again; a broken one is told and changes nothing."""
    notify("RELOADING=1")
    try:
        await service.adopt(configuration.read(path))
        log.info("configuration read again", feeds=len(service.config.sources))
    except ConfigError as error:
        log.warning("configuration not taken", error=str(error))
    finally:
        notify("READY=1")


def main(config: Config, path: Path | None = None) -> None:
    """Run the service in this thread until it is told to stop."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(config, path))
