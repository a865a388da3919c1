"""What stands around a statement, on the pages of statements, actors and events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from monitor.corrections import Corrections
from monitor.edges import store
from monitor.edges.store.corrections import Correction
from tests import fortnight
from tests.edges.review.reading import plain, references
from tests.edges.review_samples import IMAGE, SCRIPT, TURN
from tests.edges.store_samples import NOW
from tests.servers.review import serving
from tests.test_fortnight import known

pytest.importorskip("datasette", reason="the review page is an extra")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fortnight, with a correction."""
    path = tmp_path_factory.mktemp("fortnight") / "monitor.db"
    with store.open_writer(path) as db, store.reviews.open_writer(path.with_name("reviews.db")) as reviews:
        fortnight.play(db, fortnight.pieces())
        numbers = known(db)
        one, other = (store.corrections.statement(db, numbers[name]) for name in ("france-ready", "france-reopen"))
        assert one is not None
        store.corrections.append(reviews, Correction("ana", "merge", one, other, note="the same <b>idea</b>"), NOW)
        assert Corrections(path.with_name("reviews.db")).honour(db, NOW) == 1
    return path


@pytest.fixture(scope="module")
def numbers(log: Path) -> dict[str, int]:
    with store.open_reader(log) as db:
        found = known(db)
        younger = db.execute("SELECT id FROM statements WHERE merged_into IS NOT NULL").fetchone()[0]
    return {**found, "joined": younger}


@pytest.fixture(scope="module")
def client(log: Path) -> Iterator[httpx.Client]:
    with serving(log) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as opened:
        yield opened


