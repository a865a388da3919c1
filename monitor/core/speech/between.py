"""What stands between a cue and its content, and before a report: hearers, times, places, datelines."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.tokens import DASHES, Token

REACH = 22
"""Tokens between a cue and "that": hearers, places and times come in between."""
NEAR = 6
"""Tokens of a hearer, or of "on the last Friday of May"."""
DATELINE = 16
"""Tokens of the longest place, day and agency that a report begins with."""
DATE = 4
"""Tokens of "this last Saturday"."""
PAIR = 2
"""Words of a hearer with its article."""


def only_adverbial(found: Sequence[Token], first: int, end: int, *, tell: bool) -> bool:
    """Whether only hearer, time and place stand between cue and content."""
    if first >= end:
        return True
    head = found[first]
    if "hearer" in head.tags and end - first > 1 and found[first + 1].word and "possessive" in head.tags:
        return False
    if tell:
        return end - first <= REACH
    led = "det" in head.tags and any(
        found[k].tags & {"time", "when", "period"} for k in range(first + 1, min(end, first + DATE))
    )
    if "det" in head.tags and end - first == PAIR and "hearer" in found[first + 1].tags:
        return True  # disse a jornalistas que …: the article is the preposition too
    leads = {"prep", "adv", "time", "when", "hearer", "media", "sub"}
    return led or bool(head.tags & leads) or head.low in {",", "("}


def past_hearer(found: Sequence[Token], place: int, high: int) -> int:
    """Past the hearer of a verb of telling: told her supporters | trains run."""
    start = place
    if start + 1 < high and "possessive" in found[start].tags and "hearer" in found[start + 1].tags:
        return start + 2  # told her supporters trains run
    if start < high and found[start].tags & {"hearer", "pron"}:
        return start + 1
    while (
        start < high
        and start - place < NEAR
        and (found[start].upper or found[start].tags & {"det", "hearer_article"})
        and not (start > place and "det" in found[start].tags and "det" not in found[start - 1].tags)
    ):
        start += 1
    for k in range(start, min(high, start + 2)):
        if found[k].tags & {"hearer", "media"} and found[k].word:
            return k + 1  # told a news conference trains run
    return start


def past_adverbials(found: Sequence[Token], place: int, high: int) -> int:
    """Skip "on Friday", "in a statement", "last week"."""
    while place < high:
        token = found[place]
        if token.tags & {"time", "when", "period"}:
            place += 1
        elif "prep" in token.tags:
            end = place + 1
            while (
                end < high
                and end - place < NEAR
                and found[end].word
                and not found[end].tags & {"time", "media", "period"}
            ):
                end += 1
            if end >= high or not found[end].tags & {"time", "media", "period"}:
                return place
            place = end + 1
        else:
            return place
    return place


def dateline_end(found: Sequence[Token], low: int, high: int) -> int:
    """Where the sentence begins behind the place and the agency of a report: RIGA, Latvia (Reuters) - The port …"""
    if not found[low].shout:
        return low
    for k in range(low + 1, min(high - 1, low + DATELINE)):
        token = found[k]
        if token.low in DASHES:
            return k + 1
        if token.word and not (token.upper or token.low[0].isdigit()):
            return low
    return low
