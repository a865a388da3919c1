"""In which of its wordings a statement is shown.

The statement's row holds the wording that is shown, the quotations hold all of them; of those that differ from it some
are kept for comparison (`variant`). To show another one exchanges the two roles, so that no wording is forgotten.
"""

from __future__ import annotations

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.records import Wording


def shown(db: Database, statement_id: int) -> tuple[Wording, str | None]:
    """The wording in which a statement is shown, and the country of its actor."""
    found = rows.query(
        db,
        """SELECT s.text, s.kind, s.language, coalesce(a.country, s.country) AS country
        FROM statements AS s LEFT JOIN actors AS a ON a.id = s.actor_id WHERE s.id = :id""",
        {"id": statement_id},
    )[0]
    return Wording(found["text"], found["kind"], found["language"]), found["country"]


def show(db: Database, statement_id: int, digest: str, wording: Wording) -> None:
    """Show the statement in another wording that was reported, whose normal form has this digest."""
    mine = {"id": statement_id, "digest": digest, "text": wording.text, "kind": wording.kind, "lang": wording.language}
    rows.run(
        db,
        """UPDATE quotations SET variant = 1 WHERE id = (SELECT min(q.id) FROM quotations AS q
            JOIN statements AS s ON s.id = q.statement_id AND s.digest = q.digest WHERE s.id = :id)""",
        mine,
    )
    rows.run(
        db, "UPDATE statements SET text = :text, kind = :kind, language = :lang, digest = :digest WHERE id = :id", mine
    )
    rows.run(db, "UPDATE quotations SET variant = 0 WHERE statement_id = :id AND digest = :digest AND variant", mine)


def is_original(db: Database, statement_id: int) -> bool:
    """Whether a statement has an original already."""
    found = rows.scalar(db, "SELECT original_id FROM statements WHERE id = :id", {"id": statement_id})
    return found is not None


def mark_original(db: Database, statement_id: int) -> None:
    """Say that what is shown is the original: in the speaker's own language, where others report in another one."""
    rows.run(
        db,
        """UPDATE statements SET original_id = (SELECT min(q.id) FROM quotations AS q
            WHERE q.statement_id = statements.id AND q.digest = statements.digest AND q.content = statements.text)
        WHERE id = :id""",
        {"id": statement_id},
    )


def probable(db: Database, statement_id: int) -> tuple[int, str] | None:
    """The statement that this one is probably the same as, with the words in which it is shown."""
    found = rows.first(
        db,
        """SELECT other.id, other.text FROM statements AS s JOIN statements AS other ON other.id = s.probable_id
        WHERE s.id = :id""",
        {"id": statement_id},
    )
    return None if found is None else (found["id"], found["text"])
