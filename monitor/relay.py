"""From the outbox through a channel to a mark: every alert at least once, a second copy only in doubt.

    outbox row ──take (committed)──▶ try ──▶ settle (committed): sent · refused · doubt · dead · again at …

Channels work side by side, each on one alert at a time in the order of the outbox, so a channel that hangs delays no
other. An alert is taken just before its try: what a crash leaves taken is at most one alert a channel, and only that
one is in doubt at the next start.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import structlog

from monitor import config
from monitor.core.alert import retry
from monitor.edges import store
from monitor.edges.channels import Channel
from monitor.records import Alert, Delivery

PATIENCE = 1.0
"""Seconds that a tick waits for channels none of which gets on."""
SETTLE_PAUSE = 5.0
"""Seconds before an outcome that the disk did not take is written again."""
GRACE = 2.0
"""Seconds that tries which were told to stop get for saying how far they came."""
PATIENT_FAILURES = 3
"""Failures in a row before a channel is left alone for a while: one that is down would cost every alert its try."""
LONGEST_REST, LONGEST_ASKED = 300.0, 3600.0
"""Seconds that a channel is left alone at most, of our own accord and at its own wish."""
log = structlog.get_logger()


class Relay:
    """Delivers what the outbox holds.

    Args:
        writer: the store's one writer.
        channels: by name; may be exchanged while the relay runs.
        alerting: how long to try.
        clock: the time, UTC.
        dice: numbers between 0 and 1.
    """

    def __init__(
        self,
        writer: store.Writer,
        channels: Mapping[str, Channel],
        alerting: config.Alerting,
        clock: Callable[[], datetime],
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.channels = channels
        self._writer = writer
        self._alerting = alerting
        self._clock = clock
        self._dice = dice
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[str, int] = {}
        self._resting: dict[str, datetime] = {}
        self._round: asyncio.Task[int] | None = None
        self._stopping = False

    async def tick(self) -> int:
        """Deliver what is due: the number of tries begun and still under way, so 0 where nothing is left to do now.

        Returns when all due is done, or when no channel has got on for `PATIENCE` seconds; tries go on meanwhile.

        Raises:
            StoreError: the outbox cannot be read. What is under way goes on.
        """
        if self._round is None or self._round.done():
            self._round = asyncio.create_task(self._deliver_due())
        return await asyncio.shield(self._round)  # a row must not be taken for a try that nobody begins

    async def stop(self, patience: float) -> None:
        """Begin nothing more; give what is under way `patience` seconds, then end it, keeping what is known of it."""
        self._stopping = True
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        if self._round is not None:
            await asyncio.wait([self._round], timeout=patience)
            over = self._round.done() and not self._round.cancelled()
            if over and (error := self._round.exception()):
                log.error("the outbox could not be read", error=str(error))
        for limit in (end, end + GRACE):
            if self._running:
                _, late = await asyncio.wait(self._running.values(), timeout=max(limit - loop.time(), 0))
                for task in late:
                    task.cancel()

    async def _deliver_due(self) -> int:
        begun = 0
        while not self._stopping:
            while not self._stopping and (alert := await self._take()) is not None:
                self._running[alert.channel] = asyncio.create_task(self._carry(alert))
                begun += 1
            if not self._running:
                break
            done, _ = await asyncio.wait(self._running.values(), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                break
        return begun + len(self._running)

    async def _take(self) -> Alert | None:
        """The next alert of a channel that is free, marked in the outbox as being tried."""
        now = self._clock()
        resting = {name for name, until in self._resting.items() if until > now}
        exclude: Collection[str] = resting | self._running.keys()
        alerts = await self._writer.run(store.outbox.take, now, 1, exclude=exclude)
        return alerts[0] if alerts else None

    async def _carry(self, alert: Alert) -> None:
        """One alert from its try to its mark."""
        try:
            channel = self.channels.get(alert.channel)
            delivery = await self._try(channel, alert)
            now = self._clock()
            again = retry(alert, delivery, now, self._alerting.give_up, self._dice())
            if delivery.outcome == "doubt" and channel is not None and channel.repeat == "never":
                again = None
            self._rest(alert.channel, delivery, now)
            await self._settle(alert, delivery, again)
        finally:
            del self._running[alert.channel]

    async def _try(self, channel: Channel | None, alert: Alert) -> Delivery:
        """Let the channel deliver, unless it must not."""
        if channel is None:
            return Delivery("retry", "there is no such channel in the configuration")
        if alert.recipient not in channel.recipients:
            return Delivery("refused", "is a recipient of the channel no more")
        if alert.doubt and channel.repeat == "never":
            return Delivery("doubt", "an earlier try may have arrived, and the channel is set to repeat: never")
        return await channel.deliver(alert)

    def _rest(self, channel: str, delivery: Delivery, now: datetime) -> None:
        """Leave a channel alone for as long as it asks, or after failures in a row, the longer the more."""
        failures = 0 if delivery.outcome in {"sent", "refused"} else self._failures.get(channel, 0) + 1
        self._failures[channel] = failures
        over = failures - PATIENT_FAILURES
        own = min(2.0 ** min(over, 10), LONGEST_REST) if over >= 0 else 0.0
        rest = max(own, min(delivery.retry_after or 0.0, LONGEST_ASKED))
        self._resting[channel] = now + timedelta(seconds=rest)

    async def _settle(self, alert: Alert, delivery: Delivery, again: datetime | None) -> None:
        """Write down what became of the try, however often it takes: until then the channel sends nothing else."""
        note = log.bind(alert=alert.id, channel=alert.channel, outcome=delivery.outcome, detail=delivery.detail)
        while True:
            try:
                await self._writer.run(store.outbox.settle, alert.id, delivery, again, self._clock())
            except Exception as error:  # noqa: BLE001  whatever it is, an unmarked alert must not be forgotten
                note.error("the outbox could not be written", error=str(error))
                task = asyncio.current_task()
                if self._stopping or (task and task.cancelling()):
                    return  # the row stays marked as being tried, which makes it doubt at the next start
                await asyncio.sleep(SETTLE_PAUSE)
            else:
                note.info("alert", again=again and again.isoformat())
                return
