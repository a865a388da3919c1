"""Feeds come into the configuration and out of it; everything else in the file stays byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import config, yaml_file
from monitor.cli.feed_list import append
from monitor.cli.opml import read
from monitor.errors import ConfigError, MonitorError
from tests.cli.command import Caller
from tests.cli.test_start import FEED, RSS, write
from tests.servers.http import Answer, HttpServer

ROOT = Path(__file__).resolve().parent.parent.parent
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}"><title>{title}</title><id>urn:x</id>
<updated>2026-03-02T07:00:00Z</updated><entry><id>urn:1</id><title>One</title><updated>2026-03-02T07:00:00Z</updated>
<link href="http://x.example/1"/></entry></feed>"""


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as opened:
        opened.on("/feed", Answer(FEED, type=RSS))
        atom = ATOM.format(lang="ru-RU", title="Вечерняя: газета # новости \u202e").encode()
        opened.on("/ru", Answer(atom, type="application/atom+xml; charset=utf-8"))
        opened.on("/old", Answer(b"", status=301, headers=(("Location", "/feed"),)))
        opened.on("/home", Answer(announcing("/ru")))
        opened.on("/portal", Answer(announcing("/feed", "/ru", "/gone")))
        opened.on("/plain", Answer(b"<!doctype html><html><body>nothing</body></html>"))
        yield opened


def announcing(*paths: str) -> bytes:
    links = "".join(f"<link rel=alternate type='application/rss+xml' href='{path}'>" for path in paths)
    return f"<!doctype html><html><head>{links}</head><body>A page</body></html>".encode()


def test_a_feed_is_added_with_its_own_title_and_language(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed")
    before = path.read_text(encoding="utf-8")
    said = call("feeds", "add", server.url("/ru"))
    assert (said.code, said.err) == (0, "")
    assert path.read_text(encoding="utf-8").startswith(before)
    added = config.read(path).feeds[-1]
    assert (added.url, added.outlet, added.language) == (server.url("/ru"), "Вечерняя: газета # новости", "ru")


def test_a_feed_is_found_by_the_page_that_announces_it(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed")
    said = call("feeds", "add", server.url("/home"), "--outlet", "Mine", "--country", "gb", "--language", "EN")
    assert said.code == 0
    added = config.read(path).feeds[-1]
    assert (added.url, added.outlet, added.country, added.language) == (server.url("/ru"), "Mine", "GB", "en")


def test_of_several_feeds_the_user_chooses(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server)
    before = path.read_bytes()
    said = call("feeds", "add", server.url("/portal"))
    assert said.code == 1
    assert "announces 2 feeds" in said.err
    assert server.url("/feed") in said.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        ("/plain", "is no feed, and the page there announces none"),
        ("/nowhere", "not-found"),
        ("/feed", "is there already"),
        ("/old", "is there already"),
    ],
)
def test_what_cannot_be_added_is_told_and_changes_nothing(
    call: Caller, tmp_path: Path, server: HttpServer, where: str, fault: str
) -> None:
    path = write(tmp_path, server, "/feed")
    before = path.read_bytes()
    said = call("feeds", "add", server.url(where))
    assert said.code == 1
    assert fault in said.err
    assert path.read_bytes() == before
    assert [child.name for child in tmp_path.iterdir()] == ["config.yaml"]


