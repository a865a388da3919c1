"""What analysis costs beside extraction, how its time grows with the text, and what a second worker brings.

    python -m bench.analyse [--data ../shared] [--only pages length hostile stories batch] [--limit N]

Times are processor seconds of this process unless a table says otherwise, so that other work on the machine shows
little; each part warms up first (lexicon, language model, indexes of every language), without the reading of files.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import gzip
import json
import logging
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction

from monitor import lexicon
from monitor.core import language, story
from monitor.core.analyse import analyse_article, statements
from monitor.core.article import extract
from monitor.core.statement import fingerprint
from monitor.lexicon import Lexicon
from monitor.records import Article, Page, Quotation

TOPIC = "europe-russia-diplomacy"
SIZES = (*(10_000 * 2**step for step in range(7)), 1_000_000)
HOSTILE_SIZES = (125_000, 250_000, 500_000, 1_000_000)
HOSTILE = {
    "quotation marks": '"',
    "opening marks": "„",
    "apostrophes": "'",
    "closing and opening marks": "” “",
    "spaces": " ",
    "line ends": "\n",
    "one word": "a",
    "one number": "1",
    "capital letters": "A. ",
    "cues": "said ",
    "a quotation without an end": "“a” said ",
    "that, and that again": "said that he ",
    "brackets": "(",
    "commas": "a, ",
    "dashes": "— a ",
    "titles": "President Dr. ",
    "names": "Anna Nowak ",
    "decomposed letters": "e\u0301",
}
GIVE_UP = 30.0
"""Seconds of one text beyond which larger ones of its sort are not tried."""
PAGE = Page("", b"", topics=(TOPIC,), all_quotes=True)
Row = dict[str, Any]


def main() -> None:
    arguments = parse()
    logging.disable(logging.CRITICAL)
    parts = {"pages": pages, "length": length, "hostile": hostile, "stories": stories, "batch": batch}
    for name, part in parts.items():
        if not arguments.only or name in arguments.only:
            part(arguments.data, arguments.limit)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--only", nargs="+", choices=("pages", "length", "hostile", "stories", "batch"))
    parser.add_argument("--limit", type=int, default=None, help="pages, articles or lines, for a first look")
    return parser.parse_args()


@dataclass
class Clock:
    """Processor seconds by step, one figure for each page."""

    spent: dict[str, list[float]]

    def time(self, step: str, work: Callable[[], Any]) -> Any:
        begun = time.process_time()
        result = work()
        self.spent.setdefault(step, []).append(time.process_time() - begun)
        return result


def pages(data: Path, limit: int | None) -> None:
    """Extraction by plain trafilatura and by ours against analysis, over real pages."""
    words, clock = lexicon.load(), Clock({})
    rows = load(data / "pages" / "gold.jsonl", limit)
    articles = [(row, body(data, row)) for row in rows]
    for row, content in articles[:: max(1, len(articles) // 20)]:
        analyse(Clock({}), row, content, words)
    gc.collect()
    for row, content in articles:
        analyse(clock, row, content, words)
    print(f"\n== pages: {len(rows)}, {len(clock.spent['all analysis'])} with text; processor ms a page")
    print(f"{'step':28} {'median':>8} {'mean':>8} {'slowest':>8} {'total s':>8}")
    for step, times in clock.spent.items():
        figures = [1000 * figure for figure in (statistics.median(times), statistics.mean(times), max(times))]
        print(f"{step:28} {figures[0]:8.2f} {figures[1]:8.2f} {figures[2]:8.1f} {sum(times):8.2f}")
    analysed = clock.spent["all analysis"]
    for name in ("plain trafilatura", "our extraction"):
        each = statistics.median(one / other for one, other in zip(analysed, clock.spent[name], strict=True))
        print(f"analysis / {name:20} total {sum(analysed) / sum(clock.spent[name]):.3f}   median of pages {each:.3f}")


def body(data: Path, row: Row) -> bytes:
    return gzip.decompress((data / "pages" / "html" / f"{row['id']}.html.gz").read_bytes())


def analyse(clock: Clock, row: Row, content: bytes, words: Lexicon) -> None:
    """One page through every step; a page without text counts nowhere."""
    page = Page(row["url"] or "", content)
    trial = Clock({})
    trial.time("plain trafilatura", lambda: bare_extraction(content, url=page.url or None))
    article = trial.time("our extraction", lambda: extract(page))
    if not isinstance(article, Article):
        return
    step_by_step(trial, article, words)
    trial.time("all analysis", lambda: prints(analyse_article(article, PAGE).quotations, article.language or "", words))
    for step, times in trial.spent.items():
        clock.spent.setdefault(step, []).extend(times)


def step_by_step(clock: Clock, article: Article, words: Lexicon) -> None:
    topic = words.topics[TOPIC]
    code = clock.time("  language", lambda: language.detect(article.text, article.language, article.title))
    clock.time("  story", lambda: story.judge(article.title, article.text, code, topic, url=article.url))
    known = replace(article, language=code)
    found = clock.time("  quotations, actors, stance", lambda: statements(known, words))
    clock.time("  fingerprints", lambda: prints(found, code or "", words))


def prints(found: Sequence[Quotation], code: str, words: Lexicon) -> int:
    """The keys under which the statements would be looked up."""
    keys = [fingerprint(one.content, code, one.actor.key if one.actor else None, words.identity).keys for one in found]
    return sum(map(len, keys))


def length(data: Path, limit: int | None) -> None:
    """Time against length, for real articles strung together."""
    del limit
    rows = load(data / "stories" / "articles_dev.jsonl", None)
    print("\n== time against length: processor ms of one analysis, articles of the same language joined")
    print(f"{'characters':>28}" + "".join(f"{size:>10,}" for size in SIZES) + "     slope")
    for code in ("en", "de", "ru"):
        joined = "\n".join(row["text"] for row in rows if row["lang"] == code)
        joined *= SIZES[-1] // max(1, len(joined)) + 1
        growth(code, [joined[:size] for size in SIZES], code)


def hostile(data: Path, limit: int | None) -> None:
    """The same for text that nobody writes."""
    del data, limit
    print("\n== the same for hostile text")
    print(f"{'characters':>28}" + "".join(f"{size:>10,}" for size in HOSTILE_SIZES) + "     slope")
    for name, unit in HOSTILE.items():
        growth(name, [(unit * (size // len(unit) + 1))[:size] for size in HOSTILE_SIZES], "en")
    growth("nested brackets", ["(" * (size // 2) + ")" * (size // 2) for size in HOSTILE_SIZES], "en")
    growth("nested marks", ["„“«" * (size // 6) + "»”“" * (size // 6) for size in HOSTILE_SIZES], "de")


def growth(name: str, texts: Sequence[str], code: str) -> None:
    """One row: milliseconds for each text, and the slope of their logarithms (1 is linear)."""
    analyse_article(Article("", texts[0][:5000], ""), replace(PAGE, language=code))
    times: list[float] = []
    print(f"{name:28}", end="", flush=True)
    for text in texts:
        if times and times[-1] > GIVE_UP:
            break
        begun = time.process_time()
        analyse_article(Article("", text, ""), replace(PAGE, language=code))
        times.append(time.process_time() - begun)
        print(f"{1000 * times[-1]:10.1f}", end="", flush=True)
    print(f"{slope([len(text) for text in texts[: len(times)]], times):10.2f}")


def slope(sizes: Sequence[int], times: Sequence[float]) -> float:
    logarithms = [math.log(size) for size in sizes], [math.log(max(spent, 1e-6)) for spent in times]
    return statistics.linear_regression(*logarithms).slope if len(times) > 1 else math.nan


def stories(data: Path, limit: int | None) -> None:
    """The verdict alone."""
    topic = lexicon.load().topics[TOPIC]
    rows = [row for row in load(data / "stories" / "articles_dev.jsonl", limit) if row["lang"] in topic.languages]
    clock = Clock({})
    for name in ("warm", "measured"):
        for row in rows:
            clock.time(name, lambda row=row: story.judge(row["title"], row["text"], row["lang"], topic))  # type: ignore[misc]
    times = sorted(1000 * spent for spent in clock.spent["measured"])
    print(
        f"\n== story verdict: {len(times)} articles of {statistics.median(len(row['text']) for row in rows):.0f} characters"
    )
    print(f"median {statistics.median(times):.2f} ms, 95 % below {times[int(0.95 * len(times))]:.2f} ms")


def batch(data: Path, limit: int | None) -> None:
    """`monitor analyse --jsonl --all-quotes` over everything, with one and with two workers, in turns."""
    files = [*sorted((data / "quotes" / "dev").glob("*.jsonl")), data / "stories" / "articles_dev.jsonl"]
    lines = [line for file in files for line in nonempty(file)][:limit]
    print(
        f"\n== batch: {len(lines)} lines, {os.cpu_count()} cores; load is of the minute before, others' work included"
    )
    print(
        f"{'workers':>7} {'wall s':>8} {'lines/s':>8} {'command':>8} {'each worker, CPU s':>20} {'errors':>7} {'load':>6}"
    )
    walls: dict[int, list[float]] = {1: [], 2: []}
    longest: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        source.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        for workers in (1, 2, 1, 2):
            wall, busiest = run(source, workers, len(lines))
            walls[workers].append(wall)
            longest[workers].append(busiest)
    for name, found in (("by the clock", walls), ("by the CPU time of the busiest worker, as on idle cores", longest)):
        print(f"two workers are {min(found[1]) / max(min(found[2]), 0.01):.2f} times as fast as one {name}")


def run(source: Path, workers: int, count: int) -> tuple[float, float]:
    """One run of the command, its figures as a row; wall seconds, and CPU seconds of its busiest worker."""
    before, target, spent = os.getloadavg()[0], source.with_suffix(f".{workers}"), dict[int, tuple[int, float]]()
    command = [sys.executable, "-m", "monitor", "analyse", "--jsonl", "--all-quotes", "--workers", str(workers)]
    begun = time.perf_counter()
    with target.open("wb") as output:
        process = subprocess.Popen([*command, source], stdout=output)
        while process.poll() is None:
            spent.update(used_by(process.pid))
            time.sleep(0.1)
    wall = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"the command ended with {process.returncode}")
    errors = sum(b'"error"' in line[:200] for line in target.read_bytes().splitlines())
    each = sorted((used for depth, used in spent.values() if depth == 2), reverse=True)[:workers]
    own = sum(used for depth, used in spent.values() if depth < 2)
    shown = " ".join(f"{used:.1f}" for used in each)
    print(f"{workers:7} {wall:8.1f} {count / wall:8.0f} {own:8.1f} {shown:>20} {errors:7} {before:6.1f}", flush=True)
    return wall, max(each, default=0.0)


def used_by(root: int) -> dict[int, tuple[int, float]]:
    """Depth below the command (its fork server 1, that one's workers 2) and CPU seconds of every process, by Linux."""
    tick, found = os.sysconf("SC_CLK_TCK"), dict[int, tuple[int, float]]()
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended meanwhile
            words = place.read_text().rpartition(")")[2].split()
            found[int(place.parent.name)] = (int(words[1]), (int(words[11]) + int(words[12])) / tick)
    return {pid: (depth, used) for pid, (_, used) in found.items() if (depth := below(pid, root, found)) is not None}


def below(pid: int, root: int, found: Mapping[int, tuple[int, float]]) -> int | None:
    depth = 0
    while pid != root:
        if pid not in found:
            return None
        pid, depth = found[pid][0], depth + 1
    return depth


def load(path: Path, limit: int | None) -> list[Row]:
    return [json.loads(line) for line in nonempty(path)][:limit]


def nonempty(path: Path) -> Iterator[str]:
    if not path.is_file():
        sys.exit(f"no {path}: name the folder of the shared data by --data")
    return filter(str.strip, path.read_text(encoding="utf-8").split("\n"))


if __name__ == "__main__":
    main()
