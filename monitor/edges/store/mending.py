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
from monitor.edges.store.remaking import found_by, refresh
from monitor.edges.store.rows import Row, stamp


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
    found: int | None = statement_id
    while found is not None:  # step by step: for one recursive question SQLite may read all statements for a filter
        number, found = found, rows.scalar(db, "SELECT merged_into FROM statements WHERE id = :id", {"id": found})
    return number


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
        made = found_by(db, quotation_id)
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


def stands_apart(db: Database, quotation_id: int, other: int | None) -> bool:
    """Whether a report that is alone is so for good: in another statement than `other`, or because it was taken out."""
    own = resolve(db, int(rows.scalar(db, "SELECT statement_id FROM quotations WHERE id = :id", {"id": quotation_id})))
    if other is not None and resolve(db, other) != own:
        return True
    parted = rows.scalar(
        db,
        """SELECT 1 AS found FROM corrections_applied
        WHERE kept_id = :id AND other_id <> :id AND action = 'split' AND state = 'done'""",
        {"id": own},
    )
    return parted is not None


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
        if row["action"] == "split":
            concerned = unsplit(db, row)
        else:
            concerned = unmerge(db, row)
            speak(db, row["kept_id"], row["other_id"], now)
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
    """Send no "new" of one of the two to whoever was told of the other, as new or as something else that tells of it.

    Where "new" of both waits, that of the one that is kept is sent. Only what waits is stopped.
    """
    for one, other, states in ((gone, kept, ("pending", *TOLD)), (kept, gone, TOLD)):
        rows.run(
            db,
            """UPDATE outbox SET state = 'suppressed', next_try = NULL, last_error = :said
            WHERE state = 'pending' AND NOT doubt
                AND event_id IN (SELECT id FROM events WHERE statement_id = :one AND kind IN ('new', 'restated'))
                AND EXISTS (SELECT 1 FROM (SELECT :other AS id UNION SELECT id FROM statements WHERE merged_into = :other)
                        AS told JOIN events AS e ON e.statement_id = told.id JOIN outbox AS o ON o.event_id = e.id
                    WHERE e.statement_id <> :one AND e.kind <> 'edited' AND o.channel = outbox.channel
                        AND o.recipient = outbox.recipient AND o.state IN (SELECT value FROM json_each(:states)))""",
            {"one": one, "other": other, "states": rows.dump(states), "said": SILENCED.format(other)},
        )


def speak(db: Database, kept: int, gone: int, now: datetime) -> None:
    """Send what was stopped when the two were joined: they are two again, and nobody was told of the one."""
    for one, other in ((gone, kept), (kept, gone)):
        rows.run(
            db,
            """UPDATE outbox SET state = 'pending', next_try = :now, last_error = NULL
            WHERE state = 'suppressed' AND last_error = :said
                AND event_id IN (SELECT id FROM events WHERE statement_id = :one)""",
            {"one": one, "said": SILENCED.format(other), "now": stamp(now)},
        )


TOLD = ("sending", "sent", "doubt")
SILENCED = "joined to statement {} before it was sent"
OF_STATEMENT = "SELECT id FROM quotations WHERE statement_id = :id"
SAME_REPORT = """SELECT q.id, q.statement_id FROM quotations AS asked JOIN articles AS own ON own.id = asked.article_id
    JOIN articles AS a ON a.page_id = own.page_id
    JOIN quotations AS q ON q.article_id = a.id AND q.digest = asked.digest AND q.statement_id = asked.statement_id
    WHERE asked.id = :id ORDER BY q.id"""
