"""What reviewers say: a database of its own beside the log, to which everybody may add and which nobody may change.

The service is the one writer of the log; reviewers are many, and what they said must outlive a log that is built anew.
Triggers refuse every change of a row, so a mistake is corrected by a later row and the history stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from monitor.edges.store import connection, rows, schema, trouble

APPLICATION_ID = 0x53744D72
"""``StMr`` in the file's header."""
APPEND_ONLY = ("labels", "corrections")

FIRST = (
    """CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    # `url` is the canonical address of the page, `text_sha256` of the text that was judged: both outlive the log.
    """CREATE TABLE labels (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, topic TEXT NOT NULL, article_id INTEGER NOT NULL,
        url TEXT NOT NULL, text_sha256 TEXT NOT NULL, title TEXT NOT NULL,
        label TEXT NOT NULL CHECK (label IN ('relevant', 'not-relevant')), note TEXT
    ) STRICT""",
    # Digest, text and page are those of the statement's first report, or of the quotation itself.
    """CREATE TABLE corrections (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('merge', 'split', 'same-as', 'undo')),
        statement_id INTEGER NOT NULL, statement_digest TEXT NOT NULL, statement_text TEXT NOT NULL,
        statement_url TEXT NOT NULL,
        other_id INTEGER, other_digest TEXT, other_text TEXT, other_url TEXT,
        quotation_id INTEGER, quotation_digest TEXT, quotation_text TEXT, quotation_url TEXT,
        undoes INTEGER REFERENCES corrections(id), note TEXT
    ) STRICT""",
    "CREATE INDEX labels_article ON labels(url, topic, id)",
    "CREATE INDEX corrections_statement ON corrections(statement_id)",
)


def guards(table: str) -> Iterator[str]:
    """The triggers that keep the rows of a table as they are; `INSERT OR REPLACE` deletes without firing a trigger of
    deletion, so that an id which is taken is refused, too.
    """
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: add a later row'); END"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {stop}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stop}"
    yield f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = new.id) {stop}"""  # noqa: S608 - our names


STEPS = ((*FIRST, *(trigger for table in APPEND_ONLY for trigger in guards(table))),)
"""What each version of the schema adds; `user_version` counts them. A step that was released is never changed."""
VERSION = len(STEPS)


def open_writer(path: Path, *, busy_timeout: float = connection.BUSY_TIMEOUT) -> Database:
    """The reviews for adding to them, made where there are none. Several processes may add at a time.

    Raises:
        StoreError: the file cannot be used; the message names it and says how to mend it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            connection.place(path, found)
    except OSError as error:
        raise trouble.StoreReadOnlyError(f"{path}: cannot be created: {error.strerror or error}") from error
    db = connection.connect(path, "rw", busy_timeout)
    try:
        connection.check(db, path, application=APPLICATION_ID, newest=VERSION)
        connection.prepare(db, path)
        upgrade(db)
    except BaseException:
        db.close()
        raise
    return db


def open_reader(path: Path, *, busy_timeout: float = connection.BUSY_TIMEOUT) -> Database:
    """The reviews for reading only, for whom may not write them, too.

    Raises:
        StoreError: the file cannot be used; the message names it and says how to mend it.
    """
    if not path.exists():
        raise trouble.StoreMissingError(f"{path}: there are no reviews yet: 'monitor label' makes them")
    db = connection.connect(path, connection.reading_mode(path), busy_timeout)
    try:
        connection.check(db, path, VERSION, application=APPLICATION_ID, newest=VERSION)
        rows.run(db, "PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def found(db: Database) -> None:
    """Make the tables in a new file. It is in WAL mode before anybody else sees it: two who change the mode at a time
    would not wait for each other.
    """
    rows.scalar(db, "PRAGMA journal_mode = WAL")
    with connection.unit_of_work(db):
        rows.run(db, f"PRAGMA application_id = {APPLICATION_ID}")
        advance(db)
        rows.insert(db, "meta", {"key": "application", "value": schema.MARKER})


def upgrade(db: Database) -> None:
    """Apply the steps that are missing, all or none."""
    if rows.scalar(db, "PRAGMA user_version") < VERSION:
        with connection.unit_of_work(db):
            advance(db)


def advance(db: Database) -> None:
    """Apply the missing steps inside an open transaction, which sees what another process has applied meanwhile."""
    for step in STEPS[rows.scalar(db, "PRAGMA user_version") :]:
        for statement in step:
            rows.run(db, statement)
    rows.run(db, f"PRAGMA user_version = {VERSION}")
