"""The picture of the review page in the README, from the demo's log: `python -m bench.screenshot [PNG] [--database FILE]`.

Needs Chromium. The statement that most outlets reported is shown; the demo takes about twenty seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from monitor.edges import store
from tests.servers.browser import window
from tests.servers.review import serving

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "review.png"
MOST_BYTES = 250_000
SIZE = (1280, 1000)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("picture", type=Path, nargs="?", default=PICTURE)
    options.add_argument("--database", type=Path, help="a log that is there, instead of a new demo")
    options.add_argument("--statement", type=int, help="instead of the one that most outlets reported")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = asked.database or demo(Path(folder))
        take(database, asked.statement or most_reported(database), asked.picture)
    size = asked.picture.stat().st_size
    print(f"{asked.picture}: {size:,} bytes")
    if size > MOST_BYTES:
        sys.exit(f"that is more than {MOST_BYTES:,}")


def demo(folder: Path) -> Path:
    """The demo's log."""
    command = [sys.executable, "-m", "monitor", "demo", "--keep", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)
    return folder / "demo.db"


def most_reported(database: Path) -> int:
    """The statement with the most outlets, then the most reports."""
    with store.open_reader(database) as db:
        found = db.query(
            """SELECT id FROM statements AS s
            ORDER BY outlet_count DESC, (SELECT count(*) FROM quotations WHERE statement_id = s.id) DESC, id LIMIT 1"""
        )
        return int(next(iter(found))["id"])


def take(database: Path, statement: int, picture: Path) -> None:
    """Open the statement's page and keep what is seen."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        address = stack.enter_context(serving(database))
        context = stack.enter_context(window(stack.enter_context(sync_playwright()), *SIZE))
        page = context.pages[0]
        page.goto(f"{address}/-/statements/{statement}", wait_until="networkidle")
        page.screenshot(path=picture)


if __name__ == "__main__":
    main()
