"""The data's own scorers, run as they are: what they print, and the figures in it.

They are the measure, so nothing of them is done again here; where one writes no JSON its table is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Scored:
    """What a scorer printed, and what it wrote."""

    printed: str
    figures: dict[str, Any]

    def table(self) -> dict[str, dict[str, str]]:
        """The printed table: rows by their first word, cells by the column's heading."""
        lines = [line.split() for line in self.printed.splitlines()]
        heading = lines[0]
        return {line[0]: dict(zip(heading, line, strict=True)) for line in lines[1:] if len(line) == len(heading)}


def run(scorer: Path, gold: Sequence[Row], predicted: Sequence[Row], *options: str) -> Scored:
    """Score predictions; ``JSON`` among the options stands for a file that the scorer writes."""
    with tempfile.TemporaryDirectory() as made:
        files = [written(Path(made) / name, rows) for name, rows in (("gold", gold), ("predicted", predicted))]
        target = Path(made) / "figures"
        given = [str(target) if option == "JSON" else option for option in options]
        done = subprocess.run([sys.executable, scorer, *files, *given], stdout=subprocess.PIPE, text=True, check=True)
        figures = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    return Scored(done.stdout, figures)


def written(path: Path, rows: Sequence[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[Row]:
    if not path.is_file():
        sys.exit(f"no {path}: name the folder of the shared data by --data")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
