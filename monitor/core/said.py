"""When a statement was said, by what its sentence says: "on Friday", "last week", «15 января».

Only words around the statement are read, those next to the verb of saying first: a day inside the statement is what
it is about ("the talks will be on Monday"). Days are those of the report's own calendar, that is UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from monitor.core.lookup import Hit, Lookup
from monitor.lexicon.identity import IdentityLexicon, LanguageIdentity, Period
from monitor.records import Quotation, Said

REACH = 160
"""Characters on either side of a statement that are read."""
BEHIND = 40
"""Characters behind the beginning of the verb of saying in which a day is the verb's: "told reporters on Friday"."""
MARKS = re.compile("[\"“”„«»‹›]|''")
ENDS = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=\d{4}))[.!?…][\"”“»’)]?\s+(?=\S)|\n")
NUMERIC = re.compile(r"(?<!\d)(?:(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?!\d)")
NUMBER = re.compile(r"\d+")
OLDEST, YEAR, DAYS = 1900, 4, 31
"""Numbers beside a month: a year is later than the first and has so many figures; a day is not above the last."""
Word = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """An expression of time: where it stands in the frame, and the days it means."""

    start: int
    end: int
    said: Said


def when(
    text: str, quotation: Quotation, published: datetime | None, language: str, lexicon: IdentityLexicon
) -> Said | None:
    """The day or days on which the statement was said, or `None` where its sentence does not tell.

    Without `published`, the article's date, only a full date counts.
    """
    words = lexicon.languages.get(language)
    if words is None:
        return None
    cue = quotation.cue_start if quotation.cue_start is not None else quotation.start
    best: tuple[int, Told] | None = None
    for start, end in frames(text, quotation):
        for told in expressions(text[start:end], published.date() if published else None, words):
            away = distance(start + told.start, start + told.end, cue)
            if best is None or away < best[0]:
                best = (away, told)
    return best[1].said if best else None


def distance(start: int, end: int, cue: int) -> int:
    """How far an expression is from the verb of saying; behind it ("said on Friday") it belongs there more often."""
    return cue - end if end <= cue else max(0, start - cue - BEHIND)


def frames(text: str, quotation: Quotation) -> tuple[tuple[int, int], ...]:
    """The spans of the sentence in front of the statement and behind it, up to other marks."""
    start = max(0, quotation.start - REACH)
    before = text[start : quotation.start].rstrip(" \u00a0\"“„«»'‘‚")
    for bound in (*ENDS.finditer(before), *MARKS.finditer(before)):
        start = max(start, max(0, quotation.start - REACH) + bound.end())
    end = quotation.end
    after = text[end : end + REACH]
    skipped = len(after) - len(after.lstrip(" \u00a0\"“”»'’,.!?…"))
    told = quotation.cue_start is not None and end <= quotation.cue_start <= end + REACH
    if not told and set(after[:skipped]) & set(".!?…") and not after[skipped : skipped + 1].islower():
        return ((start, quotation.start),)  # the sentence ended with the statement
    stops = [stop.start() for pattern in (ENDS, MARKS) if (stop := pattern.search(after, skipped))]
    return (start, quotation.start), (end + skipped, end + min([len(after), *stops]))


def expressions(frame: str, published: date | None, words: LanguageIdentity) -> Iterator[Told]:
    """All expressions of past or present time in a piece of text."""
    hits = vocabulary(words).find(frame)
    found = [(hit.start, hit.end, meaning(frame, hit, hits, published, words)) for hit in hits]
    for match in NUMERIC.finditer(frame):
        year, month, day = (match[4], match[5], match[6]) if match[4] else (match[3], match[2], match[1])
        exact = calendar(int(year), int(month), int(day))
        found.append((match.start(), match.end(), Said(exact, exact) if exact else None))
    for start, end, said in found:
        if said is None or (published is not None and said.first > published) or to_come(hits, start):
            continue
        yield Told(start, end, Said(said.first, min(said.last, published)) if published else said)


def to_come(hits: Sequence[Hit[Word]], start: int) -> bool:
    """Whether a word just in front turns the expression to the future, or makes a span of it."""
    return any("ahead" in dict(near.values) and 0 <= start - near.end <= 1 for near in hits)


def meaning(
    frame: str, hit: Hit[Word], hits: Sequence[Hit[Word]], published: date | None, words: LanguageIdentity
) -> Said | None:
    """The days that a word of time means where it stands."""
    kinds = dict(hit.values)
    if "month" in kinds:
        return in_month(frame, hit, int(str(kinds["month"])), published, hits)
    if published is None:
        return None
    if "day" in kinds:
        day = published + timedelta(days=int(str(kinds["day"])))
        return Said(day, day)
    if "period" in kinds:
        return period(words.words.said.periods[str(kinds["period"])], published)
    if "weekday" in kinds:
        return weekday(int(str(kinds["weekday"])), published, previous=beside(hits, hit, "previous"))
    return ago(frame, hit, str(kinds["unit"]), published, hits, words) if "unit" in kinds else None


