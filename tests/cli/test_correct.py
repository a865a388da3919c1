"""Correcting what is one statement, from the command line."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from monitor.edges import store
from tests import fortnight
from tests.cli.command import Caller
from tests.test_fortnight import statement_of

SLUGS = ("en-hungary-yes", "en-hungary-no", "de-proposal", "de-proposal-short", "en-proposal")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("played") / "monitor.db"
    with store.open_writer(path) as opened:
        fortnight.play(opened, SLUGS)
    return path


@pytest.fixture
def log(tmp_path: Path, played: Path) -> Path:
    return Path(shutil.copy(played, tmp_path / "monitor.db"))


@pytest.fixture
def hungary(log: Path) -> tuple[int, int]:
    with store.open_reader(log) as db:
        return statement_of(db, "en-hungary-yes", "take part"), statement_of(db, "en-hungary-no", "take part")


def listed(call: Caller, log: Path) -> set[int]:
    return {row["id"] for row in call("statements", "--json", "--database", log).rows}


def test_two_are_joined_at_once_where_no_service_runs(call: Caller, log: Path, hungary: tuple[int, int]) -> None:
    older, younger = hungary
    answer = call("statements", "merge", younger, older, "--who", "ana", "--note", "one day", "--database", log)
    assert (answer.code, answer.out) == (0, f"correction 1: statements {younger} and {older} are one, says ana\ndone\n")
    assert listed(call, log) >= {older}
    assert younger not in listed(call, log)
    history = call("statements", "corrections", "--json", "--database", log).rows
    assert [(row["action"], row["who"], row["note"], row["state"]) for row in history] == [
        ("merge", "ana", "one day", "done")
    ]
    assert "one day" in call("statements", "corrections", "--database", log).out


def test_two_who_correct_at_a_time_wait_for_each_other(call: Caller, log: Path, hungary: tuple[int, int]) -> None:
    held = threading.Event()

    def correct() -> None:
        with store.lock(log, briefly=True):
            held.set()
            time.sleep(0.8)

    other = threading.Thread(target=correct)
    other.start()
    assert held.wait(5)
    answer = call("statements", "merge", *hungary, "--database", log)
    other.join()
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "done")


def test_the_service_does_it_where_it_holds_the_log(call: Caller, log: Path, hungary: tuple[int, int]) -> None:
    with store.lock(log):
        answer = call("statements", "same-as", *hungary, "--database", log)
        assert (answer.code, answer.out.splitlines()[-1]) == (0, "the service does it within seconds")
        assert listed(call, log) >= set(hungary)
        again = call("statements", "merge", *hungary, "--database", log)
        assert again.code == 1
        assert "are one statement already" in again.err
    assert [row["state"] for row in call("statements", "corrections", "--json", "--database", log).rows] == ["waiting"]


def test_a_report_is_taken_out_and_put_back(call: Caller, log: Path) -> None:
    with store.open_reader(log) as db:
        number = statement_of(db, "de-proposal", "Wir schlagen")
    reports = call("show", number, "--json", "--database", log).rows[0]["quotations"]
    short = next(one["id"] for one in reports if one["content"].startswith("eine Kontaktgruppe"))
    assert f"report {short}" in call("show", number, "--database", log).out
    before = listed(call, log)
    taken = call("statements", "split", short, "--json", "--database", log).rows[0]
    assert (taken["action"], taken["statement_id"], taken["quotation_id"], taken["done"]) == (
        "split",
        number,
        short,
        True,
    )
    made = listed(call, log) - before
    assert len(made) == 1
    back = call("statements", "undo", taken["id"], "--database", log)
    assert back.out.startswith(f"correction 2: correction {taken['id']} taken back, says ")
    assert listed(call, log) == before
    assert {row["state"] for row in call("statements", "corrections", "--json", "--database", log).rows} == {
        "done",
        "taken back",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", 1, 999), "there is no statement 999"),
        (("merge", 1, 1), "1 and 1 are one statement already"),
        (("split", 999), "there is no report 999"),
        (("undo", 1), "there is no correction 1"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    call: Caller, log: Path, words: tuple[object, ...], said: str
) -> None:
    answer = call("statements", *words, "--database", log)
    assert answer.code == 1
    assert said in answer.err
    assert not call("statements", "corrections", "--json", "--database", log).rows


def test_without_a_command_statements_are_listed(call: Caller, log: Path) -> None:
    assert "Henrike Althoff" in call("statements", "--database", log).out
