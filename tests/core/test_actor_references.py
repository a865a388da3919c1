"""Who is meant without a name: descriptions, by the article's cast and the day, and pronouns."""

from __future__ import annotations

import pytest

from monitor.core.actor import resolve
from monitor.records import Quotation
from tests.core.actor_samples import LEXICON, NOW, speaker

# ------------------------------------------------------------------------------------------------ descriptions

DESCRIBED = [
    ("en", "The German government spokesman said so.", "The German government spokesman", NOW, "Q:kornelius"),
    (
        "en",
        "The Russian foreign ministry spokeswoman said so.",
        "The Russian foreign ministry spokeswoman",
        NOW,
        "Q:zakharova",
    ),
    ("en", "The head of the Pentagon said so.", "The head of the Pentagon", NOW, "Q:hegseth"),
    (
        "en",
        "The head of the Polish foreign ministry said so.",
        "The head of the Polish foreign ministry",
        NOW,
        "Q:sikorski",
    ),
    (
        "en",
        "The head of the Polish Foreign Ministry said so.",
        "The head of the Polish Foreign Ministry",
        None,
        "Q:sikorski",
    ),
    ("en", "The German foreign secretary said so.", "The German foreign secretary", NOW, None),
    ("en", "The chancellor said so.", "The chancellor", NOW, "Q:merz"),
    ("en", "In Austria and Germany, the chancellor said so.", "the chancellor", NOW, None),
    ("en", "In Austria, the chancellor said so.", "the chancellor", NOW, "Q:stocker"),
    (
        "en",
        "The Dutch prime minister said so.",
        "The Dutch prime minister",
        "2026-06-01",
        "office:NL:head_of_government",
    ),
    ("en", "The analyst said so.", "The analyst", NOW, None),
    ("en", "The former German chancellor said so.", "The former German chancellor", NOW, None),
    ("en", "The Spanish senator said so.", "The Spanish senator", NOW, None),
    ("en", "The spokesman said so.", "The spokesman", NOW, None),
    ("en", "The government said so.", "The government", NOW, None),
    ("en", "The German chancellor said so.", "The German chancellor", NOW, "Q:merz"),
    ("en", "The German chancellor said so.", "The German chancellor", "2023-03-01", "Q:scholz"),
    ("en", "The German chancellor said so.", "The German chancellor", "2019-03-01", "Q:merkel"),
    ("en", "The Kremlin spokesman said so.", "The Kremlin spokesman", NOW, "Q:peskov"),
    ("en", "A Kremlin spokesman said so.", "A Kremlin spokesman", NOW, "Q:kremlin"),
    ("en", "Putin's spokesman said so.", "Putin's spokesman", NOW, "Q:peskov"),
    (
        "en",
        "The president of the European Commission said so.",
        "The president of the European Commission",
        NOW,
        "Q:von_der_leyen",
    ),
    ("en", "The EU's foreign policy chief said so.", "The EU's foreign policy chief", NOW, "Q:kallas"),
    ("en", "The EU's top diplomat said so.", "The EU's top diplomat", NOW, "Q:kallas"),
    ("en", "The NATO secretary general said so.", "The NATO secretary general", "2020-01-01", "Q:stoltenberg"),
    ("en", "The head of the German government said so.", "The head of the German government", NOW, "Q:merz"),
    ("en", "The Russian leader said so.", "The Russian leader", NOW, "Q:putin"),
    (
        "en",
        "The Georgian defence minister said so.",
        "The Georgian defence minister",
        NOW,
        "office:GE:defence_minister",
    ),
    ("en", "The president said so.", "The president", NOW, None),
    ("en", "The minister said so.", "The minister", NOW, None),
    ("en", "In Britain, the chancellor said so.", "the chancellor", NOW, None),
    (
        "en",
        "The Russian foreign ministry spokesman said so.",
        "The Russian foreign ministry spokesman",
        NOW,
        "Q:ru_mfa",
    ),
    ("fr", "L'Élysée l'a dit.", "L'Élysée", NOW, "Q:elysee"),
    ("de", "Die Bundeskanzlerin sagte das.", "Die Bundeskanzlerin", "2017-01-01", "Q:merkel"),
    ("de", "Die EU-Außenbeauftragte sagte das.", "Die EU-Außenbeauftragte", NOW, "Q:kallas"),
    ("fr", "La cheffe de la diplomatie européenne l'a dit.", "La cheffe de la diplomatie européenne", NOW, "Q:kallas"),
    ("es", "El líder ruso lo dijo.", "El líder ruso", NOW, "Q:putin"),
    ("it", "Il cancelliere tedesco lo ha detto.", "Il cancelliere tedesco", NOW, "Q:merz"),
    ("pl", "Szefowa unijnej dyplomacji powiedziała to.", "Szefowa unijnej dyplomacji", NOW, "Q:kallas"),
    ("ru", "Глава МИД РФ сказал это.", "Глава МИД РФ", NOW, "Q:lavrov"),
    ("ru", "Глава Белого дома сказал это.", "Глава Белого дома", NOW, "Q:trump"),
    ("uk", "Очільниця дипломатії ЄС сказала це.", "Очільниця дипломатії ЄС", NOW, "Q:kallas"),
]


