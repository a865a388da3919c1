"""What stands around a statement: its wordings, its coverage, who answers whom, the actor's positions, its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from monitor.core.coverage import coverage, said
from monitor.core.difference import difference
from monitor.edges.review import stored
from monitor.edges.review.answer import select
from monitor.edges.review.stored import Row
from monitor.records import Reporting

MOST = 60
"""Rows of one kind on one page."""
NEAR = 8
"""Positions that a statement's page shows before and after it."""
LONGEST = 1200
"""Characters of a wording that are shown."""
FAMILY = """WITH RECURSIVE family(id) AS (
        SELECT :id UNION SELECT s.id FROM family JOIN statements AS s ON s.merged_into = family.id)"""
"""A statement with those that reviewers joined to it."""
WORDINGS = """SELECT min(q.id) AS id, q.content, q.kind, a.language, group_concat(DISTINCT a.outlet) AS outlets,
        count(DISTINCT a.outlet) AS number, sum(q.id = s.original_id) AS original, max(q.content = s.text) AS shown,
        min(coalesce(a.published, a.fetched_at)) AS first
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id JOIN statements AS s ON s.id = q.statement_id
    WHERE q.statement_id = :id GROUP BY q.content, a.language
    ORDER BY original DESC, shown DESC, first, 1 LIMIT :most"""
REPORTS = """SELECT a.outlet, a.wire, coalesce(a.body_of, first.id) AS body, coalesce(a.published, a.fetched_at) AS at
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
        JOIN articles AS first ON first.page_id = a.page_id AND first.version = 1
    WHERE q.statement_id = :id LIMIT 5000"""
MEMBERS = """SELECT a.outlet, a.wire, coalesce(a.body_of, first.id) AS body, coalesce(a.published, a.fetched_at) AS at
    FROM articles AS a JOIN articles AS first ON first.page_id = a.page_id AND first.version = 1
    WHERE a.cluster_id = :id LIMIT 5000"""
EDGES = f"""{FAMILY} SELECT r.id, r.kind, r.statement_id, r.answered_id, r.actor_id, r.lag_hours, r.evidence_start,
        r.evidence_end, a.text AS body, a.id AS article_id, a.outlet, a.language, s.speaker, substr(s.text, 1, 700) AS text,
        actor.name AS actor, actor.country, other.speaker AS answered_speaker, substr(other.text, 1, 700) AS answered_text,
        other.language AS answered_language, s.language AS own_language
    FROM replies AS r JOIN statements AS s ON s.id = r.statement_id JOIN actors AS actor ON actor.id = r.actor_id
        JOIN quotations AS q ON q.id = r.quotation_id JOIN articles AS a ON a.id = q.article_id
        LEFT JOIN statements AS other ON other.id = r.answered_id"""  # noqa: S608 - our own parts
ANSWERS = f"{EDGES} WHERE r.statement_id IN family ORDER BY r.id LIMIT :most"
ANSWERED_BY = f"{EDGES} WHERE r.answered_id IN family ORDER BY r.id LIMIT :most"
DAY = "coalesce(s.said_first, substr(s.reported, 1, 10))"
LISTED = "s.actor_id = :actor AND s.topic IS NOT NULL AND s.merged_into IS NULL"
LATEST = f"{DAY} DESC, s.reported DESC, s.id DESC"
PAGE = f"SELECT s.id FROM statements AS s WHERE {LISTED} ORDER BY {LATEST} LIMIT :most OFFSET :offset"  # noqa: S608 - our own parts
AFTER, BEFORE = (
    f"""SELECT * FROM (SELECT s.id FROM statements AS s WHERE {LISTED} AND {DAY} {sign}= :day
        AND ({DAY}, s.reported, s.id) {sign} (:day, :reported, :id) ORDER BY {order} LIMIT :most)"""  # noqa: S608 - our own parts
    for sign, order in ((">", LATEST.replace(" DESC", "")), ("<", LATEST))
)
AROUND = f"{AFTER} UNION ALL {BEFORE} UNION ALL SELECT s.id FROM statements AS s WHERE s.id = :id AND {LISTED}"  # noqa: S608 - our own parts
POSITIONS = f"""SELECT s.id, s.reported, s.said_first, s.said_last, s.stance, s.kind, s.language, s.restates_id,
        s.outlet_count, substr(s.text, 1, 700) AS text, shift.extent, shift.before_id, before.stance AS before_stance,
        substr(before.text, 1, 700) AS before_text, before.language AS before_language,
        before.said_first AS before_said_first, before.said_last AS before_said_last, before.reported AS before_reported
    FROM statements AS s LEFT JOIN shifts AS shift ON shift.after_id = s.id
        LEFT JOIN statements AS before ON before.id = shift.before_id
    WHERE s.id IN ({{}}) GROUP BY s.id ORDER BY {LATEST}"""  # noqa: S608 - our own parts
