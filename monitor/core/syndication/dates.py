"""Dates as feeds and pages write them, in UTC. Reads no clock: "yesterday" is no date.

feedparser reads RFC 822, ISO 8601 and their common misspellings, but takes unknown zones for UTC ("10:00 MSK" is
07:00 UTC) and knows neither ``dd.mm.yyyy`` nor month names beyond a few languages. A time without a zone is taken for
UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST, LATEST = 1970, 2199
LONGEST = 100
ZONES = {
    "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "MSD": 240, "МСК": 180, "TRT": 180, "SAMT": 240, "YEKT": 300, "OMST": 360, "KRAT": 420, "NOVT": 420, "IRKT": 480,
    "YAKT": 540, "VLAT": 600, "MAGT": 660, "PETT": 720, "GET": 240, "AMT": 240, "AZT": 240, "IST": 330, "SGT": 480,
    "HKT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
"""Minutes east of UTC, for names that RFC 822 does not know (IANA tz database)."""
ZONE = re.compile(r"\b([A-ZА-Я]{3,4})\s*(?:\([^)]{0,40}\))?$")
OFFSET = re.compile(r"[+-](\d{2}):?(\d{2})$")
FRACTION = re.compile(r"(\.\d{6})\d+")
CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
FEWEST_DIGITS = 3
"""Of a day and a year, as in "7 Sep 26"."""
WIDEST = 14
"""Hours; Kiribati is the farthest from UTC."""
NUMERIC = re.compile(
    r"(?:(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"|(?P<day2>\d{1,2})[./-](?P<month2>\d{1,2})[./-](?P<year2>\d{4}|\d{2}))"
    r"(?:[T,\s-]{1,4}(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,12})?)?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[A-ZА-Я]{3,4})?",
)
TWO_DIGITS = 100
LANGUAGES = ["en", "de", "fr", "it", "es", "pl", "ru", "uk", "sv", "bg", "pt"]
STRICT = {
    "PARSERS": ["absolute-time"],
    "REQUIRE_PARTS": ["day", "month", "year"],
    "DATE_ORDER": "DMY",
    "TIMEZONE": "UTC",
    "TO_TIMEZONE": "UTC",
    "RETURN_AS_TIMEZONE_AWARE": True,
}


def corrected(moment: datetime | None, raw: str) -> datetime | None:
    """`moment`, which feedparser read from `raw`, with a zone that it does not know taken into account.

    `None` where the offset is nonsense, the year is none that news has, or there is no date at all: for "10:30"
    feedparser answers with today.
    """
    raw = raw.strip()
    if moment is None or ((offset := OFFSET.search(raw)) and int(offset[1]) > WIDEST):
        return None
    if sum(map(str.isdigit, CLOCK.sub("", OFFSET.sub("", raw)))) < FEWEST_DIGITS:
        return None
    if (zone := ZONE.search(raw)) and (minutes := ZONES.get(zone[1])) is not None:
        moment -= timedelta(minutes=minutes)
    return sensible(moment)


def numeric(raw: str) -> datetime | None:
    """``07.09.2026 10:30``, ``2026-09-07 10:30 MSK`` and the like; the day comes first where the year does not."""
    found = NUMERIC.fullmatch(raw.strip()[:LONGEST])
    if found is None:
        return None
    parts = {name.rstrip("2"): value for name, value in found.groupdict().items() if value is not None}
    year = int(parts["year"])
    minutes = offset_of(parts.get("zone", "UTC"))
    if minutes is None:
        return None
    try:
        zone = timezone(timedelta(minutes=minutes))
        return sensible(
            datetime(
                year + 2000 if year < TWO_DIGITS else year,
                int(parts["month"]),
                int(parts["day"]),
                int(parts.get("hour", 0)),
                int(parts.get("minute", 0)),
                int(parts.get("second", 0)),
                tzinfo=zone,
            )
        )
    except (ValueError, OverflowError):
        return None


def offset_of(zone: str) -> int | None:
    """Minutes east of UTC, or `None` for what is no zone."""
    if zone in {"Z", "UTC", "GMT"}:
        return 0
    if found := OFFSET.fullmatch(zone):
        hours, minutes = int(found[1]), int(found[2])
        return (60 * hours + minutes) * (-1 if zone[0] == "-" else 1) if hours <= WIDEST else None
    return ZONES.get(zone)


def worded(raw: str, language: str | None = None) -> datetime | None:
    """A date with month names in one of our languages, by dateparser (1.2 s at first use, then some milliseconds)."""
    raw = raw.strip()
    if not 6 <= len(raw) <= LONGEST or not any(map(str.isdigit, raw)):  # noqa: PLR2004 - "1 May 9" is no date of news
        return None
    from dateparser import parse  # noqa: PLC0415 - 1.2 s that most feeds and pages never need

    languages = [language] if language in LANGUAGES else LANGUAGES
    try:
        found = parse(raw, languages=languages, settings=STRICT)
    except Exception:  # noqa: BLE001 - whatever a parser of free text meets in foreign bytes: it is no date then
        return None
    if found is None or ((offset := OFFSET.search(raw)) and int(offset[1]) > WIDEST):
        return None
    return sensible(found)


def sensible(moment: datetime) -> datetime | None:
    """The moment in UTC, if its year is one that news has."""
    try:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
    return moment.replace(microsecond=0) if EARLIEST <= moment.year <= LATEST else None


def iso(raw: str) -> datetime | None:
    """ISO 8601 as machines write it, with or without a time and a zone."""
    raw = raw.strip()[:LONGEST]
    try:
        return sensible(datetime.fromisoformat(FRACTION.sub(r"\1", raw)))
    except ValueError:
        return None
