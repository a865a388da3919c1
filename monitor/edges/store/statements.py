"""What was said: statements, the quotations that report them, and the index under which they are met again.

Every lookup is by index and bounded: a key that very many statements share costs no more than its newest ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from monitor.edges.store import actors, agreement, rows, sharing
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.rows import stamp
from monitor.records import Actor, Fingerprint, Identity, Quotation, Reported, Story

MOST_ON_PAGE = 64
"""Reports of the same words on one page, in all its versions, that are looked at."""
MOST_VARIANTS = 8
"""Different wordings of one statement that are kept for comparison."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A statement that is there: whether it was only met off the topic so far, what it restates, when it came out."""

    aside: bool
    restates_id: int | None
    reported: datetime


def insert(
    db: Database,
    article_id: int,
    quotation: Quotation,
    fingerprint: Fingerprint,
    reported: Reported,
    story: Story | None,
    now: datetime,
    identity: Identity | None = None,
) -> int:
    """A new statement with the quotation that reports it; its id.

    A span of an article that reports a statement already keeps that one: its id is returned and nothing changes.
    `story` is what the statement is about, `None` where it stands off the topic; `identity` tells what it restates,
    or is probably the same as.
    """
    actor = quotation.actor
    with unit_of_work(db):
        if (known := reported_by(db, article_id, quotation)) is not None:
            return known
        statement_id = rows.insert(
            db,
            "statements",
            {
                "actor_id": actors.save(db, actor, now),
                "speaker": actor.name if actor else None,
                "role": actor.role if actor else None,
                "country": actor.country if actor else None,
                "side": actor.side if actor else None,
                "kind": quotation.kind,
                "language": reported.language,
                "text": quotation.content,
                "digest": fingerprint.digest,
                **agreement.columns(quotation.said),
                "reported": stamp(reported.reported or now),
                "first_seen": stamp(now),
                "last_seen": stamp(now),
                "first_article_id": article_id,
                "stance": quotation.stance,
                "topic": story.topic if story else None,
                "score": story.score if story else 0.0,
                "probable_id": identity.probable_id if identity else None,
                "probable_score": identity.probable_score if identity else None,
                "restates_id": identity.restates_id if identity else None,
            },
        )
        report(db, article_id, quotation, fingerprint, Identity(statement_id, "new", 1.0), story, now)
    return statement_id


def attach(
    db: Database,
    statement_id: int,
    article_id: int,
    quotation: Quotation,
    fingerprint: Fingerprint,
    identity: Identity,
    story: Story | None,
    now: datetime,
) -> bool:
    """Another report of a statement that is in the log; whether it was not known yet.

    The same quotation of the same article again changes nothing. The new wording is indexed too. A statement that was
    met off the topic so far is about the first `story` that it is met in; one whose speaker nobody told so far is by
    whoever this report names. Where this report is the `new` one, those that are there looked back to it.
    """
    with unit_of_work(db):
        if reported_by(db, article_id, quotation) is not None:
            return False
        report(db, article_id, quotation, fingerprint, replace(identity, statement_id=statement_id), story, now)
        (known,) = rows.query(
            db,
            """UPDATE statements SET last_seen = max(last_seen, :now),
                reported = (SELECT min(reported, coalesce(published, fetched_at)) FROM articles WHERE id = :article),
                outlet_count = (SELECT count(*) FROM statement_outlets WHERE statement_id = :id),
                topic = coalesce(topic, :topic), score = iif(topic IS NULL, :score, score)
            WHERE id = :id RETURNING actor_id, stance, said_first, said_last""",
            {
                "id": statement_id,
                "now": stamp(now),
                "article": article_id,
                "topic": story.topic if story else None,
                "score": story.score if story else 0.0,
            },
        )
        if identity.relation == "new":
            rows.run(
                db,
                "UPDATE quotations SET relation = 'recalled' WHERE statement_id = :id AND article_id <> :article",
                {"id": statement_id, "article": article_id},
            )
        if known["actor_id"] is None:
            name(db, statement_id, quotation.actor, now)
        if agreement.changes(known, quotation):
            agreement.agree(db, statement_id)
    return True


def reported_by(db: Database, article_id: int, quotation: Quotation) -> int | None:
    """The statement that this span of the article reports, if it is in the log."""
    found = rows.scalar(
        db,
        """SELECT statement_id FROM quotations
        WHERE article_id = :article AND content_start = :start AND content_end = :end""",
        {"article": article_id, "start": quotation.start, "end": quotation.end},
    )
    return None if found is None else int(found)


def quotation_id(db: Database, article_id: int, quotation: Quotation) -> int:
    """The row of a quotation that has been stored."""
    return int(
        rows.scalar(
            db,
            """SELECT id FROM quotations
            WHERE article_id = :article AND content_start = :start AND content_end = :end""",
            {"article": article_id, "start": quotation.start, "end": quotation.end},
        )
    )


def standing(db: Database, statement_id: int) -> Standing:
    """What the log knows of a statement before another report of it comes."""
    row = rows.query(db, "SELECT topic, restates_id, reported FROM statements WHERE id = :id", {"id": statement_id})[0]
    return Standing(row["topic"] is None, row["restates_id"], rows.certain(row["reported"]))


