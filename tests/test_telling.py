"""Who is told of a statement: whoever asks for one of its reports, once, in whatever order they are read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import ledger
from monitor.config import Config
from monitor.edges import store
from monitor.edges.store import Database, PageTask, mending
from monitor.edges.store.mending import Cause
from monitor.records import Actor, Analysis, Article, Kind, Quotation, Reply, Said, Stance, Story
from tests.edges.store_samples import DAY, NOW, queued, rows

TOPICS = ("europe-russia-diplomacy", "eu-enlargement")
MINISTER = Actor("name:klra vdmn~e:DE", "Clara Weidmann", "person", "German foreign minister", "DE", "europe")
KREMLIN = Actor("Q:kremlin", "The Kremlin", "institution", country="RU", side="russia")
PARIS = Actor("Q:fr", "France", "institution", country="FR", side="europe")
WORDS = {
    "de": "Wir schlagen eine Kontaktgruppe aus fünf Staaten vor, die in Genf über einen Waffenstillstand verhandelt.",
    "en": "We propose a contact group of five states that negotiates a ceasefire in Geneva.",
}
LONG = (
    "The harbours of Tartu stay frozen until Moscow returns the forty ferries of Malta, and no envoy from Geneva "
    "will sign a treaty about grain, timber or uranium before the summer"
)
LONGER = "we propose a contact group of five states that negotiates a ceasefire in Geneva, and nowhere else than there"
OFF = ((9000, 9001),)
"""Passages on the topic that no statement stands in."""


@dataclass(frozen=True)
class Told:
    """A report of the one statement; `topics` are those that its article is about, with their scores; the statement
    stands `off` them, or `answers` somebody.
    """

    language: str = "en"
    kind: Kind = "direct"
    stance: Stance = "none"
    topics: tuple[tuple[str, float], ...] = ((TOPICS[0], 0.9),)
    actor: Actor | None = MINISTER
    off: bool = False
    words: str = ""
    answers: tuple[Actor, ...] = ()
    said: Said | None = None
    out: datetime = NOW


@dataclass
class Desk:
    """A log, and the rules of its alerts: to a channel, and to one with two recipients."""

    db: Database
    rules: Sequence[dict[str, object]]
    max_age: float = 2 * 86400.0
    pages: dict[int, PageTask] = field(default_factory=dict)

    def read(self, told: Told, page: int, *, at: datetime | None = None, **task: object) -> None:
        """A report, from a page of its own; the same page again, where the words differ, was edited."""
        known = self.pages.get(page) or self.pages.setdefault(page, queued(self.db, page, f"paper{page}"))
        known = replace(known, **task)  # type: ignore[arg-type]  # the tests name the fields that they change
        at = at or told.out + timedelta(minutes=5)
        ledger.commit(self.db, self.config(), ledger.Report(known, analysis(told, known.url), "page", at))

    def config(self) -> Config:
        mail = {"type": "email", "host": "127.0.0.1", "security": "none", "from": "m@example.org"}
        return Config.model_validate(
            {
                "topics": list(TOPICS),
                "channels": {
                    "desk": {"type": "slack", "webhook": "https://hooks.example/x"},
                    "mail": {**mail, "to": ["day@example.org", "night@example.org"]},
                },
                "alerts": {
                    "max_age": self.max_age,
                    "rules": [{"name": f"rule{number}", **rule} for number, rule in enumerate(self.rules)],
                },
            }
        )

    @property
    def told(self) -> list[tuple[object, object]]:
        """Every alert: the channel's recipient and the event."""
        found = rows(self.db, "SELECT recipient, event FROM alert_log ORDER BY recipient, id")
        return [(row["recipient"], row["event"]) for row in found]


def analysis(told: Told, url: str) -> Analysis:
    """An article that holds nothing but the report."""
    words = told.words or WORDS[told.language]
    article = Article(url, words, "Talks", published=told.out, language=told.language)
    passages = OFF if told.off else ()
    stories = tuple(Story(name, relevant=True, score=score, passages=passages) for name, score in told.topics)
    quotation = Quotation(
        told.kind,
        0,
        len(words),
        words,
        actor=told.actor,
        stance=told.stance,
        said=told.said,
        stance_start=0,
        stance_end=9,
    )
    replies = tuple(Reply(0, len(words), "answers", actor, 0, 9) for actor in told.answers)
    return Analysis(article, stories, (quotation,), "lex1", "0.1", replies=replies)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "log.db") as opened:
        yield opened


