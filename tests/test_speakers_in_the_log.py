"""Who said it, as the log keeps it: the same words in two mouths, and a speaker whom only a later report names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from monitor import ledger, pipeline
from monitor.config import Config
from monitor.core.actors.profile import spelled
from monitor.corrections import Corrections
from monitor.edges import store
from monitor.edges.store import Database, PageTask, corrections, mending, renaming
from monitor.edges.store.corrections import Cited, Correction
from monitor.edges.store.mending import Cause
from monitor.pipeline import World
from monitor.records import Actor, Analysis, Article, Condition, Failure, Kind, Quotation, Stance, Story
from tests.edges.store_samples import NOW, queued, rows

TOPIC = "europe-russia-diplomacy"
CLARA = Actor("name:klra vdmn~e:DE", "Clara Weidmann", "person", "German foreign minister", "DE", "europe")
OTTO = Actor("name:t brgr~e:AT", "Otto Berger", "person", "Austrian foreign minister", "AT", "europe")
REFUSAL = "There will be no talks in Geneva about the frozen harbours of Tartu"


def config(**rule: object) -> Config:
    return Config.model_validate(
        {
            "channels": {"desk": {"type": "slack", "webhook": "https://hooks.example/x"}},
            "alerts": {"rules": [{"name": "all", "channels": ["desk"], **rule}]},
        }
    )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with store.open_writer(tmp_path / "log.db") as opened:
        yield opened


def read(
    db: Database,
    task: PageTask,
    *said: tuple[Actor | None, str],
    kind: Kind = "direct",
    stance: Stance = "none",
    rule: dict[str, object] | None = None,
) -> None:
    """An article on the topic that is made of these statements."""
    text, quotations = "", list[Quotation]()
    for actor, words in said:
        quotations.append(Quotation(kind, len(text), len(text) + len(words), words, actor=actor, stance=stance))
        text += f"{words}\n\n"
    found = analysis(task, text, quotations)
    ledger.commit(db, config(**(rule or {})), ledger.Report(task, found, "page", NOW + timedelta(minutes=5)))


def analysis(task: PageTask, text: str, quotations: Iterable[Quotation]) -> Analysis:
    """An article on the topic."""
    article = Article(task.url, text, "Talks", published=NOW, language="en")
    return Analysis(article, (Story(TOPIC, relevant=True, score=0.9),), tuple(quotations), "lex1", "0.1")


def mouths(db: Database) -> list[tuple[object, object]]:
    """Who said what, statement by statement."""
    found = rows(db, "SELECT speaker, text FROM statements ORDER BY id")
    return [(row["speaker"], row["text"]) for row in found]


def alerted(db: Database) -> list[object]:
    """The statements that alerts tell of, in order."""
    return [row["statement_id"] for row in rows(db, "SELECT statement_id FROM alert_log ORDER BY id")]


@pytest.mark.parametrize("words", [REFUSAL, "No", "Never again"])
def test_the_same_words_of_two_speakers_on_one_page_are_two_statements(db: Database, words: str) -> None:
    read(db, queued(db), (CLARA, words), (OTTO, words))
    assert mouths(db) == [("Clara Weidmann", words), ("Otto Berger", words)]
    assert alerted(db) == [1, 2]


def test_a_second_speaker_whom_an_edit_adds_to_the_same_words_is_news(db: Database) -> None:
    task = queued(db)
    read(db, task, (CLARA, REFUSAL))
    read(db, task, (CLARA, REFUSAL), (OTTO, REFUSAL), (None, "The edit changes the text of the page"))
    assert mouths(db)[:2] == [("Clara Weidmann", REFUSAL), ("Otto Berger", REFUSAL)]
    assert alerted(db)[:2] == [1, 2]
    read(db, task, (CLARA, REFUSAL), (OTTO, REFUSAL), (None, "The edit changes the page once more"))
    assert alerted(db) == [1, 2, 3, 4]


def test_an_edit_that_only_corrects_who_spoke_makes_no_news(db: Database) -> None:
    task = queued(db)
    read(db, task, (CLARA, REFUSAL))
    read(db, task, (OTTO, REFUSAL), (CLARA, "Europe pays for the ferries of Malta"))
    assert rows(db, "SELECT count(*) AS found FROM statements") == [{"found": 2}]


LONG = (
    "The harbours of Tartu stay frozen until Moscow returns the forty ferries of Malta, and no envoy from Geneva "
    "will sign a treaty about grain, timber or uranium before the summer"
)


def test_a_statement_without_speaker_does_not_put_the_words_of_one_into_the_mouth_of_another(db: Database) -> None:
    read(db, queued(db, 1, "a"), (None, LONG))
    read(db, queued(db, 2, "b"), (CLARA, LONG))
    read(db, queued(db, 3, "c"), (OTTO, LONG))
    assert mouths(db) == [("Clara Weidmann", LONG), ("Otto Berger", LONG)]
    assert alerted(db) == [1, 2]


def test_whoever_asks_for_a_speaker_hears_when_a_later_report_names_him(db: Database) -> None:
    rule: dict[str, object] = {"speakers": ["Weidmann"]}
    read(db, queued(db, 1, "a"), (None, LONG), rule=rule)
    assert alerted(db) == []
    read(db, queued(db, 2, "b"), (CLARA, LONG), rule=rule)
    read(db, queued(db, 3, "c"), (CLARA, LONG), rule=rule)
    assert alerted(db) == [1]


def test_whoever_was_told_of_the_words_is_not_told_again_when_the_speaker_is_named(db: Database) -> None:
    read(db, queued(db, 1, "a"), (None, LONG))
    read(db, queued(db, 2, "b"), (CLARA, LONG))
    assert alerted(db) == [1]
    assert mouths(db) == [("Clara Weidmann", LONG)]


def test_a_log_of_before_knows_its_speakers_again(db: Database) -> None:
    old = replace(CLARA, key="name:clara weidmann:DE")
    other = replace(CLARA, key="name:klara weidmann:DE", name="Klara Weidmann")
    read(db, queued(db, 1, "a"), (old, LONG), (other, REFUSAL))
    with store.unit_of_work(db):
        renaming.rename(db)
        renaming.rename(db)
    assert [row["key"] for row in rows(db, "SELECT key FROM actors")] == [CLARA.key]
    told = alerted(db)
    read(db, queued(db, 2, "b"), (CLARA, LONG), (CLARA, REFUSAL))
    read(db, queued(db, 3, "c"), (CLARA, "Until Moscow returns forty ferries, the harbours of Tartu stay frozen"))
    assert alerted(db) == told == [1, 2]


@pytest.mark.parametrize(
    ("one", "other", "statements"),
    [("Hans Müller", "Hans Möller", 2), ("Hans Müller", "Hans Mueller", 1), ("Markus Reisner", "Маркус Райзнер", 1)],
)
def test_the_same_words_of_two_who_only_sound_alike_are_two_statements(
    db: Database, one: str, other: str, statements: int
) -> None:
    for turn, name in enumerate((one, other)):
        read(db, queued(db, turn, f"paper{turn}"), (replace(CLARA, key=f"name:{spelled(name)}:DE", name=name), LONG))
    assert len(rows(db, "SELECT id FROM statements")) == statements


NEXT = "Forty envoys of Malta shall sign the treaty about uranium with the harbours of Tartu in Geneva"


@pytest.mark.parametrize("kind", ["reply", "shift", "new"])
def test_a_statement_that_was_told_as_something_else_is_not_told_as_new_once_more(db: Database, kind: str) -> None:
    read(db, queued(db, 1, "a"), (CLARA, LONG))
    read(db, queued(db, 2, "b"), (CLARA, NEXT))
    db.execute("UPDATE events SET kind = ? WHERE statement_id = 1", [kind])
    mending.merge(db, 1, 2, Cause(1, "2026", "merge", "ana"), NOW)
    assert [row["state"] for row in rows(db, "SELECT state FROM alert_log ORDER BY id")] == ["pending", "suppressed"]


def test_what_was_told_of_the_younger_one_is_not_told_of_the_older_one_again(db: Database) -> None:
    read(db, queued(db, 1, "a"), (CLARA, LONG))
    read(db, queued(db, 2, "b"), (CLARA, NEXT))
    db.execute("UPDATE outbox SET state = 'sent' WHERE id = 2")
    mending.merge(db, 1, 2, Cause(1, "2026", "merge", "ana"), NOW)
    states = "SELECT state FROM alert_log ORDER BY id"
    assert [row["state"] for row in rows(db, states)] == ["suppressed", "sent"]
    mending.undo(db, 1, NOW)
    assert [row["state"] for row in rows(db, states)] == ["pending", "sent"]


def test_a_correction_that_waited_is_followed_before_what_the_feed_says_of_a_lost_page_alerts(
    db: Database, tmp_path: Path
) -> None:
    read(db, queued(db, 1, "a"), (CLARA, LONG))
    task = queued(db, 2, "b")
    waits = Correction("ana", "merge", corrections.statement(db, 1) or NOBODY, Cited(99, "", NEXT, task.url))
    with store.reviews.open_writer(tmp_path / "reviews.db") as reviews:
        corrections.append(reviews, waits, NOW)
    follower = Corrections(tmp_path / "reviews.db")
    assert follower.honour(db, NOW) == 0
    world = SimpleNamespace(config=config(), clock=lambda: NOW, dice=lambda: 0.5, corrections=follower)
    found = analysis(task, NEXT, [Quotation("direct", 0, len(NEXT), NEXT, actor=CLARA)])
    pipeline.commit_failure(db, cast("World", world), task, Failure(Condition.TIMEOUT, "late"), found)
    assert [row["state"] for row in rows(db, "SELECT state FROM alert_log ORDER BY id")] == ["pending", "suppressed"]


NOBODY = Cited(0, "", "", "")


@pytest.mark.parametrize(
    ("one", "other", "actors", "changes"),
    [
        ("Hans Müller", "Hans Möller", 2, 0),
        ("Tim Brown", "Tom Brown", 1, 0),
        ("Аркадий Соколов", "Arkady Sokolov", 1, 1),
        ("Arkady Sokolov", "Arkadij Sokołow", 1, 1),
        ("Juri Worobjow", "Юрий Воробьёв", 1, 1),
        ("Yuri Vorontsov", "Iouri Vorontsov", 1, 1),
    ],
)
def test_two_whose_names_only_sound_alike_are_no_change_of_position(
    db: Database, one: str, other: str, actors: int, changes: int
) -> None:
    stances: tuple[Stance, Stance] = ("supports", "opposes")
    for turn, (name, stance, words) in enumerate(zip((one, other), stances, (LONG, NEXT), strict=True)):
        task, actor = queued(db, turn, f"paper{turn}"), replace(CLARA, key=f"name:{spelled(name)}:DE", name=name)
        when = NOW + timedelta(days=5 * turn)
        said = Quotation("direct", 0, len(words), words, actor=actor, stance=stance, stance_start=1, stance_end=9)
        found = analysis(task, words, [said])
        found = replace(found, article=replace(found.article, published=when))
        ledger.commit(db, config(), ledger.Report(task, found, "page", when + timedelta(minutes=5)))
    assert len(rows(db, "SELECT id FROM actors")) == actors
    assert len(rows(db, "SELECT id FROM shifts")) == changes
