"""httpx's way to the network: one guarded, metered connection for every request.

A client of httpx takes its connections from a transport. This one makes them by httpcore, the engine of httpx, because
that lets us say where they go (`network.Backend`). A connection is never used again: nothing that a server sends behind
its answer can become the next answer, nothing hangs on a socket that died meanwhile, and no pool grows (one client over
many hosts slows down as its pool does). HTTP/1.1 only: what HTTP/2 saves is connections.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore
import httpx

from monitor.edges.retrieve.guard import Guard
from monitor.edges.retrieve.network import Backend, Meter
from monitor.edges.retrieve.refused import RefusedError
from monitor.edges.retrieve.url import DEFAULT_PORT, Target, shortened
from monitor.records import Condition

LOCATION = "location"
"""The extension of a response that holds its Location fields, raw. The client must not see them: it builds the next
request even where it follows no redirect, and raises for an address that it cannot read (httpx 0.28, its issue 3706)."""

Connection = httpcore.AsyncHTTPConnection | httpcore.AsyncHTTPProxy


@dataclass(frozen=True, slots=True)
class Proxy:
    """The configured way out: where it is, and name and password for it."""

    target: Target
    credentials: tuple[bytes, bytes] | None = None


class Transport(httpx.AsyncBaseTransport):
    """Makes the connections, and raises `RefusedError` for whatever becomes of them.

    Args:
        guard: says where connections may go.
        trust: the certificates to trust.
        proxy: the one way out, where there is one. It makes the connections then, and must judge addresses itself:
            we only refuse what resolves to a forbidden address here.
    """

    def __init__(self, guard: Guard, trust: ssl.SSLContext, proxy: Proxy | None) -> None:
        self._guard = guard
        self._trust = trust
        self._proxy = proxy

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The head of the answer; its connection is open until the body is closed."""
        meter = Meter()
        connection = await self._connection(request, meter)
        try:
            with explained():
                response = await connection.handle_async_request(translated(request))
        except BaseException:  # cancelled, too: no connection outlives its request
            await connection.aclose()
            raise
        # the server's reason phrase stays here as well: the client would log it, with whatever it holds
        return httpx.Response(
            response.status,
            headers=[(name, value) for name, value in response.headers if name.lower() != b"location"],
            stream=Body(response, connection, meter),
            extensions={LOCATION: [(name, value) for name, value in response.headers if name.lower() == b"location"]},
        )

    async def _connection(self, request: httpx.Request, meter: Meter) -> Connection:
        url = request.url
        port = url.port or DEFAULT_PORT[url.scheme]
        if self._proxy is None:
            origin = httpcore.Origin(url.raw_scheme, url.raw_host, port)
            return httpcore.AsyncHTTPConnection(origin, self._trust, network_backend=Backend(self._guard, meter))
        await self._judge_for_proxy(url.raw_host.decode("ascii"), port, request.extensions["timeout"]["connect"])
        proxy = self._proxy.target
        return httpcore.AsyncHTTPProxy(
            httpcore.URL(scheme=proxy.scheme.encode(), host=proxy.host.encode(), port=proxy.port, target=b"/"),
            proxy_auth=self._proxy.credentials,
            ssl_context=self._trust,
            proxy_ssl_context=self._trust if proxy.scheme == "https" else None,
            network_backend=Backend(None, meter),
        )

    async def _judge_for_proxy(self, host: str, port: int, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._guard.addresses(host, port)
        except TimeoutError:  # as below
            return
        except RefusedError as error:
            # where names resolve behind the proxy only, there is nothing here to judge
            if error.failure.condition is Condition.FORBIDDEN_ADDRESS:
                raise


class Body(httpx.AsyncByteStream):
    """The body of one answer as it comes, in its content coding. Closing it closes the connection."""

    def __init__(self, response: httpcore.Response, connection: Connection, meter: Meter) -> None:
        self._response = response
        self._connection = connection
        self._meter = meter

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces; each allows the server some more bytes that are no body."""
        with explained():
            async for piece in self._response.aiter_stream():
                self._meter.allow(len(piece))
                yield piece

    async def aclose(self) -> None:
        """Close the connection, whatever is still to come."""
        with explained():
            try:
                await self._response.aclose()
            finally:
                await self._connection.aclose()


def certificates() -> ssl.SSLContext:
    """The certificates to trust: the system's (or those of $SSL_CERT_FILE) and certifi's; takes 60 ms."""
    return httpcore.default_ssl_context()


def translated(request: httpx.Request) -> httpcore.Request:
    """The request in the engine's words, its header fields and its target byte for byte."""
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the engine raises into a `RefusedError` that says what it means."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpcore.ProxyError) as error:
        raise explain(error) from error


def explain(error: Exception) -> RefusedError:
    """What httpcore's exceptions mean."""
    said = shortened(str(error))
    match error:
        case httpcore.ConnectTimeout():
            return RefusedError(Condition.TIMEOUT, "no connection in time")
        case httpcore.ConnectError():
            if (broken := tls_error(error)) is not None:
                return RefusedError(Condition.TLS, broken)
            return RefusedError(Condition.UNREACHABLE, said or "no connection")
        case httpcore.ProxyError():
            return RefusedError(Condition.UNREACHABLE, f"the proxy refused: {said}")
        case httpcore.ProtocolError():
            return RefusedError(Condition.BAD_HTTP, said)
        case _:
            return RefusedError(Condition.UNREACHABLE, f"the connection broke: {said or 'reset'}")


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
