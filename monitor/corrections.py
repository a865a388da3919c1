"""Reviewers' corrections come true: what stands in the reviews is done to the log, once, in the order in which it was said.

The service alone writes the log. It calls `Corrections.honour` at each tick and after each article; the reviews are read
only when their file has changed. What a correction cites and the log does not hold yet waits until it comes: a log
that is built anew finds statements and reports by their words and pages, and is corrected as the old one was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from monitor import lexicon
from monitor.core import statement
from monitor.core.correction import in_force, standing
from monitor.edges import store
from monitor.edges.store import Database, mending, remaking
from monitor.edges.store.corrections import Cited, Correction
from monitor.edges.store.mending import Cause
from monitor.edges.store.rows import Row
from monitor.errors import StoreError
from monitor.lexicon import IdentityLexicon
from monitor.records import Wording

BATCH = 1000
CITED = ("statement", "other", "quotation")
log = structlog.get_logger()

Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(slots=True)
class Corrections:
    """The reviews at `path` as the log has followed them so far."""

    path: Path
    seen: Stamp | None = None
    rows: Sequence[Row] = ()
    waiting: Sequence[Row] = ()
    newest: int = -1
    trouble: str = ""

    def honour(self, db: Database, now: datetime) -> int:
        """Do what is asked and not done yet; how many corrections were done or taken back.

        Reviews that cannot be read are told in the program's log and tried again: they stop nothing else. Call it
        outside of any unit of work: what it remembers as done is committed.

        Raises:
            StoreError: the log cannot be written.
        """
        here = stamps(self.path)
        if here != self.seen:
            try:
                self.rows, self.trouble = read(self.path), ""
            except StoreError as error:
                self.complain(str(error))
                return 0
        elif not (self.waiting and self.grown(db)):
            return 0
        with store.unit_of_work(db):
            done, waiting = follow(db, self.rows, now)
        self.seen, self.waiting = here, waiting
        return done

    def complain(self, trouble: str) -> None:
        """Tell a trouble once, for as long as it lasts."""
        if trouble != self.trouble:
            log.warning("the reviews cannot be read; corrections wait", error=trouble)
        self.trouble = trouble

    def grown(self, db: Database) -> bool:
        """Whether the log has got reports since what waits was looked for."""
        newest = mending.newest_report(db)
        grown, self.newest = newest != self.newest, newest
        return grown


def stamps(path: Path) -> Stamp:
    """What tells a file that was written to from one that was not: of the database and of its write-ahead log."""
    found: list[tuple[int, int, int] | None] = []
    for name in (path.name, f"{path.name}-wal"):
        try:
            state = path.with_name(name).stat()
        except OSError:
            found.append(None)
        else:
            found.append((state.st_ino, state.st_size, state.st_mtime_ns))
    return tuple(found)


def read(path: Path) -> list[Row]:
    """All corrections, in the order in which they were made; none where there are no reviews.

    Raises:
        StoreError: the reviews cannot be read.
    """
    found: list[Row] = []
    if path.exists():
        with contextlib.closing(store.reviews.open_reader(path)) as db:
            while batch := store.corrections.listed(db, after=found[-1]["id"] if found else 0, limit=BATCH):
                found += batch
    return found


def follow(db: Database, rows: Sequence[Row], now: datetime) -> tuple[int, list[Row]]:
    """Take back what was taken back, latest first, and do what stands, in order; what waits for its reports.

    Where order matters a correction waits, too, while an earlier one does: a report is taken out after all that was
    said before of what it cites, and what has to do with a report that is to be taken out is joined after that. To join
    is to join, whichever comes first.
    """
    stand = standing({row["id"]: row["undoes"] for row in rows})
    known = mending.applied(db)
    done, waiting, held, parting = 0, list[Row](), set[tuple[str, str]](), set[str]()
    for row in reversed(rows):
        applied = known.get((row["id"], row["at"]))
        if applied and applied["state"] == "done" and row["id"] not in stand:
            index(db, mending.undo(db, applied["id"], now))
            done += 1
    for row in rows:
        applied = known.get((row["id"], row["at"]))
        if row["id"] not in stand or (applied and applied["state"] == "done"):
            continue
        said, taken = cites(row), store.corrections.cited(row, "quotation")
        free = held.isdisjoint(said) if taken else parting.isdisjoint(url for url, _ in said)
        if free and apply(db, row, now):
            done += 1
            continue
        waiting.append(row)
        held |= said
        parting |= {taken.url} if taken else set()
    return done, waiting


def cites(row: Row) -> set[tuple[str, str]]:
    """The page and digest of all that a correction speaks of."""
    return {(one.url, one.digest) for name in CITED if (one := store.corrections.cited(row, name))}


def apply(db: Database, row: Row, now: datetime) -> bool:
    """Do one correction; whether the log holds what it cites, and what a report is to be taken out of."""
    cause = Cause(row["id"], row["at"], row["action"], row["who"], row["note"])
    both = (store.corrections.cited(row, "statement"), store.corrections.cited(row, "other"))
    ids = [store.corrections.find_statement(db, one) for one in both if one]
    found = [number for number in ids if number is not None]
    if len(found) < len(ids):
        return False
    if report := store.corrections.cited(row, "quotation"):
        taken = store.corrections.find_quotation(db, report)
        if taken is None or not separable(db, taken, store.corrections.cited(row, "statement")):
            return False
        concerned = mending.split(db, taken, cause, now)
    else:
        concerned = mending.merge(db, found[0], found[-1], cause, now)
    index(db, concerned)
    return True


def separable(db: Database, report: int, source: Cited | None) -> bool:
    """Whether a report can be taken out, or stands apart for good: the first of its statement may still be alone."""
    if not mending.is_alone(db, report):
        return True
    return mending.stands_apart(db, report, store.corrections.on_record(db, source) if source else None)


def index(db: Database, statements: Iterable[int]) -> None:
    """Let statements be met again, and be shown, in the words of the reports that they have now."""
    words = lexicon.load().identity
    for number in statements:
        found, keys = remaking.wordings(db, number), dict[int, None]()
        for one in found:
            mark = statement.fingerprint(one["content"], one["language"], one["key"], words)
            keys.update(dict.fromkeys(mark.keys))
        remaking.rekey(db, number, list(keys))
        if found:
            reword(db, number, found, words)
            remaking.keep_wordings(db, number)


def reword(db: Database, number: int, found: Sequence[Row], words: IdentityLexicon) -> None:
    """Show a statement in the best of the wordings that it has now, and say whether that is the original."""
    _, country = store.wordings.shown(db, number)
    best, digest = wording_of(found[0]), found[0]["digest"]
    for row in found[1:]:
        if statement.better(one := wording_of(row), best, country, words):
            best, digest = one, row["digest"]
    store.wordings.show(db, number, digest, best)
    if len({row["language"] for row in found}) > 1 and statement.is_own(best, country, words):
        store.wordings.mark_original(db, number)


def wording_of(row: Row) -> Wording:
    """A row of the store as it is compared with others."""
    return Wording(row["content"], row["kind"], row["language"])


def objection(db: Database, rows: Sequence[Row], given: Correction) -> str | None:
    """Why a correction cannot be taken, going by the log and by what stands in the reviews and waits; else `None`."""
    undoes = {row["id"]: row["undoes"] for row in rows}
    if given.undoes is not None:
        if given.undoes not in undoes:
            return f"there is no correction {given.undoes}: 'monitor statements corrections' lists them"
        return None if given.undoes in in_force(undoes) else f"correction {given.undoes} was taken back already"
    if given.quotation:
        if mending.is_alone(db, given.quotation.id):
            return (
                f"statement {given.statement.id} has no other report than {given.quotation.id}, "
                "in whatever version of its page: it stands apart already"
            )
        return None
    first, second = (mending.resolve(db, one.id) for one in (given.statement, given.other) if one)
    if first == second or second in joined(db, rows, first):
        return f"{given.statement.id} and {given.other.id if given.other else second} are one statement already"
    return None


def joined(db: Database, rows: Sequence[Row], number: int) -> set[int]:
    """What a statement will be one with when all corrections that stand have been done."""
    stand, known = standing({row["id"]: row["undoes"] for row in rows}), mending.applied(db)
    together = {number}
    pairs = []
    for row in rows:
        applied = known.get((row["id"], row["at"]))
        if row["id"] in stand and not (applied and applied["state"] == "done") and row["other_id"] is not None:
            cited = [store.corrections.cited(row, name) for name in ("statement", "other")]
            found = [store.corrections.find_statement(db, one) for one in cited if one]
            pairs.append({mending.resolve(db, one) for one in found if one is not None})
    grown = True
    while grown:
        grown = False
        for pair in pairs:
            if pair & together and not pair <= together:
                together |= pair
                grown = True
    return together


def listing(db: Database, rows: Sequence[Row]) -> list[Row]:
    """All corrections, the latest first, each with what became of it: done, waiting for its reports, or taken back."""
    force, known = in_force({row["id"]: row["undoes"] for row in rows}), mending.applied(db)
    found = []
    for row in reversed(rows):
        applied = known.get((row["id"], row["at"]))
        done = row["undoes"] is not None or (applied is not None and applied["state"] == "done")
        state = "taken back" if row["id"] not in force else "done" if done else "waiting"
        found.append({**row, "state": state, "kept_id": applied["kept_id"] if applied else None})
    return found
