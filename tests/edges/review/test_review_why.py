"""The page of an article says why it counts for each topic, and why not, with passages and rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytest.importorskip("datasette", reason="the review page is an extra")

from monitor import ledger
from monitor.config import Config
from monitor.core.analyse import analyse_article
from monitor.edges import store
from monitor.edges.review.why import beginnings, passages, why
from monitor.records import Article, Page
from tests.edges.review.reading import plain
from tests.edges.store_samples import NOW, queued
from tests.servers import browser as browsers
from tests.servers.review import serving

DIPLOMACY, ENLARGEMENT = "europe-russia-diplomacy", "eu-enlargement"
TOPICS = (DIPLOMACY, ENLARGEMENT)
LEAD = "Germany and France are ready to talk to Russia about a ceasefire, their foreign ministers said in Berlin."
ENVOY = (
    "“We will send an envoy to Moscow if the Kremlin shows that it wants to negotiate,” German Foreign Minister "
    "Clara Weidmann said after the meeting with her French colleague."
)
WELCOME = "The Russian foreign ministry welcomed the offer and said talks with Europe could begin within weeks."
QUIET = (
    "Ferries stayed in the harbour of Port Ellen because of the wind, and the islanders waited for bread and post.",
    "The bakers of the town opened at noon, an hour after the market, and sold what they had left from the weekend.",
    "In the afternoon the council met to decide about the swimming pool, whose roof has leaked since the spring.",
    "The library will close for two weeks in August while new shelves are put in and the old carpet is taken out.",
)
TOLLS = "“The tolls on the northern bridge will stay as they are until the end of the year,” Mayor Ailsa Brown said."
BLOG = "\n\n".join((LEAD, ENVOY, WELCOME, *QUIET, TOLLS, *QUIET))
TITLE = "Germany and France offer talks to Russia - live"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with one article, judged on two topics by the program itself."""
    path = tmp_path_factory.mktemp("why") / "monitor.db"
    with store.open_writer(path) as db:
        task = queued(db, 1, "paper")
        article = Article(task.url, BLOG, TITLE, published=NOW, language="en")
        analysis = analyse_article(article, Page(task.url, b"", topics=TOPICS))
        assert [one.relevant for one in analysis.stories] == [True, False]
        ledger.commit(db, Config(topics=TOPICS), ledger.Report(task, analysis, "page", NOW))
    return path


@pytest.fixture(scope="module")
def address(log: Path) -> Iterator[str]:
    with serving(log) as opened:
        yield opened


def card(page: str, topic: str) -> str:
    """What the page says of one topic."""
    return plain(next(part for part in page.split('<section class="card">') if f"<h2>{topic}</h2>" in part))


def test_each_topic_says_why_or_why_not_and_how_near_it_was(address: str) -> None:
    page = httpx.get(f"{address}/-/articles/1", trust_env=False).text
    relevant, other = card(page, DIPLOMACY), card(page, ENLARGEMENT)
    assert "points of 4.5 (" in relevant
    assert "to spare)" in relevant
    for rule, weight in {"headline": "+2", "lead": "+3", "body": "+3", "third parties": "-2.5", "other matters": "-3.5"}.items():  # fmt: skip
        assert rule in relevant
        assert weight in relevant
    assert "passages on the topic" in relevant or "passage on the topic" in relevant
    assert "Why not" in other
    assert "missing: nobody of candidates is named" in other
    assert "short)" in other


def test_statements_off_the_topic_are_shown_as_such(address: str) -> None:
    page = plain(httpx.get(f"{address}/-/articles/1", trust_env=False).text)
    listed = page[page.index("quotations") :]
    assert f"on {DIPLOMACY}" in listed
    brown = listed[listed.index("Ailsa Brown") :]
    assert "off the topic" in brown[:400]
    assert listed.count("off the topic") == 1


@pytest.mark.skipif(not browsers.there(), reason=f"there is no {browsers.CHROMIUM}")
def test_in_the_browser_the_passages_on_the_topic_are_marked_and_can_be_gone_to(address: str) -> None:
    pytest.importorskip("playwright", reason="drives the browser")
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - an extra

    with sync_playwright() as playwright, browsers.window(playwright) as context:
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(f"{address}/-/articles/1")
        marked = "".join(page.locator(".text mark.passage").all_text_contents())
        assert marked.startswith(LEAD)
        assert ENVOY in marked
        assert TOLLS not in marked
        assert "".join(page.locator(".text").all_text_contents()) == BLOG
        page.locator("aside a", has_text="Germany and France are ready").first.click()
        expect(page.locator(".text :target")).to_have_count(1)
        expect(page.locator(".text :target")).to_be_in_viewport(ratio=0)
        meters = page.locator("table.rules meter")
        assert all(0 <= float(meters.nth(at).get_attribute("value") or "-1") <= 1 for at in range(meters.count()))
        assert meters.count() > 10


def test_reasons_of_another_form_are_said_as_they_are() -> None:
    found = why(["missing: nobody", "lead: +1.2 of +3 (holds 0.40)", "contact: +1.2 (holds 0.80)", "<b>: +1.0 of +2"])
    assert found["missing"] == ["missing: nobody"]
    assert found["rules"] == [{"name": "lead", "points": "+1.2", "weight": "+3", "holds": "0.40"}]
    assert found["said"] == ["contact: +1.2 (holds 0.80)", "<b>: +1.0 of +2"]


@pytest.mark.parametrize(
    "stored", ["", "{broken", "7", "{}", '["ab"]', "[[0]]", "[[5, 2]]", "[[-1, 2]]", "[[0, 99]]", "[[true, 2]]", "[" * 9999]
)  # fmt: skip
def test_passages_that_are_none_are_left_out(stored: str) -> None:
    assert passages({"topic": "x", "passages": stored}, "a text", 0) == []


def test_passages_begin_with_their_words() -> None:
    marks = passages({"topic": "x", "passages": json.dumps([[0, 6], [9, "a"], [7, 11]])}, "a text\n\nand", 3)
    assert [(mark.start, mark.end, mark.anchor) for mark in marks] == [(0, 6, "p3-0"), (7, 11, "p3-2")]
    found = beginnings(marks, "a text\n\nand")
    assert [one["words"] for one in found["listed"]] == ["a text", "and"]
    assert 0.9 < found["share"] < 1
