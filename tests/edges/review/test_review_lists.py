"""The lists of the log over HTTP: searched, filtered, counted, paged, and asked for nonsense."""

from __future__ import annotations

import re

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edges.review.reading import numbers, references
from tests.edges.review_samples import Town

pytest.importorskip("datasette", reason="the review page is an extra")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["osina", "hostile", "long", "broken", "damaged", "patience", "official", "weidmann", "lefevre", "busy"]),
        ("q=лозунгов", ["osina"]),
        ("q=ЛОЗУНГ*", ["osina"]),
        ("q=Осина", ["osina"]),
        ("q=elysee", ["lefevre"]),
        ("q=Élysée+russie", ["lefevre"]),
        ("q=Lefevre", ["lefevre"]),
        ('q="sit+down+with"', ["weidmann"]),
        ("q=down+sit", ["weidmann"]),
        ('q="down+sit"', []),
        ("q=nothing+like+it", []),
        ("side=russia", ["osina"]),
        ("side=unknown", ["long"]),
        ("stance=opposes", ["hostile", "official"]),
        ("stance=conditional", ["weidmann"]),
        ("kind=indirect", ["official"]),
        ("country=FR", ["lefevre"]),
        ("country=unknown", ["long"]),
        ("language=ru", ["osina"]),
        ('language="><b', ["hostile"]),
        ("outlet=outlet+b", ["weidmann"]),
        ("outlet=Outlet+K", ["busy"]),
        ("topic=europe-russia-diplomacy&side=europe&stance=supports", ["lefevre", "busy"]),
        ("since=2026-03-02&until=2026-03-02&country=RU", ["osina"]),
        ("until=2026-03-01", ["lefevre", "busy"]),
        ("since=2026-03-03", []),
        ("side=atlantis", []),
        ("q=' OR 1=1 --", []),
        ("page=2", []),
    ],
)  # fmt: skip
def test_statements_are_searched_and_filtered(client: httpx.Client, town: Town, query: str, names: list[str]) -> None:
    assert numbers(client, f"/-/statements?{query}") == [town[name] for name in names]


def test_all_statements_of_a_speaker_are_one_link_away(client: httpx.Client, town: Town) -> None:
    page = client.get(f"/-/statements/{town['weidmann']}").text
    link = next(link for link in references(page).links if "actor=" in link)
    assert numbers(client, link) == [town[name] for name in ("broken", "damaged", "patience", "weidmann", "busy")]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("verdict=not+relevant", ["sport_article"]),
        ("language=sw", ["swahili_article"]),
        ("verdict=unknown", ["edited_article", "swahili_article"]),
        ("q=Spartak", ["sport_article"]),
        ("q=midnight", ["edited_article"]),
        ("outlet=Outlet+F&topic=europe-russia-diplomacy", ["hostile_article"]),
    ],
)  # fmt: skip
def test_articles_are_searched_and_filtered_by_their_verdict(
    client: httpx.Client, town: Town, query: str, names: list[str]
) -> None:
    assert numbers(client, f"/-/articles?{query}") == [town[name] for name in names]


def test_lists_go_on_page_by_page_and_lose_nothing(client: httpx.Client) -> None:
    first, second = numbers(client, "/-/articles"), numbers(client, "/-/articles?page=2")
    assert len(first) == 40
    assert sorted(first + second) == list(range(1, 43))
    assert "page=2" in next(link for link in references(client.get("/-/articles").text).links if "page=" in link)
    assert numbers(client, "/-/articles?page=99999999999999999999") == first


def test_facets_count_and_lead_to_what_they_counted(client: httpx.Client, town: Town) -> None:
    page = client.get("/-/statements?stance=supports").text
    facet = page.split("<h2>country</h2>")[1].split("</section>")[0]
    assert re.findall(r">(\w+)</a> <span class=\"quiet\">(\d+)<", facet) == [("DE", "1"), ("FR", "1")]
    link = next(link for link in references(facet).links if "country=FR" in link)
    assert numbers(client, link) == [town["lefevre"]]
    assert 'href="/-/statements?country=FR"' in client.get(link).text  # the way to take the first filter back


def test_what_cannot_be_understood_is_said(client: httpx.Client) -> None:
    page = client.get("/-/statements?since=soon&q=%3F%3F&actor=me").text
    assert page.count('role="alert"') == 3
    assert "“soon” is no day: write YYYY-MM-DD" in page


query_strings = st.dictionaries(
    st.sampled_from(["q", "side", "stance", "country", "language", "outlet", "topic", "since", "until", "actor", "page", "verdict", "_x", "q\x00"]),
    st.text(max_size=40) | st.sampled_from(['"', "NEAR(", "a*b*", "9" * 30, "2026-13-40", "unknown", "\x00", "%", "'"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query_strings)
def test_no_query_string_breaks_a_list(client: httpx.Client, asked: dict[str, str]) -> None:
    for path in ("/-/statements", "/-/articles"):
        assert client.get(path, params=asked).status_code == 200


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%ED%A0%80", "%00=%00", "q=a&q=b&q=c", "&&&===", "page=%2B1", "q=" + "x" * 5000]
)
def test_odd_encodings_break_nothing(client: httpx.Client, query: str) -> None:
    assert client.get(f"/-/statements?{query}").status_code == 200
