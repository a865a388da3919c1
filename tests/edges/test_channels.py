"""Channels against real local servers: what arrives, and what is known of it when it does not."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Config, EmailChannel, SlackChannel
from monitor.core.alert import compose
from monitor.edges.channels import open_channels
from monitor.edges.channels.mail import Mail, own_name, rendered
from monitor.edges.channels.post import seconds
from monitor.edges.channels.slack import Slack, payload
from monitor.errors import ConfigError
from monitor.records import Alert, Delivery, Event
from tests.servers.http import CERTIFICATE
from tests.servers.mail import MailSink
from tests.servers.slack import SlackSink, over_limits

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


# ------------------------------------------------------------------------------------------------ Slack


async def posted(
    *faults: str, wait: float = 5.0, alert: Alert = ALERT, late: float = 0.3
) -> tuple[Delivery, SlackSink]:
    async with SlackSink(*faults, late=late) as sink:
        channel = Slack("slack", SlackChannel(type="slack", webhook=sink.url), TRUSTING, wait)
        return await channel.deliver(alert), sink


def test_slack_takes_an_alert_as_blocks_in_the_readers_order() -> None:
    delivery, sink = run(posted())
    assert delivery == Delivery("sent", "200")
    (body,) = sink.taken
    assert body["unfurl_links"] is body["unfurl_media"] is body["mrkdwn"] is False
    assert body["blocks"] == [
        {"type": "header", "text": {"type": "plain_text", "emoji": False, "text": "New statement: Émilie Exemple (foreign minister, FR)"}},
        {"type": "section", "text": {"type": "plain_text", "emoji": False, "text": "“Nous sommes prêts à négocier &lt;sans&gt; conditions &amp; délai”"}},
        {"type": "section", "text": {"type": "plain_text", "emoji": False, "text": (
            "Kind: direct quotation, language: fr\nStance toward dialogue: supports\nSaid: unknown\n"
            "First seen: 2026-11-22 10:04 UTC at Courrier (article of 2026-11-22 10:04 UTC)\nOutlets: Courrier, Example Courier\n"
            "Why: rule “talks”, topic europe-russia-diplomacy, score 0.93; evidence: actor:RU\nArticle: Paris répond")}},
        {"type": "section", "text": {"type": "mrkdwn", "verbatim": True, "text": "<https://news.example/a?b=1&amp;c=2%7C3|Open the article at news.example>"}},
        {"type": "context", "elements": [{"type": "plain_text", "emoji": False, "text": "Statement 4711"}]},
    ]  # fmt: skip
    assert "Nous sommes prêts à négocier &lt;sans&gt; conditions &amp; délai" in body["text"]
    assert body["text"].endswith("Link: https://news.example/a?b=1&amp;c=2%7C3\nStatement: 4711\n")


def test_slack_says_that_a_repeat_may_be_one() -> None:
    _, sink = run(posted(alert=replace(ALERT, doubt=True)))
    assert "may be a repeat" in sink.taken[0]["blocks"][1]["elements"][0]["text"]
    assert "may be a repeat" in sink.taken[0]["text"]


@pytest.mark.parametrize(
    ("fault", "outcome", "detail", "retry_after", "taken"),
    [
        ("limit", "retry", "429 rate_limited", 7.0, 0),
        ("busy", "doubt", "503 unavailable", 11.0, 0),
        ("broken", "doubt", "500 rollup_error", None, 0),
        ("taken_500", "doubt", "500 rollup_error", None, 1),
        ("lost_reply", "doubt", "closed without an answer", None, 1),
        ("late_reply", "sent", "200", None, 1),
        ("closed", "doubt", "", None, 0),
        ("garbage", "doubt", "RemoteProtocolError", None, 1),
        ("no_service", "refused", "404 no_service", None, 0),
        ("invalid_token", "refused", "403 invalid_token", None, 0),
        ("cut_body", "refused", "404 no_", None, 0),
        ("early", "sent", "200", None, 1),
        ("archived", "refused", "410 channel_is_archived", None, 0),
        ("redirect", "retry", "302: redirects are not followed", None, 0),
    ],
)
def test_what_slack_does_is_understood(
    fault: str, outcome: str, detail: str, retry_after: float | None, taken: int
) -> None:
    delivery, sink = run(posted(fault))
    assert (delivery.outcome, delivery.retry_after, len(sink.taken)) == (outcome, retry_after, taken)
    assert detail in delivery.detail
    assert sink.connections == 1


@pytest.mark.parametrize("fault", ["hang", "drip", "late_reply"])
def test_an_answer_that_does_not_come_in_time_is_doubt(fault: str) -> None:
    began = time.monotonic()
    delivery, sink = run(posted(fault, wait=0.4, late=9))
    assert delivery == Delivery("doubt", "no answer within 0.4 s")
    assert len(sink.taken) == 1
    assert time.monotonic() - began < 3


def test_a_slack_that_is_not_there_has_taken_nothing() -> None:
    async def refused() -> Delivery:
        async with SlackSink() as sink:
            url = sink.url
        return await Slack("slack", SlackChannel(type="slack", webhook=url), TRUSTING).deliver(ALERT)

    assert run(refused()).outcome == "retry"


def test_blocks_that_slack_does_not_take_are_left_out_once() -> None:
    delivery, sink = run(posted("invalid_blocks"))
    assert delivery.outcome == "sent"
    assert len(sink.refused) == len(sink.taken) == 1
    assert "blocks" not in sink.taken[0]
    delivery, sink = run(posted("invalid_blocks", "no_service"))
    assert (delivery.outcome, sink.connections) == ("refused", 2)
    delivery, sink = run(posted("invalid_blocks", "lost_reply"))
    assert (delivery.outcome, len(sink.taken)) == ("doubt", 1)


def test_a_try_that_is_stopped_tells_how_far_it_came() -> None:
    async def stopped() -> Delivery:
        async with SlackSink("hang") as sink:
            task = asyncio.create_task(
                Slack("s", SlackChannel(type="slack", webhook=sink.url), TRUSTING).deliver(ALERT)
            )
            await sink.arrived.wait()
            task.cancel()
            return await task

    assert run(stopped()) == Delivery("doubt", "stopped while it was under way")


def test_the_webhook_is_told_to_nobody() -> None:
    async def details() -> list[str]:
        async with SlackSink("no_service") as sink:
            channel = Slack("slack", SlackChannel(type="slack", webhook=sink.url), TRUSTING)
            said = [(await channel.deliver(ALERT)).detail, repr(channel), *(raw.decode() for raw in sink.raw)]
            gone = Slack(
                "slack", SlackChannel(type="slack", webhook=sink.url.replace("127.0.0.1", "127.0.0.9")), TRUSTING
            )
            return [*said, (await gone.deliver(ALERT)).detail]

    assert not [said for said in run(details()) if "verysecret" in said]


def test_http_goes_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the name ``localhost`` has been made to lead elsewhere."""
    monkeypatch.setattr("monitor.edges.channels.post.is_loopback", lambda _host: False)
    delivery, sink = run(posted())
    assert (delivery.outcome, sink.raw) == ("retry", [])


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_outside_text_neither_acts_nor_overflows_in_slack(attack: str) -> None:
    delivery, sink = run(posted(alert=attacked(attack)))
    assert delivery.outcome == "sent"
    assert sink.connections == 1  # the blocks were taken
    raw = json.dumps(sink.taken[0], ensure_ascii=False)
    assert "<!" not in raw
    assert "<@" not in raw
    assert "<http://evil" not in raw
    assert "<script" not in raw
    assert len(sink.taken[0]["text"]) <= 3900
    assert sink.taken[0]["text"].endswith("Statement: 4711\n")
    texts = [text["text"] for block in sink.taken[0]["blocks"] for text in (block.get("text"), *block.get("elements", ()))
             if text and text["type"] == "plain_text"]  # fmt: skip
    assert not [text for text in texts if "<" in text or ">" in text]


