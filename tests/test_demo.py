"""The main job on the demo's newsstand, with real servers: what it promises is what it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.demo import start_clock, two_passes
from monitor.demo.newsstand import Newsstand, load_stock
from monitor.demo.sinks import Sinks
from monitor.edges import store
from monitor.edges.store import Database, Filters
from monitor.ledger import Tally
from tests.cli.command import spawn

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OFF_TOPIC = {
    "washington-and-moscow-meet-in-muscat",
    "kaempfe-um-bahnknoten",
    "spartak-mosca-in-finale",
    "harbour-bridge-reopens",
    "niedzwiedzie-wrocily-w-gory",
    "v-peterburge-otkrylsya-muzey",
}
DOOR = "Мы никогда не закрывали дверь перед нашими европейскими коллегами"
VISITS = "ow is not the time to reward Moscow with visits"
EXPULSION = "The expulsion of our staff would be met with a proportionate response"
MANY = Filters(limit=1000)


@dataclass(frozen=True)
class Shown:
    """What two passes left behind."""

    first: Tally
    second: Tally
    sinks: Sinks
    db: Database


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    first, second, sinks = asyncio.run(two_passes(path, start_clock(NOW)))
    with store.open_reader(path) as db:
        yield Shown(first, second, sinks, db)


def statement(shown: Shown, beginning: str) -> dict[str, Any]:
    """The one statement that says so, whole."""
    found = [row for row in store.queries.statements(shown.db, MANY) if beginning in row["text"]]
    assert len(found) == 1, [row["text"] for row in found]
    whole = store.queries.statement(shown.db, found[0]["id"])
    assert whole is not None
    return whole


def slugs(reports: list[dict[str, Any]]) -> list[str]:
    return [report["url"].rsplit("/", 1)[1] for report in reports]


def test_the_stock_has_what_the_demo_is_to_show() -> None:
    stock = load_stock()
    assert len(stock.articles) >= 16
    assert len(stock.outlets) >= 6
    assert {outlet.language for outlet in stock.outlets.values()} == {"en", "de", "fr", "it", "es", "pl", "ru", "uk"}
    assert len({(story.outlet, story.slug) for story in stock.articles}) == len(stock.articles)
    assert any(story.edited for story in stock.articles)
    assert {story.slug for story in stock.articles} > OFF_TOPIC


def test_everything_is_read_and_nothing_fails(shown: Shown) -> None:
    stock = load_stock()
    assert shown.first.counts["feeds"] == len(stock.outlets)
    assert shown.first.counts["entries_new"] == shown.first.counts["pages"] == len(stock.articles)
    assert not shown.first.conditions
    assert not shown.second.conditions


def test_the_stories_on_the_topic_are_found_and_no_others(shown: Shown) -> None:
    verdicts = {row["url"].rsplit("/", 1)[1]: row["relevant"] for row in store.queries.stories(shown.db, MANY)}
    assert {slug for slug, relevant in verdicts.items() if not relevant} == OFF_TOPIC


def test_the_wire_copy_and_the_requote_attach_to_the_statement_that_is_there(shown: Shown) -> None:
    found = statement(shown, DOOR)
    assert found["speaker"] == "Arkady Sokolov"
    assert found["country"] == "RU"
    assert found["outlet_count"] == 4
    assert {"kremlin-welcomes-call-for-envoy", "wire-kremlin-ready-for-envoy", "what-next-for-the-envoy"} <= set(
        slugs(found["quotations"])
    )
    original = next(report for report in found["quotations"] if report["id"] == found["original_id"])
    assert (original["language"], {report["language"] for report in found["quotations"]}) == ("ru", {"en", "fr", "ru"})
    again = statement(shown, VISITS)
    assert again["speaker"] == "Ilze Kalniņa"
    assert set(slugs(again["quotations"])) == {"kremlin-welcomes-call-for-envoy", "what-next-for-the-envoy"}


def test_the_edited_article_has_two_versions_and_tells_nobody_twice(shown: Shown) -> None:
    found = statement(shown, EXPULSION)
    assert found["speaker"] == "Alistair Crane"
    assert [report["version"] for report in found["quotations"]] == [1, 2]
    assert [(row["channel"], row["event"], row["state"]) for row in found["alerts"]] == [("desk", "new", "sent")]
    assert sum(EXPULSION in str(message) for message in shown.sinks.slack) == 1


def test_a_day_later_there_is_nothing_new(shown: Shown) -> None:
    assert shown.second.counts["feeds"] == shown.first.counts["feeds"]
    assert shown.second.counts["pages"] == 1  # the edited article
    for name in ("entries_new", "statements_new", "alerts"):
        assert shown.second.counts[name] == 0, name
    assert len(shown.sinks.slack) + len(shown.sinks.mail) == shown.first.counts["alerts"]


def test_every_alert_arrives_and_mail_only_what_its_rule_wants(shown: Shown) -> None:
    alerts = store.queries.alerts(shown.db, MANY)
    assert {row["state"] for row in alerts} == {"sent"}
    assert len(shown.sinks.slack) == sum(row["channel"] == "desk" for row in alerts) > 10
    assert len(shown.sinks.mail) == sum(row["channel"] == "mail" for row in alerts) > 3
    assert all(message["To"] == "analyst@example.org" for message in shown.sinks.mail)


def test_every_quotation_is_locked_to_its_place_in_the_kept_text(shown: Shown) -> None:
    seen = 0
    for story in store.queries.stories(shown.db, MANY):
        article = store.queries.article(shown.db, story["article_id"])
        assert article is not None
        for quotation in article["quotations"]:
            assert article["text"][quotation["content_start"] : quotation["content_end"]] == quotation["content"]
            seen += 1
    assert seen > 30


def test_no_statement_is_put_into_the_mouth_of_somebody_who_is_not_in_the_articles(shown: Shown) -> None:
    written = " ".join(" ".join(story.text) for story in load_stock().articles)
    people = [str(name) for (name,) in shown.db.execute("SELECT name FROM actors WHERE kind = 'person'")]
    assert len(people) > 10
    assert [name for name in people if name.split()[-1] not in written] == []


def test_the_database_is_sound_afterwards(shown: Shown) -> None:
    assert store.integrity(shown.db) == ()


def test_every_run_shows_the_same_in_the_same_order(shown: Shown, tmp_path: Path) -> None:
    first, second, sinks = asyncio.run(two_passes(tmp_path / "demo.db", start_clock(NOW)))
    with store.open_reader(tmp_path / "demo.db") as db:
        again = Shown(first, second, sinks, db)
        assert told(again) == told(shown)


def told(shown: Shown) -> object:
    """What a run prints, without the port of its newsstand."""
    stories = [(row["article_id"], row["title"], row["score"]) for row in store.queries.stories(shown.db, MANY)]
    statements = [(row["id"], row["text"], row["outlet_count"]) for row in store.queries.statements(shown.db, MANY)]
    mails = [message["Subject"] for message in shown.sinks.mail]
    return stories, statements, mails, len(shown.sinks.slack), shown.first.counts, shown.second.counts


def test_the_clock_begins_on_the_last_tuesday_evening() -> None:
    clock = start_clock(NOW)
    assert clock.start == datetime(2026, 11, 17, 18, tzinfo=UTC)
    assert clock() >= clock.start


@pytest.mark.parametrize("path", ["/", "/courier/none", "/none/feed.xml", "/courier/../etc/passwd", "/x/y/z"])
def test_the_newsstand_has_nothing_else(path: str) -> None:
    assert Newsstand(load_stock(), NOW).answer(path)[0] == 404


def test_the_demo_prints_what_it_found_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ended = spawn("demo", "--keep", "kept", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, b"")
    text = ended.stdout.decode()
    for expected in ("Stories", "Statements", "Alerts:", "Two passes", "Subject: ", "Градова", "kept/config.yaml"):
        assert expected in text
    assert "Traceback" not in text
    listed = spawn("statements", "--speaker", "Sokolov", "--json", cwd=tmp_path / "kept")
    assert listed.returncode == 0
    assert listed.stdout
