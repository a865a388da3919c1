"""Feeds as they come: every entry that can be read is read, and nothing that comes can do harm."""

from __future__ import annotations

import dataclasses
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.feed import discover, parse
from monitor.records import Condition, Failure, FeedBody, ParsedFeed

DATA = Path(__file__).resolve().parents[1] / "data" / "feeds"
URL = "https://feeds.example/all.xml"


def rss(*items: str, prolog: str = '<?xml version="1.0" encoding="utf-8"?>', head: str = "") -> str:
    return f'{prolog}<rss version="2.0"><channel><title>T</title>{head}{"".join(items)}</channel></rss>'


def item(n: int = 1, title: str | None = None, extra: str = "") -> str:
    return f"<item><title>{title or f'Story {n}'}</title><link>https://a.example/{n}</link>{extra}</item>"


def read(body: bytes | str, content_type: str = "application/rss+xml", most: int = 2000) -> ParsedFeed:
    found = parse(FeedBody(URL, body if isinstance(body, bytes) else body.encode(), content_type, most))
    assert isinstance(found, ParsedFeed), found
    return found


def title_of(text: str) -> str:
    return read(rss(item(title=text))).entries[0].title


def date_of(text: str) -> datetime | None:
    return read(rss(item(extra=f"<pubDate>{text}</pubDate>"))).entries[0].published


@pytest.mark.parametrize("path", sorted(DATA.glob("*.xml")), ids=lambda path: path.stem)
def test_golden_pairs(path):
    found = read(path.read_bytes(), "")
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert {name: getattr(found, name) for name in wanted if name != "entries"} == {
        name: value for name, value in wanted.items() if name != "entries"
    }
    got = [
        {
            **{name: getattr(entry, name) for name in ("title", "url", "guid", "summary", "author")},
            "published": entry.published.isoformat() if entry.published else None,
        }
        for entry in found.entries
    ]
    assert got == wanted["entries"]
    assert len({entry.key for entry in found.entries}) == len(found.entries)
    assert all(entry.key and entry.digest for entry in found.entries)


# ------------------------------------------------------------------------------------------------ what is no feed


@pytest.mark.parametrize(
    ("body", "condition", "detail"),
    [
        (b"", Condition.EMPTY, ""),
        (b" \r\n\0", Condition.EMPTY, ""),
        (b"\xef\xbb\xbf", Condition.EMPTY, ""),
        (b"/etc/passwd", Condition.NOT_A_FEED, "/etc/passwd"),
        (b"https://feeds.example/", Condition.NOT_A_FEED, ""),
        (
            b"<!doctype html><html><title>Wartung</title><body>Bald</body></html>",
            Condition.NOT_A_FEED,
            "a web page: Wartung",
        ),
        (b"<h1>Database error</h1>", Condition.NOT_A_FEED, "Database error"),
        (b'{"items": []}', Condition.NOT_A_FEED, "JSON"),
        (b"{" * 100_000, Condition.NOT_A_FEED, "JSON"),
        (b"[[" * 100_000, Condition.NOT_A_FEED, ""),
        (b"<rss>" + b" " * 1000, Condition.MALFORMED, ""),
    ],
)
def test_what_is_no_feed_is_told(body, condition, detail):
    found = parse(FeedBody(URL, body))
    assert isinstance(found, Failure)
    assert found.condition == condition
    assert detail in found.detail
    assert len(found.detail) <= 300


def test_an_empty_feed_is_a_feed():
    assert read(rss()).entries == ()


def test_a_body_that_names_a_file_never_opens_it(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item(title="SECRET")), encoding="utf-8")
    assert isinstance(parse(FeedBody(URL, str(secret).encode())), Failure)
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
    assert "SECRET" not in str(parse(FeedBody(URL, rss(item(title="a &x;"), prolog=doctype).encode())))


# ------------------------------------------------------------------------------------------------ encodings