@pytest.mark.parametrize(("language", "text", "mention", "day", "key"), DESCRIBED)
def test_a_description_finds_the_holder_of_the_day(language, text, mention, day, key):
    actor = speaker(language, text, mention, day)
    assert (actor.key if actor else None) == key


def test_the_articles_own_cast_comes_before_the_list():
    text = "Russian Foreign Minister Ivan Petrov came to Minsk. The foreign minister said so."
    assert speaker("en", text, "The foreign minister").name == "Ivan Petrov"


def test_of_two_ministers_the_one_who_spoke_last():
    text = "Foreign Minister Antonio Tajani met Foreign Minister Johann Wadephul. Wadephul agreed. The foreign minister said so."
    assert speaker("en", text, "The foreign minister") is None
    assert speaker("en", text, "The foreign minister", others=("Johann Wadephul",)).key == "Q:wadephul"


def test_the_leader_is_the_ruler_whom_the_text_names():
    text = "Emmanuel Macron met Giorgia Meloni. The French leader said so. The Italian leader said so."
    assert speaker("en", text, "The French leader").key == "Q:macron"
    assert speaker("en", text, "The Italian leader").key == "Q:meloni"


def test_the_minister_is_the_only_minister():
    text = "Antonio Tajani met Emmanuel Macron. The minister said so."
    assert speaker("en", text, "The minister").key == "Q:tajani"


MINISTERS = [
    ("de", "Verteidigungsministerin Mara Kelling kam. Das betonte die Ministerin.", "die Ministerin"),
    ("de", "Bundesaußenministerin Mara Kelling kam. Das betonte die Ministerin.", "die Ministerin"),
    ("fr", "La ministre de la Défense Claire Fontan est venue. La ministre l'a dit.", "La ministre"),
    ("pl", "Minister obrony Jan Kowalczuk przyjechał. Zdaniem ministra to prawda.", "ministra"),
    ("uk", "Міністр оборони Марія Петренко приїхала. За словами міністра, це так.", "міністра"),
]


@pytest.mark.parametrize(("language", "text", "mention"), MINISTERS)
def test_the_minister_is_the_one_whom_the_text_named(language, text, mention):
    actor = speaker(language, text, mention)
    assert actor is not None
    assert actor.name.split()[0] in text


def test_the_politician_of_a_country_or_party_is_who_spoke_last():
    text = "Władimir Putin mówił. Rosyjski polityk dodał to."
    assert speaker("pl", text, "Rosyjski polityk", others=("Władimir Putin",)).key == "Q:putin"
    text = "Виктор Орбан выступил. Это политик на своей странице сказал."
    assert speaker("ru", text, "политик на своей странице", others=("Виктор Орбан",)).key == "Q:orban"
    text = "Annalena Baerbock sprach. Das sagte die Grünen-Politikerin."
    assert speaker("de", text, "die Grünen-Politikerin", others=("Annalena Baerbock",)).key == "Q:baerbock"
    text = "Alice Weidel kam. Annalena Baerbock sprach. Das sagte die AfD-Politikerin."
    assert speaker("de", text, "die AfD-Politikerin", others=("Annalena Baerbock",)) is None


