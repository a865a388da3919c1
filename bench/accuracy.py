"""Score what is shipped on labelled data: statements, stories, stance, identity, events, pages; print every table.

    python -m bench.accuracy --data ../shared [--sections statements stance …] [--write docs/accuracy.md]
    python -m bench.accuracy --data ../shared --only polnear.dev [--part tune|held|all] [--limit N] [--keep FOLDER]

The scorers are the data's own. `--part held` takes the fifth of the documents whose id hashes there, `tune` the others;
`--only`, `--part`, `--limit` and `--keep` are about statements and leave the other sections out. `--write` puts the
figures between the marks of that page.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import page
from bench.scorers import Row, Scored, read, run, written
from monitor.core.batch import Batch, analyse_lines
from monitor.core.quotation import quotations
from monitor.core.statement import judge_pair
from monitor.lexicon import identity, languages

Lines = Iterator[str]


def main() -> None:
    arguments = parse()
    if arguments.only or arguments.part != "all" or arguments.limit or arguments.keep:
        for path in files(arguments):
            look(path, arguments)
        return
    sections: dict[str, Callable[[Path], Lines]] = {
        "statements": statements,
        "stance": stance,
        "stories": stories,
        "pairs": pairs,
        "clusters": clusters,
        "pages": pages,
    }
    made: list[str] = []
    for name, section in sections.items():
        if not arguments.sections or name in arguments.sections:
            made += section(arguments.data)
    print("\n" + "\n".join(made))
    if arguments.write:
        page.write(arguments.write, made)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument(
        "--sections", nargs="+", choices=("statements", "stance", "stories", "pairs", "clusters", "pages")
    )
    parser.add_argument("--write", type=Path, help="the page whose figures are replaced")
    parser.add_argument("--part", choices=("tune", "held", "all"), default="all")
    parser.add_argument("--only", action="append", help="files whose name holds this")
    parser.add_argument("--limit", type=int, default=0, help="documents per file")
    parser.add_argument("--keep", help="folder for gold and predictions, for a look at the errors")
    return parser.parse_args()


# ---------------------------------------------------------------- statements: who said what


def files(arguments: argparse.Namespace) -> list[Path]:
    found = sorted((arguments.data / "quotes" / "dev").glob("*.jsonl"))
    return [path for path in found if not arguments.only or any(name in path.name for name in arguments.only)]


def look(path: Path, arguments: argparse.Namespace) -> None:
    """One file's table, with the documents kept for a look at the errors."""
    print(f"\n{path.name} ({arguments.part})")
    documents = [row for row in read(path) if arguments.part in ("all", part_of(row))][: arguments.limit or None]
    begun = time.perf_counter()
    predicted = [extract(document) for document in documents]
    took = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.keep or temporary)
        written(folder / f"gold.{path.name}", documents)
        written(folder / f"pred.{path.name}", predicted)
    print(score(arguments.data, documents, predicted).printed, end="")
    words = sum(len(document["text"].split()) for document in documents)
    print(f"{len(documents)} documents, {1000 * took / max(1, words) * 600:.1f} ms per 600 words", flush=True)


def part_of(row: Row) -> str:
    return "held" if hashlib.sha256(row["id"].encode()).digest()[0] < 51 else "tune"


def score(data: Path, gold: Sequence[Row], predicted: Sequence[Row]) -> Scored:
    return run(data / "quotes" / "score_quotes.py", gold, predicted, "--statements", "--json", "JSON")


def extract(document: Row) -> Row:
    language = languages.load().get(document["lang"], languages.UNKNOWN)
    wanted = ("start", "end", "kind", "cue_start", "cue_end", "speaker_start", "speaker_end", "speaker_text")
    found = quotations(document["text"], language)
    return {"id": document["id"], "quotes": [{name: getattr(one, name) for name in wanted} for one in found]}


def statements(data: Path) -> Lines:
    """Every file's table; then a line for each collection: all of it, four fifths, and the fifth that was held out."""
    collections: dict[str, list[tuple[Row, Row]]] = {}
    for path in sorted((data / "quotes" / "dev").glob("*.jsonl")):
        found = [(document, extract(document)) for document in read(path)]
        print(f"\n== statements, {path.name}")
        print(score(data, *zip(*found, strict=True)).printed, end="", flush=True)
        collections.setdefault(path.name.split(".")[0], []).extend(found)
    for derived in (False, True):
        chosen = {name: found for name, found in collections.items() if name.startswith("silver") == derived}
        yield from page.statements(parts(data, chosen), recall=derived)


