"""Stance toward dialogue: self-written statements in eight languages, and what no text may do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.stance import assess, stance, verdict
from monitor.lexicon import stance as lexicon
from monitor.records import Quotation, Stance

LEXICON = lexicon.load()

CASES: list[tuple[str, Stance, str]] = [
    ("en", "supports", "She called for talks with Russia to begin this spring."),
    ("en", "supports", "Norway remains open to dialogue with Moscow, he said."),
    ("en", "supports", "There is no alternative to negotiations with Russia."),
    ("en", "supports", "He did not rule out talks with Russia."),
    ("en", "conditional", "Talks with Moscow will be possible only if the shelling stops."),
    ("en", "conditional", "We are ready to negotiate with Russia, provided that Kyiv is at the table."),
    ("en", "conditional", "We need more pressure on Russia so that it comes to the negotiating table."),
    ("en", "opposes", "The minister refused to meet the Russian delegation."),
    ("en", "opposes", "She warned against talks with Moscow."),
    ("en", "opposes", "It makes no sense: we are not ready to negotiate with Russia."),
    ("en", "opposes", "The prime minister does not speak for the Union during his visit to Moscow."),
    ("en", "none", "Russia has again bombed a hospital, the president said."),
    ("en", "none", "The new sanctions against Russia hit its oil trade."),
    ("en", "none", "A phone call between Moscow and Washington took place last night."),
    ("en", "none", "The visa rules for Russian tourists should be talked about, he said."),
    ("de", "supports", "Der Kanzler rief zu Verhandlungen mit Russland auf und ist bereit zum Dialog."),
    ("de", "conditional", "Gespräche mit Moskau sind nur unter der Bedingung sinnvoll, dass die Angriffe enden."),
    ("de", "opposes", "Sie lehnte Verhandlungen mit Russland ab."),
    ("de", "none", "Russland hat erneut ein Krankenhaus bombardiert, sagte die Ministerin."),
    ("fr", "supports", "Le président appelle à la reprise du dialogue avec Moscou."),
    ("fr", "conditional", "La France est prête au dialogue avec la Russie à condition que les attaques cessent."),
    ("fr", "opposes", "Le ministre a refusé toute discussion avec Moscou."),
    ("fr", "none", "La Russie a encore bombardé un hôpital, a dit la ministre."),
    ("it", "supports", "Il premier è pronto al dialogo con Mosca."),
    ("it", "conditional", "Colloqui con la Russia solo se cessano gli attacchi, ha detto."),
    ("it", "conditional", "Il governo sosterrà un inviato europeo a Mosca soltanto dopo una tregua."),
    ("it", "opposes", "Il ministro ha escluso ogni trattativa con Mosca."),
    ("it", "none", "La Russia ha bombardato un altro ospedale, ha detto."),
    ("es", "supports", "El presidente está dispuesto al diálogo con Moscú."),
    ("es", "conditional", "Habrá negociaciones con Rusia solo si cesan los ataques."),
    ("es", "opposes", "La ministra rechazó las conversaciones con Moscú."),
    ("es", "none", "Rusia ha bombardeado otro hospital, dijo la ministra."),
    ("pl", "supports", "Prezydent wezwał do dialogu z Rosją."),
    ("pl", "conditional", "Rozmowy z Moskwą będą możliwe tylko pod warunkiem wstrzymania ostrzału."),
    ("pl", "opposes", "Minister odmówił rozmów z Moskwą."),
    ("pl", "none", "Rosja znów zbombardowała szpital, powiedział minister."),
    ("ru", "supports", "Москва готова к диалогу с Европой, заявил министр."),
    ("ru", "conditional", "Россия готова к переговорам только при выполнении её требований."),
    ("ru", "opposes", "Министр отказался от переговоров с Россией."),
    ("ru", "none", "Россия снова обстреляла больницу, сказал министр."),
    ("uk", "supports", "Президент закликав до переговорів з Росією."),
    ("uk", "conditional", "Переговори з Росією можливі лише за умови виведення військ."),
    ("uk", "opposes", "Міністр відмовився від переговорів з Росією."),
    ("uk", "none", "Росія знову обстріляла лікарню, сказав міністр."),
    ("en", "conditional", "The dialogue with Russia would have to be coordinated with all partners first."),
    ("en", "conditional", "Dialogue with Moscow would have to be coordinated within the Union."),
    ("en", "opposes", "There is no point in talking to Moscow."),
    ("en", "opposes", "We are not ready to talk to Russia."),
    ("en", "opposes", "Now is not the moment to negotiate with Russia."),
    ("en", "opposes", "Contacts with Moscow are out of the question."),
    ("en", "opposes", "I see no reason to talk to the Kremlin."),
    ("en", "opposes", "Moscow sees no basis for negotiations with Europe."),
    ("en", "opposes", "Germany will not take part in the ceremony in Moscow."),
    ("en", "opposes", "Talks with Russia make no sense at present."),
    ("en", "supports", "Russia does not oppose talks with Europe."),
    ("en", "supports", "Moscow has never refused talks with Europe."),
    ("en", "conditional", "Russia is ready for negotiations as long as its interests are respected."),
    ("en", "conditional", "We will speak to Moscow only after a ceasefire."),
    ("de", "opposes", "Es hat keinen Sinn, mit Moskau zu verhandeln."),
    ("de", "opposes", "Gespräche mit Russland machen derzeit keinen Sinn."),
    ("de", "opposes", "Wir sind nicht bereit, mit Moskau zu verhandeln."),
    ("de", "opposes", "Verhandlungen mit Russland kommen nicht infrage."),
    ("de", "opposes", "Sie hält Gespräche mit Moskau für falsch."),
    ("de", "opposes", "Deutschland wird an der Feier in Moskau nicht teilnehmen."),
    ("de", "conditional", "Ein Dialog mit Moskau müsste in Europa abgestimmt werden."),
    ("de", "conditional", "Verhandlungen mit Russland wird es nicht geben, solange die Angriffe andauern."),
    ("fr", "opposes", "Il n'y a aucun sens à négocier avec Moscou."),
    ("fr", "opposes", "Nous ne sommes pas prêts à parler avec Moscou."),
    ("fr", "opposes", "Il est hors de question de dialoguer avec la Russie."),
    ("fr", "conditional", "Tout dialogue avec Moscou devra être coordonné entre Européens."),
    ("fr", "conditional", "Il n'y aura pas de négociations avec Moscou tant que les bombes tombent."),
    ("fr", "supports", "Paris n'exclut pas un dialogue avec Moscou."),
    ("it", "opposes", "Non ha senso negoziare con Mosca."),
    ("it", "opposes", "Non siamo pronti a trattare con Mosca."),
    ("it", "opposes", "Un dialogo con la Russia è fuori discussione."),
    ("it", "conditional", "Il dialogo con Mosca dovrà essere coordinato tra gli europei."),
    ("it", "supports", "Roma non esclude un dialogo con Mosca."),
    ("es", "opposes", "No tiene sentido negociar con Moscú."),
    ("es", "opposes", "No estamos dispuestos a negociar con Moscú."),
    ("es", "opposes", "El diálogo con Rusia está fuera de lugar."),
    ("es", "conditional", "El diálogo con Moscú tendrá que coordinarse entre los europeos."),
    ("es", "supports", "Madrid no descarta un diálogo con Moscú."),
    ("pl", "opposes", "Rozmowy z Moskwą nie mają sensu."),
    ("pl", "opposes", "Nie jesteśmy gotowi do rozmów z Moskwą."),
    ("pl", "opposes", "Negocjacje z Rosją nie wchodzą w grę."),
    ("pl", "conditional", "Dialog z Moskwą musiałby być uzgodniony z sojusznikami."),
    ("pl", "conditional", "Nie będzie rozmów z Rosją, dopóki trwają ataki."),
    ("pl", "supports", "Warszawa nie wyklucza rozmów z Moskwą."),
    ("ru", "opposes", "Мы не готовы к переговорам с Киевом."),
    ("ru", "opposes", "Не вижу смысла в переговорах с Европой, сказал посол России."),
    ("ru", "opposes", "Визит премьера в Москву не был согласован с Евросоюзом и наносит ущерб единству."),
    ("ru", "conditional", "Диалог с Россией должен быть согласован с партнёрами."),
    ("ru", "conditional", "Переговоров с Киевом не будет, пока идут обстрелы."),
    ("ru", "supports", "Москва не исключает переговоров с Европой."),
    ("ru", "supports", "Россия никогда не отказывалась от переговоров с Европой."),
    ("uk", "opposes", "Переговори з Москвою не мають сенсу."),
    ("uk", "opposes", "Ми не готові до переговорів з Росією."),
    ("uk", "opposes", "Про переговори з Росією не може бути й мови."),
    ("uk", "conditional", "Діалог з Росією має бути узгоджений з партнерами."),
    ("uk", "conditional", "Переговорів з Росією не буде, доки тривають обстріли."),
    ("uk", "supports", "Київ не заперечує проти переговорів з Росією."),
    ("uk", "supports", "Україна не виключає переговорів з Росією."),
    ("sv", "opposes", "Det är meningslöst att förhandla med Moskva."),
    ("sv", "opposes", "Vi är inte beredda att tala med Moskva."),
    ("sv", "opposes", "Samtal med Ryssland är uteslutet."),
    ("sv", "conditional", "En dialog med Moskva måste samordnas inom EU."),
    ("sv", "conditional", "Det blir inga samtal med Ryssland så länge attackerna fortsätter."),
    ("sv", "supports", "Regeringen utesluter inte samtal med Moskva."),
    ("en", "opposes", "Such a trip to Moscow harms the unity of the Union, the minister said."),
    ("de", "opposes", "Die Reise nach Moskau war nicht abgestimmt und schadet der Einheit Europas."),
    ("de", "none", "Der Wiederaufbau der Ukraine hat begonnen."),
    ("en", "none", "Russia once again shelled the port, she said."),
    ("en", "none", "Sanctions against Russia are pointless, he said."),
    ("en", "conditional", "Moscow must first stop the attacks before negotiations can begin."),
    ("de", "conditional", "Erst müssen die Waffen schweigen, dann kann mit Moskau verhandelt werden."),
    ("en", "supports", "She sent an appeal to Moscow and once again called for dialogue."),
    ("en", "conditional", "There will be no talks with Moscow until the troops leave, he said."),
    ("ru", "opposes", "О переговорах с Москвой не может быть и речи."),
    ("ru", "opposes", "Переговоры с Киевом сейчас не имеют смысла."),
]


@pytest.mark.parametrize(("language", "expected", "text"), CASES)
def test_stance(language: str, expected: Stance, text: str) -> None:
    found, start, end = stance(text, text, language, LEXICON)
    assert found == expected
    assert (start is None) == (end is None) == (expected == "none")


def test_evidence_is_a_span_of_the_article() -> None:
    text = "Nothing new in Kyiv.\n\n“We are ready for talks with Russia,” the minister said. “Come in.”"
    start = text.index("We are")
    quotation = Quotation("direct", start, start + 34, text[start : start + 34])
    found = assess(text, quotation, "en", LEXICON)
    assert found.stance == "supports"
    assert found.stance_start is not None
    assert found.stance_end is not None
    assert text[found.stance_start : found.stance_end] == "ready"


def test_a_fragment_takes_the_stance_of_its_sentence() -> None:
    sentence = "He warned against talks with Russia, which would be a “gift” to the aggressor."
    assert stance("gift", sentence, "en", LEXICON) == ("opposes", None, None)


def test_a_judgement_counts_where_the_text_before_is_about_talks() -> None:
    judgement = "This is a positive step."
    assert stance(judgement, f"Paris offered talks with Russia. {judgement}", "en", LEXICON)[0] == "supports"
    assert stance(judgement, f"Moscow lowered its key rate. {judgement}", "en", LEXICON)[0] == "none"


def test_a_text_about_other_countries_has_no_stance() -> None:
    assert (
        stance("We are ready for talks.", "Peru and Chile quarrel. We are ready for talks.", "en", LEXICON)[0] == "none"
    )


def test_an_unknown_language_has_no_stance() -> None:
    assert stance("We are ready for talks with Russia", "", "xx", LEXICON) == ("none", None, None)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["talks", "with", "Russia", "not", "refused", "ready", "if", "only if", ".", "\n", "“", "”", "Ё", "visit"]
        ),
        max_size=40,
    ).map(" ".join),
    st.integers(0, 100),
    st.integers(0, 100),
    st.sampled_from([*LEXICON.languages, "xx"]),
)
def test_evidence_never_leaves_the_text(text: str, a: int, b: int, language: str) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    found = verdict(text, start, end, language, LEXICON)
    assert (found.cue is None) == (found.stance == "none")
    if found.cue is not None:
        assert 0 <= found.cue.start < found.cue.end <= len(text)
    plain, first, last = stance(text[start:end], text, language, LEXICON)
    assert first is None or (plain != "none" and last is not None and 0 <= first < last <= end - start)


def test_a_megabyte_is_assessed_in_bounded_time() -> None:
    text = "ready for talks with Russia only if " * 28_000
    assert verdict(text, 0, len(text), "en", LEXICON).stance == "conditional"
    for place in range(0, 400_000, 4_000):
        verdict(text, place, place + 100, "en", LEXICON)


@pytest.mark.shared
def test_the_labelled_statements(shared: Path) -> None:
    """Macro F1 at least 0.7, hardly ever the wrong side, over the labelled spans themselves."""
    folder = shared / "stance"
    docs, rows = (
        [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").split("\n") if line]
        for name in ("docs_dev.jsonl", "stance_dev.jsonl")
    )
    texts = {row["id"]: row["text"] for row in docs}
    pairs = [
        (row["stance"], verdict(texts[row["id"]], row["start"], row["end"], row["lang"], LEXICON).stance)
        for row in rows
    ]
    scores = []
    for label in ("supports", "conditional", "opposes", "none"):
        both = sum(gold == found == label for gold, found in pairs)
        scores.append(2 * both / sum((gold == label) + (found == label) for gold, found in pairs))
    wrong = sum({gold, found} == {"supports", "opposes"} for gold, found in pairs)
    assert sum(scores) / 4 >= 0.7
    assert wrong <= 0.03 * len(rows)


@pytest.mark.shared
def test_the_thirteen_statements_of_the_example(shared: Path) -> None:
    folder = shared / "cases" / "kremlin-talks"
    text = (folder / "article.txt").read_text(encoding="utf-8")
    expected = (folder / "expected.yaml").read_text(encoding="utf-8")
    rows = re.findall(r'stance: (\w+),\s+content: "([^"]+)"', expected)
    assert len(rows) == 13
    for gold, content in rows:
        place = re.search(r"\s+".join(map(re.escape, content.split())), text)
        assert place is not None
        assert verdict(text, place.start(), place.end(), "en", LEXICON).stance == gold, content
