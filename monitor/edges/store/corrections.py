"""Corrections: what people say of identity, in the reviews. They say enough to be found again in a log built anew."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.rows import Row, stamp

Action = Literal["merge", "split", "same-as", "undo"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement or a quotation of a log: its id there, and what finds it in another one.

    Words and canonical address are those of the quotation; of a statement, those of its first report.
    """

    id: int
    digest: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Somebody's correction of `statement`: merged with `other`, split from it by taking `quotation` out, the same as
    `other` in another language, or the correction `undoes` taken back.
    """

    who: str
    action: Action
    statement: Cited
    other: Cited | None = None
    quotation: Cited | None = None
    undoes: int | None = None
    note: str | None = None


def statement(log: Database, statement_id: int) -> Cited | None:
    """A statement of the log as it is cited; `None` where there is none."""
    return citation(log, STATEMENT, statement_id)


def quotation(log: Database, quotation_id: int) -> Cited | None:
    """A quotation of the log as it is cited; `None` where there is none."""
    return citation(log, QUOTATION, quotation_id)


def citation(log: Database, sql: str, number: int) -> Cited | None:
    """The row with this id, as it is cited."""
    found = rows.first(log, sql, {"id": number})
    return Cited(**found) if found else None


def statement_of(log: Database, quotation_id: int) -> int | None:
    """The statement that a quotation reports; `None` where there is no such quotation."""
    found = rows.scalar(log, "SELECT statement_id FROM quotations WHERE id = :id", {"id": quotation_id})
    return None if found is None else int(found)


def append(db: Database, correction: Correction, now: datetime) -> int:
    """Add a correction to the reviews; its id.

    Raises:
        StoreError: the reviews cannot be written.
    """
    values: Row = {
        "at": stamp(now),
        "who": correction.who,
        "action": correction.action,
        "undoes": correction.undoes,
        "note": correction.note,
    }
    for name in ("statement", "other", "quotation"):
        if (cited := getattr(correction, name)) is not None:
            values.update({f"{name}_{key}": value for key, value in asdict(cited).items()})
    with unit_of_work(db):
        return rows.insert(db, "corrections", values)


def listed(db: Database, *, after: int = 0, limit: int = 1000) -> list[Row]:
    """The corrections with higher ids than `after`, in the order in which they were made."""
    return rows.query(
        db,
        "SELECT * FROM corrections WHERE id > :after ORDER BY id LIMIT :limit",
        {"after": after, "limit": limit},
    )


def cited(row: Row, name: str) -> Cited | None:
    """What a stored correction says under ``statement``, ``other`` or ``quotation``."""
    if row[f"{name}_id"] is None:
        return None
    return Cited(row[f"{name}_id"], row[f"{name}_digest"], row[f"{name}_text"], row[f"{name}_url"])


def find_statement(log: Database, wanted: Cited) -> int | None:
    """The statement that is cited: where it is on record, else the only one of these words; `None` where the log has
    none, or does not tell which.
    """
    known = on_record(log, wanted)
    if known is not None:
        return known
    alike = rows.query(
        log, "SELECT id FROM statements WHERE digest = :digest AND merged_into IS NULL LIMIT 2", asdict(wanted)
    )
    return int(alike[0]["id"]) if len(alike) == 1 else None


def on_record(log: Database, wanted: Cited) -> int | None:
    """The statement that is cited, by its id where that still is one of these words, else by what its page reports."""
    known = rows.scalar(log, ON_RECORD, asdict(wanted))
    found = known if known is not None else rows.scalar(log, ON_PAGE.format("q.statement_id"), asdict(wanted))
    return None if found is None else int(found)


def find_quotation(log: Database, wanted: Cited) -> int | None:
    """The quotation that is cited: by its id where that still is one of these words, else on its page."""
    known = rows.scalar(log, "SELECT id FROM quotations WHERE id = :id AND digest = :digest", asdict(wanted))
    found = known if known is not None else rows.scalar(log, ON_PAGE.format("q.id"), asdict(wanted))
    return None if found is None else int(found)


PAGE = "JOIN pages AS p ON p.id = a.page_id WHERE {}.id = :id"
# In the words of its first report, not in those that it is shown in: these stand on that page.
STATEMENT = f"""SELECT s.id, coalesce(q.digest, s.digest) AS digest, coalesce(q.content, s.text) AS text, p.canonical AS url
    FROM statements AS s LEFT JOIN quotations AS q ON q.id = (SELECT min(id) FROM quotations WHERE statement_id = s.id)
        JOIN articles AS a ON a.id = coalesce(q.article_id, s.first_article_id) {PAGE.format("s")}"""  # noqa: S608 - our own parts
QUOTATION = f"""SELECT q.id, q.digest, q.content AS text, p.canonical AS url
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id {PAGE.format("q")}"""  # noqa: S608 - our own parts
ON_RECORD = """SELECT id FROM statements WHERE id = :id
    AND (digest = :digest OR EXISTS (SELECT 1 FROM quotations WHERE statement_id = :id AND digest = :digest))"""
ON_PAGE = """SELECT {} AS found FROM pages AS p JOIN articles AS a ON a.page_id = p.id
    JOIN quotations AS q ON q.article_id = a.id
    WHERE p.canonical = :url AND (q.digest = :digest OR q.content = :text)
    ORDER BY q.digest = :digest DESC, q.id LIMIT 1"""
