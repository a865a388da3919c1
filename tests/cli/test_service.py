"""Looking after the service: status, backup, test alerts, one pass by hand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import ledger
from monitor.config import Config
from monitor.core.analyse import analyse_article
from monitor.demo.sinks import Sinks, open_sinks
from monitor.edges import store
from monitor.edges.store import Writer
from monitor.edges.store.labels import Label
from monitor.records import Article, Condition, Failure, Page
from tests.cli.command import Caller, spawn
from tests.cli.test_start import FEED, RSS, write
from tests.edges.store_samples import DAY, NOW, article, entry, feed, poll, queued, source
from tests.servers.background import in_background
from tests.servers.http import Answer, HttpServer
from tests.servers.mail import MailSink
from tests.servers.slack import SlackSink

CZECH = "Ministři zahraničí Německa a Francie jednali v Berlíně o příměří a vyslali k ruské vládě svého zmocněnce."
HUNGARIAN = "A német és a francia külügyminiszter Berlinben a tűzszünetről tárgyalt, és küldöttet indított Moszkvába."


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as opened:
        opened.on("/feed", Answer(FEED, type=RSS))
        yield opened


@pytest.fixture
def sinks() -> Iterator[Sinks]:
    with in_background(open_sinks) as opened:
        yield opened


def test_status_tells_the_numbers_and_that_all_is_well(call: Caller, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with store.open_writer(tmp_path / "log.db") as db:
        poll(db, feed(db), (entry(1),), now=now)
        store.feeds.sync(db, [source()], now)
    said = call("status", "--database", "log.db", "--fail")
    assert (said.code, said.err) == (0, "")
    assert "feeds:    1, failing: none" in said.out
    assert "1 entries" in said.out
    assert "not well" not in said.out
    found = json.loads(call("status", "--database", "log.db", "--json").out)
    assert (found["ok"], found["reasons"], found["entries"]) == (True, [], 1)


def test_status_tells_of_articles_in_languages_that_nobody_could_judge(call: Caller, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with store.open_writer(tmp_path / "log.db") as db:
        for number, (language, text) in enumerate(
            {"cs": CZECH, "hu": HUNGARIAN, "en": "A quiet day in the harbour."}.items()
        ):
            for copy in range(3 - number):
                task = queued(db, 10 * number + copy, f"paper{number}")
                article = Article(task.url, f"{text} {copy}", language=language)
                page = Page(task.url, b"", topics=("europe-russia-diplomacy", "eu-enlargement"))
                ledger.commit(db, Config(), ledger.Report(task, analyse_article(article, page), "page", now))
    said = call("status", "--database", "log.db").out
    assert "; 5 articles of the last day in unsupported languages: cs 3, hu 2" in said
    assert json.loads(call("status", "--database", "log.db", "--json").out)["unsupported_languages"] == {
        "cs": 3,
        "hu": 2,
    }
    listed = call("stories", "--database", "log.db", "--json").rows
    assert {row["relevant"] for row in listed if row["language"] in {"cs", "hu"}} == {None}


def test_status_tells_what_is_not_well(call: Caller, tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - 3 * DAY
    with store.open_writer(tmp_path / "log.db") as db:
        number = feed(db)
        poll(db, number, (entry(1),), now=long_ago)
        down = Failure(Condition.TIMEOUT, "no answer")
        store.feeds.record_failure(
            db, number, down, long_ago + timedelta(hours=2), 600.0, long_ago + timedelta(hours=1)
        )
    said = call("status", "--database", "log.db")
    assert said.code == 0
    assert "not well: feeds are due since" in said.out
    assert "failing: timeout 1" in said.out
    assert "note: 1 feed cannot be read for over a day: Outlet A" in said.out
    assert call("status", "--database", "log.db", "--fail").code == 1
    found = json.loads(call("status", "--database", "log.db", "--json", "--fail").out)
    assert found["ok"] is False
    assert len(found["reasons"]) == 2


def test_a_backup_is_whole_although_the_service_writes(call: Caller, tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    writer = Writer(path)
    stop = threading.Event()

    def keep_writing() -> None:
        with store.open_writer(path) as db:
            number = 0
            while not stop.is_set():
                queued(db, number := number + 1)

    busy = threading.Thread(target=keep_writing)
    busy.start()
    try:
        with store.open_reader(path) as db:
            while not store.queries.status(db)["entries"]:
                time.sleep(0.01)
        said = call("backup", "copy.db", "--database", path)
    finally:
        stop.set()
        busy.join()
        writer.close()
    assert (said.code, said.out) == (0, "copy.db: written and checked\n")
    with store.open_reader(tmp_path / "copy.db") as db:
        assert store.integrity(db) == ()
        assert store.queries.status(db)["entries"] > 0
    assert not (tmp_path / "copy.reviews.db").exists()
    again = call("backup", "copy.db", "--database", path)
    assert again.code == 1
    assert "copy.db: is there already" in again.err
    nowhere = call("backup", "no/such/folder/copy.db", "--database", path)
    assert nowhere.code == 1
    assert "see that the file and its folder exist" in nowhere.err
    assert call("status", "--database", "copy.db", "--json").code == 0


def test_a_backup_holds_what_reviewers_said(call: Caller, tmp_path: Path) -> None:
    with store.open_writer(tmp_path / "log.db") as db, store.reviews.open_writer(tmp_path / "log.reviews.db") as marks:
        article(db, queued(db))
        store.labels.append(marks, Label("ann", "europe-russia-diplomacy", 1, "u", "s", "T", "relevant"), NOW)
    said = call("backup", "copy.db", "--database", tmp_path / "log.db")
    assert said.out == "copy.db: written and checked\ncopy.reviews.db: written and checked\n"
    with store.reviews.open_reader(tmp_path / "copy.reviews.db") as marks:
        assert [row["who"] for row in marks.query("SELECT who FROM labels")] == ["ann"]
    (tmp_path / "other.reviews.db").write_bytes(b"somebody's")
    refused = call("backup", "other.db", "--database", tmp_path / "log.db")
    assert refused.code == 1
    assert "other.reviews.db: is there already" in refused.err
    assert not (tmp_path / "other.db").exists()


def channels(slack: str, smtp: int) -> str:
    return f"""channels:
  desk: {{type: slack, webhook: '{slack}'}}
  mail: {{type: email, host: 127.0.0.1, port: {smtp}, security: none, from: a@example.org, to: [b@example.org, c@example.org]}}
