"""Retrieve a feed or a page, whatever the network does.

The order of things, from outside to inside: redirects one by one (`chain`), the host's turn (`manners`), the total
deadline (`Budget`, which stands still while waiting for a turn), robots.txt (`robots`), one exchange by httpx (`wire`)
on a connection (`transport`) to an address that the `guard` judged, its body inflated within bounds (`body`), and what
the answer means (`meaning`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

from monitor.config import Fetching
from monitor.edges.retrieve import meaning, robots
from monitor.edges.retrieve.chain import FOLLOWED, Chain, follow
from monitor.edges.retrieve.guard import Guard
from monitor.edges.retrieve.manners import Manners
from monitor.edges.retrieve.resolve import Resolve, Resolver
from monitor.edges.retrieve.transport import Proxy
from monitor.edges.retrieve.url import Target, credentials, locate, shortened
from monitor.edges.retrieve.wire import Answer, Ask, Wire
from monitor.errors import ConfigError
from monitor.records import Condition, Failure, Query, Retrieval

ACCEPT = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
}
ROBOTS_SHARE = 3
"""A robots.txt may take this part of the deadline of the page that it is asked for."""
OBSTINATE = frozenset({412, 431})
"""Answers of servers that stumble over validators: asked again without them."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A query with everything that its kind decides."""

    accept: str
    bound: int
    etag: str | None = None
    last_modified: str | None = None
    robots: bool = False
    polite: bool = True
    cut: bool = False

    @property
    def validators(self) -> tuple[tuple[str, str], ...]:
        """The fields that make the request conditional."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple((name, value) for name, value in pairs if value)


class Budget:
    """A deadline that counts only while it runs, seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.spent = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Count the time inside.

        Raises:
            TimeoutError: nothing is left.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(self.seconds - self.spent):
                yield
        finally:
            self.spent += loop.time() - began


class Retriever:
    """Gets what queries ask for. Use it as an async context manager.

    Args:
        config: the limits and manners.
        resolve: how names become addresses; by the system where none is given.

    Raises:
        ConfigError: an exception of `config.allow` is no host and port, or the proxy no address.
    """

    def __init__(self, config: Fetching, *, resolve: Resolve | None = None) -> None:
        self._config = config
        self._agent = "".join(char for char in config.user_agent if char.isascii() and char.isprintable()).strip()
        self._manners = Manners(config.per_host, config.host_pause, config.concurrency)
        self._robots = robots.Robots(self._agent, self._fetch_robots)
        guard = Guard(frozenset(exception(text) for text in config.allow), resolve or Resolver())
        self._wire = Wire(guard, config.connect_timeout, way_out(config.proxy) if config.proxy else None)
        self._open = False

    async def __aenter__(self) -> Self:
        await self._wire.open()
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        await self._wire.close()

    async def fetch(self, query: Query) -> Retrieval | Failure:
        """What is at `query.url`: status 200 with a whole body, or 304 to a conditional query; else why not.

        Never raises for what the network or a server does.
        """
        is_page = query.kind == "page"
        errand = Errand(
            accept=ACCEPT[query.kind],
            bound=self._config.max_page_bytes if is_page else self._config.max_feed_bytes,
            etag=meaning.validator(query.etag),
            last_modified=meaning.validator(query.last_modified),
            robots=is_page and self._config.robots,
        )
        if not self._open:
            raise RuntimeError("the retriever is not open: use it as an async context manager")
        try:
            target = locate(query.url)
            if isinstance(target, Failure):
                return target
            got = await self._run(errand, target, Budget(self._config.deadline))
        except Exception as error:  # noqa: BLE001 - what a peer's bytes provoke in the libraries below is the peer's
            return Failure(Condition.BAD_HTTP, shortened(f"{type(error).__name__}: {error}"))
        return replace(got, url=query.url) if isinstance(got, Retrieval) else got

    async def _run(self, errand: Errand, target: Target, budget: Budget) -> Retrieval | Failure:
        chain = Chain(target, target)
        while True:
            answer = await self._hop(errand, chain, budget)
            if isinstance(answer, Failure):
                return answer
            if answer.status in FOLLOWED:
                longer = follow(chain, answer.status, answer.fields, answer.set_cookies, self._config.max_redirects)
                if isinstance(longer, Failure):
                    return longer
                chain = longer
            elif answer.status in OBSTINATE and errand.validators:
                errand = replace(errand, etag=None, last_modified=None)
            else:
                return conclude(errand, chain, answer, budget)

    async def _hop(self, errand: Errand, chain: Chain, budget: Budget) -> Answer | Failure:
        """One request in its turn and within the budget."""
        host = chain.here.host
        turn = self._manners.turn(host, at_once=chain.hops > 0) if errand.polite else nullcontext()
        async with turn:
            try:
                async with budget.running():
                    if errand.robots:
                        verdict = await self._robots.judge(chain.here)
                        if verdict.failure:
                            return verdict.failure
                        if verdict.delay:
                            self._manners.slow_down(host, verdict.delay)
                    return await self._exchange(errand, chain)
            except TimeoutError:
                return Failure(Condition.TIMEOUT, f"no whole answer within {budget.seconds:g} s")

    async def _exchange(self, errand: Errand, chain: Chain) -> Answer | Failure:
        fields = [("User-Agent", self._agent), ("Accept", errand.accept)]
        if chain.cookie_header:
            fields.append(("Cookie", chain.cookie_header))
        if chain.faithful:
            fields += errand.validators
        return await self._wire.exchange(Ask(chain.here, tuple(fields), errand.bound, errand.cut))

    async def _fetch_robots(self, target: Target) -> Retrieval | Failure:
        """Runs inside a page's turn, so it takes none."""
        errand = Errand(accept=ACCEPT["robots"], bound=robots.MAX_BYTES, polite=False, cut=True)
        return await self._run(errand, target, Budget(self._config.deadline / ROBOTS_SHARE))


