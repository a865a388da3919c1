"""Identity as the log keeps it: in any order and twice, in the best wording, recalled, and probably the same."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import ledger
from monitor.config import Config
from monitor.core import alert
from monitor.core.analyse import analyse_article
from monitor.edges import store
from monitor.edges.store import Database, PageTask
from monitor.records import Actor, Analysis, Article, Kind, Page, Quotation, Story
from tests.edges.store_samples import NOW, queued, rows

TOPIC = "europe-russia-diplomacy"
CONFIG = Config.model_validate(
    {
        "channels": {"desk": {"type": "slack", "webhook": "https://hooks.example/x"}},
        "alerts": {"rules": [{"name": "all", "channels": ["desk"], "events": ["new", "edited"]}]},
    }
)
MINISTER = Actor("name:klra vdmn~e:DE", "Clara Weidmann", "person", "German foreign minister", "DE", "europe")


class Told(NamedTuple):
    """A report: the statement that it is of, its language, kind and words."""

    of: str
    language: str
    kind: Kind
    text: str


REPORTS = (
    Told("group", "de", "direct", "Wir schlagen eine Kontaktgruppe aus fünf Staaten vor, die in Genf über einen Waffenstillstand verhandelt."),
    Told("group", "en", "direct", "We propose a contact group of five states that negotiates a ceasefire in Geneva."),
    Told("group", "en", "indirect", "she would propose a contact group of five states to negotiate a ceasefire in Geneva, and nowhere else than there"),
    Told("group", "en", "direct", "a contact group of five states that negotiates a ceasefire"),
    Told("harbours", "en", "indirect", "their harbours would stay open for ships from Moldova until winter, and that nobody would ever pay fees for that"),
    Told("harbours", "en", "direct", "Our harbours stay open for ships from Moldova until winter, and nobody pays fees for that."),
    Told("harbours", "en", "direct", "Our harbours stay open for ships from Moldova until winter"),
    Told("exchange", "en", "direct", "We propose a contact group of seven states that negotiates a prisoner exchange in Vienna."),
    Told("exchange", "en", "direct", "We propose a contact group of seven states that negotiates a prisoner exchange"),
)  # fmt: skip
BEST = {"group": REPORTS[0].text, "harbours": REPORTS[5].text, "exchange": REPORTS[7].text}


def analysis(told: Told, url: str) -> Analysis:
    article = Article(url, told.text, "Talks", published=NOW, language=told.language)
    story = Story(TOPIC, relevant=True, score=0.9)
    quotation = Quotation(told.kind, 0, len(told.text), told.text, actor=MINISTER)
    return Analysis(article, (story,), (quotation,), "lex1", "0.1")


def read(db: Database, tasks: dict[int, PageTask], turns: Iterable[int]) -> None:
    """The reports, each from a page of its own."""
    for turn in turns:
        task = tasks.get(turn) or tasks.setdefault(turn, queued(db, turn, f"paper{turn}"))
        ledger.commit(db, CONFIG, ledger.Report(task, analysis(REPORTS[turn], task.url), "page", NOW))


def partition(db: Database) -> frozenset[frozenset[str]]:
    groups: dict[object, set[str]] = {}
    for row in rows(db, "SELECT statement_id, content FROM quotations"):
        groups.setdefault(row["statement_id"], set()).add(str(row["content"]))
    return frozenset(frozenset(group) for group in groups.values())


def events(db: Database) -> list[tuple[object, object]]:
    """What happened, to which statement as it is shown in the end."""
    found = rows(db, "SELECT e.kind, s.text FROM events AS e JOIN statements AS s ON s.id = e.statement_id")
    return sorted((str(row["kind"]), str(row["text"])) for row in found)


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(REPORTS))), st.lists(st.integers(0, len(REPORTS) - 1), max_size=6))
def test_any_order_of_a_day_and_any_repetition_gives_the_same_log(order: Sequence[int], again: Sequence[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, store.open_writer(Path(folder) / "log.db") as db:
        tasks: dict[int, PageTask] = {}
        read(db, tasks, order)
        names = {told.of for told in REPORTS}
        wanted = frozenset(frozenset(told.text for told in REPORTS if told.of == name) for name in names)
        assert partition(db) == wanted
        assert events(db) == sorted(("new", BEST[name]) for name in names)
        assert {row["text"] for row in rows(db, "SELECT text FROM statements")} == set(BEST.values())
        originals = "SELECT q.content FROM statements AS s JOIN quotations AS q ON q.id = s.original_id"
        assert rows(db, originals) == [{"content": BEST["group"]}]
        before = log_of(db)
        read(db, tasks, again)
        assert log_of(db) == before


def log_of(db: Database) -> list[list[dict[str, object]]]:
    return [list(db[table].rows) for table in ("statements", "quotations", "events", "outbox")]


def test_every_wording_stays_known_whichever_is_shown(tmp_path: Path) -> None:
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)):
        with store.open_writer(tmp_path / f"{order}.db") as db:
            read(db, {}, order)
            keys = [row["key"] for row in rows(db, "SELECT DISTINCT key FROM statement_keys ORDER BY key LIMIT 256")]
            found = store.sharing.candidates(db, [int(str(key)) for key in keys], 64)
            assert sorted(one.reported.text for one in found) == sorted(told.text for told in REPORTS[:4])


def test_beside_no_other_language_nothing_is_called_the_original(tmp_path: Path) -> None:
    with store.open_writer(tmp_path / "log.db") as db:
        read(db, {}, (4, 5, 6))
        assert rows(db, "SELECT original_id FROM statements") == [{"original_id": None}]


DOUBT = (
    Told("grain", "en", "direct", "The harbour in Riga will be closed to grain ships from May."),
    Told("rail", "en", "direct", "Grain ships must leave the harbour in Riga, and the railway will carry the wheat."),
)


def test_what_is_probably_known_is_stored_apart_and_never_told_without_that_line(tmp_path: Path) -> None:
    with store.open_writer(tmp_path / "log.db") as db:
        for turn, told in enumerate(DOUBT):
            task = queued(db, turn, f"paper{turn}")
            ledger.commit(db, CONFIG, ledger.Report(task, analysis(told, task.url), "page", NOW))
        first, second = rows(db, "SELECT id, probable_id, probable_score FROM statements ORDER BY id")
        assert first["probable_id"] is first["probable_score"] is None
        assert second["probable_id"] == first["id"]
        assert 0.5 <= float(str(second["probable_score"])) < 0.6
        alerts = store.outbox.take(db, NOW, 9)
        said = [alert.as_text(alert.compose(one.event)) for one in alerts]
        assert len(said) == 2
        assert "Probably the same as" not in said[0]
        assert f"Probably the same as: statement {first['id']}: {DOUBT[0].text}" in said[1]
        shown = store.queries.statement(db, int(str(second["id"])))
        assert shown is not None
        assert shown["probable"]["text"] == DOUBT[0].text


WELCOME = {
    "en": "The Kremlin and the European Union welcomed the offer of talks with Russia.",
    "de": "Der Kreml und die Europäische Union begrüßten das Angebot, mit Russland Verhandlungen zu führen.",
    "fr": "Le Kremlin et l’Union européenne ont salué l’offre de négociations avec la Russie.",
    "ru": "Кремль и Европейский союз приветствовали предложение о переговорах с Россией.",
}
WORDS = {
    "en": "We are ready to talk to Russia about a lasting ceasefire as soon as the attacks on our harbours stop",
    "de": "Wir sind bereit, mit Russland über einen dauerhaften Waffenstillstand zu sprechen, sobald die Angriffe auf unsere Häfen enden",
    "fr": "Nous sommes prêts à parler à la Russie d’un cessez-le-feu durable dès que cesseront les attaques contre nos ports",
    "ru": "Мы готовы говорить с Россией о прочном перемирии, как только прекратятся атаки на наши порты",
}  # fmt: skip
SAID = {
    "en": "“{},” German Foreign Minister Clara Weidmann said on Thursday.",
    "de": "„{}“, sagte Bundesaußenministerin Clara Weidmann am Donnerstag.",
    "fr": "« {} », a déclaré jeudi la ministre allemande des Affaires étrangères, Clara Weidmann.",
    "ru": "«{}», — заявила министр иностранных дел Германии Клара Вайдман в четверг.",
}
RECALLED = {
    "en": "In March, German Foreign Minister Clara Weidmann said: “{}.”",
    "de": "Im März sagte Bundesaußenministerin Clara Weidmann: „{}.“",
    "fr": "En mars, la ministre allemande des Affaires étrangères, Clara Weidmann, avait déclaré : « {}. »",
    "ru": "В марте министр иностранных дел Германии Клара Вайдман заявила: «{}».",
}
THEN = datetime(2026, 3, 13, 9, tzinfo=UTC)


@pytest.mark.parametrize("language", WORDS)
def test_what_is_recalled_months_later_joins_its_statement_and_alerts_nobody(tmp_path: Path, language: str) -> None:
    with store.open_writer(tmp_path / "log.db") as db:
        for turn, (frame, at) in enumerate(((SAID, THEN), (RECALLED, THEN + timedelta(days=70)))):
            task = queued(db, turn, f"paper{turn}")
            text = f"{WELCOME[language]}\n\n{frame[language].format(WORDS[language])}\n\n{WELCOME[language]}"
            article = Article(task.url, text, "Talks", published=at, language=language)
            found = analyse_article(article, Page(task.url, b"", topics=(TOPIC,)))
            ledger.commit(db, CONFIG, ledger.Report(task, found, "page", at))
        hers = "SELECT s.id, s.said_first, s.said_last FROM statements AS s WHERE s.speaker IS NOT NULL"
        assert [(row["said_first"], row["said_last"]) for row in rows(db, hers)] == [("2026-03-12", "2026-03-12")]
        reports = rows(
            db,
            """SELECT relation, said_first, said_last FROM quotations
            WHERE statement_id = (SELECT id FROM statements WHERE speaker IS NOT NULL) ORDER BY id""",
        )
        assert [row["relation"] for row in reports] == ["new", "recalled"]
        assert (reports[1]["said_first"], reports[1]["said_last"]) == (
            date(2026, 3, 1).isoformat(),
            date(2026, 3, 31).isoformat(),
        )
        mine = "SELECT kind FROM events WHERE statement_id = (SELECT id FROM statements WHERE speaker IS NOT NULL)"
        assert rows(db, mine) == [{"kind": "new"}]


def test_thousands_of_statements_of_one_actor_in_a_day_stay_apart_and_known(tmp_path: Path) -> None:
    with store.open_writer(tmp_path / "log.db") as db:
        told = [
            Told(
                str(number),
                "en",
                "direct",
                f"We will send {number} trucks of grain through the harbour number {number}.",
            )
            for number in random.Random(1).sample(range(100, 2100), 300)
        ]
        task = queued(db, 1, "paper")
        for one in (*told, *told[:50]):
            found = analysis(one, task.url)
            with store.unit_of_work(db):
                ledger.commit(db, CONFIG, ledger.Report(task, found, "page", NOW))
        assert rows(db, "SELECT count(*) AS count FROM statements") == [{"count": len(told)}]
