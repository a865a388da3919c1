"""Guarantees 2 and 7: a cut body is never taken for a whole one, and none inflates beyond its bound."""

from __future__ import annotations

import gzip
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.retrieve.body import Inflater
from monitor.edges.retrieve.refused import RefusedError
from monitor.records import Condition

TEXT = b"<rss>" + b"".join(b"<item>%d</item>" % number for number in range(500)) + b"</rss>"


def raw(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


def inflate(data: bytes, coding: str = "", bound: int = 10**6, step: int = 10**6) -> bytes | Condition:
    try:
        inflater = Inflater(coding, bound)
        pieces = [inflater.feed(data[start : start + step]) for start in range(0, len(data), step)]
        return b"".join(pieces) + inflater.finish()
    except RefusedError as error:
        return error.failure.condition


GOOD = {
    "plain": ("", TEXT),
    "identity": ("Identity", TEXT),
    "a charset by mistake": ("UTF-8", TEXT),
    "gzip": ("gzip", gzip.compress(TEXT)),
    "x-gzip": ("X-GZIP", gzip.compress(TEXT)),
    "gzip and identity": ("gzip, identity", gzip.compress(TEXT)),
    "gzip without saying so": ("", gzip.compress(TEXT)),
    "gzip twice, said once": ("gzip", gzip.compress(gzip.compress(TEXT))),
    "members": ("gzip", gzip.compress(TEXT[:99]) + gzip.compress(b"") + gzip.compress(TEXT[99:])),
    "padding": ("gzip", gzip.compress(TEXT) + bytes(512)),
    "rubbish behind": ("gzip", gzip.compress(TEXT) + b"\r\n<!-- cached -->"),
    "says gzip, is plain": ("gzip", TEXT),
    "deflate": ("deflate", zlib.compress(TEXT)),
    "raw deflate": ("deflate", raw(TEXT)),
    "deflate that is gzip": ("deflate", gzip.compress(TEXT)),
}


@pytest.mark.parametrize("step", [1, 7, 10**6])
@pytest.mark.parametrize("name", GOOD)
def test_codings_in_use_give_the_document(name: str, step: int) -> None:
    coding, data = GOOD[name]
    assert inflate(data, coding, step=step) == TEXT


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "xpress", "gzip, gzip", "deflate, br", "\x00"])
def test_unknown_codings_are_refused(coding: str) -> None:
    assert inflate(TEXT, coding) is Condition.BAD_ENCODING


@pytest.mark.parametrize("name", ["gzip", "deflate", "raw deflate", "gzip without saying so", "gzip twice, said once"])
def test_a_compressed_body_is_never_taken_when_cut(name: str) -> None:
    coding, data = GOOD[name]
    for end in (*range(3, len(data), 37), len(data) - 1):
        assert inflate(data[:end], coding) is Condition.BAD_ENCODING


def test_a_wrong_checksum_and_binary_that_says_gzip_are_refused() -> None:
    wrong = bytearray(gzip.compress(TEXT))
    wrong[-8] ^= 0xFF
    assert inflate(bytes(wrong), "gzip") is Condition.BAD_ENCODING
    assert inflate(b"\x00\x01\x02 binary", "gzip") is Condition.BAD_ENCODING


def test_nothing_is_nothing_in_every_coding() -> None:
    assert [inflate(b"", coding) for coding in ("", "gzip", "deflate")] == [b"", b"", b""]
    assert inflate(b"<", "gzip") == b"<"


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_the_bound_holds_to_the_byte(coding: str) -> None:
    data = {"": TEXT, "gzip": gzip.compress(TEXT), "deflate": zlib.compress(TEXT)}[coding]
    assert inflate(data, coding, bound=len(TEXT), step=50) == TEXT
    assert inflate(data, coding, bound=len(TEXT) - 1, step=50) is Condition.TOO_LARGE


def test_a_bomb_costs_no_more_than_its_bound() -> None:
    bomb = gzip.compress(bytes(100 * 2**20), 9)
    twice = gzip.compress(bomb)
    before = time.thread_time()
    assert inflate(bomb, "gzip", step=65536) is Condition.TOO_LARGE
    assert inflate(twice, "gzip", step=65536) is Condition.TOO_LARGE
    assert inflate(bomb, step=65536) is Condition.TOO_LARGE
    assert time.thread_time() - before < 3


def test_endless_empty_members_are_refused() -> None:
    assert inflate(gzip.compress(b"") * 5000, "gzip") is Condition.BAD_ENCODING


@given(st.binary(max_size=2000), st.sampled_from(["", "gzip", "deflate"]), st.integers(1, 50))
def test_any_bytes_end_in_bytes_or_a_condition(data: bytes, coding: str, step: int) -> None:
    assert isinstance(inflate(data, coding, bound=5000, step=step), (bytes, Condition))


@given(st.binary(max_size=3000), st.integers(1, 500))
def test_what_was_compressed_comes_back(data: bytes, step: int) -> None:
    if not data.startswith(b"\x1f\x8b\x08"):
        assert inflate(gzip.compress(data), "gzip", step=step) == data
        assert inflate(zlib.compress(data), "deflate", step=step) == data