CAFE = "Café “smart” – Gespräch"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(item(title=CAFE)).encode(), "text/xml; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + rss(item(title=CAFE)).encode(), "text/xml"),
        (rss(item(title=CAFE), prolog='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"), "application/xml"),
        (rss(item(title=CAFE), prolog="").encode("utf-16-le"), "application/xml"),
        (rss(item(title=CAFE), prolog='<?xml version="1.0"?>').encode("cp1252"), "application/rss+xml; charset=utf-8"),
        (rss(item(title=CAFE), prolog='<?xml version="1.0" encoding="ISO-8859-1"?>').encode("cp1252"), ""),
        (rss(item(title=CAFE), prolog='<?xml version="1.0" encoding="no-such"?>').encode("cp1252"), ""),
        (b"\r\n\n  " + rss(item(title=CAFE)).encode(), "text/plain"),
        (rss(item(title=CAFE)).encode() + b"\0" * 20, ""),
        (rss(item(title=CAFE)).encode() + b"\n<script>var a = 1 && 2 < 3;</script></body>", ""),
    ],
)
def test_labels_may_lie(body, content_type):
    assert read(body, content_type).entries[0].title == CAFE


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Переговоры в Москве продолжатся в октябре, заявил посол"),
        ("koi8-r", "Переговоры в Москве продолжатся в октябре, заявил посол"),
    ],
)
def test_cyrillic_without_a_label(encoding, text):
    assert read(rss(item(title=text), prolog='<?xml version="1.0"?>').encode(encoding), "").entries[0].title == text


def test_some_broken_bytes_do_not_break_the_rest():
    body = rss(item(title="Gespräch über Bürgerrechte in Österreich @@")).encode().replace(b"@@", b"\xff\xfe")
    assert read(body).entries[0].title.startswith("Gespräch über Bürgerrechte in Österreich")


# ------------------------------------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("AT&T", "AT&T"),
        ("Ying & Yang&nbsp;Inc", "Ying & Yang Inc"),
        ("a &amp;amp;amp; b", "a & b"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Rest", "Rest"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Rest", "Rest"),
        ("<![CDATA[<img src=x onerror=alert(1)>Rest]]>", "Rest"),
        ("&lt;!channel&gt; &lt;@U012&gt; &lt;http://evil.example|bank&gt; *b*", "*b*"),
        ("5 &lt; 6 &gt; 4", "5 < 6 > 4"),
        ("unclosed &lt;img src=x", "unclosed < img src=x"),
        ("Resigns&#13;&#10;Bcc: a@b.example", "Resigns Bcc: a@b.example"),
        ("a\x01\x07\x1b[31mb &#27;[2J &#x9b;31m&#0;&#xD800;&#99999999999;", "a[31mb [2J 31m"),
        ("Report \u202egpj.exe\u202c final\u200b", "Report gpj.exe final"),
        ("{{7*7}} ${7*7} $(id) `id`", "{{7*7}} ${7*7} $(id) `id`"),
        ("e\u0301tat", "état"),
    ],
)
def test_titles_are_plain_text_on_one_line(raw, title):
    assert title_of(raw) == title


def test_lengths_are_bounded():
    extra = f"<description>{'word ' * 100_000}</description><author>{'a' * 5000}</author><guid isPermaLink='false'>{'g' * 9000}</guid>"
    entry = read(rss(item(title="W" * 100_000, extra=extra))).entries[0]
    assert len(entry.title) == 1000
    assert entry.title.endswith("…")
    assert len(entry.summary) <= 20_000
    assert len(entry.author or "") <= 200
    assert len(entry.guid or "") <= 2000


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("http://[::1", None),
        ("http://a.example:99999/", None),
        ("https://" + "a" * 9000, None),
        ("/relative/1", "https://feeds.example/relative/1"),
        ("//other.example/2", "https://other.example/2"),
        ("https://a.example/?x=1&amp;amp;y=2", "https://a.example/?x=1&y=2"),
        ("https://www.google.com/url?rct=j&amp;url=https://b.example/3&amp;ct=ga", "https://b.example/3"),
        ("https://www.google.com/url?rct=j", "https://www.google.com/url?rct=j"),
        ("https://a.example/with space", "https://a.example/with%20space"),
        ("https://пример.example/путь", "https://пример.example/путь"),
    ],
)
def test_links_are_absolute_and_of_the_web(link, url):
    body = f"<item><title>x</title><link>{link}</link></item>"
    assert read(rss(body)).entries[0].url == url


