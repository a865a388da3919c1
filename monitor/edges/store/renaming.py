"""Actors whom no list knows are named by how their names sound; logs of before named them by letters, or consonants.

Without this such a log would not know its own speakers again, and would tell their statements a second time.
"""

from __future__ import annotations

from sqlite_utils import Database

from monitor import lexicon
from monitor.core import statement
from monitor.core.actors.profile import spelled
from monitor.edges.store import rows, sharing

RECENT = 30
"""Days before the newest report in which statements are indexed anew: later reports in other words come within days,
and those in the same words are found by the words."""


def rename(db: Database) -> None:
    """Give every actor that no list knows the key that its name has now; two that have one key then are one."""
    named = rows.query(db, "SELECT id, key, name FROM actors WHERE key LIKE 'name:%' AND NOT listed ORDER BY id")
    if sum(renamed(db, row["id"], row["key"], row["name"]) for row in named):
        index(db)


def renamed(db: Database, actor: int, key: str, name: str) -> bool:
    """Whether an actor has another key now."""
    country = key.rpartition(":")[2] if key.count(":") > 1 else ""
    wanted = f"name:{spelled(name)}" + (f":{country}" if country else "")
    if wanted == key:
        return False
    known = rows.scalar(db, "SELECT id FROM actors WHERE key = :key", {"key": wanted})
    if known is None:
        rows.run(db, "UPDATE actors SET key = :key WHERE id = :id", {"id": actor, "key": wanted})
        return True
    for table in ("statements", "quotations", "shifts", "replies"):
        rows.run(
            db,
            f"UPDATE OR IGNORE {table} SET actor_id = :known WHERE actor_id = :id",  # noqa: S608 - the names above
            {"id": actor, "known": known},
        )
    rows.run(db, "DELETE FROM replies WHERE actor_id = :id", {"id": actor})  # the same answer is told under the other
    rows.run(db, "DELETE FROM actors WHERE id = :id", {"id": actor})
    return True


def index(db: Database) -> None:
    """Let the recent statements of unlisted actors be met again under the keys that their reports have now."""
    words = lexicon.load().identity
    found = rows.query(
        db,
        """SELECT q.statement_id AS id, q.content, t.language, a.key
        FROM statements AS s JOIN quotations AS q ON q.statement_id = s.id JOIN articles AS t ON t.id = q.article_id
            JOIN actors AS a ON a.id = q.actor_id
        WHERE s.last_seen >= (SELECT strftime('%Y-%m-%d', max(last_seen), :recent) FROM statements)
            AND a.key LIKE 'name:%'""",
        {"recent": f"-{RECENT} days"},
    )
    for row in found:
        mark = statement.fingerprint(row["content"], row["language"], row["key"], words)
        sharing.enter(db, row["id"], mark.keys)
