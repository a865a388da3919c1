"""Reading the log: every command with and without --json, on a full, an empty, a missing and a broken log."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from monitor.edges import store
from tests import fortnight
from tests.cli.command import Caller
from tests.edges import review_samples as samples
from tests.edges.review_samples import Town

READERS = ("statements", "stories", "feeds", "alerts", "status")
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.db"
    with store.open_writer(path):
        return path


@pytest.mark.parametrize("reader", READERS)
def test_each_command_prints_a_table_or_one_object_a_line(call: Caller, log: Path, reader: str) -> None:
    table = call(reader, "--database", log)
    assert (table.code, bool(table.out)) == (0, True)
    objects = call(reader, "--database", log, "--json")
    assert objects.code == 0
    assert all(isinstance(row, dict) for row in objects.rows)
    assert objects.rows


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_text_from_outside_never_steers_the_terminal(call: Caller, log: Path, reader: str, more: tuple[str]) -> None:
    said = call(reader, "--database", log, *more)
    assert not STEERING.search(said.out)
    assert not STEERING.search(said.err)


def test_a_hostile_statement_is_shown_harmless_and_whole(call: Caller, town: tuple[Path, Town]) -> None:
    path, ids = town
    said = call("show", ids["hostile"], "--database", path)
    assert said.code == 0
    assert "<script>document.title='owned'</script>" in said.out
    assert not STEERING.search(said.out)
    found = json.loads(call("show", ids["hostile"], "--database", path, "--json").out)
    assert "\u202e" in found["speaker"]  # a program gets what the page said


@pytest.mark.parametrize(
    "command",
    [("show", "1"), ("show", "event:1"), ("status",), ("label", "1", "relevant"), ("statements",), ("stories",)],
)
def test_labels_as_long_as_a_book_do_not_flood_a_terminal(call: Caller, tmp_path: Path, command: tuple[str]) -> None:
    path = tmp_path / "monitor.db"
    samples.build(path)
    with store.open_writer(path) as db:
        db.execute("INSERT INTO clusters SELECT 1, 1, '', fetched_at, fetched_at FROM articles WHERE id = 1")
        db.execute("UPDATE articles SET cluster_id = 1 WHERE id < 9")
        samples.swell(db)
    said = call(*command, "--database", path)
    assert said.code == 0
    assert len(said.out) < 60_000
    assert not STEERING.search(said.out)
    assert not [line for line in said.out.splitlines() if line.startswith("Injected")]


@pytest.mark.parametrize("reader", READERS)
def test_an_empty_log_is_no_error_and_says_so(call: Caller, empty: Path, reader: str) -> None:
    said = call(reader, "--database", empty)
    assert said.code == 0
    assert said.err or reader == "status"
    assert call(reader, "--database", empty, "--json").code == 0


@pytest.mark.parametrize("arguments", [*((reader,) for reader in READERS), ("show", "1"), ("backup", "copy.db")])
def test_a_missing_log_is_told_and_not_made(call: Caller, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path = tmp_path / "none" / "monitor.db"
    said = call(*arguments, "--database", path)
    assert said.code == 1
    assert f"{path}: there is no database yet: 'monitor run' makes it" in said.err
    assert not path.parent.exists()


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 4096])
@pytest.mark.parametrize("reader", READERS)
def test_a_broken_log_is_told_and_left_alone(call: Caller, tmp_path: Path, content: bytes, reader: str) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(content)
    said = call(reader, "--database", path)
    assert said.code == 1
    assert str(path) in said.err
    assert "Traceback" not in said.err
    assert path.read_bytes() == content


def test_a_log_that_is_damaged_inside_is_told(call: Caller, town: tuple[Path, Town]) -> None:
    path, ids = town
    said = call("show", ids["damaged"], "--database", path)
    assert said.code == 1
    assert str(path) in said.err


@pytest.mark.parametrize(
    ("arguments", "speakers"),
    [
        (("--speaker", "Lefevre"), {"Hélène Lefèvre"}),
        (("--speaker", "hélène lefèvre"), {"Hélène Lefèvre"}),
        (("--speaker", "осина"), {"Вера Осина"}),
        (("--country", "ru"), {"Вера Осина"}),
        (("--language", "FR"), {"Hélène Lefèvre"}),
        (("--text", "лозунгов"), {"Вера Осина"}),
        (("--text", '"L’Élysée ne renoncera"'), {"Hélène Lefèvre"}),
        (("--text", "renonc*"), {"Hélène Lefèvre"}),
        (("--text", "renoncera lozungov"), set()),
        (("--outlet", "outlet d"), {"Hélène Lefèvre"}),
        (("--stance", "conditional"), {"Clara Weidmann"}),
        (("--side", "russia", "--kind", "direct"), {"Вера Осина"}),
    ],
)
def test_filters_find_what_is_meant(call: Caller, log: Path, arguments: tuple[str, ...], speakers: set[str]) -> None:
    said = call("statements", "--database", log, "--json", *arguments)
    assert said.code == 0
    assert {row["speaker"] for row in said.rows} == speakers


def test_until_leaves_out_what_came_then_or_later(call: Caller, log: Path) -> None:
    said = call("statements", "--database", log, "--json", "--until", "2026-03-02T00:00")
    assert "Hélène Lefèvre" in {row["speaker"] for row in said.rows}
    assert all(row["reported"] < "2026-03-02" for row in said.rows)


def test_stories_are_filtered_by_verdict_and_tell_why(call: Caller, log: Path) -> None:
    no = call("stories", "--database", log, "--not-relevant", "--json").rows
    assert [row["title"] for row in no] == ["Spartak win"]
    assert no[0]["reasons"] == ["missing: nobody of europe is named", "0.4 points of 2"]
    yes = call("stories", "--database", log, "--relevant", "--json").rows
    assert all(row["relevant"] is True for row in yes)
    assert len(yes) > 3


def test_alerts_are_filtered_by_what_became_of_them(call: Caller, log: Path) -> None:
    sent = call("alerts", "--database", log, "--state", "sent", "--json").rows
    assert [row["channel"] for row in sent] == ["desk"]
    assert "550" in call("alerts", "--database", log, "--state", "refused").out


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("statements", "--text", "!!!"), "holds no word to look for"),
        (("statements", "--speaker", " "), "holds no word to look for"),
        (("statements", "--since", "yesterday"), "write 2026-11-30"),
        (("statements", "--since", "999999d"), "write 2026-11-30"),
        (("statements", "--stance", "maybe"), "'maybe' is not one of"),
        (("statements", "--limit", "0"), "not in the range"),
        (("show", "zero"), "write the number of a statement, or event:12"),
        (("show", "event:"), "write the number of a statement, or event:12"),
        (("show", "0"), "not in the range"),
        (("show", "99999999999999999999"), "not in the range"),
        (("no-such",), "No such command"),
        (("statements", "--no-such"), "No such option"),
    ],
)
def test_a_wrong_argument_is_a_usage_error(call: Caller, arguments: tuple[str, ...], fault: str) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert fault in said.err


@pytest.mark.parametrize("since", ["2026-03-02T08:00", "2026-03-02T10:00+02:00", "2026-03-02 08:00:00Z"])
def test_times_are_utc_and_may_carry_a_zone(call: Caller, log: Path, since: str) -> None:
    rows = call("statements", "--database", log, "--since", since, "--json", "--limit", 1000).rows
    assert all(row["reported"] >= "2026-03-02T08:00" for row in rows)
    assert rows


def test_times_may_count_back_from_now(call: Caller, log: Path) -> None:
    assert call("statements", "--database", log, "--since", "1h", "--json").out == ""
    assert call("statements", "--database", log, "--since", "900000h", "--json").rows


def test_what_the_limit_cuts_off_is_said(call: Caller, log: Path) -> None:
    said = call("statements", "--database", log, "--limit", 2, "--json")
    assert len(said.rows) == 2
    assert "--limit shows more" in said.err
    many = call("statements", "--database", log, "--limit", 100_000, "--json")
    assert many.err == ""


def test_a_table_in_a_pipe_is_one_short_line_a_row(call: Caller, log: Path) -> None:
    lines = call("statements", "--database", log, "--limit", 100_000).out.splitlines()
    rows = call("statements", "--database", log, "--limit", 100_000, "--json").rows
    assert len(lines) == len(rows) + 1
    assert max(map(len, lines)) < 1200  # one of the words has 100,000 letters
    line = next(line for line in lines if "лозунгов" in line)
    assert re.search(r"2026-03-02 \d\d:\d\d", line)
    assert "Вера Осина" in line


def test_a_statement_is_shown_with_its_reports_and_alerts(call: Caller, town: tuple[Path, Town]) -> None:
    path, ids = town
    said = call("show", ids["weidmann"], "--database", path)
    assert said.code == 0
    for expected in (
        "Clara Weidmann (German Foreign Minister, DE)",
        "reports: 3 by Outlet A, Outlet B",
        "retranslated",
        "„Wir sind bereit, uns mit Russland an einen Tisch zu setzen“",
        "alert new by desk to #diplomacy: sent",
    ):
        assert expected in said.out
    found = json.loads(call("show", ids["weidmann"], "--database", path, "--json").out)
    assert {report["outlet"] for report in found["quotations"]} == {"Outlet A", "Outlet B"}


def test_a_statement_that_is_not_there_is_told(call: Caller, log: Path) -> None:
    said = call("show", "424242", "--database", log)
    assert (said.code, said.out) == (1, "")
    assert "there is no statement 424242" in said.err


def test_events_are_listed_with_their_coverage(call: Caller, tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    with store.open_writer(path) as db:
        fortnight.play(db, ["en-wire-courier", "en-wire-harbour", "en-wire-dispatch", "de-answer"])
    listed = call("events", "--database", path, "--json")
    wires = [row for row in listed.rows if row["article_count"] > 1]
    assert [(row["coverage"], row["languages"]) for row in wires] == [("3 outlets, 1 independent (AFP × 3)", ["en"])]
    assert "AFP × 3" in call("events", "--database", path).out
    assert [row["id"] for row in call("events", "--database", path, "--language", "de", "--json").rows] != [
        wires[0]["id"]
    ]
    stories = call("stories", "--database", path, "--json").rows
    assert {row["cluster_id"] for row in stories if row["outlet"] == "Harbour Post" and row["relevant"]} == {
        wires[0]["id"]
    }
    assert any(
        "3 outlets, 1 independent (AFP × 3)" in row["coverage"]
        for row in call("statements", "--database", path, "--json").rows
    )
