"""One request, one answer, one connection.

By httpcore, the engine of httpx, because it lets us make the connection (`network.Backend`). A connection is never
used again: nothing that a server sends behind its answer can become the next answer, nothing hangs on a socket that
died meanwhile, and no pool grows (one client over many hosts slows down as its pool does). HTTP/1.1 only: what HTTP/2
saves is connections.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpcore

from monitor.edges.retrieve.body import Inflater
from monitor.edges.retrieve.guard import Guard
from monitor.edges.retrieve.network import Backend, Meter
from monitor.edges.retrieve.refused import RefusedError
from monitor.edges.retrieve.url import DEFAULT_PORT, Target, shortened
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


@dataclass(frozen=True, slots=True)
class Proxy:
    """The configured way out: where it is, and name and password for it."""

    target: Target
    credentials: tuple[bytes, bytes] | None = None


class Wire:
    """Makes the connections.

    Args:
        guard: says where connections may go.
        connect_timeout: seconds for name, connection and TLS handshake, each.
        proxy: the one way out, where there is one. It makes the connections then, and must judge addresses itself:
            we only refuse what resolves to a forbidden address here.
    """

    def __init__(self, guard: Guard, connect_timeout: float, proxy: Proxy | None) -> None:
        self._guard = guard
        self._connect_timeout = connect_timeout
        self._proxy = proxy
        self._trust: ssl.SSLContext | None = None

    async def open(self) -> None:
        """Read the certificates to trust: the system's (or those of $SSL_CERT_FILE) and certifi's; takes 60 ms."""
        self._trust = await asyncio.to_thread(httpcore.default_ssl_context)

    async def exchange(self, ask: Ask) -> Answer | Failure:
        """Send and receive. Sets no limit on the whole time: the caller cancels."""
        meter = Meter()
        try:
            async with self._open(ask, meter) as response:
                return await receive(response, ask, meter)
        except RefusedError as error:
            return error.failure
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.TimeoutException,
            httpcore.ProxyError,
        ) as error:
            return explain(error)

    @asynccontextmanager
    async def _open(self, ask: Ask, meter: Meter) -> AsyncIterator[httpcore.Response]:
        target = ask.target
        port = None if target.port == DEFAULT_PORT[target.scheme] else target.port
        url = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=port, target=target.path.encode()
        )
        headers = [
            (b"Host", target.host_header.encode()),
            *((name.encode(), value.encode()) for name, value in ask.fields),
            (b"Accept-Encoding", b"gzip"),
            (b"Connection", b"close"),
        ]
        timeouts = {"timeout": {"connect": self._connect_timeout}}
        async with (
            await self._connection(target, meter) as connection,
            connection.stream("GET", url, headers=headers, extensions=timeouts) as response,
        ):
            yield response

    async def _connection(self, target: Target, meter: Meter) -> httpcore.AsyncHTTPConnection | httpcore.AsyncHTTPProxy:
        if self._proxy is None:
            origin = httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port)
            backend = Backend(self._guard, meter)
            return httpcore.AsyncHTTPConnection(origin, self._trust, network_backend=backend)
        await self._judge_for_proxy(target)
        proxy = self._proxy.target
        return httpcore.AsyncHTTPProxy(
            httpcore.URL(scheme=proxy.scheme.encode(), host=proxy.host.encode(), port=proxy.port, target=b"/"),
            proxy_auth=self._proxy.credentials,
            ssl_context=self._trust,
            proxy_ssl_context=self._trust if proxy.scheme == "https" else None,
            network_backend=Backend(None, meter),
        )

    async def _judge_for_proxy(self, target: Target) -> None:
        try:
            async with asyncio.timeout(self._connect_timeout):
                await self._guard.addresses(target.host, target.port)
        except TimeoutError:  # as below
            return
        except RefusedError as error:
            # where names resolve behind the proxy only, there is nothing here to judge
            if error.failure.condition is Condition.FORBIDDEN_ADDRESS:
                raise


async def receive(response: httpcore.Response, ask: Ask, meter: Meter) -> Answer:
    """The answer with its body inflated.

    Raises:
        RefusedError: the body is too large or its coding is broken.
        httpcore exceptions: the body is shorter than announced, or the connection broke.
    """
    fields, set_cookies = collect(response.headers)
    if response.status not in WITH_BODY:
        return Answer(response.status, fields, set_cookies)
    announced = fields.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > ask.bound and not ask.cut:
        raise RefusedError(Condition.TOO_LARGE, f"{shortened(announced)} bytes announced, {ask.bound} allowed")
    inflater = Inflater(fields.get("content-encoding", ""), ask.bound)
    body = bytearray()
    try:
        async for piece in response.aiter_stream():
            meter.allow(len(piece))
            body += inflater.feed(piece)
        body += inflater.finish()
    except RefusedError as error:
        if not (ask.cut and error.failure.condition is Condition.TOO_LARGE):
            raise
    return Answer(response.status, fields, set_cookies, bytes(body))


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


def explain(error: Exception) -> Failure:
    """What httpcore's exceptions mean."""
    said = shortened(str(error))
    match error:
        case httpcore.ConnectTimeout():
            return Failure(Condition.TIMEOUT, "no connection in time")
        case httpcore.ConnectError():
            if (broken := tls_error(error)) is not None:
                return Failure(Condition.TLS, broken)
            return Failure(Condition.UNREACHABLE, said or "no connection")
        case httpcore.ProxyError():
            return Failure(Condition.UNREACHABLE, f"the proxy refused: {said}")
        case httpcore.ProtocolError():
            return Failure(Condition.BAD_HTTP, said)
        case _:
            return Failure(Condition.UNREACHABLE, f"the connection broke: {said or 'reset'}")


def tls_error(error: BaseException) -> str | None:
    """What was wrong with the encryption, where that is why a connection failed."""
    cause: BaseException | None = error
    for _ in range(8):  # causes may be circular
        if isinstance(cause, ssl.SSLCertVerificationError):
            return shortened(cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return shortened(cause.reason or str(cause))
        cause = cause and (cause.__cause__ or cause.__context__)
    return None