def on_page(db: Database, page_id: int, digest: str) -> list[tuple[int, str | None]]:
    """The statements that some version of a page reported in words of this digest, the first ones first, each with the
    key of the actor.
    """
    found = rows.query(
        db,
        """SELECT q.statement_id AS id, coalesce(spoke.key, actor.key) AS key
        FROM articles AS a JOIN quotations AS q ON q.article_id = a.id JOIN statements AS s ON s.id = q.statement_id
            LEFT JOIN actors AS spoke ON spoke.id = q.actor_id LEFT JOIN actors AS actor ON actor.id = s.actor_id
        WHERE a.page_id = :page AND q.digest = :digest ORDER BY q.id LIMIT :limit""",
        {"page": page_id, "digest": digest, "limit": MOST_ON_PAGE},
    )
    return list(dict.fromkeys((row["id"], row["key"]) for row in found))


def name(db: Database, statement_id: int, actor: Actor | None, now: datetime) -> None:
    """Say who spoke, of a statement whose reports told nobody so far; a group, or a nameless source, is nobody."""
    if actor is None or actor.kind not in {"person", "institution"}:
        return
    values = {"id": statement_id, "actor": actors.save(db, actor, now), "speaker": actor.name, "role": actor.role}
    rows.run(
        db,
        """UPDATE statements SET actor_id = :actor, speaker = :speaker, role = :role, country = :country, side = :side
        WHERE id = :id""",
        {**values, "country": actor.country, "side": actor.side},
    )


def is_old(db: Database, statement_id: int) -> bool:
    """Whether a statement only filled the log when it was met: its first page was old when its feed was new."""
    found = rows.scalar(
        db,
        """SELECT p.quiet_before IS NOT NULL AND (a.published IS NULL OR a.published < p.quiet_before) AS old
        FROM statements AS s JOIN articles AS a ON a.id = s.first_article_id JOIN pages AS p ON p.id = a.page_id
        WHERE s.id = :id""",
        {"id": statement_id},
    )
    return bool(found)


def is_on_page(db: Database, page_id: int, article_id: int, statement_id: int) -> bool:
    """Whether another version of a page than this one reported a statement."""
    found = rows.scalar(
        db,
        """SELECT q.id FROM articles AS a JOIN quotations AS q ON q.article_id = a.id
        WHERE a.page_id = :page AND a.id <> :article AND q.statement_id = :id LIMIT 1""",
        {"page": page_id, "article": article_id, "id": statement_id},
    )
    return found is not None


def outlets(db: Database, statement_id: int) -> tuple[str, ...]:
    """The outlets that reported a statement, in the order in which they were seen."""
    found = rows.query(
        db,
        "SELECT outlet FROM statement_outlets WHERE statement_id = :id ORDER BY first_article_id, outlet",
        {"id": statement_id},
    )
    return tuple(row["outlet"] for row in found)


def report(
    db: Database,
    article_id: int,
    quotation: Quotation,
    fingerprint: Fingerprint,
    identity: Identity,
    story: Story | None,
    now: datetime,
) -> None:
    """Add the quotation, the index keys of its wording, and its outlet, to the statement that `identity` names."""
    actor, statement_id = quotation.actor, identity.statement_id or 0
    article = rows.query(
        db, "SELECT outlet, lexicon_digest, code_version FROM articles WHERE id = :id", {"id": article_id}
    )[0]
    rows.insert(
        db,
        "quotations",
        {
            "article_id": article_id,
            "statement_id": statement_id,
            "relation": identity.relation,
            "similarity": identity.score,
            "digest": fingerprint.digest,
            "variant": is_variant(db, statement_id, fingerprint.digest),
            "kind": quotation.kind,
            "content_start": quotation.start,
            "content_end": quotation.end,
            "content": quotation.content,
            "cue_start": quotation.cue_start,
            "cue_end": quotation.cue_end,
            "speaker_start": quotation.speaker_start,
            "speaker_end": quotation.speaker_end,
            "speaker_text": quotation.speaker_text,
            "speaker_name": actor.name if actor else None,
            "speaker_country": actor.country if actor else None,
            "speaker_side": actor.side if actor else None,
            "actor_id": actors.save(db, actor, now),
            "role": actor.role if actor else None,
            "stance": quotation.stance,
            "stance_start": quotation.stance_start,
            "stance_end": quotation.stance_end,
            **agreement.columns(quotation.said),
            "topic": story.topic if story else None,
            "lexicon_digest": article["lexicon_digest"],
            "code_version": article["code_version"],
            "at": stamp(now),
        },
    )
    sharing.enter(db, statement_id, fingerprint.keys)
    cover(db, statement_id, article_id, article["outlet"])


def is_variant(db: Database, statement_id: int, digest: str) -> bool:
    """Whether this wording of a statement is a new one worth comparing with."""
    found = rows.query(
        db,
        """SELECT digest FROM statements WHERE id = :id
        UNION ALL SELECT digest FROM quotations WHERE statement_id = :id AND variant""",
        {"id": statement_id},
    )
    return len(found) <= MOST_VARIANTS and all(row["digest"] != digest for row in found)


def cover(db: Database, statement_id: int, article_id: int, outlet: str) -> None:
    """Count a report of an outlet."""
    rows.run(
        db,
        """INSERT INTO statement_outlets (statement_id, outlet, first_article_id, reports)
        VALUES (:statement, :outlet, :article, 1)
        ON CONFLICT (statement_id, outlet) DO UPDATE SET reports = reports + 1""",
        {"statement": statement_id, "outlet": outlet, "article": article_id},
    )
