"""How well articles are gathered into events: twenty events that we wrote, in eleven languages, with what follows up on them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from monitor import lexicon
from monitor.core.cluster import judge, near
from monitor.core.events.batch import cluster_lines
from monitor.records import Told

WORDS = lexicon.load()
FILE = Path(__file__).parents[1] / "data" / "events.txt"
DAY = datetime(2026, 2, 3, 9, tzinfo=UTC)


@cache
def placed() -> list[tuple[str, bool, object]]:
    """Of each article its event, whether it only follows up on it, and the cluster that it comes to be in."""
    known, lines, event = [], [], ""
    for row in FILE.read_text(encoding="utf-8").splitlines():
        if row.startswith("= "):
            event = row
        elif row and not row.startswith("#"):
            when, title, lead = (part.strip() for part in row.removeprefix("~").split("|", 2))
            language, days = when.split()
            date = DAY + timedelta(days=int(days) + len({name for name, _ in known} | {event}) % 5)
            known.append((event, row.startswith("~")))
            article = {"id": len(known), "title": title, "summary": lead, "lang": language, "date": date.isoformat()}
            lines.append(json.dumps(article))
    clusters = [json.loads(line)["cluster"] for line in cluster_lines(lines, WORDS)]
    return [(*one, cluster) for one, cluster in zip(known, clusters, strict=True)]


def test_most_pairs_of_one_event_are_together_and_hardly_any_others() -> None:
    told: Counter[tuple[bool, bool]] = Counter()
    for (event, follows, cluster), (other, trails, place) in combinations(placed(), 2):
        told[event == other and not (follows or trails), cluster == place] += 1
    assert told[True, True] >= 0.92 * (told[True, True] + told[True, False])
    assert told[False, True] <= 0.05 * (told[True, True] + told[False, True])


def form(title: str, lead: str, language: str, days: int) -> Told:
    return Told(title, lead, language, DAY + timedelta(days=days))


FORMS = {
    "figure in the headline": ("en", "Air defence downs 43 drones overnight", "The ministry counted 43 drones.", "Air defence downs 61 drones overnight", "The ministry counted 61 drones."),
    "figure in the text": ("ru", "Минобороны сообщило о сбитых за ночь беспилотниках", "Уничтожены 43 беспилотника.", "Минобороны сообщило о сбитых за ночь беспилотниках", "Уничтожен 61 беспилотник."),
    "date in the headline": ("ru", "Сводка Генштаба на утро 3 февраля", "Было 142 боя.", "Сводка Генштаба на утро 4 февраля", "Было 176 боев."),
    "nothing but a heading": ("de", "Liveticker zum Krieg", "Riga schickt Lotsen nach Odessa.", "Liveticker zum Krieg", "In Oslo beginnt die Konferenz der Fischer."),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_filled_in_every_day_is_an_event_of_each_day(name: str) -> None:
    language, title, lead, later, text = FORMS[name]
    one, other = form(title, lead, language, 0), form(later, text, language, 1)
    found = judge(one, other, WORDS)
    assert (found.same, found.veto) == (False, "form")
    elsewhere = form("Sowas gab es noch nie", lead, language, 0)
    assert near(other, [elsewhere, one, elsewhere], WORDS).veto == "form"


def test_a_headline_that_is_printed_again_tells_of_the_same_event() -> None:
    title, lead = "Estonia expels 5 Russian diplomats", "Tallinn accuses them of spying."
    assert judge(form(title, lead, "en", 0), form(title.replace("5", "five"), lead, "en", 1), WORDS).same


def test_initials_of_other_languages_contradict_nothing() -> None:
    one = form("Moldova leaves CIS treaty", "Parliament in Chisinau voted to end the agreement.", "en", 0)
    other = form("Молдавия вышла из соглашения СНГ", "Парламент в Кишинёве проголосовал за выход.", "ru", 0)
    assert judge(one, other, WORDS).same
