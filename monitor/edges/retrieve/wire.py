"""One request, one answer, by httpx.

Of what its client can do, little is wanted: no redirect is followed (`chain` decides about them), no cookie and no
default field is sent, nothing comes from the environment, and no content coding is undone (`body` does it, bounded).
Where its connections come from, `transport` says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import CookieJar

import httpx

from monitor.edges.retrieve.body import Inflater
from monitor.edges.retrieve.guard import Guard
from monitor.edges.retrieve.refused import RefusedError
from monitor.edges.retrieve.transport import LOCATION, Proxy, Transport, certificates
from monitor.edges.retrieve.url import Target, shortened
from monitor.records import Condition, Failure

WITH_BODY = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})


@dataclass(frozen=True, slots=True)
class Ask:
    """What to send. `bound` is for the body, as it comes and inflated; with `cut` what is over it is left unread."""

    target: Target
    fields: tuple[tuple[str, str], ...]
    bound: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. Names in `fields` are lower case; `body` is read for 200 and 203 only."""

    status: int
    fields: Mapping[str, str]
    set_cookies: tuple[str, ...] = ()
    body: bytes = b""


class NoCookies(CookieJar):
    """A jar that takes no cookies: those of one fetch are `chain`'s, and in the client all the rest would pile up."""

    def extract_cookies(self, response: object, request: object) -> None:
        """See CookieJar, whose own work would also be 36 µs of every fetch (measured, of 900)."""


class Wire:
    """Sends requests and reads answers, each on a connection of its own.

    Args:
        guard: says where connections may go.
        connect_timeout: seconds for name, connection and TLS handshake, each.
        proxy: the one way out, where there is one.
    """

    def __init__(self, guard: Guard, connect_timeout: float, proxy: Proxy | None) -> None:
        self._guard = guard
        self._timeout = httpx.Timeout(None, connect=connect_timeout)
        self._proxy = proxy
        self._client: httpx.AsyncClient | None = None

    async def open(self) -> None:
        """Read the certificates to trust and make the client."""
        trust = await asyncio.to_thread(certificates)
        transport = Transport(self._guard, trust, self._proxy)
        self._client = httpx.AsyncClient(
            transport=transport,
            trust_env=False,
            follow_redirects=False,
            cookies=NoCookies(),
            timeout=self._timeout,
        )

    async def close(self) -> None:
        """Send nothing any more. Answers that are being read may end."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def exchange(self, ask: Ask) -> Answer | Failure:
        """Send and receive. Sets no limit on the whole time: the caller cancels."""
        if self._client is None:
            return Failure(Condition.UNREACHABLE, "closed before it was asked for")
        try:
            async with aclosing(await self._client.send(composed(ask), stream=True)) as response:
                return await receive(response, ask)
        except RefusedError as error:
            return error.failure


def composed(ask: Ask) -> httpx.Request:
    """The whole request, sent as it is: `AsyncClient.build_request` would add the client's own fields, and a request
    that is not given its (empty) stream would add some that describe it.
    """
    headers = [
        (b"Host", ask.target.host_header.encode()),
        *((name.encode(), value.encode()) for name, value in ask.fields),
        (b"Accept-Encoding", b"gzip"),
        (b"Connection", b"close"),
    ]
    return httpx.Request("GET", ask.target.url, headers=headers, stream=httpx.ByteStream(b""))


async def receive(response: httpx.Response, ask: Ask) -> Answer:
    """The answer with its body inflated.

    Raises:
        RefusedError: the body is too large, shorter than announced, its coding is broken, or the connection broke.
    """
    fields, set_cookies = collect([*response.headers.raw, *response.extensions[LOCATION]])
    if response.status_code not in WITH_BODY:
        return Answer(response.status_code, fields, set_cookies)
    announced = fields.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > ask.bound and not ask.cut:
        raise RefusedError(Condition.TOO_LARGE, f"{shortened(announced)} bytes announced, {ask.bound} allowed")
    inflater = Inflater(fields.get("content-encoding", ""), ask.bound)
    body = bytearray()
    try:
        async for piece in response.aiter_raw():
            body += inflater.feed(piece)
        body += inflater.finish()
    except RefusedError as error:
        if not (ask.cut and error.failure.condition is Condition.TOO_LARGE):
            raise
    return Answer(response.status_code, fields, set_cookies, bytes(body))


def collect(headers: Iterable[tuple[bytes, bytes]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fields by lower-case name, repeated ones joined (RFC 9110 section 5.3), and Set-Cookie apart, which cannot be.

    A Location may hold raw UTF-8, whatever the RFC says.
    """
    values: dict[str, list[str]] = {}
    for name, value in headers:
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        values.setdefault(name.decode("latin-1").lower(), []).append(text)
    set_cookies = tuple(values.pop("set-cookie", ()))
    return {name: ", ".join(found) for name, found in values.items()}, set_cookies
