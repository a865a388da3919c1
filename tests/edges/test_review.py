"""The log over HTTP: pages, filters, tables and errors of a real server on a log with everything hostile in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import yaml_file
from monitor.edges import store
from monitor.edges.review import FOLDER
from tests.edges import review_samples as samples
from tests.edges.review_samples import Town
from tests.servers.review import serving

pytest.importorskip("datasette", reason="the review page is an extra")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Town]:
    """A log in a folder whose name Datasette alone would stumble over."""
    path = tmp_path_factory.mktemp("50% of? #1 ü") / "monitor.db"
    return path, samples.build(path)


@pytest.fixture(scope="module")
def town(log: tuple[Path, Town]) -> Town:
    return log[1]


@pytest.fixture(scope="module")
def client(log: tuple[Path, Town]) -> Iterator[httpx.Client]:
    with serving(log[0]) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as opened:
        yield opened


class References(HTMLParser):
    """What a page would load, run or send, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "src" or (name == "href" and tag == "link") or name == "action":
                self.loaded.append(value or "")
            if name.startswith("on") or name == "style" or (value or "").lower().strip().startswith("javascript:"):
                self.inline.append(f"{tag} {name}={value}")
            if name == "href" and tag == "a":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
        if tag in {"iframe", "object", "embed", "img", "style", "base"} or (
            tag == "script" and "src" not in dict(attrs)
        ):
            self.inline.append(tag)


def references(page: str) -> References:
    found = References()
    found.feed(page)
    found.close()
    return found


def numbers(client: httpx.Client, path: str) -> list[int]:
    """The statements or articles that a list shows, in its order."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    what = path.split("?", maxsplit=1)[0]
    found = re.findall(rf'<(?:blockquote[^>]*>|header>)<a [^>]*href="{what}/(\d+)"', answer.text)
    return [int(number) for number in found]


def plain(page: str) -> str:
    """The page's text without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", page))


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


def test_a_statement_is_shown_with_its_reports_its_evidence_and_its_alerts(client: httpx.Client, town: Town) -> None:
    page = client.get(f"/-/statements/{town['weidmann']}").text
    assert page.count('<article class="card report">') == 3
    assert "2 outlets, 3 reports" in plain(page)
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


def test_the_tables_have_facets_search_and_ways_to_our_pages(client: httpx.Client, town: Town) -> None:
    page = client.get("/log/statement_log").text
    assert 'href="http://' not in page.replace(str(client.base_url), "")
    for facet in ("side", "stance", "country", "kind", "language", "first_outlet"):
        assert f'id="facet-{facet}' in page or f'data-column="{facet}"' in page
    assert f'<a href="/-/statements/{town["osina"]}">' in page
    found = client.get("/log/statement_log.json?_search=лозунгов&_shape=array").json()
    assert [row["id"] for row in found] == [town["osina"]]
    assert client.get("/log/articles.json?_search=midnight&_shape=array").json()[0]["id"] == town["edited_article"]
    assert (
        client.get("/log/story_log.json?_search=Spartak&_shape=array").json()[0]["article_id"] == town["sport_article"]
    )
    assert (
        f'<a href="/-/articles/{town["sport_article"]}">Spartak win</a>'
        in client.get("/log/articles?_search=Spartak").text
    )
    assert "owned'</script>" not in client.get("/log/statements").text
    for name in store_names():
        assert client.get(f"/log/{name}").status_code == 200, name


def test_sql_can_read_the_texts_and_change_nothing(client: httpx.Client, log: tuple[Path, Town]) -> None:
    path, town = log
    sql = "select article_text(text) as text from articles where id = :id"
    asked = {"sql": sql, "_shape": "array"}
    assert client.get("/log.json", params={**asked, "id": town["sport_article"]}).json() == [{"text": samples.SPORT}]
    assert client.get("/log.json", params={**asked, "id": town["damaged_article"]}).json() == [{"text": None}]
    bomb = {
        "sql": "select article_text(zeroblob(100)) as a, article_text('x') as b, article_text(null) as c",
        "_shape": "array",
    }
    assert client.get("/log.json", params=bomb).json() == [{"a": None, "b": None, "c": None}]
    before = path.read_bytes()
    for statement in (
        "delete from statements",
        "update articles set title = ''",
        "attach 'x' as x",
        "with a as (select 1) insert into meta values (1, 2)",
    ):
        answer = client.get("/log.json", params={"sql": statement})
        assert answer.status_code == 400
        assert not answer.json()["ok"]
    assert client.get("/log.db").status_code in {403, 404}
    assert path.read_bytes() == before


def test_an_error_is_a_page_of_ours_and_tells_no_insides(client: httpx.Client) -> None:
    answer = client.get("/log/statement_log", params={"_sort": "<b>nothing"})
    assert answer.status_code >= 400
    assert "Cannot sort table by &lt;b&gt;nothing" in answer.text
    assert references(answer.text).inline == []
    assert client.get("/log/statement_log.json?_sort=nothing").json()["error"] == "Cannot sort table by nothing"
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    assert client.get("/log.json", params={"sql": endless}).status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "", "[::2]"])
def test_only_our_own_names_are_answered(client: httpx.Client, host: str) -> None:
    answer = client.get("/-/statements", headers={"host": host})
    assert answer.status_code == 421
    assert "Statements" not in answer.text
    assert client.get("/-/statements", headers={"host": "localhost:8001"}).status_code == 200
    assert client.get("/-/statements", headers={"host": "[::1]:8001"}).status_code == 200


def store_names() -> list[str]:
    """The tables and views that the metadata describe."""
    return list(metadata())


def metadata() -> dict[str, dict[str, object]]:
    found = yaml_file.plain(yaml_file.load(FOLDER / "metadata.yaml"))
    return dict(found["databases"]["log"]["tables"])


def test_the_descriptions_fit_the_tables(log: tuple[Path, Town]) -> None:
    with store.open_reader(log[0]) as db:
        there = {*db.table_names(), *db.view_names()}
        for name, about in metadata().items():
            assert name in there
            columns = {str(row["name"]) for row in db.query(f"PRAGMA table_xinfo({name})")}
            named = [
                *about.get("facets", []),
                *about.get("columns", {}),
                about.get("sort_desc"),
                about.get("label_column"),
                about.get("fts_pk"),
            ]  # type: ignore[misc]  # from YAML
            assert {column for column in named if column} <= columns, name
            assert about.get("fts_table", "articles_fts") in there
        shown = {name for name in there if "_fts" not in name and not name.startswith("sqlite_")}
        assert shown <= set(metadata()), "a new table: describe it in metadata.yaml, or hide it"
