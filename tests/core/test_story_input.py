"""What nobody would call an article: the verdict says what was read, and what was not."""

from __future__ import annotations

import time

import pytest

from monitor.core.analyse import analyse_article
from monitor.core.story import concerns, judge
from monitor.lexicon import load
from monitor.lexicon.topics import Topic
from monitor.records import Article, Page, Story

TITLE = "Sweden summons Russian ambassador"
ENGLISH = (
    "Sweden's foreign ministry summoned the Russian ambassador on Monday and protested to Moscow. The foreign minister said "
    "that Stockholm expected an explanation from Russia. The embassy rejected the accusation."
)
GERMAN = (
    "Das schwedische Außenministerium hat am Montag den russischen Botschafter einbestellt und in Moskau protestiert. Die "
    "Außenministerin sagte, Stockholm erwarte eine Erklärung von Russland. Die Botschaft wies den Vorwurf zurück."
)
RUSSIAN = (
    "МИД Швеции вызвал в понедельник посла России и выразил протест Москве. Министр иностранных дел заявила, что Стокгольм "
    "ждет объяснений от России."
)
CZECH = (
    "Švédské ministerstvo zahraničí si v pondělí předvolalo ruského velvyslance a protestovalo v Moskvě. Ministryně řekla, "
    "že Stockholm očekává vysvětlení. Velvyslanectví obvinění odmítlo."
)
QUIET = (
    "Ferries stayed in the harbour of Port Ellen because of the wind, and the islanders waited for bread and post. "
    "The bakers of the town opened at noon, an hour after the market, and sold what they had left from the weekend."
)
TOPICS = ("europe-russia-diplomacy", "eu-enlargement")


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load().topics[TOPICS[0]]


def verdict(title: str, text: str, hint: str | None = None) -> Story:
    """What a user meets: the language is told by the program."""
    found = analyse_article(Article("https://a.example/1", text, title, language=hint), Page("", b"", topics=TOPICS))
    return found.stories[0]


def test_without_a_title_the_text_decides() -> None:
    assert verdict("", ENGLISH).relevant
    assert not verdict("", QUIET).relevant


def test_without_a_text_the_headline_decides() -> None:
    assert verdict(TITLE, "", "en").relevant
    assert verdict(TITLE, " \n ", "en").relevant
    assert verdict("Ferries stay in the harbour all day", "", "en").relevant is False


@pytest.mark.parametrize("blank", ["", " ", "\n\n\t"])
def test_with_neither_it_is_said_that_there_was_nothing_to_read(blank: str) -> None:
    found = verdict(blank, blank, "en")
    assert (found.relevant, found.reasons) == (False, ("missing: neither title nor text",))


@pytest.mark.parametrize(
    "text", [CZECH, "Τα υπουργεία Εξωτερικών της Σουηδίας και της Ρωσίας διαφώνησαν τη Δευτέρα στη Στοκχόλμη."]
)
def test_a_language_without_words_gives_no_verdict_on_any_topic(text: str) -> None:
    found = analyse_article(Article("", text), Page("", b"", topics=TOPICS))
    assert [(one.relevant, one.reasons) for one in found.stories] == [(None, ("unsupported language",))] * 2


@pytest.mark.parametrize("parts", [(ENGLISH, GERMAN), (GERMAN, ENGLISH), (ENGLISH, RUSSIAN), (RUSSIAN, ENGLISH)])
def test_a_text_that_says_the_same_in_two_languages_is_found(parts: tuple[str, str]) -> None:
    assert verdict("", "\n\n".join(parts)).relevant
    assert verdict(TITLE, "\n\n".join(parts)).relevant


def test_a_second_language_that_nobody_reads_is_no_silent_no() -> None:
    assert verdict("", f"{CZECH}\n\n{CZECH}\n\n{ENGLISH}").relevant is None
    assert verdict(TITLE, f"{ENGLISH}\n\n{ENGLISH}\n\n{ENGLISH}\n\n{CZECH}").relevant


def live_blog(size: int) -> str:
    """A blog of a long day with one hour that is on the topic, in its middle."""
    hours = [f"{hour:02}.15 {QUIET}" for hour in range(24)] * (size // (24 * len(QUIET)) + 1)
    middle = len(hours) // 2
    return "\n\n".join([TITLE + " today.", ENGLISH, *hours[:middle], ENGLISH, *hours[middle:]])[:size]


def test_of_a_long_live_blog_only_its_passages_are_on_the_topic(topic: Topic) -> None:
    text = live_blog(70_000)
    found = judge(f"{TITLE} - live", text, "en", topic)
    assert any("points of 4.5" in reason for reason in found.reasons)
    share = sum(end - start for start, end in found.passages) / len(text)
    assert 0 < share < 0.1
    again = text.index(ENGLISH, 10_000)
    assert any(start <= again < end for start, end in found.passages)
    quiet = text.index("Port Ellen", 20_000)
    assert not concerns(Story(topic.name, relevant=True, score=1, passages=found.passages), quiet, quiet + 10)


def test_time_grows_with_the_length_and_not_faster(topic: Topic) -> None:
    def spent(size: int) -> float:
        text, best = live_blog(size), 1e9
        for _ in range(5):
            begun = time.process_time()
            judge(TITLE, text, "en", topic)
            best = min(best, time.process_time() - begun)
        return best

    spent(10_000)
    assert spent(140_000) < 4 * 2 * spent(35_000)  # quadratic time would be sixteenfold


@pytest.mark.parametrize(
    "disguised",
    [
        ENGLISH.replace("Russia", "Rus\u200bsia").replace("Moscow", "M\u2060oscow"),
        ENGLISH.replace("Moscow", "Mоscоw").replace("Russia", "Russiа"),  # Cyrillic о and а
        ENGLISH.replace("Sweden", "\ufeffSwe\u00adden").replace("Stockholm", "Stосkholm"),
    ],
)
def test_names_in_disguise_count_as_they_look(disguised: str) -> None:
    plain, hidden = verdict(TITLE, ENGLISH, "en"), verdict(TITLE, disguised, "en")
    assert hidden.relevant
    assert hidden.score == pytest.approx(plain.score, abs=0.01)
    assert {item.why for item in hidden.evidence} == {item.why for item in plain.evidence}
    assert all(disguised[item.start : item.end].strip() for item in hidden.evidence)
