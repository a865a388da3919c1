"""`monitor export`: every table, whole and in order, in a form that programs read and spreadsheets do not compute."""

from __future__ import annotations

import csv
import importlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli import monitor
from monitor.edges import store
from monitor.edges.store import Database, Filters
from tests.edges import review_samples as samples

exporting = importlib.import_module("monitor.cli.review")  # its name in the package is the command's
EVERYTHING = Filters(limit=10_000_000)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "monitor.db"
    samples.build(path)
    with store.open_writer(path) as db:
        db.execute("UPDATE stories SET reasons = '[]', evidence = '[]' WHERE NOT json_valid(reasons)")
    return path


@pytest.fixture
def db(log: Path) -> Iterator[Database]:
    with store.open_reader(log) as opened:
        yield opened


def export(log: Path, *more: str) -> Result:
    return CliRunner().invoke(monitor, ["export", *more, "--database", str(log)])


def read_csv(text: str) -> list[dict[str, str]]:
    csv.field_size_limit(2**24)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def asked(db: Database, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = getattr(store.queries, table)(db, EVERYTHING)
    assert found
    return found


@pytest.mark.parametrize("table", exporting.TABLES)
def test_json_has_every_row_as_the_log_has_it(log: Path, db: Database, table: str) -> None:
    done = export(log, table, "--format", "json")
    assert done.exit_code == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == json.loads(json.dumps(asked(db, table)))


@pytest.mark.parametrize("table", exporting.TABLES)
def test_csv_has_every_row_and_column(log: Path, db: Database, table: str) -> None:
    done = export(log, table)
    assert done.exit_code == 0
    rows, expected = read_csv(done.stdout), asked(db, table)
    assert [row["id"] for row in rows] == [str(row["id"]) for row in expected]
    assert list(rows[0]) == list(expected[0])
    for row, wanted in zip(rows, expected, strict=True):
        for name, value in wanted.items():
            if isinstance(value, str):
                assert row[name] in {value, "'" + value}
            elif isinstance(value, (list, dict)):
                assert json.loads(row[name]) == value
            else:
                assert row[name] == ("" if value is None else str(value))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_batches_make_no_difference(log: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {table: export(log, table, "--format", form).stdout for table in exporting.TABLES}
    for batch in (1, 7, 42):  # of 42 articles
        monkeypatch.setattr(exporting, "BATCH", batch)
        assert {table: export(log, table, "--format", form).stdout for table in exporting.TABLES} == whole


def test_what_is_written_meanwhile_neither_doubles_nor_drops_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "monitor.db"
    samples.build(path)
    monkeypatch.setattr(exporting, "BATCH", 3)
    with store.open_reader(path) as db, store.open_writer(path) as writer:
        before = [row["id"] for row in asked(db, "statements")]
        rows = exporting.pages(db, store.queries.statements, Filters())
        found = [next(rows)["id"]]
        article = samples.write(writer, 500, "z", "Later", samples.SPORT, "en")
        samples.say(writer, article, samples.SPORT, samples.Told("three goals to one", None), 99)
        found += [row["id"] for row in rows]
    assert found == before


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "＝1", "=\x00"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert exporting.harmless(text) == "'" + text


@given(st.text())
def test_a_cell_loses_nothing(text: str) -> None:
    cell = exporting.harmless(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.lstrip().startswith(exporting.FORMULA)


@pytest.mark.parametrize("value", [1, -1.5, None, True])
def test_numbers_stay_numbers(value: object) -> None:
    assert exporting.harmless(value) is value


def test_days_bound_what_is_written(log: Path) -> None:
    def ids(*more: str) -> set[str]:
        return {row["speaker"] for row in read_csv(export(log, "statements", *more).stdout)}

    assert "Hélène Lefèvre" in ids("--until", "2026-03-02")
    assert "Вера Осина" not in ids("--until", "2026-03-02")
    assert "Вера Осина" in ids("--since", "2026-03-02")
    assert "Hélène Lefèvre" not in ids("--since", "2026-03-02")


def test_days_of_what_has_none_are_refused(log: Path) -> None:
    done = export(log, "feeds", "--since", "2026-03-02")
    assert done.exit_code == 2
    assert "feeds have no date" in done.stderr


def test_nothing_to_write_is_said_and_is_no_failure(log: Path) -> None:
    done = export(log, "statements", "--since", "2030-01-01")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no statements to write\n")


def test_a_file_is_put_in_place_whole_and_excel_can_be_told_its_encoding(log: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("what was there before", encoding="utf-8")
    assert export(log, "statements", "--output", str(target), "--bom").exit_code == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert "Вера Осина" in target.read_text(encoding="utf-8-sig")
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_written_is_said_and_what_was_there_stays(log: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "nowhere" / "out.csv", tmp_path):
        ended = run("export", "statements", "--database", str(log), "--output", str(target))
        assert ended.returncode in {1, 2}
        assert str(target) in ended.stderr
    target = tmp_path / "out.csv"
    target.write_text("what was there before", encoding="utf-8")
    missing = run("export", "statements", "--database", str(tmp_path / "none.db"), "--output", str(target))
    assert missing.returncode == 1
    assert "there is no database yet" in missing.stderr
    assert target.read_text(encoding="utf-8") == "what was there before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_reader_that_goes_away_is_no_error(log: Path) -> None:
    command = f"{sys.executable} -m monitor export entries --format json --database '{log}' | head -1"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert json.loads(ended.stdout)["id"]
    assert ended.stderr == ""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
