"""The bytes of a feed as records: RSS, Atom, RDF and JSON Feed, however they are broken.

feedparser does the reading (always from a stream: it opens what looks like a path or an address); this module brings
the bytes into a shape that it survives, and cleans what comes out.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import feedparser

from monitor.core.novelty import identify
from monitor.core.syndication import dates, jsonfeed
from monitor.core.syndication.address import split, web
from monitor.core.syndication.charset import decode
from monitor.core.syndication.discovery import discover
from monitor.core.syndication.markup import line, paragraphs
from monitor.core.syndication.mend import bounded, repaired
from monitor.records import Condition, Entry, Failure, FeedBody, ParsedFeed

__all__ = ["discover", "parse"]

TITLE, SUMMARY, AUTHOR, GUID = 1000, 20_000, 200, 2000
"""Lengths kept, in characters."""
WORDED = 300
"""Dates a feed that may go through the slow reader of month names (5 ms each)."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 7 * 86400.0, "monthly": 30 * 86400.0, "yearly": 365 * 86400.0}
ROOT_END = re.compile(r"</(?:rss|feed|rdf:RDF|channel)\s{0,9}>", re.ASCII | re.IGNORECASE)


def parse(source: FeedBody) -> ParsedFeed | Failure:
    """The feed in `source`, its entries identified and in its own order. Never raises.

    Conditions: empty; not-a-feed (a web page, say); malformed (nothing could be read of what should be a feed). A feed
    that is broken but readable has a `problem`; one whose end is missing is `incomplete`.
    """
    text = decode(source.body, charset_of(source.content_type)).strip().strip("\ufeff\x00")
    if not text:
        return Failure(Condition.EMPTY, "the answer has no content")
    try:
        if text.startswith("{"):
            return from_json(text, source)
        return from_xml(text, source)
    except Exception as error:  # noqa: BLE001 - a parser of anything meets everything; the feed is malformed then
        return Failure(Condition.MALFORMED, f"{type(error).__name__}: {error}"[:300])


def from_json(text: str, source: FeedBody) -> ParsedFeed | Failure:
    """A JSON Feed."""
    tree = jsonfeed.read(text)
    if tree is None:
        return Failure(Condition.NOT_A_FEED, "JSON, but no JSON Feed")
    return assemble(tree, tree["entries"], source, None, truncated=len(tree["entries"]) > source.max_entries)


def from_xml(text: str, source: FeedBody) -> ParsedFeed | Failure:
    """What feedparser reads. Its sanitizer is off: it takes nine tenths of the time, and we render no HTML."""
    text, truncated = bounded(repaired(text), source.max_entries)
    found = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-location": source.url, "content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    problem = describe(found) if found.get("bozo") else None
    if not found.version:
        return Failure(Condition.NOT_A_FEED, what_it_is(text))
    if not found.entries and problem:
        return Failure(Condition.MALFORMED, problem)
    incomplete = problem is not None and ROOT_END.search(text) is None
    return assemble(found.feed, found.entries, source, problem, truncated=truncated, incomplete=incomplete)


def assemble(
    head: Mapping[str, Any],
    raw: list[Mapping[str, Any]],
    source: FeedBody,
    problem: str | None,
    *,
    truncated: bool,
    incomplete: bool = False,
) -> ParsedFeed:
    """The records, from feedparser's names."""
    language = language_of(head.get("language"))
    reader = DateReader(language)
    return ParsedFeed(
        title=line(text_of(head.get("title")), TITLE),
        language=language,
        entries=identify([entry_of(item, reader) for item in raw[: source.max_entries]]),
        ttl=ttl_of(head),
        problem=problem,
        truncated=truncated,
        incomplete=incomplete,
    )


def entry_of(item: Mapping[str, Any], reader: DateReader) -> Entry:
    """One item, cleaned; key and digest are still to be made."""
    guid = text_of(item.get("id"))
    return Entry(
        key="",
        guid=" ".join(guid.split())[:GUID] or None,
        url=link_of(item, guid),
        title=line(text_of(item.get("title")), TITLE),
        summary=summary_of(item),
        published=reader.read(item),
        author=line(text_of(item.get("author")), AUTHOR) or None,
        digest="",
    )


