"""How each report of a statement shows it to the alert rules: one statement, as many faces as it has reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlite_utils import Database

from monitor.core import story
from monitor.edges.store import rows
from monitor.edges.store.rows import Row, stamp
from monitor.records import Event, Story


def of(db: Database, event: Event, *, but: int | None = None, until: datetime | None = None) -> list[Event]:
    """The event as the reports of its statement tell it, in all that rules decide on.

    Without the report `but`, those that came out after `until`, and what no rule is asked about: what stood off the
    topic, looked back, or only filled the log.
    """
    found = rows.query(db, FACES, {"id": event.statement_id, "but": but, "until": stamp(until)})
    made = [face(event, list(told)) for _, told in groupby(found, key=lambda row: int(row["id"]))]
    return [one for one in made if one is not None]


def face(event: Event, told: Sequence[Row]) -> Event | None:
    """One report, by its rows, one for each topic that its article is about, the best topic first."""
    row = told[0]
    about = [one for one in map(verdict, told) if story.concerns(one, row["content_start"], row["content_end"])]
    if not about:
        return None
    return replace(
        event,
        topic=about[0].topic,
        topics=tuple(one.topic for one in about),
        score=about[0].score,
        quotation_kind=row["kind"],
        language=row["language"],
        speaker=row["speaker"],
        country=row["speaker_country"],
        side=row["speaker_side"],
        stance=row["stance"],
    )


def verdict(row: Row) -> Story:
    """A stored verdict, as far as it tells which passages are on the topic."""
    passages = tuple((start, end) for start, end in rows.load(row["passages"]) or ())
    return Story(row["topic"], relevant=True, score=row["score"], passages=passages)


FACES = """SELECT q.id, q.kind, q.stance, q.content_start, q.content_end, a.language,
        coalesce(q.speaker_name, q.speaker_text) AS speaker, q.speaker_country, q.speaker_side, st.topic, st.score, st.passages
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id JOIN pages AS p ON p.id = a.page_id
        JOIN stories AS st ON st.article_id = a.id AND st.relevant
    WHERE q.statement_id = :id AND q.id IS NOT :but AND q.topic IS NOT NULL AND q.relation <> 'recalled'
        AND (p.quiet_before IS NULL OR a.published >= p.quiet_before)
        AND (:until IS NULL OR coalesce(a.published, a.fetched_at) <= :until)
    ORDER BY q.id, st.score DESC, st.topic"""
