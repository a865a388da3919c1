"""Who answers whom: self-written articles in eleven languages, near misses, and what no text may do."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import lexicon
from monitor.core.analyse import analyse_article
from monitor.core.reply import replies
from monitor.records import Actor, Analysis, Article, Page, Quotation

PUBLISHED = datetime(2026, 1, 16, 12, tzinfo=UTC)
WORDS = lexicon.load()


def analysed(language: str, text: str) -> Analysis:
    article = Article("https://paper.example/1", text, language=language, published=PUBLISHED)
    return analyse_article(article, Page(article.url, b"", language=language, all_quotes=True))


def edges(language: str, text: str) -> set[tuple[str, str, str]]:
    """Who answers whom, and how."""
    found = analysed(language, text)
    speakers = {(one.start, one.end): one.actor for one in found.quotations}
    told = set()
    for reply in found.replies:
        who = speakers[reply.start, reply.end]
        assert who is not None
        told.add((who.key, reply.kind, reply.actor.key))
    return told


ANSWERS = [
    ("en", "Q:kremlin", "rejects", "Q:macron", "The Kremlin on Friday rejected Emmanuel Macron's call for a ceasefire. “This is no basis,” it said."),
    ("en", "Q:merz", "welcomes", "Q:macron", "German Chancellor Friedrich Merz welcomed the French president's proposal to talk to Moscow, saying it was a first step."),
    ("en", "Q:peskov", "answers", "Q:macron", "In response to Macron's remarks, Peskov said Moscow was ready for talks."),
    ("en", "Q:lavrov", "answers", "Q:macron", "Asked about Macron's latest proposal, Sergei Lavrov said: “We will look at it.”"),
    ("en", "Q:lavrov", "comments", "Q:macron", "Macron's proposal is dangerous, Lavrov said on Monday."),
    ("en", "Q:peskov", "rejects", "state:FR", "Peskov rejected a French proposal for talks in Geneva."),
    ("en", "Q:kallas", "rejects", "state:RU", "“We reject Russia's demands,” Kaja Kallas told reporters."),
    ("de", "Q:peskov", "rejects", "Q:macron", "Der Kreml wies den Vorschlag Macrons zurück. „Das ist unannehmbar“, sagte Sprecher Dmitri Peskow."),
    ("de", "Q:peskov", "answers", "state:FR", "Kremlsprecher Dmitri Peskow reagierte auf den Vorschlag aus Paris und sagte, Moskau sei zu Gesprächen bereit."),
    ("de", "Q:peskov", "answers", "Q:macron", "Auf die Äußerung von Macron reagierte Peskow mit den Worten: „Wir sind bereit.“"),
    ("ru", "Q:peskov", "comments", "Q:macron", "Песков прокомментировал слова Макрона о переговорах. «Мы готовы к диалогу», — сказал он."),
    ("ru", "Q:peskov", "answers", "Q:macron", "В ответ на заявление Эммануэля Макрона пресс-секретарь президента России Дмитрий Песков заявил, что Москва готова к переговорам."),
    ("ru", "Q:zakharova", "answers", "Q:merz", "«Это опасно», — заявила Мария Захарова, комментируя высказывания канцлера Германии."),
    ("fr", "Q:merz", "welcomes", "Q:macron", "Friedrich Merz a salué la proposition d'Emmanuel Macron, estimant qu'elle allait dans le bon sens."),
    ("fr", "Q:peskov", "answers", "Q:macron", "En réponse aux propos du président français, Dmitri Peskov a déclaré que Moscou était prête au dialogue."),
    ("fr", "Q:peskov", "rejects", "state:FR", "Le Kremlin a rejeté l'appel de Paris à un cessez-le-feu. « C'est inacceptable », a déclaré Dmitri Peskov."),
    ("pl", "Q:tusk", "rejects", "Q:macron", "Donald Tusk odrzucił propozycję Macrona w sprawie rozmów z Moskwą. „To zły pomysł” – powiedział premier."),
    ("pl", "Q:peskov", "answers", "Q:macron", "W odpowiedzi na słowa Macrona rzecznik Kremla Dmitrij Pieskow powiedział, że Moskwa jest gotowa do rozmów."),
    ("uk", "Q:sybiha", "rejects", "state:RU", "Андрій Сибіга відкинув пропозицію Москви про перемир'я. «Це неприйнятно», — сказав міністр."),
    ("it", "Q:peskov", "answers", "Q:macron", "In risposta alle parole di Macron, Dmitrij Peskov ha detto che Mosca è pronta al dialogo."),
    ("es", "Q:peskov", "answers", "Q:macron", "Preguntado por las palabras de Macron, Dmitri Peskov dijo que Moscú está dispuesta al diálogo."),
    ("bg", "Q:peskov", "answers", "Q:macron", "Попитан за думите на Макрон, Дмитрий Песков заяви, че Москва е готова за преговори."),
    ("pt", "Q:peskov", "answers", "Q:macron", "Em resposta às declarações de Macron, o porta-voz do Kremlin, Dmitri Peskov, disse que Moscovo está pronta para o diálogo."),
    ("sv", "Q:stenergard", "rejects", "state:RU", "Utrikesminister Maria Malmer Stenergard avvisade Moskvas förslag. ”Det är oacceptabelt”, sade hon."),
]  # fmt: skip

SILENT = [
    ("guests are no position", "en", "German Chancellor Friedrich Merz welcomed guests from France in Berlin. “Talks with Russia must begin,” he said."),
    ("an allegation by nobody", "en", "Kremlin spokesman Dmitry Peskov rejected the allegation that Russia had broken the truce. “This is a lie,” he said."),
    ("the weather", "en", "Asked about the weather in Paris, Peskov said: “We are ready for talks.”"),
    ("no comment", "en", "Dmitry Peskov declined to comment on Macron's proposal. “We have not seen it,” he said."),
    ("his own proposal", "en", "Emmanuel Macron stood by Macron's proposal. “My proposal stands,” he said in response to Macron's words."),
    ("a passive: who rejected does not speak", "en", "Macron's proposal was rejected by Kremlin spokesman Dmitry Peskov. “Russia must talk to us,” Macron said."),
    ("somebody else's answer within a statement", "en", "Peskov said Macron had rejected Putin's offer of talks."),
    ("whom a proposal is for is not its author", "en", "German Chancellor Friedrich Merz rejected a proposal to Russia by some diplomats. “No,” he said."),
    ("a spokesman and his president", "en", "Peskov welcomed Putin's statement. “It is clear,” Peskov said."),
    ("a deed is no position", "en", "In response to Russia's invasion, Chancellor Friedrich Merz said sanctions would stay."),
    ("what somebody would do", "en", "He doubted that the war would end if Ukraine accepted the Russian leader's offer. “No,” President Volodymyr Zelensky said."),
    ("a plan is spoken of, not answered", "en", "Russia's plan involves saboteurs, President Maia Sandu said on Monday."),
    ("a subject whom nobody knows", "en", "“We will see,” said Dmitry Peskov on Monday as Ardovia rejected Macron's proposal."),
    ("gäste", "de", "Der Kanzler Friedrich Merz begrüßte Gäste aus Paris. „Wir müssen reden“, sagte er."),
    ("a declaration is the subject", "de", "Die Erklärung aus Paris verurteilt Russland. „Das ist falsch“, sagte Kremlsprecher Dmitri Peskow."),
    ("accusations by nobody", "de", "Dmitri Peskow wies Vorwürfe zurück. „Das ist falsch“, sagte der Kremlsprecher."),
    ("a dative is no author", "ru", "Песков отверг предложение Москве о перемирии. «Нет», — сказал он."),
    ("did not begin to comment", "ru", "Песков не стал комментировать слова Макрона. «Посмотрим», — сказал он."),
    ("invités", "fr", "Emmanuel Macron a salué les invités de Berlin. « Il faut parler », a déclaré le président."),
    ("sent to Moscow", "pl", "Premier Donald Tusk odrzucił propozycję skierowaną do Moskwy. „Nie” – powiedział premier."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "who", "kind", "whom", "text"), ANSWERS, ids=[f"{a[0]}-{n}" for n, a in enumerate(ANSWERS)]
)
def test_an_answer_points_from_its_speaker_to_the_author_of_the_position(
    language: str, who: str, kind: str, whom: str, text: str
) -> None:
    assert edges(language, text) == {(who, kind, whom)}


@pytest.mark.parametrize(("why", "language", "text"), SILENT, ids=[case[0] for case in SILENT])
def test_what_answers_nobody_points_to_nobody(why: str, language: str, text: str) -> None:
    assert analysed(language, text).quotations, "the statement itself has to be found for this to prove anything"
    assert edges(language, text) == set()


def test_capitals_in_a_list_are_their_governments() -> None:
    text = (
        "“We have noted statements made in recent days by several leaders, namely from Paris, Rome and even Berlin,” "
        "Kremlin spokesman Dmitry Peskov said."
    )
    assert edges("en", text) == {("Q:peskov", "comments", f"state:{code}") for code in ("FR", "IT", "DE")}


def test_a_new_clause_is_no_second_author() -> None:
    text = (
        "French President Emmanuel Macron welcomed the proposal of Chancellor Friedrich Merz and Volodymyr Zelensky said "
        "Ukraine was ready for talks."
    )
    assert edges("en", text) == {("Q:macron", "welcomes", "Q:merz")}


def test_the_evidence_is_a_span_of_the_text() -> None:
    text = "In Geneva it rained.\n\nAsked about Macron's words, Peskov said Moscow was ready for talks."
    (reply,) = analysed("en", text).replies
    assert text[reply.evidence_start : reply.evidence_end] == "Asked about Macron's words"


PEOPLE = ("Macron", "Merz", "Путин", "Kremlin", "Moscow", "Paris")
PIECES = st.sampled_from(
    [
        *PEOPLE,
        "'s",
        "proposal",
        "rejected",
        "in response to",
        "statements from",
        ",",
        " and ",
        ". ",
        "“",
        "”",
        "said",
        "\n\n",
        "ß",
        "\U0001f600",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["en", "de", "ru", "fr", "xx"]))
def test_any_text_gives_replies_of_its_own_quotations(pieces: list[str], language: str) -> None:
    text = " ".join(pieces)
    found = analysed(language, text)
    spans = {(one.start, one.end) for one in found.quotations}
    for reply in found.replies:
        assert (reply.start, reply.end) in spans
        assert 0 <= reply.evidence_start < reply.evidence_end <= len(text)


def test_a_long_text_takes_time_in_proportion() -> None:
    sentence = "Peskov rejected Macron's proposal and statements from Paris, Rome and Berlin, “we have noted it,” Peskov said. "

    def lasts(count: int) -> float:
        text = sentence * count
        actor = Actor("Q:peskov", "Dmitry Peskov", country="RU")
        at = [number * len(sentence) for number in range(count)]
        made = tuple(
            Quotation(
                "indirect",
                place + 16,
                place + 33,
                text[place + 16 : place + 33],
                place + 7,
                place + 15,
                place,
                place + 6,
                "Peskov",
                actor,
            )
            for place in at
        )
        began = time.process_time()
        assert replies(text, made, "en", PUBLISHED, WORDS.actors, WORDS.replies)
        return time.process_time() - began

    lasts(50)
    assert lasts(2000) < 20 * max(lasts(200), 0.02)
