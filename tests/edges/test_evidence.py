"""The pure parts of the review page: marks over a text, stored texts, search boxes, query strings."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.edges.review import listing, stored
from monitor.edges.review.evidence import Mark, evidence, pieces, spans
from monitor.edges.review.listing import ARTICLES, STATEMENTS
from monitor.edges.review.search import match

TEXT = "„Wir reden“, sagte sie."
offsets = st.integers(-50, 150)
marks = st.builds(
    Mark, offsets, offsets, st.sampled_from(["content", "cue", "speaker", "stance", "story"]), st.text(max_size=3)
)


def test_overlapping_evidence_becomes_flat_pieces_that_name_all_of_it() -> None:
    found = pieces(
        TEXT, [Mark(1, 10, "content", "who", "q1"), Mark(5, 18, "story", "cue:talks", "e1"), Mark(19, 22, "speaker")]
    )
    assert [(piece.text, piece.what, piece.why, piece.anchors) for piece in found] == [
        ("„", "", "", ()),
        ("Wir ", "content", "who", ("q1",)),
        ("reden", "content story", "who, cue:talks", ("e1",)),
        ("“, sagte", "story", "cue:talks", ()),
        (" ", "", "", ()),
        ("sie", "speaker", "", ()),
        (".", "", "", ()),
    ]


@given(st.text(max_size=100), st.lists(marks, max_size=30))
def test_pieces_joined_are_the_text_and_every_mark_covers_its_span(text: str, given_marks: list[Mark]) -> None:
    found = pieces(text, given_marks)
    assert "".join(piece.text for piece in found) == text
    at = 0
    for piece in found:
        over = {
            mark.what
            for mark in given_marks
            if max(mark.start, 0) < min(mark.end, len(text)) and mark.start < at + len(piece.text) and mark.end > at
        }
        assert set(piece.what.split()) == over
        at += len(piece.text)


def test_every_mark_that_is_shown_can_be_jumped_to() -> None:
    found = pieces(
        "abcdef", [Mark(0, 3, "content", anchor="a"), Mark(0, 6, "story", anchor="b"), Mark(9, 12, "cue", anchor="c")]
    )
    assert [anchor for piece in found for anchor in piece.anchors] == ["a", "b"]


def test_twenty_thousand_marks_over_each_other_cost_no_more_than_their_number() -> None:
    began = time.process_time()
    found = pieces("x" * 100_000, [Mark(start, 100_000 - start, "story", f"why {start}") for start in range(20_000)])
    assert len(found) == 40_000 - 1
    assert time.process_time() - began < 3


def test_spans_of_a_stored_quotation_leave_out_what_is_unknown() -> None:
    row: dict[str, object] = {
        "content_start": 1,
        "content_end": 10,
        "cue_start": 13,
        "cue_end": 18,
        "speaker_start": None,
        "speaker_end": None,
    }
    assert list(spans(row, "she", "q1")) == [Mark(1, 10, "content", "she", "q1"), Mark(13, 18, "cue")]


@pytest.mark.parametrize(
    "broken", ["", "{", "7", "null", '{"start": 1}', "[" * 100_000, '[[], {"start": true, "end": 2, "why": "x"}]']
)
def test_evidence_that_is_none_is_left_out(broken: str) -> None:
    assert evidence(broken) == []


def test_evidence_is_read_as_it_is_stored_and_steers_nothing() -> None:
    text = json.dumps([{"start": 0, "end": 3, "why": "cue:\u202etalks\x1b", "weight": 1.0}, {"start": 1}])
    assert evidence(text) == [Mark(0, 3, "story", "cue:\ufffdtalks\u241b")]


@given(st.text())
def test_visible_text_keeps_its_length_and_turns_nothing(text: str) -> None:
    shown = stored.visible(text)
    assert len(shown) == len(text)
    assert stored.visible(shown) == shown
    assert not set(shown) & set("\x00\x1b\u202e\u2066\x85\ud800")


def test_a_text_is_unpacked_and_proved_or_said_to_be_damaged() -> None:
    packed = zlib.compress(TEXT.encode())
    assert stored.unpack(packed) == TEXT
    assert stored.proved(TEXT, hashlib.sha256(TEXT.encode()).hexdigest())
    assert not stored.proved(TEXT + " ", hashlib.sha256(TEXT.encode()).hexdigest())
    assert not stored.proved(None, hashlib.sha256(TEXT.encode()).hexdigest())
    for damaged in (
        b"",
        b"nothing",
        packed[:-5],
        packed[:9] + b"\xff" + packed[10:],
        zlib.compress(b"\xff\xfe"),
        None,
        "text",
        7,
    ):
        assert stored.unpack(damaged) is None


def test_a_bomb_is_not_unpacked() -> None:
    assert stored.unpack(zlib.compress(b"\0" * (stored.MOST_BYTES + 1))) is None


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    found = sqlite3.connect(":memory:")
    found.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
    for text in (
        "мы готовы к переговорам",
        "Le sommet de l’Élysée",
        "ready to talk",
        "talk to be ready",
        "to AND NOT ready",
    ):
        found.execute("INSERT INTO words VALUES (?)", [text])
    yield found
    found.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("переговорам", [1]),
        ("ПЕРЕГОВОР*", [1]),
        ("elysee", [2]),
        ("Élysée", [2]),
        ("talk ready", [3, 4]),
        ('"ready to talk"', [3]),
        ('"ready to talk', [3]),
        ("AND", [5]),
        ("text:ready", []),
        ("ready) OR (talk", []),
        ("NEAR(ready talk)", []),
        ("ready -", [3, 4, 5]),
        ("re* ta*", [3, 4]),
    ],
)  # fmt: skip
def test_what_is_typed_is_looked_for_and_nothing_of_it_is_an_operator(
    index: sqlite3.Connection, typed: str, found: list[int]
) -> None:
    rows = index.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY 1", [match(typed)])
    assert [row[0] for row in rows] == found


@given(st.text(alphabet=st.sampled_from(list("ab*\"'()^:+-{}\0\n\\ АNEARORD,.;%_éё🙂")), max_size=40))
@settings(max_examples=300)
def test_nothing_that_is_typed_is_a_syntax_error(index: sqlite3.Connection, typed: str) -> None:
    if (query := match(typed)) is not None:
        index.execute("SELECT rowid FROM words WHERE words MATCH ?", [query]).fetchall()


def test_an_endless_search_is_cut() -> None:
    assert (match("word " * 10_000) or "").count("word") == 32


@given(
    st.dictionaries(
        st.sampled_from(["q", "side", "verdict", "outlet", "since", "until", "actor", "page", "topic"]),
        st.text(max_size=30),
    )
)
def test_whatever_a_query_string_says_makes_a_question_with_all_its_values_as_parameters(asked: dict[str, str]) -> None:
    for what in (STATEMENTS, ARTICLES):
        found = listing.read(what, asked)
        condition, values = listing.where(what, found)
        assert 1 <= found.page <= listing.LAST_PAGE
        assert all(f":{name}" in condition or asked.get(name, "").strip() == "unknown" for name in values)
        assert condition.count("(") == condition.count(")")


def test_days_are_whole_and_the_last_one_counts() -> None:
    asked = listing.read(STATEMENTS, {"since": "2026-03-01", "until": "2026-03-02"})
    assert listing.where(STATEMENTS, asked) == (
        "(s.merged_into IS NULL) AND (s.reported >= :since) AND (s.reported < :until)",
        {"since": "2026-03-01", "until": "2026-03-03"},
    )


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ({"since": "yesterday"}, "“yesterday” is no day: write YYYY-MM-DD"),
        ({"until": "9999-12-31"}, "“9999-12-31” is no day: write YYYY-MM-DD"),
        ({"actor": "9" * 30}, f"“{'9' * 30}” is no number of an actor"),
        ({"q": "?!"}, "“?!” holds no word to search for"),
    ],
)
def test_what_cannot_be_understood_is_told_and_narrows_nothing(asked: dict[str, str], note: str) -> None:
    found = listing.read(STATEMENTS, asked)
    assert found.notes == (note,)
    assert listing.where(STATEMENTS, found) == ("(s.merged_into IS NULL)", {})


@pytest.mark.parametrize(
    ("page", "read"), [("3", 3), ("0", 1), ("-2", 1), ("x", 1), ("9" * 18, 2500), ("9" * 400, 1), ("٣", 1)]
)
def test_pages_are_numbers_within_bounds(page: str, read: int) -> None:
    assert listing.read(STATEMENTS, {"page": page}).page == read