def test_addresses_inside_are_refused_with_the_way_out(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    (tmp_path / "config.yaml").write_text("fetch: {allow: []}\n", encoding="utf-8")
    said = call("feeds", "add", server.url("/feed"))
    assert said.code == 1
    assert "forbidden-address" in said.err
    assert "fetch.allow" in said.err
    assert call("feeds", "add", "www.example.org/feed").err.strip().endswith("with https:// or http://")
    assert server.requests == []


@pytest.mark.parametrize(
    ("option", "value"), [("--country", "England"), ("--language", "english"), ("--language", "ß")]
)
def test_a_wrong_code_is_refused(call: Caller, tmp_path: Path, server: HttpServer, option: str, value: str) -> None:
    path = write(tmp_path, server, "/feed")
    before = path.read_bytes()
    said = call("feeds", "add", server.url("/ru"), option, value)
    assert said.code == 2
    assert "code such as" in said.err
    assert path.read_bytes() == before


ROW = {"url": "https://new.example/feed", "outlet": "New: «Газета»", "country": "NO", "language": None}
LINE = '- {url: "https://new.example/feed", outlet: "New: «Газета»", country: "NO"}'
STYLES = {
    "flow": ("feeds:\n  - {url: 'https://a.example/f', outlet: A}\n", "  " + LINE + "\n"),
    "flow, comments behind": (
        "feeds:\n    # some\n    - {url: 'https://a.example/f', outlet: A} # good\n    # - off\n\n# the end\n",
        None,
    ),
    "block": ("feeds:\n- url: https://a.example/f\n  outlet: A\n\n\npoll: {tick: 1s}  # after\n", None),
    "empty list": ("feeds: []   # none yet\npoll: {tick: 1s}\n", None),
    "no key": ("poll: {tick: 1s}\n", f"feeds:\n  {LINE}\n"),
    "no newline at the end": ("poll: {tick: 1s}", None),
    "empty file": ("", f"feeds:\n  {LINE}\n"),
    "only comments": ("# nothing\n", f"feeds:\n  {LINE}\n"),
    "windows": ("feeds:\r\n  - {url: 'https://a.example/f', outlet: A}\r\npoll: {tick: 1s}\r\n", None),
    "flow list": ("feeds: [{url: 'https://a.example/f', outlet: A}]\n", None),
    "flow mapping": ("{feeds: [{url: 'https://a.example/f', outlet: A}], poll: {tick: 1s}}\n", None),
    "anchors": ("poll: &p {tick: 1s}\nfeeds:\n  - &a\n    url: https://a.example/f\n    outlet: A\n", None),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_feed_fits_into_every_style_of_file(tmp_path: Path, style: str) -> None:
    before, added = STYLES[style]
    path = tmp_path / "config.yaml"
    path.write_bytes(before.encode())
    known = config.read(path)
    append(path, [ROW])
    after = path.read_bytes().decode()
    read_again = config.read(path)
    assert read_again.feeds[:-1] == known.feeds
    assert read_again.model_copy(update={"feeds": known.feeds}) == known
    assert (read_again.feeds[-1].outlet, read_again.feeds[-1].country) == ("New: «Газета»", "NO")
    if added is not None:
        assert after == before + added
    assert sorted(comments(after)) == sorted(comments(before))
    assert after.count("\r\n") in {0, after.count("\n")}


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


def test_the_shipped_file_keeps_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    shutil.copy(ROOT / "config.yaml", path)
    before = path.read_text(encoding="utf-8")
    append(path, [ROW])
    assert path.read_text(encoding="utf-8") == f"{before}  {LINE}\n"


def test_a_file_with_secrets_keeps_its_rights_and_a_link_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text("channels: {d: {type: slack, webhook: {env: NOT_SET}}}\n", encoding="utf-8")
    real.chmod(0o600)
    link = tmp_path / "config.yaml"
    link.symlink_to(real)
    append(link, [ROW])
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert "new.example" in real.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("feeds: []\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.yaml"):
        append(path, [{"url": "https://a.example/" + "x" * 10, "outlet": ""}])  # an outlet must have a name
    assert path.read_text(encoding="utf-8") == "feeds: []\n"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(lambda text: text.strip())
)
def test_any_name_of_an_outlet_comes_back_as_it_was(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text("feeds: []\n", encoding="utf-8")
        append(path, [{"url": "https://a.example/f", "outlet": name}])
        assert yaml_file.plain(yaml_file.load(path))["feeds"] == [{"url": "https://a.example/f", "outlet": name}]


OPML = """<?xml version="1.0" encoding="{encoding}"?><opml version="2.0"><head><title>x</title></head><body>
<outline text="Europe"><outline type="rss" text="Газета" title="Газета" xmlUrl="https://a.example/feed"/>
<outline type="rss" text="B &amp; C" xmlUrl="https://b.example/feed"/></outline>
<outline type="rss" text="twice" xmlUrl="https://b.example/feed"/>
<outline type="rss" text="no web" xmlUrl="gopher://c.example/feed"/>
<outline type="rss" text="" xmlUrl="https://d.example/feed"/></body></opml>"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_opml_is_imported_once(call: Caller, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "config.yaml").write_text("# mine\nfeeds:\n  - {url: 'https://a.example/feed', outlet: A}\n", "utf-8")
    (tmp_path / "list.opml").write_bytes(OPML.format(encoding=encoding).encode(encoding))
    said = call("feeds", "import", "list.opml")
    assert said.code == 0
    assert "added 2 feeds, 1 was there already" in said.out
    assert "gopher://c.example/feed" in said.err
    feeds = config.read(tmp_path / "config.yaml").feeds
    assert [(feed.url, feed.outlet) for feed in feeds] == [
        ("https://a.example/feed", "A"),
        ("https://b.example/feed", "B & C"),
        ("https://d.example/feed", "d.example"),
    ]
    again = (tmp_path / "config.yaml").read_bytes()
    assert "added 0 feeds" in call("feeds", "import", "list.opml").out
    assert (tmp_path / "config.yaml").read_bytes() == again


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_opml_keeps_its_letters_in_every_encoding(encoding: str) -> None:
    assert read(OPML.format(encoding=encoding).encode(encoding), "list")[0].title == "Газета"


def test_a_list_comes_back_as_it_was_exported(call: Caller, tmp_path: Path) -> None:
    shutil.copy(ROOT / "config.yaml", tmp_path / "config.yaml")
    exported = call("feeds", "export").out
    feeds = config.read(tmp_path / "config.yaml").feeds
    outlines = ET.fromstring(exported.encode()).iter("outline")  # noqa: S314 - our own
    assert [(o.get("xmlUrl"), o.get("text"), o.get("language")) for o in outlines] == [
        (feed.url, feed.outlet, feed.language) for feed in feeds
    ]
    (tmp_path / "config.yaml").write_text("", encoding="utf-8")
    (tmp_path / "list.opml").write_text(exported, encoding="utf-8")
    assert f"added {len(feeds)} feeds" in call("feeds", "import", "list.opml").out
    again = config.read(tmp_path / "config.yaml").feeds
    assert [(feed.url, feed.outlet, feed.country, feed.language) for feed in again] == [
        (feed.url, feed.outlet, feed.country, feed.language) for feed in feeds
    ]
    assert len({feed.country for feed in again}) > 8


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ('language="en-GB" category="/Politics,/country/GB"', ("en", "GB")),
        ('LANGUAGE="RU" category="news"', ("ru", None)),
        ('language="" category="/country/Great Britain"', (None, None)),
        ('language="english" category="/country/gb"', (None, None)),
    ],
)
def test_language_and_country_are_taken_where_a_list_tells_them(
    attributes: str, told: tuple[str | None, str | None]
) -> None:
    text = f'<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/f?x=1&amp;y=2" {attributes}/></body></opml>'
    (feed,) = read(text.encode(), "list")
    assert (feed.url, feed.language, feed.country) == ("https://a.example/f?x=1&y=2", *told)


def test_one_feed_is_one_feed(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("feeds: []\n", encoding="utf-8")
    (tmp_path / "list.opml").write_text(OPML.format(encoding="utf-8")[:250], encoding="utf-8")
    assert "added 1 feed, 0 were there already" in call("feeds", "import", "list.opml").out


@pytest.mark.parametrize(
    "content", [b"", b"no list", b"<opml><body></body></opml>", b"\xff\xfe\x00", b"https://a.example/f"]
)
def test_a_list_without_feeds_is_told(call: Caller, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.yaml").write_text("feeds: []\n", encoding="utf-8")
    (tmp_path / "list.opml").write_bytes(content)
    said = call("feeds", "import", "list.opml")
    assert said.code == 1
    assert "list.opml: holds no feed" in said.err
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == "feeds: []\n"


@pytest.mark.parametrize("cut", [60, 150, 300, 420])
def test_a_cut_off_list_gives_what_can_be_read(cut: int) -> None:
    data = OPML.format(encoding="utf-8").encode()[:cut]
    try:
        feeds = read(data, "list")
    except MonitorError:
        assert b"b.example" not in data
    else:
        assert all(feed.url.startswith("https://") for feed in feeds)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_import(data: bytes) -> None:
    for body in (data, b"<opml version='2.0'><body>" + data):
        try:
            assert read(body, "list")
        except MonitorError as error:
            assert "holds no feed" in str(error)  # noqa: PT017 - the other outcome that is allowed


def test_feeds_shows_how_they_fare(call: Caller, log: Path) -> None:
    said = call("feeds", "--database", log)
    assert said.code == 0
    assert "Outlet A" in said.out
    assert call("feeds", "--database", log, "--outlet", "Outlet A", "--json").rows[0]["outlet"] == "Outlet A"
    troubled = call("feeds", "--database", log, "--failing", "--json").rows
    assert all(row["condition"] or row["gap_since"] for row in troubled)
