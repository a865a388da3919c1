"""Articles keep every text that quotations point into, and prove it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.edges import store
from monitor.edges.store import Database, rows, trouble
from monitor.records import Analysis, Article, Condition, Failure
from tests.edges.store_samples import HOUR, NOW, STORY, TEXT, article, one, queued
from tests.edges.store_samples import rows as select


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "monitor.db") as opened:
        yield opened


def test_the_text_comes_back_compressed_and_proved(db: Database) -> None:
    article_id = article(db, queued(db), TEXT * 50)
    assert store.articles.text(db, article_id) == TEXT * 50
    assert one(db, "SELECT length(text) FROM articles") < len(TEXT) * 10  # type: ignore[operator]  # it is a number
    assert one(db, "SELECT characters FROM articles") == len(TEXT * 50)


def test_what_the_page_lacks_is_taken_from_the_feed(db: Database) -> None:
    task = queued(db)
    store.articles.save(db, task, Article("https://a.example/0", TEXT), "page", NOW)
    assert select(db, "SELECT outlet, country, language, title, author, published FROM articles") == [
        {
            "outlet": "Outlet A",
            "country": "AT",
            "language": "de",
            "title": "Title 0",
            "author": "Ann Author",
            "published": "2026-03-02T08:30:00.000000Z",
        }
    ]


def test_every_edited_version_is_a_row(db: Database) -> None:
    task = queued(db)
    first = article(db, task)
    second = article(db, task, TEXT + " Korrigiert.", NOW + HOUR)
    assert second != first
    assert select(db, "SELECT version, page_id FROM articles") == [
        {"version": 1, "page_id": task.id},
        {"version": 2, "page_id": task.id},
    ]
    assert store.articles.text(db, first) == TEXT


def test_a_text_that_the_page_had_before_is_not_stored_again(db: Database) -> None:
    task = queued(db)
    first = article(db, task)
    second = article(db, task, TEXT + " Korrigiert.")
    assert article(db, task, TEXT, NOW + HOUR) == first
    assert article(db, task, TEXT + " Korrigiert.") == second
    assert db["articles"].count == 2
    assert article(db, queued(db, 1), TEXT) not in {first, second}


def test_a_partial_text_says_so(db: Database) -> None:
    partial = Article("u", TEXT, problem=Failure(Condition.PAYWALL, "subscribers only"))
    store.articles.save(db, queued(db), partial, "feed", NOW)
    assert select(db, "SELECT origin, problem, problem_detail FROM articles") == [
        {"origin": "feed", "problem": "paywall", "problem_detail": "subscribers only"}
    ]


def test_verdicts_are_replaced_by_later_ones(db: Database) -> None:
    article_id = article(db, queued(db))
    other = replace(STORY, topic="eu-enlargement", relevant=None, score=0.0)
    later = Analysis(Article("u", TEXT), (replace(STORY, relevant=False, score=0.2), other), (), "lex2", "0.2")
    store.articles.save_analysis(db, article_id, later, NOW)
    assert select(db, "SELECT topic, relevant, score, lexicon_digest, code_version FROM stories ORDER BY id") == [
        {"topic": STORY.topic, "relevant": 0, "score": 0.2, "lexicon_digest": "lex2", "code_version": "0.2"},
        {"topic": "eu-enlargement", "relevant": None, "score": 0.0, "lexicon_digest": "lex2", "code_version": "0.2"},
    ]


@pytest.mark.parametrize("damage", [zlib.compress(b"another text"), b"no zlib", zlib.compress(b"\xff\xfe")])
def test_a_changed_text_is_found_out(db: Database, damage: bytes) -> None:
    """Guarantee 6: what a quotation points into is proved by its hash."""
    article_id = article(db, queued(db))
    rows.run(db, "UPDATE articles SET text = :damage", {"damage": damage})
    with pytest.raises(trouble.StoreCorruptError, match=r"monitor\.db: the text of article 1 is damaged"):
        store.articles.text(db, article_id)


def test_an_article_that_is_not_there(db: Database) -> None:
    with pytest.raises(trouble.StoreMissingError, match="there is no article 7"):
        store.articles.text(db, 7)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_keeps_its_offsets(db: Database, text: str) -> None:
    task = store.pages.ready(db, NOW, 1) or [queued(db)]
    stored = store.articles.text(db, store.articles.save(db, task[0], Article("u", text), "page", NOW))
    assert len(stored) == len(text)
    assert all(kept in (char, "\ufffd") for kept, char in zip(stored, text, strict=True))
