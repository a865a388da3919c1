"""What one article adds to the log: passages on the topic and off it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import ledger
from monitor.config import Config
from monitor.core.analyse import analyse_article
from monitor.edges import store
from monitor.edges.store import Database, rows
from monitor.records import Article, Page
from tests.edges.store_samples import NOW, queued

TOPIC = "europe-russia-diplomacy"
CONFIG = Config.model_validate(
    {
        "channels": {"desk": {"type": "slack", "webhook": "https://hooks.example/x"}},
        "alerts": {"rules": [{"name": "all", "channels": ["desk"]}]},
    }
)
FERRIES = (
    "Ferries stayed in the harbour of Port Ellen because of the wind, and the islanders waited for bread and post.",
    "The bakers of the town opened at noon, an hour after the market, and sold what they had left from the weekend.",
    "In the afternoon the council met to decide about the swimming pool, whose roof has leaked since the spring.",
    "The library will close for two weeks in August while new shelves are put in and the old carpet is taken out.",
)
TOLLS = "“The tolls on the northern bridge will stay as they are until the end of the year,” Mayor Ailsa Brown said."
ENLARGEMENT = "eu-enlargement"
BOTH = "\n\n".join(
    (
        "The European Union opened accession talks with Moldova on Monday, and Berlin offered Russia talks on a ceasefire.",
        *FERRIES,
        *FERRIES[:2],
        (
            "“We can close half of the negotiating chapters with the European Union by next spring,” Moldovan Foreign Minister "
            "Ileana Rotaru said in Brussels after the first accession conference."
        ),
        "The European Commission praised the reform of the courts in Moldova, a candidate country since 2022.",
        "Membership of the European Union by 2030 is possible for Moldova, the enlargement commissioner said in Chisinau.",
        *FERRIES,
        FERRIES[0],
        "The German foreign ministry said the ambassador in Moscow had handed the offer of talks to the Kremlin.",
        (
            "“We will send an envoy to Moscow if the Kremlin shows that it wants to negotiate a ceasefire with Europe,” German "
            "Foreign Minister Clara Weidmann said after the talks with her French colleague."
        ),
        "The Russian foreign ministry welcomed the offer and said talks with Europe could begin within weeks.",
    )
)
BLOG = "\n\n".join(
    (
        "Germany and France are ready to talk to Russia about a ceasefire, their foreign ministers said in Berlin.",
        (
            "“We will send an envoy to Moscow if the Kremlin shows that it wants to negotiate,” German Foreign Minister "
            "Clara Weidmann said after the meeting with her French colleague."
        ),
        "The Russian foreign ministry welcomed the offer and said talks with Europe could begin within weeks.",
        *FERRIES,
        TOLLS,
        *FERRIES,
    )
)
ON = "\n\n".join(
    (
        "The European Union will talk to Russia about its mayors, the Kremlin and Brussels said after talks in Moscow.",
        TOLLS.replace(" Mayor", " the mayor of Berlin's Russian quarter,"),
        "The Russian foreign ministry and the German ambassador in Moscow called the dialogue useful.",
    )
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "log.db") as opened:
        yield opened


def commit(
    db: Database, number: int, title: str, text: str, config: Config = CONFIG, topics: tuple[str, ...] = (TOPIC,)
) -> None:
    """One article, analysed and added to the log."""
    task = queued(db, number, f"paper{number}")
    article = Article(task.url, text, title, published=NOW, language="en")
    analysis = analyse_article(article, Page(task.url, b"", topics=topics))
    assert all(story.relevant for story in analysis.stories), analysis.stories
    ledger.commit(db, config, ledger.Report(task, analysis, "page", NOW))


def told(db: Database) -> list[str]:
    """The statements that somebody is alerted to."""
    return [row["text"] for row in rows.query(db, "SELECT text FROM alert_log ORDER BY id")]


def test_what_stands_off_the_topic_in_a_live_blog_is_stored_and_alerts_nobody(db: Database) -> None:
    commit(db, 1, "Germany and France offer talks to Russia - live", BLOG)
    stored = {row["speaker"]: row["topic"] for row in rows.query(db, "SELECT speaker, topic FROM statements")}
    assert stored["Clara Weidmann"] == TOPIC
    assert "Ailsa Brown" in stored
    assert stored["Ailsa Brown"] is None
    assert any("envoy" in text for text in told(db))
    assert not any("tolls" in text for text in told(db))


def test_a_statement_alerts_when_it_is_first_met_on_the_topic_and_only_then(db: Database) -> None:
    commit(db, 1, "Germany and France offer talks to Russia - live", BLOG)
    before = told(db)
    for number in (2, 3):
        commit(db, number, "EU and Russia talk about mayors", ON)
    new = told(db)[len(before) :]
    assert sum("tolls" in text for text in new) == 1
    assert rows.query(db, "SELECT DISTINCT topic FROM statements WHERE text LIKE '%tolls%'") == [{"topic": TOPIC}]


def test_rules_by_topic_alert_on_what_is_said_about_their_topic(db: Database) -> None:
    config = Config.model_validate(
        {
            "topics": [TOPIC, ENLARGEMENT],
            "channels": {
                name: {"type": "slack", "webhook": f"https://hooks.example/{name}"} for name in ("war", "east")
            },
            "alerts": {
                "rules": [
                    {"name": "diplomacy", "channels": ["war"], "topics": [TOPIC]},
                    {"name": "enlargement", "channels": ["east"], "topics": [ENLARGEMENT]},
                ]
            },
        }
    )
    title = "The day in Brussels - live"
    commit(db, 1, title, BOTH, config, (TOPIC, ENLARGEMENT))
    stored = {row["speaker"]: row["topic"] for row in rows.query(db, "SELECT speaker, topic FROM statements")}
    assert stored["Clara Weidmann"] == TOPIC
    assert stored["Ileana Rotaru"] == ENLARGEMENT
    sent = {(row["channel"], row["speaker"]) for row in rows.query(db, "SELECT channel, speaker FROM alert_log")}
    assert {("war", "Clara Weidmann"), ("east", "Ileana Rotaru")} <= sent
    assert ("east", "Clara Weidmann") not in sent


def test_a_replay_fills_the_log_alerts_nobody_and_leaves_the_queue_as_it_is(db: Database) -> None:
    """The page waits for its next fetch: judging its old text anew must not take it out of the queue."""
    task = queued(db, 1)
    article = Article(task.url, BLOG, "Germany and France offer talks to Russia", published=NOW, language="en")
    analysis = analyse_article(article, Page(task.url, b"", topics=(TOPIC,)))
    waiting = rows.query(db, "SELECT * FROM pages")
    gained = ledger.commit(db, CONFIG, ledger.Report(task, analysis, "page", NOW, replay=True))
    assert gained["statements_new"] > 0
    assert rows.query(db, "SELECT * FROM pages") == waiting
    assert told(db) == []
    ledger.commit(db, CONFIG, ledger.Report(task, analysis, "page", NOW))
    assert told(db) == []
    assert rows.query(db, "SELECT state FROM pages") == [{"state": "done"}]
