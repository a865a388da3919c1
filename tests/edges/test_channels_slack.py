"""Slack against a real local webhook: what arrives, and what is known of it when it does not."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import SlackChannel
from monitor.core.alert import compose
from monitor.edges.channels.post import seconds
from monitor.edges.channels.slack import Slack, payload
from monitor.records import Alert, Delivery
from tests.edges.channel_samples import ALERT, ATTACKS, EVENT, TRUSTING, attacked, contexts, run
from tests.servers.slack import SlackSink, over_limits


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


def test_slack_says_what_a_statement_is_probably_the_same_as() -> None:
    known = replace(EVENT, probable_id=12, probable="Nous sommes prêts.")
    _, sink = run(posted(alert=replace(ALERT, event=known)))
    line = "Probably the same as: statement 12: Nous sommes prêts."
    assert any(line in json.dumps(block, ensure_ascii=False) for block in sink.taken[0]["blocks"])
    assert line in sink.taken[0]["text"]


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
    delivery, sink = run(posted(fault, wait=0.4, late=9))
    assert delivery == Delivery("doubt", "no answer within 0.4 s")
    assert len(sink.taken) == 1


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
