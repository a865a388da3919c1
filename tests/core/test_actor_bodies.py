"""Speakers that are no single person: institutions, states, groups and nameless sources."""

from __future__ import annotations

import pytest

from tests.core.actor_samples import speaker

BODIES = [
    ("en", "The Russians said so.", "The Russians", ("group:ru", "Russian", "RU", "group")),
    ("en", "Europe said so.", "Europe", ("group:europe", "Europe", None, "group")),
    ("en", "A German government spokesman said so.", "A German government spokesman", ("state:DE", "Germany", "DE", "institution")),
    ("en", "The deputy Kremlin spokesman said so.", "The deputy Kremlin spokesman", ("Q:kremlin", "The Kremlin", "RU", "institution")),
    ("en", "A Russian spokesman said so.", "A Russian spokesman", ("anon:russian spokesperson", "Russian spokesperson", "RU", "anonymous")),
    ("en", "The foreign ministers of Germany said so.", "The foreign ministers of Germany", ("group:german foreign ministers", "German foreign ministers", "DE", "group")),
    ("en", "The president and the chancellor said so.", "The president and the chancellor", ("group:chancellors", "chancellors", None, "group")),
    ("en", "The Kremlin said so.", "The Kremlin", ("Q:kremlin", "The Kremlin", "RU", "institution")),
    ("en", "Moscow said so.", "Moscow", ("state:RU", "Russia", "RU", "institution")),
    ("en", "Brussels said so.", "Brussels", ("state:EU", "European Union", "EU", "institution")),
    ("en", "The Foreign Ministry in Berlin said so.", "The Foreign Ministry in Berlin", ("Q:de_mfa", "German Foreign Ministry", "DE", "institution")),
    ("en", "The Latvian defence ministry said so.", "The Latvian defence ministry", ("office:LV:defence_ministry", "Latvian Defence Ministry", "LV", "institution")),
    ("en", "The Russian Embassy in Berlin said so.", "The Russian Embassy in Berlin", ("office:RU:embassy", "Russian Embassy", "RU", "institution")),
    ("en", "The Ukrainian government said so.", "The Ukrainian government", ("state:UA", "Ukraine", "UA", "institution")),
    ("en", "NATO said so.", "NATO", ("Q:nato", "NATO", "NATO", "institution")),
    ("en", "The Trump administration said so.", "The Trump administration", ("state:US", "United States", "US", "institution")),
    ("en", "European leaders said so.", "European leaders", ("group:european leaders", "European leaders", None, "group")),
    ("en", "Russian lawmakers said so.", "Russian lawmakers", ("group:russian lawmakers", "Russian lawmakers", "RU", "group")),
    ("en", "A senior EU official said so.", "A senior EU official", ("anon:eu official", "EU official", "EU", "anonymous")),
    ("en", "Sources close to the talks said so.", "Sources close to the talks", ("anon:sources", "sources", None, "anonymous")),
    ("de", "Das Auswärtige Amt teilte das mit.", "Das Auswärtige Amt", ("Q:de_mfa", "German Foreign Ministry", "DE", "institution")),
    ("fr", "Le ministère russe des Affaires étrangères l'a dit.", "Le ministère russe des Affaires étrangères", ("Q:ru_mfa", "Russian Foreign Ministry", "RU", "institution")),
    ("it", "Palazzo Chigi lo conferma.", "Palazzo Chigi", ("Q:it_government", "Palazzo Chigi", "IT", "institution")),
    ("ru", "МИД России сообщил это.", "МИД России", ("Q:ru_mfa", "Russian Foreign Ministry", "RU", "institution")),
    ("ru", "В Кремле сказали это.", "Кремле", ("Q:kremlin", "The Kremlin", "RU", "institution")),
    ("pl", "Niemieckie MSZ podało to.", "Niemieckie MSZ", ("Q:de_mfa", "German Foreign Ministry", "DE", "institution")),
    ("uk", "У МЗС Польщі сказали це.", "МЗС Польщі", ("Q:pl_mfa", "Polish Foreign Ministry", "PL", "institution")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "mention", "expected"), BODIES)
def test_bodies_states_groups_and_sources(language, text, mention, expected):
    actor = speaker(language, text, mention)
    assert actor is not None
    assert (actor.key, actor.name, actor.country, actor.kind) == expected


def test_the_commission_is_the_one_named():
    assert (
        speaker("de", "Die EU-Kommission tagte. Die Kommission sagte das.", "Die Kommission").key == "Q:eu_commission"
    )
    assert speaker("de", "Die Kommission sagte das.", "Die Kommission") is None
    assert speaker("ru", "МИД России молчал. В МИДе сказали это.", "МИДе").key == "Q:ru_mfa"


def test_the_expert_is_who_spoke_last():
    text = "Политолог Юрий Светлов выступил. Это ясно, отметил эксперт."
    assert speaker("ru", text, "эксперт", others=("Юрий Светлов",)).name == "Юрий Светлов"
    assert speaker("ru", text, "эксперт") is None
    assert (
        speaker("ru", "Владимир Путин выступил. Это ясно, отметил эксперт.", "эксперт", others=("Владимир Путин",))
        is None
    )


def test_the_ministry_is_the_one_named_before():
    text = "The German Foreign Ministry was silent. The ministry said nothing. The ministry said so."
    assert speaker("en", text, "The ministry").key == "Q:de_mfa"
    text = "The Latvian defence ministry was silent. The ministry said so."
    assert speaker("en", text, "The ministry").key == "office:LV:defence_ministry"


def test_two_persons_are_a_group_and_neither_of_them():
    actor = speaker("en", "Emmanuel Macron and Friedrich Merz said so.", "Emmanuel Macron and Friedrich Merz")
    assert (actor.kind, actor.name, actor.country) == ("group", "Emmanuel Macron, Friedrich Merz", None)


def test_a_list_of_persons_is_a_group():
    mention = "Italian Prime Minister Giorgia Meloni, French President Emmanuel Macron and the German Chancellor Friedrich Merz"
    actor = speaker("en", f"{mention} said so.", mention)
    assert (actor.kind, actor.name) == ("group", "Giorgia Meloni, Emmanuel Macron, Friedrich Merz")


def test_who_is_set_off_by_commas_is_not_the_speaker():
    mention = "Giorgia Meloni, who met Emmanuel Macron and Friedrich Merz,"
    assert speaker("en", f"{mention} said so.", mention).key == "Q:meloni"


def test_sides():
    assert speaker("en", "European leaders said so.", "European leaders").side == "europe"
    assert speaker("en", "Moscow said so.", "Moscow").side == "russia"
    assert speaker("en", "Beijing said so.", "Beijing").side == "other"
    assert speaker("en", "Sources said so.", "Sources").side is None


def test_a_party_behind_a_title_is_no_person():
    assert speaker("pl", "Mówił o tym poseł PiS.", "poseł PiS") is None


def test_a_house_behind_a_title_is_no_person():
    assert speaker("ru", "Аналитик Центра сказал это.", "Аналитик Центра") is None
    assert speaker("ru", "Аналитик NewsInfo сказал это.", "Аналитик NewsInfo") is None
    text = "The leader of the Chinese People's Republic said so. The leader of the People's Republic of China said so."
    assert speaker("en", text, "The leader of the People's Republic of China").key == "Q:xi"


def test_an_organisation_is_no_person():
    actor = speaker("en", "Thus the Ruritanian Free Press said so.", "Ruritanian Free Press")
    assert actor.kind == "institution"
