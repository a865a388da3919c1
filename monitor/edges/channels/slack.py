"""Slack by an incoming webhook: Block Kit for people, the same words as plain text for notifications.

Outside text goes into plain-text objects only, escaped, so that nothing of it becomes a mention, a link or markup.
Limits: https://docs.slack.dev/reference/block-kit/blocks (header 150, section 3000, 50 blocks); they hold after
escaping, which makes text longer. Longer fallback texts than about 4000 are split into several posts.
"""

from __future__ import annotations

import json
import ssl
import sys
from bisect import bisect_right
from dataclasses import replace
from functools import partial
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from monitor import config
from monitor.core.alert import Message, as_text, compose, host, shorten
from monitor.edges.channels.attempt import Attempt, attempt
from monitor.edges.channels.post import OK, Answer, post
from monitor.records import Alert, Delivery

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
FALLBACK = 3900
"""Characters of the plain text."""
FACT = 200
"""Characters of an escaped heading or fact where room is short."""
LINK = 2800
"""Characters of an escaped link: with its label it must fit a section. A longer one stands in the plain text only."""
HARD_TO_TAKE = "blocks"
"""Part of the answers that find fault with blocks alone (``invalid_blocks``, ``invalid_blocks_format`` …)."""
BUSY = frozenset({408, 425, 429})
"""Statuses of requests that were not looked at."""
TIMEOUT = 15.0
"""Seconds for one try, from connecting to the answer."""


class Slack:
    """A channel of Slack: one recipient, which bears the channel's own name.

    Args:
        name: as in the configuration.
        settings: the webhook, and whether doubt is repeated.
        context: checks certificates.
        timeout: seconds for one try.
    """

    def __init__(
        self, name: str, settings: config.SlackChannel, context: ssl.SSLContext, timeout: float = TIMEOUT
    ) -> None:
        self.name = name
        self.recipients: tuple[str, ...] = (name,)
        self.repeat = settings.repeat
        self._webhook = settings.webhook.get_secret_value()
        self._context = context
        self._timeout = timeout

    async def deliver(self, alert: Alert) -> Delivery:
        """Post the alert once. The webhook is a secret and stands in no detail."""
        secrets = (self._webhook, urlsplit(self._webhook).path.strip("/"))
        return await attempt(partial(self._send, alert), self._timeout, secrets)

    async def _send(self, alert: Alert, state: Attempt) -> Delivery:
        message = compose(alert.event, alert.rule, repeat=alert.doubt)
        answer = await post(self._webhook, payload(message), state, self._context)
        if answer.status in range(400, 500) and HARD_TO_TAKE in answer.body:
            state.sent = False  # refused whole: the next words are the first that may be taken
            answer = await post(self._webhook, payload(message, plain=True), state, self._context)
        return judged(answer)


def judged(answer: Answer) -> Delivery:
    """What an answer means. A 5xx may come from a proxy behind which the post was taken: that is doubt.

    Codes: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (403, 404 and 410 are for good).
    """
    said = f"{answer.status} {answer.body}".strip()
    if answer.status in OK:
        return Delivery("sent", said)
    if answer.status in BUSY:
        return Delivery("retry", said, answer.retry_after)
    if answer.status in range(400, 500):
        return Delivery("refused", said)
    if answer.status in range(300, 400):
        return Delivery("retry", f"{answer.status}: redirects are not followed", answer.retry_after)
    return Delivery("doubt", said, answer.retry_after)


def payload(message: Message, *, plain: bool = False) -> bytes:
    """The body to post; `plain` without blocks."""
    body: dict[str, Any] = {
        "text": fallback(message),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if not plain:
        body["blocks"] = [block.to_dict() for block in blocks(message)]
    return json.dumps(body, ensure_ascii=False).encode()


def fallback(message: Message) -> str:
    """The message as text; where it is too long the facts become short, and the quote takes the room that is left."""
    if len(escaped(as_text(message))) <= FALLBACK:
        return escaped(as_text(message))
    tight = replace(
        message,
        heading=shortened(message.heading, FACT),
        facts=tuple((label, shortened(value, FACT)) for label, value in message.facts),
        link=message.link if message.link and len(escaped(message.link)) <= LINK // 2 else None,
    )
    room = FALLBACK - len(escaped(as_text(replace(tight, quote=""))))
    return escaped(as_text(replace(tight, quote=shortened(message.quote, room))))


def blocks(message: Message) -> list[Block]:
    """The message as blocks, in the order in which it is read."""
    parts: list[Block] = [HeaderBlock(text=plain_text(message.heading, HeaderBlock.text_max_length))]
    if message.notice:
        parts.append(ContextBlock(elements=[plain_text(message.notice)]))
    facts = "\n".join(f"{label}: {value}" for label, value in message.facts)
    parts += [SectionBlock(text=plain_text(message.quote)), SectionBlock(text=plain_text(facts))]
    if message.link and len(target := escaped(message.link)) <= LINK:
        label = escaped(f"Open the article at {host(message.link)}".replace("|", "/"), 100)
        parts.append(SectionBlock(text=MarkdownTextObject(text=f"<{target}|{label}>", verbatim=True)))
    parts.append(ContextBlock(elements=[plain_text(f"Statement {message.statement_id}")]))
    return parts


def plain_text(text: str, limit: int = SectionBlock.text_max_length) -> PlainTextObject:
    """Text that Slack does not interpret; a block may not be empty."""
    return PlainTextObject(text=escaped(text, limit) or "—", emoji=False)


def escaped(text: str, limit: int = sys.maxsize) -> str:
    """`text` with Slack's three entities, shortened so that the whole has at most `limit` characters."""
    return "".join(ENTITIES.get(char, char) for char in shortened(text, limit))


def shortened(text: str, limit: int) -> str:
    """As much of `text` as is at most `limit` characters long once it is escaped."""
    lengths = list(accumulate(len(ENTITIES.get(char, char)) for char in text))
    if not lengths or lengths[-1] <= limit:
        return text
    return shorten(text, bisect_right(lengths, limit - 1) + 1)
