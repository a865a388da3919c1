"""A fortnight of news in five languages, read in order, backwards, shuffled and twice: one log, as an analyst keeps it."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.edges import store
from monitor.edges.store import Database
from tests import fortnight
from tests.edges.store_samples import rows

Groups = frozenset[frozenset[tuple[str, str]]]
Order = Callable[[], Sequence[str]]


def forwards() -> list[str]:
    return list(fortnight.pieces())


def backwards() -> list[str]:
    return forwards()[::-1]


def shuffled(seed: int) -> Order:
    def order() -> list[str]:
        return random.Random(seed).sample(forwards(), len(forwards()))

    return order


ORDERS = {"in order": forwards, "backwards": backwards, "shuffled": shuffled(1), "shuffled otherwise": shuffled(2)}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Database]]:
    """The fortnight as each order leaves it."""
    made = {}
    with ExitStack() as opened:
        for name, order in ORDERS.items():
            made[name] = opened.enter_context(store.open_writer(tmp_path_factory.mktemp("fortnight") / "log.db"))
            fortnight.play(made[name], order())
        yield made


@pytest.fixture(params=ORDERS)
def log(request: pytest.FixtureRequest, logs: dict[str, Database]) -> Database:
    return logs[request.param]


def reports(db: Database) -> list[dict[str, object]]:
    """Every quotation with its page, its statement and who said it."""
    return rows(
        db,
        """SELECT q.id, q.statement_id, q.content, q.relation, p.canonical, a.version, actor.name AS speaker, actor.country
        FROM quotations AS q JOIN articles AS a ON a.id = q.article_id JOIN pages AS p ON p.id = a.page_id
            LEFT JOIN actors AS actor ON actor.id = q.actor_id ORDER BY q.id""",
    )


def statement_of(db: Database, slug: str, words: str) -> int:
    """The statement that an article reports in these words."""
    url = fortnight.pieces()[slug].url
    text = fortnight.pieces()[slug].text
    found = {
        int(str(row["statement_id"]))
        for row in reports(db)
        if row["canonical"] == url and words in str(row["content"]) and str(row["content"]) in text
    }
    assert len(found) == 1, (slug, words, found)
    return found.pop()


def known(db: Database) -> dict[str, int]:
    """The id of each expected statement, by the first of its reports."""
    return {
        name: statement_of(db, *next(iter(own["reports"].items())))
        for name, own in fortnight.read("expected")["statements"].items()
    }


def groups(db: Database) -> Groups:
    """Which reports are one statement, whatever its id."""
    found: dict[object, set[tuple[str, str]]] = defaultdict(set)
    for row in reports(db):
        found[row["statement_id"]].add((str(row["canonical"]), str(row["content"])))
    return frozenset(map(frozenset, found.values()))


def happened(db: Database) -> list[tuple[frozenset[tuple[str, str]], str]]:
    """The events, by what was reported."""
    by_id: dict[object, set[tuple[str, str]]] = defaultdict(set)
    for row in reports(db):
        by_id[row["statement_id"]].add((str(row["canonical"]), str(row["content"])))
    return sorted(
        ((frozenset(by_id[row["statement_id"]]), str(row["kind"])) for row in rows(db, "SELECT * FROM events")),
        key=lambda event: (sorted(event[0]), event[1]),
    )


@pytest.mark.parametrize("name", fortnight.read("expected")["statements"])
def test_every_report_is_of_the_statement_that_an_analyst_says(log: Database, name: str) -> None:
    expected = fortnight.read("expected")["statements"][name]
    found = {slug: statement_of(log, slug, words) for slug, words in expected["reports"].items()}
    assert len(set(found.values())) == 1, found
    others = {number: other for other, number in known(log).items() if other != name}
    assert next(iter(found.values())) not in others, others


def test_nobody_is_quoted_for_what_another_said(log: Database) -> None:
    expected = fortnight.read("expected")["statements"]
    for name, number in known(log).items():
        said = [row["speaker"] for row in reports(log) if row["statement_id"] == number]
        names = {expected[name]["who"], *expected[name].get("spelt", ())}
        assert set(said) <= names, name


def test_what_is_off_the_topic_leaves_no_statement(log: Database) -> None:
    off = {fortnight.pieces()[slug].url for slug in fortnight.read("expected")["off_topic"]}
    assert not [row for row in reports(log) if row["canonical"] in off]


def test_who_answers_whom_is_known_with_the_lag(log: Database) -> None:
    numbers = known(log)
    edges = [
        edge for row in rows(log, "SELECT id FROM statements") for edge in store.replies.of(log, int(str(row["id"])))
    ]
    found = [(edge["speaker"], edge["answered_id"], edge["lag_hours"]) for edge in edges if edge["answered_id"]]
    expected = fortnight.read("expected")["replies"]
    for one in expected:
        low, high = one["hours"]
        assert [
            edge
            for edge in found
            if edge[0] in one["who"] and edge[1] == numbers[one["answered"]] and low <= edge[2] <= high
        ], (one, found)
    assert len(found) == len(expected), found


def test_only_changes_of_position_are_shifts(log: Database) -> None:
    numbers = known(log)
    found = {
        (row["before_id"], row["after_id"], row["extent"])
        for row in rows(log, "SELECT before_id, after_id, extent FROM shifts")
    }
    assert found == {
        (numbers[before], numbers[after], extent) for before, after, extent in fortnight.read("expected")["shifts"]
    }


@pytest.mark.parametrize("name", fortnight.read("expected")["coverage"])
def test_copies_of_an_agency_are_one_source(log: Database, name: str) -> None:
    found = store.queries.statement(log, known(log)[name])
    assert found is not None
    assert found["coverage"] == fortnight.read("expected")["coverage"][name]


def event_of(db: Database, slug: str) -> object:
    """The event that an article tells of."""
    article = next(db.query("SELECT id FROM articles WHERE url = ?", [fortnight.pieces()[slug].url]))
    return store.clusters.of_article(db, article["id"])


def test_articles_on_one_event_are_together_and_what_follows_is_apart(log: Database) -> None:
    expected = fortnight.read("expected")
    for slugs in expected["events"]:
        assert len({event_of(log, slug) for slug in slugs}) == 1, slugs
    for one, other in expected["apart"]:
        assert event_of(log, one) != event_of(log, other), (one, other)
    assert not [slug for slug in expected["off_topic"] if event_of(log, slug)]


def test_each_statement_is_new_once_and_alerts_once(log: Database) -> None:
    told = [row["statement_id"] for row in rows(log, "SELECT statement_id FROM alert_log WHERE event = 'new'")]
    assert len(told) == len(set(told))
    assert set(known(log).values()) <= set(told)


def test_the_order_of_reading_changes_nothing(log: Database, logs: dict[str, Database]) -> None:
    assert groups(log) == groups(logs["in order"])
    assert happened(log) == happened(logs["in order"])


@pytest.mark.parametrize("again", ORDERS)
def test_reading_it_all_again_adds_nothing(log: Database, again: str) -> None:
    before = groups(log), happened(log), rows(log, "SELECT id, event FROM alert_log")
    fortnight.play(log, ORDERS[again]())
    assert (groups(log), happened(log), rows(log, "SELECT id, event FROM alert_log")) == before


NARROW: dict[str, dict[str, object]] = {
    "own-words": {"kinds": ["direct"]},
    "russian": {"languages": ["ru"]},
    "german-hearsay": {"languages": ["de"], "kinds": ["indirect", "mixed"]},
    "conditions": {"stances": ["conditional"]},
    "english-support": {"stances": ["supports"], "languages": ["en"]},
    "sure": {"min_score": 0.97},
    "answers": {"events": ["reply"], "kinds": ["direct"]},
    "turns": {"events": ["shift"], "languages": ["en"]},
}
"""Rules that most reports of a statement do not meet, by the channel that each of them alerts."""


def narrow() -> Config:
    channels = {name: {"type": "slack", "webhook": f"https://hooks.example/{name}"} for name in NARROW}
    rules = [{"name": name, "channels": [name], **rule} for name, rule in NARROW.items()]
    return Config.model_validate({"channels": channels, "alerts": {"rules": rules}})


def told(path: Path, order: Sequence[str]) -> Counter[tuple[object, frozenset[tuple[str, str]]]]:
    """How often each channel was told of each statement, after it was all read twice."""
    with store.open_writer(path) as db:
        fortnight.play(db, [*order, *order[::-1]])
        by_id: dict[object, set[tuple[str, str]]] = defaultdict(set)
        for row in reports(db):
            by_id[row["statement_id"]].add((str(row["canonical"]), str(row["content"])))
        found = rows(db, "SELECT channel, statement_id FROM alert_log")
        return Counter((row["channel"], frozenset(by_id[row["statement_id"]])) for row in found)


def test_narrow_rules_tell_the_same_once_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fortnight, "config", narrow)
    first = told(tmp_path / "first.db", forwards())
    assert {channel for channel, _ in first} == set(NARROW)
    assert set(first.values()) == {1}
    for order in (backwards, shuffled(11), shuffled(12)):
        assert told(tmp_path / f"{id(order)}.db", order()) == first