def summary_of(item: Mapping[str, Any]) -> str:
    """The longest text that the item gives of itself: its content where that is in the feed, else its summary."""
    contents = [part for part in item.get("content") or () if isinstance(part, Mapping)]
    texts = [text_of(item.get("summary")), *(text_of(part.get("value")) for part in contents)]
    found = [paragraphs(text, SUMMARY) for text in texts[:5] if text]
    return max(found, key=len, default="")


def link_of(item: Mapping[str, Any], guid: str) -> str | None:
    """Where the entry leads: its own address before that of a counting redirect, the GUID where it is an address."""
    for candidate in (item.get("feedburner_origlink"), item.get("link"), guid):
        if url := web(text_of(candidate).replace("&amp;", "&")):
            return unwrapped(url)
    return None


def unwrapped(url: str) -> str:
    """The target of a Google redirect, as in its alert feeds; robots may not follow those."""
    parts = split(url)
    if parts is None or parts.path != "/url" or not (parts.hostname or "").startswith("www.google."):
        return url
    targets = parse_qs(parts.query, max_num_fields=50)
    return next((found for name in ("url", "q") for target in targets.get(name, ()) if (found := web(target))), url)


class DateReader:
    """Reads the dates of one feed; the slow way only a bounded number of times."""

    def __init__(self, language: str | None) -> None:
        self._language, self._left = language, WORDED

    def read(self, item: Mapping[str, Any]) -> datetime | None:
        """When the entry was published, or updated where only that is known."""
        for name in ("published", "updated", "created"):
            raw = text_of(plain_get(item, name)).strip()
            parsed = plain_get(item, f"{name}_parsed") if raw else None
            if raw and (found := self._one(raw, parsed)) is not None:
                return found
        return None

    def _one(self, raw: str, parsed: Any) -> datetime | None:
        if parsed is not None:
            try:
                return dates.corrected(EPOCH + timedelta(seconds=timegm(parsed)), raw)
            except (OverflowError, ValueError, TypeError):
                return None
        found = dates.numeric(raw)
        if found is None and self._left > 0:
            self._left -= 1
            found = dates.worded(raw, self._language)
        return found


def plain_get(item: Mapping[str, Any], name: str) -> Any:
    """The value itself: feedparser's mapping would answer "updated" with "published", and warn."""
    return dict.get(item, name) if isinstance(item, dict) else item.get(name)


def ttl_of(head: Mapping[str, Any]) -> float | None:
    """How often the publisher wants to be asked, in seconds: RSS ``ttl`` (minutes) or RDF ``sy:updatePeriod``."""
    ttl = text_of(head.get("ttl")).strip()
    if re.fullmatch(r"[0-9]{1,6}", ttl) and int(ttl):
        return int(ttl) * 60.0
    period = PERIODS.get(text_of(head.get("sy_updateperiod")).strip().lower())
    often = text_of(head.get("sy_updatefrequency")).strip()
    return period / max(1, int(often) if re.fullmatch(r"[0-9]{1,4}", often) else 1) if period else None


def language_of(value: object) -> str | None:
    """The two-letter code of a language tag (RFC 5646)."""
    found = re.match(r"\s*([a-zA-Z]{2})(?![a-zA-Z])", text_of(value))
    return found[1].lower() if found else None


def describe(found: Mapping[str, Any]) -> str:
    """The complaint of feedparser, in one line."""
    error = found.get("bozo_exception")
    said = getattr(error, "getMessage", lambda: str(error))()
    row = getattr(error, "getLineNumber", lambda: None)()
    return f"{said}{f' (line {row})' if row else ''}"[:200]


def what_it_is(text: str) -> str:
    """What came instead of a feed, for people."""
    start = text[:2000].lower()
    if "<html" in start or "<!doctype html" in start:
        title = re.search(r"<title[^<>]{0,200}>([^<]{1,200})", text[:20_000], re.IGNORECASE)
        return f"a web page{f': {line(title[1], 100)}' if title else ''}"
    return f"no feed format begins like this: {line(text[:80], 60)!r}"


def charset_of(content_type: str) -> str | None:
    """The charset parameter of a Content-Type."""
    found = re.search(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", content_type[:300], re.ASCII | re.IGNORECASE)
    return found[1] if found else None


def text_of(value: object) -> str:
    """Text, whatever feedparser left there."""
    return value if isinstance(value, str) else ""
