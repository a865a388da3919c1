"""The index under which statements are met again: keys that the reports of one statement share.

Every look-up is by index and bounded: a key that very many statements share costs no more than its newest ones.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlite_utils import Database

from monitor.edges.store import rows
from monitor.records import Candidate, Reported

MOST_KEYS = 256
"""Index keys of one text that are asked for; `core.statement` makes far fewer."""
DEPTH = 16
"""Statements that are looked at under a key, the newest. Among a million statements of few words, twice as many found next
to nothing more among the best six, half as many lost a tenth of what half a report would have found."""
KEPT, THIN_OUT = 32, 16
"""Statements that are kept under a key, the newest, since older ones are never looked at: so the index grows with what is
rare, not with what is said every day. Every so many statements the keys at hand are thinned out."""
FAINT = 0.15
"""Weight of shared keys, against that of the nearest statement, below which none was the same in the labelled pairs."""
SHARING = """SELECT json_group_array(json((SELECT json_group_array(statement_id) FROM
        (SELECT statement_id FROM statement_keys WHERE key = asked.value ORDER BY statement_id DESC LIMIT ?2))))
    FROM json_each(?1) AS asked"""
"""The newest statements under each key, as JSON: one query of many keys costs half of as many queries."""
OLDER = """DELETE FROM statement_keys WHERE key = ?1 AND statement_id < (SELECT statement_id FROM statement_keys
    WHERE key = ?1 ORDER BY statement_id DESC LIMIT 1 OFFSET ?2)"""
WORDINGS = """SELECT s.id, 0 AS wording, s.text, s.language, a.key, s.speaker, s.kind, s.reported, s.said_first, s.said_last
    FROM statements AS s LEFT JOIN actors AS a ON a.id = s.actor_id WHERE s.id IN (SELECT value FROM json_each(?1))
    UNION ALL
    SELECT q.statement_id, q.id, q.content, t.language, a.key, a.name, q.kind, coalesce(t.published, t.fetched_at),
        q.said_first, q.said_last
    FROM quotations AS q JOIN articles AS t ON t.id = q.article_id LEFT JOIN actors AS a ON a.id = q.actor_id
    WHERE q.variant AND q.statement_id IN (SELECT value FROM json_each(?1))
    ORDER BY 1 DESC, 2"""


def enter(db: Database, statement_id: int, keys: Sequence[int]) -> None:
    """Let a statement be met under these keys."""
    asked = keys[:MOST_KEYS]
    rows.run_many(
        db,
        "INSERT OR IGNORE INTO statement_keys (key, statement_id) VALUES (?, ?)",
        [(key, statement_id) for key in asked],
    )
    if statement_id % THIN_OUT == 0:
        rows.run_many(db, OLDER, [(key, KEPT - 1) for key in asked])


def candidates(db: Database, keys: Sequence[int], limit: int) -> list[Candidate]:
    """The statements that share index keys, newest first: at most `limit` of them, those that share the rarest keys.

    A key counts the less the more statements have it, of which no more than the newest are looked at. What shares next
    to nothing beside the nearest one is left out. A statement comes once for each wording that it was reported in, its
    first one first.
    """
    weights: dict[int, float] = {}
    asked = rows.dump(list(dict.fromkeys(keys[:MOST_KEYS])))
    ((shared,),) = rows.tuples(db, SHARING, (asked, DEPTH))
    for under_key in json.loads(shared):
        for found in under_key:
            weights[found] = weights.get(found, 0.0) + len(under_key) ** -0.5
    best = sorted(weights.values())[-limit:]
    if not best:
        return []
    least = max(best[0], FAINT * best[-1])
    near = sorted((weight, found) for found, weight in weights.items() if weight >= least)
    return wordings(db, [found for _, found in near[-limit:]])


def wordings(db: Database, ids: Collection[int]) -> list[Candidate]:
    """These statements in all wordings that are kept, newest first."""
    return [
        Candidate(number, Reported(text, language, key, speaker, kind, rows.moment(at), rows.said(first, last)))
        for number, _, text, language, key, speaker, kind, at, first, last in rows.tuples(
            db, WORDINGS, (rows.dump(list(ids)),)
        )
    ]