@given(st.text(st.characters(), max_size=4000), st.text(st.sampled_from("&<>|aЖ́👍🏽‍ "), max_size=4000))
def test_no_text_breaks_the_limits_of_slack(content: str, speaker: str) -> None:
    event = replace(EVENT, content=content, speaker=speaker, title=speaker, why=(content,) * 20)
    assert not over_limits(json.loads(payload(compose(event, content, repeat=True))))


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("30", 30.0),
        (" 1 ", 1.0),
        ("", None),
        ("-1", None),
        ("1e9", None),
        ("soon", None),
        ("9" * 40, None),
        ("²", None),
    ],
)
def test_retry_after_is_a_number_of_seconds(value: str, wait: float | None) -> None:
    assert seconds(value) == wait


def test_retry_after_may_be_a_date() -> None:
    assert seconds(format_datetime(datetime(2000, 1, 1, tzinfo=UTC), usegmt=True)) == 0.0
    later = seconds("Fri, 31 Dec 2100 23:59:59 GMT")
    assert later is not None
    assert later > 10**9


# ------------------------------------------------------------------------------------------------ mail


def settings(port: int, **changes: Any) -> EmailChannel:
    values = {"type": "email", "host": "127.0.0.1", "port": port, "security": "none", "from": "monitor@example.com",
              "to": ["reader@example.org"], "timeout": 3.0, **changes}  # fmt: skip
    return EmailChannel.model_validate(values)


