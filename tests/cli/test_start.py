"""The first steps: a configuration is written once and checked against the world."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import config
from monitor.edges import store
from tests.cli.command import Caller
from tests.edges.store_samples import DAY, NOW, article, queued
from tests.servers.http import Answer, HttpServer

ROOT = Path(__file__).resolve().parent.parent.parent
RSS = "application/rss+xml"
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>http://x.example/</link><description>d</description>
<item><title>One</title><link>http://x.example/1</link><pubDate>Mon, 02 Mar 2026 07:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as opened:
        opened.on("/feed", Answer(FEED, type=RSS))
        opened.on("/page", Answer(b"<!doctype html><html><body>no feed</body></html>"))
        opened.on("/moved", Answer(b"", status=301, headers=(("Location", "/feed"),)))
        opened.on("/broken", Answer(b"", status=500))
        yield opened


def write(folder: Path, server: HttpServer, *paths: str, more: str = "") -> Path:
    path = folder / "config.yaml"
    feeds = "".join(f"  - {{url: '{server.url(where)}', outlet: 'Outlet {where}'}}\n" for where in paths)
    text = f"fetch: {{allow: ['{server.authority}'], host_pause: 0}}\nworkers: {{count: 1}}\n{more}feeds:\n{feeds}"
    path.write_text(text if paths else text.removesuffix("feeds:\n"), encoding="utf-8")
    return path


def test_init_writes_the_commented_file_and_never_over_another(call: Caller, tmp_path: Path) -> None:
    assert call("init").code == 0
    path = tmp_path / "config.yaml"
    assert path.read_bytes() == (ROOT / "config.yaml").read_bytes()
    path.write_text("# mine\n", encoding="utf-8")
    said = call("init")
    assert said.code == 78
    assert "config.yaml: is there already" in said.err
    assert path.read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize("where", ["no/such/folder/config.yaml", "file/config.yaml"])
def test_init_tells_where_it_cannot_write(call: Caller, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = call("init", where)
    assert said.code == 78
    assert f"{where}: cannot be written" in said.err


def test_check_tells_how_every_feed_fares(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed", "/page", "/moved", "/broken", "/nowhere")
    said = call("check", "--json", "--config", path)
    assert said.code == 1
    rows = {row["outlet"]: row for row in said.rows if "outlet" in row}
    conditions = {outlet.removeprefix("Outlet /"): row["condition"] for outlet, row in rows.items()}
    assert conditions == {
        "feed": "ok",
        "page": "not-a-feed",
        "moved": "ok",
        "broken": "server-error",
        "nowhere": "not-found",
    }
    assert rows["Outlet /feed"]["entries"] == 1
    assert rows["Outlet /feed"]["newest"].startswith("2026-03-02T07:00")
    assert rows["Outlet /moved"]["detail"] == f"has moved to {server.url('/feed')}"
    assert said.rows[-1]["feeds_failing"] == 3
    table = call("check", "--config", path)
    assert "5 feeds, 3 failing" in table.out
    assert not (tmp_path / "home").exists()  # nothing is remembered


def test_check_is_content_with_a_good_configuration(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed")
    said = call("check", "--config", path)
    assert said.code == 0
    assert "no rule: the log is filled, nobody is alerted" in said.out
    assert "(made at the first run)" in said.out


def test_check_tells_a_program_of_the_log_in_words_of_its_own(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed")
    database = config.read(path).database_path()

    def told() -> tuple[object, ...]:
        row = call("check", "--offline", "--json", "--config", path).rows[-1]
        assert row["database"] == str(database)
        return row["database_condition"], row["statements"], row["database_detail"]

    assert told() == ("missing", None, None)
    store.open_writer(database).close()
    assert told() == ("ok", 0, None)
    database.write_bytes(b"no database at all" * 100)
    condition, statements, detail = told()
    assert (condition, statements) == ("unusable", None)
    assert str(database) in str(detail)


def test_check_offline_asks_nobody(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed", "/broken")
    said = call("check", "--offline", "--config", path)
    assert said.code == 0
    assert "not asked" in said.out
    assert server.requests == []


CHANNELS = """channels:
  desk: {{type: slack, webhook: 'http://{authority}/services/T0/B0/secret'}}
  mail: {{type: email, host: 127.0.0.1, port: 1, security: none, from: a@example.org, to: [b@example.org]}}
