"""What heads of answers, addresses and redirects mean: pure, and never an exception."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.edges.retrieve import meaning
from monitor.edges.retrieve.chain import Chain, follow
from monitor.edges.retrieve.url import Target, locate
from monitor.records import Condition, Failure

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = 86400.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("1" + "0" * 12, DAY),
        ("9" * 400, DAY),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300.0),
        ("Sunday, 01-Mar-26 12:05:00 GMT", 300.0),
        ("Sun Mar  1 12:05:00 2026", 300.0),
        ("Sat, 28 Feb 2026 12:00:00 GMT", 0.0),
        ("Thu, 31 Dec 9999 23:59:59 GMT", DAY),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_capped(value: str, seconds: float | None) -> None:
    assert meaning.retry_after({"retry-after": value}, NOW) == seconds


def test_a_date_counts_from_the_servers_own_clock() -> None:
    fields = {"retry-after": "Sun, 01 Mar 2026 10:01:00 GMT", "date": "Sun, 01 Mar 2026 10:00:00 GMT"}
    assert meaning.retry_after(fields, NOW) == 60.0


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=300"}, 300.0),
        ({"cache-control": 'Max-Age="300"', "age": "100"}, 200.0),
        ({"cache-control": "max-age=300", "age": "400"}, 0.0),
        ({"cache-control": "max-age=300, no-cache"}, 0.0),
        ({"cache-control": "max-age=soon"}, 0.0),
        ({"cache-control": "max-age=999999999999"}, 30 * DAY),
        ({"cache-control": "private"}, None),
        ({"expires": "Sun, 01 Mar 2026 12:10:00 GMT"}, 600.0),
        ({"expires": "Sun, 01 Mar 2026 12:10:00 GMT", "date": "Sun, 01 Mar 2026 12:09:00 GMT"}, 60.0),
        ({"expires": "0"}, 0.0),
        ({"cache-control": "max-age=5", "expires": "Sun, 01 Mar 2026 12:10:00 GMT"}, 5.0),
    ],
)
def test_freshness(fields: dict[str, str], seconds: float | None) -> None:
    assert meaning.freshness(fields, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "condition"),
    [
        (404, Condition.NOT_FOUND),
        (400, Condition.NOT_FOUND),
        (410, Condition.GONE),
        (401, Condition.DENIED),
        (402, Condition.DENIED),
        (403, Condition.DENIED),
        (451, Condition.DENIED),
        (408, Condition.SERVER_ERROR),
        (429, Condition.RATE_LIMITED),
        (500, Condition.SERVER_ERROR),
        (503, Condition.SERVER_ERROR),
        (599, Condition.SERVER_ERROR),
        (204, Condition.EMPTY),
        (206, Condition.BAD_HTTP),
        (201, Condition.BAD_HTTP),
        (300, Condition.REDIRECTS),
        (101, Condition.BAD_HTTP),
        (999, Condition.BAD_HTTP),
    ],
)
def test_refusals(status: int, condition: Condition) -> None:
    refused = meaning.refusal(status, {"retry-after": "7"}, NOW)
    assert refused is not None
    assert (refused.condition, refused.status) == (condition, status)
    assert refused.retry_after == (7.0 if 400 <= status < 600 else None)


def test_success_is_no_refusal() -> None:
    assert [meaning.refusal(status, {}, NOW) for status in (200, 203, 304)] == [None, None, None]


def test_validators_go_back_verbatim_or_not_at_all() -> None:
    assert meaning.validator('W/"a, b/c=="') == 'W/"a, b/c=="'
    assert meaning.validator("yesterday") == "yesterday"
    assert [meaning.validator(bad) for bad in (None, "", '"é"', "a\nb: c", '"' + "e" * 2048 + '"')] == [None] * 5


@pytest.mark.parametrize(
    ("value", "charset"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/xml;Charset="windows-1251"; x=y', "windows-1251"),
        ("text/html", None),
        ("text/html; charset=", None),
        ("text/html; charset=../etc", None),
        ("text/html; charset=" + "a" * 50, None),
        ("text/\nhtml; charset=utf-8", None),
    ],
)
def test_charset(value: str, charset: str | None) -> None:
    assert meaning.charset({"content-type": value}) == charset


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "date", "cache-control", "expires", "age", "content-type"]), st.text()
    )
)
@example({"cache-control": "max-age=60", "age": "0\x1f"})  # what str.strip takes away and float() does not
def test_no_field_raises(fields: dict[str, str]) -> None:
    assert 0 <= (meaning.retry_after(fields, NOW) or 0) <= DAY
    assert 0 <= (meaning.freshness(fields, NOW) or 0) <= 30 * DAY
    meaning.charset(fields)
    assert meaning.content_type(fields).isascii()


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("text", "url", "authority"),
    [
        ("http://Example.ORG", "http://example.org/", "example.org:80"),
        (" https://example.org:443/a b?q=ü#frag ", "https://example.org/a%20b?q=%C3%BC", "example.org:443"),
        ("https://example.org:8443/?", "https://example.org:8443/?", "example.org:8443"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/", "xn--bcher-kva.example:80"),
        ("http://президент.рф/news", "http://xn--d1abbgf6aiiy.xn--p1ai/news", "xn--d1abbgf6aiiy.xn--p1ai:80"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x", "[2001:db8::1]:80"),
        ("http://user:secret@example.org/", "http://example.org/", "example.org:80"),
        ("http://2130706433:81/", "http://2130706433:81/", "2130706433:81"),
    ],
)
def test_addresses_are_normalised(text: str, url: str, authority: str) -> None:
    found = locate(text)
    assert isinstance(found, Target)
    assert (found.url, found.authority) == (url, authority)
    assert locate(found.url) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.org", "/path", "//example.org/", "http://", "http:///x", "http://[::1", "http://a:99999/"),
        *("http://a:0/", "http://a:b/", "http://exa\nmple.org/", "http://\ud800.org/", "http://" + "a" * 300 + "/"),
        *(
            "http://a/" + "b" * 9000,
            "http://256.1.1.1/",
            "http://[::1%eth0]:x/",
            "http://a%00b/",
            "http://\u2488\u2488/",
        ),
    ],
)
def test_what_is_no_address_is_told(text: str) -> None:
    found = locate(text)
    assert isinstance(found, Failure)
    assert found.condition is Condition.NO_URL


@pytest.mark.parametrize("text", ["file:///etc/passwd", "ftp://a/", "javascript:alert(1)", "data:,x", "gopher://a/"])
def test_other_schemes_are_forbidden(text: str) -> None:
    found = locate(text)
    assert isinstance(found, Failure)
    assert found.condition is Condition.FORBIDDEN_ADDRESS


@given(st.one_of(st.text(max_size=80), st.from_regex(r"https?://[^\s]{0,40}", fullmatch=True)))
def test_any_text_is_an_address_or_a_failure(text: str) -> None:
    found = locate(text)
    if isinstance(found, Target):
        assert found.url.isascii()
        assert found.url.isprintable()
        assert locate(found.url) == found


# ---------------------------------------------------------------- redirects


def at(url: str) -> Target:
    found = locate(url)
    assert isinstance(found, Target)
    return found


def go(chain: Chain, status: int, location: str, *cookies: str, limit: int = 8) -> Chain:
    longer = follow(chain, status, {"location": location}, cookies, limit)
    assert isinstance(longer, Chain), longer
    return longer


FIRST = at("https://a.example/feed?x=1")
START = Chain(FIRST, FIRST)


def test_only_an_unbroken_permanent_chain_moves() -> None:
    assert START.moved_to is None
    moved = go(go(START, 301, "/new"), 308, "https://b.example/newest#there")
    assert moved.moved_to == "https://b.example/newest"
    assert go(moved, 302, "/today").moved_to is None
    assert go(go(START, 307, "/new"), 301, "/newer").moved_to is None
    assert go(START, 301, "http://a.example/feed").moved_to is None, "never down to http"


def test_validators_belong_to_the_document_that_was_asked_for() -> None:
    assert go(START, 301, "/new").faithful
    assert not go(START, 302, "/new").faithful
    assert not go(go(START, 302, "/new"), 301, "/newer").faithful
    plain = Chain(at("http://a.example/feed?x=1"), at("http://a.example/feed?x=1"))
    assert go(plain, 302, "https://a.example/feed?x=1").faithful, "the same address, encrypted"


def test_relative_locations_count_from_the_hop_before() -> None:
    assert go(START, 302, "plain?x=2").here.url == "https://a.example/plain?x=2"
    assert go(START, 302, "//b.example").here.url == "https://b.example/"
    assert go(START, 302, "?y").here.url == "https://a.example/feed?y"


@pytest.mark.parametrize(
    "location", ["", " ", "http://[", "http://a:b/", "/feed?x=1", "#top", "http://a/" + "x" * 9000]
)
def test_a_redirect_to_nowhere_or_to_itself_fails(location: str) -> None:
    failed = follow(START, 302, {"location": location}, (), 8)
    assert isinstance(failed, Failure)
    assert (failed.condition, failed.status) == (Condition.REDIRECTS, 302)


def test_loops_of_two_and_too_many_fail() -> None:
    twice = go(START, 302, "/b")
    assert isinstance(follow(twice, 302, {"location": "/feed?x=1"}, (), 8), Failure)
    assert isinstance(follow(twice, 302, {"location": "/c"}, (), 1), Failure)
    assert isinstance(follow(START, 302, {"location": "/c"}, (), 0), Failure)


def test_a_cookie_opens_the_way_back_and_stays_with_its_host() -> None:
    back = go(START, 302, "/feed?x=1", "seen=1; Path=/; Secure", "bad", "é=1")
    assert back.cookie_header == "seen=1"
    assert isinstance(follow(back, 302, {"location": "/feed?x=1"}, ("seen=1",), 8), Failure)
    assert go(back, 302, "https://b.example/").cookie_header == ""
    many = go(
        START,
        302,
        "/x",
        *(f"c{number}=" + "v" * 3000 for number in range(5)),
        *(f"d{number}=1" for number in range(50)),
    )
    assert len(many.cookies) == 20


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=5))
def test_any_location_is_a_chain_or_a_failure(location: str, cookies: list[str]) -> None:
    longer = follow(START, 302, {"location": location}, tuple(cookies), 8)
    if isinstance(longer, Chain):
        assert longer.cookie_header.isprintable()
