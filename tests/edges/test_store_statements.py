"""Statements are stored once, found by index, and told by every report of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.edges import store
from monitor.edges.store import Database, rows, sharing, statements
from monitor.records import Actor, Candidate, Identity, Quotation, Said
from tests.edges import store_samples as samples
from tests.edges.store_samples import DAY, HOUR, NOW, SPEAKER, STORY, article, one, queued, repeat, say
from tests.edges.store_samples import rows as select


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "monitor.db") as opened:
        yield opened


@pytest.fixture
def first(db: Database) -> int:
    """An article."""
    return article(db, queued(db))


def found(db: Database, *keys: int, limit: int = 64) -> list[int]:
    return [candidate.statement_id for candidate in sharing.candidates(db, keys, limit)]


def test_a_statement_keeps_who_said_what_when(db: Database, first: int) -> None:
    said = replace(samples.quotation(), said=Said((NOW - DAY).date(), NOW.date()), cue_start=9, cue_end=14)
    number = statements.insert(
        db, first, said, samples.fingerprint("x", 5), samples.reported("x", NOW - HOUR), STORY, NOW
    )
    (row,) = select(db, "SELECT * FROM statement_log")
    assert row["id"] == number
    assert {
        name: row[name] for name in ("speaker", "role", "country", "side", "stance", "kind", "text", "language")
    } == {
        "speaker": "Karin Beispiel",
        "role": "Außenministerin",
        "country": "AT",
        "side": "europe",
        "stance": "supports",
        "kind": "direct",
        "text": "Wir bleiben gesprächsbereit.",
        "language": "de",
    }
    assert (row["said_first"], row["said_last"], row["topic"], row["score"]) == (
        "2026-03-01",
        "2026-03-02",
        STORY.topic,
        0.9,
    )
    assert (row["first_outlet"], row["actor_key"], row["outlets"]) == ("Outlet A", SPEAKER.key, 1)
    (quoted,) = select(db, "SELECT * FROM quotations")
    assert (
        quoted["relation"],
        quoted["cue_start"],
        quoted["cue_end"],
        quoted["lexicon_digest"],
        quoted["code_version"],
    ) == (
        "new",
        9,
        14,
        "lex1",
        "0.1",
    )
    assert sharing.candidates(db, [5], 64) == [
        Candidate(number, replace(samples.reported("", NOW - HOUR), text=said.content, said=said.said))
    ]


def test_the_span_is_locked_to_the_text(db: Database, first: int) -> None:
    """Guarantee 6: the stored offsets slice the stored text to the stored content."""
    statements.insert(db, first, samples.quotation(), samples.fingerprint("x"), samples.reported("x"), STORY, NOW)
    (quoted,) = select(db, "SELECT content, content_start, content_end FROM quotations")
    start, end = quoted["content_start"], quoted["content_end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert store.articles.text(db, first)[start:end] == quoted["content"]


def test_nobody_known_is_stored_too(db: Database, first: int) -> None:
    say(db, first, "Niemand weiß, wer das sagte.", actor=None)
    assert select(db, "SELECT actor_id, speaker, country FROM statements") == [
        {"actor_id": None, "speaker": None, "country": None}
    ]


def test_the_same_quotation_again_changes_nothing(db: Database, first: int) -> None:
    """Guarantee 5, after a crash: work that is done twice leaves the same log."""
    number = say(db, first, "Ein Satz.", 5)
    assert say(db, first, "Ein Satz.", 5) == number
    assert repeat(db, number, first, "Ein Satz.", 5) is False
    assert [db[table].count for table in ("statements", "quotations", "statement_outlets")] == [1, 1, 1]
    assert statements.reported_by(db, first, samples.quotation("Ein Satz.", start=0)) == number


class TestAttach:
    def test_widens_the_statement(self, db: Database, first: int) -> None:
        number = say(db, first, "Ein Satz.", 5)
        second = article(db, queued(db, 1, "b"), now=NOW - DAY)
        assert repeat(db, number, second, "Ein Satz, länger.", 6, now=NOW + HOUR) is True
        (row,) = select(db, "SELECT text, outlet_count, last_seen, reported, first_article_id FROM statements")
        assert row == {
            "text": "Ein Satz.",
            "outlet_count": 2,
            "last_seen": "2026-03-02T10:30:00.000000Z",
            "reported": "2026-03-01T09:30:00.000000Z",
            "first_article_id": first,
        }
        assert statements.outlets(db, number) == ("Outlet A", "Outlet B")
        assert found(db, 6) == [number, number]

    def test_counts_an_outlet_once(self, db: Database, first: int) -> None:
        number = say(db, first, "Ein Satz.", 5)
        for version in range(3):
            repeat(db, number, article(db, queued(db, version + 1), f"Text {version}"), "Ein Satz.", 5)
        assert statements.outlets(db, number) == ("Outlet A",)
        assert select(db, "SELECT outlet, reports FROM statement_outlets") == [{"outlet": "Outlet A", "reports": 4}]

    def test_offers_each_wording_once(self, db: Database, first: int) -> None:
        number = say(db, first, "Erster Wortlaut.", 5)
        wordings = ["Zweiter Wortlaut.", "Erster Wortlaut.", "Zweiter Wortlaut.", "Dritter."]
        for version, wording in enumerate(wordings):
            repeat(db, number, article(db, queued(db, version + 1), f"Text {version}"), wording, 6 + version)
        assert [candidate.reported.text for candidate in sharing.candidates(db, [5], 64)] == [
            "Erster Wortlaut.",
            "Zweiter Wortlaut.",
            "Dritter.",
        ]

    def test_keeps_the_wordings_bounded(self, db: Database, first: int) -> None:
        number = say(db, first, "Wortlaut.", 5)
        for version in range(2 * statements.MOST_VARIANTS):
            repeat(db, number, article(db, queued(db, version + 1), f"Text {version}"), f"Wortlaut {version}.", 5)
        assert len(sharing.candidates(db, [5], 64)) == 1 + statements.MOST_VARIANTS

    def test_finds_what_a_former_version_of_the_page_said(self, db: Database, first: int) -> None:
        number = say(db, first, "Ein Satz.")
        page = one(db, "SELECT page_id FROM articles")
        assert isinstance(page, int)
        assert statements.on_page(db, page, samples.fingerprint("Ein Satz.").digest) == [(number, samples.SPEAKER.key)]
        assert statements.on_page(db, page, samples.fingerprint("Ein anderer.").digest) == []
        assert statements.on_page(db, page + 1, samples.fingerprint("Ein Satz.").digest) == []


class TestCandidates:
    def test_share_a_key_and_come_newest_first(self, db: Database, first: int) -> None:
        numbers = [say(db, first, f"Satz {turn}.", 5, -turn, start=turn) for turn in range(4)]
        assert found(db, 5) == numbers[::-1]
        assert found(db, -2, -2, 99) == [numbers[2]]
        assert found(db) == found(db, 99) == []

    def test_that_share_most_are_kept_where_there_are_too_many(self, db: Database, first: int) -> None:
        best = say(db, first, "Der älteste Satz.", 5, 6, 7, start=1)
        newer = [say(db, first, f"Satz {turn}.", 5, start=turn + 2) for turn in range(3)]
        assert found(db, 5, 6, 7, limit=2) == [newer[-1], best]

    def test_keys_may_be_any_64_bits(self, db: Database, first: int) -> None:
        low, high = -(2**63), 2**63 - 1
        number = say(db, first, "Satz.", low, high)
        assert found(db, low) == found(db, high) == [number]

    def test_a_key_shared_by_very_many_costs_no_more(self, db: Database, first: int) -> None:
        say(db, first, "Ein Satz.", 5)
        many = 100_000
        with store.unit_of_work(db):
            rows.run(db, "PRAGMA defer_foreign_keys = ON")
            rows.run_many(
                db, "INSERT INTO statement_keys VALUES (?, ?)", ((7, number) for number in range(1 - many, 2))
            )
            began = time.thread_time()
            assert len(found(db, 7)) == 1
            assert time.thread_time() - began < 0.05
            rows.run(db, "DELETE FROM statement_keys WHERE key = 7 AND statement_id < 1")

    def test_what_is_said_every_day_does_not_make_the_index_grow(self, db: Database, first: int) -> None:
        with store.unit_of_work(db):
            numbers = [say(db, first, f"Satz {turn}.", 5, 1000 + turn, start=turn) for turn in range(200)]
        kept = rows.scalar(db, "SELECT count(*) FROM statement_keys WHERE key = 5")
        assert kept < sharing.KEPT + sharing.THIN_OUT
        assert found(db, 5, limit=8) == numbers[:-9:-1]
        assert found(db, 1000) == numbers[:1]


class TestActors:
    def learn(self, db: Database, first: int, *mentions: Actor) -> dict[str, object]:
        for turn, actor in enumerate(mentions):
            say(db, first, f"Satz {turn}.", actor=actor, start=turn)
        (row,) = select(db, "SELECT name, role, country, side, listed FROM actors")
        return row

    def test_the_fullest_name_and_what_was_unknown_are_learnt(self, db: Database, first: int) -> None:
        short, full = Actor("name:braze", "Braže", role="minister"), Actor("name:braze", "Baiba Braže", country="LV")
        assert self.learn(db, first, full, short) == {
            "name": "Baiba Braže",
            "role": "minister",
            "country": "LV",
            "side": None,
            "listed": 0,
        }

    @pytest.mark.parametrize("turned", [False, True])
    def test_a_name_is_shown_in_latin_letters_whichever_came_first(
        self, db: Database, first: int, *, turned: bool
    ) -> None:
        known = Actor("name:altgof", "Henrike Althoff"), Actor("name:altgof", "Хенрике Мария Альтхофф")
        assert self.learn(db, first, *(reversed(known) if turned else known))["name"] == "Henrike Althoff"

    def test_the_list_is_kept_against_a_text(self, db: Database, first: int) -> None:
        listed = Actor("Q:merz", "Friedrich Merz", role="Chancellor", country="DE", side="europe", listed=True)
        loose = Actor("Q:merz", "Friedrich Merz der Lange", role="opposition leader", country="AT")
        assert self.learn(db, first, loose, listed, loose) == {
            "name": "Friedrich Merz",
            "role": "Chancellor",
            "country": "DE",
            "side": "europe",
            "listed": 1,
        }

    def test_a_quotation_keeps_the_role_that_its_text_gave(self, db: Database, first: int) -> None:
        listed = Actor("Q:merz", "Friedrich Merz", role="Chancellor", listed=True)
        self.learn(db, first, listed, replace(listed, role="former finance minister"))
        assert [row["role"] for row in select(db, "SELECT role FROM quotations")] == [
            "Chancellor",
            "former finance minister",
        ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.text(st.characters(exclude_categories=()), min_size=1, max_size=40),
    keys=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=300).map(tuple),
)
def test_any_quotation_is_stored_once(db: Database, content: str, keys: tuple[int, ...]) -> None:
    article_id = article(db, next(iter(store.pages.ready(db, NOW, 1)), None) or queued(db), content)
    said = Quotation("indirect", 0, len(content), content)
    mark = replace(samples.fingerprint("x"), digest=str(hash(content)), keys=keys)
    before = db["statements"].count
    number = statements.insert(db, article_id, said, mark, samples.reported(content), None, NOW)
    assert statements.attach(db, number, article_id, said, mark, Identity(number, "verbatim", 1.0), None, NOW) is False
    if db["statements"].count > before:
        assert all(number in found(db, key) for key in keys[: sharing.MOST_KEYS])
