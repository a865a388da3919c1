"""Articles about one event are one cluster; follow-ups, other events and other days are not."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import lexicon
from monitor.core.cluster import FOUNDERS, judge, keys, near, place
from monitor.core.events.batch import cluster_lines
from monitor.records import Cluster, Told

WORDS = lexicon.load()
DAY = datetime(2031, 3, 4, 9, tzinfo=UTC)


def told(title: str, lead: str = "", language: str = "en", *, days: float = 0) -> Told:
    return Told(title, lead, language, DAY + timedelta(days=days))


SUMMIT = (
    told("Meloni meets Lavrov in Oslo", "Italian Prime Minister Giorgia Meloni held talks with Sergei Lavrov in Norway."),
    told(
        "Meloni trifft Lawrow in Oslo",
        "Die italienische Ministerpräsidentin Giorgia Meloni hat in Norwegen mit Sergej Lawrow gesprochen.", "de",
    ),
    told("Мелони встретилась с Лавровым в Осло", "Премьер Италии провела переговоры с главой МИД России в Норвегии.", "ru"),
    told("Meloni spotkała się z Ławrowem w Oslo", "Premier Włoch rozmawiała w Norwegii z szefem rosyjskiej dyplomacji.", "pl"),
)  # fmt: skip
EXPULSION = (
    told(
        "Latvia expels 14 Russian diplomats", "Riga told 14 staff of the Russian embassy to leave, calling them spies."
    ),
    told("Lettland weist 14 russische Diplomaten aus", "Die Regierung in Riga wirft ihnen Spionage vor.", "de"),
    told("Латвия высылает 14 российских дипломатов", "Рига обвинила сотрудников посольства России в шпионаже.", "ru"),
    told("Łotwa wydala 14 rosyjskich dyplomatów", "Ryga zarzuca pracownikom ambasady Rosji szpiegostwo.", "pl"),
)


@pytest.mark.parametrize("event", [SUMMIT, EXPULSION], ids=["summit", "expulsion"])
def test_reports_of_one_event_are_near_in_all_languages(event: tuple[Told, ...]) -> None:
    for index, one in enumerate(event):
        for other in event[index + 1 :]:
            found = judge(one, other, WORDS)
            assert found.same, (one.title, other.title, found)


@pytest.mark.parametrize("event", [SUMMIT, EXPULSION], ids=["summit", "expulsion"])
def test_reports_of_one_event_share_index_keys(event: tuple[Told, ...]) -> None:
    for index, one in enumerate(event):
        for other in event[index + 1 :]:
            assert set(keys(one, WORDS)) & set(keys(other, WORDS)), (one.title, other.title)


OTHER = {
    "other person": (
        SUMMIT[0],
        told("Tusk meets Lavrov in Oslo", "Polish Prime Minister Donald Tusk met him in Norway."),
    ),
    "other number": (
        EXPULSION[0],
        told("Latvia expels 40 Russian diplomats", "Riga told 40 staff of the embassy to go."),
    ),
    "other country": (EXPULSION[0], told("Denmark expels 14 Russian diplomats", "Copenhagen told 14 to leave.")),
    "other day": (
        SUMMIT[0],
        told("Meloni meets Lavrov in Oslo", "Giorgia Meloni held talks with Sergei Lavrov.", days=20),
    ),
    "other matter": (SUMMIT[0], told("Parliament votes on pensions", "Members backed the bill after a long night.")),
    "reaction": (
        EXPULSION[1],
        told("Moskau reagiert mit Vergeltung auf Lettlands Schritt", "Russland kündigt Maßnahmen gegen Riga an.", "de"),
    ),
    "answer": (
        EXPULSION[2],
        told("Захарова осудила решение Риги", "В МИД России назвали высылку недружественным шагом Латвии.", "ru"),
    ),
    "comment": (SUMMIT[3], told("Eksperci krytykują rozmowę Meloni z Ławrowem", "Analitycy mówią o błędzie.", "pl")),
}


@pytest.mark.parametrize("kind", OTHER)
def test_another_event_is_not_merged(kind: str) -> None:
    found = judge(*OTHER[kind], WORDS)
    assert not found.same, found


def test_another_country_that_does_something_about_the_same_is_another_event() -> None:
    proposal = told(
        "Belgium proposes talks with Moscow in Vienna", "Brussels wants a round of talks with Russia in Austria."
    )
    answer = told(
        "Kremlin ready to send negotiators to Vienna", "Moscow would come to Austria for talks without conditions."
    )
    again = told(
        "Belgien will mit Moskau in Wien verhandeln", "Brüssel schlägt Gespräche mit Russland in Österreich vor.", "de"
    )
    assert not judge(proposal, answer, WORDS).same
    assert judge(proposal, again, WORDS).same


def test_a_reaction_is_linked_with_its_event() -> None:
    reaction = told("Kremlin slams Latvia's expulsion of diplomats", "Moscow said it regretted that Riga expelled 14.")
    placed = place(reaction, [Cluster(7, EXPULSION)], WORDS)
    assert placed.cluster_id is None
    assert [name for name, _ in placed.linked] == [7]


def test_the_nearest_event_is_joined_whatever_the_order_of_the_candidates() -> None:
    clusters = [Cluster(3, EXPULSION), Cluster(5, SUMMIT[:3])]
    assert place(SUMMIT[3], clusters, WORDS).cluster_id == 5
    assert place(SUMMIT[3], clusters, WORDS) == place(SUMMIT[3], clusters[::-1], WORDS)


def test_an_event_is_its_first_articles_so_that_a_chain_does_not_grow() -> None:
    steps = [told("Meloni meets Lavrov in Oslo", "They held talks in Norway.", days=step) for step in range(5)]
    assert near(steps[1], steps[:1], WORDS).same
    assert not near(steps[2], steps[:2], WORDS).same
    assert near(steps[4], [*steps[:1] * FOUNDERS, steps[4]], WORDS) == near(steps[4], steps[:1] * FOUNDERS, WORDS)


def test_nobody_knows_the_day_so_more_is_asked_for() -> None:
    dated = judge(SUMMIT[0], SUMMIT[1], WORDS)
    undated = judge(Told(SUMMIT[0].title, SUMMIT[0].lead, "en", None), SUMMIT[1], WORDS)
    assert undated.score < dated.score


def lines(*rows: dict[str, object]) -> list[str]:
    return [json.dumps(row) for row in rows]


ROWS = [
    {"id": f"{event}{index}", "title": one.title, "summary": one.lead, "lang": one.language, "date": str(one.published)}
    for event, articles in (("s", SUMMIT), ("e", EXPULSION))
    for index, one in enumerate(articles)
]


def test_the_batch_names_an_event_by_its_first_article() -> None:
    found = [json.loads(line) for line in cluster_lines(lines(*ROWS), WORDS)]
    assert [row["cluster"] for row in found] == ["s0"] * 4 + ["e0"] * 4
    assert found[0]["score"] == 1.0


def test_the_order_of_the_lines_does_not_matter() -> None:
    expected = {row["id"]: row for row in map(json.loads, cluster_lines(lines(*ROWS), WORDS))}
    for seed in range(5):
        shuffled = random.Random(seed).sample(ROWS, len(ROWS))
        found = [json.loads(line) for line in cluster_lines(lines(*shuffled), WORDS)]
        assert [row["id"] for row in found] == [row["id"] for row in shuffled]
        assert {row["id"]: row for row in found} == expected


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "no JSON object"),
        ('{"id": 1}', "neither"),
        ('{"id": 1, "title": 3}', "no string"),
    ],
)
def test_a_bad_line_answers_for_itself(line: str, said: str) -> None:
    found = [json.loads(one) for one in cluster_lines([line, json.dumps(ROWS[0])], WORDS)]
    assert said in found[0]["error"]
    assert found[1]["cluster"] == "s0"


texts = st.text(max_size=200) | st.sampled_from([one.title for one in (*SUMMIT, *EXPULSION)])
articles = st.builds(
    Told, texts, texts, st.sampled_from([None, "en", "de", "ru", "pl", "xx"]),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip


@given(articles, articles)
def test_judging_never_raises_and_is_symmetric(one: Told, other: Told) -> None:
    found = judge(one, other, WORDS)
    assert found == judge(other, one, WORDS)
    assert 0 <= found.score <= 1
    assert all(-(2**63) <= key < 2**63 for key in keys(one, WORDS))
    assert len(keys(one, WORDS)) <= 56


def test_a_megabyte_is_read_no_further_than_its_beginning() -> None:
    huge = Told("Lavrov " * 150_000, "«Talks» 14 " * 100_000, "en", DAY)
    assert judge(huge, huge, WORDS).score > 0.9
