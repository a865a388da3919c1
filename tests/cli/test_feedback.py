"""Feedback on the demo's log: labels, and what a changed topic adds and takes, before and after it is applied."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from monitor import lexicon
from monitor.edges import store
from monitor.edges.store import rows
from tests.cli.command import PATIENCE, Caller, environment, spawn

TOPIC = "europe-russia-diplomacy"
SHIPPED = lexicon.FOLDER / "topics" / f"{TOPIC}.yaml"
MUSCAT, PARIS, SPORT = "Muscat", "Paris veut", "Dinamo Mosca"
"""Words of a headline: an article off the topic with little missing, one barely on it, one far from it."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's log."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    done = spawn("demo", "--keep", folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture
def log(kept: Path, tmp_path: Path) -> Path:
    """A copy of it with its configuration."""
    folder = tmp_path / "log"
    shutil.copytree(kept, folder)
    return folder


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The shipped topic as a user may change it: America stands with Europe, and more points are asked for."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in (("{sides: [europe]", "{sides: [europe, us]"), ("enough: 4.5", "enough: 8.5")):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "edited" / f"{TOPIC}.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def article(log: Path, words: str) -> int:
    """The article with these words in its headline."""
    with store.open_reader(log / "demo.db") as db:
        return int(rows.scalar(db, "SELECT max(id) FROM articles WHERE instr(title, :words)", {"words": words}))


def state(log: Path) -> dict[str, list[dict[str, Any]]]:
    """What a replay may touch, and what it must not."""
    names = ("stories", "statements", "quotations", "events", "outbox", "pages", "articles")
    with store.open_reader(log / "demo.db") as db:
        return {name: rows.query(db, f"SELECT * FROM {name} ORDER BY id") for name in names}  # noqa: S608 - our names


def forgotten(db: store.Database) -> tuple[int, str]:
    """Take a statement with its one report out of the log; where that stood, and its words."""
    found = rows.query(
        db,
        """SELECT q.id, q.statement_id, q.article_id, q.content FROM quotations AS q
            JOIN stories AS st ON st.article_id = q.article_id AND st.relevant
        WHERE q.topic IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM quotations AS o WHERE o.statement_id = q.statement_id AND o.id <> q.id)
            AND NOT EXISTS (SELECT 1 FROM shifts WHERE q.statement_id IN (before_id, after_id))
            AND NOT EXISTS (SELECT 1 FROM replies WHERE q.statement_id IN (statement_id, answered_id))
        ORDER BY q.id DESC LIMIT 1""",
    )[0]
    db.execute(
        "DELETE FROM outbox WHERE event_id IN (SELECT id FROM events WHERE statement_id = ?)", [found["statement_id"]]
    )
    for table, column in (("quotations", "statement_id"), ("statement_keys", "statement_id"), ("statement_outlets", "statement_id"),
                          ("events", "statement_id"), ("statements", "id")):  # fmt: skip
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", [found["statement_id"]])  # noqa: S608 - the names above
    return found["article_id"], found["content"]


def shortened(db: store.Database) -> int:
    """Let a quotation end earlier than it is read to end now; its id."""
    number = rows.scalar(db, "SELECT id FROM quotations WHERE content_end - content_start > 40 ORDER BY id LIMIT 1")
    db.execute(
        "UPDATE quotations SET content_end = content_end - 5, content = substr(content, 1, length(content) - 5) WHERE id = ?",
        [number],
    )
    return int(number)


def drain(terminal: int) -> bytes:
    """What is written to a terminal until its other end is closed, which Linux calls an error."""
    seen = b""
    with contextlib.suppress(OSError):
        while block := os.read(terminal, 65536):
            seen += block
    os.close(terminal)
    return seen


def config(log: Path) -> tuple[str, Path]:
    return "--config", log / "config.yaml"


class TestLabel:
    def test_is_kept_and_the_later_one_stands(self, call: Caller, log: Path) -> None:
        number = article(log, MUSCAT)
        assert call("labels", *config(log)).err == "nobody has labelled an article yet\n"
        first = call("label", number, "relevant", "our desk follows it", "--who", "ana", *config(log))
        assert (first.code, first.err) == (0, "")
        assert "the log says otherwise" in first.out
        second = call("label", number, "not-relevant", "--who", "ben", "--json", *config(log))
        assert second.rows[0]["agrees"] is True
        listed = call("labels", "--json", *config(log)).rows
        assert [(row["who"], row["label"], row["stands"], row["note"]) for row in listed] == [
            ("ben", "not-relevant", True, None),
            ("ana", "relevant", False, "our desk follows it"),
        ]
        assert {row["topic"] for row in listed} == {TOPIC}
        assert (log / "demo.reviews.db").exists()
        assert "our desk follows it" in call("labels", "--database", log / "demo.db").out

    def test_takes_the_id_that_stories_shows(self, call: Caller, log: Path) -> None:
        shown = call("stories", *config(log), "--limit", 100).out.splitlines()
        assert shown[0].split()[0] == "id"
        number = next(line.split()[0] for line in shown if MUSCAT in line)
        said = call("label", number, "relevant", *config(log))
        assert MUSCAT in said.out

    def test_only_a_speakers_own_words_stand_between_marks(self, call: Caller, log: Path) -> None:
        shown = [
            call("show", f"event:{row['id']}", *config(log)).out for row in call("events", "--json", *config(log)).rows
        ]
        lines = [
            line for text in shown for line in text.partition("\nstatements\n")[2].splitlines() if ", stance " in line
        ]
        assert {"(direct," in line for line in lines} == {True, False}
        assert all(("(direct," in line) == (": “" in line) for line in lines)

    def test_who_is_whoever_is_logged_in(self, call: Caller, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LOGNAME", "cem")
        call("label", 1, "relevant", *config(log))
        assert call("labels", "--json", *config(log)).rows[0]["who"] == "cem"

    def test_a_wrong_id_or_topic_is_told_and_nothing_is_kept(self, call: Caller, log: Path) -> None:
        said = call("label", 4711, "relevant", *config(log))
        assert said.code == 1
        assert "there is no article 4711: 'monitor stories' shows their IDs" in said.err
        said = call("label", 1, "relevant", "--topic", "europe", *config(log))
        assert said.code == 2
        assert "there is no topic 'europe'; known are" in said.err
        assert TOPIC in said.err
        assert call("label", "zero", "relevant", *config(log)).code == 2
        assert call("label", 1, "perhaps", *config(log)).code == 2
        assert not (log / "demo.reviews.db").exists()

    def test_a_topic_the_article_was_not_judged_by_can_be_named(self, call: Caller, log: Path) -> None:
        (log / "topics").mkdir()
        shutil.copy(SHIPPED, log / "topics" / "baltic-energy.yaml")
        (log / "config.yaml").write_text("database: demo.db\ntopic_folder: topics\n", encoding="utf-8")
        said = call("label", 1, "not-relevant", "--topic", "baltic-energy", *config(log))
        assert said.code == 0
        assert "the log has no verdict of its own" in said.out

    def test_the_file_may_lie_elsewhere(self, call: Caller, log: Path) -> None:
        (log / "config.yaml").write_text("database: demo.db\nreviews: desk/said.db\n", encoding="utf-8")
        assert call("label", 1, "relevant", *config(log)).code == 0
        assert (log / "desk" / "said.db").exists()
        assert len(call("labels", "--json", *config(log)).rows) == 1


class TestReplay:
    def test_shows_what_a_changed_topic_adds_and_takes_and_writes_nothing(
        self, call: Caller, log: Path, changed: Path
    ) -> None:
        before = state(log)
        said = call("replay", "--topic", changed, *config(log), "--json")
        assert said.code == 0, said.err
        *changes, summary = said.rows
        assert {(row["kind"], row["article_id"]) for row in changes} == {
            ("added", article(log, MUSCAT)),
            ("taken", article(log, PARIS)),
        }
        added = next(row for row in changes if row["kind"] == "added")
        assert added["before"] < 0.5 <= added["after"]
        assert added["outlet"] == "Brussels Dispatch"
        assert {"rule": "missing: nobody of europe is named", "before": "holds", "after": None} in added["reasons"]
        assert (summary["judged"], summary["added"], summary["taken"], summary["applied"]) == (20, 1, 1, False)
        assert state(log) == before

    def test_tells_it_to_a_person(self, call: Caller, log: Path, changed: Path) -> None:
        call("label", article(log, MUSCAT), "relevant", *config(log))
        said = call("replay", "--topic", changed, *config(log))
        assert "+ 0.00 → 0." in said.out
        assert "points: 8.0 of 4.5 → 8.0 of 8.5" in said.out
        assert "nothing is written: --apply writes it" in said.out
        assert "by 1 label " in said.out

    def test_measures_both_by_the_labels(self, call: Caller, log: Path, changed: Path) -> None:
        for words, label in (
            (MUSCAT, "not-relevant"),
            (MUSCAT, "relevant"),
            (PARIS, "not-relevant"),
            (SPORT, "not-relevant"),
        ):
            assert call("label", article(log, words), label, *config(log)).code == 0
        summary = call("replay", "--topic", changed, *config(log), "--json").rows[-1]
        assert (summary["labels"], summary["labels_elsewhere"]) == (3, 0)
        assert (summary["before"]["precision"], summary["before"]["recall"], summary["before"]["f1"]) == (0, 0, 0)
        assert (summary["after"]["precision"], summary["after"]["recall"], summary["after"]["f1"]) == (1, 1, 1)
        newest = call("replay", "--limit", 1, *config(log), "--json").rows[-1]
        assert (newest["judged"], newest["labels"], newest["labels_elsewhere"]) == (1, 0, 3)

    def test_without_a_change_finds_none(self, call: Caller, log: Path) -> None:
        for arguments in ((), ("--topic", SHIPPED)):
            rows_ = call("replay", *arguments, *config(log), "--json").rows
            assert [row["kind"] for row in rows_] == ["summary"]
            assert (rows_[0]["same"], rows_[0]["rescored"]) == (20, 0)

    def test_since_bounds_what_is_judged(self, call: Caller, log: Path) -> None:
        assert call("replay", "--since", "2099-01-01", *config(log), "--json").rows[-1]["judged"] == 0

    def test_applies_once_and_alerts_nobody(self, call: Caller, log: Path, changed: Path) -> None:
        muscat, paris, before = article(log, MUSCAT), article(log, PARIS), state(log)
        said = call("replay", "--topic", changed, "--apply", *config(log))
        assert said.code == 0, said.err
        assert "no alert" in said.out
        assert "the service does not judge by" in said.err
        after = state(log)
        verdicts = {row["article_id"]: row["relevant"] for row in after["stories"]}
        assert (verdicts[muscat], verdicts[paris]) == (1, 0)
        new = after["statements"][len(before["statements"]) :]
        assert new
        assert {row["first_article_id"] for row in new} == {muscat}
        assert after["outbox"] == before["outbox"]
        assert after["pages"] == before["pages"]
        assert after["statements"][: len(before["statements"])] == before["statements"]
        again = call("replay", "--topic", changed, "--apply", *config(log), "--json").rows
        assert [(row["kind"], row["same"], row["statements_new"]) for row in again] == [("summary", 20, 0)]
        assert state(log) == after

    def test_going_back_takes_no_statement_away_and_makes_none_twice(
        self, call: Caller, log: Path, changed: Path
    ) -> None:
        call("replay", "--topic", changed, "--apply", *config(log))
        between = state(log)
        said = call("replay", "--topic", SHIPPED, "--apply", *config(log))
        assert said.err == ""
        after = state(log)
        for name in ("statements", "quotations", "events", "outbox"):
            assert after[name] == between[name]
        assert call("replay", *config(log), "--json").rows[-1]["same"] == 20

    def test_what_a_better_reading_finds_in_a_relevant_article_is_added_and_told_to_nobody(
        self, call: Caller, log: Path
    ) -> None:
        whole = state(log)
        with store.open_writer(
            log / "demo.db"
        ) as db:  # as if an older release had overheard one, and cut another short
            lost, cut = (forgotten(db), shortened(db))
        before = state(log)
        assert call("replay", *config(log), "--json").rows[-1]["quotations_new"] == 1
        said = call("replay", "--apply", *config(log), "--json").rows[-1]
        assert (said["statements_new"], said["quotations_new"], said["added"], said["rescored"]) == (1, 1, 0, 0)
        after = state(log)
        again = [row for row in after["quotations"] if (row["article_id"], row["content"]) == lost]
        assert len(again) == 1
        assert len(after["quotations"]) == len(whole["quotations"])
        assert cut in {row["id"] for row in after["quotations"]}
        assert after["outbox"] == before["outbox"]
        assert len(after["events"]) == len(before["events"]) + 1
        assert call("replay", "--apply", *config(log), "--json").rows[-1]["quotations_new"] == 0
        assert state(log) == after

    def test_what_stood_off_the_topics_so_far_is_found_under_a_topic_that_it_is_on(
        self, call: Caller, log: Path
    ) -> None:
        whole = state(log)
        with store.open_writer(log / "demo.db") as db:  # as if it had been judged by another topic only
            for sql in (
                "UPDATE stories SET topic = 'eu-enlargement'",
                "UPDATE quotations SET topic = NULL WHERE article_id % 2",
                """UPDATE statements SET topic = NULL
                WHERE NOT EXISTS (SELECT 1 FROM quotations WHERE statement_id = statements.id AND topic IS NOT NULL)""",
            ):
                db.execute(sql)
        assert len(call("statements", "--topic", TOPIC, "--json", *config(log)).rows) < len(whole["statements"]) - 9
        said = call("replay", "--topic", SHIPPED, "--apply", *config(log), "--json").rows[-1]
        assert (said["statements_new"], said["applied"]) == (0, True)
        after = state(log)
        for name in ("statements", "quotations"):
            assert [(row["id"], row["topic"]) for row in after[name]] == [
                (row["id"], row["topic"]) for row in whole[name]
            ]
        assert after["outbox"] == whole["outbox"]
        assert call("replay", "--topic", SHIPPED, "--apply", *config(log), "--json").rows[-1]["quotations_new"] == 0

    def test_is_refused_while_the_service_holds_the_log(self, call: Caller, log: Path, changed: Path) -> None:
        with store.lock(log / "demo.db"):
            said = call("replay", "--topic", changed, "--apply", *config(log))
            assert said.code == 75
            assert "is in use by the process" in said.err
            assert said.out == ""
            assert call("replay", "--topic", changed, *config(log)).code == 0

    def test_an_article_that_cannot_be_judged_stays_as_it_was(self, call: Caller, log: Path, changed: Path) -> None:
        settings = log / "config.yaml"
        settings.write_text("database: demo.db\nworkers: {count: 1, page_timeout: 0s}\n", encoding="utf-8")
        before = state(log)
        said = call("replay", "--topic", changed, "--limit", 1, "--apply", *config(log))
        assert said.code == 1
        assert f"article {before['articles'][-1]['id']} could not be judged: worker-timeout" in said.err
        assert "0 articles judged" in said.out
        assert state(log) == before
        failed = call("replay", "--topic", changed, "--limit", 1, *config(log), "--json")
        assert [row["kind"] for row in failed.rows] == ["failed", "summary"]

    def test_what_goes_into_a_pipe_is_not_drawn_into_the_bar_on_the_terminal(self, log: Path, changed: Path) -> None:
        ours, theirs = os.openpty()
        command = [sys.executable, "-m", "monitor", "replay", "--topic", changed, *config(log), "--json"]
        with (
            subprocess.Popen(
                list(map(str, command)),
                stdout=subprocess.PIPE,
                stderr=theirs,
                env=environment(TERM="xterm-256color"),
            ) as process,
            ThreadPoolExecutor(1) as reader,
        ):
            os.close(theirs)
            drawn = reader.submit(drain, ours)
            out, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        *changes, last = (json.loads(line)["kind"] for line in out.splitlines())
        assert (sorted(changes), last) == (["added", "taken"], "summary")
        assert b"judging" in drawn.result()

    def test_a_topic_of_another_name_is_a_new_one(self, call: Caller, log: Path, changed: Path) -> None:
        other = changed.rename(changed.with_name("transatlantic.yaml"))
        said = call("replay", "--topic", other, *config(log), "--json")
        assert "the log knows no topic 'transatlantic'" in said.err
        assert said.rows[0]["before"] is None
        assert said.rows[-1]["taken"] == 0

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("measure: 0.9", "measure: 9", ":37: cues.measure: Input should be less than or equal to 1"),
            ("sides: [europe]", "sides: [mars]", ": sides.europe.sides.0: "),
            ("contact: 0.8", "contacts: 0.8", ": cues.contacts: no words of this class"),
            ("title:", "titel:", ": titel: unknown key"),
        ],
    )
    def test_a_wrong_topic_file_is_refused_with_file_line_and_key(
        self, call: Caller, log: Path, changed: Path, old: str, new: str, told: str
    ) -> None:
        text = SHIPPED.read_text(encoding="utf-8")
        assert old in text
        changed.write_text(text.replace(old, new), encoding="utf-8")
        said = call("replay", "--topic", changed, *config(log))
        assert said.code == 78
        assert f"{changed}:" in said.err
        assert told in said.err

    def test_a_missing_topic_file_or_log_is_told(self, call: Caller, log: Path, tmp_path: Path) -> None:
        assert call("replay", "--topic", tmp_path / "none.yaml", *config(log)).code == 78
        for more in ((), ("--apply",)):
            said = call("replay", "--database", tmp_path / "none" / "monitor.db", *more)
            assert said.code == 1
            assert "there is no database yet" in said.err
        assert not (tmp_path / "none").exists()
