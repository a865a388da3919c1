"""What an alert says, before any channel gives it a shape.

The order is the reader's: what happened and who spoke, the words, when, where, why we tell, where to read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.alert.plain import line, link
from monitor.records import Answered, Cited, Event, EventKind, Said

HAPPENED: dict[EventKind, str] = {
    "new": "New statement",
    "edited": "Edited statement",
    "reply": "Reply",
    "shift": "Change of position",
    "restated": "Restated position",
}
NOTICE = "This may be a repeat: an earlier try to deliver this alert may have reached you already."
PROBABLE = "Probably the same as"
"""The line that no alert on a statement goes without which may be known already."""
NAME, QUOTE, VALUE, ITEM, SUBJECT = 100, 1500, 400, 60, 150
"""Longest name, quote, fact, item of a list and subject, in characters."""
ITEMS = 12
"""Longest list of outlets or reasons."""
ANSWERS = 4
"""Whom a statement answers, one line each with the statement's words."""


@dataclass(frozen=True, slots=True)
class Message:
    """An alert's content: plain text, each string one line, harmless and bounded.

    `quote` carries marks only where the words are the speaker's own (a direct quotation). `facts` are pairs of label
    and value. `language` is an ISO 639 code. `notice` is empty, or says that this may be a repeat. `link` is an http(s)
    address in ASCII.
    """

    subject: str
    heading: str
    notice: str
    quote: str
    language: str | None
    facts: tuple[tuple[str, str], ...]
    link: str | None
    statement_id: int


def compose(event: Event, rule: str = "", *, repeat: bool = False) -> Message:
    """The message that tells of `event` to whom `rule` chose; `repeat` if a copy may have been taken before."""
    heading = f"{HAPPENED[event.kind]}: {speaker(event)}"
    quote = line(event.content, QUOTE)
    if event.quotation_kind == "direct":
        quote = f"“{quote}”"
    first = f"{HAPPENED[event.kind]}: {line(event.speaker or 'unknown speaker', NAME)}: {quote}"
    return Message(
        subject=line(f"Possible repeat: {first}" if repeat else first, SUBJECT),
        heading=heading,
        notice=NOTICE if repeat else "",
        quote=quote,
        language=event.language if re.fullmatch("[a-z]{2,3}", event.language or "") else None,
        facts=tuple(facts(event, rule)),
        link=link(event.url),
        statement_id=event.statement_id,
    )


def as_text(message: Message) -> str:
    """The message as plain text, for mail, terminals and channels that take no better."""
    blocks = ["\n".join(part for part in (message.heading, message.notice) if part), message.quote]
    blocks.append("\n".join(f"{label}: {value}" for label, value in message.facts))
    return "\n\n".join(blocks) + f"\nLink: {message.link or 'none'}\nStatement: {message.statement_id}\n"


def speaker(event: Event) -> str:
    """The name, with role and country as far as known."""
    known = [line(part, NAME) for part in (event.role, event.country) if part]
    name = line(event.speaker or "", NAME) or "unknown speaker"
    return f"{name} ({', '.join(known)})" if known else name


def facts(event: Event, rule: str) -> Iterator[tuple[str, str]]:
    """Pairs of label and value, in the order in which they are read."""
    language = f", language: {line(event.language, 10)}" if event.language else ""
    if event.probable_id is not None:
        yield PROBABLE, f"statement {event.probable_id}: {line(event.probable or '', VALUE)}"
    yield "Kind", f"{event.quotation_kind} quotation{language}"
    if event.stance != "none":
        yield "Stance toward dialogue", event.stance
    yield "Said", day(event.said)
    yield from referred(event)
    published = f" (article of {minute(event.published)})" if event.published else ""
    yield "First seen", f"{minute(event.first_seen)} at {line(event.outlet, NAME) or 'an unnamed outlet'}{published}"
    if len(event.outlets) > 1:
        covered = f"{line(event.coverage, VALUE)}: " if event.coverage else ""
        yield "Outlets", covered + listed(event.outlets)
    reasons = f"; evidence: {listed(event.why)}" if event.why else ""
    chosen = f"rule “{line(rule, NAME)}”, " if rule else ""
    yield "Why", f"{chosen}topic {line(event.topic, NAME)}, score {event.score:.2f}{reasons}"
    if title := line(event.title, VALUE):
        yield "Article", title


def referred(event: Event) -> Iterator[tuple[str, str]]:
    """The other statements that the event speaks of: what is answered, the position before."""
    if event.before is not None:
        past = event.before
        label = "Before" if event.kind == "shift" else "Restates"
        stance = f"{past.stance}, " if past.stance != "none" else ""
        yield label, f"{cited(past)} ({stance}{dated(past)}, statement {past.statement_id})"
    if event.kind == "shift":
        extent = {"full": "to the other side", "half": "to or from a condition"}.get(event.extent or "", "")
        past_stance = event.before.stance if event.before else "unknown"
        yield "Change", f"from {past_stance} to {event.stance}{f', {extent}' if extent else ''}"
    for one in event.answers[:ANSWERS]:
        yield "Answers", answer(one)
    if len(event.answers) > ANSWERS:
        yield "Answers", f"and {len(event.answers) - ANSWERS} more"


def answer(one: Answered) -> str:
    """Who is answered and how, with the statement where it is known."""
    told = f"{line(one.actor, NAME)} ({one.kind}: “{line(one.evidence, ITEM * 2)}”)"
    if one.statement is None:
        return told
    after = "" if one.lag_hours is None else f", {one.lag_hours:.0f} hours before"
    return f"{told}: {cited(one.statement)} ({dated(one.statement)}{after}, statement {one.statement.statement_id})"


def cited(past: Cited) -> str:
    """The words of another statement, between marks only where they are the speaker's own."""
    words = line(past.content, VALUE)
    return f"“{words}”" if past.quotation_kind == "direct" else words


def dated(past: Cited) -> str:
    """When it was said, or else reported."""
    return f"said {day(past.said)}" if past.said else f"reported {past.reported:%Y-%m-%d}"


def listed(items: Sequence[str]) -> str:
    """The items with commas; of a long list the beginning and how many more there are."""
    shown = ", ".join(line(item, ITEM) for item in items[:ITEMS])
    return f"{shown} and {len(items) - ITEMS} more" if len(items) > ITEMS else shown


def day(said: Said | None) -> str:
    """A day, a range of days, or that it is unknown."""
    if said is None:
        return "unknown"
    return str(said.first) if said.first == said.last else f"between {said.first} and {said.last}"


def minute(when: datetime) -> str:
    """A time to the minute, in UTC."""
    return f"{when:%Y-%m-%d %H:%M} UTC"