def conclude(errand: Errand, chain: Chain, answer: Answer, budget: Budget) -> Retrieval | Failure:
    """What the last answer of a chain amounts to."""
    now = datetime.now(UTC)
    fields = answer.fields
    conditional = bool(errand.validators) and chain.faithful
    if refused := meaning.refusal(answer.status, fields, now):
        return refused
    unchanged = answer.status == HTTPStatus.NOT_MODIFIED
    if unchanged and not conditional:
        return Failure(Condition.BAD_HTTP, "HTTP 304 to a request without conditions", 304)
    if not unchanged and (not answer.body or answer.body.isspace()):
        return Failure(Condition.EMPTY, "a body of nothing", answer.status)
    etag, last_modified = meaning.validator(fields.get("etag")), meaning.validator(fields.get("last-modified"))
    return Retrieval(
        url=chain.start.url,
        final_url=chain.here.url,
        status=304 if unchanged else 200,
        body=answer.body,
        content_type=meaning.content_type(fields),
        charset=meaning.charset(fields),
        etag=(etag or (errand.etag if unchanged else None)) if chain.faithful else None,
        last_modified=(last_modified or (errand.last_modified if unchanged else None)) if chain.faithful else None,
        moved_to=chain.moved_to,
        max_age=meaning.freshness(fields, now),
        elapsed=budget.spent,
    )


def exception(text: str) -> str:
    """An entry of `config.allow`, as `Target.authority` writes it.

    Raises:
        ConfigError: it is no host and port.
    """
    found = locate(f"http://{text}")
    if isinstance(found, Failure) or found.path != "/":
        raise ConfigError(f"fetch.allow: {text!r} is no host:port")
    return found.authority


def way_out(url: str) -> Proxy:
    """The configured proxy.

    Raises:
        ConfigError: it is no address.
    """
    found = locate(url)
    if isinstance(found, Failure):
        raise ConfigError(f"fetch.proxy: {found.detail}")
    return Proxy(found, credentials(url))
