"""How well and how fast stories are found: the labelled articles and entries, by halves, and the slope of time.

python -m bench.stories [--data ../shared] [--errors N] [--topic europe-russia-diplomacy]

The tables are printed by the data's own scorer. "supported" leaves out articles in languages that the topic has no
words for; the halves are by a hash of the article's id, so that a rule that fits one document shows.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.core.language import detect
from monitor.core.stories.scene import LIMIT
from monitor.core.story import judge, likely
from monitor.lexicon.topics import Topic, topics

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--topic", default="europe-russia-diplomacy")
    parser.add_argument("--errors", type=int, default=0)
    args = parser.parse_args()
    topic = topics(ROOT / "monitor" / "lexicon")[args.topic]
    for name in ("articles_dev", "entries_dev"):
        rows = [
            json.loads(line)
            for line in (args.data / "stories" / f"{name}.jsonl").read_text("utf-8").split("\n")
            if line
        ]
        predictions = [predict(row, topic) for row in rows]
        for label, chosen in parts(topic).items():
            pairs = [pair for pair in zip(rows, predictions, strict=True) if chosen(pair[0])]
            print(f"\n== {name}, {label}")
            score(args.data, pairs, args.errors if label == "supported" else 0)
        if name == "entries_dev":
            first_stage(rows, predictions)
        else:
            beginnings(rows, predictions, topic)
    speed(args.data, topic)


def predict(row: Row, topic: Topic) -> Row:
    text = row.get("text") or row.get("summary") or ""
    language = detect(text, row["lang"] if "summary" in row else None, row["title"])
    verdict = judge(row["title"], text, language, topic, url=row.get("url"))
    fetch = likely(row["title"], text, language, topic)
    return {"id": row["id"], "fetch": fetch, "story": {"relevant": verdict.relevant, "score": verdict.score}}


def parts(topic: Topic) -> dict[str, Callable[[Row], bool]]:
    def half(row: Row) -> int:
        return int(sha256(row["id"].encode()).hexdigest(), 16) % 2

    return {
        "all": lambda _: True,
        "supported": lambda row: row["lang"] in topic.languages,
        "supported, half A": lambda row: row["lang"] in topic.languages and half(row) == 0,
        "supported, half B": lambda row: row["lang"] in topic.languages and half(row) == 1,
    }


def score(data: Path, pairs: list[tuple[Row, Row]], errors: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "gold.jsonl", Path(folder) / "pred.jsonl"]
        for number, file in enumerate(files):
            file.write_text("".join(json.dumps(pair[number]) + "\n" for pair in pairs), encoding="utf-8")
        scorer = data / "stories" / "score_stories.py"
        subprocess.run([sys.executable, scorer, *files, "--errors", str(errors)], check=True)


def first_stage(rows: list[Row], predictions: list[Row]) -> None:
    weights = [row.get("stratum_pop", 1) / row.get("stratum_n", 1) for row in rows]
    fetched = sum(weight for weight, said in zip(weights, predictions, strict=True) if said["fetch"])
    relevant = [said["fetch"] for said in predictions if said["story"]["relevant"]]
    print(f"first stage: {fetched / sum(weights):.1%} of a real stream is fetched;", end=" ")
    print(f"keeps {sum(relevant)} of the {len(relevant)} entries that the second stage finds relevant")


def beginnings(rows: list[Row], predictions: list[Row], topic: Topic) -> None:
    """The first stage on what a feed shows of an article: its headline, alone and with the first lines."""
    found = [row for row, said in zip(rows, predictions, strict=True) if said["story"]["relevant"] and row["title"]]
    for size in (0, 100, 200, 400):
        kept = sum(likely(row["title"], row["text"][:size], row["lang"], topic) for row in found)
        print(f"first stage on headline and {size} characters: keeps {kept} of {len(found)} relevant articles")


def speed(data: Path, topic: Topic) -> None:
    lines = (data / "stories" / "articles_dev.jsonl").read_text("utf-8").split("\n")
    rows = [row for row in map(json.loads, filter(None, lines)) if row["lang"] in topic.languages]
    times = [timed(row["title"], row["text"], row["lang"], topic) for row in rows for _ in range(3)][
        3 * len(rows) // 2 :
    ]
    print(f"\n== speed\nmedian article {statistics.median(times) * 1000:.2f} ms")
    text = max((row["text"] for row in rows if row["lang"] == "en"), key=len)
    sizes, spent = (12_500, 25_000, 50_000, 100_000, 200_000, 1_000_000), []
    for size in sizes:
        sample = (text * (size // len(text) + 1))[:size]
        spent.append(min(timed("", sample, "en", topic) for _ in range(3)))
        print(f"{size:>9} characters {spent[-1] * 1000:8.1f} ms")
    read = [(math.log(size), math.log(seconds)) for size, seconds in zip(sizes, spent, strict=True) if size <= LIMIT]
    print(f"slope {statistics.linear_regression(*zip(*read, strict=True)).slope:.2f} (1 is linear); {LIMIT:,} are read")


def timed(title: str, text: str, language: str, topic: Topic) -> float:
    """Processor seconds, so that other work on the machine shows little."""
    start = time.process_time()
    judge(title, text, language, topic)
    return time.process_time() - start


if __name__ == "__main__":
    main()
