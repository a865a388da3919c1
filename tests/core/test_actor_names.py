"""Who is named: names with titles, surnames, and those who are only named by way of another."""

from __future__ import annotations

import pytest

from tests.core.actor_samples import NOW, speaker, told

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
    ("en", "Gábor Szendrey, Budapest's foreign minister, said so.", "Gábor Szendrey", ("Gábor Szendrey", "Hungarian Foreign Minister", "HU")),
    ("en", "Ole Vind, a spokesman for the Russian Foreign Ministry (FM), said so.", "Ole Vind", ("Ole Vind", "Russian Foreign Ministry spokesperson", "RU")),
    ("en", "The prime minister, Keir Starmer, said so.", "The prime minister", ("Keir Starmer", "British Prime Minister", "GB")),
    ("en", "The military expert Rolf Bauer said so.", "Rolf Bauer", ("Rolf Bauer", "expert", None)),
    ("pl", "Europoseł PiS Jan Nowak powiedział to.", "PiS Jan Nowak", ("Jan Nowak", None, None)),
    ("de", "Bundesaußenministerin Mara Kelling sagte das.", "Bundesaußenministerin Mara Kelling", ("Mara Kelling", "Foreign Minister", None)),
    ("de", "Deutschland wartet. Bundesaußenministerin Mara Kelling sagte das.", "Bundesaußenministerin Mara Kelling", ("Mara Kelling", "German Foreign Minister", "DE")),
    ("en", "Chancellor Mara Kelling said so in Vienna.", "Chancellor Mara Kelling", ("Mara Kelling", "Chancellor", None)),
    ("en", "Germany and Austria agree, Chancellor Mara Kelling said.", "Chancellor Mara Kelling", ("Mara Kelling", "Chancellor", None)),
    ("en", "Austria agrees, Chancellor Mara Kelling said.", "Chancellor Mara Kelling", ("Mara Kelling", "Austrian Chancellor", "AT")),
    ("en", "Her Latvian counterpart, Defence Minister Jana Kalnina, said so.", "Latvian counterpart", ("Jana Kalnina", "Defence Minister", None)),
    ("es", "Lo dijo en Berlín la ministra Jana Kalnina.", "la ministra Jana Kalnina", ("Jana Kalnina", "Minister", None)),
    ("it", "Lo ha detto a Berlino l’ambasciatrice Jana Kalnina.", "Jana Kalnina", ("Jana Kalnina", "Ambassador", None)),
    ("ru", "Так сказал в Вене посол Юрис Калнс.", "посол Юрис Калнс", ("Юрис Калнс", "Ambassador", None)),
    ("de", "Das sagte in Wien die Ministerin Jana Kalnina.", "die Ministerin Jana Kalnina", ("Jana Kalnina", "Minister", None)),
    ("de", "Das sagte Lettlands Ministerin Jana Kalnina.", "Lettlands Ministerin Jana Kalnina", ("Jana Kalnina", "Latvian Minister", "LV")),
    ("fr", "C'est ce qu'a dit à Moscou le porte-parole du Kremlin, Jean Petrov.", "le porte-parole du Kremlin", ("Jean Petrov", "Kremlin spokesperson", "RU")),
    ("en", "The mayor's wife, Jana Kalnina, said so.", "The mayor's wife", ("Jana Kalnina", None, None)),
    ("de", "Ihr lettischer Kollege, Minister Juris Kalns, sagte das.", "lettischer Kollege", ("Juris Kalns", "Minister", None)),
    ("de", "Bundesaußenministerin Mara Kelling sagte das in Wien.", "Bundesaußenministerin Mara Kelling", ("Mara Kelling", "Foreign Minister", None)),
    ("de", "Österreich wartet ab. Bundesaußenministerin Mara Kelling sagte das.", "Bundesaußenministerin Mara Kelling", ("Mara Kelling", "Austrian Foreign Minister", "AT")),
    ("de", "In Österreich sagte das Bundesministerin Mara Kelling.", "Mara Kelling", ("Mara Kelling", "Austrian Minister", "AT")),
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


def test_an_unlisted_name_has_one_key_in_every_script():
    keys = {
        speaker("en", "Russian senator Arkady Sokolov said so.", "Arkady Sokolov").key,
        speaker("de", "Der russische Senator Arkadi Sokolow sagte das.", "Arkadi Sokolow").key,
        speaker("pl", "Rosyjski senator Arkadij Sokołow to powiedział.", "Arkadij Sokołow").key,
        speaker("ru", "Российский сенатор Аркадий Соколов сказал это.", "Аркадий Соколов").key,
        speaker("uk", "Російський сенатор Аркадій Соколов сказав це.", "Аркадій Соколов").key,
    }
    assert len(keys) == 1
    woman = speaker("ru", "Российский сенатор Александра Соколова сказала это.", "Александра Соколова")
    assert woman.key != speaker("ru", "Российский сенатор Александр Соколов сказал это.", "Александр Соколов").key


def test_another_given_name_is_another_person():
    assert speaker("en", "Mike Johnson said so.", "Mike Johnson").listed is False


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
    ("text", "mention", "name"),
    [
        ("Mayor Ailsa Graham met Senator Lindsey Graham. Graham said so.", "Graham", None),
        ("Senator Lindsey Graham met Mayor Ailsa Graham. Graham spoke. She said so.", "She", None),
        ("Senator Lindsey Graham met Mayor Ailsa Graham. Mayor Graham said so.", "Mayor Graham", "Ailsa Graham"),
        ("Senator Lindsey Graham met Ailsa Graham. Ms Graham said so.", "Ms Graham", "Ailsa Graham"),
        ("Ailsa Webber lives here. Mr Webber said so.", "Mr Webber", "Webber"),
        ("Lindsey Graham said so. Later Ailsa Graham came.", "Lindsey Graham", "Lindsey Graham"),
        ("President Vladimir Putin met Mayor Anna Putin. Mayor Putin said so.", "Mayor Putin", "Anna Putin"),
        ("President Vladimir Putin met Mayor Anna Putin. Putin said so.", "Putin", "Vladimir Putin"),
        ("Melania Trump waved. President Trump said so.", "President Trump", "Donald Trump"),
        ("Мэр Анна Лаптева ждала депутата Ивана Лаптева. Лаптева сказала это.", "Лаптева", None),
    ],
)
def test_a_surname_of_several_is_whose_title_gender_or_fame_tells(text, mention, name):
    actor = speaker("en" if text.isascii() else "ru", text, mention)
    assert (actor and actor.name) == name


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
    ("en", "The president of the United Workers said so.", "The president of the United Workers", None),
    ("en", "Emmanuel Macron spoke. The president of the orchestra said so.", "The president of the orchestra", None),
    ("de", "Laut Berichten Ende Mai ist das so.", "Berichten Ende Mai", None),
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
