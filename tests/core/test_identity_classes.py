"""What is one statement and what is not, class by class: subjects of one day, fragments, languages, scripts, bad input."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.actors.profile import spelled
from monitor.core.statement import fingerprint, identify, judge
from monitor.lexicon import identity
from monitor.records import Candidate, Kind, Reported

LEXICON = identity.load()
DAY = datetime(2026, 1, 16, 12, tzinfo=UTC)


def told(
    text: str,
    language: str | None = "en",
    actor: str | None = "merz",
    speaker: str | None = "Friedrich Merz",
    kind: Kind | None = None,
    day: datetime | None = DAY,
) -> Reported:
    return Reported(text, language, actor, speaker, kind, day)


def same(a: Reported, b: Reported) -> bool:
    found = judge(a, b, LEXICON)
    assert found == judge(b, a, LEXICON)
    return found.same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Grain fund to open in Geneva", "Grain fund to be audited in Geneva"),
        ("Our delegation at the Oslo talks will double", "Our delegation at the Oslo talks answers to the king"),
        ("Seizure of the frozen ships would be piracy", "Cabinet drafts an answer to the seizure of frozen ships"),
    ],
)
def test_headlines_on_one_subject_that_tell_different_things_are_two_statements(a: str, b: str) -> None:
    assert not same(told(a), told(b))


def test_a_text_without_capitals_hides_names_that_still_count() -> None:
    a = "remarks by the chancellor at the lisbon heads of council meeting on grain corridors"
    assert not same(told(a), told(a.replace("lisbon heads", "porto plus")))
    assert same(told(a), told(a.replace("remarks", "Remarks")))


def test_texts_that_differ_in_the_last_word_alone_are_two_unless_one_was_cut() -> None:
    a = "Speech at the council on the reform of the lighthouse"
    assert not same(told(a), told(a.replace("lighthouse", "harbour")))
    long = a + ", the bridge and the orchard behind the railway"
    assert same(told(long), told(long.removesuffix("way")))


def test_a_fragment_of_common_words_in_marks_still_joins() -> None:
    a = told(
        "The chancellor sees “no way” that the army sends soldiers to the harbour, amid fears of a storm in spring."
    )
    b = told("Merz said there was “no way” the army would send soldiers to the harbour.")
    assert same(a, b)


CROSSING = {
    "pt": "Hoje transferimos 1,5 mil milhões de euros provenientes dos lucros dos ativos congelados para a reconstrução das pontes.",
    "en": "Today we transfer 1.5 billion euros from the profits of the frozen assets for the reconstruction of the bridges.",
    "de": "Heute überweisen wir 1,5 Milliarden Euro aus den Gewinnen der eingefrorenen Vermögenswerte für den Wiederaufbau der Brücken.",
    "ru": "Сегодня мы переводим 1,5 миллиарда евро доходов от замороженных активов на восстановление мостов.",
}  # fmt: skip


@pytest.mark.parametrize("language", ["pt", "de", "ru"])
def test_one_statement_in_two_languages(language: str) -> None:
    assert same(told(CROSSING["en"]), told(CROSSING[language], language))


@pytest.mark.parametrize(
    ("english", "german"),
    [
        pytest.param("We send 40 tanks to the border.", "Wir schicken 14 Panzer an die Grenze.", id="number"),
        pytest.param("The talks begin in March in Oslo.", "Die Verhandlungen beginnen im Oktober in Oslo.", id="month"),
        pytest.param(
            "We will accept the treaty on missiles.",
            "Wir werden den Vertrag über Raketen niemals akzeptieren.",
            id="negation",
        ),
        pytest.param(
            "We guarantee the security of Moldova and its border.",
            "Wir garantieren die Sicherheit Armeniens und seiner Grenze.",
            id="country",
        ),
        pytest.param(
            "I will meet Lindqvist about the ceasefire.",
            "Ich werde Okonjo wegen der Waffenruhe treffen.",
            id="name",
        ),
    ],
)
def test_a_contradiction_parts_languages_too(english: str, german: str) -> None:
    assert not same(told(english), told(german, "de"))


@pytest.mark.parametrize(
    ("a", "b", "language"),
    [
        ("We imported the nineteenth locomotive.", "We imported the 19th locomotive.", "en"),
        ("Мы закупили 2,4 миллиарда кирпичей.", "Мы закупили 2,4 млрд кирпичей.", "ru"),
        ("Відновили 2,4 мільярда цеглин мосту.", "Відновили 2,4 млрд цеглин мосту.", "uk"),
    ],
)
def test_a_number_is_the_same_in_words_and_figures(a: str, b: str, language: str) -> None:
    assert same(told(a, language), told(b, language))


def test_of_two_words_that_begin_alike_the_closer_one_is_meant() -> None:
    assert same(told("Imports of nickel for the fleet."), told("Importe von Nickel für die Flotte.", "de"))


def test_what_one_outlet_delivers_another_one_sends() -> None:
    assert same(
        told("We will deliver 12 mobile kitchens to Kharkiv."), told("We will send Kharkiv 12 mobile kitchens.")
    )


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The lighthouse will be opened in spring.", "The lighthouse will be closed in spring."),
        ("We support the lighthouse keepers of Narva.", "We oppose the lighthouse keepers of Narva."),
    ],
)
def test_opposites_are_two_statements_unless_one_is_negated(a: str, b: str) -> None:
    assert not same(told(a), told(b))
    assert not same(told(a), told(a.replace("will", "will not").replace("We", "We do not")))


NAMES = [
    ("Arkady Sokolov", "Аркадий Соколов"),
    ("Arkadi Sokolow", "Arkady Sokolov"),
    ("Clara Weidmann", "Клара Вайдман"),
    ("Zeynep Yıldırım", "Зейнеп Йылдырым"),
]


@pytest.mark.parametrize(("one", "other"), NAMES)
def test_a_speaker_whom_no_list_knows_is_known_again_in_another_script(one: str, other: str) -> None:
    text = "We will not sign the agreement on 42 frozen assets before the summit."
    for key_one, key_other in ((None, None), (key(one), key(other)), (key(one), f"{key(other)}:TR")):
        assert same(told(text, actor=key_one, speaker=one), told(text, actor=key_other, speaker=other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Arkady Sokolov", "Arkady Ivanov"), ("Clara Weidmann", "Клара Фишер"), ("Arkady Sokolov", "Dmitri Sokolov")],
)
def test_namesakes_are_other_speakers(one: str, other: str) -> None:
    text = "We will not sign the agreement on 42 frozen assets before the summit."
    assert not same(told(text, actor=key(one), speaker=one), told(text, actor=key(other), speaker=other))


def key(name: str) -> str:
    """As actors are named that no list knows."""
    return f"name:{spelled(name)}"


FORMULA = "We have nothing to add to what was said."


def test_a_weekly_formula_does_not_merge_across_weeks() -> None:
    for days in (3, 7, 14, 70):
        later = told(FORMULA, kind="direct", day=DAY + timedelta(days=days))
        assert not same(told(FORMULA, kind="direct"), later)
    assert same(told(FORMULA, kind="direct"), told(FORMULA.removesuffix("."), kind="direct"))


def test_what_is_said_again_in_other_words_is_no_old_quotation() -> None:
    a = "Our fishermen had every chance to take part in the harbour council but missed it."
    b = "Fishermen missed all their chances of taking part in this council of the harbour."
    week = DAY + timedelta(days=9)
    assert same(told(a, kind="direct"), told(b, kind="direct"))
    assert not same(told(a, kind="direct"), told(b, kind="direct", day=week))
    assert same(told(a, kind="direct"), told(a, kind="direct", day=week))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wir entsenden 14 Lotsen nach Genf."),
        ("pl", "Wyślemy 14 pilotów do Genewy."),
        ("ru", "Мы отправим 14 лоцманов в Женеву."),
    ],
)
def test_a_city_has_a_name_in_each_language(language: str, text: str) -> None:
    assert same(told("We will send 14 pilots to Geneva."), told(text, language))
    assert not same(told("We will send 14 pilots to Munich."), told(text, language))


def test_the_same_office_of_another_country_is_another_thing() -> None:
    a = told("The union will freeze the accounts of Georgian officials.")
    assert not same(a, told("The union will freeze the accounts of Serbian officials."))
    assert same(a, told("The accounts of Georgian officials will be frozen by the union."))


def test_one_word_never_identifies_beyond_its_day_and_speaker() -> None:
    word = told("Nonsense!", kind="direct")
    assert same(word, told("Nonsense", kind="direct", day=DAY + timedelta(hours=3)))
    assert not same(word, told("Nonsense", kind="direct", day=DAY + timedelta(days=1)))
    assert not same(word, told("Nonsense", kind="direct", day=None))
    assert not same(word, told("Nonsense", kind="direct", actor=None, speaker=None))
    assert not same(word, told("Nonsense", kind="direct", actor="Q:macron", speaker="Emmanuel Macron"))
    assert not same(word, told("Nobody believes the nonsense about a treaty for the northern ports.", kind="direct"))


TEXT = "We will sign the agreement on the lighthouse with our neighbours before the first snow."


def test_no_date_and_a_future_date_are_compared_by_what_was_said() -> None:
    assert same(told(TEXT, day=None), told(TEXT))
    assert same(told(TEXT, day=None), told(TEXT, day=None))
    ahead = told(TEXT, day=DAY + timedelta(days=4000))
    assert not same(ahead, told(TEXT))
    assert same(ahead, told(TEXT, day=DAY + timedelta(days=4001)))
    edge = told(TEXT, day=datetime.max.replace(tzinfo=UTC))
    assert same(edge, edge)


def test_an_unknown_actor_is_known_again_by_long_near_verbatim_words_only() -> None:
    unknown = told(TEXT, actor=None, speaker=None)
    assert same(unknown, told(TEXT))
    assert same(unknown, unknown)
    assert not same(unknown, told("We will sign the agreement on the harbour with our friends soon.", actor=None))


def test_a_transcript_of_twenty_thousand_words_holds_its_sentences() -> None:
    words = ["grain", "harbour", "lighthouse", "railway", "forest", "winter", "market", "bridge", "school", "orchard"]
    speech = " ".join(
        f"In chapter {number} we speak of the {words[number % 10]} and of {words[number // 10 % 10]} number {number}."
        for number in range(1, 1500)
    )
    middle = f"{speech} {TEXT} {speech}"
    assert len(middle.split()) > 20_000
    report = told(TEXT, kind="direct")
    assert same(told(middle, kind="direct"), report)
    assert identify(report, [Candidate(7, told(middle, kind="direct"))], LEXICON).statement_id == 7
    assert len(fingerprint(middle, "en", "merz", LEXICON).keys) <= 32