def test_a_guid_that_is_an_address_serves_where_there_is_no_link():
    body = "<item><title>x</title><guid isPermaLink='false'>https://a.example/?p=7</guid></item>"
    assert read(rss(body)).entries[0].url == "https://a.example/?p=7"


# ------------------------------------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("Mon, 07 Sep 2026 10:00:00 GMT", "2026-09-07T10:00"),
        ("Mon, 07 Sep 2026 10:00:00 +0200", "2026-09-07T08:00"),
        ("Mon, 07 Sep 2026 10:00:00 MSK", "2026-09-07T07:00"),
        ("Mon, 07 Sep 2026 10:00:00 CEST", "2026-09-07T08:00"),
        ("07.09.2026 10:30", "2026-09-07T10:30"),
        ("07.09.2026", "2026-09-07T00:00"),
        ("07.09.2026 10:30:15 +0300", "2026-09-07T07:30:15"),
        ("2026-09-07T10:00:00.123456789123Z", "2026-09-07T10:00"),
        ("7 сентября 2026, 18:20", "2026-09-07T18:20"),
        ("7 вересня 2026 р.", "2026-09-07T00:00"),
        ("7 września 2026", "2026-09-07T00:00"),
        ("Thu, 01 Jan 2099 00:00:00 GMT", "2099-01-01T00:00"),
    ],
)
def test_dates_in_many_forms(raw, wanted):
    assert date_of(raw) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    ["yesterday", "вчера", "32.13.2026 25:61", "Mon, 07 Sep 2026 10:00:00 +9999", "0001-01-01T00:00:00Z", "9999-12-31", "10:30",
     "07.09.2026 10:30 XYZ", "0", "1" * 5000, "May", "07.09.2026 10:30 +9900"],
)  # fmt: skip
def test_nonsense_is_no_date(raw):
    assert date_of(raw) is None


def test_a_feed_of_slow_dates_is_read_in_bounded_time():
    body = rss(*(item(n, extra=f"<pubDate>{n % 28 + 1} сентября 2026, 18:20</pubDate>") for n in range(2000)))
    before = time.process_time()
    found = read(body)
    assert time.process_time() - before < 15
    assert found.entries[0].published is not None


# ------------------------------------------------------------------------------------------------ the head


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>15</ttl>", 900.0),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", None),
        ("", None),
    ],
)
def test_the_publishers_wish(head, ttl):
    assert read(rss(head=head)).ttl == ttl


@pytest.mark.parametrize(("tag", "language"), [("de-de", "de"), ("EN", "en"), ("rus", None), ("", None)])
def test_the_language_of_the_feed(tag, language):
    assert read(rss(head=f"<language>{tag}</language>")).language == language


# ------------------------------------------------------------------------------------------------ size and shape


def test_many_entries_are_bounded_at_both_ends_and_told():
    found = read(rss(*(item(n) for n in range(5000))), most=100)
    assert found.truncated
    assert [entry.title for entry in found.entries] == [f"Story {n}" for n in (*range(50), *range(4950, 5000))]
    assert not read(rss(*(item(n) for n in range(100))), most=100).truncated
    assert [e.title for e in read(rss(*(item(n) for n in range(3))), most=1).entries] == ["Story 0"]


def test_a_cut_feed_keeps_its_entries_and_is_incomplete():
    body = rss(*(item(n, extra="<description>text</description>") for n in (1, 2, 3)))
    found = read(body[:-60])
    assert found.incomplete
    assert found.problem
    assert [entry.title for entry in found.entries][:2] == ["Story 1", "Story 2"]
    assert not read(body).incomplete


