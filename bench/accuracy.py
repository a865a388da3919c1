"""Score the shipped extraction on hand-annotated data and print the table.

    python -m bench.accuracy --data ../shared [--part tune|held|all] [--only polnear.dev] [--limit N] [--keep FOLDER]

`--part held` takes the fifth of the documents whose id hashes there, `tune` the others. The scorer is the data's own
`score_quotes.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.core.quotation import quotations
from monitor.lexicon import languages


def main() -> None:
    arguments = parse()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.keep or temporary)
        for path in sorted((arguments.data / "quotes" / "dev").glob("*.jsonl")):
            if not arguments.only or any(name in path.name for name in arguments.only):
                print(f"\n{path.name} ({arguments.part})")
                score(path, arguments, folder)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--part", choices=("tune", "held", "all"), default="all")
    parser.add_argument("--only", action="append", help="files whose name holds this")
    parser.add_argument("--limit", type=int, default=0, help="documents per file")
    parser.add_argument("--keep", help="folder for gold and predictions, for a look at the errors")
    return parser.parse_args()


def score(path: Path, arguments: argparse.Namespace, folder: Path) -> None:
    documents = list(chosen(path, arguments))
    gold, predicted = folder / f"gold.{path.name}", folder / f"pred.{path.name}"
    gold.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    begun = time.perf_counter()
    lines = [json.dumps({"id": document["id"], "quotes": extract(document)}) for document in documents]
    took = time.perf_counter() - begun
    predicted.write_text("\n".join(lines) + "\n", encoding="utf-8")
    scorer = arguments.data / "quotes" / "score_quotes.py"
    subprocess.run([sys.executable, scorer, "--statements", gold, predicted], check=True)
    words = sum(len(document["text"].split()) for document in documents)
    print(f"{len(documents)} documents, {1000 * took / max(1, words) * 600:.1f} ms per 600 words", flush=True)


def chosen(path: Path, arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    count = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        held = hashlib.sha256(document["id"].encode()).digest()[0] < 51
        if arguments.part == "all" or held == (arguments.part == "held"):
            yield document
            count += 1
            if count == arguments.limit:
                return


def extract(document: dict[str, Any]) -> list[dict[str, Any]]:
    language = languages.load().get(document["lang"], languages.UNKNOWN)
    return [
        {
            "start": found.start,
            "end": found.end,
            "kind": found.kind,
            "cue_start": found.cue_start,
            "cue_end": found.cue_end,
            "speaker_start": found.speaker_start,
            "speaker_end": found.speaker_end,
            "speaker_text": found.speaker_text,
        }
        for found in quotations(document["text"], language)
    ]


if __name__ == "__main__":
    main()
