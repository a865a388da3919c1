"""The reviewers' file: everybody may add, nobody may change, and it outlives the log."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.edges import store
from monitor.edges.store import Database, reviews, rows, trouble
from monitor.edges.store.corrections import Correction
from monitor.edges.store.labels import Label
from monitor.errors import StoreError
from tests.edges import store_samples as samples
from tests.edges.store_samples import DAY, HOUR, NOW

ROOT = Path(__file__).resolve().parents[2]
GIVEN = Label("ana", "europe-russia-diplomacy", 7, "https://a.example/0", "ab" * 32, "Ein Titel", "relevant", "Grüße")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reviews" / "monitor.reviews.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    with reviews.open_writer(path) as opened:
        yield opened


def test_a_new_file_is_safe_and_marked(db: Database, path: Path) -> None:
    assert [rows.scalar(db, f"PRAGMA {name}") for name in ("journal_mode", "synchronous")] == ["wal", 2]
    assert rows.scalar(db, "PRAGMA application_id") == reviews.APPLICATION_ID
    assert rows.scalar(db, "PRAGMA user_version") == reviews.VERSION
    assert [found.name for found in path.parent.glob("*.new*")] == []


@pytest.mark.parametrize("table", reviews.APPEND_ONLY)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {table} SET note = 'other'",
        "UPDATE OR REPLACE {table} SET id = 2",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_no_row_can_be_changed_or_taken_out(db: Database, path: Path, table: str, change: str) -> None:
    store.labels.append(db, GIVEN, NOW)
    store.corrections.append(db, Correction("ana", "undo", samples_cited()), NOW)
    before = rows.query(db, f"SELECT * FROM {table}")  # noqa: S608 - our names
    assert len(before) == 1
    with closing(sqlite3.connect(path)) as stranger, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        stranger.execute(change.format(table=table))
    assert rows.query(db, f"SELECT * FROM {table}") == before  # noqa: S608 - our names


def samples_cited() -> store.corrections.Cited:
    return store.corrections.Cited(3, "digest", "Wir bleiben gesprächsbereit.", "https://a.example/0")


def test_the_latest_label_on_an_article_and_topic_stands_and_all_stay(db: Database) -> None:
    store.labels.append(db, GIVEN, NOW - DAY)
    store.labels.append(db, replace(GIVEN, topic="eu-enlargement"), NOW - HOUR)
    store.labels.append(db, replace(GIVEN, who="ben", label="not-relevant", article_id=9, note=None), NOW)
    listed = store.labels.listed(db)
    assert [(row["who"], row["label"], row["stands"]) for row in listed] == [
        ("ben", "not-relevant", True),
        ("ana", "relevant", True),
        ("ana", "relevant", False),
    ]
    assert [row["who"] for row in store.labels.standing(db, [GIVEN.topic])] == ["ben"]
    assert len(store.labels.listed(db, since=NOW - 2 * HOUR, until=NOW)) == 1
    assert len(store.labels.listed(db, topic=GIVEN.topic, limit=1)) == 1


def test_a_label_finds_its_text_or_else_its_page_in_a_log_built_anew(tmp_path: Path) -> None:
    with store.open_writer(tmp_path / "log.db") as log:
        task = samples.queued(log, 1)
        first = samples.article(log, task, samples.TEXT)
        second = samples.article(log, task, samples.TEXT + " Nachtrag.")
        told = store.revisit.subject(log, first)
        assert told is not None
        assert told["title"] == "Ein Titel"
        assert store.revisit.locate(log, told["url"], told["text_sha256"]) == first
        assert store.revisit.locate(log, told["url"], "0" * 64) == second
        assert store.revisit.locate(log, "https://a.example/elsewhere", told["text_sha256"]) is None
        assert store.revisit.subject(log, 99) is None


def test_a_correction_says_enough_to_find_its_statements_in_a_log_built_anew(tmp_path: Path, db: Database) -> None:
    with store.open_writer(tmp_path / "log.db") as log:
        article = samples.article(log, samples.queued(log, 1))
        one = store.corrections.statement(log, samples.say(log, article, "Wir reden.", 1))
        two = store.corrections.statement(log, samples.say(log, article, "Wir sprechen.", 2, start=20))
        report = store.corrections.quotation(log, 2)
        assert store.corrections.statement(log, 99) is None
        assert store.corrections.quotation(log, 99) is None
    assert one
    first = store.corrections.append(db, Correction("ana", "merge", one, two, note="zweimal"), NOW)
    store.corrections.append(db, Correction("ben", "split", one, quotation=report), NOW)
    store.corrections.append(db, Correction("ana", "undo", one, undoes=first), NOW)
    merged, split, undone = store.corrections.listed(db)
    assert (merged["statement_text"], merged["other_text"]) == ("Wir reden.", "Wir sprechen.")
    assert merged["statement_url"] == "https://a.example/1"
    assert merged["statement_digest"] == one.digest
    assert (split["quotation_id"], split["quotation_text"], split["other_id"]) == (2, "Wir sprechen.", None)
    assert undone["undoes"] == first
    assert [row["action"] for row in store.corrections.listed(db, after=first, limit=1)] == ["split"]


ADD = """
import sys
from dataclasses import replace
from pathlib import Path
from monitor.edges.store import labels, reviews
from tests.edges.test_store_reviews import GIVEN, NOW
sys.stdin.readline()
for number in range(40):
    with reviews.open_writer(Path(sys.argv[1])) as db:
        labels.append(db, replace(GIVEN, who=sys.argv[2], article_id=number), NOW)