def test_a_woman_is_no_spokesman():
    text = "Maria Zakharova spoke. The Russian spokesman said so."
    assert speaker("en", text, "The Russian spokesman").kind == "anonymous"
    text = "Maria Zakharova spoke. The Russian spokeswoman said so."
    assert speaker("en", text, "The Russian spokeswoman").key == "Q:zakharova"


def test_a_diplomat_of_the_country_whom_the_text_names():
    text = "Sergei Lavrov spoke. The Russian diplomat said so."
    assert speaker("en", text, "The Russian diplomat").key == "Q:lavrov"


def test_who_is_named_after_the_description():
    text = "The Latvian intelligence service director said so. Latvian intelligence service director Jana Kalnina left."
    assert speaker("en", text, "The Latvian intelligence service director").name == "Jana Kalnina"


def test_a_nameless_official_goes_on():
    text = "A senior EU official spoke. The official said so. He said more."
    first = speaker("en", text, "A senior EU official")
    assert speaker("en", text, "The official", others=("A senior EU official",)) == first
    assert speaker("en", text, "He", others=("A senior EU official",)) == first
    assert (
        speaker("en", text.replace("The official", "The senator"), "The senator", others=("A senior EU official",))
        is None
    )


def test_they_are_the_group_that_spoke():
    text = "European leaders met. They said so."
    assert speaker("en", text, "They", others=("European leaders",)).name == "European leaders"
    assert speaker("en", text, "They") is None


def test_the_official_is_who_spoke_last():
    text = "Deputy Prime Minister Alexander Novak spoke. It was late, the official said."
    assert speaker("en", text, "the official", others=("Deputy Prime Minister Alexander Novak",)).key == "Q:novak"
    assert speaker("en", text, "the official") is None


# ------------------------------------------------------------------------------------------------ pronouns


def test_a_pronoun_is_the_subject_of_the_sentence_before():
    text = "Giorgia Meloni met Emmanuel Macron in Rome. She said it went well. He said so too."
    assert speaker("en", text, "She").key == "Q:meloni"
    assert speaker("en", text, "He", others=("She",)).key == "Q:macron"


def test_a_pronoun_between_two_men_goes_to_who_spoke():
    text = "Friedrich Merz praised Emmanuel Macron. He said so."
    assert speaker("en", text, "He", others=("Friedrich Merz",)).key == "Q:merz"


def test_a_pronoun_never_goes_to_who_stands_only_in_a_quotation():
    text = "Dmitry Peskov spoke. “Merz is wrong. Merz knows it,” he said."
    quoted = Quotation("direct", 22, 51, text[22:51], speaker_start=53, speaker_end=55, speaker_text="he")
    assert resolve(text, (quoted,), "en", None, LEXICON)[0].actor.key == "Q:peskov"


def test_a_pronoun_behind_a_lost_blank():
    text = "Viktor Orbán came to Brussels. The talks are late, said Oleg Brandt.He said so."
    assert speaker("en", text, "He", others=("Oleg Brandt",)).name == "Oleg Brandt"


def test_a_pronoun_of_one_is_no_group_of_sources():
    assert speaker("en", "The plan is late, officials said. He said so.", "He", others=("officials",)) is None


def test_a_pronoun_without_antecedent_is_nobody():
    assert speaker("en", "The weather was fine. He said so.", "He") is None
    assert speaker("en", "Angela Merkel came. He said so.", "He") is None
    assert speaker("en", "Angela Merkel came. I said so.", "I") is None


def test_a_pronoun_is_no_institution():
    assert speaker("en", "The Kremlin agreed. He said so.", "He", others=("The Kremlin",)) is None


def test_pronouns_in_other_languages():
    assert speaker("de", "Annalena Baerbock reiste nach Kiew. Sie sagte das.", "Sie").key == "Q:baerbock"
    assert speaker("ru", "Мария Захарова выступила. Она сказала это.", "Она").key == "Q:zakharova"
    assert speaker("fr", "Emmanuel Macron est venu. Il a dit cela.", "Il").key == "Q:macron"