@pytest.mark.parametrize(
    "body",
    [
        rss("<x>" * 100_000, item(), "</x>" * 100_000),
        rss(item(extra=f'<enclosure url="http://x.example/{"a" * 5_000_000}"/>')),
        rss(item(extra="<x " + " ".join(f'a{n}="1"' for n in range(32_000)) + "/>")),
        rss(item(extra=f"<author>a@{'a.' * 32_000}!</author>")),
        rss(item(extra=f"<author><![CDATA[a@{'a.' * 32_000}!]]></author>")),
        rss(item(title="&lt;" * 200_000)),
        rss(item(title="&amp;" * 200_000 + "lt;")),
        rss(item(extra="<description>" + "&lt;!--" * 100_000 + "</description>")),
        rss(item(extra="<description>" + "&lt;p&gt;" * 100_000 + "</description>")),
        rss(item(title="<![CDATA[" * 50_000)),
        rss(item(title="& " * 500_000)),
        "<!DOCTYPE rss [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 11)) + "]>" + rss(item(title="&a10;"), prolog=""),
    ],
    ids=["deep", "attribute", "attributes", "author", "author-cdata", "lt", "amp", "comments", "paragraphs", "cdata", "bare-amp", "laughs"],
)  # fmt: skip
def test_hostile_shapes_end_soon(body):
    before = time.process_time()
    found = parse(FeedBody(URL, body.encode()))
    assert time.process_time() - before < 15
    assert isinstance(found, (ParsedFeed, Failure))


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(body):
    assert isinstance(parse(FeedBody(URL, body)), (ParsedFeed, Failure))


ODD = st.text(st.characters(codec="utf-8") | st.sampled_from("<>&;#x\x00\u202e]![CDAT/"), max_size=60)


@settings(max_examples=150)
@given(ODD, ODD, ODD)
def test_any_item_comes_out_harmless_and_alike(title, link, text):
    body = rss(
        f"<item><title>{title}</title><link>{link}</link><description>{text}</description><pubDate>{text}</pubDate></item>"
    )
    found = parse(FeedBody(URL, body.encode("utf-8", "replace")))
    if isinstance(found, Failure):
        return
    for entry in found.entries:
        for value in (entry.title, entry.summary):
            assert not any(
                (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in value
            )
        assert "\n" not in entry.title
        assert entry.url is None or entry.url.startswith(("http://", "https://", "HTTP", "Http"))
        assert entry.published is None or entry.published.tzinfo == UTC
    assert parse(FeedBody(URL, body.encode("utf-8", "replace"))) == found


# ------------------------------------------------------------------------------------------------ discovery


def test_feeds_named_by_a_page():
    page = b"""<html><head><base href="https://site.example/en/"><link rel=stylesheet href=a.css>
      <link rel="alternate" type="application/rss+xml" href="feed.xml"><link rel=alternate hreflang=de href=/de>
      <link rel="ALTERNATE feed" type="application/atom+xml; charset=utf-8" href="https://other.example/atom">
      <link rel=alternate type=application/rss+xml href="feed.xml"><link rel=alternate type=application/rss+xml href="javascript:x">
      <link rel=alternate type="application/feed+json" href="//site.example/f.json"><link rel=alternate type=application/rss+xml>"""
    assert discover(page, "https://site.example/") == (
        "https://site.example/en/feed.xml",
        "https://other.example/atom",
        "https://site.example/f.json",
    )


@given(st.binary(max_size=200))
def test_discovery_never_raises(body):
    assert isinstance(discover(b"<link rel=alternate type=text/xml href='" + body, "https://a.example/["), tuple)


# ------------------------------------------------------------------------------------------------ real captures


@pytest.mark.shared
def test_real_captures_give_all_their_entries(shared):
    broken = set()
    for path in sorted([*(shared / "feeds/outlets").iterdir(), *(shared / "feeds/bbc").iterdir()]):
        found = parse(FeedBody(URL, path.read_bytes()))
        if isinstance(found, Failure):
            broken.add(path.name)
            continue
        assert found.entries or b"<item" not in path.read_bytes(), path.name
        assert dataclasses.replace(found) == parse(FeedBody(URL, path.read_bytes())), path.name
    assert broken == {"rnrss_rssv2-invalid-format.xml"}
