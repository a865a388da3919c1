"""Text from outside stays text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text import defuse


def test_an_escape_sequence_cannot_steer_the_terminal() -> None:
    assert defuse("a\x1b[31mred\x07\x9b2J") == "a [31mred  2J"


def test_a_line_break_cannot_forge_a_header_or_log_line() -> None:
    assert defuse("Minister resigns\r\nBcc: victim@example.com") == "Minister resigns  Bcc: victim@example.com"


def test_direction_overrides_and_lone_surrogates_go() -> None:
    assert defuse("report \u202egpj.exe\u202c \ud800") == "report gpj.exe \ufffd"


@given(st.text(st.characters()))
def test_defused_text_is_printable_and_stays_as_it_is(text: str) -> None:
    once = defuse(text)
    assert defuse(once) == once
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in once)
    once.encode()
