"""A process that writes units of work to a log until it is killed: ``store_crash_child.py DATABASE``.

Each round polls a feed with a few entries, then reads each page: article, verdicts, a statement, its event and alerts,
in one unit, and takes and settles an alert. It says "ready" when a round is through, so that it is not killed before
there is anything to lose.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from monitor.edges import store
from monitor.edges.store import Database, PageTask
from monitor.records import Delivery
from tests.edges import store_samples as samples

ENTRIES = 5


def read(db: Database, task: PageTask) -> None:
    """All that follows from one page, in one unit."""
    with store.unit_of_work(db):
        article_id = samples.article(db, task, f"Text of {task.url}. " * 40)
        number = samples.say(db, article_id, f"Statement of {task.url}", task.id)
        store.outbox.add_event(db, samples.event(number), [("slack", "desk", "all"), ("mail", "ann", "all")])
        store.pages.record_done(db, task, None, samples.NOW)


def main(path: Path) -> None:
    """Write until killed."""
    with store.lock(path), store.open_writer(path) as db:
        feed_id = samples.feed(db)
        for turn in itertools.count(int(str(samples.one(db, "SELECT count(*) FROM polls")))):
            numbers = range(turn * ENTRIES, (turn + 1) * ENTRIES)
            samples.poll(db, feed_id, tuple(samples.entry(number) for number in numbers))
            for task in store.pages.ready(db, samples.NOW, 100):
                read(db, task)
            for alert in store.outbox.take(db, samples.NOW, 3):
                store.outbox.settle(db, alert.id, Delivery("sent"), None, samples.NOW)
            sys.stdout.write("ready\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
