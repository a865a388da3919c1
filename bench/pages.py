"""Extraction on real pages: what is shipped beside plain trafilatura, by the data's own `score_pages.py`.

    python -m bench.pages [--data ../shared] [--languages] [--worst N] [--limit N]

Times are processor seconds of this process, after one page to warm up, without the reading of files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction

from monitor.core.article import extract
from monitor.records import Article, Page

Extractor = Callable[[Page], dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--languages", action="store_true", help="a line for each language")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--limit", type=int, default=0, help="pages")
    arguments = parser.parse_args()
    folder = arguments.data / "pages"
    if not folder.is_dir():
        sys.exit(f"no pages at {folder}: use --data")
    logging.disable(logging.CRITICAL)
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = rows[: arguments.limit or None]
    for name, extractor in (("plain trafilatura", plain), ("monitor", ours)):
        print(f"\n{name}")
        score(folder, rows, extractor, arguments)


def score(folder: Path, rows: list[dict[str, Any]], extractor: Extractor, arguments: argparse.Namespace) -> None:
    pages = [
        (row["id"], Page(row["url"] or "", gzip.decompress((folder / f"html/{row['id']}.html.gz").read_bytes())))
        for row in rows
    ]
    extractor(pages[0][1])
    times, lines = [], []
    for identifier, page in pages:
        begun = time.process_time()
        found = extractor(page)
        times.append(time.process_time() - begun)
        lines.append(json.dumps({"id": identifier, **found}))
    with tempfile.TemporaryDirectory() as temporary:
        gold, predicted = Path(temporary) / "gold.jsonl", Path(temporary) / "pred.jsonl"
        gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        predicted.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, folder / "score_pages.py", gold, predicted, "--worst", str(arguments.worst)]
        table = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    shown = table if arguments.languages or arguments.worst else table[:2]
    print("\n".join(shown))
    times.sort()
    print(
        f"{sum(times):.1f} s for {len(times)} pages: median {1000 * times[len(times) // 2]:.0f} ms, slowest {1000 * times[-1]:.0f} ms"
    )


def plain(page: Page) -> dict[str, Any]:
    """trafilatura as its documentation shows it."""
    found = bare_extraction(page.body, url=page.url or None, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return {"text": ""}
    return {"text": found.text or "", "title": found.title, "published": found.date}


def ours(page: Page) -> dict[str, Any]:
    """What the service stores."""
    found = extract(page)
    if not isinstance(found, Article):
        return {"text": ""}
    return {
        "text": found.text,
        "title": found.title,
        "published": found.published.isoformat() if found.published else None,
    }


if __name__ == "__main__":
    main()