alerts:
  rules:
    - {{name: tone, channels: [desk, mail], sides: [russia], stances: [supports, conditional], min_score: 0.5}}
"""


def test_check_knocks_at_channels_without_sending_and_explains_rules(
    call: Caller, tmp_path: Path, server: HttpServer
) -> None:
    path = write(tmp_path, server, more=CHANNELS.format(authority=server.authority))
    said = call("check", "--config", path)
    assert said.code == 1  # nobody listens on port 1
    assert (
        "rule tone: new statements, side russia, stance supports or conditional, score from 0.5 → desk, mail"
        in said.out
    )
    assert "secret" not in said.out + said.err
    rows = {row["channel"]: row for row in call("check", "--json", "--config", path).rows if "channel" in row}
    assert (rows["desk"]["condition"], rows["mail"]["condition"]) == ("ok", "unreachable")
    assert server.requests == []


def test_check_tells_of_a_log_that_cannot_be_used(call: Caller, tmp_path: Path, server: HttpServer) -> None:
    path = write(tmp_path, server, "/feed", more="database: log.db\n")
    (tmp_path / "log.db").write_bytes(b"something else")
    said = call("check", "--config", path)
    assert said.code == 1
    assert "log.db" in said.out
    (tmp_path / "log.db").unlink()
    with store.open_writer(tmp_path / "log.db") as db:
        article(db, queued(db), now=NOW + DAY)
    assert call("check", "--config", path).code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("poll:\n  tikc: 5s\n", "config.yaml:2: poll.tikc: unknown key"),
        ("topics: [no-such-topic]\n", "topics: there is no topic 'no-such-topic'; known are "),
        ("topic_folder: nowhere\n", "topic_folder: "),
        ("channels: {desk: {type: slack, webhook: 'http://example.org/x'}}\n", "channels.desk.webhook: write https"),
        ("channels: {desk: {type: slack, webhook: {env: NOT_SET_ANYWHERE}}}\n", "NOT_SET_ANYWHERE is not set"),
        ("a: [", "config.yaml:1: "),
        ("\x00", "config.yaml"),
        ("- 1\n", "config.yaml:1: the file must be a mapping"),
    ],
)
def test_a_wrong_configuration_ends_with_its_own_code(call: Caller, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    found = call("check", "--offline")
    assert found.code == 78
    assert said in found.err


def test_without_a_configuration_it_says_how_to_get_one(call: Caller) -> None:
    for command in ("check", "run", "status", "statements"):
        said = call(command)
        assert said.code == 78
        assert "'monitor init'" in said.err
    assert call("status", "--config", "nowhere.yaml").code == 78


def test_reading_the_log_needs_no_secret(call: Caller, tmp_path: Path) -> None:
    with store.open_writer(tmp_path / "log.db"):
        pass
    secret = "channels: {desk: {type: slack, webhook: {credential: slack}}}\nalerts: {rules: [{name: r, channels: [desk]}]}\n"
    (tmp_path / "config.yaml").write_text(f"database: log.db\n{secret}", encoding="utf-8")
    assert call("status").code == 0
    assert call("statements", "--json").code == 0
    said = call("alerts", "test")
    assert said.code == 78
    assert "CREDENTIALS_DIRECTORY" in said.err


def test_the_environment_overrides_the_file(
    call: Caller, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.yaml").write_text("database: other.db\n", encoding="utf-8")
    monkeypatch.setenv("MONITOR_DATABASE", str(log))
    monkeypatch.setenv("MONITOR_CHANNELS__DESK__TYPE", "pager")  # not read by those who do not send
    assert call("statements", "--limit", 1).out
    monkeypatch.setenv("MONITOR_FETCH__DEADLINE", "soon")
    said = call("statements")
    assert said.code == 78
    assert "fetch.deadline" in said.err


def test_a_kept_demo_is_read_by_its_own_configuration(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir(mode=stat.S_IRWXU)
    (tmp_path / "kept" / "demo.db").write_bytes(b"")
    said = call("demo", "--keep", tmp_path / "kept")
    assert said.code == 1
    assert "is there already: keep the demo in another folder" in said.err


def test_the_shipped_configuration_is_the_one_that_init_writes() -> None:
    assert config.read(ROOT / "monitor" / "data" / "config.yaml") == config.read(ROOT / "config.yaml")
