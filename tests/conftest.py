"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no fault of the code: time is measured in bench/, never here. CI takes the same examples every time.
settings.register_profile("patient", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "patient")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; the test is skipped, saying so, where it is absent."""
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared"))
    if not (folder / "quotes").is_dir():
        pytest.skip(f"no real data at {folder}: set SHARED_DATA")
    return folder