@lru_cache(maxsize=64)
def vocabulary(words: LanguageIdentity) -> Lookup[Word]:
    """The language's words of time, compiled."""
    said = words.words.said
    pairs: list[tuple[str, Word]] = [
        *((form, ("day", offset)) for form, offset in said.days.items()),
        *((form, ("period", form)) for form in said.periods),
        *((form, ("unit", unit)) for form, unit in said.units.items()),
        *((form, ("one", 1)) for form in said.one),
        *((form, ("number", value)) for form, value in words.words.numerals.items()),
        *(
            (form, (name, True))
            for name in ("before", "after", "previous", "ahead", "in_month")
            for form in getattr(said, name)
        ),
        *((form, ("weekday", index)) for index, forms in enumerate(words.words.weekdays) for form in forms),
        *((form, ("month", index)) for index, forms in enumerate(words.words.months, 1) for form in forms),
    ]
    return Lookup(pairs)


def beside(hits: Sequence[Hit[Word]], hit: Hit[Word], kind: str) -> bool:
    """Whether a word of this kind touches the hit, in front or behind."""
    return any(
        kind in dict(near.values) and (0 <= hit.start - near.end <= 1 or 0 <= near.start - hit.end <= 1)
        for near in hits
    )


def weekday(index: int, published: date, *, previous: bool) -> Said:
    """The last such day up to the report; "last Friday" on a Friday is a week before."""
    back = (published.weekday() - index) % 7
    day = published - timedelta(days=back + 7 if previous and back == 0 else back)
    return Said(day, day)


def period(told: tuple[Period, int], published: date) -> Said:
    """A calendar period, or the last days."""
    unit, back = told
    if unit == "days":
        return Said(published + timedelta(days=back), published)
    if unit in {"week", "weekend"}:
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=back)
        if unit == "weekend":
            saturday = monday + timedelta(days=5 if published.weekday() >= 5 else -2)  # noqa: PLR2004 - Saturday is day 5
            return Said(saturday, saturday + timedelta(days=1))
        return Said(monday, monday + timedelta(days=6))
    if unit == "year":
        return Said(date(max(1, published.year + back), 1, 1), date(max(1, published.year + back), 12, 31))
    months = published.year * 12 + published.month - 1 + back
    return whole_month(months // 12, months % 12 + 1)


def ago(
    frame: str, hit: Hit[Word], unit: str, published: date, hits: Sequence[Hit[Word]], words: LanguageIdentity
) -> Said | None:
    """Three days ago, „vor zwei Wochen“: weeks and longer are vague by half their length."""
    count = amount(frame, hit, hits)
    if count is None:
        return None
    start = count[1]
    leads = any("before" in dict(near.values) and 0 <= start - near.end <= 1 for near in hits)
    trails = any("after" in dict(near.values) and 0 <= near.start - hit.end <= 1 for near in hits)
    if not (leads and words.words.said.before) and not (trails and words.words.said.after):
        return None
    length = {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    days = min(count[0] * length, 36_500)
    if days >= published.toordinal():
        return None
    day = published - timedelta(days=days)
    slack = timedelta(days=0 if unit == "day" else length // 2)
    return Said(day - slack, day + slack)


def amount(frame: str, hit: Hit[Word], hits: Sequence[Hit[Word]]) -> tuple[int, int] | None:
    """How many units, and where the number begins."""
    for near in hits:
        kinds = dict(near.values)
        if 0 <= hit.start - near.end <= 1 and (value := kinds.get("number", kinds.get("one"))) is not None:
            return int(str(value)), near.start
    digits = list(NUMBER.finditer(frame, max(0, hit.start - 8), hit.start))
    if digits and hit.start - digits[-1].end() <= 1 and len(digits[-1][0]) <= 3:  # noqa: PLR2004 - 999 units
        return int(digits[-1][0]), digits[-1].start()
    return None


def in_month(frame: str, hit: Hit[Word], month: int, published: date | None, hits: Sequence[Hit[Word]]) -> Said | None:
    """A day of a month, or a month after the language's "in"; without a year the last one up to the report."""
    behind = [int(number[0]) for number in NUMBER.finditer(frame, hit.end, hit.end + 12) if len(number[0]) <= YEAR]
    front = [int(number[0]) for number in NUMBER.finditer(frame, max(0, hit.start - 5), hit.start)]
    year = next((number for number in behind if number > OLDEST), None)
    day = next((number for number in (*front[-1:], *behind[:1]) if 0 < number <= DAYS), None)
    if day is None and not any("in_month" in dict(near.values) and 0 <= hit.start - near.end <= 1 for near in hits):
        return None
    if year is None:
        if published is None:
            return None
        year = published.year if (month, day or 1) <= (published.month, published.day) else published.year - 1
    if day is None:
        return whole_month(year, month)
    found_day = calendar(year, month, day)
    return Said(found_day, found_day) if found_day else None


def whole_month(year: int, month: int) -> Said:
    """From the first to the last of a month."""
    first = date(max(1, year), month, 1)
    return Said(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def calendar(year: int, month: int, day: int) -> date | None:
    """The date, or `None` where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
