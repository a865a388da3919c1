"""Fixtures of the command line's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Caller
from tests.edges import review_samples as samples


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Caller:
    """`monitor` in this process, in an empty folder and with an empty home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    return Caller(capsys, monkeypatch)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, samples.Town]:
    """A log with invented people in many languages and everything hostile, and the ids of what is in it."""
    path = tmp_path_factory.mktemp("town") / "monitor.db"
    return path, samples.build(path)


@pytest.fixture(scope="session")
def log(town: tuple[Path, samples.Town]) -> Path:
    """The log of `town`."""
    return town[0]
