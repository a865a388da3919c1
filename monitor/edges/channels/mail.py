"""Mail by SMTP: one message per recipient, as text and HTML, with the alert's own Message-ID.

What concerns one recipient or message is refused for good by a 5xx; what concerns the account (greeting, TLS, login,
sender) is tried again until the alert gives up, because mending the configuration heals it.
"""

from __future__ import annotations

import contextlib
import html
import re
import socket
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime
from functools import partial

import aiosmtplib

from monitor import config
from monitor.core.alert import Message, as_text, compose
from monitor.edges.channels.attempt import Attempt, attempt
from monitor.records import Alert, Delivery

ACCOUNT = frozenset({530, 534, 535, 538, 552})
"""5xx that waiting or an administrator heals: login wanted (RFC 4954), mailbox full (RFC 5321, 4.5.3.1.10)."""
GO_ON = 354
ACCEPTED, LASTING = 2, 5
"""First digits of answers."""
GOODBYE = 2.0
"""Seconds to wait for the answer to QUIT."""
LONGEST_ID = 70
"""Characters of a List-Id that header folding leaves alone (lines of 78)."""
DOT = re.compile(rb"^\.", re.MULTILINE)


class Mail:
    """A channel of mail.

    Args:
        name: as in the configuration.
        settings: server, login, sender, recipients.
        context: checks certificates; `None` where the connection is not encrypted.
    """

    def __init__(self, name: str, settings: config.EmailChannel, context: ssl.SSLContext | None) -> None:
        self.name = name
        self.recipients = settings.to
        self.repeat = settings.repeat
        self._settings = settings
        self._password = settings.password.get_secret_value() if settings.password else None
        self._context = context

    async def deliver(self, alert: Alert) -> Delivery:
        """Send the alert to its recipient once.

        A step may take the configured timeout, the whole twice that: servers that check mail answer late, and an
        answer that is waited for is no doubt (RFC 5321, 4.5.3.2).
        """
        return await attempt(partial(self._send, alert), 2 * self._settings.timeout, (self._password or "",))

    async def _send(self, alert: Alert, state: Attempt) -> Delivery:
        settings = self._settings
        content = rendered(alert, self.name, settings.sender)
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=self._password,
            local_hostname=own_name(),
            timeout=settings.timeout,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._context,
        )
        try:
            await client.connect()
            await client.mail(settings.sender)
            state.answer = await self._hand_over(client, alert.recipient, content, state)
            with contextlib.suppress(aiosmtplib.SMTPException):  # the message's fate is decided
                await client.quit(timeout=GOODBYE)
            return state.answer
        finally:
            client.close()

    async def _hand_over(self, client: aiosmtplib.SMTP, recipient: str, content: bytes, state: Attempt) -> Delivery:
        """RCPT and DATA, step by step, to know whether the last dot may have left."""
        try:
            await client.rcpt(recipient)
        except aiosmtplib.SMTPRecipientRefused as error:
            if error.code // 100 != ACCEPTED:
                return refused(error.code, error.message)
        go_on = await client.execute_command(b"DATA")
        if go_on.code != GO_ON or client.protocol is None:
            return refused(go_on.code, go_on.message)
        state.sent = True
        client.protocol.write(DOT.sub(b"..", content) + b".\r\n")
        taken = await client.protocol.read_response(timeout=self._settings.timeout)
        return judged(taken.code, taken.message)


def judged(code: int, said: str) -> Delivery:
    """What the answer to the whole message means (RFC 5321, 4.2.1)."""
    if code // 100 == ACCEPTED:
        return Delivery("sent", f"{code} {said}")
    return refused(code, said) if code // 100 in {4, 5} else Delivery("doubt", f"{code} {said}")


def refused(code: int, said: str) -> Delivery:
    """What an answer means that does not let us go on: nothing was taken, the question is for how long."""
    lasting = code // 100 == LASTING and code not in ACCOUNT
    return Delivery("refused" if lasting else "retry", f"{code} {said}")


def own_name() -> str:
    """What EHLO gives as our name, without asking the DNS (RFC 5321, 4.1.4: an address literal where there is none)."""
    name = socket.gethostname()
    return name if "." in name and re.fullmatch(r"[A-Za-z0-9.-]{1,253}", name) else "[127.0.0.1]"


def rendered(alert: Alert, channel: str, sender: str) -> bytes:
    """The message's bytes, lines of at most 78 characters ending in CR LF. A second copy has the same bytes but for
    the boundary and the line that says so.
    """
    message = compose(alert.event, alert.rule, repeat=alert.doubt)
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address("Statement monitor", addr_spec=sender)
    mail["To"] = Address(addr_spec=alert.recipient)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(alert.created or alert.event.at)
    mail["Message-ID"] = alert.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps holiday notices away
    mail["List-Id"] = list_id(channel, sender)
    mail["X-Statement-Id"] = str(message.statement_id)
    # base64: a soft line break of quoted-printable could put "Bcc:" at the start of a raw line
    mail.set_content(as_text(message), cte="base64")
    mail.add_alternative(as_html(message), subtype="html", cte="base64")
    return mail.as_bytes()


def list_id(channel: str, sender: str) -> str:
    """An identity to filter by (RFC 2919); below ``localhost``, as its section 3 has it, where the domain is too long."""
    owned = f"<{channel[:30]}.alerts.{sender.rpartition('@')[2]}>"
    return owned if len(owned) <= LONGEST_ID else f"<{channel[:30]}.alerts.localhost>"


def as_html(message: Message) -> str:
    """The message as HTML without anything to load; every value is escaped."""
    rows = "".join(
        f"<tr><th align='left' valign='top'>{html.escape(label)}</th><td>{html.escape(value)}</td></tr>"
        for label, value in message.facts
    )
    tongue = f' lang="{html.escape(message.language)}"' if message.language else ""
    target = html.escape(message.link or "")
    read = f'<p><a rel="noopener noreferrer" href="{target}">{target}</a></p>' if target else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body>'
        f"<h3>{html.escape(message.heading)}</h3>"
        + (f"<p><em>{html.escape(message.notice)}</em></p>" if message.notice else "")
        + f'<blockquote dir="auto"{tongue}>{html.escape(message.quote)}</blockquote>'
        + f"<table>{rows}</table>{read}<p><small>Statement {message.statement_id}</small></p></body></html>\n"
    )