async def mailed(*faults: str, alert: Alert = ALERT, late: float = 0.3, **changes: Any) -> tuple[Delivery, MailSink]:
    async with MailSink(*faults, late=late) as sink:
        return await Mail("mail", settings(sink.port, **changes), None).deliver(alert), sink


def test_mail_arrives_with_its_headers_as_text_and_html() -> None:
    delivery, sink = run(mailed())
    assert delivery == Delivery("sent", "250 2.0.0 taken")
    (taken,) = sink.taken
    assert (taken.sender, taken.recipients) == ("monitor@example.com", ("reader@example.org",))
    headers = dict(taken.message.items())
    assert headers.pop("Content-Type").startswith("multipart/alternative; boundary=")
    assert {key: value for key, value in headers.items() if not key.startswith("X-") or key == "X-Statement-Id"} == {
        "From": "Statement monitor <monitor@example.com>",
        "To": "reader@example.org",
        "Subject": "New statement: Émilie Exemple: “Nous sommes prêts à négocier <sans> conditions & délai”",
        "Date": "Sun, 22 Nov 2026 10:04:30 +0000",
        "Message-ID": ALERT.message_id,
        "Auto-Submitted": "auto-generated",
        "List-Id": "<mail.alerts.example.com>",
        "X-Statement-Id": "4711",
        "MIME-Version": "1.0",
    }
    text, page = taken.part("plain"), taken.part("html")
    assert text.startswith(
        "New statement: Émilie Exemple (foreign minister, FR)\n\n“Nous sommes prêts à négocier <sans> conditions & délai”\n"
    )
    assert (
        '<blockquote dir="auto" lang="fr">“Nous sommes prêts à négocier &lt;sans&gt; conditions &amp; délai”</blockquote>'
        in page
    )
    assert 'href="https://news.example/a?b=1&amp;c=2%7C3"' in page
    assert "Statement 4711" in page


def test_a_repeated_mail_has_the_same_id_and_says_that_it_may_be_one() -> None:
    _, first = run(mailed())
    _, second = run(mailed(alert=replace(ALERT, doubt=True)))
    a, b = first.taken[0], second.taken[0]
    assert a.message["Message-ID"] == b.message["Message-ID"] == ALERT.message_id
    assert a.message["Date"] == b.message["Date"]
    assert "may be a repeat" in b.part("plain")
    assert "may be a repeat" in b.part("html")
    assert b.message["Subject"].startswith("Possible repeat: New statement")
    assert "repeat" not in a.part("plain") + a.message["Subject"]


@pytest.mark.parametrize(
    ("fault", "outcome", "detail", "taken"),
    [
        ("busy", "retry", "421", 0),
        ("greylist", "retry", "451 4.7.1 greylisted", 0),
        ("unknown", "refused", "550 5.1.1 no such user", 0),
        ("full", "retry", "552 5.2.2 mailbox full", 0),
        ("no_sender", "retry", "550", 0),
        ("no_data", "retry", "451 4.3.0 no data now", 0),
        ("unverified", "sent", "250", 1),
        ("reject", "refused", "550 5.7.1 no", 0),
        ("defer", "retry", "451 4.3.0 try later", 0),
        ("cut", "retry", "", 0),
        ("lost_reply", "doubt", "", 1),
        ("late_reply", "sent", "250", 1),
        ("rude", "doubt", "", 1),
    ],
)
def test_what_a_mail_server_does_is_understood(fault: str, outcome: str, detail: str, taken: int) -> None:
    delivery, sink = run(mailed(fault))
    assert (delivery.outcome, len(sink.taken)) == (outcome, taken)
    assert detail in delivery.detail


