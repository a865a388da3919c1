"""New means new: what a publisher changes without reason must not look like news, and no news may be taken for old."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feed import parse
from monitor.core.novelty import canonical, decide, identify
from monitor.core.syndication.address import is_front_page, same_site, web
from monitor.records import Entry, FeedBody, ParsedFeed

DAY = datetime(2026, 9, 7, 10, tzinfo=UTC)


def entry(
    n: int = 1,
    *,
    guid: str | None = "",
    url: str | None = "",
    title: str = "",
    summary: str = "",
    hours: float | None = 0,
) -> Entry:
    return Entry(
        key="",
        guid=f"urn:{n}" if guid == "" else guid,
        url=f"https://a.example/{n}" if url == "" else url,
        title=title or f"Story {n}",
        summary=summary,
        published=None if hours is None else DAY + timedelta(hours=hours),
        author=None,
        digest="",
    )


def keys(*entries: Entry) -> list[str]:
    return [found.key for found in identify(entries)]


# ------------------------------------------------------------------------------------------------ identity


@pytest.mark.parametrize(
    "other",
    [
        entry(guid="urn:1#1"),
        entry(guid="another"),
        entry(guid=None),
        entry(hours=7),
        entry(hours=None),
        entry(title="Story 1, updated"),
        entry(url="https://a.example/1?at_medium=RSS&at_campaign=KARANGA"),
        entry(url="https://a.example/1/?utm_source=x#comments"),
        entry(url="http://a.example:80/1"),
    ],
)
def test_an_entry_is_met_again(other):
    assert keys(entry()) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry(1, guid="same"), entry(2, guid="same")),
        (entry(url="https://a.example/?id=1"), entry(url="https://a.example/?id=2")),
        (entry(url=None, guid=None, title="One"), entry(url=None, guid=None, title="Two")),
        (
            entry(url="https://a.example/", guid=None, title="One"),
            entry(url="https://a.example/", guid=None, title="Two"),
        ),
        (
            entry(url="https://a.example/", guid="1", title="Same"),
            entry(url="https://a.example/", guid="2", title="Same"),
        ),
    ],
)
def test_different_entries_stay_apart(one, other):
    assert keys(one) != keys(other)
    assert len(keys(one, other)) == 2


def test_a_guid_identifies_without_a_link_whatever_its_white_space():
    forms = ["urn:x:1", "\n urn:x:1 ", " urn:x:1\n\n", "urn:x:1#4"]
    assert len({keys(entry(url=None, guid=form, title=f"v{n}"))[0] for n, form in enumerate(forms)}) == 1


def test_one_entry_twice_in_a_poll_is_one():
    assert len(identify([entry(guid="a#0"), entry(guid="a#1", hours=2)])) == 1


def test_items_on_one_long_page_are_told_apart_in_any_order():
    items = [entry(n, url=f"https://a.example/day#{n}", title=title) for n, title in enumerate(["One", "Two", "Three"])]
    untitled = [replace(item, title="") for item in items]
    for group in (items, untitled):
        wanted = set(keys(*group))
        assert len(wanted) == 3
        assert all(set(keys(*order)) == wanted for order in itertools.permutations(group))


def test_what_has_nothing_is_left_out_and_the_rest_has_a_key():
    nothing = Entry("", None, None, "", "", None, None, "")
    assert identify([nothing]) == ()
    bare = [
        replace(nothing, title="x"),
        replace(nothing, summary="x"),
        replace(nothing, guid="x"),
        replace(nothing, url="https://a.example/"),
    ]
    assert len({found.key for found in identify(bare)}) == 4


def test_the_digest_follows_the_words_not_the_date():
    same = [entry(), entry(hours=9), entry(guid="z"), entry(title=" story   1 ")]
    assert len({identify([e])[0].digest for e in same}) == 1
    assert identify([entry()])[0].digest != identify([entry(title="Other")])[0].digest
    assert identify([entry()])[0].digest != identify([entry(summary="more")])[0].digest


# ------------------------------------------------------------------------------------------------ novelty


def known(*entries: Entry) -> dict[str, str]:
    return {found.key: found.digest for found in identify(entries)}


def test_new_and_changed_in_the_feeds_order():
    polled = identify([entry(4), entry(3), entry(2, title="edited"), entry(1)])
    found = decide(known(entry(1), entry(2), entry(7)), polled)
    assert [e.title for e in found.new] == ["Story 4", "Story 3"]
    assert [e.title for e in found.changed] == ["edited"]
    assert not found.gap


def test_nothing_twice():
    polled = identify([entry(n) for n in range(5)])
    found = decide({e.key: e.digest for e in polled}, polled)
    assert (found.new, found.changed, found.gap) == ((), (), False)


def test_guarantee_3_a_window_that_moved_on_by_more_than_itself_is_a_gap():
    before = [entry(n, hours=n) for n in range(10)]
    assert decide(known(*before), identify([entry(n, hours=n) for n in reversed(range(10, 20))])).gap
    assert not decide(known(*before), identify([entry(n, hours=n) for n in reversed(range(5, 15))])).gap
    assert decide(known(*before), identify([entry(n, hours=None) for n in reversed(range(10, 20))])).gap
    assert not decide(known(*before), identify([entry(n, hours=n) for n in range(5, 15)])).gap
    assert not decide({}, ()).gap


def test_guarantee_3_pinned_entries_do_not_hide_a_gap():
    pinned = [entry(n, hours=100 + n) for n in range(3)]
    before = [entry(n, hours=n) for n in range(10, 20)]
    after = [entry(n, hours=n % 7) for n in range(50, 60)]
    assert decide(known(*pinned, *before), identify([*pinned, *after, entry(10, hours=10)])).gap


def test_an_old_story_that_surfaces_is_no_gap():
    before = [entry(n, hours=n) for n in range(10)]
    surfaced = entry(99, hours=-1000)
    assert not decide(known(*before), identify([before[9], surfaced, *reversed(before[:9])])).gap


@given(
    st.lists(
        st.builds(
            entry, st.integers(0, 9), title=st.sampled_from(["", "a", "b"]), hours=st.none() | st.integers(-5, 5)
        ),
        max_size=12,
    )
)
def test_what_was_seen_is_never_new_again(entries):
    found = identify(entries)
    assert identify(found) == found
    assert len({e.key for e in found}) == len(found)
    assert {e.key for e in identify(list(reversed(entries)))} == {e.key for e in found}
    again = decide({e.key: e.digest for e in found}, found)
    assert (again.new, again.changed, again.gap) == ((), (), False)


@pytest.mark.shared
def test_real_polls_bring_no_entry_twice_and_tell_of_gaps(shared):
    """Two BBC feeds as they were polled, then the same polled far too rarely."""
    series = shared / "feeds/bbc_series/home_uk"
    polls = [parse(FeedBody("https://f.example/", path.read_bytes())) for path in sorted(series.glob("*.xml"))[:120]]
    for step in (1, 40):
        seen: dict[str, str] = {}
        links: dict[str, int] = {}
        gaps = 0
        for number, poll in enumerate(polls[::step]):
            assert isinstance(poll, ParsedFeed)
            found = decide(seen, poll.entries)
            for e in found.new:
                links[e.url or ""] = links.get(e.url or "", 0) + 1
            gaps += found.gap and number > 0
            seen |= {e.key: e.digest for e in poll.entries}
        assert set(links.values()) == {1}
        assert (gaps > 0) == (step > 1)


# ------------------------------------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://A.Example/Path/?b=2&a=1&utm_source=x&fbclid=y#frag", "https://a.example/Path?a=1&b=2"),
        ("http://a.example:80/x/", "https://a.example/x"),
        ("http://127.0.0.1:8080/x/?n=1", "http://127.0.0.1:8080/x?n=1"),
        ("https://a.example/x?ref=rss&src=RSS_feed&from=berlin&ref=1234", "https://a.example/x?from=berlin&ref=1234"),
        ("https://a.example/x?cid=1&uid=2&keyword=k&session=5&source_id=7", "https://a.example/x?cid=1&keyword=k&session=5&source_id=7&uid=2"),
        ("https://a.example/x?xtor=RSS-3208&maca=de-rss", "https://a.example/x"),
        ("https://a.example/%7euser/%e4%bd%a0?q=%41", "https://a.example/~user/%E4%BD%A0?q=A"),
        ("https://a.example/你", "https://a.example/%E4%BD%A0"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example"),
        ("https://user:pass@a.example./x", "https://a.example/x"),
        ("https://a.example/#!/story/5", "https://a.example/#!/story/5"),
        ("https://[2001:db8::1]:444/x", "https://[2001:db8::1]:444/x"),
        ("https://a.example/?&&", "https://a.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("http://[broken", "http://[broken"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_canonical_address(url, wanted):
    assert canonical(url) == wanted


@given(
    st.text(max_size=60),
    st.sampled_from(["", "http://", "https://a.example", "https://a.example/", "https://a.example/?"]),
)
def test_canonical_is_idempotent_and_never_raises(text, start):
    once = canonical(start + text)
    assert canonical(once) == once


def test_long_addresses_take_linear_time():
    assert canonical("https://a.example/" + "%zz" * 300_000)
    assert web("https://a.example/" + "a" * 10_000_000) is None
    assert web(" " * 1_000_000 + "https://a.example/") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.a.example/x", "http://m.a.example/y", True),
        ("https://a.example/", "https://b.example/", False),
        ("http://127.0.0.1:80/", "http://127.0.0.1:81/", False),
        ("https://a.example/", "http://[x", False),
    ],
)
def test_the_same_site(one, other, same):
    assert same_site(one, other) is same


def test_front_pages():
    assert is_front_page("https://a.example/?utm_source=rss")
    assert is_front_page("https://a.example")
    assert not is_front_page("https://a.example/?p=1")
    assert not is_front_page("https://a.example/#!/1")
    assert not is_front_page("no address")
