"""Articles played into the log: events, copies, coverage; in any order, twice, and with edits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import ledger
from monitor.core.analyse import analyse_article
from monitor.edges import store
from monitor.edges.store import Database, PageTask
from monitor.records import Article, Page
from tests import fortnight
from tests.edges.store_samples import NOW, rows
from tests.fortnight import TOPIC, Piece, config, task


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


SAID = (
    "“Russia is ready to send an envoy to Geneva for talks with the Europeans,” Kremlin spokesman Gleb Vorontsov said."
)
WIRE = text(
    "MOSCOW (AFP) - The Kremlin has answered the offer of talks that Germany and France made to Russia on Monday.",
    SAID,
    "Vorontsov did not say who the envoy would be. Diplomats in Brussels called the answer from Moscow serious, and the "
    "German foreign ministry said that a date for the talks between Russia and the European Union was being discussed.",
)
CUT = WIRE.replace("MOSCOW (AFP) - ", "").replace("serious", "a serious one")
OWN = text("The offer of talks between Europe and Russia has found an answer in Moscow, after a week of silence.", SAID)
GERMAN = text(
    "Der Kreml hat auf das Angebot Deutschlands und Frankreichs für Gespräche mit Russland geantwortet.",
    "„Russland ist bereit, einen Gesandten zu Gesprächen mit den Europäern nach Genf zu schicken“, sagte Kremlsprecher "
    "Gleb Woronzow am Montag in Moskau.",
)
OTHER = text(
    "Latvia expelled 14 Russian diplomats on Monday and summoned the ambassador of Russia to the foreign ministry.",
    "“The ambassador was told that 14 of his diplomats have to leave Riga by Friday,” Latvian Foreign Minister Ilze Ozola "
    "said after talks with the European Union.",
)


def piece(
    slug: str, text: str, title: str, *, outlet: str = "", language: str = "en", hours: float = 0, page: str = ""
) -> Piece:
    name = outlet or slug
    at = NOW + timedelta(hours=hours)
    return Piece(slug, page or slug, name, f"The {name.title()}", "GB", language, at, title, text)


ENVOY = "Kremlin says Russia is ready to send envoy to Geneva for talks"
PIECES = (
    piece("courier", WIRE, ENVOY),
    piece("harbour", WIRE, "Russia ready to send envoy to Geneva, Kremlin says", hours=1),
    piece("tribune", CUT, "Kremlin ready to send envoy to talks in Geneva", hours=2),
    piece("post", OWN, "Moscow ready for talks with Europe in Geneva, Kremlin says", hours=3),
    piece(
        "bote", GERMAN, "Kreml: Russland bereit, Gesandten zu Gesprächen nach Genf zu schicken", language="de", hours=4
    ),
    piece("gazette", OTHER, "Latvia expels 14 Russian diplomats", hours=5),
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "log.db") as opened:
        yield opened


def play(db: Database, *pieces: Piece) -> None:
    for one in pieces:
        article = Article(one.url, one.text, one.title, published=one.at, language=one.language)
        analysis = analyse_article(article, Page(one.url, b"", topics=(TOPIC,)))
        now = one.at + timedelta(minutes=10)
        page: PageTask = task(db, one, now)
        ledger.commit(db, config(), ledger.Report(page, analysis, "page", now))


def events(db: Database) -> set[frozenset[object]]:
    found: dict[object, set[object]] = {}
    for row in rows(db, "SELECT cluster_id, outlet FROM articles"):
        found.setdefault(row["cluster_id"], set()).add(row["outlet"])
    assert None not in found
    return set(map(frozenset, found.values()))


def coverage(db: Database) -> str:
    """Of the statement that most outlets have."""
    best = max(store.queries.statements(db), key=lambda row: (row["outlet_count"], -row["id"]))
    return str(best["coverage"])


EXPECTED = {
    frozenset({"The Courier", "The Harbour", "The Tribune", "The Post", "The Bote"}),
    frozenset({"The Gazette"}),
}


def test_articles_of_one_event_are_one_cluster_in_two_languages(db: Database) -> None:
    play(db, *PIECES)
    assert events(db) == EXPECTED
    (first, _) = sorted(store.queries.events(db), key=lambda row: int(row["id"]))
    assert first["title"] == ENVOY
    assert first["coverage"] == "5 outlets, 3 independent (AFP × 3)"
    assert first["languages"] == ["de", "en"]


def test_an_event_has_a_page(db: Database) -> None:
    play(db, *PIECES)
    number = store.clusters.of_article(db, 1)
    assert number is not None
    page = store.clusters.page(db, number)
    assert page is not None
    assert [row["outlet"] for row in page["articles"]][:2] == ["The Courier", "The Harbour"]
    assert page["first_report"] == page["articles"][0]["published"]
    assert any("envoy" in row["text"] for row in page["statements"])
    assert store.clusters.page(db, 999) is None
    assert store.clusters.of_article(db, 999) is None


def test_a_statement_tells_its_independent_coverage(db: Database) -> None:
    play(db, *PIECES[:4])
    assert coverage(db) == "4 outlets, 2 independent (AFP × 3)"


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_changes_nothing(db: Database, seed: int) -> None:
    play(db, *random.Random(seed).sample(PIECES, len(PIECES)))
    assert events(db) == EXPECTED
    assert coverage(db).endswith("independent (AFP × 3)")


def test_met_again_an_article_stays_where_it_is(db: Database) -> None:
    play(db, *PIECES)
    kept = (
        "SELECT id, wire, body_of, cluster_id FROM articles",
        "SELECT * FROM clusters",
        "SELECT * FROM article_keys",
    )
    before = [rows(db, sql) for sql in kept]
    play(db, *PIECES[::-1])
    assert rows(db, kept[0]) == before[0]
    assert len(rows(db, kept[1])) == len(before[1])
    assert rows(db, kept[2]) == before[2]


def test_an_edit_is_of_the_same_event_and_no_copy(db: Database) -> None:
    edited = piece("courier", WIRE.replace("Monday", "Tuesday") + "\n\nThis article was corrected.", ENVOY, hours=1)
    play(db, PIECES[0], edited)
    found = rows(db, "SELECT cluster_id, body_of, wire FROM articles ORDER BY id")
    assert found[0]["cluster_id"] == found[1]["cluster_id"]
    assert [row["body_of"] for row in found] == [None, None]
    number = int(str(found[0]["cluster_id"]))
    assert len((store.clusters.page(db, number) or {})["articles"]) == 1


def test_a_reaction_is_linked_with_the_event(db: Database) -> None:
    slams = OTHER.replace("Latvia expelled", "The Kremlin condemned that Latvia expelled")
    play(db, PIECES[5], piece("post", slams, "Russia slams Latvia for expelling 14 diplomats", hours=2))
    assert len(events(db)) == 2
    page = store.clusters.page(db, 1)
    assert page is not None
    assert [row["id"] for row in page["linked"]] == [2]
    assert [row["id"] for row in (store.clusters.page(db, 2) or {})["linked"]] == [1]


def test_off_the_topic_there_is_no_event(db: Database) -> None:
    play(
        db,
        piece("post", "The ferries stayed in the harbour because of the wind. Nobody minded.", "Ferries stay in port"),
    )
    assert rows(db, "SELECT * FROM clusters") == []
    assert rows(db, "SELECT * FROM article_keys") == []


def test_a_proposal_and_the_answer_to_it_are_two_events_in_five_languages(db: Database) -> None:
    proposal = ["de-proposal", "de-proposal-short", "en-proposal", "ru-proposal", "fr-proposal"]
    answer = ["en-wire-courier", "en-wire-harbour", "en-wire-dispatch", "en-wire-tribune", "fr-kremlin", "ru-kremlin"]
    slugs = [slug for slug in fortnight.pieces() if slug in {*proposal, *answer}]
    fortnight.play(db, slugs)
    found = {row["url"]: row["cluster_id"] for row in rows(db, "SELECT url, cluster_id FROM articles")}
    clusters = {slug: found[fortnight.pieces()[slug].url] for slug in slugs}
    assert len({clusters[slug] for slug in proposal}) == 1
    assert len({clusters[slug] for slug in answer}) == 1
    assert clusters["de-proposal"] != clusters["fr-kremlin"]
