"""Judge the stored articles anew: what a change of a topic would add to the log and take from it, and how good it is.

    articles, newest first ──workers──▶ verdicts ──compare──▶ changes, quality over the labels
                                                  └─apply──▶ ledger (some articles a transaction)

A change is told when it is written, where it is to be written. What is broken off leaves whole transactions, and the
next replay finds the rest. Nothing that is applied alerts anybody: it is old news.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor import ledger, lexicon
from monitor.config import Config
from monitor.core import story
from monitor.core.analyse import analyse_again
from monitor.core.replay import Change, Quality, change_of
from monitor.edges import store
from monitor.edges.executors import LocalExecutor, open_executor
from monitor.edges.store import Database
from monitor.edges.store.revisit import Stored
from monitor.lexicon import topics
from monitor.records import Analysis, Failure, Page, Quotation, Story
from monitor.topic_files import TopicFiles

AHEAD = 4
"""Articles for each worker that wait or are worked on: bounds the memory."""
UNIT = 64
"""Changed articles that are written in one transaction: waiting for the disk costs more than they do."""
Labels = Mapping[tuple[int, str], bool]
"""What people say of articles: whether relevant, by article and topic."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which articles are judged, by which topics of which folder, and whether the log takes it over."""

    config: Config
    topics: tuple[str, ...]
    topic_folder: str | None
    at: datetime
    since: datetime | None = None
    limit: int | None = None
    apply: bool = False


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An article that could not be judged, and stays as it was."""

    article_id: int
    title: str
    failure: Failure


@dataclass(slots=True)
class Outcome:
    """What came out, counted: articles that were `judged` or `failed`, verdicts `added`, `taken`, `rescored` or `same`,
    quotations that the log has not (`quotations_new`), statements that it got (`statements_new`).

    `before` and `after` compare the verdicts with the labels on the articles judged; `known` counts the verdicts that
    the log had on these topics.
    """

    counts: Counter[str] = field(default_factory=Counter)
    before: Quality = field(default_factory=Quality)
    after: Quality = field(default_factory=Quality)
    known: int = 0


@contextmanager
def prepared(config: Config, file: Path | None) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """The topics to judge by and the folder to read them from, as it is now: the configured ones, or the one in `file`,
    under the file's name.

    Raises:
        ConfigError: a topic file is wrong; the message names file, line and key.
    """
    with contextlib.closing(TopicFiles()) as files:
        if file is None:
            yield config.topics, files.hold(config).topic_path
            return
        topics.topic(file, lexicon.FOLDER)
        yield (file.stem,), str(files.copy({f"{file.stem}.yaml": file.read_bytes()}))


def in_service(config: Config, file: Path) -> bool:
    """Whether the service judges by this very topic, too."""
    places = [folder for folder in (config.topic_folder, lexicon.FOLDER / "topics") if folder]
    used = next((path for folder in places if (path := folder / f"{file.stem}.yaml").is_file()), None)
    return file.stem in config.topics and used is not None and used.read_bytes() == file.read_bytes()


def labelled(log: Database, reviews: Database | None, names: Sequence[str]) -> Labels:
    """The standing labels on these topics, by the articles that they are about in this log."""
    rows = store.labels.standing(reviews, names) if reviews else []
    found = {(store.revisit.locate(log, row["url"], row["text_sha256"]), row["topic"]): row["label"] for row in rows}
    return {(number, topic): label == "relevant" for (number, topic), label in found.items() if number is not None}


def replay(
    path: Path, plan: Plan, labels: Labels, outcome: Outcome, step: Callable[[], None] = lambda: None
) -> Generator[Change | Unjudged]:
    """The changes in the log at `path`, as they are found (and written, where the plan applies them); what came out is
    counted in `outcome`. `step` hears of every article.

    Raises:
        StoreError: the log cannot be used; to be changed it must be free of the service.
    """
    with ExitStack() as stack:
        log = stack.enter_context(store.open_reader(path))
        writer = None
        if plan.apply:
            stack.enter_context(store.lock(path))
            writer = stack.enter_context(store.open_writer(path))
        executor = open_executor(plan.config.workers, warm=functools.partial(lexicon.load, plan.topic_folder))
        stack.callback(executor.close, 0.0)
        told: list[Change] = []
        reports: list[ledger.Report] = []
        for stored, found in judged(log, executor, plan):
            step()
            if isinstance(found, Failure):
                outcome.counts["failed"] += 1
                yield Unjudged(stored.id, stored.article.title, found)
                continue
            told.extend(compared(stored, found, labels, outcome))
            outcome.counts["quotations_new"] += len([*lacking(stored, found)])
            if writer and (report := report_of(stored, found, plan.at)):
                reports.append(report)
            if writer is None or len(reports) >= UNIT:
                write(writer, plan.config, reports, outcome)
                yield from told
                told, reports = [], []
        write(writer, plan.config, reports, outcome)
        yield from told


def judged(log: Database, executor: LocalExecutor, plan: Plan) -> Iterator[tuple[Stored, Analysis | Failure]]:
    """The articles of the plan with what the workers find in them, in order."""
    most = AHEAD * (plan.config.workers.count or os.cpu_count() or 1)
    waiting: deque[tuple[Stored, Future[Analysis | Failure]]] = deque()
    for stored in store.revisit.newest_first(log, plan.since, plan.limit):
        page = Page(stored.article.url, b"", language=stored.task.language, topics=plan.topics)
        work = (stored.article, replace(page, topic_folder=plan.topic_folder))
        waiting.append((stored, executor.run(analyse_again, work, plan.config.workers.page_timeout)))
        if len(waiting) >= most:
            first, future = waiting.popleft()
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()


def compared(stored: Stored, found: Analysis, labels: Labels, outcome: Outcome) -> Iterator[Change]:
    """What changes in the log by the new verdicts on an article; all of it is counted."""
    outcome.counts["judged"] += 1
    for one in found.stories:
        before = stored.verdicts.get(one.topic)
        outcome.known += before is not None
        if (label := labels.get((stored.id, one.topic))) is not None:
            outcome.before = outcome.before.seen(label, found=bool(before and before["relevant"]))
            outcome.after = outcome.after.seen(label, found=bool(one.relevant))
        change = change_of(stored.id, stored.outlet, stored.article.title, stored.article.url, before, one)
        outcome.counts[change.kind if change else "rescored" if differs(stored, one) else "same"] += 1
        if change:
            yield change


def differs(stored: Stored, verdict: Story) -> bool:
    """Whether anything in the verdict is not as it is stored."""
    return stored.verdicts.get(verdict.topic) != store.articles.verdict(verdict)


def report_of(stored: Stored, found: Analysis, at: datetime) -> ledger.Report | None:
    """What the log takes over of the new judgement: the verdicts that differ, and the quotations that it lacks."""
    wanted = tuple(lacking(stored, found))
    changed = tuple(one for one in found.stories if differs(stored, one))
    if not changed and not wanted:
        return None
    analysis = replace(found, stories=found.stories if wanted else changed, quotations=wanted)
    return ledger.Report(stored.task, analysis, stored.origin, at, replay=True)


def lacking(stored: Stored, found: Analysis) -> Iterator[Quotation]:
    """The quotations of a relevant article that the log has not, and those that it has off the topic and that are on it.

    Where a quotation is stored nothing is added beside it: with other bounds it is the same.
    """
    about = [one for one in found.stories if one.relevant]
    for quotation in found.quotations if about else ():
        span = (quotation.start, quotation.end)
        if span in stored.quotations:
            if stored.quotations[span] is None and any(story.concerns(one, *span) for one in about):
                yield quotation
        elif not any(start < quotation.end and quotation.start < end for start, end in stored.quotations):
            yield quotation


def write(writer: Database | None, config: Config, reports: Sequence[ledger.Report], outcome: Outcome) -> None:
    """Enter the reports into the log, all or none."""
    if writer is None or not reports:
        return
    with store.unit_of_work(writer):
        gained = [ledger.commit(writer, config, report) for report in reports]
    outcome.counts["statements_new"] += sum(one["statements_new"] for one in gained)
