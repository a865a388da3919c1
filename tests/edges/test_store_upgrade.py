"""Older logs are brought up to date, wholly or not at all, with everything that is in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from monitor.edges import store
from monitor.edges.store import Database, rows, schema
from monitor.errors import StoreError
from tests.edges import store_samples as samples
from tests.edges.test_store_connection import make_foreign

Step = Callable[[Callable[[Database], None]], Callable[[Database], None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log" / "monitor.db"


KNOWN = (
    schema.m001_first,
    schema.m002_passages,
    schema.m003_relations,
    schema.m004_names,
    schema.m005_reports,
    schema.m006_order,
)
"""The steps that are released."""
WHEN = "2026-01-05T12:00:00.000000Z"
FIRST = f"""
INSERT INTO feeds (id, url, outlet, due, interval, added) VALUES (1, 'https://a.example', 'A', '{WHEN}', 60, '{WHEN}');
INSERT INTO pages (id, canonical, url, feed_id, outlet, origin, state, first_seen)
    VALUES (1, 'https://a.example/1', 'https://a.example/1', 1, 'A', 'page', 'done', '{WHEN}');
INSERT INTO articles (id, page_id, version, origin, url, outlet, title, text, text_sha256, characters, fetched_at)
    VALUES (1, 1, 1, 'page', 'https://a.example/1', 'A', 'T', x'', '', 0, '{WHEN}');
INSERT INTO stories (article_id, topic, relevant, score, evidence, reasons, lexicon_digest, code_version, analysed_at)
    VALUES (1, 'baltic-energy', 1, 0.9, '[]', '[]', 'l', 'c', '{WHEN}');
INSERT INTO actors (id, key, name, kind, first_seen) VALUES (1, 'name:baiba braže:LV', 'Baiba Braže', 'person', '{WHEN}');
INSERT INTO statements (id, actor_id, kind, text, digest, reported, first_seen, last_seen, first_article_id, stance, topic)
    VALUES (1, 1, 'direct', 'x', 'd', '{WHEN}', '{WHEN}', '{WHEN}', 1, 'none', 'baltic-energy');
INSERT INTO quotations (article_id, statement_id, relation, similarity, digest, kind, content_start, content_end, content,
    stance, actor_id, at) VALUES (1, 1, 'new', 1.0, 'd', 'direct', 0, 1, 'x', 'opposes', 1, '{WHEN}');
"""  # noqa: S608 - our own words


class TestTheFirstRelease:
    """A log that was begun with the first schema."""

    @pytest.fixture
    def path(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        steps = Migrations(schema.MARKER)
        steps()(schema.m001_first)
        with monkeypatch.context() as then:
            then.setattr(schema, "STEPS", steps)
            then.setattr(schema, "VERSION", 1)
            store.open_writer(path).close()
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.executescript(FIRST)
        return path

    def test_is_brought_up_to_date_with_all_that_is_in_it(self, path: Path) -> None:
        with store.open_writer(path) as db:
            assert rows.query(db, "SELECT topic, speaker_name FROM quotations") == [
                {"topic": "baltic-energy", "speaker_name": "Baiba Braže"}
            ]
            assert rows.query(db, "SELECT key, name FROM actors") == [
                {"key": "name:bba brz~a:LV", "name": "Baiba Braže"}
            ]
            assert rows.query(db, "SELECT passages FROM stories") == [{"passages": "[]"}]
            assert rows.query(db, "SELECT state, skipped FROM pages") == [{"state": "done", "skipped": 0}]
            assert rows.scalar(db, "PRAGMA user_version") == schema.VERSION
            assert store.integrity(db) == ()


class TestUpgrade:
    @pytest.fixture
    def next_step(self, monkeypatch: pytest.MonkeyPatch) -> Step:
        """A step more, as a later release would add it."""
        steps = Migrations(schema.MARKER)
        for step in KNOWN:
            steps()(step)
        monkeypatch.setattr(schema, "STEPS", steps)
        monkeypatch.setattr(schema, "VERSION", len(KNOWN) + 1)
        return steps()

    def test_is_applied_once_and_keeps_the_rows(
        self, path: Path, next_step: Step, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(schema, "VERSION", len(KNOWN))
        with store.open_writer(path) as db:
            samples.queued(db)
        monkeypatch.setattr(schema, "VERSION", len(KNOWN) + 1)

        @next_step
        def m999_note(db: Database) -> None:
            db.execute("ALTER TABLE pages ADD COLUMN note TEXT")

        for _ in range(2):
            with store.open_writer(path) as db:
                assert rows.query(db, "SELECT id, note FROM pages") == [{"id": 1, "note": None}]
                assert rows.scalar(db, "PRAGMA user_version") == len(KNOWN) + 1

    def test_that_fails_leaves_everything_as_it_was(self, path: Path, next_step: Step) -> None:
        store.open_writer(path).close()
        make_foreign(path, f"PRAGMA user_version = {len(KNOWN)}")

        @next_step
        def m999_broken(db: Database) -> None:
            db.execute("ALTER TABLE pages ADD COLUMN note TEXT")
            db.execute("ALTER TABLE nowhere ADD COLUMN note TEXT")

        with pytest.raises(StoreError, match="nowhere"):
            store.open_writer(path)
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("PRAGMA user_version").fetchone() == (len(KNOWN),)
            assert "note" not in [row[1] for row in raw.execute("PRAGMA table_info(pages)")]

    @pytest.fixture(autouse=True)
    def _steps(self, next_step: Step) -> None:
        """Every test here knows a step more (until then without content)."""
