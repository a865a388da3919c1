"""What corrections do to statements: join two, take a report out, give back what was moved. Nothing is deleted.

A statement that was joined to another stays as a row without reports; `merged_into` leads on. Events and alerts keep
what was sent. Every move is written down, so that it can be taken back whatever came after it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.rows import Row, stamp
from monitor.edges.store.statements import MOST_VARIANTS


@dataclass(frozen=True, slots=True)
class Cause:
    """The correction that something is done for: its id, time, action, author and note in the reviews."""

    correction: int
    made: str
    action: str
    who: str
    note: str | None = None


def resolve(db: Database, statement_id: int) -> int:
    """The statement that a statement was joined to, at the end of the way; itself where it was not."""
    return int(
        rows.scalar(
            db,
            """WITH RECURSIVE way(id) AS (
                SELECT :id UNION SELECT s.merged_into FROM way JOIN statements AS s ON s.id = way.id
                WHERE s.merged_into IS NOT NULL)
            SELECT way.id FROM way LEFT JOIN statements AS s ON s.id = way.id WHERE s.merged_into IS NULL""",
            {"id": statement_id},
        )
    )


def merge(db: Database, first: int, second: int, cause: Cause, now: datetime) -> tuple[int, ...]:
    """Join two statements: all reports, keys and outlets of the younger one move to the older one.

    The ids of both, the one that is kept first. Where they are one already, only that is noted.
    """
    kept, gone = sorted((resolve(db, first), resolve(db, second)))
    with unit_of_work(db):
        applied = note(db, kept, gone, cause, now)
        if kept != gone:
            moved = [row["id"] for row in rows.query(db, OF_STATEMENT, {"id": gone})]
            move(db, applied, moved, kept, "merged")
            rows.run(db, "UPDATE statements SET merged_into = :kept WHERE id = :gone", {"kept": kept, "gone": gone})
            refresh(db, kept)
            refresh(db, gone)
            silence(db, kept, gone)
    return tuple(dict.fromkeys((kept, gone)))


def split(db: Database, quotation_id: int, cause: Cause, now: datetime) -> tuple[int, ...]:
    """Take a report, with its other versions on the same page, out into a statement of its own.

    The ids of the new statement and of the one that is left; of this one alone where it has no other report.
    """
    found = rows.query(db, SAME_REPORT, {"id": quotation_id})
    left = int(found[0]["statement_id"])
    with unit_of_work(db):
        if is_alone(db, quotation_id):
            note(db, left, left, cause, now)
            return (left,)
        made = int(rows.scalar(db, FROM_REPORT, {"id": quotation_id}))
        applied = note(db, made, left, cause, now)
        move(db, applied, [row["id"] for row in found], made, "split")
        refresh(db, made)
        refresh(db, left)
    return made, left


def apart(db: Database, statement_id: int, digest: str) -> int | None:
    """The statement that was taken out of this one and has these words, which it has no more itself."""
    found = rows.scalar(
        db,
        """SELECT kept_id FROM corrections_applied
        WHERE other_id = :id AND kept_id <> :id AND action = 'split' AND state = 'done'
            AND EXISTS (SELECT 1 FROM quotations WHERE statement_id = kept_id AND digest = :digest)
            AND NOT EXISTS (SELECT 1 FROM quotations WHERE statement_id = :id AND digest = :digest)
        ORDER BY id DESC LIMIT 1""",
        {"id": statement_id, "digest": digest},
    )
    return None if found is None else resolve(db, found)


def is_alone(db: Database, quotation_id: int) -> bool:
    """Whether a statement has no other report than this one, in whatever versions of its page."""
    found = rows.query(db, SAME_REPORT, {"id": quotation_id})
    number = rows.scalar(
        db, "SELECT count(*) FROM quotations WHERE statement_id = :id", {"id": found[0]["statement_id"]}
    )
    return len(found) == int(number)


def undo(db: Database, applied_id: int, now: datetime) -> tuple[int, ...]:
    """Take a correction back: what it moved, and is still where it was moved to, goes back; the statements concerned.

    What was reported since in words that it moved goes back with them.
    """
    row = rows.query(db, "SELECT * FROM corrections_applied WHERE id = :id", {"id": applied_id})[0]
    with unit_of_work(db):
        rows.run(
            db,
            "UPDATE corrections_applied SET state = 'undone', at = :now WHERE id = :id",
            {"id": applied_id, "now": stamp(now)},
        )
        if row["kept_id"] == row["other_id"]:
            return ()
        back = unsplit if row["action"] == "split" else unmerge
        concerned = back(db, row)
        for number in concerned:
            refresh(db, number)
    return concerned


def unmerge(db: Database, row: Row) -> tuple[int, ...]:
    """Give a joined statement its reports back."""
    gone, here = row["other_id"], resolve(db, row["kept_id"])
    rows.run(
        db,
        "UPDATE statements SET merged_into = NULL WHERE id = :gone AND merged_into = :kept",
        {"gone": gone, "kept": row["kept_id"]},
    )
    give_back(db, row["id"], here, gone)
    rows.run(
        db,
        """UPDATE quotations SET statement_id = :gone WHERE statement_id = :here AND at > :at
            AND digest IN (SELECT digest FROM quotations WHERE statement_id = :gone)
            AND digest NOT IN (SELECT digest FROM quotations WHERE statement_id = :here AND at <= :at)""",
        {"gone": gone, "here": here, "at": row["at"]},
    )
    return here, gone


def unsplit(db: Database, row: Row) -> tuple[int, ...]:
    """Put a report back, with what was reported of its statement since."""
    made, left = row["kept_id"], resolve(db, row["other_id"])
    here = resolve(db, made)
    give_back(db, row["id"], here, left)
    if here == made != left:
        rows.run(
            db, "UPDATE quotations SET statement_id = :left WHERE statement_id = :made", {"left": left, "made": made}
        )
        rows.run(db, "UPDATE statements SET merged_into = :left WHERE id = :made", {"left": left, "made": made})
    return tuple(dict.fromkeys((here, made, left)))


def applied(db: Database) -> dict[tuple[int, str], Row]:
    """What was done here so far, by the correction's id and time."""
    return {
        (row["correction"], row["made"]): row
        for row in rows.query(db, "SELECT * FROM corrections_applied ORDER BY correction")
    }


