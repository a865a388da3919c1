"""An alert to deliver, texts that would like to be more than text, and ways to a verdict on a delivery."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from monitor.records import Alert, Event
from tests.servers.http import CERTIFICATE

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 10, 4, 30, tzinfo=UTC)
EVENT = Event(
    kind="new", statement_id=4711, at=NOW, topic="europe-russia-diplomacy", score=0.93,
    content="Nous sommes prêts à négocier <sans> conditions & délai", quotation_kind="direct", language="fr",
    speaker="Émilie Exemple", role="foreign minister", country="FR", side="europe", stance="supports", said=None,
    outlet="Courrier", outlets=("Courrier", "Example Courier"), first_seen=NOW, published=NOW,
    url="https://news.example/a?b=1&c=2|3", title="Paris répond", why=("actor:RU",),
)  # fmt: skip
ALERT = Alert(
    1, "mail", "reader@example.org", "talks", EVENT, "<0123456789abcdef0123456789abcdef01234567@statement-monitor>",
    attempts=1, created=NOW,
)  # fmt: skip
TRUSTING = ssl.create_default_context()
ATTACKS = [
    "Minister resigns\r\nBcc: victim@example.com\r\n\r\nhello",
    "=?utf-8?q?a=0D=0ABcc=3A_x=40y?=",
    "=?utf-8?b?YQ0KQmNjOiB4QHk=?= and =?iso-8859-1?q?=0ASubject:_x?=",
    "<script>alert(2)</script><img src=x onerror=alert(2)>",
    "<!channel> <@U0123456789> <http://evil.invalid|bank.example> *b* `c` @here",
    "Report \u202egpj.exe\u202c final",
    "{{7*7}} {% raw %} ${7*7} %(password)s {0.__class__} {config} $(id) `id`",
    "W" * 100_000,
    "Ж" * 100_000,
    "&" * 100_000,
    "👨\u200d👩\u200d👧" * 30_000,
    "a\x00b\x1b[31m \ud800 \uffff",
    "\n.\n.\r\nQUIT\r\n",
    "",
]


def run(test: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(test, 20))


def attacked(text: str) -> Alert:
    event = replace(EVENT, content=text, speaker=text, role=text, outlet=text, title=text, why=(text,) * 20, url="https://e.example/" + text,
                    outlets=(text,) * 20, language=text)  # fmt: skip
    return replace(ALERT, event=event, rule=text)


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's, and that of a client which trusts it."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(CERTIFICATE)
    return server, ssl.create_default_context(cafile=str(CERTIFICATE))
