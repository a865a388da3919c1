"""Many lines through the workers: one answer a line, in the order of the input, as the lines come.

    stdin ──thread──▶ pieces (bounded queue) ──workers──▶ answers ──▶ stdout

A thread reads, because a read from a pipe cannot be given up: where the reader of our answers has gone, or Ctrl-C was
pressed, the process must end although the writer of our input is still there. The queue bounds the memory however long
the input is.
"""

from __future__ import annotations

import functools
import json
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from monitor.records import Failure

if TYPE_CHECKING:
    from monitor.core.batch import Batch
    from monitor.edges.executors import LocalExecutor

    Work = Callable[[Batch], list[str]]

CHUNK, CHUNK_BYTES = 8, 256 * 2**10
"""Lines, and about as many bytes, that a worker takes at a time: enough to outweigh the way there and back, few enough
to keep the order cheaply."""
LONGEST = 16 * 2**20
"""Bytes of a line that is read; of a longer one nothing is kept but that it was there."""
BLOCK = 2**20
AHEAD = 4
"""Pieces for each worker that wait or are worked on."""
BOM = b"\xef\xbb\xbf"
Item = tuple["Batch", Future["list[str] | Failure"]] | str | BaseException | None
"""A piece under work; a line that is answered already; why the input broke off; its end."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with lines: a pure function, its options, the seconds that a line may take."""

    work: Work
    options: Batch
    timeout: float


def stream(job: Job, workers: int | None, source: int, target: BinaryIO) -> None:
    """Answer the lines of the open file `source` on `target`, which is flushed after every piece.

    Raises:
        OSError: the input cannot be read, or the output not be written.
    """
    executor = open_workers(job.options, workers)
    items: queue.Queue[Item] = queue.Queue(maxsize=AHEAD * (workers or os.cpu_count() or 1))
    threading.Thread(target=feed, args=(job, executor, source, items), daemon=True).start()
    try:
        while (item := items.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            answers = [item] if isinstance(item, str) else answered(job, executor, *item)
            # A lone surrogate, which JSON can spell and UTF-8 cannot, leaves as it came: "\ud800".
            target.write("".join(line + "\n" for line in answers).encode("utf-8", "backslashreplace"))
            target.flush()
    finally:
        executor.close(0.0)


def open_workers(options: Batch, workers: int | None) -> LocalExecutor:
    """Workers that know the lexicon before they take work: loading it is not held against the first line."""
    from monitor import lexicon
    from monitor.config import Workers
    from monitor.edges.executors import open_executor

    return open_executor(Workers(count=workers), warm=functools.partial(lexicon.load, options.topic_folder))


def feed(job: Job, executor: LocalExecutor, source: int, items: queue.Queue[Item]) -> None:
    """Read the input to its end and hand its pieces to the workers."""
    try:
        for lines in arriving(source):
            for piece in pieces(lines):
                if isinstance(piece, str):
                    items.put(piece)
                    continue
                batch = replace(job.options, lines=piece)
                items.put((batch, executor.run(job.work, batch, job.timeout)))
    except RuntimeError:
        return  # the executor is closed: nobody waits for answers any more
    except BaseException as error:  # noqa: BLE001 - it is raised where it can be told
        items.put(error)
    else:
        items.put(None)


def arriving(source: int) -> Iterator[list[bytes | None]]:
    """The lines of a file as they come, without waiting for a full buffer: the writer may wait for our answers.

    `None` stands for a line beyond `LONGEST`.
    """
    rest: list[bytes] = []
    size, first = 0, True
    while block := os.read(source, BLOCK):
        *ended, last = block.split(b"\n")
        lines: list[bytes | None] = []
        for part in ended:
            lines.append(None if size + len(part) > LONGEST else b"".join((*rest, part)))
            rest, size = [], 0
        size += len(last)
        rest = [*rest, last] if size <= LONGEST else []
        if lines:
            yield headed(lines) if first else lines
            first = False
    if size:
        lines = [None if size > LONGEST else b"".join(rest)]
        yield headed(lines) if first else lines


def headed(lines: list[bytes | None]) -> list[bytes | None]:
    """The lines without the mark that some editors put before the first one."""
    return [lines[0].removeprefix(BOM) if lines[0] else lines[0], *lines[1:]]


def pieces(lines: Iterable[bytes | None]) -> Iterator[tuple[str, ...] | str]:
    """The lines in pieces for the workers; a line that cannot be read as its answer. Empty lines are passed over."""
    held: list[str] = []
    size = 0
    for line in lines:
        text = read(line)
        if isinstance(text, Failed):
            if held:
                yield tuple(held)
            held, size = [], 0
            yield text.answer
        elif text.strip():
            held.append(text)
            size += len(text)
            if len(held) == CHUNK or size > CHUNK_BYTES:
                yield tuple(held)
                held, size = [], 0
    if held:
        yield tuple(held)


@dataclass(frozen=True, slots=True)
class Failed:
    """A line that no worker need see, with its answer."""

    answer: str


def read(line: bytes | None) -> str | Failed:
    """A line as text."""
    if line is None:
        return Failed(refused("", f"too-large: the line is longer than {LONGEST} bytes"))
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        return Failed(refused(line.decode("utf-8", "replace"), f"bad-encoding: no UTF-8 at byte {error.start}"))


def whole(source: int, work: Callable[[Iterable[str]], list[str]]) -> Iterator[str]:
    """The answers to all lines of an open file, by work that has to see them all before it can answer.

    The work takes the lines as they come, and keeps what it needs of them.

    Raises:
        OSError: the input cannot be read.
    """
    unread: list[str | None] = []

    def readable() -> Iterator[str]:
        for lines in arriving(source):
            for line in lines:
                text = read(line)
                if isinstance(text, Failed):
                    unread.append(text.answer)
                elif text.strip():
                    unread.append(None)
                    yield text

    answers = iter(work(readable()))
    for refusal in unread:
        yield next(answers) if refusal is None else refusal


def answered(job: Job, executor: LocalExecutor, piece: Batch, future: Future[list[str] | Failure]) -> Sequence[str]:
    """The answers to a piece; when it cost its worker, line by line, so that only the guilty line goes without."""
    found = future.result()
    if not isinstance(found, Failure):
        return found
    if len(piece.lines) == 1:
        return [refused(piece.lines[0], str(found))]
    singles = [replace(piece, lines=(line,)) for line in piece.lines]
    return [line for one in singles for line in answered(job, executor, one, executor.run(job.work, one, job.timeout))]


def refused(line: str, said: str) -> str:
    """The error line for input that no worker answered."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    named = row if isinstance(row, dict) else {}
    return json.dumps({"id": named.get("id", named.get("pair_id")), "error": said}, ensure_ascii=False)
