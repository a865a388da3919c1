"""Ask a host's robots.txt (RFC 9309) before its pages, and remember the answer for a while."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

from protego import Protego

from monitor.edges.retrieve.url import Target, locate
from monitor.records import Condition, Failure, Retrieval

MAX_BYTES = 500 * 1024
"""What RFC 9309 section 2.5 asks to read at least; the rest is not read."""
KEEP = 6 * 3600.0
"""Seconds; RFC 9309 section 2.4 allows a day."""
KEEP_FAILURE = 300.0
MAX_KEPT = 4 * 2**20
"""Characters of all robots.txt kept; parsed ones take up to fifteen times as much memory (measured)."""

UNAVAILABLE = frozenset(
    {Condition.NOT_FOUND, Condition.GONE, Condition.DENIED, Condition.EMPTY, Condition.REDIRECTS, Condition.NO_URL}
)
"""The host answers and has no rules to give: everything is allowed (RFC 9309 section 2.3.1.3). What makes it
unreachable (section 2.3.1.4) forbids everything for now, so that failure becomes the page's own."""

Fetch = Callable[[Target], Awaitable[Retrieval | Failure]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a host said: rules, or why there are none. `until` is in the loop's time, `weight` in characters."""

    rules: Protego | None
    failure: Failure | None
    until: float
    weight: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a page may not be fetched, or `None`; and the pause that the host wishes, seconds."""

    failure: Failure | None = None
    delay: float | None = None


class Robots:
    """The rules of all hosts.

    Args:
        user_agent: our User-Agent; groups are matched with the product token it begins with.
        fetch: gets one robots.txt, cut at `MAX_BYTES`.
    """

    def __init__(self, user_agent: str, fetch: Fetch) -> None:
        self._token = product(user_agent)
        self._fetch = fetch
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._asking: dict[str, asyncio.Event] = {}

    async def judge(self, target: Target) -> Verdict:
        """Whether `target` may be fetched."""
        known = await self._rules(target)
        if known.failure:
            return Verdict(replace(known.failure, detail=f"robots.txt: {known.failure.detail}"))
        if known.rules is None:
            return Verdict()
        if not known.rules.can_fetch(target.url, self._token):
            return Verdict(Failure(Condition.ROBOTS, "robots.txt disallows it"))
        return Verdict(None, known.rules.crawl_delay(self._token))

    async def _rules(self, target: Target) -> Known:
        """Asked once for all who wait; if the one who asks is cancelled, the next one asks."""
        origin = target.origin
        while (known := self._fresh(origin)) is None:
            if (asked := self._asking.get(origin)) is not None:
                await asked.wait()
                continue
            asked = self._asking[origin] = asyncio.Event()
            try:
                place = locate("/robots.txt", target)
                return self._remember(origin, place if isinstance(place, Failure) else await self._fetch(place))
            finally:
                del self._asking[origin]
                asked.set()
        return known

    def _fresh(self, origin: str) -> Known | None:
        known = self._known.get(origin)
        if known is None or known.until <= asyncio.get_running_loop().time():
            return None
        return known

    def _remember(self, origin: str, got: Retrieval | Failure) -> Known:
        now = asyncio.get_running_loop().time()
        if isinstance(got, Retrieval):
            text = ours(got.body.decode("utf-8-sig", "replace"), self._token)
            known = Known(Protego.parse(text) if text else None, None, now + KEEP, len(text) + 200)
        elif got.condition in UNAVAILABLE:
            known = Known(None, None, now + KEEP, 200)
        else:
            known = Known(None, got, now + KEEP_FAILURE, 200)
        self._known.pop(origin, None)
        while self._known and sum(kept.weight for kept in self._known.values()) + known.weight > MAX_KEPT:
            self._known.popitem(last=False)
        self._known[origin] = known
        return known


def product(name: str) -> str:
    """The product token that a User-Agent field or line begins with (RFC 9309 section 2.2.1), lower case.

    Names that are no tokens ("360Spider", "*") stay as they are.
    """
    found = re.match(r"[A-Za-z_-]+", name)
    return (found[0] if found else name).strip().lower()


def ours(text: str, token: str) -> str:
    """The part of a robots.txt that is for `token`: all groups that name it, else all for everyone; as one group.

    A parser that reads the whole file makes a rule for every agent of a group: 250 KB of agents above 250 KB of
    rules would be 200 million rules.
    """
    named: list[str] = []
    everyone: list[str] = []
    is_named = False
    for agents, rules in groups(text):
        if token in agents:
            is_named = True
            named += rules
        elif "*" in agents:
            everyone += rules
    rules = named if is_named else everyone
    return "\n".join(["User-agent: *", *rules]) if rules else ""


def groups(text: str) -> Iterator[tuple[set[str], list[str]]]:
    """The groups: who they are for (product tokens, lower case) and their lines."""
    agents: set[str] = set()
    rules: list[str] = []
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        agent = re.match(r"user[- ]?agent\s{0,9}(?::|\s)\s{0,99}", line, re.IGNORECASE)
        if agent:
            if rules:
                yield agents, rules
                agents, rules = set(), []
            agents.add(product(line[agent.end() :]))
        elif line and agents and not re.match(r"(?:sitemaps?|site-map|host)\b", line, re.IGNORECASE):
            rules.append(line)
    yield agents, rules
