"""How well and how fast statements are known again: the labelled pairs, by halves, and a growing log.

python -m bench.identity [--data ../shared] [--sizes 1000 10000 1000000]

The tables are printed by the data's own scorer; the halves are by a hash of the pair's id. The log is made of
self-written templates and kept in the store itself; look-up, judgement and insertion are those of the pipeline. Times are
processor time. A log of 1,000,000 is built in two to six minutes.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from monitor.core.statement import fingerprint, identify, judge_pair
from monitor.edges import store
from monitor.ledger import CANDIDATES
from monitor.lexicon import identity
from monitor.records import Fingerprint, Quotation, Reported

ROOT = Path(__file__).resolve().parent.parent
LEXICON = identity.load()
START = datetime(2025, 1, 1, tzinfo=UTC)
ACTORS = [f"actor{number}" for number in range(200)]
SPOKEN = list(accumulate(rank**-0.75 for rank in range(1, len(ACTORS) + 1)))
"""How much each of them says, added up: the first ten a third, as in the labelled articles."""
SUBJECTS = [
    "Our government",
    "The alliance",
    "Parliament",
    "The commission",
    "My country",
    "The council",
    "Industry",
    "The mission",
]
VERBS = [
    "will support",
    "rejects",
    "has prepared",
    "will discuss",
    "cannot accept",
    "is ready to fund",
    "must examine",
    "wants to end",
]
THINGS = ["the corridor", "a naval patrol", "the grain fund", "the railway link", "an energy pact", "the border post", "a peace forum",
          "the visa regime", "the fishing quota", "a satellite programme", "the hospital fund", "a mine clearance plan"]  # fmt: skip
PLACES = [
    "in Riga",
    "near Narva",
    "with Chisinau",
    "for Odesa",
    "in Geneva",
    "at sea",
    "with Ankara",
    "in Belgrade",
    "for Tbilisi",
    "in Oslo",
]
ENDS = [
    "before winter",
    "without delay",
    "after the vote",
    "under these terms",
    "with our partners",
    "if funds allow",
    "for our children",
]
REPORTS, ROUNDS = 300, 9
"""Reports of a round, and rounds."""
RECENT = 3 * 24 * 60
"""Statements of three days, one a minute. Of the labelled repeats 98 of 100 came within a day."""
HEAD = "  statements  fingerprint    lookup   identify   insert us   reports/s    found   wrongly merged   x first"
STOCK = 20_000
"""Statements of the log with fingerprints of their own; the others are copies of them, with another number each."""
MIX = 0x9E3779B97F4A7C15
"""An odd number that spreads what is multiplied by it over 64 bits (Knuth's multiplicative hashing)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000, 100_000, 1_000_000])
    args = parser.parse_args()
    if (args.data / "pairs").is_dir():
        pairs(args.data / "pairs")
    else:
        print(f"no pairs at {args.data}: name the folder by --data")
    log(sorted(args.sizes))


def pairs(folder: Path) -> None:
    """The scorer's table over all pairs and over each half."""
    rows = [json.loads(line) for line in (folder / "pairs_dev.jsonl").read_text(encoding="utf-8").split("\n") if line]
    for name, kept in (("all", {0, 1}), ("first half", {0}), ("second half", {1})):
        part = [row for row in rows if sha256(row["pair_id"].encode()).digest()[0] % 2 in kept]
        print(f"== pairs, {name}: {len(part)}")
        with tempfile.TemporaryDirectory() as made:
            gold, found = Path(made) / "gold.jsonl", Path(made) / "found.jsonl"
            gold.write_text("".join(json.dumps(row) + "\n" for row in part), encoding="utf-8")
            found.write_text("".join(json.dumps(judge_pair(row, LEXICON)) + "\n" for row in part), encoding="utf-8")
            subprocess.run([sys.executable, folder / "score_pairs.py", gold, found], check=True)


def log(sizes: list[int]) -> None:
    """Make a log of each size; then time reports against them by turns, a third of them repeats of what is in them.

    Other work on the machine makes a round slower, never faster: of `ROUNDS` the best one is told. By turns, so that
    what disturbs one size disturbs all.
    """
    stock = Stock(random.Random(1))  # noqa: S311 - the same log in every run
    gc.freeze()  # the stock is the bench's own: it must not make the collector slow
    with tempfile.TemporaryDirectory() as folder:
        logs = [(size, built(Path(folder) / f"{size}.db", stock, size)) for size in sizes]
        for name, reach in (("the last three days", RECENT), ("all times", None)):
            print(f"== repeats of {name}\n{HEAD}")
            best = rounds(logs, stock, reach)
            for (size, _), row in zip(logs, best, strict=True):
                print(f"{size:12,} {row.line()} {row.total / best[0].total:9.2f}", flush=True)
        for _, db in logs:
            db.close()


def rounds(logs: list[tuple[int, store.Database]], stock: Stock, reach: int | None) -> list[Timed]:
    """The best round of each log. The first ones warm up."""
    chance = random.Random(2)  # noqa: S311 - the same reports in every run
    found = [[timed(db, stock, chance, size, reach) for size, db in logs] for _ in range(ROUNDS)]
    return [min(one, key=lambda row: row.total) for one in zip(*found[1:], strict=True)]


def built(path: Path, stock: Stock, size: int) -> store.Database:
    """A log of this size."""
    began = time.monotonic()
    db = store.open_writer(path)
    found_article(db)
    fill(db, stock, size)
    print(f"   built {size:,} in {time.monotonic() - began:.0f} s", flush=True)
    return db


class Stock:
    """Statements with real fingerprints, of which a log of any size is made quickly.

    A key that many of them share stays as it is, so that it is shared by the more statements the larger the log; one
    that is a statement's own becomes another one in each copy, as the number in its text does.
    """

    def __init__(self, chance: random.Random) -> None:
        self.reports = [made(chance, number) for number in range(STOCK)]
        self.keys = [fingerprint(one.text, one.language, one.actor_key, LEXICON).keys for one in self.reports]
        shared = Counter(key for keys in self.keys for key in keys)
        self.common = {key for key, count in shared.items() if count > 2}

    def copy(self, number: int) -> tuple[Reported, list[int]]:
        """Statement `number` of the log and its keys."""
        origin, turn = number % STOCK, number // STOCK
        report, keys = self.reports[origin], self.keys[origin]
        return self.turned(report, number), self.mixed(keys, turn)

    def again(self, number: int) -> Reported:
        """Another report of that statement."""
        return self.turned(repeat(self.reports[number % STOCK]), number, later=timedelta(hours=6))

    def mark(self, number: int) -> Fingerprint:
        """The fingerprint of that other report, with the keys of its copy."""
        report, turn = repeat(self.reports[number % STOCK]), number // STOCK
        mark = fingerprint(report.text, report.language, report.actor_key, LEXICON)
        return Fingerprint(f"{mark.digest}{turn}", tuple(self.mixed(mark.keys, turn)))

    def turned(self, report: Reported, number: int, later: timedelta = timedelta(0)) -> Reported:
        """The report with the number of its copy in the text, at the time of that statement, or `later`."""
        turn = number // STOCK
        tail = f" families in {turn + 100_000} houses" if turn else " families"
        at = START + timedelta(minutes=number) + later
        return replace(report, text=report.text.replace(" families", tail), reported=at)

    def mixed(self, keys: tuple[int, ...], turn: int) -> list[int]:
        """The keys of the copy."""
        number = turn * MIX & ((1 << 62) - 1)
        return [key if key in self.common else key ^ number for key in keys]


def found_article(db: store.Database) -> None:
    """The one article that all statements of the log stand in."""
    now, url = START.isoformat(), "https://a.example/1"
    db["feeds"].insert({"id": 1, "url": url, "outlet": "a", "due": now, "interval": 60, "added": now})
    page = {"id": 1, "canonical": url, "url": url, "feed_id": 1, "outlet": "a", "origin": "page", "state": "done"}
    db["pages"].insert({**page, "first_seen": now})
    article = {"id": 1, "page_id": 1, "version": 1, "origin": "page", "url": url, "outlet": "a", "title": ""}
    db["articles"].insert({**article, "text": b"", "text_sha256": "", "characters": 0, "fetched_at": now})
    db["actors"].insert_all(
        {"id": number, "key": key, "name": key, "kind": "person", "first_seen": now}
        for number, key in enumerate(ACTORS, 1)
    )


BULK = "PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000"
USUAL = "PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA cache_size = -131072"
STATEMENT = """INSERT INTO statements (id, actor_id, speaker, kind, language, text, digest, reported, first_seen,
    last_seen, first_article_id, stance, topic) VALUES (?, ?, ?, 'direct', 'en', ?, ?, ?, ?, ?, 1, 'none', 't')"""
NEWEST = """INSERT OR IGNORE INTO statement_keys SELECT key, id FROM (
        SELECT key, id, row_number() OVER (PARTITION BY key ORDER BY id DESC) AS place FROM heap)
    WHERE place <= :most ORDER BY key, id"""
"""As the store itself thins the index out."""
WARMING = (
    "SELECT total(length(text)) FROM statements NOT INDEXED",
    "SELECT total(key) FROM statement_keys WHERE key > -9e18",  # by the key, not by the smaller index of statements
)
"""A round is rolled back, which empties the page cache that a service of months has filled: so it is filled again, as far
as it reaches, with the statements, newest last, and their keys."""
SLOW = "statements_ai", "statement_keys_statement", "statements_actor", "statements_digest"
"""What is made anew when all rows are there. Full text is not what is measured: it stays empty."""


def fill(db: store.Database, stock: Stock, size: int) -> None:
    """Write the statements with their keys in the order of the index, which is fast."""
    actors = {key: number for number, key in enumerate(ACTORS, 1)}
    masters = {row["name"]: row["sql"] for row in db.query("SELECT name, sql FROM sqlite_master")}
    made_by = {name: masters[name] for name in SLOW}
    for setting in BULK:
        db.execute(setting)
    db.execute("CREATE TEMP TABLE heap (key INTEGER, id INTEGER)")
    with store.unit_of_work(db):
        for name, sql in made_by.items():
            db.execute(f"DROP {sql.split()[1]} {name}")
        for number in range(size):
            report, keys = stock.copy(number)
            day = (report.reported or START).isoformat()
            row = (
                number + 1,
                actors[report.speaker or ""],
                report.speaker,
                report.text,
                f"{number:032x}",
                day,
                day,
                day,
            )
            db.conn.execute(STATEMENT, row)
            db.conn.executemany("INSERT INTO heap VALUES (?, ?)", [(key, number + 1) for key in keys])
        db.execute(NEWEST, {"most": store.sharing.KEPT})
        for sql in made_by.values():
            db.execute(sql)
    db.execute("DROP TABLE heap")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for setting in USUAL:
        db.execute(setting)


class UndoneError(Exception):
    """What was timed is taken back, so that the log stays as it was made."""


@dataclass
class Timed:
    """What 300 reports took, in seconds of processor time, and what became of them."""

    spent: Counter[str]
    repeats: int = 0
    found: int = 0
    new: int = 0
    merged: int = 0

    @property
    def total(self) -> float:
        """Seconds of one report."""
        return sum(self.spent.values()) / (self.repeats + self.new)

    def line(self) -> str:
        each = [
            self.spent[name] / (self.repeats + self.new) * 1e6
            for name in ("fingerprint", "lookup", "identify", "insert")
        ]
        columns = " ".join(f"{figure:10.0f}" for figure in each)
        return f"{columns} {1 / self.total:11.0f} {self.found:5}/{self.repeats:<4} {self.merged:6}/{self.new:<6}"


def timed(db: store.Database, stock: Stock, chance: random.Random, size: int, reach: int | None) -> Timed:
    """Reports looked up, judged and inserted as the pipeline does it, in one transaction.

    A third of them repeat one of the newest `reach` statements, or any.
    """
    for sql in WARMING:
        db.execute(sql).fetchall()
    row = Timed(Counter())
    oldest = max(0, size - reach) if reach else 0
    repeats = [chance.randrange(oldest, size) if number % 3 == 0 else None for number in range(REPORTS)]
    reports = [made(chance, size) if again is None else stock.again(again) for again in repeats]
    marks = [None if again is None else stock.mark(again) for again in repeats]
    with suppress(UndoneError), store.unit_of_work(db):
        for number, (again, report) in enumerate(zip(repeats, reports, strict=True)):
            t0 = time.process_time()
            mark = fingerprint(report.text, report.language, report.actor_key, LEXICON, direct=True)
            mark = marks[number] or mark
            t1 = time.process_time()
            near = store.sharing.candidates(db, mark.keys, CANDIDATES)
            t2 = time.process_time()
            outcome = identify(report, near, LEXICON)
            t3 = time.process_time()
            quotation = Quotation("direct", size + number, size + number + 1, report.text)
            if outcome.statement_id is None:
                store.statements.insert(db, 1, quotation, mark, report, None, START, outcome)
            else:
                store.statements.attach(db, outcome.statement_id, 1, quotation, mark, outcome, None, START)
            t4 = time.process_time()
            row.spent.update(fingerprint=t1 - t0, lookup=t2 - t1, identify=t3 - t2, insert=t4 - t3)  # type: ignore[arg-type]  # seconds
            row.repeats += again is not None
            row.found += again is not None and outcome.statement_id == again + 1
            row.new += again is None
            row.merged += again is None and outcome.statement_id is not None
        raise UndoneError
    return row


def made(chance: random.Random, number: int) -> Reported:
    """A new statement."""
    pick: Any = chance.choice
    text = f"{pick(SUBJECTS)} {pick(VERBS)} {pick(THINGS)} {pick(PLACES)} {pick(ENDS)}, and {pick(VERBS)} {pick(THINGS)} for {chance.randrange(2, 9999)} families."
    actor = chance.choices(ACTORS, cum_weights=SPOKEN)[0]
    return Reported(text, "en", actor, actor, "direct", START + timedelta(minutes=number))


def repeat(report: Reported) -> Reported:
    """The same statement, shortened and in other marks."""
    text = report.text.replace(", and", " – and").removesuffix(".").replace("Our government", "The government")
    return Reported(text, "en", report.actor_key, report.speaker, "direct", report.reported)


if __name__ == "__main__":
    main()
