"""Fixtures of the review page's tests: a log with everything hostile in it, and a real server on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.edges import review_samples as samples
from tests.edges.review_samples import Town
from tests.servers.review import serving


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Town]:
    """A log in a folder whose name Datasette alone would stumble over."""
    path = tmp_path_factory.mktemp("50% of? #1 ü") / "monitor.db"
    return path, samples.build(path)


@pytest.fixture(scope="session")
def town(log: tuple[Path, Town]) -> Town:
    return log[1]


@pytest.fixture(scope="session")
def client(log: tuple[Path, Town]) -> Iterator[httpx.Client]:
    with serving(log[0]) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as opened:
        yield opened
