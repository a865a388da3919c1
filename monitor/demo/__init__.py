"""The whole main job on bundled input: a newsstand on loopback, local mail and Slack, two passes."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor import daemon
from monitor.config import Config
from monitor.core.text import defuse
from monitor.demo.newsstand import Newsstand, open_newsstand
from monitor.demo.sinks import Sinks, open_sinks
from monitor.edges import store
from monitor.errors import MonitorError
from monitor.ledger import Tally

LOG, SETTINGS = "demo.db", "config.yaml"
TUESDAY = 1
WIDTH = 132


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that started on the last Tuesday at 18:00 UTC, so that "on Tuesday" in the articles is today."""

    start: datetime
    began: float

    def __call__(self) -> datetime:
        """The demo's time."""
        return self.start + timedelta(seconds=time.monotonic() - self.began)


def start_clock(now: datetime) -> Clock:
    """The demo's clock, begun at `now`."""
    day = now - timedelta(days=(now.weekday() - TUESDAY) % 7)
    return Clock(day.replace(hour=18, minute=0, second=0, microsecond=0), time.monotonic())


def configure(stand: Newsstand, sinks: Sinks, database: Path) -> Config:
    """A configuration for the newsstand and the sinks, as a user would write it; but what comes is read one by one, so
    that every run prints the same.
    """
    return Config.model_validate(
        {
            "database": database,
            "poll": {"concurrency": 1},
            "fetch": {"allow": [stand.address], "host_pause": 0, "concurrency": 1},
            "workers": {"count": 1},
            "channels": {
                "desk": {"type": "slack", "webhook": f"http://127.0.0.1:{sinks.slack_port}/services/demo"},
                "mail": {
                    "type": "email",
                    "host": "127.0.0.1",
                    "port": sinks.smtp_port,
                    "security": "none",
                    "from": "monitor@example.org",
                    "to": ["analyst@example.org"],
                },
            },
            "alerts": {
                "rules": [
                    {"name": "everything new", "channels": ["desk"], "topics": ["europe-russia-diplomacy"]},
                    {"name": "Russian side", "channels": ["mail"], "sides": ["russia"]},
                ]
            },
            "feeds": [
                {"url": stand.feed_url(key), "outlet": own.name, "country": own.country, "language": own.language}
                for key, own in stand.stock.outlets.items()
            ],
        }
    )


async def two_passes(database: Path, clock: Clock) -> tuple[Tally, Tally, Sinks]:
    """Read the newsstand, let an article be edited, read it again a day later."""
    async with open_newsstand(clock()) as stand, open_sinks() as sinks:
        config = configure(stand, sinks, database)
        first = await daemon.run_once(config, clock=clock)
        stand.issue = 2
        later = Clock(clock.start + timedelta(hours=26), clock.began)
        second = await daemon.run_once(config, clock=later)
        return first, second, sinks


@contextmanager
def scratch(keep: Path | None) -> Iterator[Path]:
    """The folder for the demo's log: the caller's, with a configuration to read the log by, or one that is gone
    afterwards.

    Raises:
        MonitorError: a demo was kept there already, or nothing can be written there.
    """
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="monitor-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    if there := [name for name in (LOG, SETTINGS) if (keep / name).exists()]:
        raise MonitorError(f"{keep / there[0]}: is there already: keep the demo in another folder")
    try:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / SETTINGS).write_text(
            f"# For the commands that read this demo's log.\ndatabase: {LOG}\n", encoding="utf-8"
        )
    except OSError as error:
        raise MonitorError(f"{keep}: cannot be written: {error.strerror or error}") from None
    yield keep


def show_demo(keep: Path | None = None, *, review: bool = False) -> None:
    """Run both passes and print what was found, stored and sent.

    Raises:
        MonitorError: the folder to keep the demo in cannot be used.
    """
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    with scratch(keep) as folder:
        database = folder / LOG
        first, second, sinks = asyncio.run(two_passes(database, start_clock(datetime.now(UTC))))
        with store.open_reader(database) as db:
            show_stories(console, store.queries.stories(db, store.Filters(limit=100)))
            show_statements(console, store.queries.statements(db, store.Filters(limit=200)))
        show_alerts(console, sinks)
        show_passes(console, first, second)
        if keep is not None:
            print(f"The log is kept: monitor statements --config {keep / SETTINGS}")  # noqa: T201 - what the command answers
        if review:
            from monitor.edges.review import serve_review  # noqa: PLC0415 - the review extra is needed only here

            serve_review(database)


def show_stories(console: Console, rows: list[dict[str, Any]]) -> None:
    """Verdicts, best first."""
    table = Table("score", "about it", "lang", "outlet", "headline", box=None, title="Stories", title_justify="left")
    for row in sorted(rows, key=lambda row: -row["score"]):
        said = "yes" if row["relevant"] else "no"
        table.add_row(f"{row['score']:.2f}", said, row["language"], text(row["outlet"]), text(row["title"]))
    console.print(table, "")


def show_statements(console: Console, rows: list[dict[str, Any]]) -> None:
    """Who said what, each statement once, with the outlets that reported it."""
    table = Table(
        "who", "from", "kind", "stance", "outlets", "what", box=None, title="Statements", title_justify="left"
    )
    for row in reversed(rows):
        who, country = text(row["speaker"] or "unknown"), row["country"] or "–"
        table.add_row(who, country, row["kind"], row["stance"], str(row["outlet_count"]), text(row["text"]))
    console.print(table, "")


def show_alerts(console: Console, sinks: Sinks) -> None:
    """What arrived, and one of each in full."""
    console.print(f"Alerts: {len(sinks.slack)} to Slack, {len(sinks.mail)} by email. The first email:", style="bold")
    for message in sinks.mail[:1]:
        body = message.get_body(("plain",))
        console.print(Text(f"Subject: {message['Subject']}\n\n{body.get_content() if body else ''}"))


def show_passes(console: Console, first: Tally, second: Tally) -> None:
    """Both passes, side by side: the second one must find nothing new."""
    table = Table("", "first pass", "a day later", box=None, title="Two passes", title_justify="left")
    for name in ("feeds", "entries_new", "pages", "pages_failed", "stories", "quotations", "statements_new", "alerts"):
        table.add_row(name.replace("_", " "), str(first.counts[name]), str(second.counts[name]))
    console.print(table)


def text(shown: str) -> Text:
    """Text from an article, as it stands and harmless to a terminal."""
    return Text(defuse(shown))
