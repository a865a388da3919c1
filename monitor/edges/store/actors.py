"""Who spoke: one row for each actor, whichever article names them."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.rows import stamp
from monitor.records import Actor

FULLER = "(unicode(excluded.name) < 880, length(excluded.name)) > (unicode(name) < 880, length(name))"
"""Latin letters, which stand before the Greek ones (U+0370), are read by everybody who reads the log."""


def save(db: Database, actor: Actor | None, now: datetime) -> int | None:
    """Insert the actor, or learn from this mention; its id, `None` for nobody known.

    What the list of actors says is kept against what a text says; among texts the fullest name in Latin letters stays,
    else the fullest, and what was unknown is filled in.
    """
    if actor is None:
        return None
    return int(
        rows.scalar(
            db,
            f"""INSERT INTO actors (key, name, kind, role, country, side, listed, first_seen)
            VALUES (:key, :name, :kind, :role, :country, :side, :listed, :now)
            ON CONFLICT (key) DO UPDATE SET
                name = iif(excluded.listed OR (NOT listed AND {FULLER}), excluded.name, name),
                kind = iif(excluded.listed OR NOT listed, excluded.kind, kind),
                role = iif(listed AND NOT excluded.listed, role, coalesce(excluded.role, role)),
                country = iif(listed AND NOT excluded.listed, country, coalesce(excluded.country, country)),
                side = iif(listed AND NOT excluded.listed, side, coalesce(excluded.side, side)),
                listed = max(listed, excluded.listed)
            RETURNING id""",  # noqa: S608 - the expression above
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
