"""How the log stands, in numbers: asked every few seconds, so every number comes from an index or a bounded range.

Totals are highest ids: rows of these tables are never deleted. Failures and sent alerts are those of the last day, by
the clock of the newest poll.
"""

from __future__ import annotations

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.edges.store.rows import Row

DAY_AGO = "(SELECT strftime('%Y-%m-%dT%H:%M:%f000Z', max(at), '-1 day') FROM polls)"
NUMBERS = f"""SELECT
    (SELECT count(*) FROM feeds WHERE enabled) AS feeds,
    (SELECT count(*) FROM feeds WHERE enabled AND condition IS NOT NULL) AS feeds_failing,
    (SELECT count(*) FROM feeds WHERE enabled AND gap_since IS NOT NULL) AS feeds_with_gap,
    (SELECT count(*) FROM feeds WHERE enabled AND last_polled IS NULL) AS feeds_never_polled,
    (SELECT max(at) FROM polls) AS last_poll,
    (SELECT max(last_success) FROM feeds) AS last_success,
    (SELECT coalesce(max(id), 0) FROM entries) AS entries,
    (SELECT count(*) FROM pages WHERE state = 'pending') AS pages_waiting,
    (SELECT min(first_seen) FROM pages WHERE state = 'pending') AS oldest_page_waiting,
    (SELECT count(*) FROM pages WHERE skipped AND first_seen >= {DAY_AGO}) AS pages_not_fetched_day,
    (SELECT count(*) FROM pages WHERE first_seen >= {DAY_AGO}) AS pages_day,
    (SELECT count(*) FROM pages WHERE state = 'failed' AND fetched_at >= {DAY_AGO}) AS pages_failed_day,
    (SELECT coalesce(max(id), 0) FROM articles) AS articles,
    (SELECT coalesce(max(id), 0) FROM quotations) AS quotations,
    (SELECT coalesce(max(id), 0) FROM statements) AS statements,
    (SELECT coalesce(max(id), 0) FROM events) AS events,
    (SELECT count(*) FROM outbox WHERE state = 'pending') AS alerts_waiting,
    (SELECT min(created) FROM outbox WHERE state = 'pending') AS oldest_alert_waiting,
    (SELECT count(*) FROM outbox WHERE state = 'sending') AS alerts_sending,
    (SELECT count(*) FROM outbox WHERE state = 'sent' AND created >= {DAY_AGO}) AS alerts_sent_day,
    (SELECT count(*) FROM outbox WHERE state = 'dead') AS alerts_dead,
    (SELECT count(*) FROM outbox WHERE state = 'refused') AS alerts_refused,
    (SELECT count(*) FROM outbox WHERE state = 'doubt') AS alerts_in_doubt"""  # noqa: S608 - the expression above

UNSUPPORTED = f"""SELECT coalesce(a.language, 'unknown') AS condition, count(DISTINCT a.id) AS number
    FROM stories AS s JOIN articles AS a ON a.id = s.article_id
    WHERE s.relevant IS NULL AND s.analysed_at >= {DAY_AGO} GROUP BY 1"""  # noqa: S608 - the expression above


def status(db: Database) -> Row:
    """Counts, the oldest of what waits (as times), and by condition how many feeds, and pages of the last day, fail.

    `unsupported_languages`: articles of the last day without a verdict on some topic, by language.
    """
    return {
        **rows.query(db, NUMBERS)[0],
        "feed_conditions": counted(
            db, "SELECT condition, count(*) AS number FROM feeds WHERE enabled AND condition IS NOT NULL GROUP BY 1"
        ),
        "page_conditions": counted(
            db,
            f"""SELECT condition, count(*) AS number FROM pages
            WHERE state = 'failed' AND fetched_at >= {DAY_AGO} GROUP BY 1""",  # noqa: S608 - the expression above
        ),
        "unsupported_languages": counted(db, UNSUPPORTED),
        "channels": {row.pop("channel"): row for row in rows.query(db, "SELECT * FROM channel_state ORDER BY channel")},
    }


def counted(db: Database, sql: str) -> dict[str, int]:
    """Conditions and how often they are met, the most frequent first."""
    found = rows.query(db, sql)
    return {
        row["condition"]: row["number"] for row in sorted(found, key=lambda row: (-row["number"], row["condition"]))
    }