def newest_report(db: Database) -> int:
    """The id of the newest quotation, 0 in an empty log: what it was before, nothing was added."""
    return int(rows.scalar(db, "SELECT coalesce(max(id), 0) AS newest FROM quotations"))


def note(db: Database, kept: int, other: int, cause: Cause, now: datetime) -> int:
    """Write down that a correction was applied, again where it had been taken back; its id here."""
    values: Row = {
        "correction": cause.correction,
        "made": cause.made,
        "action": cause.action,
        "who": cause.who,
        "note": cause.note,
        "kept": kept,
        "other": other,
        "now": stamp(now),
    }
    return int(
        rows.scalar(
            db,
            """INSERT INTO corrections_applied (correction, made, action, who, note, kept_id, other_id, state, at)
            VALUES (:correction, :made, :action, :who, :note, :kept, :other, 'done', :now)
            ON CONFLICT (correction, made) DO UPDATE SET kept_id = excluded.kept_id, other_id = excluded.other_id,
                state = 'done', at = excluded.at RETURNING id""",
            values,
        )
    )


def move(db: Database, applied_id: int, quotations: Collection[int], to: int, relation: str) -> None:
    """Let reports belong to another statement, and write down what they were before."""
    values = {"applied": applied_id, "ids": rows.dump(list(quotations)), "to": to, "relation": relation}
    rows.run(
        db,
        """INSERT OR REPLACE INTO corrections_moved (applied_id, quotation_id, relation, similarity)
        SELECT :applied, id, relation, similarity FROM quotations WHERE id IN (SELECT value FROM json_each(:ids))""",
        values,
    )
    rows.run(
        db,
        """UPDATE quotations SET statement_id = :to, relation = iif(:relation = 'split' OR relation = 'new', :relation, relation)
        WHERE id IN (SELECT value FROM json_each(:ids))""",
        values,
    )


def give_back(db: Database, applied_id: int, here: int, to: int) -> None:
    """Let what a correction moved, and is `here` now, belong to a statement again, as it was before."""
    rows.run(
        db,
        """UPDATE quotations SET statement_id = :to, relation = moved.relation, similarity = moved.similarity
        FROM corrections_moved AS moved
        WHERE moved.applied_id = :applied AND quotations.id = moved.quotation_id AND quotations.statement_id = :here""",
        {"applied": applied_id, "here": here, "to": to},
    )


def silence(db: Database, kept: int, gone: int) -> None:
    """Send no "new" of the one to whom "new" of the other went or goes: it is old now. Only what waits is stopped."""
    rows.run(
        db,
        """UPDATE outbox SET state = 'suppressed', next_try = NULL, last_error = :said
        WHERE state = 'pending' AND NOT doubt
            AND event_id IN (SELECT id FROM events WHERE statement_id = :gone AND kind = 'new')
            AND EXISTS (SELECT 1 FROM events AS e JOIN outbox AS o ON o.event_id = e.id
                WHERE e.statement_id = :kept AND e.kind = 'new' AND o.channel = outbox.channel
                    AND o.recipient = outbox.recipient AND o.state IN ('pending', 'sending', 'sent', 'doubt'))""",
        {"kept": kept, "gone": gone, "said": f"joined to statement {kept} before it was sent"},
    )


def refresh(db: Database, statement_id: int) -> None:
    """Make a statement's columns and outlets those of the reports that it has now; keys and wordings are the caller's.

    One whose reports have all moved away keeps its columns: it tells what it was.
    """
    mine = {"id": statement_id}
    rows.run(db, "DELETE FROM statement_outlets WHERE statement_id = :id", mine)
    if rows.scalar(db, "SELECT 1 AS found FROM quotations WHERE statement_id = :id LIMIT 1", mine) is None:
        return
    for sql in (OUTLETS, FOUNDING, COUNTS):
        rows.run(db, sql, mine)


