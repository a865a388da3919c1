"""What stands around a statement, and an event with its articles, as text for a terminal."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli.table import brief, cell
from monitor.core.difference import difference

Row = dict[str, Any]
LONGEST = 400
"""Characters of a quoted statement."""
DAYS = 48
"""Hours from which a lag is told in days."""


def relations(found: Row) -> None:
    """Wordings side by side, replies, positions, and what else belongs to a statement."""
    if found["merged_into"] is not None:
        click.echo(f"joined by a reviewer to statement {found['merged_into']}, which has its reports now")
    for one in found["clusters"]:
        click.echo(f"event:{one['id']}  {brief(one['title'])}")
    for name, like in likenesses(found):
        click.echo(f"{name} {like['id']}: {quoted(like['text'], like['kind'])}")
    wordings(found["wordings"])
    section("answers", [outward(row) for row in found["answers"]])
    section("answered by", [inward(row) for row in found["answered_by"]])
    if len(found["positions"]) > 1:
        section("positions of the actor", [position(row, found) for row in found["positions"]])
    section("corrections", [corrected(row) for row in found["corrections"]])


def likenesses(found: Row) -> list[tuple[str, Row]]:
    """What is probably the same, and what is said again."""
    here = [("restates", found["restates"])] if found["restates"] else []
    here += [("restated by", row) for row in found["restated_by"]]
    return here + [("probably the same:", row) for row in found["probably_it"]]


def wordings(found: list[Row]) -> None:
    """Every wording, with what the first one of its language has not."""
    if len(found) < 2:  # noqa: PLR2004 - one needs no comparison
        return
    click.secho("wordings", bold=True)
    first: dict[str | None, str] = {}
    for row in found:
        text = row["content"][:LONGEST]
        base = first.setdefault(row["language"], text)
        parts = [(text, False)] if base is text else difference(text, base)
        shown = "".join(click.style(brief(part), underline=True) if lacking else brief(part) for part, lacking in parts)
        mark = ", the original" if row["original"] else ""
        outlets = brief(row["outlets"].replace(",", ", "))
        click.echo(f"  {brief(row['language'] or '??')}{mark}: {shown}  ({row['kind']}; {outlets})")


def section(title: str, lines: list[str], of: int = 0) -> None:
    """Lines under a heading, where there are any; the first `of` so many, where there are more."""
    if lines:
        click.secho(f"{title}, the first {len(lines)} of {of}" if of > len(lines) else title, bold=True)
    for line in lines:
        click.echo(f"  {line}")


def outward(row: Row) -> str:
    """Whom a statement answers."""
    whom = brief(row["answered_speaker"] or row["actor"])
    what = (
        f"{row['answered_id']}: {quoted(row['answered_text'], row['answered_kind'])}"
        if row["answered_id"]
        else "which statement is not clear"
    )
    return f"{row['kind']} {whom}, {what}{lag(row)}; evidence: {quoted(row['evidence'])}"


def inward(row: Row) -> str:
    """Who answers a statement."""
    who = brief(row["speaker"] or "unknown speaker")
    return f"{who} {row['kind']}, {row['statement_id']}: {quoted(row['text'])}{lag(row)}; evidence: {quoted(row['evidence'])}"


def lag(row: Row) -> str:
    """How much later an answer came."""
    hours = row["lag_hours"]
    if hours is None:
        return ""
    return f", {hours:.0f} h later" if hours < DAYS else f", {hours / 24:.0f} days later"


def position(row: Row, found: Row) -> str:
    """A line of the actor's ledger."""
    here = "*" if row["id"] == found["id"] else " "
    when = row["said_first"] or f"reported {cell(row['reported'])}"
    change = f"  [{row['extent']} change of position from {row['shift_from']}]" if row["extent"] else ""
    again = f"  [restates {row['restates_id']}]" if row["restates_id"] else ""
    return f"{here} {when}  {row['stance']:<11}  {row['id']}: {quoted(row['text'], row['kind'])}{change}{again}"


def corrected(row: Row) -> str:
    """A correction that concerns the statement."""
    note = f": {brief(row['note'])}" if row["note"] else ""
    back = " (taken back)" if row["state"] == "undone" else ""
    return f"{row['correction']}  {row['action']} {row['kept_id']} {row['other_id']}, {brief(row['who'])}{note}{back}"


def quoted(text: str, kind: str = "direct") -> str:
    """A statement in a line, between marks only where the words are the speaker's own."""
    line = brief(text, LONGEST)
    return f"“{line}”" if kind == "direct" else line


def event(found: Row) -> None:
    """An event for reading: its articles, what was said in them, the events beside it."""
    click.secho(f"event:{found['id']}  {brief(found['title'])}", bold=True)
    click.echo(f"{found['coverage']}; first {cell(found['first_report'])}, last {cell(found['last_report'])} UTC")
    section(
        "articles",
        [
            f"{cell(row['published'] or row['fetched_at'])}  {brief(row['outlet'])} ({brief(row['language'] or '??')}): "
            f"{brief(row['title'])}{'  [' + brief(row['wire']) + ']' if row['wire'] else ''}"
            for row in found["articles"]
        ],
        found["article_count"],
    )
    section(
        "statements",
        [
            f"{row['id']}  {brief(row['speaker'] or 'unknown speaker')} ({row['kind']}, stance {row['stance']}): "
            f"{quoted(row['text'], row['kind'])}"
            for row in found["statements"]
        ],
        found["statement_count"],
    )
    section(
        "events beside it",
        [f"event:{row['id']}  {brief(row['title'])} ({row['score']:.2f})" for row in found["linked"]],
    )
