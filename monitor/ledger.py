"""What an analysed article adds to the log: article, stories, statements, events, outbox rows, in one transaction.

Here identity meets the store: each quotation is compared with the statements that share an index key with it, and
either attaches to one of them or becomes a new one. Whom that concerns is told by `telling`.
What stands off the topic in an article that is about it is kept, too, and tells nobody until it is met on the topic.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from monitor import grouping, lexicon, relations, telling
from monitor.config import Config
from monitor.core import statement, story
from monitor.edges import store
from monitor.edges.store import PageTask
from monitor.edges.store.statements import Standing
from monitor.lexicon import IdentityLexicon
from monitor.records import (
    Analysis,
    Event,
    EventKind,
    Fingerprint,
    Identity,
    Quotation,
    Reported,
    Retrieval,
    Stance,
    Story,
    Wording,
)
from monitor.telling import News

CANDIDATES = 6
"""Statements that a quotation is compared with: those that share the rarest index keys. Of the labelled pairs that are
judged the same none stood lower than fifth among 610 reports of the same few days and speakers; of reports cut in half,
among a million, one in 140 of those that were found at all."""


@dataclass(slots=True)
class Tally:
    """What was done, counted, and the conditions that were met."""

    counts: Counter[str] = field(default_factory=Counter)
    conditions: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Report:
    """One analysed article on its way into the log: whence it came, and when.

    `retrieval` is the answer that brought the page, if it was not the feed's own text. A `replay` is an article of the
    log that was judged anew: nothing in it is news, and its page stays in the queue, or out of it, as it was.
    """

    task: PageTask
    analysis: Analysis
    origin: Literal["page", "feed"]
    at: datetime
    retrieval: Retrieval | None = None
    replay: bool = False

    @cached_property
    def about(self) -> tuple[Story, ...]:
        """The topics that the article is about, best first."""
        return tuple(sorted((s for s in self.analysis.stories if s.relevant), key=lambda s: (-s.score, s.topic)))

    def concerning(self, quotation: Quotation) -> tuple[Story, ...]:
        """Those of the topics that the quotation is on, by where it stands in the article."""
        return tuple(found for found in self.about if story.concerns(found, quotation.start, quotation.end))

    @property
    def quiet(self) -> bool:
        """Whether the article only fills the log: met by a feed's first poll, and older than `alerts.max_age`."""
        return self.replay or self.task.is_quiet(self.analysis.article.published or self.task.published)


@dataclass(frozen=True, slots=True)
class Place:
    """The statement that a quotation came to, how that was found, and what the log knew of it before; `None` if nothing."""

    number: int
    found: Identity
    known: Standing | None


def commit(db: store.Database, config: Config, report: Report) -> Counter[str]:
    """Store all that was found in one article and queue the alerts that follow from it; what was gained."""
    gained: Counter[str] = Counter()
    with store.unit_of_work(db):
        article_id = store.articles.save(db, report.task, report.analysis.article, report.origin, report.at)
        store.articles.save_analysis(db, article_id, report.analysis, report.at)
        if report.about:
            grouping.group(db, report.task, article_id, report.analysis.article, report.at)
            gained.update(stories=1, quotations=len(report.analysis.quotations))
            for quotation in report.analysis.quotations:
                gained.update(settle(db, config, report, article_id, quotation))
        if report.origin == report.task.origin and not report.replay:
            store.pages.record_done(db, report.task, report.retrieval, report.at)
    return gained


def settle(db: store.Database, config: Config, report: Report, article_id: int, quotation: Quotation) -> Counter[str]:
    """Bring one quotation to its statement, and tell whom it concerns; what was gained."""
    gained: Counter[str] = Counter()
    place = placed(db, report, article_id, quotation)
    if place is None:
        return gained
    if place.known is None:
        gained["statements_new"] = 1
    if about := report.concerning(quotation):
        gained["alerts"] = telling.tell(db, config, news_of(db, report, article_id, quotation, place, about))
    return gained


def placed(db: store.Database, report: Report, article_id: int, quotation: Quotation) -> Place | None:
    """Attach a quotation to the statement that is there, or make a new one.

    `None` where it is stored already, unless it stood off the topic and the article is judged anew.
    """
    best = next(iter(report.concerning(quotation)), None)
    stored = store.statements.reported_by(db, article_id, quotation)
    if stored is not None:
        if not report.replay or best is None:
            return None
        known = store.statements.standing(db, stored)
        adopted = store.revisit.adopt(db, article_id, (quotation.start, quotation.end), best)
        return Place(stored, Identity(stored, "verbatim", 1.0), known) if adopted else None
    key = quotation.actor.key if quotation.actor else None
    words = lexicon.load().identity
    language, direct = report.analysis.article.language, quotation.kind == "direct"
    mark = statement.fingerprint(quotation.content, language, key, words, direct=direct)
    reported = reported_by(report, quotation)
    found = recognised(db, report, mark, reported, quotation.stance, words)
    if found.statement_id is None:
        number = store.statements.insert(db, article_id, quotation, mark, reported, best, report.at, found)
        return Place(number, found, None)
    known = store.statements.standing(db, found.statement_id)
    store.statements.attach(db, found.statement_id, article_id, quotation, mark, found, best, report.at)
    reword(db, found.statement_id, reported, mark, words)
    return Place(found.statement_id, found, known)


