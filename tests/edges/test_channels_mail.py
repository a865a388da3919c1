"""Mail against a real local server: what arrives, and what is known of it when it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import EmailChannel
from monitor.edges.channels.mail import Mail, own_name, rendered
from monitor.records import Alert, Delivery
from tests.edges.channel_samples import ALERT, ATTACKS, EVENT, TRUSTING, attacked, contexts, run
from tests.servers.mail import MailSink


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


def test_a_mail_says_what_a_statement_is_probably_the_same_as() -> None:
    _, sink = run(mailed(alert=replace(ALERT, event=replace(EVENT, probable_id=12, probable="Nous sommes prêts."))))
    assert "Probably the same as: statement 12: Nous sommes prêts." in sink.taken[0].part("plain")
    assert "Probably the same as" in sink.taken[0].part("html")


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
    delivery, sink = run(mailed("mute", timeout=0.3))
    assert (delivery.outcome, sink.taken) == ("retry", [])


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
