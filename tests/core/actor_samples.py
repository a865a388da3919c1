"""Whom a mention means: the question that the tests of actors ask of sentences they write themselves."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.core.actor import resolve
from monitor.lexicon import actors
from monitor.records import Actor, Quotation

LEXICON = actors.load()
NOW = "2026-01-30"


def speaker(
    language: str, text: str, mention: str, day: str | None = NOW, *, others: tuple[str, ...] = ()
) -> Actor | None:
    """The actor of the last occurrence of `mention`, where `others` spoke before."""
    found = []
    for part in (*others, mention):
        start = text.rindex(part) if part == mention else text.index(part)
        found.append(
            Quotation("indirect", 0, 1, text[:1], speaker_start=start, speaker_end=start + len(part), speaker_text=part)
        )
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return resolve(text, found, language, published, LEXICON)[-1].actor


def told(actor: Actor | None) -> tuple[str, str | None, str | None] | None:
    return (actor.name, actor.role, actor.country) if actor else None
