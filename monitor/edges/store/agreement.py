"""Make the stance of a statement, and when it was said, what its reports say together."""

from __future__ import annotations

from sqlite_utils import Database

from monitor.core.consensus import Telling, consensus
from monitor.edges.store import rows
from monitor.edges.store.rows import Row
from monitor.records import Quotation, Said


def agree(db: Database, statement_id: int) -> None:
    """Ask all reports anew; each page counts once for what it tells, however often it was edited."""
    found = rows.query(
        db,
        """SELECT DISTINCT a.page_id, q.kind, q.stance, q.said_first, q.said_last
        FROM quotations AS q JOIN articles AS a ON a.id = q.article_id WHERE q.statement_id = :id""",
        {"id": statement_id},
    )
    stance, said = consensus(
        [Telling(row["kind"], row["stance"], rows.said(row["said_first"], row["said_last"])) for row in found]
    )
    rows.run(
        db,
        "UPDATE statements SET stance = :stance, said_first = :said_first, said_last = :said_last WHERE id = :id",
        {"id": statement_id, "stance": stance, **columns(said)},
    )


def changes(row: Row, quotation: Quotation) -> bool:
    """Whether one report more may change what the others agree on, by the statement's own row."""
    return quotation.stance not in {"none", row["stance"]} or (
        quotation.said is not None and quotation.said != rows.said(row["said_first"], row["said_last"])
    )


def renew(db: Database) -> None:
    """Let the statements of a log agree whose reports differ: in logs of before the first report alone counted."""
    found = rows.query(
        db,
        """SELECT statement_id AS id FROM quotations GROUP BY statement_id
        HAVING min(stance) <> max(stance) OR count(DISTINCT said_first || said_last) > 1
            OR count(said_first) NOT IN (0, count(*))""",
    )
    for row in found:
        agree(db, row["id"])


def columns(said: Said | None) -> Row:
    """When something was said, as columns."""
    return {
        "said_first": said.first.isoformat() if said else None,
        "said_last": said.last.isoformat() if said else None,
    }