"""


def test_a_test_alert_reaches_every_recipient_and_says_what_it_is(
    call: Caller, tmp_path: Path, server: HttpServer, sinks: Sinks
) -> None:
    more = channels(f"http://127.0.0.1:{sinks.slack_port}/services/x", sinks.smtp_port)
    path = write(tmp_path, server, more=more)
    said = call("alerts", "test", "--config", path, "--json")
    assert said.code == 0
    assert [(row["channel"], row["recipient"], row["outcome"]) for row in said.rows] == [
        ("desk", "desk", "sent"),
        ("mail", "b@example.org", "sent"),
        ("mail", "c@example.org", "sent"),
    ]
    assert len(sinks.slack) == 1
    assert [message["To"] for message in sinks.mail] == ["b@example.org", "c@example.org"]
    assert "test of the channel" in str(sinks.slack[0]).lower()
    assert "This is a test of the channel" in sinks.mail[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one


def test_a_channel_that_refuses_is_told(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    with (
        in_background(lambda: SlackSink("invalid_token")) as slack,
        in_background(lambda: MailSink("unknown", "unknown")) as mail,
    ):
        path = write(tmp_path, server, more=channels(slack.url, mail.port))
        said = call("alerts", "test", "--config", path)
    assert said.code == 1
    assert said.out.count("refused") == 3  # Slack, and mail to both
    assert "verysecrettoken" not in said.out + said.err


def test_a_test_without_channels_has_not_passed(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    said = call("alerts", "test", "--config", write(tmp_path, server))
    assert (said.code, said.out) == (1, "")
    assert "no channel is configured" in said.err


def test_one_pass_says_what_was_done(tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed", "/nowhere", more="database: log.db\n")
    first = spawn("run", "--once", "--config", path, "--json")
    assert first.returncode == 0
    found = json.loads(first.stdout)
    assert (found["feeds"], found["feeds_failed"], found["entries_new"]) == (2, 1, 1)
    assert found["conditions"]["not-found"] == 1
    again = spawn("run", "--once", "--config", path)
    assert again.returncode == 0
    assert b"feeds: 0 asked" in again.stdout
    assert b"\r" not in again.stderr  # no progress bar where no terminal is


def test_a_pass_in_which_no_feed_could_be_read_has_failed(tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/nowhere", more="database: log.db\n")
    ended = spawn("run", "--once", "--config", path)
    assert ended.returncode == 1
    assert b"feeds: 1 asked, 1 failed" in ended.stdout


def test_json_of_run_goes_with_one_pass(call: Caller) -> None:
    assert call("run", "--json").code == 2
