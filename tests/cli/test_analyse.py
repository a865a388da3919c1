"""One article explained, from wherever it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor
from tests.cli.command import Caller
from tests.servers.http import Answer, HttpServer

TEXT = (
    "The Kremlin on Tuesday welcomed a German proposal to send a European Union envoy to Moscow for talks with Russia.\n\n"
    "“We are ready to receive an envoy of the European Union in Moscow,” Kremlin spokesman Arkady Sokolov told reporters.\n\n"
    "German Foreign Minister Clara Weidmann said that Europe could not leave the talks with Russia to others."
)
QUOTE = "We are ready to receive an envoy of the European Union in Moscow"
PAGE = (
    '<!doctype html><html lang="en"><head><title>Kremlin welcomes EU envoy</title></head><body><main><article><h1>Kremlin '
    "welcomes EU envoy</h1>"
    + "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))
    + "</article></main></body></html>"
)
RUSSIAN = (
    "<!doctype html><html><head><meta charset='windows-1251'><title>Кремль о переговорах</title></head><body><article>"
    "<p>Москва готова к переговорам с Европейским союзом, заявил во вторник пресс-секретарь Кремля Аркадий Соколов.</p>"
    "<p>«Мы никогда не закрывали дверь перед нашими европейскими коллегами», — сказал Соколов журналистам.</p></article>"
    "</body></html>"
)


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    with HttpServer() as opened:
        opened.on("/page", Answer(PAGE.encode()))
        opened.on("/cp1251", Answer(RUSSIAN.encode("cp1251"), type="text/html"))
        opened.on("/pdf", Answer(b"%PDF-1.7 ...", type="application/pdf"))
        opened.on("/robots.txt", Answer(b"User-agent: *\nDisallow: /private\n", type="text/plain"))
        opened.on("/private", Answer(PAGE.encode()))
        yield opened


def holds(found: dict[str, object], text: str) -> None:
    """The verdict is positive, and the direct quotation is where it says."""
    assert found["story"]["relevant"] is True  # type: ignore[index]
    direct = [quote for quote in found["quotes"] if quote["kind"] == "direct"]  # type: ignore[attr-defined]
    assert [text[quote["start"] : quote["end"]].rstrip(",") for quote in direct] == [QUOTE]
    assert [quote["speaker_name"] for quote in direct] == ["Arkady Sokolov"]


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_file_is_explained(call: Caller, tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    said = call("analyse", "article.txt", *more)
    assert (said.code, said.err) == (0, "")
    if more:
        holds(json.loads(said.out), TEXT)
        return
    assert "europe-russia-diplomacy: relevant" in said.out
    assert "Arkady Sokolov" in said.out
    assert QUOTE in said.out
    place = TEXT.index(QUOTE)
    assert f"{place}–" in said.out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_stdin_is_read_in_the_encodings_of_editors(call: Caller, encoding: str) -> None:
    said = call("analyse", "-", "--json", stdin=TEXT.encode(encoding))
    assert said.code == 0
    holds(json.loads(said.out), TEXT)


def test_every_topic_of_the_configuration_says_why_or_why_not(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("topics: [eu-enlargement, europe-russia-diplomacy]\n", encoding="utf-8")
    said = call("analyse", "article.txt", "--config", "config.yaml").out
    relevant, other = said.split("eu-enlargement: not relevant")
    assert "to spare)" in relevant
    assert "  lead: +" in relevant
    assert "  on the topic: 0–" in relevant
    assert "  missing: no word of" in other
    assert " of -3.5 (holds " in other
    found = json.loads(call("analyse", "article.txt", "--config", "config.yaml", "--json").out)
    assert [found["story"]["topic"], *(one["topic"] for one in found["other_stories"])] == [
        "europe-russia-diplomacy",
        "eu-enlargement",
    ]
    assert all(quote["topics"] == ["europe-russia-diplomacy"] for quote in found["quotes"])


def test_a_topic_of_ones_own_is_used_and_a_wrong_one_refused(call: Caller, tmp_path: Path) -> None:
    shipped = Path(monitor.__file__).parent / "lexicon" / "topics" / "eu-enlargement.yaml"
    (tmp_path / "topics").mkdir()
    own = tmp_path / "topics" / "mine.yaml"
    own.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "config.yaml").write_text("topics: [mine]\ntopic_folder: topics\n", encoding="utf-8")
    (tmp_path / "article.txt").write_text(
        "The EU opened accession talks with Moldova, a candidate country.", encoding="utf-8"
    )
    assert "mine: relevant" in call("analyse", "article.txt", "--config", "config.yaml").out
    assert "topics: mine" in call("check", "--offline", "--config", "config.yaml").out
    (tmp_path / "wrong").mkdir()  # a process reads a folder once
    wrong = own.read_text(encoding="utf-8").replace("  accession: 0.9", "  accesion: 0.9")
    (tmp_path / "wrong" / "mine.yaml").write_text(wrong, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("topics: [mine]\ntopic_folder: wrong\n", encoding="utf-8")
    for command in (("check", "--offline"), ("analyse", "article.txt")):
        said = call(*command, "--config", "config.yaml")
        assert said.code == 78
        assert "mine.yaml:25: cues.accesion: no words of this class" in said.err


def test_html_is_extracted_first(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "page.htm").write_text(PAGE, encoding="utf-8")
    for said in (call("analyse", "page.htm", "--json"), call("analyse", "--json", stdin=PAGE.encode())):
        found = json.loads(said.out)
        holds(found, found["text"])


def test_a_page_is_retrieved_and_read_in_its_own_encoding(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    (tmp_path / "config.yaml").write_text(f"fetch: {{allow: ['{server.authority}']}}\n", encoding="utf-8")
    found = json.loads(call("analyse", server.url("/page"), "--json").out)
    holds(found, found["text"])
    russian = json.loads(call("analyse", server.url("/cp1251"), "--json").out)
    assert "никогда не закрывали дверь" in russian["text"]
    assert russian["lang"] == "ru"


@pytest.mark.parametrize(("where", "fault"), [("/private", "robots"), ("/nowhere", "not-found"), ("/pdf", "PDF")])
def test_a_page_that_cannot_be_had_is_told(
    call: Caller, tmp_path: Path, server: HttpServer, where: str, fault: str
) -> None:
    (tmp_path / "config.yaml").write_text(f"fetch: {{allow: ['{server.authority}']}}\n", encoding="utf-8")
    said = call("analyse", server.url(where))
    assert (said.code, said.out) == (1, "")
    assert fault.lower() in said.err.lower()


def test_no_request_leaves_for_an_inner_address(call: Caller, server: HttpServer) -> None:
    before = len(server.requests)
    said = call("analyse", server.url("/page"))
    assert said.code == 1
    assert "forbidden-address" in said.err
    assert "fetch.allow" in said.err
    assert len(server.requests) == before


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF: save it as text or HTML first"),
        (b"PK\x03\x04word/document.xml", "is a zip or office file"),
        (bytes(range(256)) * 20, "is no text"),
        (b"x" * (16 * 2**20 + 1), "is longer than 16 MB"),
        (b"<!doctype html><html><body></body></html>", "no-text"),
    ],
    ids=range(7),
)
def test_what_is_no_article_is_told(call: Caller, tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "file").write_bytes(content)
    said = call("analyse", "file")
    assert (said.code, said.out) == (1, "")
    assert f"file: {fault}" in said.err
    if len(content) < 2**20:
        assert f"stdin: {fault}" in call("analyse", stdin=content).err


def test_a_file_that_cannot_be_read_is_told(call: Caller) -> None:
    assert "nowhere.txt: cannot be read" in call("analyse", "nowhere.txt").err
    assert ".: cannot be read" in call("analyse", ".").err
    assert "nowhere.jsonl: cannot be read" in call("analyse", "--jsonl", "nowhere.jsonl").err


def test_what_takes_too_long_ends(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("Peskov said that “talks with Europe are near”. " * 60_000, encoding="utf-8")
    said = call("analyse", "long.txt", "--timeout", "0.5")
    assert said.code == 1
    assert "long.txt: worker-timeout" in said.err
    assert json.loads(call("analyse", "long.txt", "--timeout", "0.5", "--json").out) == {
        "id": "long.txt",
        "error": "worker-timeout: not done after 0.5 s",
    }


def test_an_article_on_no_topic_gives_quotations_only_when_asked(call: Caller, tmp_path: Path) -> None:
    sport = (
        "The goalkeeper was pleased after the match on Sunday.\n\n“We played the perfect game,” coach Ann Miller said."
    )
    (tmp_path / "sport.txt").write_text(sport, encoding="utf-8")
    said = call("analyse", "sport.txt")
    assert "not relevant" in said.out
    assert "--all-quotes" in said.out
    assert "perfect game" not in said.out
    assert "We played the perfect game" in call("analyse", "sport.txt", "--all-quotes").out


def test_the_topics_of_the_configuration_are_asked(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("topics: [no-such-topic]\n", encoding="utf-8")
    said = call("analyse", "article.txt")
    assert said.code == 78
    assert "no-such-topic" in said.err


def test_hostile_text_is_shown_harmless(call: Caller, tmp_path: Path) -> None:
    hostile = TEXT.replace("Arkady Sokolov", "Arkady\x1b[31m Sokolov\u202e\x9b1m")
    (tmp_path / "article.txt").write_text(hostile, encoding="utf-8")
    for more in ((), ("--json",)):
        out = call("analyse", "article.txt", *more).out
        assert "\x1b" not in out
        assert "\x9b" not in out
        assert "\u202e" not in out


def test_title_and_language_belong_to_one_article(call: Caller) -> None:
    said = call("analyse", "--jsonl", "--lang", "de")
    assert said.code == 2
    assert "every line brings its own" in said.err
