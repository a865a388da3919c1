"""Fixtures of the relay's tests."""

from __future__ import annotations

import pytest

from monitor import relay


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow disk must not end a tick before its time."""
    monkeypatch.setattr(relay, "PATIENCE", 20.0)
