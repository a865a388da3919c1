"""Decide which addresses a host may be reached at: the resolved ones, judged one by one.

The caller connects to exactly the addresses that come out, so a name that is given another address a moment later
(DNS rebinding) gains nothing. Host names in odd notations (decimal, octal, hexadecimal) need no rules of their own:
the system's resolver reads them as `connect` would, and its answer is judged.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from ipaddress import ip_address

from monitor.edges.retrieve.address import objection
from monitor.edges.retrieve.refused import RefusedError
from monitor.edges.retrieve.resolve import Resolve
from monitor.edges.retrieve.url import bracketed, shortened
from monitor.records import Condition

MAX_ADDRESSES = 4
"""Addresses of one host that are tried; each must leave time for the next."""


class Guard:
    """Lets out to public addresses only.

    Args:
        allow: exceptions, as ``host:port`` exactly as URLs write them; a name excepts no address, nor the reverse.
        resolve: how names become addresses.
    """

    def __init__(self, allow: frozenset[str], resolve: Resolve) -> None:
        self._allow = allow
        self._resolve = resolve

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Where `host` may be reached, best first, both address families among the first.

        Raises:
            RefusedError: `UNREACHABLE` where the name means nothing, `FORBIDDEN_ADDRESS` where nothing that it means
                is public.
        """
        found = await self._lookup(host, port)
        if f"{bracketed(host)}:{port}" in self._allow:
            return alternate(found)
        objections = {address: objection(address) for address in found}
        public = tuple(address for address, said in objections.items() if said is None)
        if not public:
            said = "; ".join(f"{address} is {why}" for address, why in list(objections.items())[:MAX_ADDRESSES])
            raise RefusedError(Condition.FORBIDDEN_ADDRESS, f"{shortened(host)}: {said}")
        return alternate(public)

    async def _lookup(self, host: str, port: int) -> tuple[str, ...]:
        with suppress(ValueError):  # a name, or an address in another notation: the resolver's to read
            return (str(ip_address(host)),)
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            why = error.strerror or str(error)
            raise RefusedError(Condition.UNREACHABLE, f"{shortened(host)}: {why}") from None
        if not found:
            raise RefusedError(Condition.UNREACHABLE, f"{shortened(host)}: the name has no address")
        return found


def alternate(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The first addresses with IPv6 and IPv4 in turn (as RFC 8305 section 4), so that one dead family is no dead end."""
    turns: Counter[bool] = Counter()
    ranked = []
    for address in addresses:
        family = ":" in address
        ranked.append((turns[family], address))
        turns[family] += 1
    return tuple(address for _, address in sorted(ranked, key=lambda pair: pair[0]))[:MAX_ADDRESSES]
