"""Whom the log tells of what a report brought: every recipient of a statement once, in whatever order its reports come.

What happened is asked of the statement: it is new, it answers somebody, it changes a position. All else that a rule asks
(language, kind, stance, speaker, score …) is asked of its reports, one by one: that one of them has it all is enough,
whether it is the first one read or the last. So a later report tells those whom no report before it concerned.

Called by the ledger for each report on a topic, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import relations
from monitor.config import Config, EmailChannel
from monitor.core import alert
from monitor.edges import store
from monitor.edges.store.statements import Standing
from monitor.records import Event
from monitor.relations import Related

Target = tuple[str, str, str]
"""Channel, recipient and rule of an alert."""


@dataclass(frozen=True, slots=True)
class News:
    """What one report on a topic brings.

    `event` is its statement, new or restated, as this report tells it: all that rules decide on. What readers want
    besides is looked up where it is stored. `known` is what the log knew of the statement before. A `quiet` report only
    fills the log.
    """

    event: Event
    article_id: int
    related: Related
    known: Standing | None
    came_out: datetime
    restates_id: int | None
    edits: bool
    looks_back: bool
    quiet: bool

    @property
    def is_first(self) -> bool:
        """Whether nothing was told of the statement so far, for it was not met on a topic."""
        return self.known is None or self.known.aside


def tell(db: store.Database, config: Config, news: News) -> int:
    """Store the events that one report makes and queue their alerts; how many alerts."""
    alerts = 0
    if news.is_first or news.edits or news.related.shifts or news.related.answers_anew:
        alerts += tell_happenings(db, config, news)
    if news.known is not None and not news.is_first:
        until = news.known.reported + timedelta(seconds=config.alerts.max_age)
        if news.came_out <= until and not news.looks_back:
            alerts += tell_others(db, config, news, until)
    return alerts


def tell_happenings(db: store.Database, config: Config, news: News) -> int:
    """Tell what came to light, the most telling first, to whom any report so far concerns.

    Whoever is told of a change of position is not told once more that the statement is new.
    """
    told: set[tuple[str, str]] = set()
    alerts = 0
    for event in happenings(db, news):
        targets = [one for one in planned(config, sides(db, news, event), news) if one[:2] not in told]
        subject = news.article_id if event.kind == "edited" else 0
        if added := store.outbox.add_event(db, event, targets, subject=subject):
            alerts += added
            told.update(one[:2] for one in targets)
    return alerts


def happenings(db: store.Database, news: News) -> Iterator[Event]:
    """The events of a report, whole."""
    event = whole(db, news)
    yield from relations.events(db, event, news.related)
    if news.is_first:
        yield event
    elif news.edits:
        yield replace(event, kind="edited", before=None)


def sides(db: store.Database, news: News, event: Event) -> list[Event]:
    """An event as all reports of its statement tell it, where that was known before it came to light."""
    alone = event.kind not in {"shift", "reply"} or (news.is_first and event.statement_id == news.event.statement_id)
    others = [] if alone else store.faces.of(db, event)
    return [event, *(replace(one, stance=event.stance) if event.kind == "shift" else one for one in others)]


def tell_others(db: store.Database, config: Config, news: News, until: datetime) -> int:
    """Tell of a statement that is known those whom this report is the first to concern, and nobody ever told of it.

    What came out after `until` was old news.
    """
    number, found = news.event.statement_id, list(versions(news.event, news))
    wanted = [(one, planned(config, [one], news)) for one in found]
    told = store.outbox.told(db, number) if any(targets for _, targets in wanted) else set()
    if all(one[:2] in told for _, targets in wanted for one in targets) or store.statements.is_old(db, number):
        return 0
    earlier = store.faces.of(db, news.event, but=news.related.report, until=until)
    told.update(one[:2] for one in planned(config, (one for face in earlier for one in versions(face, news)), news))
    alerts, event = 0, whole(db, news)
    for version, targets in wanted:
        if left := [one for one in targets if one[:2] not in told]:
            full = told_as(db, version, event, news)
            alerts += store.outbox.add_event(db, full, left, subject=-news.related.report)
            told.update(one[:2] for one in left)
    return alerts


def versions(event: Event, news: News) -> Iterator[Event]:
    """What there is to tell of a statement by now, the most telling first, in what rules decide on."""
    if news.related.shifted is not None:
        yield replace(event, kind="shift", stance=news.related.shifted.after.stance)
    if news.related.is_answer:
        yield replace(event, kind="reply")
    yield event


def told_as(db: store.Database, version: Event, event: Event, news: News) -> Event:
    """The whole event as that version of it."""
    if version.kind == "shift" and news.related.shifted is not None:
        return relations.as_shift(db, event, news.related.shifted)
    return relations.as_reply(event) if version.kind == "reply" else event


def whole(db: store.Database, news: News) -> Event:
    """The event with all that alerts say of its statement."""
    event, number, related = news.event, news.event.statement_id, news.related
    probable_id, probable = store.wordings.probable(db, number) or (None, None)
    answers = related.answers or (relations.answers(db, number) if related.is_answer else ())
    return replace(
        event,
        said=event.said or (store.positions.cited(db, number).said if news.known else None),
        outlets=store.statements.outlets(db, number),
        coverage=store.copies.line(db, number),
        probable_id=probable_id,
        probable=probable,
        before=None if news.restates_id is None else store.positions.cited(db, news.restates_id),
        answers=answers,
    )


def planned(config: Config, events: Iterable[Event], news: News) -> list[Target]:
    """Whom to tell, if any of these versions of an event concerns them, each once."""
    rules = config.rules
    found: dict[tuple[str, str], str] = {}
    for event in events:
        for channel, rule in alert.plan(event, rules, quiet=news.quiet):
            settings = config.channels[channel]
            for recipient in settings.to if isinstance(settings, EmailChannel) else (channel,):
                found.setdefault((channel, recipient), rule)
    return [(*who, rule) for who, rule in found.items()]
