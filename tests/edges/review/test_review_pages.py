"""The pages of the log over HTTP: statements, articles, what is damaged, and what is not there."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.edges import review_samples as samples
from tests.edges.review.reading import plain, references
from tests.edges.review_samples import Town

pytest.importorskip("datasette", reason="the review page is an extra")


def test_every_page_answers_and_can_neither_load_nor_run_anything_from_outside(
    client: httpx.Client, town: Town
) -> None:
    pages = [
        f"/-/{'articles' if name.endswith('_article') else 'statements'}/{number}" for name, number in town.items()
    ]
    for path in ["/-/statements", "/-/articles", *pages, "/-/statements?q=Russia", "/-/articles?verdict=unknown"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-security-policy"].startswith(
            "default-src 'none'; style-src 'self'; script-src 'self'"
        )
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        found = references(answer.text)
        assert found.inline == [], path
        assert all(source.startswith("/-/") for source in found.loaded), path
        assert len(found.ids) == len(set(found.ids)), path
        assert "\u202e" not in answer.text, path
        assert "\x1b" not in answer.text, path


def test_links_within_the_pages_lead_somewhere(client: httpx.Client, town: Town) -> None:
    asked: set[str] = set()
    for path in (
        "/-/statements",
        "/-/articles",
        f"/-/statements/{town['weidmann']}",
        f"/-/articles/{town['english_article']}",
    ):
        found = references(client.get(path).text)
        for link in found.links:
            place, _, anchor = link.partition("#")
            if not place:
                assert anchor in found.ids, link
            elif place.startswith("/") and place not in asked and len(asked) < 60:
                asked.add(place)
                assert client.get(place).status_code == 200, link
    assert len(asked) > 30


@pytest.mark.parametrize(
    "path",
    [
        "/-/statements/999",
        "/-/statements/0",
        "/-/statements/" + "9" * 300,
        "/-/articles/999",
        "/-/articles/" + "1" * 19,
        "/-/statements/x",
        "/-/statements/-1",
        "/-/statements/%D9%A3",
        "/nothing",
        "/log/nothing",
    ],
)
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert "Not found" in answer.text or "There is no" in answer.text or "Table not found" in answer.text
    assert "Traceback" not in answer.text


def test_a_statement_is_shown_with_its_reports_its_evidence_and_its_alerts(client: httpx.Client, town: Town) -> None:
    page = client.get(f"/-/statements/{town['weidmann']}").text
    assert page.count('<article class="card report">') == 3
    assert "2 outlets, 2 independent" in plain(page)
    assert "3 reports" in plain(page)
    marked = "".join(
        re.findall(r'<mark class="content[^>]*>([^<]*)<', page.split('data-to="q1"')[1].split("</div>")[0])
    )
    assert marked == samples.SILENT.content
    assert '<mark class="content stance">as soon as the guns are silent</mark>' in page
    assert '<mark class="speaker">Clara Weidmann</mark>' in page
    assert '<mark class="cue">sagte</mark>' in page
    assert 'title="cue:moskau">Moskau</mark>' in page
    assert "text unchanged" in page
    rows = plain(page.split('<h2 id="alerts">')[1])
    assert "#diplomacy" in rows
    assert "refused" in rows
    assert f"550 {samples.IMAGE}" in rows


def test_many_reports_are_paged(client: httpx.Client, town: Town) -> None:
    pages = [client.get(f"/-/statements/{town['busy']}?page={number}").text for number in (1, 2, 3)]
    shown = [re.findall(r"Bericht \d+", page) for page in pages]
    assert [len(found) for found in shown] == [12, 12, 6]
    assert len({title for found in shown for title in found}) == 30
    assert client.get(f"/-/statements/{town['busy']}?page=99999").text == pages[2]


def test_an_article_says_why_and_why_not(client: httpx.Client, town: Town) -> None:
    relevant = plain(client.get(f"/-/articles/{town['english_article']}").text)
    assert "2.6 points of 2" in relevant
    assert "4 quotations" not in relevant
    assert "3 quotations" in relevant
    assert "cue:talks" in relevant
    other = client.get(f"/-/articles/{town['sport_article']}").text
    assert "<h3>Why not</h3>" in other
    assert "missing: nobody of europe is named" in other
    assert "unsupported language" in client.get(f"/-/articles/{town['swahili_article']}").text
    assert (
        f'href="/-/articles/{town["edited_article"]}">2</a>'
        in client.get(f"/-/articles/{town['english_article']}").text
    )


def test_damage_is_said_and_hides_nothing_else(client: httpx.Client, town: Town) -> None:
    damaged = plain(client.get(f"/-/statements/{town['damaged']}").text)
    assert "The text of this article is damaged. It was reported as: Das bleibt so" in damaged
    assert "cannot be unpacked" in client.get(f"/-/articles/{town['damaged_article']}").text
    broken = plain(client.get(f"/-/statements/{town['broken']}").text)
    assert "At these places the text does not say what was stored: Genug geredet" in broken
    assert "not at its place in the text" in client.get(f"/-/articles/{town['broken_article']}").text
    assert "does not have the SHA-256" in client.get(f"/-/articles/{town['forged_article']}").text


def test_a_long_text_is_cut_around_the_statement_and_a_page_stays_small(client: httpx.Client, town: Town) -> None:
    answer = client.get(f"/-/statements/{town['long']}")
    assert len(answer.content) < 2**20
    assert "characters before" in answer.text
    assert "characters after" in answer.text
    assert len(client.get("/-/statements").content) < 2**18
    whole = client.get(f"/-/articles/{town['long_article']}")
    assert samples.LONG_WORD in whole.text
    assert whole.elapsed.total_seconds() < 20


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "", "[::2]"])
def test_only_our_own_names_are_answered(client: httpx.Client, host: str) -> None:
    answer = client.get("/-/statements", headers={"host": host})
    assert answer.status_code == 421
    assert "Statements" not in answer.text
    assert client.get("/-/statements", headers={"host": "localhost:8001"}).status_code == 200
    assert client.get("/-/statements", headers={"host": "[::1]:8001"}).status_code == 200