def news_of(
    db: store.Database, report: Report, article_id: int, quotation: Quotation, place: Place, about: tuple[Story, ...]
) -> News:
    """What a quotation on a topic brings."""
    words = lexicon.load().identity
    restates = place.known.restates_id if place.known else place.found.restates_id
    return News(
        event_of("new" if restates is None else "restated", place.number, report, quotation, about),
        article_id,
        relations.relate(db, place.number, article_id, report.analysis, quotation, words, report.at),
        place.known,
        came_out=reported_by(report, quotation).reported or report.at,
        restates_id=restates,
        edits=edits(db, report.task.id, article_id, place.found),
        looks_back=place.found.relation == "recalled",
        quiet=report.quiet,
    )


def recognised(
    db: store.Database, report: Report, mark: Fingerprint, reported: Reported, stance: Stance, words: IdentityLexicon
) -> Identity:
    """The statement in the log that the quotation repeats, if there is one, or restates with the same stance.

    What a reviewer took out stays apart in these words, whatever the score.
    """
    known = on_page(db, report, mark, reported.actor_key, words)
    if known is not None:
        return Identity(known, "verbatim", 1.0)
    found = statement.identify(reported, store.sharing.candidates(db, mark.keys, CANDIDATES), words)
    apart = found.statement_id and store.mending.apart(db, found.statement_id, mark.digest)
    if apart:
        return replace(found, statement_id=apart)
    if found.restates_id is not None and store.positions.cited(db, found.restates_id).stance != stance:
        return Identity(None, "new", 0.0)
    return found


def on_page(
    db: store.Database, report: Report, mark: Fingerprint, key: str | None, words: IdentityLexicon
) -> int | None:
    """The statement that some version of the page reported in the same words: an edit makes no news, whoever it says
    was the speaker. Where this version lets somebody else say the words as well, they are two statements.
    """
    found = store.statements.on_page(db, report.task.id, mark.digest)
    others = [
        (number, other) for number, other in found if key and other and not statement.one_voice(key, other, words)
    ]
    same = [number for number, other in found if (number, other) not in others]
    if same or not others:
        return same[0] if same else None
    language, here = report.analysis.article.language, set[str]()
    for quotation in report.analysis.quotations:
        actor = quotation.actor.key if quotation.actor else None
        if actor and statement.fingerprint(quotation.content, language, actor, words).digest == mark.digest:
            here.add(actor)
    gone = (n for n, other in others if not any(statement.one_voice(other, actor, words) for actor in here))
    return next(gone, None)


def reword(db: store.Database, number: int, reported: Reported, mark: Fingerprint, words: IdentityLexicon) -> None:
    """Show a statement in the wording that was just reported, if that one is better than the one shown so far."""
    new = Wording(reported.text, reported.kind or "indirect", reported.language)
    old, country = store.wordings.shown(db, number)
    best = new if statement.better(new, old, country, words) else old
    if best is not old:
        store.wordings.show(db, number, mark.digest, best)
    foreign = new.language != old.language or store.wordings.is_original(db, number)
    if foreign and statement.is_own(best, country, words):
        store.wordings.mark_original(db, number)


def reported_by(report: Report, quotation: Quotation) -> Reported:
    """The quotation as identity compares it."""
    return Reported(
        text=quotation.content,
        language=report.analysis.article.language,
        actor_key=quotation.actor.key if quotation.actor else None,
        speaker=quotation.actor.name if quotation.actor else quotation.speaker_text,
        kind=quotation.kind,
        reported=report.analysis.article.published or report.task.published or report.at,
        said=quotation.said,
    )


def edits(db: store.Database, page_id: int, article_id: int, found: Identity) -> bool:
    """Whether a page has changed its own words: another outlet's wording is one more report."""
    number = found.statement_id if found.relation == "edited" else None
    return number is not None and store.statements.is_on_page(db, page_id, article_id, number)


def event_of(kind: EventKind, number: int, report: Report, quotation: Quotation, about: tuple[Story, ...]) -> Event:
    """All that rules decide on, and what the article says besides."""
    article, actor, best = report.analysis.article, quotation.actor, about[0]
    return Event(
        kind=kind,
        statement_id=number,
        at=report.at,
        topic=best.topic,
        topics=tuple(found.topic for found in about),
        score=best.score,
        content=quotation.content,
        quotation_kind=quotation.kind,
        language=article.language,
        speaker=actor.name if actor else quotation.speaker_text,
        role=actor.role if actor else None,
        country=actor.country if actor else None,
        side=actor.side if actor else None,
        stance=quotation.stance,
        said=quotation.said,
        outlet=report.task.outlet,
        outlets=(),
        first_seen=report.at,
        published=article.published,
        url=article.url or report.task.url,
        title=article.title,
        why=story.telling(best),
    )
