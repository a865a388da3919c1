"""Who is given the words, and who is not."""

from __future__ import annotations

import pytest

from monitor.core.quotation import quotations
from monitor.lexicon.languages import load

LANGUAGES = load()


def speakers(text: str, code: str = "en") -> list[str | None]:
    return [found.speaker_text for found in quotations(text, LANGUAGES[code])]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It rains,” said Ann Lee, a doctor.", "Ann Lee"),
        ("“It rains,” Ann Lee, a doctor from Riga, told the paper.", "Ann Lee"),
        ("Ann Lee (Labour) said that it rains.", "Ann Lee"),
        ("Ann Lee — who lives here — said that it rains.", "Ann Lee"),
        ("A senior official, speaking in Riga, said it rains hard.", "A senior official"),
        ("Ann Lee and Bob Ray said that it rains.", "Ann Lee and Bob Ray"),
        ("On Friday the minister said that it rains.", "the minister"),
        ("In response Lee said that it rains.", "Lee"),
        ("The Foreign Ministry in Berlin said that it rains.", "The Foreign Ministry in Berlin"),
        ("About 9 percent said they had no view.", "About 9 percent"),
        ("They have all said that it rains.", "They"),
        ("Lee this week said that it rains.", "Lee"),
        ("Lee was elected in May and said that it rains.", "Lee"),
        ("“It rains,” read one.", "one"),
        ("Lee left early, saying that it rains.", "Lee"),
        ("Lee’s answer: “It rains and rains.”", "Lee"),
    ],
)
def test_speakers(text, speaker):
    assert speakers(text) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "The AP report is wrong.",
        "His calls for peace were heard.",
        "The claim was said to be wrong.",
        "He would say that it rains.",
    ],
)
def test_what_looks_like_a_cue_and_is_none(text):
    assert quotations(text, LANGUAGES["en"]) == ()


def test_speech_goes_on_in_the_same_paragraph_and_in_the_next():
    assert speakers("“One is here,” said Lee. “Two is there.”\n\n“Three is gone now.”") == ["Lee", "Lee", "Lee"]


def test_nobody_is_guessed_for_a_quotation_alone():
    assert speakers("The square was empty.\n\n“Nobody came at all.”") == [None]


def test_a_label_must_be_somebody_in_the_text():
    assert speakers("Berg: talks are needed now") == []
    assert speakers("Berg: talks are needed now\n\nPaul Berg left.") == ["Berg"]


@pytest.mark.parametrize(
    ("code", "text", "speaker"),
    [
        ("de", "„Es regnet“, hatte Ministerin Lee in einem Interview erklärt.", "Ministerin Lee"),
        ("de", "Der Zeitung sagte er, dass es regnet.", "er"),
        ("de", "Es regnet, heißt es in dem Bericht.", "dem Bericht"),
        ("de", "Weil Ann Lee gestern sagte, dass es regnet, blieb er.", "Ann Lee"),
        ("fr", "«\u00a0Il pleut\u00a0», a-t-elle dit.", "elle"),
        ("ru", "Журналистам посол сообщил, что идёт дождь.", "посол"),
        ("es", "“Llueve”, ha dicho este lunes Ana Leal.", "Ana Leal"),
    ],
)
def test_speakers_of_other_languages(code, text, speaker):
    assert speakers(text, code) == [speaker]
