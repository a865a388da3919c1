"""The position ledger: an actor's statements in order with their stance, and the changes among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlite_utils import Database

from monitor.core.position import Position, Shift, Stand, heard, position
from monitor.edges.store import rows
from monitor.edges.store.rows import Row, stamp
from monitor.lexicon import IdentityLexicon
from monitor.records import Cited

EARLIER, LATER = 120, 60
"""Statements of an actor that are looked at around a new one: two weeks of a spokesman who speaks every day."""


def around(db: Database, statement_id: int) -> list[int]:
    """The statements of a statement's actor, around the time when it was reported.

    Of an actor whom no list knows only those of a name that sounds the same.
    None where it takes no position, where nobody knows the actor, or where that is a group or a nameless source.
    """
    mine = rows.first(
        db,
        """SELECT s.actor_id AS actor, s.reported, s.speaker, a.listed FROM statements AS s
        JOIN actors AS a ON a.id = s.actor_id AND a.kind IN ('person', 'institution')
        WHERE s.id = :id AND EXISTS (SELECT 1 FROM quotations WHERE statement_id = s.id AND stance <> 'none')""",
        {"id": statement_id},
    )
    if mine is None:
        return []
    found = rows.query(
        db,
        """SELECT * FROM (SELECT id, speaker FROM statements WHERE actor_id = :actor AND reported <= :reported
            ORDER BY reported DESC, id DESC LIMIT :earlier)
        UNION ALL SELECT * FROM (SELECT id, speaker FROM statements WHERE actor_id = :actor AND reported > :reported
            ORDER BY reported, id LIMIT :later)""",
        {**mine, "earlier": EARLIER, "later": LATER},
    )
    own = heard(mine["speaker"])
    return [row["id"] for row in found if mine["listed"] or heard(row["speaker"]) == own]


def certain(db: Database, statements: Sequence[int], words: IdentityLexicon) -> list[Position]:
    """The positions that these statements tell for certain."""
    found = rows.query(
        db,
        """SELECT s.id, q.digest, q.content, t.language, q.kind, q.relation, q.stance, q.said_first, q.said_last,
            t.published, coalesce(q.stance_start >= q.content_start AND q.stance_end <= q.content_end, 0) AS shown
        FROM json_each(:ids) AS asked JOIN statements AS s ON s.id = asked.value
            JOIN quotations AS q ON q.statement_id = s.id JOIN articles AS t ON t.id = q.article_id
        WHERE s.topic IS NOT NULL AND s.probable_id IS NULL AND s.merged_into IS NULL ORDER BY s.id""",
        {"ids": rows.dump(list(statements))},
    )
    made = []
    for number, reports in groupby(found, key=lambda row: int(row["id"])):
        told = list(reports)
        made.append(position(number, min(row["digest"] for row in told), map(stand, told), words))
    return [one for one in made if one is not None]


def stand(row: Row) -> Stand:
    """A report as it tells of a position."""
    return Stand(
        content=row["content"],
        language=row["language"],
        kind=row["kind"],
        relation=row["relation"],
        stance=row["stance"],
        shown=bool(row["shown"]),
        said=rows.said(row["said_first"], row["said_last"]),
        published=rows.moment(row["published"]),
    )


def settle(db: Database, looked_at: Sequence[int], found: Iterable[Shift], now: datetime) -> list[Shift]:
    """Make the table agree with what was found among these statements; the changes that are new to it.

    A change is none any more where a position met later lies between, or where a report has made a side uncertain.
    """
    wanted = {(one.before.statement_id, one.after.statement_id): one for one in found}
    ids = rows.dump(list(looked_at))
    known = rows.query(
        db,
        """SELECT id, before_id, after_id FROM shifts WHERE after_id IN (SELECT value FROM json_each(:ids))
            AND before_id IN (SELECT value FROM json_each(:ids))""",
        {"ids": ids},
    )
    for row in known:
        if wanted.pop((row["before_id"], row["after_id"]), None) is None:
            rows.run(db, "DELETE FROM shifts WHERE id = :id", {"id": row["id"]})
    for one in wanted.values():
        rows.run(
            db,
            """INSERT INTO shifts (actor_id, before_id, after_id, extent, at)
            SELECT actor_id, :before, :after, :extent, :now FROM statements WHERE id = :after""",
            {
                "before": one.before.statement_id,
                "after": one.after.statement_id,
                "extent": one.extent,
                "now": stamp(now),
            },
        )
    return list(wanted.values())


def cited(db: Database, statement_id: int) -> Cited:
    """A statement as an event refers to it."""
    row = rows.query(
        db,
        "SELECT id, speaker, text, kind, stance, said_first, said_last, reported FROM statements WHERE id = :id",
        {"id": statement_id},
    )[0]
    return Cited(
        row["id"],
        row["speaker"],
        row["text"],
        row["kind"],
        row["stance"],
        rows.said(row["said_first"], row["said_last"]),
        rows.certain(row["reported"]),
    )


def ledger(db: Database, *, actor_key: str | None = None, country: str | None = None, limit: int = 200) -> list[Row]:
    """The statements on a topic of an actor, or of everybody of a country or body, newest first, with their changes.

    `shift_from` and `extent` tell of a change of position that a statement made.
    """
    whose = "s.country = :country" if actor_key is None else "s.actor_id = (SELECT id FROM actors WHERE key = :key)"
    chosen = f"SELECT s.id FROM statements AS s WHERE {whose} AND {LISTED} ORDER BY {LATEST} LIMIT :limit"  # noqa: S608 - our own parts
    return rows.query(db, LEDGER.format(chosen), {"key": actor_key, "country": country, "limit": limit})


def near(db: Database, statement: Row, most: int) -> list[Row]:
    """The ledger of a statement's actor around it: at most so many before and after; nothing where it is none of it."""
    found = rows.query(
        db,
        LEDGER.format(AROUND),
        {
            "id": statement["id"],
            "actor": statement["actor_id"],
            "day": statement["said_first"] or statement["reported"][: len("2026-11-30")],
            "reported": statement["reported"],
            "most": most,
        },
    )
    return found if any(row["id"] == statement["id"] for row in found) else []


