"""Whose mouth a statement came from, on self-written sentences of eight languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.actor import resolve
from monitor.core.quotation import quotations
from monitor.lexicon import actors, languages
from monitor.records import Actor, Quotation

LEXICON = actors.load()
NOW = "2026-01-30"


def speaker(
    language: str, text: str, mention: str, day: str | None = NOW, *, others: tuple[str, ...] = ()
) -> Actor | None:
    """The actor of the last occurrence of `mention`, where `others` spoke before."""
    found = []
    for part in (*others, mention):
        start = text.rindex(part) if part == mention else text.index(part)
        found.append(
            Quotation("indirect", 0, 1, text[:1], speaker_start=start, speaker_end=start + len(part), speaker_text=part)
        )
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return resolve(text, found, language, published, LEXICON)[-1].actor


def told(actor: Actor | None) -> tuple[str, str | None, str | None] | None:
    return (actor.name, actor.role, actor.country) if actor else None


# ------------------------------------------------------------------------------------------------ names and titles

TITLED = [
    ("es", "Lo dijo el expresidente francés François Hollande.", "el expresidente francés François Hollande", ("François Hollande", "former French President", "FR")),
    ("de", "Altkanzler Gerhard Schröder sagte das.", "Altkanzler Gerhard Schröder", ("Gerhard Schröder", "former German Chancellor", "DE")),
    ("ru", "Экс-президент Молдавии Игорь Додон сказал это.", "Игорь Додон", ("Igor Dodon", "former Moldovan President", "MD")),
    ("en", "Asked about the deal, Tino Chrupalla of the Free Press said so.", "Tino Chrupalla of the Free Press", ("Tino Chrupalla", "co-leader of the AfD", "DE")),
    ("en", "The acting Kremlin chief of staff Ivan Petrov said so.", "Ivan Petrov", ("Ivan Petrov", "acting Kremlin chief of staff", "RU")),
    ("en", "The chairman of the State Duma Ivan Petrov said so.", "Ivan Petrov", ("Ivan Petrov", "chair of the State Duma", "RU")),
    ("en", "The chief EU negotiator Rolf Bauer said so.", "Rolf Bauer", ("Rolf Bauer", "EU chief negotiator", "EU")),
    ("en", "Xi Jinping said so.", "Xi Jinping", ("Xi Jinping", "Chinese President", "CN")),
    ("en", "President Xi said so.", "President Xi", ("Xi Jinping", "Chinese President", "CN")),
    ("en", "J. D. Vance said so.", "J. D. Vance", ("JD Vance", "US Vice President", "US")),
    ("en", "Pope Leo said so.", "Pope Leo", ("Pope Leo", "Pope", "VA")),
    ("en", "Mr Bauer said so.", "Mr Bauer", ("Bauer", None, None)),
    ("it", "Il ministro della Difesa Guido Crosetto e Rolf Bauer.", "Guido Crosetto", ("Guido Crosetto", "Italian Defence Minister", "IT")),
    ("pl", "Wiceminister spraw zagranicznych Rosji Iwan Pietrow mówił.", "Iwan Pietrow", ("Iwan Pietrow", "Russian Deputy Foreign Minister", "RU")),
    ("en", "Kremlin spokesperson Dmitry Peskov said so.", "Kremlin spokesperson Dmitry Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("en", "Russian Presidential Spokesman Dmitry Peskov said so.", "Dmitry Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("en", "Putin spokesman Dmitry Peskov said so.", "Putin spokesman Dmitry Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("en", "President Vladimir Putin's spokesman Dmitry Peskov said so.", "President Vladimir Putin's spokesman Dmitry Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("en", "Latvian Foreign Minister Baiba Braže said so.", "Latvian Foreign Minister Baiba Braže", ("Baiba Braže", "Latvian Foreign Minister", "LV")),
    ("en", "Baiba Braže, Latvia's foreign minister, said so.", "Baiba Braže", ("Baiba Braže", "Latvian Foreign Minister", "LV")),
    ("en", "Ruritania, said Latvian Defence Minister Jana Kalnina.", "Latvian Defence Minister Jana Kalnina", ("Jana Kalnina", "Latvian Defence Minister", "LV")),
    ("en", "Jana Kalnina, Latvia's defence minister, said so.", "Jana Kalnina", ("Jana Kalnina", "Latvian Defence Minister", "LV")),
    ("en", "The Kremlin spokesman, Dmitry Peskov, said so.", "The Kremlin spokesman, Dmitry Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("en", "Former German chancellor Angela Merkel said so.", "Former German chancellor Angela Merkel", ("Angela Merkel", "former German Chancellor", "DE")),
    ("en", "British Foreign Secretary Yvette Cooper said so.", "Yvette Cooper", ("Yvette Cooper", "British Foreign Secretary", "GB")),
    ("en", "President Volodymyr Zelensky of Ukraine said so.", "President Volodymyr Zelensky of Ukraine", ("Volodymyr Zelensky", "Ukrainian President", "UA")),
    ("en", "German Deputy Foreign Minister Rolf Bauer said so.", "Rolf Bauer", ("Rolf Bauer", "German Deputy Foreign Minister", "DE")),
    ("en", "Charles Michel said so.", "Charles Michel", ("Charles Michel", "former President of the European Council", "EU")),
    ("en", "Josep Borrel, Europe's foreign policy chief, said so.", "Josep Borrel", ("Josep Borrel", "EU foreign policy chief", "EU")),
    ("de", "Das sagte der russische Außenminister Sergej Lawrow.", "der russische Außenminister Sergej Lawrow", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
    ("de", "Kremlsprecher Peskow sagte das.", "Kremlsprecher Peskow", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("de", "Das betonte Regierungssprecher Stefan Kornelius in Berlin.", "Regierungssprecher Stefan Kornelius", ("Stefan Kornelius", "German government spokesperson", "DE")),
    ("de", "Nach den Worten Ursula von der Leyens ist das so.", "Ursula von der Leyens", ("Ursula von der Leyen", "President of the European Commission", "EU")),
    ("de", "Das sagte der Sprecher des Auswärtigen Amtes Martin Giese.", "der Sprecher des Auswärtigen Amtes Martin Giese", ("Martin Giese", "German Foreign Ministry spokesperson", "DE")),
    ("fr", "a déclaré le porte-parole du Kremlin, Dmitri Peskov.", "le porte-parole du Kremlin, Dmitri Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("fr", "Le ministre russe des Affaires étrangères Sergueï Lavrov a dit cela.", "Le ministre russe des Affaires étrangères Sergueï Lavrov", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
    ("fr", "La présidente du Conseil européen Anne Duval a dit cela.", "Anne Duval", ("Anne Duval", "President of the European Council", "EU")),
    ("it", "Lo ha detto il portavoce del Cremlino Dmitry Peskov.", "il portavoce del Cremlino Dmitry Peskov", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("it", "Lo dice la premier Giorgia Meloni.", "la premier Giorgia Meloni", ("Giorgia Meloni", "Italian Prime Minister", "IT")),
    ("es", "Lo afirmó el ministro ruso de Exteriores, Serguéi Lavrov.", "el ministro ruso de Exteriores, Serguéi Lavrov", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
    ("es", "La portavoz de la diplomacia rusa, María Zajárova, lo negó.", "María Zajárova", ("Maria Zakharova", "Russian Foreign Ministry spokesperson", "RU")),
    ("pl", "Powiedział to rzecznik Kremla Dmitrij Pieskow.", "rzecznik Kremla Dmitrij Pieskow", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("pl", "Według Donalda Tuska tak nie jest.", "Donalda Tuska", ("Donald Tusk", "Polish Prime Minister", "PL")),
    ("pl", "Minister Anna Moskwa powiedziała to.", "Anna Moskwa", ("Anna Moskwa", "former Polish Climate Minister", "PL")),
    ("ru", "По словам Дмитрия Пескова, это не так.", "Дмитрия Пескова", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("ru", "Об этом сообщил министр иностранных дел России Сергей Лавров.", "министр иностранных дел России Сергей Лавров", ("Sergei Lavrov", "Russian Foreign Minister", "RU")),
    ("ru", "Пресс-секретарь президента РФ Дмитрий Песков сказал это.", "Пресс-секретарь президента РФ Дмитрий Песков", ("Dmitry Peskov", "Kremlin spokesperson", "RU")),
    ("ru", "По словам официального представителя МИД России Марии Захаровой, это так.", "Марии Захаровой", ("Maria Zakharova", "Russian Foreign Ministry spokesperson", "RU")),
    ("ru", "Это сказал министр обороны Франции Себастьян Лекорню.", "Себастьян Лекорню", ("Sébastien Lecornu", "French Minister of the Armed Forces", "FR")),
    ("uk", "Про це заявив президент України Володимир Зеленський.", "президент України Володимир Зеленський", ("Volodymyr Zelensky", "Ukrainian President", "UA")),
    ("uk", "За словами Андрія Сибіги, це так.", "Андрія Сибіги", ("Andrii Sybiha", "Ukrainian Foreign Minister", "UA")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "mention", "expected"), TITLED)
def test_a_name_with_its_title(language, text, mention, expected):
    day = "2025-08-01" if "Лекорню" in text else NOW
    actor = speaker(language, text, mention, day)
    assert told(actor) == expected
    assert actor.kind == "person"


def test_one_actor_has_one_key_in_latin_and_cyrillic():
    keys = {
        speaker("ru", "Песков сказал это.", "Песков").key,
        speaker("uk", "Пєсков сказав це.", "Пєсков").key,
        speaker("de", "Peskow sagte das.", "Peskow").key,
        speaker("pl", "Pieskow to powiedział.", "Pieskow").key,
        speaker("en", "Peskov said so.", "Peskov").key,
    }
    assert keys == {"Q:peskov"}


# ------------------------------------------------------------------------------------------------ surnames


def test_a_surname_gets_the_full_name_from_earlier_in_the_text():
    text = "Latvian Defence Minister Jana Kalnina spoke. Kalnina said it was late."
    assert told(speaker("en", text, "Kalnina")) == ("Jana Kalnina", "Latvian Defence Minister", "LV")


def test_an_unlisted_slavic_name_comes_to_the_nominative_by_the_text():
    text = "По словам эксперта Ивана Гаврилюкова, это так. Гаврилюков добавил, что устал."
    assert speaker("ru", text, "Гаврилюков").name == "Иван Гаврилюков"


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("По словам депутата Ивана Соколовского, это так.", "Ивана Соколовского", "Иван Соколовский"),
        ("По словам депутата Александра Бастрова, это так. Бастров устал.", "Бастров", "Александр Бастров"),
        ("По словам депутата Ивана Кузнеца, это так.", "Ивана Кузнеца", "Иван Кузнец"),
        (
            "По словам депутата Ивана Петровича Соколова, это так.",
            "Ивана Петровича Соколова",
            "Ивана Петровича Соколова",
        ),
    ],
)
def test_an_unlisted_slavic_name_in_a_case(text, mention, name):
    assert speaker("ru", text, mention).name == name


def test_a_german_genitive_of_a_stranger_comes_to_the_nominative():
    text = "Das Büro der Abgeordneten Petra Köpplings schwieg. Köppling sagte, sie komme. Petra Köppling lachte."
    assert speaker("de", text, "Köppling").name == "Petra Köppling"


def test_another_given_name_is_another_person():
    assert speaker("en", "Mike Johnson said so.", "Mike Johnson").key == "name:mike johnson"


def test_a_common_surname_alone_is_nobody():
    assert speaker("en", "Rama said so.", "Rama") is None
    assert speaker("en", "Edi Rama came. Rama said so.", "Rama").key == "Q:rama"


def test_names_are_cut_where_they_end():
    assert (
        speaker("de", "Das sagte Petra Köppling von der Gewerkschaft.", "Petra Köppling von der Gewerkschaft").name
        == "Petra Köppling"
    )
    assert speaker("ru", "Обозреватель Foreign Affairs Иван Позин сказал это.", "Иван Позин").name == "Иван Позин"
    assert speaker("en", "Jack London said so.", "Jack London").name == "Jack London"


def test_a_title_of_another_country_is_somebody_elses():
    actor = speaker("en", "The Russian President Donald Trump admires said so. Trump said no.", "Trump")
    assert actor.role == "US President"


def test_two_namesakes_leave_the_surname_open():
    text = "Minister Anna Weber met Senator Peter Weber. Weber said so."
    assert speaker("en", text, "Weber") is None


@pytest.mark.parametrize(
    ("day", "role", "country"),
    [
        ("2015-06-01", None, "PL"),
        ("2018-06-01", "President of the European Council", "EU"),
        ("2025-06-01", "Polish Prime Minister", "PL"),
    ],
)
def test_the_role_is_that_of_the_day(day, role, country):
    actor = speaker("en", "Donald Tusk said so.", "Donald Tusk", day)
    if role:
        assert (actor.role, actor.country) == (role, country)


def test_the_text_says_who_is_former():
    actor = speaker("en", "Former president Donald Trump said so.", "Former president Donald Trump", "2023-05-01")
    assert actor.role == "former US President"


# ------------------------------------------------------------------------------------------------ not the one named

STRANGERS = [
    ("de", "Das Bündnis Sahra Wagenknecht sagte das.", "Das Bündnis Sahra Wagenknecht", None),
    ("en", "The EU president said so.", "The EU president", None),
    ("en", "Mr Putin's lawyer said so.", "Mr Putin's lawyer", None),
    ("en", "The office of Merz said so.", "The office of Merz", None),
    ("ru", "Представитель Путина сказал это.", "Представитель Путина", "Russian official"),
    ("fr", "Un tweet pro-Macron le dit.", "Un tweet pro-Macron", None),
    ("en", "A spokesman for Merz said so.", "A spokesman for Merz", "spokesperson for Friedrich Merz"),
    ("en", "Putin's wife said so.", "Putin's wife", None),
    ("en", "Putin critic and author said so.", "Putin critic", None),
    ("en", "The wife of Putin said so.", "The wife of Putin", None),
    ("en", "The wife of the president said so.", "The wife of the president", None),
    ("en", "Biden administration officials said so.", "Biden administration officials", "US officials"),
    ("en", "Merz and other guests said so.", "Merz and other guests", None),
    ("en", "Kyiv's supporters said so.", "Kyiv's supporters", None),
    ("en", "Russian state television said so.", "Russian state television", None),
    ("en", "The U.S. and Britain said so.", "The U.S. and Britain", None),
    ("de", "Trumps Anwalt sagte das.", "Trumps Anwalt", None),
    ("de", "Die Frau des Präsidenten sagte das.", "Die Frau des Präsidenten", None),
    ("de", "Spionagedrehscheibe Schweiz sagte das.", "Spionagedrehscheibe Schweiz", None),
    ("fr", "L'épouse du président russe l'a dit.", "L'épouse du président russe", None),
    ("ru", "Жена президента России сказала это.", "Жена президента России", None),
    ("ru", "Критик Путина сказал это.", "Критик Путина", None),
    ("pl", "Żona prezydenta Rosji powiedziała to.", "Żona prezydenta Rosji", None),
    (
        "it",
        "Lo dice il vice portavoce di Guterres.",
        "il vice portavoce di Guterres",
        "spokesperson for António Guterres",
    ),
]


@pytest.mark.parametrize(("language", "text", "mention", "name"), STRANGERS)
def test_who_is_named_by_way_of_another_is_not_that_other(language, text, mention, name):
    actor = speaker(language, text, mention)
    assert (actor.name if actor else None) == name
    assert actor is None or actor.kind in {"anonymous", "group"}


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


# ------------------------------------------------------------------------------------------------ institutions, groups, sources

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
    assert speaker("en", text, "The ministry") is None or speaker("en", text, "The ministry").country == "DE"
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
    assert (
        speaker("pl", "Mówił o tym poseł PiS.", "poseł PiS") is None
        or speaker("pl", "Mówił o tym poseł PiS.", "poseł PiS").kind != "person"
    )


def test_a_house_behind_a_title_is_no_person():
    assert speaker("ru", "Аналитик Центра сказал это.", "Аналитик Центра") is None
    assert speaker("ru", "Аналитик NewsInfo сказал это.", "Аналитик NewsInfo") is None
    text = "The leader of the Chinese People's Republic said so. The leader of the People's Republic of China said so."
    assert speaker("en", text, "The leader of the People's Republic of China").key == "Q:xi"


def test_an_organisation_is_no_person():
    actor = speaker("en", "Thus the Ruritanian Free Press said so.", "Ruritanian Free Press")
    assert actor.kind == "institution"


# ------------------------------------------------------------------------------------------------ whole articles


def test_a_mention_in_the_kremlin_talks_case(shared):
    text = (shared / "cases" / "kremlin-talks" / "article.txt").read_text(encoding="utf-8")
    found = quotations(text, languages.load()["en"])
    resolved = resolve(text, found, "en", datetime(2026, 1, 30, tzinfo=UTC), LEXICON)
    said = {(told(quotation.actor)) for quotation in resolved if quotation.actor}
    assert {
        ("The Kremlin", None, "RU"),
        ("Dmitry Peskov", "Kremlin spokesperson", "RU"),
        ("Friedrich Merz", "German Chancellor", "DE"),
        ("Paula Pinho", "European Commission chief spokesperson", "EU"),
        ("Yvette Cooper", "British Foreign Secretary", "GB"),
        ("Giorgia Meloni", "Italian Prime Minister", "IT"),
    } <= said


def test_order_and_everything_else_stays():
    text = "Peskov said so. Merz said no."
    found = [
        Quotation("indirect", 16, 20, "Merz", speaker_start=16, speaker_end=20, speaker_text="Merz"),
        Quotation("direct", 0, 6, "Peskov"),
        Quotation("indirect", 0, 6, "Peskov", speaker_start=0, speaker_end=6, speaker_text="Peskov"),
    ]
    resolved = resolve(text, found, "en", None, LEXICON)
    assert [quotation.content for quotation in resolved] == ["Merz", "Peskov", "Peskov"]
    assert [quotation.actor and quotation.actor.key for quotation in resolved] == ["Q:merz", None, "Q:peskov"]


@pytest.mark.parametrize("language", ["sv", "", "xx"])
def test_of_an_unknown_language_full_listed_names_resolve(language):
    assert speaker(language, "Volodymyr Zelensky", "Volodymyr Zelensky").key == "Q:zelensky"


SPANS = st.tuples(st.integers(-3, 200), st.integers(-3, 200))
WORDS = st.lists(
    st.sampled_from(
        ["the", "The", "president", "of", "Russia", "Putin", "Putin's", "spokesman", "Anna", "Weber", ",", "and", "he", "said", ".",
         "Путина", "пресс-секретарь", "России", "von", "der", "Leyen", "der", "Kanzler", "“", "”", "\n", "J.", "K.", "’s", "(", ")"]
    ),
    max_size=40,
).map(" ".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    text=st.one_of(st.text(max_size=200), WORDS),
    spans=st.lists(SPANS, max_size=6),
    language=st.sampled_from(["en", "de", "ru", "fr", "pl", "zz"]),
)
def test_any_text_and_any_spans_are_survived(text, spans, language):
    found = tuple(Quotation("direct", 0, 0, "", speaker_start=a, speaker_end=b, speaker_text="") for a, b in spans)
    resolved = resolve(text, found, language, None, LEXICON)
    assert len(resolved) == len(found)
    assert resolve(text, found, language, None, LEXICON) == resolved
    for quotation in resolved:
        assert quotation.actor is None or (quotation.actor.key and quotation.actor.name)


@pytest.mark.parametrize(
    "unit", ["Abcdef Ghijkl ", "president of ", "Putin und Merkel ", "he said. ", "А", "“a” said he "]
)
def test_a_long_text_is_bounded(unit):
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    found = tuple(
        Quotation(
            "indirect", at, at + 1, text[at], speaker_start=at, speaker_end=at + 8, speaker_text=text[at : at + 8]
        )
        for at in range(0, len(text) - 8, 997)
    )
    assert len(resolve(text, found, "de", None, LEXICON)) == len(found)