def parts(data: Path, collections: dict[str, list[tuple[Row, Row]]]) -> Iterator[page.Part]:
    for name, found in collections.items():
        for label in ("all", "tune", "held"):
            pairs = [pair for pair in found if label in ("all", part_of(pair[0]))]
            gold, predicted = zip(*pairs, strict=True)
            told = [
                {**row, "quotes": [one for one in row["quotes"] if one["speaker_start"] is not None]}
                for row in predicted
            ]
            figures = score(data, gold, predicted).figures
            yield page.Part(name, label, len(gold), figures, score(data, gold, told).figures)


# ---------------------------------------------------------------- the other sections


def stance(data: Path) -> Lines:
    documents = read(data / "stance" / "docs_dev.jsonl")
    answers = [
        json.loads(line) for line in analyse_lines(Batch([json.dumps(row) for row in documents], all_quotes=True))
    ]
    gold = read(data / "stance" / "stance_dev.jsonl")
    scored = run(data / "stance" / "score_stance.py", gold, answers)
    print(f"\n== stance\n{scored.printed}", end="", flush=True)
    yield from page.stance(scored, gold)


def stories(data: Path) -> Lines:
    from bench.stories import ROOT, predict
    from bench.stories import parts as halves
    from monitor.lexicon.topics import topics

    topic = topics(ROOT / "monitor" / "lexicon")["europe-russia-diplomacy"]
    for name in ("articles_dev", "entries_dev"):
        rows = read(data / "stories" / f"{name}.jsonl")
        scored: dict[str, Scored] = {}
        for label, chosen in halves(topic).items():
            gold = [row for row in rows if chosen(row)]
            predicted = [predict(row, topic) for row in gold]
            scored[label] = run(data / "stories" / "score_stories.py", gold, predicted)
            print(f"\n== stories, {name}, {label}\n{scored[label].printed}", end="", flush=True)
        yield from page.stories(name, scored, topic.languages)


def pairs(data: Path) -> Lines:
    lexicon = identity.load()
    rows = read(data / "pairs" / "pairs_dev.jsonl")
    scored: dict[str, dict[str, Any]] = {}
    for label, kept in (("all", {0, 1}), ("first half", {0}), ("second half", {1})):
        gold = [row for row in rows if hashlib.sha256(row["pair_id"].encode()).digest()[0] % 2 in kept]
        predicted = [judge_pair(row, lexicon) for row in gold]
        found = run(data / "pairs" / "score_pairs.py", gold, predicted, "--json")
        scored[label] = json.loads(found.printed)
        print(f"\n== pairs, {label}: {len(gold)}")
        print(run(data / "pairs" / "score_pairs.py", gold, predicted).printed, end="", flush=True)
    yield from page.pairs(scored)


def clusters(data: Path) -> Lines:
    """All pairs of articles: those of one event are to be in one cluster, all others are not."""
    from bench.clusters import events, measured, read_events

    gold = read_events(data / "stories" / "clusters_dev.jsonl")
    placed = events(gold)
    figures = {label: measured(gold, placed, part) for label, part in (("all", None), ("without the largest", 1))}
    for label, one in figures.items():
        print(f"\n== clusters, {label}: {one}", flush=True)
    yield from page.clusters(figures)


def pages(data: Path) -> Lines:
    import gzip
    import logging

    from bench.pages import ours, plain
    from monitor.records import Page

    logging.disable(logging.CRITICAL)
    gold = read(data / "pages" / "gold.jsonl")
    scored: dict[str, Scored] = {}
    for name, extractor in (("plain trafilatura", plain), ("monitor", ours)):
        predicted = []
        for row in gold:
            body = gzip.decompress((data / "pages" / "html" / f"{row['id']}.html.gz").read_bytes())
            predicted.append({"id": row["id"], **extractor(Page(row["url"] or "", body))})
        scored[name] = run(data / "pages" / "score_pages.py", gold, predicted)
        print(f"\n== pages, {name}\n{scored[name].printed}", end="", flush=True)
    yield from page.pages(scored)


if __name__ == "__main__":
    main()