"""Of the chosen statements of an actor: `PAGE` or `AROUND`."""
BRIEF = "id, speaker, language, reported, substr(text, 1, 700) AS text"
LIKE = f"""SELECT {BRIEF}, 'probable' AS how, probable_score AS score FROM statements
        WHERE id = :probable_id AND :probable_id IS NOT NULL
    UNION ALL SELECT {BRIEF}, 'probable', probable_score FROM statements WHERE probable_id = :id AND merged_into IS NULL
    UNION ALL SELECT {BRIEF}, 'restates', NULL FROM statements WHERE id = :restates_id
    UNION ALL SELECT {BRIEF}, 'restated', NULL FROM statements WHERE restates_id = :id AND merged_into IS NULL
    UNION ALL SELECT {BRIEF}, 'joined', NULL FROM statements WHERE merged_into = :id
    LIMIT :most"""  # noqa: S608 - our own parts
CLUSTERS = """SELECT DISTINCT c.id, c.title FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
        JOIN clusters AS c ON c.id = a.cluster_id
    WHERE q.statement_id = :id ORDER BY c.id LIMIT :most"""
CORRECTED = """SELECT action, who, note, made, kept_id, other_id, state FROM corrections_applied
    WHERE kept_id = :id OR other_id = :id ORDER BY id LIMIT :most"""


async def around(database: Any, statement: Row) -> Row:
    """All of it, for the page of a statement."""
    mine = {"id": statement["id"], "most": MOST}
    like = {name: statement[name] for name in ("probable_id", "restates_id")}
    return {
        "wordings": compared(await select(database, WORDINGS, mine)),
        "coverage": covered(await select(database, REPORTS, {"id": mine["id"]})),
        "answers": [evident(row) for row in await select(database, ANSWERS, mine)],
        "answered_by": [evident(row) for row in await select(database, ANSWERED_BY, mine)],
        "positions": await near(database, statement),
        "like": await select(database, LIKE, {**mine, **like}),
        "clusters": await select(database, CLUSTERS, mine),
        "corrected": await select(database, CORRECTED, mine),
    }


def compared(rows: Iterable[Row]) -> list[Row]:
    """The wordings, each in parts that tell what the first one of its language has not."""
    first: dict[str | None, str] = {}
    found = []
    for row in rows:
        text = row["content"][:LONGEST]
        base = first.setdefault(row["language"], text)
        parts = [(text, False)] if base is text else difference(text, base)
        outlets = row["outlets"].replace(",", ", ")
        found.append({**row, "outlets": outlets, "parts": parts, "cut": len(row["content"]) > LONGEST})
    return found


def covered(rows: Iterable[Row]) -> Row:
    """How widely something is reported: in a line, first report and last."""
    found = coverage(
        Reporting(row["outlet"], row["wire"], row["body"], datetime.fromisoformat(row["at"])) for row in rows
    )
    return {"line": said(found), "first": found.first, "last": found.last, "outlets": found.outlets}


def evident(row: Row) -> Row:
    """An answer with the words that tell of it; `None` for these where the text is damaged."""
    text = stored.unpack(row.pop("body"))
    words = None if text is None else stored.visible(text[max(row["evidence_start"], 0) : max(row["evidence_end"], 0)])
    return {**row, "evidence": words and words[:LONGEST]}


async def near(database: Any, statement: Row) -> list[Row]:
    """The actor's positions before and after a statement, the latest first; none where it is none itself."""
    if statement["actor_id"] is None:
        return []
    mine = {
        "id": statement["id"],
        "actor": statement["actor_id"],
        "day": statement["said_first"] or statement["reported"][: len("2026-11-30")],
        "reported": statement["reported"],
        "most": NEAR,
    }
    found = await select(database, POSITIONS.format(AROUND), mine)
    return found if any(row["id"] == statement["id"] for row in found) else []
