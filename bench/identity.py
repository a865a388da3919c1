"""How well and how fast statements are known again: the labelled pairs, by halves, and a growing log.

python -m bench.identity [--data ../shared] [--sizes 1000 10000 100000]

The tables are printed by the data's own scorer; the halves are by a hash of the pair's id. The log is made of
self-written templates and kept in SQLite under the index keys, as the store keeps them. Times are processor time.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.core.statement import fingerprint, identify, judge_pair
from monitor.lexicon import identity
from monitor.records import Candidate, Reported

ROOT = Path(__file__).resolve().parent.parent
LEXICON = identity.load()
START = datetime(2025, 1, 1, tzinfo=UTC)
ACTORS = [f"actor{number}" for number in range(200)]
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
CANDIDATES = 20
"""Candidates judged, those that share most keys first, as the store ranks them."""
LOOKUP = """SELECT statement_id FROM keys WHERE key = ? ORDER BY statement_id DESC LIMIT 64"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000, 100_000])
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
    """Grow a log to each size; then time 300 reports against it, a third of them repeats of what is in it."""
    chance = random.Random(1)  # noqa: S311 - the same log in every run
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "log.db")
        db.executescript(
            "CREATE TABLE keys (key INTEGER, statement_id INTEGER, PRIMARY KEY (key, statement_id)) WITHOUT ROWID"
        )
        known: list[Reported] = []
        print(
            "== log    statements   fingerprint us   candidates us   identify us   reports/s   repeats found   new ones merged"
        )
        for size in sizes:
            while len(known) < size:
                insert(db, known, made(chance, len(known)))
            db.commit()
            print_row(size, *timed(db, known, chance))


def print_row(size: int, spent: Counter[str], found: int, repeats: int, merged: int, new: int) -> None:
    count = repeats + new
    figures = [spent[name] / count * 1e6 for name in ("fingerprint", "candidates", "identify")]
    print(
        f"{size:19,} {figures[0]:16.0f} {figures[1]:15.0f} {figures[2]:13.0f} {1e6 / sum(figures):11.0f}"
        f" {found:8}/{repeats:<6} {merged:10}/{new}"
    )


def timed(
    db: sqlite3.Connection, known: list[Reported], chance: random.Random
) -> tuple[Counter[str], int, int, int, int]:
    spent: Counter[str] = Counter()
    found = repeats = merged = new = 0
    for number in range(300):
        again = chance.randrange(len(known)) if number % 3 == 0 else None
        report = made(chance, len(known)) if again is None else repeat(known[again])
        t0 = time.process_time()
        keys = fingerprint(report.text, report.language, report.actor_key, LEXICON).keys
        t1 = time.process_time()
        shared: Counter[int] = Counter()
        for key in keys:
            shared.update(row[0] for row in db.execute(LOOKUP, (key,)))
        best = sorted(shared, key=lambda one: (shared[one], one), reverse=True)[:CANDIDATES]
        t2 = time.process_time()
        outcome = identify(report, [Candidate(one, known[one]) for one in best], LEXICON)
        t3 = time.process_time()
        spent.update(fingerprint=t1 - t0, candidates=t2 - t1, identify=t3 - t2)  # type: ignore[arg-type]  # seconds
        if again is None:
            new += 1
            merged += outcome.statement_id is not None
        else:
            repeats += 1
            found += outcome.statement_id is not None and known[outcome.statement_id].text == known[again].text
    return spent, found, repeats, merged, new


def insert(db: sqlite3.Connection, known: list[Reported], report: Reported) -> None:
    keys = fingerprint(report.text, report.language, report.actor_key, LEXICON).keys
    db.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", [(key, len(known)) for key in keys])
    known.append(report)


def made(chance: random.Random, number: int) -> Reported:
    """A new statement."""
    pick: Any = chance.choice
    text = f"{pick(SUBJECTS)} {pick(VERBS)} {pick(THINGS)} {pick(PLACES)} {pick(ENDS)}, and {pick(VERBS)} {pick(THINGS)} for {chance.randrange(2, 9999)} families."
    actor = pick(ACTORS)
    return Reported(text, "en", actor, actor, "direct", START + timedelta(minutes=number))


def repeat(report: Reported) -> Reported:
    """The same statement the next day, shortened and in other marks."""
    text = report.text.replace(", and", " – and").removesuffix(".").replace("Our government", "The government")
    return Reported(text, "en", report.actor_key, report.speaker, "direct", report.reported)


if __name__ == "__main__":
    main()