def some(*values: object) -> st.SearchStrategy[list[object]]:
    """A condition of a rule: none, or a few of the values."""
    return st.lists(st.sampled_from(values), unique=True, max_size=2)


KINDS: tuple[Kind, ...] = ("direct", "mixed", "indirect")
STANCES: tuple[Stance, ...] = ("none", "supports", "conditional", "opposes")
SCORES = (0.5, 0.7, 0.9)
REPORTS = st.builds(
    Told,
    language=st.sampled_from(sorted(WORDS)),
    kind=st.sampled_from(KINDS),
    stance=st.sampled_from(STANCES),
    topics=st.lists(
        st.tuples(st.sampled_from(TOPICS), st.sampled_from(SCORES)),
        min_size=1,
        max_size=2,
        unique_by=lambda one: one[0],
    ).map(tuple),
    actor=st.sampled_from([MINISTER, replace(MINISTER, country=None, side=None)]),
    off=st.booleans(),
)
RULES = st.fixed_dictionaries(
    {
        "channels": st.sampled_from([["desk"], ["mail"], ["desk", "mail"]]),
        "kinds": some(*KINDS),
        "languages": some("de", "en", "fr"),
        "stances": some(*STANCES),
        "topics": some(*TOPICS),
        "countries": some("DE", "FR"),
        "min_score": st.sampled_from((0.0, *SCORES)),
    }
)


def asks(rule: dict[str, object], told: Told) -> bool:
    """Whether a rule asks for a report, in the words of the documentation."""
    wanted = {
        "kinds": [told.kind],
        "languages": [told.language],
        "stances": [told.stance],
        "topics": [name for name, _ in told.topics],
        "countries": [told.actor.country] if told.actor else [],
    }
    enough = max(score for _, score in told.topics) >= float(str(rule["min_score"]))
    return (
        not told.off and enough and all(not rule[key] or set(rule[key]) & set(values) for key, values in wanted.items())
    )  # type: ignore[call-overload]  # lists


def expected(rules: Iterable[dict[str, object]], reports: Iterable[Told]) -> list[tuple[object, object]]:
    """Who has to be told, once each."""
    boxes = {"desk": ["desk"], "mail": ["day@example.org", "night@example.org"]}
    found = [rule["channels"] for rule in rules for told in reports if asks(rule, told)]
    return sorted({(box, "new") for channels in found for channel in channels for box in boxes[channel]})  # type: ignore[attr-defined]  # lists


