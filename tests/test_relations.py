"""How statements stand to each other, through the real ledger: replies, changes of position, restatements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from monitor import ledger
from monitor.config import Config
from monitor.core import alert
from monitor.core.analyse import analyse_article
from monitor.edges import store
from monitor.edges.store import Database, PageTask, rows
from monitor.records import Alert, Article, Page
from tests.edges.store_samples import NOW, queued

TOPIC = "europe-russia-diplomacy"
AROUND = (
    "\n\nGermany and France have offered Russia talks about a ceasefire, and the Kremlin has asked the European Union "
    "for a dialogue. Diplomats in Brussels and Moscow expect negotiations between Europe and Russia within weeks."
)


def config(*events: str) -> Config:
    return Config.model_validate(
        {
            "channels": {"desk": {"type": "slack", "webhook": "https://hooks.example/x"}},
            "alerts": {"rules": [{"name": "all", "channels": ["desk"], "events": list(events)}]},
        }
    )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "log.db") as opened:
        yield opened


@pytest.fixture
def report(db: Database) -> Callable[..., None]:
    """Read articles into the log; one of the same number again is the same page read again."""
    tasks: dict[int, PageTask] = {}

    def read(number: int, text: str, when: datetime, *events: str) -> None:
        if number not in tasks:
            tasks[number] = queued(db, number, f"paper{number}")
        into(db, tasks[number], text, when, *events)

    return read


def into(db: Database, task: PageTask, text: str, when: datetime, *events: str) -> None:
    """One article on the topic, published at that time, read an hour later."""
    article = Article(task.url, text + AROUND, "Europe and Russia talk", published=when, language="en")
    analysis = analyse_article(article, Page(task.url, b"", topics=(TOPIC,)))
    assert analysis.stories[0].relevant, analysis.stories[0].reasons
    ledger.commit(db, config(*(events or ("new",))), ledger.Report(task, analysis, "page", when + timedelta(hours=1)))


def alerts(db: Database) -> list[Alert]:
    """All that waits to be sent."""
    return store.outbox.take(db, NOW + timedelta(days=400), 1000)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


PROPOSAL = (
    "“Europe should send two envoys to Geneva to prepare a summit on prisoners,” French President Emmanuel Macron said."
)
WEATHER = "“Our farmers need a common market for grain before winter,” French President Emmanuel Macron said in Berlin."
ANSWER = "The Kremlin rejected Emmanuel Macron's proposal to send two envoys to Geneva for a summit on prisoners."


def edges(db: Database) -> list[tuple[str, str, str | None, float | None]]:
    """Who answers whom and what, after how many hours."""
    return sorted(
        (row["speaker"], row["actor"], row["answered_text"], row["lag_hours"])
        for one in rows.query(db, "SELECT DISTINCT statement_id AS id FROM replies")
        for row in store.replies.of(db, one["id"])
    )


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_an_answer_finds_what_it_answers_in_whatever_order_they_come(
    db: Database, report: Callable[..., None], order: tuple[int, ...]
) -> None:
    articles = [(1, PROPOSAL, day(0)), (2, WEATHER, day(1)), (3, ANSWER, day(2))]
    for _ in range(2):
        for place in order:
            report(*articles[place], "reply")
    (edge,) = edges(db)
    assert edge[:2] == ("The Kremlin", "Emmanuel Macron")
    assert edge[2] is not None
    assert "two envoys" in edge[2]
    assert edge[3] == 48.0
    (sent,) = alerts(db)
    assert sent.event.kind == "reply"
    assert sent.event.answers[0].actor == "Emmanuel Macron"


def test_where_what_is_answered_is_not_in_the_log_the_answer_points_to_the_actor(
    db: Database, report: Callable[..., None]
) -> None:
    report(1, WEATHER, day(0), "reply")
    report(2, ANSWER, day(2), "reply")
    assert edges(db) == [("The Kremlin", "Emmanuel Macron", None, None)]
    shown = alert.as_text(alert.compose(alerts(db)[0].event, "all"))
    assert "Answers: Emmanuel Macron (rejects: “rejected Emmanuel Macron's proposal”)" in shown


def test_what_was_said_more_than_two_weeks_before_is_not_answered(db: Database, report: Callable[..., None]) -> None:
    report(1, PROPOSAL, day(0))
    report(2, ANSWER, day(15))
    assert edges(db) == [("The Kremlin", "Emmanuel Macron", None, None)]


def test_whoever_asks_for_new_statements_and_replies_is_told_once(db: Database, report: Callable[..., None]) -> None:
    report(1, ANSWER, day(0), "new", "reply")
    assert [one.event.kind for one in alerts(db) if one.event.speaker == "The Kremlin"] == ["reply"]


YES = "“We are ready for talks with Russia at any time,” Finnish President Alexander Stubb said in Helsinki."
AGAIN = "“Finland supports a dialogue with Moscow and wants it soon,” Finnish President Alexander Stubb said in Turku."
NO = "“We refuse to negotiate with Russia, there will be no talks,” Finnish President Alexander Stubb said in Oslo."


def changed(db: Database) -> list[tuple[str, str, str]]:
    return [
        (row["before"], row["after"], row["extent"])
        for row in rows.query(
            db,
            """SELECT b.text AS before, a.text AS after, s.extent FROM shifts AS s
            JOIN statements AS b ON b.id = s.before_id JOIN statements AS a ON a.id = s.after_id ORDER BY s.id""",
        )
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_change_of_position_is_the_same_and_alerts_once_in_whatever_order_it_is_met(
    db: Database, report: Callable[..., None], order: tuple[int, ...]
) -> None:
    articles = [(1, YES, day(0)), (2, AGAIN, day(4)), (3, NO, day(8))]
    for _ in range(2):
        for place in order:
            report(*articles[place], "shift")
    ((before, after, extent),) = changed(db)
    assert before.startswith("Finland supports")
    assert after.startswith("We refuse")
    assert extent == "full"
    (sent,) = alerts(db)
    message = alert.as_text(alert.compose(sent.event, "all"))
    assert message.startswith("Change of position: Alexander Stubb")
    assert "“We refuse to negotiate" in message
    assert "Change: from supports to opposes, to the other side" in message
    assert "Before: “" in message


def test_a_change_is_taken_back_where_the_same_words_turn_out_to_be_of_one_time_with_others(
    db: Database, report: Callable[..., None]
) -> None:
    report(1, YES, day(0), "shift")
    report(2, NO, day(8), "shift")
    assert len(changed(db)) == 1
    report(3, AGAIN, day(8), "shift")
    assert changed(db) == []
    assert len(alerts(db)) == 1


RECALLED = (
    "In March, Finnish President Alexander Stubb said in Helsinki: “We are ready for talks with Russia at any time.”"
)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_position_counts_for_its_own_time_though_it_was_first_met_as_a_memory(
    db: Database, report: Callable[..., None], order: tuple[int, ...]
) -> None:
    articles = [(1, YES, day(0)), (2, NO, day(8)), (3, RECALLED, day(30))]
    for place in order:
        report(*articles[place], "shift")
    ((before, after, extent),) = changed(db)
    assert before.startswith("We are ready")
    assert after.startswith("We refuse")
    assert extent == "full"
    assert len(alerts(db)) == 1


def test_nothing_is_told_of_two_positions_of_one_day(db: Database, report: Callable[..., None]) -> None:
    report(1, YES, day(0), "shift")
    report(2, NO, day(0), "shift")
    assert changed(db) == []
    assert alerts(db) == []


SOLDIERS = "Finnish President Alexander Stubb said that Europe needs a joint envoy for talks with Russia on prisoners and grain."


def test_the_same_on_another_occasion_is_a_statement_of_its_own_that_only_those_hear_of_who_asked(
    db: Database, report: Callable[..., None]
) -> None:
    report(1, SOLDIERS, day(0), "new")
    report(2, SOLDIERS, day(20), "new")
    found = rows.query(db, "SELECT id, restates_id FROM statements WHERE text LIKE '%joint envoy%' ORDER BY id")
    assert [row["restates_id"] for row in found] == [None, found[0]["id"]]
    assert [one.event.kind for one in alerts(db) if "joint envoy" in one.event.content] == ["new"]
    report(3, SOLDIERS, day(40), "restated")
    (again,) = [one for one in alerts(db) if one.event.kind == "restated" and "joint envoy" in one.event.content]
    assert again.event.kind == "restated"
    assert again.event.before is not None
    assert "Restates: " in alert.as_text(alert.compose(again.event))


def test_with_a_word_more_it_is_new(db: Database, report: Callable[..., None]) -> None:
    report(1, SOLDIERS, day(0), "new")
    report(2, SOLDIERS.replace("a joint envoy", "three joint envoys"), day(20), "new")
    assert [one.event.kind for one in alerts(db) if "joint envoy" in one.event.content] == ["new", "new"]


def test_a_damaged_text_stops_no_article_that_comes_later(db: Database, report: Callable[..., None]) -> None:
    report(1, ANSWER, day(2), "reply")
    db.execute("UPDATE articles SET text = x'00'")
    report(2, PROPOSAL, day(0), "new")
    report(3, ANSWER, day(2), "reply")
    assert len(rows.query(db, "SELECT id FROM articles")) == 3
    assert "Emmanuel Macron" in {one.event.speaker for one in alerts(db)}
