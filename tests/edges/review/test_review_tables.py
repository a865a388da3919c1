"""The tables of the log over HTTP: described, searched, read by SQL that can change nothing, and their errors."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from monitor import yaml_file
from monitor.edges import store
from monitor.edges.review import FOLDER
from tests.edges import review_samples as samples
from tests.edges.review.reading import references
from tests.edges.review_samples import Town

pytest.importorskip("datasette", reason="the review page is an extra")


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


@pytest.mark.parametrize("path", ["/-/statements", "/-/messages", "/log/articles", "/-/logout", "/log.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent_to_it(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, data={"message": "x", "sql": "select 1"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert client.head("/-/statements").status_code == 200


def test_no_cell_turns_the_text_around_it(client: httpx.Client, town: Town) -> None:
    for place in ("statement_log", "actors", "quotation_log", f"quotations/{town['hostile']}"):
        page = client.get(f"/log/{place}?_nofacet=1").text
        assert samples.SCRIPT not in page
        assert "\u202e" not in page, place


def test_an_error_is_a_page_of_ours_and_tells_no_insides(client: httpx.Client) -> None:
    answer = client.get("/log/statement_log", params={"_sort": "<b>nothing"})
    assert answer.status_code >= 400
    assert "Cannot sort table by &lt;b&gt;nothing" in answer.text
    assert references(answer.text).inline == []
    assert client.get("/log/statement_log.json?_sort=nothing").json()["error"] == "Cannot sort table by nothing"
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    assert client.get("/log.json", params={"sql": endless}).status_code == 400


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
