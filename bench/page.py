"""The figures of docs/accuracy.md: tables of what the scorers found, between two marks of the page."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.scorers import Row, Scored

BEGIN, END = "<!-- figures: python -m bench.accuracy --write docs/accuracy.md -->", "<!-- end of the figures -->"
COLLECTIONS = {
    "polnear": ("en", "English political news"),
    "dewikinews": ("de", "German Wikinews"),
    "adaq-ru": ("ru", "Russian news sentences"),
    "adaq-cs": ("cs", "Czech news sentences (no words of it here)"),
    "silver-es": ("es", "Spanish"),
    "silver-fr": ("fr", "French"),
    "silver-it": ("it", "Italian"),
    "silver-pl": ("pl", "Polish"),
    "silver-ru": ("ru", "Russian"),
    "silver-uk": ("uk", "Ukrainian"),
}
LABELS = {"all": "", "tune": "– four fifths", "held": "– held fifth"}
KINDS = ("all kinds", "direct", "mixed", "indirect")
FEW = 10
"""Labelled statements below which a figure says nothing."""


@dataclass(frozen=True)
class Part:
    """A collection of documents or a part of it; `told` are the figures over statements that were given a speaker."""

    name: str
    label: str
    documents: int
    figures: Mapping[str, Any]
    told: Mapping[str, Any]


def write(path: Path, lines: Sequence[str]) -> None:
    """Replace what stands between the marks of the page."""
    text = path.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        sys.exit(f"{path}: there must be one line {BEGIN!r} and behind it one {END!r}")
    made = "\n".join([text[: text.index(BEGIN)] + BEGIN, "", *lines]).rstrip()
    path.write_text(f"{made}\n\n{text[text.index(END) :]}", encoding="utf-8")


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heading) + " |"
    yield "|---" * len(heading) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def statements(parts: Iterable[Part], *, recall: bool) -> Iterator[str]:
    """Overlap and end-to-end F1 by kind, or recall where the data is known to be incomplete."""
    yield f"### Statements, {'derived from dependency trees' if recall else 'annotated by hand'}"
    yield ""
    yield f"Each cell: {'recall' if recall else 'F1'} of the words / of words and speaker together, in per cent."
    yield ""
    heading = ["documents", "number", "statements", "all", *KINDS[1:], "speaker right, where one is given"]
    yield from table(heading, (statement_row(part, 1 if recall else 2) for part in parts))
    yield ""


def statement_row(part: Part, measure: int) -> list[str]:
    code, title = COLLECTIONS.get(part.name, ("", part.name))
    by = {kind: part.figures.get(f"{code} {kind}") for kind in KINDS}
    cells = ["–" if not one or one["gold"] < FEW else f"{percent(one['overlap'][measure])} / {percent(one['e2e'][measure])}"
             for one in by.values()]  # fmt: skip
    told = part.told.get(f"{code} all kinds")
    right = percent(told["speaker"]) if told and min(told["pred"], told["gold"]) >= FEW else "–"
    count = by["all kinds"]
    name = f"{title} {LABELS[part.label]}".strip()
    return [name, str(part.documents), str(count["gold"] if count else 0), *cells, right]


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def stance(scored: Scored, gold: Sequence[Row]) -> Iterator[str]:
    yield "### Stance toward dialogue"
    yield ""
    rows = scored.table()
    yield from table(
        ("stance", "labelled", "precision", "recall", "F1"),
        ([name, row["gold"], row["P"], row["R"], row["F1"]] for name, row in rows.items()),
    )
    yield ""
    counted = Counter(row["lang"] for row in gold).most_common()
    yield f"{len(gold)} statements ({', '.join(f'{count} {code}' for code, count in counted)}): {last(scored)}"
    yield ""


def last(scored: Scored) -> str:
    """The scorer's closing lines."""
    return "; ".join(line.strip().replace("  ", ", ") for line in scored.printed.splitlines()[5:]) + "."


def stories(name: str, scored: Mapping[str, Scored], supported: Collection[str]) -> Iterator[str]:
    yield f"### Stories, {'articles' if name.startswith('articles') else 'feed entries (title and summary)'}"
    yield ""
    heading = (
        "language",
        "relevant",
        "not",
        "precision",
        "recall",
        "F1",
        "precision in the stream",
        "recall in the stream",
    )
    columns = ("yes", "no", "P", "R", "F1", "wP", "wR")
    whole = scored["all"].table()
    rows = {"all": whole["all"], **{label: one.table()["all"] for label, one in scored.items() if label != "all"}}
    rows |= {
        f"{code}{'' if code in supported else ' (not supported)'}": row for code, row in whole.items() if code != "all"
    }
    yield from table(
        heading, ([label, *(row[column].replace("nan", "–") for column in columns)] for label, row in rows.items())
    )
    yield ""
    yield f"Supported languages: {scored['supported'].printed.splitlines()[-1]} (of those that the guideline calls borderline)."
    yield ""


def pairs(scored: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "### The same statement again"
    yield ""
    rows = []
    for label, found in scored.items():
        kept = ("all", "same-language", "cross-language", "gap<=1 day") if label == "all" else ("all",)
        for name in kept:
            one = found[name]
            shown = label if name == "all" else f"all, {name.replace('gap<=1 day', 'at most a day apart')}"
            figures = (one["pairs"], one["positives"], one["precision"], one["recall"], one["f1"], one["ap"])
            rows.append([shown, *map(str, figures)])
    yield from table(("pairs", "number", "same", "precision", "recall", "F1", "average precision"), rows)
    yield ""
    relations = scored["all"]["by_relation"].items()
    yield from table(
        ("relation (+ is the same statement, - is not)", "pairs", "taken as the same"),
        ([name, str(one["pairs"]), str(one["decided_same"])] for name, one in relations),
    )
    yield ""


def pages(scored: Mapping[str, Scored]) -> Iterator[str]:
    yield "### Text of pages"
    yield ""
    columns = {
        "pages": "pages",
        "F1": "F1 of words",
        "P": "precision",
        "R": "recall",
        "lost": "paragraphs lost",
        "leak": "words of the page around it",
        "quote": "quotations letter for letter",
        "lead": "lead there",
        "break": "breaks kept",
        "date": "day right",
    }
    rows = [[name, *(one.table()["all"][column] for column in columns)] for name, one in scored.items()]
    ours = scored["monitor"].table()
    rows += [[f"monitor, {code}", *(row[column] for column in columns)]
             for code, row in ours.items() if code != "all" and int(row["pages"]) >= FEW]  # fmt: skip
    yield from table(("", *columns.values()), rows)
    yield ""


def clusters(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "### Articles about one event"
    yield ""
    names = ("articles", "events", "same", "precision", "recall")
    shown = ([label, *(f"{one[name]:.3f}" if isinstance(one[name], float) else str(one[name]) for name in names)]
             for label, one in figures.items())  # fmt: skip
    yield from table(("pairs of articles", "articles", "events", "pairs of one event", "precision", "recall"), shown)
    yield ""
    related = figures["all"]
    yield f"Follow-ups and reactions taken for the event that they are about: {related['merged']} of {related['related']} pairs."
    yield ""
