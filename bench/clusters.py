"""Event clusters against labelled ones, pair by pair; and how many of a pile of articles are merged.

    python -m bench.clusters --data ../shared [--look FOLDER/unlabelled.jsonl.gz]

`--look` puts the labelled articles among others and prints what is merged, for reading.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.scorers import Row, read
from monitor import lexicon
from monitor.core.events.batch import cluster_lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--look", type=Path, help="other articles, gzipped JSON lines")
    arguments = parser.parse_args()
    gold = read_events(arguments.data / "stories" / "clusters_dev.jsonl")
    print(measured(gold, events(gold)))
    if arguments.look:
        with gzip.open(arguments.look, "rt", encoding="utf-8") as file:
            look([json.loads(line) for line in file])


def read_events(path: Path) -> list[tuple[Row, str | None, str]]:
    """Every article with its event (`None` for one that only follows up) and the event that it belongs to or follows."""
    found: dict[str, tuple[Row, str | None, str]] = {}
    for event in read(path):
        for article in event["same"]:
            found[article["id"]] = (article, event["cluster_id"], event["cluster_id"])
        for article in event["related_not_same"]:
            found.setdefault(article["id"], (article, None, event["cluster_id"]))
    return list(found.values())


def events(gold: Sequence[tuple[Row, str | None, str]]) -> dict[str, str]:
    """The cluster that each article comes to be in."""
    lines = cluster_lines((json.dumps(article) for article, _, _ in gold), lexicon.load())
    return {row["id"]: row["cluster"] for row in map(json.loads, lines)}


def measured(
    gold: Sequence[tuple[Row, str | None, str]], placed: Mapping[str, str], without: int | None = None
) -> dict[str, Any]:
    """Precision and recall over pairs; `without` leaves that many of the largest events out, which have most pairs."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for _, event, _ in gold:
        if event:
            sizes[event] += 1
    large = sorted(sizes, key=lambda name: (-sizes[name], name))[: without or 0]
    kept = [one for one in gold if one[2] not in large]
    right = wrong = missed = merged = related = 0
    for (a, event_a, near_a), (b, event_b, near_b) in combinations(kept, 2):
        same, joined = event_a is not None and event_a == event_b, placed[a["id"]] == placed[b["id"]]
        right, wrong, missed = right + (same and joined), wrong + (joined and not same), missed + (same and not joined)
        follows = near_a == near_b and (event_a is None) != (event_b is None)
        related, merged = related + follows, merged + (follows and joined)
    return {
        "articles": len(kept), "events": len({event for _, event, _ in kept if event}), "same": right + missed,
        "precision": right / max(1, right + wrong), "recall": right / max(1, right + missed),
        "related": related, "merged": merged,
    }  # fmt: skip


def look(rows: Sequence[Row]) -> None:
    """Print what is merged."""
    members: defaultdict[str, list[Row]] = defaultdict(list)
    for row, line in zip(rows, cluster_lines(map(json.dumps, rows), lexicon.load()), strict=True):
        members[json.loads(line)["cluster"]].append(row)
    for name, found in members.items():
        if len(found) > 1:
            print(f"\n{name}")
            for row in found:
                print(f"  {row['lang']} {row.get('date')} {row['title']}")


if __name__ == "__main__":
    main()