def test_a_mail_server_that_says_nothing_has_taken_nothing() -> None:
    began = time.monotonic()
    delivery, sink = run(mailed("mute", timeout=0.3))
    assert (delivery.outcome, sink.taken) == ("retry", [])
    assert time.monotonic() - began < 3


def test_a_mail_whose_last_answer_does_not_come_is_in_doubt() -> None:
    delivery, sink = run(mailed("late_reply", late=9, timeout=0.3))
    assert (delivery.outcome, len(sink.taken)) == ("doubt", 1)


def test_a_mail_server_that_is_not_there_has_taken_nothing() -> None:
    async def refused() -> Delivery:
        async with MailSink() as sink:
            port = sink.port
        return await Mail("mail", settings(port), None).deliver(ALERT)

    assert run(refused()).outcome == "retry"


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_outside_text_forges_no_header_recipient_or_markup_in_mail(attack: str) -> None:
    delivery, sink = run(mailed(alert=attacked(attack)))
    assert delivery.outcome == "sent"
    (taken,) = sink.taken
    assert taken.recipients == ("reader@example.org",)
    names = [name for name in taken.message if not name.startswith("X-") or name == "X-Statement-Id"]
    assert sorted(names) == ["Auto-Submitted", "Content-Type", "Date", "From", "List-Id", "MIME-Version", "Message-ID",
                             "Subject", "To", "X-Statement-Id"]  # fmt: skip
    assert max(map(len, taken.content.split(b"\r\n"))) <= 998
    assert b"\nBcc:" not in taken.content
    assert len(taken.message["Subject"]) <= 150
    assert "\n" not in taken.message["Subject"]
    page = taken.part("html")
    assert "<script" not in page
    assert "<img" not in page
    assert "Statement: 4711" in taken.part("plain")


@given(st.text(st.characters(), max_size=300), st.text(st.sampled_from("=?utf-8qbQB_0D0A\r\n: ж"), max_size=200))
def test_no_text_makes_a_header_or_a_long_line(content: str, speaker: str) -> None:
    alert = replace(ALERT, event=replace(EVENT, content=content, speaker=speaker, title=content))
    raw = rendered(alert, "mail", "monitor@example.com")
    head = raw.split(b"\r\n\r\n", 1)[0]
    fields = [row.split(b":")[0] for row in head.split(b"\r\n") if row[:1] not in b" \t"]
    assert sorted(fields) == sorted(
        [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted", b"List-Id", b"X-Statement-Id",
         b"MIME-Version", b"Content-Type"]
    )  # fmt: skip
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_ids_are_not_broken_by_folding() -> None:
    sender = "monitor@" + "very-long-domain." * 6 + "example"
    raw = rendered(ALERT, "a-channel-with-a-rather-long-name-of-its-own", sender)
    assert ALERT.message_id.encode() in raw
    assert b"List-Id: <a-channel-with-a-rather-long-n.alerts.localhost>\r\n" in raw


def test_a_name_is_given_without_asking_the_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    for known, given_ in (("box", "[127.0.0.1]"), ("box.example.org", "box.example.org"), ("b\nx.y", "[127.0.0.1]")):
        monkeypatch.setattr("socket.gethostname", lambda known=known: known)
        assert own_name() == given_


# ------------------------------------------------------------------------------------------------ encryption


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's, and that of a client which trusts it."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(CERTIFICATE)
    return server, ssl.create_default_context(cafile=str(CERTIFICATE))