"""


def test_several_who_add_at_a_time_lose_nothing(path: Path) -> None:
    """They begin at the same moment on a file that is not there yet, and open it anew for each label."""
    names = ("ana", "ben", "cem")
    adding = [
        subprocess.Popen([sys.executable, "-c", ADD, str(path), name], stdin=subprocess.PIPE, cwd=ROOT)
        for name in names
    ]
    for one in adding:
        assert one.stdin
        one.stdin.write(b"\n")
        one.stdin.close()
    assert [one.wait(120) for one in adding] == [0, 0, 0]
    with reviews.open_reader(path) as db:
        found = store.labels.listed(db, limit=1000)
    for name in names:
        assert sorted(row["article_id"] for row in found if row["who"] == name) == list(range(40))


def test_the_log_is_not_taken_for_reviews_nor_the_other_way(tmp_path: Path, db: Database, path: Path) -> None:
    log = tmp_path / "log.db"
    with store.open_writer(log):
        pass
    for opener in (reviews.open_writer, reviews.open_reader):
        with pytest.raises(trouble.StoreForeignError):
            opener(log)
    with pytest.raises(trouble.StoreForeignError):
        store.open_reader(path)


def test_a_file_of_a_newer_version_is_refused(db: Database, path: Path) -> None:
    rows.run(db, f"PRAGMA user_version = {reviews.VERSION + 1}")
    for opener in (reviews.open_writer, reviews.open_reader):
        with pytest.raises(trouble.StoreNewerError):
            opener(path)


def test_a_missing_or_empty_file_is_no_reviews(path: Path) -> None:
    with pytest.raises(trouble.StoreMissingError, match="monitor label"):
        reviews.open_reader(path)
    path.parent.mkdir()
    path.touch()
    for opener in (reviews.open_writer, reviews.open_reader):
        with pytest.raises(StoreError):
            opener(path)


READ = """
import os, pathlib, sys
from monitor.edges.store import labels, reviews
from monitor.errors import StoreError
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
path = pathlib.Path(sys.argv[1])
try:
    reviews.open_writer(path)
except StoreError as error:
    print(type(error).__name__)
with reviews.open_reader(path) as db:
    print(labels.listed(db)[0]["who"])
"""


def test_whoever_may_not_write_can_read(path: Path) -> None:
    """Root may write anywhere, so the child gives root up first."""
    with reviews.open_writer(path) as db:
        store.labels.append(db, GIVEN, NOW)
    public = Path("/tmp") / f"reviews-read-only-{os.getpid()}"
    public.mkdir()
    copy = public / path.name
    try:
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o444)
        public.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ, str(copy)], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.stdout.splitlines() == ["StoreReadOnlyError", "ana"], done.stderr
    finally:
        public.chmod(0o755)
        copy.unlink()
        public.rmdir()
