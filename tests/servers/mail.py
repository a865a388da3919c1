"""A mail server on loopback that records what it takes and misbehaves on demand (aiosmtpd in the test's own loop)."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from collections import deque
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from monitor.demo.loopback import TURNS

FAULTS = {
    *("ok", "busy", "mute", "greylist", "unknown", "full", "no_sender", "unverified", "no_data", "reject", "defer"),
    *("cut", "lost_reply", "late_reply", "rude"),
}
RCPT_ANSWERS = {
    "greylist": "451 4.7.1 greylisted",
    "unknown": "550 5.1.1 no such user",
    "full": "552 5.2.2 mailbox full",
    "unverified": "252 2.5.2 cannot verify, will try",
}


@dataclass(frozen=True)
class Taken:
    """A message as it came: envelope, bytes, and what a mail program makes of them."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    login: str | None

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    def part(self, kind: str) -> str:
        """The text of its plain or HTML part."""
        body = self.message.get_body((kind,))
        return str(body.get_content()).replace("\r\n", "\n")  # type: ignore[union-attr]


class MailSink:
    """Faults are used up one a connection; then all is well.

    ``busy`` greets with 421, ``mute`` not at all, ``greylist`` answers 451 and ``unknown`` 550 to RCPT, ``full`` 552,
    ``no_sender`` 550 to MAIL, ``unverified`` 252 to RCPT, ``no_data`` 451 to DATA, ``reject`` 550 and ``defer`` 451 after the message,
    ``cut`` hangs up at RCPT, ``lost_reply`` after taking, ``late_reply`` answers late, ``rude`` speaks no SMTP then.
    """

    def __init__(
        self, *faults: str, late: float = 0.3, tls: ssl.SSLContext | None = None, implicit: bool = False,
        password: str | None = None,
    ) -> None:  # fmt: skip
        assert set(faults) <= FAULTS
        self.faults = deque(faults)
        self.late = late
        self.tls = tls
        self.implicit = implicit
        self.password = password
        self.taken: list[Taken] = []
        self.connections = 0
        self.port = 0
        self._open: dict[asyncio.Protocol, asyncio.Transport] = {}
        self._quiet = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        tls = self.tls if self.implicit else None
        self._server = await loop.create_server(self._protocol, "127.0.0.1", 0, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()
        for _ in range(TURNS):
            await asyncio.sleep(0)
        for transport in self._open.values():
            transport.abort()
        if self._open:
            await asyncio.wait_for(self._quiet.wait(), 10)

    def met(self, session: asyncio.Protocol, transport: asyncio.BaseTransport) -> None:
        """A session has begun, or goes on encrypted."""
        self._open[session] = cast("asyncio.Transport", transport)
        self._quiet.clear()

    def lost(self, session: asyncio.Protocol) -> None:
        """A session has ended, and its socket with it."""
        self._open.pop(session, None)
        if not self._open:
            self._quiet.set()

    def _protocol(self) -> asyncio.BaseProtocol:
        self.connections += 1
        fault = self.faults.popleft() if self.faults else "ok"
        if fault in {"busy", "mute"}:
            return Unwilling(self, b"421 4.3.2 busy\r\n" if fault == "busy" else b"")
        options: dict[str, Any] = {}
        if self.tls and not self.implicit:
            options = {"tls_context": self.tls, "require_starttls": True}
        if self.password:
            options |= {"authenticator": self._login, "auth_required": True, "auth_require_tls": bool(self.tls)}
        server = Server(Handler(self, fault), hostname="sink.example", enable_SMTPUTF8=False, **options)
        if self.implicit:
            server._tls_protocol = True  # type: ignore[assignment]
        return server

    def _login(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == (self.password or "").encode(), handled=False, auth_data=data)


class Server(SMTP):
    """aiosmtpd, which by itself never refuses the word DATA."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.sink.met(self, transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.sink.lost(self)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  aiosmtpd's name
        if self.event_handler.fault == "no_data":
            await self.push("451 4.3.0 no data now")
        else:
            await super().smtp_DATA(arg)


class Unwilling(asyncio.Protocol):
    """Says one line, or nothing, and waits."""

    def __init__(self, sink: MailSink, said: bytes) -> None:
        self.sink, self.said = sink, said

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.sink.met(self, transport)
        if self.said:
            transport.write(self.said)  # type: ignore[attr-defined]
            transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        self.sink.lost(self)


class Handler:
    """The hooks of aiosmtpd, with one fault for the connection."""

    def __init__(self, sink: MailSink, fault: str) -> None:
        self.sink, self.fault = sink, fault

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.fault == "no_sender":
            return "550 5.7.1 sender not allowed"
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.fault == "cut":
            server.transport.abort()  # type: ignore[union-attr]
        answer = RCPT_ANSWERS.get(self.fault, "250 ok")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  the same
        if self.fault in {"reject", "defer"}:
            return "550 5.7.1 no" if self.fault == "reject" else "451 4.3.0 try later"
        login = session.auth_data.login.decode() if session.auth_data else None
        content = bytes(envelope.content or b"")  # type: ignore[arg-type]
        encrypted = session.ssl is not None or self.sink.implicit
        self.sink.taken.append(Taken(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, encrypted, login))
        if self.fault == "lost_reply":
            server.transport.abort()  # type: ignore[union-attr]
        if self.fault == "late_reply":
            await asyncio.sleep(self.sink.late)
        return "what?" if self.fault == "rude" else "250 2.0.0 taken"
