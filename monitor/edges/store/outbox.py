"""The transactional outbox: alerts are rows, written with what they tell of, delivered afterwards.

An alert is unique by event, channel and recipient. `take` commits that a try begins before it begins; `settle` writes
what became of it. What was taken by a process that is gone is taken again, in doubt (guarantee 4)::

    pending -> sending -> sent | refused | dead | doubt
       ^__________|                      (a retry, or a process that died)
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest

from pydantic import TypeAdapter
from sqlite_utils import Database

from monitor.edges.store import rows, schema
from monitor.edges.store.around import FAMILY
from monitor.edges.store.connection import unit_of_work
from monitor.edges.store.rows import Row, stamp
from monitor.records import Alert, Delivery, Event

LEASE = timedelta(hours=1)
"""No try lasts so long: what is "sending" since before was lost on the way, and is taken again, in doubt."""


def add_event(
    db: Database, event: Event, planned: Sequence[tuple[str, str, str]], *, subject: int | None = None
) -> int:
    """Record an event and an alert for each (channel, recipient, rule); the number of alerts.

    An event happens once: recorded again, with whatever plan, it adds nothing and alerts nobody. `subject` tells
    events of one kind on one statement apart (the article of an edit, say); without it a statement is new only once,
    and every other kind of event happens once for each wording (``event.content``).
    """
    subject = subject_of(event) if subject is None else subject
    values = {
        "statement_id": event.statement_id,
        "kind": event.kind,
        "subject": subject,
        "at": stamp(event.at),
        "content": rows.dump(adapter().dump_python(event, mode="json")),
    }
    with unit_of_work(db):
        event_id = rows.scalar(
            db,
            """INSERT INTO events (statement_id, kind, subject, at, content)
            VALUES (:statement_id, :kind, :subject, :at, :content)
            ON CONFLICT (statement_id, kind, subject) DO NOTHING RETURNING id""",
            values,
        )
        if event_id is None:
            return 0
        identity = f"{schema.database_id(db)}|{event.statement_id}|{event.kind}|{subject}"
        return sum(plan(db, event_id, identity, *target, at=event.at) for target in planned)


def first_event(db: Database, statement_id: int) -> Event | None:
    """The first event of a statement: what was told of it when it was met."""
    content = rows.scalar(
        db, "SELECT content FROM events WHERE statement_id = :id ORDER BY id LIMIT 1", {"id": statement_id}
    )
    return None if content is None else adapter().validate_json(content)


def told(db: Database, statement_id: int) -> set[tuple[str, str]]:
    """Channel and recipient of all alerts on a statement, and on those joined to it, whatever became of them."""
    found = rows.query(
        db,
        f"""{FAMILY} SELECT DISTINCT o.channel, o.recipient FROM family JOIN events AS e ON e.statement_id = family.id
            JOIN outbox AS o ON o.event_id = e.id""",  # noqa: S608 - our own parts
        {"id": statement_id},
    )
    return {(row["channel"], row["recipient"]) for row in found}


def plan(db: Database, event_id: int, identity: str, channel: str, recipient: str, rule: str, *, at: datetime) -> int:
    """Add one alert, unless this recipient has it in this channel already; the number added."""
    rows.run(db, "INSERT OR IGNORE INTO channel_state (channel) VALUES (:channel)", {"channel": channel})
    return rows.run(
        db,
        """INSERT INTO outbox (event_id, channel, recipient, rule, message_id, next_try, created)
        VALUES (:event, :channel, :recipient, :rule, :message_id, :now, :now)
        ON CONFLICT (event_id, channel, recipient) DO NOTHING""",
        {
            "event": event_id,
            "channel": channel,
            "recipient": recipient,
            "rule": rule,
            "message_id": message_id(f"{identity}|{channel}|{recipient}"),
            "now": stamp(at),
        },
    )


def subject_of(event: Event) -> int:
    """What an event is about, besides its statement: a number made from the wording, or 0."""
    if event.kind == "new":
        return 0
    return int.from_bytes(hashlib.sha256(rows.clean(event.content).encode()).digest()[:6])


def message_id(identity: str) -> str:
    """The name of a message (RFC 5322 section 3.6.4), the same for every try and no other message in the world."""
    return f"<{hashlib.sha256(identity.encode('utf-8', 'replace')).hexdigest()[:40]}@statement-monitor>"


def take(db: Database, now: datetime, limit: int, *, exclude: Collection[str] = ()) -> list[Alert]:
    """Up to `limit` alerts that are due, marked as being sent; the channels take turns, each in order.

    The channels in `exclude` are left out: they are busy, or rest. Take only what is tried at once: what is taken when
    the process dies will be in doubt.
    """
    with unit_of_work(db):
        reclaim(db, now)
        channels = rows.query(db, "SELECT channel FROM channel_state ORDER BY channel")
        waiting = [queued(db, row["channel"], now, limit) for row in channels if row["channel"] not in exclude]
        turns = [alert for alert in chain.from_iterable(zip_longest(*waiting)) if alert is not None][:limit]
        if not turns:
            return []
        ids = rows.dump(turns)
        rows.run(
            db,
            """UPDATE outbox SET state = 'sending', attempts = attempts + 1, taken_at = :now
            WHERE id IN (SELECT value FROM json_each(:ids))""",
            {"now": stamp(now), "ids": ids},
        )
        rows.run(db, "INSERT OR IGNORE INTO temp.in_flight SELECT value FROM json_each(:ids)", {"ids": ids})
        found = rows.query(
            db,
            """SELECT o.*, e.content FROM outbox AS o JOIN events AS e ON e.id = o.event_id
            WHERE o.id IN (SELECT value FROM json_each(:ids))""",
            {"ids": ids},
        )
        order = {alert: turn for turn, alert in enumerate(turns)}
        return list(readable(db, sorted(found, key=lambda row: order[row["id"]]), now))


def settle(db: Database, alert_id: int, delivery: Delivery, next_try: datetime | None, now: datetime) -> None:
    """Write what became of a try.

    Sent and refused are final. A retry, or a doubt that may be tried again, waits until `next_try`; where that is
    `None` the alert ends as a dead letter, or in doubt: shown, not resent. What is settled already stays as it is,
    unless it was sent after all.
    """
    ends = {"sent": "sent", "refused": "refused", "retry": "dead", "doubt": "doubt"}
    again = next_try is not None and delivery.outcome in {"retry", "doubt"}
    with unit_of_work(db):
        in_flight(db)
        rows.run(db, "DELETE FROM temp.in_flight WHERE id = :id", {"id": alert_id})
        channel = rows.scalar(
            db,
            """UPDATE outbox SET state = :state, next_try = :next, last_error = coalesce(:detail, last_error),
                doubt = max(doubt, :doubt), sent_at = iif(:state = 'sent', :now, sent_at)
            WHERE id = :id AND (state = 'sending' OR (:state = 'sent' AND state <> 'sent')) RETURNING channel""",
            {
                "id": alert_id,
                "state": "pending" if again else ends[delivery.outcome],
                "next": stamp(next_try) if again else None,
                "detail": None if delivery.outcome == "sent" else delivery.detail,
                "doubt": delivery.outcome == "doubt",
                "now": stamp(now),
            },
        )
        if channel is not None:
            note(db, channel, delivery, now)


def suppress(db: Database, alert_id: int, reason: str) -> bool:
    """Do not send an alert that waits; whether it did wait."""
    with unit_of_work(db):
        changed = rows.run(
            db,
            """UPDATE outbox SET state = 'suppressed', next_try = NULL, last_error = :reason
            WHERE id = :id AND state = 'pending'""",
            {"id": alert_id, "reason": reason},
        )
    return changed > 0


def revive(db: Database, alert_id: int, now: datetime) -> bool:
    """Try again what was given up, refused, left in doubt or suppressed; whether it was."""
    with unit_of_work(db):
        changed = rows.run(
            db,
            """UPDATE outbox SET state = 'pending', next_try = :now, created = :now, attempts = 0
            WHERE id = :id AND state IN ('dead', 'refused', 'doubt', 'suppressed')""",
            {"id": alert_id, "now": stamp(now)},
        )
    return changed > 0


def dead_letters(db: Database, limit: int = 100) -> list[Row]:
    """What was given up, refused, or may not be tried again although it is in doubt: the newest first."""
    return rows.query(
        db,
        """SELECT * FROM alert_log WHERE state IN ('dead', 'refused', 'doubt')
        ORDER BY created DESC, id DESC LIMIT :limit""",
        {"limit": limit},
    )


def in_flight(db: Database) -> None:
    """The alerts that this connection took: known to it alone, and forgotten with it."""
    rows.run(db, "CREATE TEMP TABLE IF NOT EXISTS in_flight (id INTEGER PRIMARY KEY)")


def reclaim(db: Database, now: datetime) -> None:
    """Put back what a process took that is gone: it may have been sent."""
    in_flight(db)
    rows.run(
        db,
        """UPDATE outbox SET state = 'pending', doubt = 1, last_error = 'the outcome of the last try is not known'
        WHERE state = 'sending' AND (taken_at < :lost OR id NOT IN (SELECT id FROM temp.in_flight))""",
        {"lost": stamp(now - LEASE)},
    )


def queued(db: Database, channel: str, now: datetime, limit: int) -> list[int]:
    """The alerts of a channel that are due, in order."""
    found = rows.query(
        db,
        """SELECT id FROM outbox WHERE channel = :channel AND state = 'pending' AND next_try <= :now
        ORDER BY next_try, id LIMIT :limit""",
        {"channel": channel, "now": stamp(now), "limit": limit},
    )
    return [row["id"] for row in found]


def note(db: Database, channel: str, delivery: Delivery, now: datetime) -> None:
    """Remember how the channel is, for those who look after it."""
    rows.run(
        db,
        """UPDATE channel_state SET last_tried = :now, last_sent = iif(:sent, :now, last_sent),
            last_error = iif(:sent, NULL, :detail) WHERE channel = :channel""",
        {
            "channel": channel,
            "now": stamp(now),
            "sent": delivery.outcome == "sent",
            "detail": delivery.detail or delivery.outcome,
        },
    )


def readable(db: Database, found: Iterable[Row], now: datetime) -> Iterable[Alert]:
    """Rows as alerts; one whose content cannot be read any more becomes a dead letter, and harms no other."""
    for row in found:
        try:
            event = adapter().validate_json(row["content"])
        except ValueError as error:
            settle(db, row["id"], Delivery("retry", f"its content cannot be read: {error}"), None, now)
            continue
        yield Alert(
            id=row["id"],
            channel=row["channel"],
            recipient=row["recipient"],
            rule=row["rule"],
            event=event,
            message_id=row["message_id"],
            attempts=row["attempts"],
            doubt=bool(row["doubt"]),
            created=rows.certain(row["created"]),
        )


@functools.cache
def adapter() -> TypeAdapter[Event]:
    """Events to and from JSON, by their record: fields that come later have their defaults in old rows."""
    return TypeAdapter(Event)
