"""Who is told, what an alert says, and when it is tried again."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.alert import as_text, compose, host, line, plan, retry, shorten
from monitor.core.alert.plain import LONGEST_LINK, link
from monitor.records import Alert, Answered, Cited, Delivery, Event, EventKind, Rule, Said

NOW = datetime(2026, 11, 22, 10, 4, 30, tzinfo=UTC)
EVENT = Event(
    kind="new",
    statement_id=4711,
    at=NOW,
    topic="europe-russia-diplomacy",
    score=0.934,
    content="Wir sind bereit, über einen Waffenstillstand zu sprechen",
    quotation_kind="direct",
    language="de",
    speaker="Friedrich Merz",
    role="German Chancellor",
    country="DE",
    side="europe",
    stance="supports",
    said=Said(date(2026, 11, 21), date(2026, 11, 21)),
    outlet="Beispielschau",
    outlets=("Beispielschau", "Example Courier"),
    first_seen=NOW,
    published=NOW - timedelta(minutes=34),
    url="https://news.example/politik/merz-42?a=1&b=2",
    title="Merz antwortet Moskau",
    why=("actor:RU", "cue:talks"),
    topics=("europe-russia-diplomacy", "eu-enlargement"),
)
RULE = Rule("talks", ("mail", "slack"))

GOLDEN = """\
New statement: Friedrich Merz (German Chancellor, DE)

“Wir sind bereit, über einen Waffenstillstand zu sprechen”

Kind: direct quotation, language: de
Stance toward dialogue: supports
Said: 2026-11-21
First seen: 2026-11-22 10:04 UTC at Beispielschau (article of 2026-11-22 09:30 UTC)
Outlets: Beispielschau, Example Courier
Why: rule “talks”, topic europe-russia-diplomacy, score 0.93; evidence: actor:RU, cue:talks
Article: Merz antwortet Moskau
Link: https://news.example/politik/merz-42?a=1&b=2
Statement: 4711
"""

BARE = """\
Edited statement: unknown speaker
This may be a repeat: an earlier try to deliver this alert may have reached you already.

talks could resume

