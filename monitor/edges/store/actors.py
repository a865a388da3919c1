"""Who spoke: one row for each actor, whichever article names them."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.rows import stamp
from monitor.records import Actor


def save(db: Database, actor: Actor | None, now: datetime) -> int | None:
    """Insert the actor, or learn from this mention; its id, `None` for nobody known.

    What the list of actors says is kept against what a text says; among texts the fullest name stays, and what was
    unknown is filled in.
    """
    if actor is None:
        return None
    return int(
        rows.scalar(
            db,
            """INSERT INTO actors (key, name, kind, role, country, side, listed, first_seen)
            VALUES (:key, :name, :kind, :role, :country, :side, :listed, :now)
            ON CONFLICT (key) DO UPDATE SET
                name = iif(excluded.listed OR (NOT listed AND length(excluded.name) > length(name)),
                    excluded.name, name),
                kind = iif(excluded.listed OR NOT listed, excluded.kind, kind),
                role = iif(listed AND NOT excluded.listed, role, coalesce(excluded.role, role)),
                country = iif(listed AND NOT excluded.listed, country, coalesce(excluded.country, country)),
                side = iif(listed AND NOT excluded.listed, side, coalesce(excluded.side, side)),
                listed = max(listed, excluded.listed)
            RETURNING id""",
            {
                "key": actor.key,
                "name": actor.name,
                "kind": actor.kind,
                "role": actor.role,
                "country": actor.country,
                "side": actor.side,
                "listed": actor.listed,
                "now": stamp(now),
            },
        )
    )