def shown(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found = references(answer.text)
    assert found.inline == []
    assert len(found.ids) == len(set(found.ids))
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    return answer.text


def test_a_statement_shows_its_wordings_with_the_original_and_its_coverage(
    client: httpx.Client, numbers: dict[str, int]
) -> None:
    page = shown(client, f"/-/statements/{numbers['kremlin-ready']}")
    assert "6 outlets, 3 independent (AFP × 4)" in plain(page)
    side = page.split('id="wordings"')[1].split("<h2")[0]
    assert side.count("<figure") == 3
    assert side.index("original") < side.index("Russia is ready")
    assert "Россия готова" in side.split("<figure")[1]


def test_what_differs_between_wordings_of_one_language_is_marked(client: httpx.Client, numbers: dict[str, int]) -> None:
    page = shown(client, f"/-/statements/{numbers['poland-no']}")
    assert page.count('<mark class="other"') == 1
    assert ">we</mark>" in page


def test_replies_are_shown_on_both_sides_with_evidence_and_lag(client: httpx.Client, numbers: dict[str, int]) -> None:
    answer = shown(client, f"/-/statements/{numbers['kremlin-ready']}").split('id="answers"')[1].split("<h2")[0]
    assert f"/-/statements/{numbers['proposal']}" in answer
    assert "22 hours later" in plain(answer)
    assert "ответили на предложение Германии" in plain(answer)
    answered = shown(client, f"/-/statements/{numbers['proposal']}").split('id="answered"')[1].split("<h2")[0]
    assert f"/-/statements/{numbers['kremlin-ready']}" in answered
    assert "3 days later" in plain(answered)


def test_a_change_of_position_stands_in_the_ledger_with_both_quotes(
    client: httpx.Client, numbers: dict[str, int]
) -> None:
    page = shown(client, f"/-/statements/{numbers['kremlin-refuses']}")
    ledger = plain(page.split('id="positions"')[1].split("<h2")[0])
    assert "full change of position from" in " ".join(ledger.split())
    assert "отказываемся от любых" in ledger
    assert ledger.count("Россия готова") == 2
    actor = next(link for link in references(page).links if link.startswith("/-/actors/"))
    assert "full change of position" in plain(shown(client, actor))


def test_an_event_shows_its_articles_whose_copies_they_are_and_what_was_said(
    client: httpx.Client, numbers: dict[str, int]
) -> None:
    page = shown(client, f"/-/statements/{numbers['kremlin-ready']}")
    event = next(link for link in references(page).links if link.startswith("/-/events/"))
    found = shown(client, event)
    assert plain(found).count("AFP") == 5
    assert f"/-/statements/{numbers['kremlin-ready']}" in found
    assert "Events beside it" in found
    article = next(link for link in references(found).links if link.startswith("/-/articles/"))
    assert event in shown(client, article)


def test_a_joined_statement_leads_to_the_one_that_has_its_reports(
    client: httpx.Client, numbers: dict[str, int]
) -> None:
    page = shown(client, f"/-/statements/{numbers['joined']}")
    assert "A reviewer joined this statement" in page
    assert "None" not in plain(page)  # it has no report any more, so no outlet
    kept = shown(client, f"/-/statements/{numbers['france-ready']}")
    assert "&lt;b&gt;idea&lt;/b&gt;" in kept
    assert f'href="/-/statements/{numbers["joined"]}"' not in client.get("/-/statements").text


def test_an_event_that_everybody_told_of_goes_on_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with store.open_writer(path) as db:
        fortnight.play(db, fortnight.pieces())
        db.execute("UPDATE articles SET cluster_id = 1")
        number = known(db)["kremlin-ready"]
        for copy in range(1, 131):  # of a statement, in the article that it is reported in
            db.execute(
                """INSERT INTO statements (id, kind, text, digest, reported, first_seen, last_seen, first_article_id, stance)
                SELECT 5000 + ?, kind, 'Word ' || ?, digest || ?, reported, first_seen, last_seen, first_article_id, stance
                FROM statements WHERE id = ?""",
                [copy, copy, copy, number],
            )
            db.execute(
                """INSERT INTO quotations (article_id, statement_id, relation, similarity, digest, kind, content_start,
                    content_end, content, stance, at)
                SELECT article_id, 5000 + ?, 'new', 1, digest || ?, kind, 9000 + ?, 9001 + ?, 'x', stance, at
                FROM quotations WHERE statement_id = ? ORDER BY id LIMIT 1""",
                [copy, copy, copy, copy, number],
            )
    with serving(path) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        first, second, beyond = (shown(client, f"/-/events/1?page={page}") for page in (1, 2, "99"))
        listed = [set(re.findall(r'href="/-/statements/(\d+)"', page)) for page in (first, second)]
        assert len(listed[0]) == 100
        assert len(listed[1]) > 30
        assert listed[0].isdisjoint(listed[1])
        assert f'Statements <span class="quiet">{len(listed[0] | listed[1])}<' in first
        assert 'rel="next" href="?page=2"' in first
        assert 'rel="next"' not in second
        assert beyond == second


@pytest.mark.parametrize("path", ["/-/actors/99999", "/-/events/99999", f"/-/events/{'9' * 40}"])
def test_what_is_not_there_is_said(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text


def test_hostile_text_stays_text_around_a_statement_too(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with store.open_writer(path) as db:
        fortnight.play(db, fortnight.pieces())
        number = known(db)["kremlin-ready"]
        for sql in (
            "UPDATE actors SET name = ?, role = ?",
            "UPDATE clusters SET title = ? || ?",
            "UPDATE replies SET kind = ? || ?, evidence_start = -5, evidence_end = 900000",
            "UPDATE articles SET wire = ? || ?",
            "UPDATE quotations SET content = content || ? || ?",
            "UPDATE statements SET text = ? || ?",
        ):
            db.execute(sql, [f"{SCRIPT}{TURN}", IMAGE])
    with serving(path) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        pages = [f"/-/statements/{number}", "/-/actors/1", "/-/events/2", "/-/statements/1"]
        for page in pages:
            text = shown(client, page)
            assert SCRIPT not in text, page
            assert IMAGE not in text, page
            assert "\u202e" not in text, page
