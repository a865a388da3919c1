"""Articles out of pages: whole, in paragraphs, harmless, and told when there is none."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import extract
from monitor.core.pages.garble import garbled
from monitor.records import Article, Condition, Failure, Page

URL = "https://news.example/world/envoys-meet?utm_source=rss"
LEAD = "After eleven hours of talks the two delegations agreed to meet again, their hosts said on Monday."
FIRST = "The delegations had come to the harbour town in the morning and left it after midnight without a word."
SECOND = "“We will speak again in October,” said the head of the northern delegation, who declined to say more."
THIRD = "Observers had expected less. The hosts offered rooms for the whole autumn, and both sides took the keys."
FOURTH = "The next round is to deal with ferries, fishing quotas and the exchange of letters between museums."
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>"


def page(article: str = BODY, head: str = "", title: str = "Envoys meet", outer: str = "", lang: str = "en") -> bytes:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | The Gazette</title>{head}</head><body>'
        f"<nav><ul><li><a href=/a>World</a></li><li><a href=/b>Sport</a></li></ul></nav>{outer}"
        f"<main><article><h1>{title}</h1>{article}</article></main><footer><p>© The Gazette</p></footer></body></html>"
    ).encode()


def read(body: bytes, **known) -> Article:
    found = extract(Page(URL, body, **known))
    assert isinstance(found, Article), found
    return found


def paragraphs(body: bytes) -> list[str]:
    return read(body).text.split("\n\n")


# ------------------------------------------------------------------------------------------------ text


def test_the_text_is_the_article_in_paragraphs():
    assert paragraphs(page()) == [FIRST, SECOND, THIRD, FOURTH]


@pytest.mark.parametrize(
    "before",
    [
        f'<header><p class="standfirst">{LEAD}</p></header>',
        f'<div class="article-teaser-x">{LEAD}</div><figure><figcaption>The harbour at night, seen from the east.</figcaption></figure>',
        f"<h2>{LEAD}</h2><div class=byline>By Ann Ferry</div>",
        f'<div class="c1"><span>{LEAD}</span></div><div class="share">Share this article with all your friends today, please.</div>',
    ],
)
def test_the_lead_is_kept_wherever_it_stands(before):
    found = paragraphs(page(before + f'<div class="body">{BODY}</div>'))
    assert found == [LEAD, FIRST, SECOND, THIRD, FOURTH]


def test_a_lead_that_the_description_repeats_is_found_without_any_sign():
    short = "Eleven hours, then a handshake"
    found = paragraphs(
        page(f"<div>{short}</div><section>{BODY}</section>", head=f'<meta name="description" content="{short}">')
    )
    assert found[0] == short


def test_a_description_that_is_not_on_the_page_is_not_made_up():
    assert paragraphs(page(head=f'<meta property="og:description" content="{LEAD}">')) == [FIRST, SECOND, THIRD, FOURTH]


def test_what_a_reader_cannot_take_for_text_stays_out():
    extra = (
        '<p>Read also: <a href="/x">Ferries late again in the north of the country</a></p>'
        "<aside><p>Subscribe to our newsletter and get the harbour news every single morning.</p></aside>"
    )
    found = paragraphs(page(BODY.replace(f"<p>{THIRD}", extra + f"<p>{THIRD}")))
    assert found == [FIRST, SECOND, THIRD, FOURTH]


def test_headline_and_byline_are_not_repeated_in_the_text():
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Envoys meet", "author": {"name": "Ann Ferry"}}</script>'
    assert paragraphs(page(f"<p>Envoys meet</p><p>By Ann Ferry</p>{BODY}", head=head)) == [FIRST, SECOND, THIRD, FOURTH]


@pytest.mark.parametrize(("lang", "marks"), [("en", "“”"), ("de", "„“"), ("fr", "«»"), ("uk", "«»")])
def test_marks_of_q_elements_are_kept(lang, marks):
    quoted = "<p>The minister said that <q>all <b>letters</b> will be answered</q> within the month of October.</p>"
    text = read(page(BODY + quoted, lang=lang)).text
    assert f"{marks[0]}all letters will be answered{marks[1]} within" in text


def test_text_is_normal_and_harmless():
    odd = (
        "<p>The mini\u00adster\u200b said: e\u0301tat \u202egnorw\u202c,\u00a0 that   is\tall \x00\x1b[31m there is to say about it.</p>"
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; and &lt;!channel&gt; and &lt;img src=x onerror=alert(1)&gt; were in the letter.</p>"
    )
    text = read(page(BODY + odd)).text
    assert "The minister said: état gnorw, that is all [31m there is to say" in text
    for token in ("<script", "<!channel", "<img", "\x1b", "\0", "\u202e", "\u00a0", "  "):
        assert token not in text


def test_missing_paragraphs_are_brought_back():
    """trafilatura was seen to keep the paragraphs of one box of the article and to lose those of the next."""
    many = "".join(
        f'<p class="text">{text} Number {n}.</p>' for n, text in enumerate([FIRST, SECOND, THIRD, FOURTH] * 3)
    )
    found = paragraphs(page(f'<div class="box">{many}</div>'))
    assert len(found) == 12


def test_another_article_below_is_not_taken_in():
    below = (
        '<article class="story"><h1>Cup final moved</h1><div class="box">'
        + "".join(
            f'<p class="text">The cup final has been moved to another day, the association said, note {n}.</p>'
            for n in range(3)
        )
        + "</div></article>"
    )
    styled = BODY.replace("<p>", '<p class="text">')
    body = page(f'<div class="box">{styled}</div>').replace(b"</main>", below.encode() + b"</main>")
    assert "cup final" not in read(body).text


def test_the_publishers_own_text_helps_where_the_page_shows_little():
    told = " ".join([FIRST, SECOND, THIRD, FOURTH] * 5)
    head = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "x", "articleBody": told})}</script>'
    assert SECOND in read(page(f"<p>{FIRST}</p>", head=head)).text


def test_long_articles_are_bounded():
    body = "".join(f"<p>{FIRST} It was number {n} of very many such sentences in a row.</p>" for n in range(4000))
    assert len(read(page(body)).text) <= 400_000


# ------------------------------------------------------------------------------------------------ what the page says of itself


def test_metadata_of_json_ld():
    node = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "name": "x"},
            {
                "@type": ["NewsArticle"],
                "headline": "Envoys &amp; ferries",
                "datePublished": "2026-09-07T23:30:00+03:00",
                "author": [{"name": "Ann Ferry"}, {"name": "Bo Quay"}, "https://x.example/z"],
            },
        ],
    }
    found = read(page(head=f'<script type="application/ld+json">{json.dumps(node)}</script>'))
    assert found.title == "Envoys & ferries"
    assert found.author == "Ann Ferry, Bo Quay"
    assert found.published == datetime(2026, 9, 7, 20, 30, tzinfo=UTC)
    assert found.language == "en"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta property="article:published_time" content="2026-09-07T10:00:00Z">', 7),
        ('<meta name="date" content="08.09.2026 10:00">', 8),
        ('<meta name="pubdate" content="9 September 2026">', 9),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "soon"}</script><meta itemprop="datePublished" content="2026-09-10">', 10),
        ('<script type="application/ld+json">{"@type": broken</script><meta name="dc.date" content="2026-09-11">', 11),
    ],
)  # fmt: skip
def test_the_day_of_publication(head, day):
    found = read(page(head=head), published=datetime(2026, 9, 1, tzinfo=UTC))
    assert found.published is not None
    assert found.published.day == day


def test_a_time_element_then_the_feed_then_a_guess_tell_the_day():
    feed = datetime(2026, 9, 1, tzinfo=UTC)
    timed = read(page(f'<time datetime="2026-09-12T08:00">today</time>{BODY}'), published=feed).published
    assert timed == datetime(2026, 9, 12, 8, tzinfo=UTC)
    assert read(page(), published=feed).published == feed
    guess = read(page(f"<div class=date>Published 2021-03-04</div>{BODY}")).published
    assert guess is None or guess.date() == datetime(2021, 3, 4, tzinfo=UTC).date()


def test_the_title_is_the_headline_not_the_site():
    assert read(page(title="Envoys meet")).title == "Envoys meet"
    named = (
        page()
        .replace(b"<h1>Envoys meet</h1>", b"<h1>The Gazette</h1>")
        .replace(b"</head>", b'<meta property="og:title" content="Envoys meet"></head>')
    )
    assert read(named).title == "Envoys meet"
    untitled = page().replace(b"<h1>Envoys meet</h1>", b"")
    assert read(untitled).title == "Envoys meet"
    bare = page().replace(b"<h1>Envoys meet</h1>", b"").replace(b"<title>Envoys meet | The Gazette</title>", b"")
    assert read(bare, title="From the feed").title == "From the feed"


def test_a_title_stays_on_one_line():
    assert read(page(title="Figures&#13;&#10;Bcc: a@b.example")).title == "Figures Bcc: a@b.example"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://www.news.example/world/envoys-meet", "https://www.news.example/world/envoys-meet"),
        ("/world/envoys-meet", "https://news.example/world/envoys-meet"),
        ("https://evil.example/x", URL),
        ("http://news.example:8080/x", URL),
        ("https://news.example/", URL),
        ("javascript:alert(1)", URL),
        ("http://[", URL),
        ("", URL),
    ],
)
def test_the_canonical_address_counts_on_the_same_site_only(href, url):
    assert read(page(head=f'<link rel="canonical" href="{href}">')).url == url


# ------------------------------------------------------------------------------------------------ encodings


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", None])
def test_charsets_may_lie(declared):
    text = "Das Gespräch über die Fähren wird im Oktober fortgesetzt, sagte der Gesandte am Abend nach der Sitzung."
    body = page(f"<p>{text}</p>{BODY}").replace(b'<meta charset="utf-8">', b"")
    assert text in read(body, charset=declared).text
    assert text in read(body.decode().encode("cp1252"), charset=declared).text


# ------------------------------------------------------------------------------------------------ no article


@pytest.mark.parametrize(
    ("body", "condition"),
    [
        (b"", Condition.EMPTY),
        (b" \n ", Condition.EMPTY),
        (b"%PDF-1.7 ...", Condition.NOT_HTML),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), Condition.NOT_HTML),
        (b'{"error": "no"}', Condition.NOT_HTML),
        (b"just words, no markup at all", Condition.NOT_HTML),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', Condition.NOT_HTML),
        (b"<!doctype html>", Condition.NO_TEXT),
        (b"<html><title>404 - Page not found</title><body><h1>Page not found</h1><p>The page you requested does not exist.</p></body></html>", Condition.NO_TEXT),
        (b"<html><body><div id=root></div><noscript>Please enable JavaScript.</noscript><script src=/a.js></script></body></html>", Condition.NO_TEXT),
        (b"<html><title>Seite nicht gefunden</title><body><h1>Seite nicht gefunden</h1><p>Diese Seite existiert nicht. Vielleicht hilft Ihnen unsere Suche weiter, oder Sie rufen die Startseite auf und schauen dort nach dem, was Sie lesen wollten.</p></body></html>", Condition.NO_TEXT),
        (b"<html><title>Before you continue</title><body><form><h1>We value your privacy</h1><p>We and our 862 partners store cookies.</p><button>Accept all</button></form></body></html>", Condition.CONSENT_WALL),
        (b"<html><title>Privacy</title><body><div><p>We value your privacy. We and our partners store cookies on your device. Accept all, or open the privacy settings to give or refuse your consent to each purpose separately.</p></div></body></html>", Condition.CONSENT_WALL),
        (b'<html><title>Figures</title><script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script><body><article><h1>Figures</h1><p>The ministry will publish.</p></article></body></html>', Condition.PAYWALL),
    ],
)  # fmt: skip
def test_why_there_is_no_article(body, condition):
    found = extract(Page(URL, body))
    assert isinstance(found, Failure)
    assert found.condition == condition
    assert found.detail


def test_the_free_part_of_an_article_has_a_problem():
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}</script>'
    for body in (page(head=head), page(f"{BODY}<p>Already a subscriber? Log in to continue reading this article.</p>")):
        found = read(body)
        assert found.problem is not None
        assert found.problem.condition == Condition.PAYWALL
        assert SECOND in found.text
    assert read(page()).problem is None


def test_scrambled_text_is_left_out_and_told():
    scrambled = "".join(chr(ord(char) + 1) if char.isalpha() else char for char in THIRD + FOURTH)
    found = read(page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{scrambled}</p>"))
    assert found.problem is not None
    assert found.problem.condition == Condition.PAYWALL
    assert found.text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        "Die Gesandten trafen sich am Morgen im Hafen und gingen erst nach Mitternacht auseinander.",
        "Les émissaires se sont rencontrés le matin et se sont séparés après minuit, sans un mot.",
        "Delegacje przyjechały rano do portu i wyjechały dopiero po północy, nie mówiąc ani słowa.",
        "Los enviados se reunieron por la mañana y se separaron pasada la medianoche, sin decir palabra.",
        "Gli inviati si sono incontrati al mattino e si sono lasciati dopo mezzanotte senza una parola.",
        "Посланники встретились утром в порту и разошлись после полуночи, не сказав ни слова.",
        "Sändebuden möttes på morgonen i hamnen och skildes först efter midnatt utan ett ord.",
        "FBUF PJTS 12345",
    ],
)
def test_real_languages_are_not_taken_for_scrambled(text):
    assert not garbled(text)


# ------------------------------------------------------------------------------------------------ hostile pages


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + SECOND + "</div>" * 100_000,
        "<b><i>" * 3000 + SECOND,
        "<p>" * 300_000,
        "<div>a</div>" * 100_000,
        "word<br>" * 200_000,
        f"<p>{'“' * 350_000}</p>",
        f"<p>{'“a” said ' * 100_000}</p>",
        f"<p>word{' ' * 400_000}{chr(9) * 200_000}{chr(160) * 200_000}</p><pre>{chr(10) * 200_000}.</pre>",
        f'<table><tr><td colspan="9007199254740991">a</td><td rowspan="99999999">b</td></tr><tr><td>{SECOND}</td></tr></table>',
        '<script type="application/ld+json">' + "[" * 100_000 + "]" * 100_000 + "</script>",
        '<script type="application/ld+json">{"@type":"NewsArticle","a":[' + ",".join(['{"b":"c"}'] * 200_000) + "]}</script>",
        "<!-- x -->" * 200_000,
        "<" * 1_000_000,
        "<q>" * 100_000,
        "&amp;" * 400_000,
        "<p " + "a=b " * 300_000 + ">",
    ],
    ids=["divs", "soup", "p", "blocks", "br", "quotes", "said", "spaces", "colspan", "json-deep", "json-wide", "comments", "lt", "q", "amp", "attributes"],
)  # fmt: skip
def test_hostile_shapes_end_soon(body):
    before = time.process_time()
    found = extract(Page(URL, page(BODY + body)))
    assert time.process_time() - before < 15
    assert isinstance(found, (Article, Failure))


def test_deep_nesting_does_not_lose_the_text():
    assert SECOND in read(page("<div>" * 3000 + BODY + "</div>" * 3000)).text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600), st.sampled_from([b"", b"<html><body><p>", page()[:-40], b"<!doctype html><title>"]))
def test_any_bytes_are_answered(tail, start):
    found = extract(Page(URL, start + tail))
    assert isinstance(found, (Article, Failure))
    if isinstance(found, Article):
        assert found.text == found.text.strip()
        assert not any(char in found.text for char in "\0\x1b\ufeff\u202e")


# ------------------------------------------------------------------------------------------------ real pages


@pytest.mark.shared
def test_real_pages_are_extracted_with_their_leads(shared):
    """A sample of the reviewed pages; `bench/pages.py` gives the figures for all of them."""
    leads = found_leads = 0
    words = found_words = 0
    with (shared / "pages/gold.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::8]
    for row in rows:
        body = gzip.decompress((shared / f"pages/html/{row['id']}.html.gz").read_bytes())
        text = read(body).text
        first = row["paragraphs"][0].split()
        if len(first) >= 8:
            leads += 1
            found_leads += sum(word in text for word in first) >= len(first) * 0.8
        gold = " ".join(row["paragraphs"]).split()
        words += len(gold)
        found_words += sum(word in text for word in gold)
    assert found_leads >= leads * 0.95
    assert found_words >= words * 0.97
