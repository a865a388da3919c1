"""Follow redirects, one decision at a time.

Pure: a `Chain` and an answer's head in, the next `Chain` or a `Failure` out. What is remembered of the way decides
whether a new address may be stored and whether validators (ETag, Last-Modified) mean the same document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.edges.retrieve.meaning import Fields
from monitor.edges.retrieve.url import Target, locate
from monitor.records import Condition, Failure

FOLLOWED = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
MAX_COOKIES = 20
MAX_COOKIE = 2048

Cookie = tuple[str, str, str]
"""Host, name, value."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The way so far: `here` is what to ask next.

    `permanent` holds while every redirect was 301 or 308 and none led from https to http. `faithful` holds while
    the document is still the one that was asked for (permanent redirects, or the same address in the other scheme):
    a validator of another document would make the first one's later change look like "not modified".
    """

    start: Target
    here: Target
    hops: int = 0
    permanent: bool = True
    faithful: bool = True
    cookies: tuple[Cookie, ...] = ()
    seen: frozenset[tuple[str, tuple[Cookie, ...]]] = frozenset()

    @property
    def moved_to(self) -> str | None:
        """The new address, where the redirects allow to store one."""
        return self.here.url if self.hops and self.permanent and self.here.url != self.start.url else None

    @property
    def cookie_header(self) -> str:
        """What was set on the way by the host that is asked next: some sites redirect to themselves until it comes."""
        return "; ".join(f"{name}={value}" for host, name, value in self.cookies if host == self.here.host)


def follow(chain: Chain, status: int, fields: Fields, set_cookies: tuple[str, ...], limit: int) -> Chain | Failure:
    """The chain after a redirect.

    Args:
        chain: the way so far.
        status: one of `FOLLOWED`.
        fields: the answer's fields.
        set_cookies: its Set-Cookie fields.
        limit: redirects allowed.

    Returns:
        `REDIRECTS` for too many, for a loop, and for a Location that is missing or no URL; `FORBIDDEN_ADDRESS` for a
        scheme that is neither http nor https.
    """
    location = fields.get("location", "").strip()
    if not location:
        return Failure(Condition.REDIRECTS, f"HTTP {status} without a Location", status)
    if chain.hops >= limit:
        return Failure(Condition.REDIRECTS, f"more than {limit} redirects", status)
    there = locate(location, chain.here)
    if isinstance(there, Failure):
        condition = Condition.REDIRECTS if there.condition is Condition.NO_URL else there.condition
        return Failure(condition, f"redirected to {there.detail}", status)
    cookies = remember(chain, set_cookies)
    seen = chain.seen | {(chain.here.url, chain.cookies)}
    if (there.url, cookies) in seen:
        return Failure(Condition.REDIRECTS, f"a redirect loop at {there.url[:200]}", status)
    downgrade = chain.here.scheme == "https" and there.scheme == "http"
    return replace(
        chain,
        here=there,
        hops=chain.hops + 1,
        permanent=chain.permanent and status in PERMANENT and not downgrade,
        faithful=chain.faithful and (status in PERMANENT or same_document(chain.here, there)),
        cookies=cookies,
        seen=seen,
    )


def same_document(one: Target, other: Target) -> bool:
    """Whether two targets differ in their scheme only."""
    return (one.host, one.path) == (other.host, other.path) and one.scheme != other.scheme


def remember(chain: Chain, set_cookies: tuple[str, ...]) -> tuple[Cookie, ...]:
    """The cookies after an answer: name and value for the very host that set them, few and short, for this way only."""
    host = chain.here.host
    kept = {(owner, name): value for owner, name, value in chain.cookies}
    for text in set_cookies:
        name, equals, value = text.partition(";")[0].strip().partition("=")
        if equals and name and len(name) + len(value) <= MAX_COOKIE and text.isascii() and text.isprintable():
            kept[host, name] = value
    return tuple((owner, name, value) for (owner, name), value in list(kept.items())[:MAX_COOKIES])