def test_slack_over_tls_needs_a_certificate_that_holds() -> None:
    server, client = contexts()

    async def both() -> tuple[Delivery, Delivery, int]:
        async with SlackSink(tls=server) as sink:
            webhook = SlackChannel(type="slack", webhook=sink.url)
            trusted = await Slack("slack", webhook, client).deliver(ALERT)
            return trusted, await Slack("slack", webhook, TRUSTING).deliver(ALERT), len(sink.raw)

    trusted, doubtful, requests = run(both())
    assert (trusted.outcome, doubtful.outcome, requests) == ("sent", "retry", 1)
    assert "CERTIFICATE_VERIFY_FAILED" in doubtful.detail


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_is_encrypted_to_the_right_server_and_logged_in(security: str) -> None:
    server, client = contexts()

    async def all_three() -> tuple[list[Delivery], MailSink]:
        async with MailSink(tls=server, implicit=security == "tls", password="open sesame") as sink:
            known = {"security": security, "host": "localhost", "username": "monitor", "password": "open sesame"}
            wrong = {**known, "password": "xyzzy-secret"}
            return [
                await Mail("mail", settings(sink.port, **known), client).deliver(ALERT),
                await Mail("mail", settings(sink.port, **known), TRUSTING).deliver(ALERT),
                await Mail("mail", settings(sink.port, **wrong), client).deliver(ALERT),
            ], sink

    (well, distrusted, locked_out), sink = run(all_three())
    assert (well.outcome, distrusted.outcome, locked_out.outcome) == ("sent", "retry", "retry")
    assert "CERTIFICATE_VERIFY_FAILED" in distrusted.detail
    assert "535" in locked_out.detail
    assert "xyzzy" not in locked_out.detail
    (taken,) = sink.taken
    assert taken.encrypted
    assert taken.login == "monitor"


def test_mail_is_not_sent_in_the_clear_where_encryption_is_asked_for() -> None:
    async def plain() -> tuple[Delivery, MailSink]:
        async with MailSink() as sink:
            return await Mail("mail", settings(sink.port, security="starttls"), TRUSTING).deliver(ALERT), sink

    delivery, sink = run(plain())
    assert (delivery.outcome, sink.taken) == ("retry", [])
    assert "STARTTLS" in delivery.detail


# ------------------------------------------------------------------------------------------------ configuration


def configured(**channels: dict[str, Any]) -> Config:
    return Config.model_validate({"channels": channels})


def test_channels_are_opened_by_name_with_their_recipients() -> None:
    channels = open_channels(
        configured(
            ops={"type": "slack", "webhook": "https://hooks.slack.com/services/T/B/x", "repeat": "never"},
            mail={
                "type": "email",
                "host": "mail.example",
                "from": "m@example.com",
                "to": ["a@b.example", "c@d.example"],
            },
        )
    )
    assert {name: (channel.name, channel.recipients, channel.repeat) for name, channel in channels.items()} == {
        "ops": ("ops", ("ops",), "never"),
        "mail": ("mail", ("a@b.example", "c@d.example"), "allow"),
    }
    assert open_channels(Config()) == {}


MAIL = {"type": "email", "host": "mail.example", "from": "m@example.com", "to": ["a@b.example"]}


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ({"type": "slack", "webhook": "http://hooks.slack.com/services/s3cr3t"}, "webhook: write https"),
        ({"type": "slack", "webhook": "http://10.0.0.1/s3cr3t"}, "webhook: write https"),
        ({"type": "slack", "webhook": "hooks.slack.com/s3cr3t"}, "webhook: not an https address"),
        ({"type": "slack", "webhook": "https://hooks.slack.com/s3cr3t\nHost: x"}, "webhook: not an https address"),
        ({"type": "slack", "webhook": "https://[::1/s3cr3t"}, "webhook: not a web address"),
        ({"type": "slack", "webhook": "https://a:s3cr3t@hooks.slack.com/"}, "webhook: an address with a user"),
        ({"type": "slack", "webhook": "https://hooks.slack.com:port/s3cr3t"}, "webhook: not a web address"),
        (MAIL | {"security": "none", "username": "u", "password": "s3cr3t"}, "security: a password is sent encrypted"),
        (MAIL | {"to": ["a@b.example", "jörg@b.example"]}, "to: not an ASCII mail address: 'jörg@b.example'"),
        (MAIL | {"to": ["a,b@c.example"]}, "to: not an ASCII mail address"),
        (MAIL | {"from": "m@exa(mple.com"}, "from: not an ASCII mail address"),
        (MAIL | {"host": "mail example"}, "host: not the name of a host"),
    ],
)
def test_a_channel_that_cannot_work_or_tells_secrets_is_refused(channel: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_channels(configured(broken=channel))
    assert said in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_loopback_may_do_without_encryption() -> None:
    assert open_channels(
        configured(
            a={"type": "slack", "webhook": "http://127.0.0.1:8080/x"},
            b={"type": "slack", "webhook": "http://[::1]:8080/x"},
            c=MAIL | {"host": "localhost", "security": "none", "username": "u", "password": "p"},
            d=MAIL | {"security": "none"},
        )
    )
