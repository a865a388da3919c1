"""The two lists that people search and filter: statements, and articles with their verdicts. As SQL, and what it asks.

What was asked travels in the address, so that a list can be linked and kept. Every value goes in as a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from monitor.edges.review import search

UNKNOWN = "unknown"
"""Asks for rows that have no value."""
LONGEST = 300
"""Characters of a value that are looked at."""
PAGE = 40
LAST_PAGE = 2500
MOST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: where its rows come from, what narrows it, and what is counted.

    `columns` are filters by equality, name to column, and counted as facets; `conditions` are the other filters;
    `when` is the column that days bound; `base` holds for every row; `more` are facets from other tables, as SELECTs over ``hit``.
    """

    path: str
    source: str
    key: str
    when: str
    order: str
    columns: Mapping[str, str]
    conditions: Mapping[str, str]
    more: tuple[str, ...] = ()
    base: str = "1"


STATEMENTS = Listing(
    path="/-/statements",
    source="statements AS s",
    key="s.id",
    when="s.reported",
    order="s.reported DESC, s.id DESC",
    columns={
        "side": "s.side",
        "stance": "s.stance",
        "kind": "s.kind",
        "country": "s.country",
        "language": "s.language",
        "topic": "s.topic",
    },
    conditions={
        "q": "s.id IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :q)",
        "outlet": """EXISTS (SELECT 1 FROM statement_outlets AS o
            WHERE o.statement_id = s.id AND o.outlet = :outlet COLLATE NOCASE)""",
        "actor": "s.actor_id = :actor",
    },
    more=(
        """SELECT 'outlet', o.outlet, count(*) FROM hit JOIN statement_outlets AS o ON o.statement_id = hit.id
        GROUP BY o.outlet""",
    ),
    base="s.merged_into IS NULL",
)
ARTICLES = Listing(
    path="/-/articles",
    source="articles AS a LEFT JOIN stories AS st ON st.article_id = a.id",
    key="a.id",
    when="a.fetched_at",
    order="a.fetched_at DESC, a.id DESC, st.id",
    columns={
        "verdict": "CASE st.relevant WHEN 1 THEN 'relevant' WHEN 0 THEN 'not relevant' END",
        "topic": "st.topic",
        "language": "a.language",
        "country": "a.country",
        "outlet": "a.outlet",
        "problem": "a.problem",
    },
    conditions={"q": "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :q)"},
)


class Args(Protocol):
    """The query string."""

    def get(self, name: str, /) -> str | None:
        """The first value of a name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a list: values by filter, the page from 1 on, and what could not be understood."""

    values: Mapping[str, str]
    page: int
    notes: tuple[str, ...]


def read(listing: Listing, args: Args) -> Asked:
    """The query string, understood. What cannot be understood is told, not guessed."""
    names = ("q", *listing.columns, *listing.conditions, "since", "until")
    given = {name: (args.get(name) or "").strip()[:LONGEST] for name in dict.fromkeys(names)}
    notes = {name: f"“{value}” {said}" for name, value in given.items() if value and (said := fault(name, value))}
    values = {name: value for name, value in given.items() if value and name not in notes}
    return Asked(values, min(max(number(args.get("page") or "") or 1, 1), LAST_PAGE), tuple(notes.values()))


def fault(name: str, value: str) -> str | None:
    """What is wrong with a value that was asked for."""
    if name in {"since", "until"} and day(value, later=int(name == "until")) is None:
        return "is no day: write YYYY-MM-DD"
    if name == "actor" and number(value) is None:
        return "is no number of an actor"
    return "holds no word to search for" if name == "q" and search.match(value) is None else None


def where(listing: Listing, asked: Asked) -> tuple[str, dict[str, Any]]:
    """The condition that rows must satisfy, and its parameters."""
    held, values = [listing.base], dict[str, Any]()
    for name, value in asked.values.items():
        values[name] = parameter(name, value)
        if name in listing.conditions:
            held.append(listing.conditions[name])
        elif name in listing.columns:
            held.append(f"{listing.columns[name]} " + ("IS NULL" if value == UNKNOWN else f"= :{name}"))
        else:
            held.append(f"{listing.when} >= :since" if name == "since" else f"{listing.when} < :until")
    return " AND ".join(f"({condition})" for condition in held), values


def parameter(name: str, value: str) -> str | int | None:
    """A value as SQLite compares it. Days are whole, and the last one counts."""
    if name == "q":
        return search.match(value)
    if name == "actor":
        return number(value)
    return day(value, later=int(name == "until")) if name in {"since", "until"} else value


def keys(listing: Listing, asked: Asked, columns: str) -> tuple[str, dict[str, Any]]:
    """The question for one page of rows, and one more to know whether there is a next page."""
    condition, values = where(listing, asked)
    sql = f"""SELECT {columns} FROM {listing.source} WHERE {condition}
        ORDER BY {listing.order} LIMIT {PAGE + 1} OFFSET {(asked.page - 1) * PAGE}"""  # noqa: S608 - our own parts
    return sql, values


def facets(listing: Listing, asked: Asked) -> tuple[str, dict[str, Any]]:
    """The question for the counts: rows of facet, value and number, and the number of all under ``all``."""
    condition, values = where(listing, asked)
    columns = ", ".join(f"{column} AS {name}" for name, column in listing.columns.items())
    counts = [f"SELECT '{name}', {name}, count(*) FROM hit GROUP BY 2" for name in listing.columns]  # noqa: S608
    sql = f"""WITH hit AS MATERIALIZED
        (SELECT {listing.key} AS id, {columns} FROM {listing.source} WHERE {condition})
        SELECT 'all' AS name, NULL AS value, count(*) AS number FROM hit
        UNION ALL {" UNION ALL ".join([*counts, *listing.more])}"""  # noqa: S608 - our own parts
    return sql, values


def day(text: str, later: int = 0) -> str | None:
    """A day as it is compared with times, some days later; `None` for what is none."""
    try:
        return (date.fromisoformat(text) + timedelta(days=later)).isoformat()
    except (ValueError, OverflowError):
        return None


def number(text: str) -> int | None:
    """A number that SQLite can hold; `None` for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(MOST_ID)) else None