DAY = "coalesce(s.said_first, substr(s.reported, 1, 10))"
LISTED = "s.topic IS NOT NULL AND s.merged_into IS NULL"
LATEST = f"{DAY} DESC, s.reported DESC, s.id DESC"
AFTER, BEFORE = (
    f"""SELECT * FROM (SELECT s.id FROM statements AS s WHERE s.actor_id = :actor AND {LISTED}
        AND {DAY} {sign}= :day AND ({DAY}, s.reported, s.id) {sign} (:day, :reported, :id) ORDER BY {order} LIMIT :most)"""  # noqa: S608 - our own parts
    for sign, order in ((">", LATEST.replace(" DESC", "")), ("<", LATEST))
)
AROUND = f"{AFTER} UNION ALL {BEFORE} UNION ALL SELECT s.id FROM statements AS s WHERE s.id = :id AND {LISTED}"  # noqa: S608 - our own parts
LEDGER = f"""SELECT s.id, s.actor_id, a.key AS actor_key, coalesce(a.name, s.speaker) AS actor, s.role, s.country,
        s.stance, s.kind, s.language, s.text, s.said_first, s.said_last, s.reported, s.topic, s.restates_id,
        shift.before_id AS shift_from, shift.extent
    FROM statements AS s LEFT JOIN actors AS a ON a.id = s.actor_id LEFT JOIN shifts AS shift ON shift.after_id = s.id
    WHERE s.id IN ({{}}) ORDER BY {LATEST}"""  # noqa: S608 - our own parts


def changes(db: Database, statement_id: int) -> list[Row]:
    """The changes of position that a statement made or that led away from it."""
    return rows.query(
        db,
        """SELECT id, before_id, after_id, extent, at FROM shifts
        WHERE before_id = :id OR after_id = :id ORDER BY id""",
        {"id": statement_id},
    )
