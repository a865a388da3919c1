"""How a statement stands to others in the log: whom it answers, and whether its speaker has changed position.

Called by the ledger for each report on a topic, inside its transaction. Both relations are worked out anew from what
the log holds, so that the order in which reports come makes no difference to what is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core import position
from monitor.core.answers import pick
from monitor.core.position import Shift
from monitor.edges import store
from monitor.edges.store import rows
from monitor.edges.store.replies import Edge
from monitor.lexicon import IdentityLexicon
from monitor.records import Analysis, Answered, Event, Quotation

PASSAGE = 1000
"""Characters of an answer that are held against the statements it may mean."""


@dataclass(frozen=True, slots=True)
class Related:
    """What a report brought to light: whom it tells that its statement answers, and new changes of position.

    Of the changes those are told after which nothing else was said. `report` is the row of the report; `is_answer`
    and `shifted` are what the statement is by all its reports.
    """

    report: int
    answers: tuple[Answered, ...] = ()
    answers_anew: bool = False
    is_answer: bool = False
    shifts: tuple[Shift, ...] = ()
    shifted: Shift | None = None


def relate(
    db: store.Database,
    statement_id: int,
    article_id: int,
    analysis: Analysis,
    quotation: Quotation,
    words: IdentityLexicon,
    now: datetime,
) -> Related:
    """Store how the statement of a report, just stored itself, stands to others."""
    anew = False
    number = store.statements.quotation_id(db, article_id, quotation)
    for reply in analysis.replies:
        if (reply.start, reply.end) == (quotation.start, quotation.end):
            edge = store.replies.save(db, statement_id, number, reply, now)
            if edge is not None:
                anew = True
                aim(db, edge, words)
    for edge in store.replies.aimed_at(db, statement_id, pick.WINDOW):
        aim(db, edge, words)
    known = store.replies.of(db, statement_id)
    told = [row for row in known if row["article_id"] == article_id]
    shifts, shifted = changes(db, statement_id, words, now)
    return Related(
        report=number,
        answers=tuple(store.replies.answered(row, analysis.article.text) for row in told),
        answers_anew=anew,
        is_answer=bool(known),
        shifts=shifts,
        shifted=shifted,
    )


def aim(db: store.Database, edge: Edge, words: IdentityLexicon) -> None:
    """Find out which of the actor's statements an answer means, with all that the log holds by now."""
    row = store.replies.passage(db, edge)
    start = min(row["content_start"], row["evidence_start"])
    end = min(max(row["content_end"], row["evidence_end"]), start + PASSAGE)
    if (told := store.articles.sound(row)) is None:
        return
    text = told[start:end]
    until = rows.certain(row["reported"])
    known = store.replies.answerable(db, edge.actor, until - pick.WINDOW, until)
    chosen = pick.pick(text, row["language"], [one for one in known if one.statement_id != edge.statement_id], words)
    if chosen is None and edge.answered_id is None:
        return
    answering = pick.moment(rows.said(row["said_first"], row["said_last"]), rows.moment(row["published"]))
    answered = pick.moment(*store.replies.when(db, chosen)) if chosen is not None else None
    store.replies.point(db, edge.id, chosen, pick.lag(answered, answering))


def changes(
    db: store.Database, statement_id: int, words: IdentityLexicon, now: datetime
) -> tuple[tuple[Shift, ...], Shift | None]:
    """Bring the actor's ledger up to date; the new changes of position that nothing else came after, and the one that
    the statement makes, new or not.
    """
    near = store.positions.around(db, statement_id)
    if not near:
        return (), None
    known = store.positions.certain(db, near, words)
    found = position.shifts(known)
    anew = store.positions.settle(db, near, found, now)
    certain = position.unmixed(known)
    own = (one for one in found if one.after.statement_id == statement_id and position.is_latest(one.after, certain))
    return tuple(one for one in anew if position.is_latest(one.after, certain)), next(own, None)


def events(db: store.Database, event: Event, related: Related) -> Iterator[Event]:
    """The events that follow besides the report's own one: each is `event` in what it says of article and outlets.

    A change may be of a statement met before, where the one that it leaves came late: it is told as that one was.
    """
    for shift in related.shifts:
        own = shift.after.statement_id == event.statement_id
        after = event if own else store.outbox.first_event(db, shift.after.statement_id)
        if after is not None:
            yield as_shift(db, replace(after, at=event.at), shift)
    if related.answers_anew:
        yield as_reply(event)


def as_shift(db: store.Database, event: Event, shift: Shift) -> Event:
    """The event as one of a change of position."""
    left = replace(store.positions.cited(db, shift.before.statement_id), stance=shift.before.stance)
    return replace(event, kind="shift", stance=shift.after.stance, before=left, extent=shift.extent)


def as_reply(event: Event) -> Event:
    """The event as one of an answer."""
    return replace(event, kind="reply", before=None)


def answers(db: store.Database, statement_id: int) -> tuple[Answered, ...]:
    """Whom a statement answers, by all its reports."""
    return tuple(
        store.replies.answered(row, store.articles.readable(db, row["article_id"]) or "")
        for row in store.replies.of(db, statement_id)
    )
