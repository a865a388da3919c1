"""The outbox: every alert at least once, a second copy only in doubt (guarantee 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.edges import store
from monitor.edges.store import Database, outbox, rows
from monitor.records import Alert, Delivery, Said
from tests.edges import store_samples as samples
from tests.edges.store_samples import DAY, HOUR, NOW, event
from tests.edges.store_samples import rows as select

SENT, REFUSED = Delivery("sent"), Delivery("refused", "550 no such user")
RETRY, DOUBT = Delivery("retry", "451 try later"), Delivery("doubt", "the answer was lost")
TO_DESK = ("slack", "desk", "everything")
TO_ANN = ("mail", "ann@example.org", "everything")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    with store.open_writer(path) as opened:
        article_id = samples.article(opened, samples.queued(opened))
        for turn in range(4):
            samples.say(opened, article_id, f"Satz {turn}.", start=turn)
        yield opened


def states(db: Database) -> list[object]:
    return [row["state"] for row in select(db, "SELECT state FROM outbox ORDER BY id")]


def take(db: Database, limit: int = 10, **options: object) -> list[Alert]:
    return outbox.take(db, NOW, limit, **options)  # type: ignore[arg-type]  # exclude


class TestEvents:
    def test_make_an_alert_for_each_recipient(self, db: Database) -> None:
        told = event(1, said=Said(NOW.date(), NOW.date()), why=("cue:talks",), topics=("t", "u"))
        assert outbox.add_event(db, told, [TO_DESK, TO_ANN]) == 2
        found = take(db)
        assert [(alert.channel, alert.recipient, alert.rule) for alert in found] == [TO_ANN, TO_DESK]
        assert all(alert.event == told for alert in found)
        assert all((alert.attempts, alert.doubt, alert.created) == (1, False, NOW) for alert in found)

    def test_happen_once_whatever_is_planned_later(self, db: Database) -> None:
        assert outbox.add_event(db, event(1), [TO_DESK]) == 1
        assert outbox.add_event(db, event(1, at=NOW + DAY), [TO_DESK, TO_ANN]) == 0
        assert (db["events"].count, db["outbox"].count) == (1, 1)

    def test_without_a_plan_are_history_only(self, db: Database) -> None:
        assert outbox.add_event(db, event(1), []) == 0
        assert outbox.add_event(db, event(1), [TO_DESK]) == 0
        assert (db["events"].count, take(db)) == (1, [])

    def test_tell_a_recipient_once_though_two_rules_fire(self, db: Database) -> None:
        assert outbox.add_event(db, event(1), [TO_DESK, ("slack", "desk", "another rule")]) == 1

    def test_of_other_kinds_happen_once_for_each_wording(self, db: Database) -> None:
        edited = event(1, kind="edited", content="Wir bleiben nicht gesprächsbereit.")
        added = [outbox.add_event(db, told, [TO_DESK]) for told in (event(1), edited, edited)]
        added.append(outbox.add_event(db, event(1, kind="edited", content="Wieder anders."), [TO_DESK]))
        added.append(outbox.add_event(db, edited, [TO_DESK], subject=7))
        assert added == [1, 1, 0, 1, 1]

    def test_that_fail_half_way_leave_nothing(self, db: Database) -> None:
        with pytest.raises(TypeError):
            outbox.add_event(db, event(1), [TO_DESK, ("slack", "desk")])  # type: ignore[list-item]  # a broken plan
        assert (db["events"].count, db["outbox"].count) == (0, 0)


class TestMessageId:
    def test_stays_the_same_and_is_nobody_elses(self, db: Database, tmp_path: Path) -> None:
        for number in (1, 2):
            outbox.add_event(db, event(number), [TO_DESK, TO_ANN])
        names = {alert.message_id for alert in take(db)}
        assert len(names) == 4
        assert all(name.startswith("<") and name.endswith("@statement-monitor>") and name.isascii() for name in names)
        for alert in names:
            assert alert.count("@") == 1
        with store.open_writer(tmp_path / "other.db") as other:
            samples.say(other, samples.article(other, samples.queued(other)), "Satz 0.")
            outbox.add_event(other, event(1), [TO_DESK, TO_ANN])
            assert names.isdisjoint(alert.message_id for alert in take(other))

    def test_survives_a_retry(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        (first,) = take(db)
        outbox.settle(db, first.id, RETRY, NOW, NOW)
        (second,) = take(db)
        assert (second.message_id, second.attempts) == (first.message_id, 2)


class TestTake:
    def test_hands_out_nothing_twice(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        assert len(take(db)) == 1
        assert take(db) == []
        assert states(db) == ["sending"]

    def test_keeps_the_order_of_a_channel(self, db: Database) -> None:
        for number in (3, 1, 2):
            outbox.add_event(db, event(number), [TO_DESK])
        assert [alert.event.statement_id for _ in range(3) for alert in take(db, 1)] == [3, 1, 2]

    def test_lets_no_channel_starve_another(self, db: Database) -> None:
        for number in (1, 2, 3, 4):
            outbox.add_event(db, event(number), [TO_DESK])
        outbox.add_event(db, event(1, kind="edited"), [TO_ANN])
        assert [alert.channel for alert in take(db, 3)] == ["mail", "slack", "slack"]

    def test_leaves_busy_channels_out(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK, TO_ANN])
        assert [alert.channel for alert in take(db, exclude={"mail"})] == ["slack"]
        assert take(db, exclude={"mail", "slack"}) == []

    def test_waits_for_the_next_try(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        outbox.settle(db, take(db)[0].id, RETRY, NOW + HOUR, NOW)
        assert take(db) == []
        assert [alert.attempts for alert in outbox.take(db, NOW + HOUR, 10)] == [2]

    def test_what_a_dead_process_took_is_in_doubt(self, db: Database, path: Path) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        (before,) = take(db)
        with store.open_writer(path) as reborn:
            (after,) = take(reborn)
        assert (after.id, after.message_id, after.doubt, after.attempts) == (before.id, before.message_id, True, 2)

    def test_what_was_never_settled_is_in_doubt_in_the_end(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        assert not take(db)[0].doubt
        assert outbox.take(db, NOW + outbox.LEASE, 10) == []
        assert [alert.doubt for alert in outbox.take(db, NOW + outbox.LEASE + timedelta(seconds=1), 10)] == [True]

    def test_an_unreadable_event_harms_no_other(self, db: Database) -> None:
        for number in (1, 2):
            outbox.add_event(db, event(number), [TO_DESK])
        rows.run(db, 'UPDATE events SET content = \'{"kind": "new"}\' WHERE statement_id = 1')
        assert [alert.event.statement_id for alert in take(db)] == [2]
        assert states(db) == ["dead", "sending"]
        assert "cannot be read" in str(outbox.dead_letters(db)[0]["last_error"])

    def test_an_event_of_an_older_release_has_its_defaults(self, db: Database) -> None:
        outbox.add_event(db, event(1, why=("x",)), [TO_DESK])
        rows.run(db, "UPDATE events SET content = json_set(json_remove(content, '$.why'), '$.gone', 1)")
        assert [alert.event.why for alert in take(db)] == [()]


class TestSettle:
    def settled(self, db: Database, delivery: Delivery, again: bool) -> dict[str, object]:
        outbox.add_event(db, event(1), [TO_DESK])
        outbox.settle(db, take(db)[0].id, delivery, NOW + HOUR if again else None, NOW)
        (row,) = select(db, "SELECT state, doubt, next_try, last_error, sent_at FROM outbox")
        return row

    @pytest.mark.parametrize(
        ("delivery", "again", "state", "doubt"),
        [
            (SENT, False, "sent", 0),
            (REFUSED, False, "refused", 0),
            (RETRY, True, "pending", 0),
            (RETRY, False, "dead", 0),
            (DOUBT, True, "pending", 1),
            (DOUBT, False, "doubt", 1),
        ],
    )
    def test_ends_or_waits(self, db: Database, delivery: Delivery, again: bool, state: str, doubt: int) -> None:
        row = self.settled(db, delivery, again)
        assert (row["state"], row["doubt"]) == (state, doubt)
        assert row["next_try"] == ("2026-03-02T10:30:00.000000Z" if again else None)
        assert row["last_error"] == (delivery.detail or None)
        assert (row["sent_at"] is not None) == (state == "sent")
        shown = [letter["state"] for letter in outbox.dead_letters(db)]
        assert shown == ([state] if state in {"refused", "dead", "doubt"} else [])

    def test_doubt_stays(self, db: Database) -> None:
        self.settled(db, DOUBT, again=True)
        (alert,) = outbox.take(db, NOW + HOUR, 1)
        assert alert.doubt
        outbox.settle(db, alert.id, RETRY, None, NOW)
        assert select(db, "SELECT state, doubt FROM outbox") == [{"state": "dead", "doubt": 1}]

    @pytest.mark.parametrize("late", [SENT, RETRY, REFUSED])
    def test_what_was_sent_stays_sent(self, db: Database, late: Delivery) -> None:
        self.settled(db, SENT, again=False)
        outbox.settle(db, 1, late, NOW, NOW + HOUR)
        assert select(db, "SELECT state, sent_at FROM outbox") == [
            {"state": "sent", "sent_at": "2026-03-02T09:30:00.000000Z"}
        ]

    def test_a_late_yes_is_believed(self, db: Database) -> None:
        self.settled(db, DOUBT, again=True)
        outbox.settle(db, 1, SENT, None, NOW)
        assert states(db) == ["sent"]
        assert outbox.take(db, NOW + DAY, 1) == []

    def test_the_channel_shows_how_it_is(self, db: Database) -> None:
        self.settled(db, RETRY, again=True)
        assert select(db, "SELECT last_sent, last_error FROM channel_state") == [
            {"last_sent": None, "last_error": "451 try later"}
        ]
        outbox.settle(db, outbox.take(db, NOW + HOUR, 1)[0].id, SENT, None, NOW + HOUR)
        assert select(db, "SELECT last_sent, last_error FROM channel_state") == [
            {"last_sent": "2026-03-02T10:30:00.000000Z", "last_error": None}
        ]


class TestByHand:
    def test_suppressed_is_not_sent(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        assert outbox.suppress(db, 1, "wrong speaker")
        assert take(db) == []
        assert select(db, "SELECT state, last_error FROM outbox") == [
            {"state": "suppressed", "last_error": "wrong speaker"}
        ]

    def test_what_is_sent_or_under_way_cannot_be_suppressed(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        outbox.settle(db, take(db)[0].id, SENT, None, NOW)
        assert not outbox.suppress(db, 1, "too late")
        assert states(db) == ["sent"]

    def test_a_dead_letter_can_be_revived(self, db: Database) -> None:
        outbox.add_event(db, event(1), [TO_DESK])
        outbox.settle(db, take(db)[0].id, DOUBT, None, NOW)
        assert outbox.revive(db, 1, NOW + DAY)
        (alert,) = outbox.take(db, NOW + DAY, 1)
        assert (alert.attempts, alert.doubt, alert.created) == (1, True, NOW + DAY)
        assert not outbox.revive(db, 1, NOW + DAY)