def keep_wordings(db: Database, statement_id: int) -> None:
    """Let a statement be compared in the different wordings that it was reported in."""
    rows.run(db, VARIANTS, {"id": statement_id, "most": MOST_VARIANTS})


def rekey(db: Database, statement_id: int, keys: Collection[int]) -> None:
    """Let a statement be met under these index keys, and no others."""
    rows.run(db, "DELETE FROM statement_keys WHERE statement_id = :id", {"id": statement_id})
    rows.run_many(
        db,
        "INSERT OR IGNORE INTO statement_keys (key, statement_id) VALUES (?, ?)",
        [(key, statement_id) for key in keys],
    )


def wordings(db: Database, statement_id: int) -> list[Row]:
    """The different wordings in which a statement was reported, with their kind, language, and the key of the actor."""
    return rows.query(
        db,
        """SELECT min(q.id) AS id, q.content, q.digest, q.kind, a.language, actor.key
        FROM quotations AS q JOIN articles AS a ON a.id = q.article_id LEFT JOIN actors AS actor ON actor.id = q.actor_id
        WHERE q.statement_id = :id GROUP BY q.digest, q.content, q.kind, a.language, actor.key ORDER BY 1""",
        {"id": statement_id},
    )


OF_STATEMENT = "SELECT id FROM quotations WHERE statement_id = :id"
SAME_REPORT = """SELECT q.id, q.statement_id FROM quotations AS asked JOIN articles AS own ON own.id = asked.article_id
    JOIN articles AS a ON a.page_id = own.page_id
    JOIN quotations AS q ON q.article_id = a.id AND q.digest = asked.digest AND q.statement_id = asked.statement_id
    WHERE asked.id = :id ORDER BY q.id"""
REPORT = """SELECT q.actor_id, actor.name, coalesce(q.role, actor.role) AS role, actor.country, actor.side, q.kind,
        a.language, q.content, q.digest, q.said_first, q.said_last, coalesce(a.published, a.fetched_at) AS reported,
        q.at, q.article_id, q.stance
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id LEFT JOIN actors AS actor ON actor.id = q.actor_id"""
FROM_REPORT = f"""INSERT INTO statements (actor_id, speaker, role, country, side, kind, language, text, digest, said_first,
        said_last, reported, first_seen, last_seen, first_article_id, stance, topic, score)
    SELECT r.*, q.topic, coalesce((SELECT st.score FROM stories AS st
            WHERE st.article_id = q.article_id AND st.topic = q.topic), 0)
    FROM (SELECT actor_id, name, role, country, side, kind, language, content, digest, said_first, said_last, reported,
            at AS first_seen, at AS last_seen, article_id, stance FROM ({REPORT} WHERE q.id = :id)) AS r
        JOIN quotations AS q ON q.id = :id
    RETURNING id"""  # noqa: S608 - our own parts
FOUNDING = f"""UPDATE statements SET actor_id = r.actor_id, speaker = r.name, role = r.role, country = r.country, side = r.side,
        kind = r.kind, language = r.language, text = r.content, digest = r.digest, said_first = r.said_first,
        said_last = r.said_last, stance = r.stance, original_id = NULL
    FROM ({REPORT} WHERE q.id = (SELECT min(id) FROM quotations WHERE statement_id = :id)) AS r
    WHERE statements.id = :id
        AND NOT EXISTS (SELECT 1 FROM quotations WHERE statement_id = :id AND digest = statements.digest)"""  # noqa: S608
COUNTS = """UPDATE statements SET
        original_id = (SELECT id FROM quotations WHERE id = original_id AND statement_id = :id), outlet_count = (SELECT count(*) FROM statement_outlets WHERE statement_id = :id),
        topic = coalesce(topic, (SELECT topic FROM quotations WHERE statement_id = :id AND topic IS NOT NULL LIMIT 1)),
        (reported, first_seen, last_seen, first_article_id) = (
            SELECT min(coalesce(a.published, a.fetched_at)), min(q.at), max(q.at), min(q.article_id)
            FROM quotations AS q JOIN articles AS a ON a.id = q.article_id WHERE q.statement_id = :id)
    WHERE id = :id"""
OUTLETS = """INSERT INTO statement_outlets (statement_id, outlet, first_article_id, reports)
    SELECT :id, a.outlet, min(a.id), count(*) FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
    WHERE q.statement_id = :id GROUP BY a.outlet"""
# The wordings of statements that were joined here come first, with the day that they were said on: later reports in their
# words must find their way, even where one of them is shown.
VARIANTS = """UPDATE quotations SET variant = id IN (
        SELECT min(q.id) FROM quotations AS q JOIN statements AS s ON s.id = q.statement_id
        WHERE s.id = :id AND (q.digest <> s.digest OR EXISTS (SELECT 1 FROM statements WHERE merged_into = :id))
        GROUP BY q.digest ORDER BY q.digest IN (SELECT digest FROM statements WHERE merged_into = :id) DESC, 1 LIMIT :most)
    WHERE statement_id = :id"""