@settings(max_examples=25, deadline=None)
@given(
    st.lists(REPORTS, min_size=1, max_size=5),
    st.lists(RULES, min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_whoever_asks_for_any_report_is_told_once_in_any_order_and_whatever_is_read_again(
    reports: list[Told], rules: list[dict[str, object]], chance: object
) -> None:
    with tempfile.TemporaryDirectory() as folder, store.open_writer(Path(folder) / "log.db") as db:
        desk = Desk(db, rules)
        for _ in range(2):
            pages = list(enumerate(reports))
            chance.shuffle(pages)  # type: ignore[attr-defined]  # hypothesis's own random numbers
            for page, told in pages:
                desk.read(told, page)
            assert desk.told == expected(rules, reports)
        assert len(rows(db, "SELECT id FROM statements")) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_rule_for_direct_words_hears_of_them_whichever_report_has_them(db: Database, order: Sequence[int]) -> None:
    desk = Desk(db, [{"channels": ["desk"], "kinds": ["direct"], "languages": ["de"]}])
    reports = [Told(kind="indirect"), Told(), Told("de")]
    for page in (*order, *order):
        desk.read(reports[page], page)
    assert desk.told == [("desk", "new")]
    (event,) = [one.event for one in store.outbox.take(db, NOW + DAY, 9)]
    assert (event.content, event.language) == (WORDS["de"], "de")


DIRECT: dict[str, object] = {"channels": ["desk"], "kinds": ["direct"]}
INDIRECT = Told(kind="indirect")


@pytest.mark.parametrize(
    ("rule", "first", "later"),
    [
        ({"kinds": ["direct"]}, INDIRECT, Told()),
        ({"languages": ["de"]}, Told(), Told("de")),
        ({"stances": ["conditional"]}, Told(), Told(stance="conditional")),
        ({"min_score": 0.8}, Told(topics=((TOPICS[0], 0.6),)), Told()),
        ({"topics": [TOPICS[1]]}, Told(), Told(topics=((TOPICS[0], 0.9), (TOPICS[1], 0.7)))),
        ({"speakers": ["Weidmann"]}, Told(actor=None, words=LONG), Told(words=LONG)),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_whoever_no_report_concerned_so_far_hears_of_the_first_that_does(
    db: Database, rule: dict[str, object], first: Told, later: Told
) -> None:
    desk = Desk(db, [{"channels": ["desk"], **rule}])
    desk.read(first, 1)
    assert desk.told == []
    for page in (2, 3):
        desk.read(later, page)
    assert desk.told == [("desk", "new")]
    assert len(rows(db, "SELECT id FROM statements")) == 1


def test_an_alert_on_a_later_report_shows_that_report_and_what_is_known_of_the_statement(db: Database) -> None:
    desk = Desk(db, [DIRECT])
    day = NOW.date()
    desk.read(replace(INDIRECT, said=Said(day, day)), 1)
    desk.read(Told("de"), 2)
    (event,) = [one.event for one in store.outbox.take(db, NOW + DAY, 9)]
    assert (event.content, event.url, event.said) == (WORDS["de"], "https://paper2.example/2", Said(day, day))
    assert event.outlets == ("Outlet PAPER1", "Outlet PAPER2")


def test_several_recipients_are_told_apart(db: Database) -> None:
    everybody, german = {"channels": ["desk"]}, {"channels": ["desk", "mail"], "languages": ["de"]}
    desk = Desk(db, [everybody, german])
    desk.read(Told(), 1)
    desk.read(Told("de"), 2)
    assert desk.told == [("day@example.org", "new"), ("desk", "new"), ("night@example.org", "new")]


def test_an_edit_that_changes_nothing_of_what_a_rule_asks_tells_nobody(db: Database) -> None:
    desk = Desk(db, [{"channels": ["desk"], "events": ["new", "edited"]}])
    desk.read(Told(), 1)
    desk.rules = [{"channels": ["desk", "mail"]}]
    desk.read(Told(words=LONGER), 1)
    desk.read(Told(), 2)
    assert desk.told == [("desk", "new")]


def test_an_edit_that_brings_what_a_rule_asks_is_news(db: Database) -> None:
    desk = Desk(db, [DIRECT])
    desk.read(INDIRECT, 1)
    desk.read(Told(words=LONGER), 1)
    assert desk.told == [("desk", "new")]


def test_who_was_told_of_an_edit_is_not_told_that_it_is_new(db: Database) -> None:
    desk = Desk(db, [{"channels": ["desk"], "events": ["edited"]}, DIRECT])
    desk.read(Told(kind="indirect", words=LONGER), 1)
    desk.read(INDIRECT, 1)
    desk.read(Told(), 2)
    assert desk.told == [("desk", "edited")]


OLD = {"quiet_before": NOW + DAY}
"""A page that the first poll of its feed found, from before that."""


def test_what_only_filled_the_log_stays_old_news(db: Database) -> None:
    desk = Desk(db, [DIRECT])
    desk.read(INDIRECT, 1)
    db.execute("UPDATE pages SET quiet_before = '9'")
    desk.read(Told(), 2)
    assert desk.told == []


def test_an_old_report_tells_nobody_and_keeps_nobody_from_hearing_of_a_fresh_one(db: Database) -> None:
    desk = Desk(db, [DIRECT])
    desk.read(INDIRECT, 1)
    desk.read(Told(), 2, **OLD)
    assert desk.told == []
    db.execute("UPDATE pages SET quiet_before = '9' WHERE url LIKE '%/2'")
    desk.read(Told(), 3)
    assert desk.told == [("desk", "new")]


def test_what_came_out_long_after_the_first_report_is_no_news(db: Database) -> None:
    desk = Desk(db, [DIRECT], max_age=3600.0)
    desk.read(INDIRECT, 1)
    desk.read(Told(out=NOW + timedelta(hours=2)), 2)
    assert desk.told == []
    desk.read(Told(), 3, at=NOW + 5 * DAY)
    assert desk.told == [("desk", "new")]


def test_a_report_that_looks_back_is_no_news(db: Database) -> None:
    desk = Desk(db, [DIRECT], max_age=90 * 86400.0)
    desk.read(INDIRECT, 1)
    desk.read(Told(out=NOW + 20 * DAY, said=Said(NOW.date(), NOW.date())), 2)
    assert [row["relation"] for row in rows(db, "SELECT relation FROM quotations")] == ["new", "recalled"]
    assert desk.told == []


def test_what_was_met_as_a_memory_is_news_when_its_own_report_comes(db: Database) -> None:
    desk = Desk(db, [DIRECT])
    desk.read(replace(INDIRECT, out=NOW + 20 * DAY, said=Said(NOW.date(), NOW.date())), 1)
    desk.read(Told(), 2)
    assert [row["relation"] for row in rows(db, "SELECT relation FROM quotations")] == ["recalled", "new"]
    assert desk.told == [("desk", "new")]
    desk.rules = [{**DIRECT, "channels": ["desk", "mail"]}]
    desk.read(Told(), 3)
    assert desk.told == [("desk", "new")]


OTHER = "Our harbours stay open for ships from Moldova until winter, and nobody pays fees for that."


def test_who_was_told_of_a_statement_that_was_joined_is_not_told_of_the_one_that_is_kept(db: Database) -> None:
    desk = Desk(db, [DIRECT])
    desk.read(INDIRECT, 1)
    desk.read(Told(words=OTHER), 2)
    assert desk.told == [("desk", "new")]
    mending.merge(db, 1, 2, Cause(1, "2026", "merge", "ana"), NOW)
    desk.read(Told(), 3)
    assert desk.told == [("desk", "new")]


def test_what_is_restated_is_told_as_that(db: Database) -> None:
    asked: dict[str, object] = {"channels": ["desk"], "languages": ["en"], "min_score": 0.8}
    desk = Desk(db, [{**asked, "events": ["restated"]}, {**asked, "channels": ["mail"]}])
    told = Told(kind="indirect", words=LONGER, topics=((TOPICS[0], 0.6),))
    again = replace(told, out=NOW + 20 * DAY)
    for page, one in enumerate((told, again, replace(again, topics=((TOPICS[0], 0.9),)))):
        desk.read(one, page)
    assert [row["restates_id"] for row in rows(db, "SELECT restates_id FROM statements")] == [None, 1]
    assert desk.told == [("desk", "restated")]


REPLY: dict[str, object] = {"channels": ["desk"], "events": ["reply"]}


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_who_asks_for_answers_in_direct_words_hears_of_one_whichever_report_has_which(
    db: Database, order: Sequence[int]
) -> None:
    desk = Desk(db, [{**REPLY, "kinds": ["direct"], "languages": ["de"]}])
    reports = [replace(INDIRECT, answers=(KREMLIN,)), Told(), Told("de")]
    for page in (*order, *order):
        desk.read(reports[page], page)
    assert desk.told == [("desk", "reply")]
    (event,) = [one.event for one in store.outbox.take(db, NOW + DAY, 9)]
    assert [one.actor for one in event.answers] == ["The Kremlin"]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_second_actor_who_is_answered_is_told_to_those_alone_whom_nobody_told(
    db: Database, order: Sequence[int]
) -> None:
    desk = Desk(db, [REPLY, {**REPLY, "channels": ["mail"], "languages": ["de"]}])
    reports = [Told(answers=(KREMLIN,)), Told("de", answers=(PARIS,)), Told("de", answers=(KREMLIN, PARIS))]
    for page in (*order, *order):
        desk.read(reports[page], page)
    assert desk.told == [("day@example.org", "reply"), ("desk", "reply"), ("night@example.org", "reply")]


def stands(stance: Stance, words: str, day: int, **changes: object) -> Told:
    """A report that tells a position for certain, of a day."""
    out = NOW + day * DAY
    return replace(Told(stance=stance, words=words, said=Said(out.date(), out.date()), out=out), **changes)  # type: ignore[arg-type]  # the tests name the fields that they change


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_change_of_position_is_told_to_whom_any_report_of_it_concerns(db: Database, order: Sequence[int]) -> None:
    desk = Desk(db, [{"channels": ["desk"], "events": ["shift"], "languages": ["de"]}])
    reports = [
        stands("supports", OTHER, 0),
        stands("opposes", WORDS["en"], 5),
        stands("none", WORDS["de"], 5, language="de", kind="indirect"),
    ]
    for page in (*order, *order):
        desk.read(reports[page], page)
    assert len(rows(db, "SELECT id FROM shifts")) == 1
    assert desk.told == [("desk", "shift")]
    (event,) = [one.event for one in store.outbox.take(db, NOW + 90 * DAY, 9)]
    assert (event.stance, event.before and event.before.stance) == ("opposes", "supports")