Kind: indirect quotation
Said: unknown
First seen: 2026-11-22 10:04 UTC at an unnamed outlet
Why: topic europe-russia-diplomacy, score 0.93
Link: none
Statement: 4711
"""


# ------------------------------------------------------------------------------------------------ who is told


def test_the_first_rule_that_matches_decides_for_each_channel() -> None:
    rules = [Rule("never", ("mail",), events=("shift",)), Rule("a", ("slack",)), Rule("b", ("mail", "slack"))]
    assert plan(EVENT, rules, False) == (("slack", "a"), ("mail", "b"))


def test_a_quiet_event_tells_nobody() -> None:
    assert plan(EVENT, [RULE], True) == ()


@pytest.mark.parametrize(
    "condition",
    [
        {"events": ("new", "shift")},
        {"topics": ("eu-enlargement",)},
        {"topics": ("europe-russia-diplomacy",)},
        {"sides": ("europe",)},
        {"countries": ("FR", "DE")},
        {"speakers": ("Macron", "merz")},
        {"stances": ("supports",)},
        {"kinds": ("direct",)},
        {"languages": ("de",)},
        {"min_score": 0.934},
    ],
)
def test_a_condition_that_holds_lets_the_event_through(condition: dict[str, object]) -> None:
    assert plan(EVENT, [replace(RULE, **condition)], False)


@pytest.mark.parametrize(
    "condition",
    [
        {"events": ("shift",)},
        {"topics": ("trade",)},
        {"sides": ("russia",)},
        {"countries": ("FR",)},
        {"speakers": ("Macron",)},
        {"stances": ("opposes", "none")},
        {"kinds": ("mixed", "indirect")},
        {"languages": ("en",)},
        {"min_score": 0.94},
    ],
)
def test_a_condition_that_fails_keeps_the_event_back(condition: dict[str, object]) -> None:
    assert plan(EVENT, [replace(RULE, **condition)], False) == ()


@pytest.mark.parametrize(
    "condition", [{"sides": ("other",)}, {"countries": ("DE",)}, {"speakers": ("X",)}, {"languages": ("de",)}]
)
def test_what_is_unknown_satisfies_no_condition(condition: dict[str, object]) -> None:
    unknown = replace(EVENT, side=None, country=None, speaker=None, language=None)
    assert plan(unknown, [RULE], False)
    assert plan(unknown, [replace(RULE, **condition)], False) == ()


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Viktor Orbán", "orban"),
        ("Donald Tusk", "DONALD TUSK"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Radosław Sikorski", "Radoslaw Sikorski"),
        ("Сергей Лавров", "лавров"),
        ("Лавров Сергей Викторович", "Сергей Лавров"),
        ("Pedro Sánchez Pérez-Castejón", "Sanchez"),
        ("Merz", "Friedrich Merz"),
        ("The Kremlin", "Kremlin"),
        ("Jørgen Størby", "Jorgen Storby"),
    ],
)
def test_speakers_are_known_by_name_or_surname_whatever_case_and_diacritics(speaker: str, name: str) -> None:
    assert plan(replace(EVENT, speaker=speaker), [replace(RULE, speakers=(name,))], False)


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Brigitte Macron", "Emmanuel Macron"),
        ("Friedrich", "Friedrich Merz"),
        ("Merzig", "Merz"),
        ("Ursula von der Leyen", "Ursula"[:3]),
        ("Friedrich Merz", "—"),
        ("…", "…"),
    ],
)
def test_another_persons_name_does_not_match(speaker: str, name: str) -> None:
    assert plan(replace(EVENT, speaker=speaker), [replace(RULE, speakers=(name,))], False) == ()


# ------------------------------------------------------------------------------------------------ what it says


def test_an_alert_says_what_its_reader_wants_in_that_order() -> None:
    message = compose(EVENT, "talks")
    assert as_text(message) == GOLDEN
    assert (
        message.subject == "New statement: Friedrich Merz: “Wir sind bereit, über einen Waffenstillstand zu sprechen”"
    )


def test_unknown_is_said_and_a_repeat_says_that_it_may_be_one() -> None:
    bare = replace(
        EVENT, kind="edited", speaker=None, role=None, country=None, language=None, content="talks could resume",
        quotation_kind="indirect", stance="none", said=None, outlet="", outlets=(), published=None, url="", title="",
        why=(),
    )  # fmt: skip
    message = compose(bare, repeat=True)
    assert as_text(message) == BARE
    assert message.subject == "Possible repeat: Edited statement: unknown speaker: talks could resume"


@pytest.mark.parametrize("kind", ["mixed", "indirect"])
def test_only_a_speakers_own_words_stand_between_marks(kind: str) -> None:
    assert compose(replace(EVENT, quotation_kind=kind)).quote == EVENT.content  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", get_args(EventKind))
def test_every_kind_of_event_has_its_words(kind: EventKind) -> None:
    assert compose(replace(EVENT, kind=kind)).heading.endswith(": Friedrich Merz (German Chancellor, DE)")


def test_a_range_of_days_is_a_range() -> None:
    message = compose(replace(EVENT, said=Said(date(2026, 11, 16), date(2026, 11, 20))))
    assert ("Said", "between 2026-11-16 and 2026-11-20") in message.facts


def test_of_many_outlets_the_first_are_named_and_the_others_counted() -> None:
    message = compose(replace(EVENT, outlets=tuple(f"Outlet {n}" for n in range(40))))
    assert dict(message.facts)["Outlets"].endswith("Outlet 10, Outlet 11 and 28 more")


ATTACKS = [
    "Minister resigns\r\nBcc: victim@example.com\r\n\r\nhello",
    "=?utf-8?q?a=0D=0ABcc=3A_x=40y?=",
    "a\x00b\x1b[2J\x9b31m\x07",
    "Report \u202egpj.exe\u202c \u2066final\u2069",
    "Statement: 1\u2028Statement: 2\u2029\x85Link: https://evil.example",
    "W" * 100_000,
    "\u0301" * 5000,
    "👨\u200d👩\u200d👧\u200d👦" * 2000,
    "\ud800 lone \udfff",
    "{{7*7}} ${7*7} %(password)s {0.__class__}",
    "tag\U000e0041\U000e007f soft\u00adhyphen zero\u200bwidth \ufeffbom \uffff",
    "",
    " \t\n ",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_outside_text_stays_text_and_bounded_wherever_it_stands(attack: str) -> None:
    event = replace(
        EVENT, content=attack, speaker=attack, role=attack, country=attack, language=attack, outlet=attack,
        outlets=(attack,) * 30, url=attack, title=attack, why=(attack,) * 30, topic=attack,
    )  # fmt: skip
    message = compose(event, attack)
    text = as_text(message)
    assert len(message.subject) <= 150
    assert len(text) < 6000
    assert "\n" not in message.subject
    for forged in ("\nBcc:", "\nStatement: 1\n", "\nStatement: 2", "\nLink: https://evil", "=?", "?="):
        assert forged not in text
        assert forged not in message.subject
    assert text.count("\n") == as_text(compose(EVENT, "x")).count("\n") - (not line(attack, 9))
    assert not {char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Cn"}} - {"\n"}
    assert not set(text) & set("\u202e\u202c\u2066\u2069\u00ad\u200b\ufeff")


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_other_statements_that_an_alert_cites_are_outside_text_as_well(attack: str) -> None:
    cited = Cited(7, attack, attack, "direct", "supports", None, EVENT.at)
    answered = Answered(attack, "rejects", attack, cited, 30.0)
    event = replace(EVENT, kind="shift", extent="full", before=cited, answers=(answered,) * 30)
    text = as_text(compose(event, "x"))
    assert len(text) < 6000
    for forged in ("\nBcc:", "\nStatement: 2", "\nLink: https://evil", "=?", "?="):
        assert forged not in text
    assert (
        text.count("\n") == as_text(compose(EVENT, "x")).count("\n") + 7
    )  # before, change, four answers, how many more
    assert not {char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Cn"}} - {"\n"}


def test_an_alert_shows_the_quote_before_and_what_is_answered() -> None:
    past = Cited(
        7, "Ann Lee", "We will talk.", "direct", "supports", Said(date(2026, 3, 1), date(2026, 3, 1)), EVENT.at
    )
    event = replace(
        EVENT,
        kind="shift",
        stance="opposes",
        extent="full",
        before=past,
        answers=(
            Answered("Bo Kim", "rejects", "rejected Bo Kim's call", past, 26.0),
            Answered("Paris", "comments", "words from Paris"),
        ),
    )
    facts = compose(event, "x").facts
    assert ("Before", "“We will talk.” (supports, said 2026-03-01, statement 7)") in facts
    assert ("Change", "from supports to opposes, to the other side") in facts
    assert [value for label, value in facts if label == "Answers"] == [
        "Bo Kim (rejects: “rejected Bo Kim's call”): “We will talk.” (said 2026-03-01, 26 hours before, statement 7)",
        "Paris (comments: “words from Paris”)",
    ]


@given(st.text(st.characters(), max_size=300), st.integers(0, 40))
@example("=?=?=", 4)
@example("🇩🇪🇫🇷", 3)
def test_a_line_is_one_line_within_its_limit_and_stays_as_it_is(text: str, limit: int) -> None:
    once = line(text, limit)
    assert len(once) <= limit
    assert once == line(once, limit)
    assert "=?" not in once
    assert once.isprintable() or not once.replace("\u200d", "").replace("\u200c", "").isprintable()
    assert not {unicodedata.category(char) for char in once} & {"Cc", "Cs", "Zl", "Zp"}
    once.encode()


def test_of_a_huge_text_only_the_beginning_is_read() -> None:
    assert line("a b " * 10**6, 9) == "a b a b…"
    assert line(" " * 10**6 + "x", 9) == "…"


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_shortened_text_begins_like_the_whole_and_says_that_it_is_cut(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert short == text if len(text) <= limit else short.endswith("…") and text.startswith(short[:-1].rstrip())


def test_a_cut_tears_no_letter_from_its_accent_and_no_emoji_apart() -> None:
    assert shorten("cafe\u0301s", 5) == "caf…"
    assert shorten("ab👨\u200d👩\u200d👧cd", 5) == "ab…"
    assert shorten("👍🏽👍🏽", 2) == "…"
    assert shorten("🇩🇪🇫🇷🇵🇱", 4) == "🇩🇪…"
    assert shorten("🇩🇪🇫🇷🇵🇱", 5) == "🇩🇪🇫🇷…"
    assert len(shorten("a" + "\u0301" * 1000, 500)) == 500  # not one letter for ever


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?y=1&z=2#k", "https://a.example/x?y=1&z=2#k"),
        ("https://user:secret@a.example/", "https://a.example/"),
        ('https://a.example/"><script>|', "https://a.example/%22%3E%3Cscript%3E%7C"),
        ("https://a.example/статья", "https://a.example/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F"),
        ("https://a.example/%41", "https://a.example/%41"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https:///nowhere", None),
        ("http://[::1", None),
        ("https://a.example/\n/b", None),
        ("https://a.example/\u202egpj", None),
        ("//a.example", None),
        ("https://a.example/" + "x" * LONGEST_LINK, None),
        ("https://a.example/" + "ж" * (LONGEST_LINK // 2), None),
        ("", None),
    ],
)
def test_a_link_is_a_web_address_or_none(url: str, shown: str | None) -> None:
    assert link(url) == shown


def test_people_see_where_a_link_leads() -> None:
    assert host("https://bank.example:8443/x") == "bank.example"


# ------------------------------------------------------------------------------------------------ when again

ALERT = Alert(1, "mail", "a@b.example", "talks", EVENT, "<1@x>", attempts=1, created=NOW)
DAYS5 = 5 * 86400.0


def wait(attempts: int, delivery: Delivery, jitter: float = 1.0) -> float:
    again = retry(replace(ALERT, attempts=attempts), delivery, NOW, DAYS5, jitter)
    assert again is not None
    return (again - NOW).total_seconds()


@pytest.mark.parametrize("outcome", ["sent", "refused"])
def test_what_is_decided_is_not_tried_again(outcome: str) -> None:
    assert retry(ALERT, Delivery(outcome), NOW, DAYS5, 0.5) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", ["retry", "doubt"])
def test_waiting_doubles_from_seconds_to_six_hours(outcome: str) -> None:
    waits = [wait(attempts, Delivery(outcome)) for attempts in range(1, 15)]  # type: ignore[arg-type]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 6 * 3600
    assert waits == sorted(waits)
    assert wait(10_000, Delivery("retry")) == 6 * 3600


def test_alerts_that_failed_together_do_not_come_back_together() -> None:
    assert wait(3, Delivery("retry"), jitter=0.0) == pytest.approx(16)


def test_a_server_that_names_its_time_is_obeyed_within_reason() -> None:
    assert wait(1, Delivery("retry", retry_after=7)) == 7
    assert wait(9, Delivery("retry", retry_after=1)) == 256  # it has said so often enough
    assert wait(1, Delivery("retry", retry_after=10**9)) == 6 * 3600


def test_after_the_last_moment_there_is_no_other_try() -> None:
    late = replace(ALERT, attempts=30, created=NOW - timedelta(days=4, hours=23))
    assert retry(late, Delivery("retry"), NOW, DAYS5, 1.0) == NOW + timedelta(hours=1)
    assert retry(replace(late, created=NOW - timedelta(days=5)), Delivery("retry"), NOW, DAYS5, 1.0) is None
    made = replace(late, created=None, event=replace(EVENT, at=NOW - timedelta(days=6)))
    assert retry(made, Delivery("doubt"), NOW, DAYS5, 1.0) is None


@given(
    st.integers(0, 10**6), st.none() | st.floats(0, 1e12), st.floats(0, 1), st.sampled_from(["retry", "doubt"]),
    st.floats(0, DAYS5 - 1),
)  # fmt: skip
def test_the_next_try_is_later_and_not_after_the_last_moment(
    attempts: int, asked: float | None, jitter: float, outcome: str, age: float
) -> None:
    alert = replace(ALERT, attempts=attempts, created=NOW - timedelta(seconds=age))
    again = retry(alert, Delivery(outcome, retry_after=asked), NOW, DAYS5, jitter)  # type: ignore[arg-type]
    assert again is not None
    assert NOW < again <= NOW + timedelta(seconds=DAYS5 - age)
