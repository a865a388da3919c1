"""A configuration is taken whole or refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import config
from monitor.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


def written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_is_valid_and_has_feeds_in_all_eight_languages() -> None:
    shipped = config.read(ROOT / "config.yaml")
    assert len(shipped.feeds) >= 40
    assert {feed.language for feed in shipped.feeds} == {"en", "de", "fr", "it", "es", "pl", "ru", "uk"}
    assert all(feed.country and feed.language and feed.outlet for feed in shipped.feeds)


def test_the_shipped_file_shows_every_key_with_its_default() -> None:
    shipped = config.read(ROOT / "config.yaml").model_dump()
    default = config.Config().model_dump()
    assert {**shipped, "feeds": ()} == default


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("poll:\n  tikc: 5s\n", "config.yaml:2: poll.tikc: unknown key"),
        ("poll:\n  tick: soon\n", "config.yaml:2: poll.tick: write a duration such as 90s, 15m, 2h or 3d"),
        ("feeds:\n  - {url: 'ftp://x/y', outlet: X}\n", "config.yaml:2: feeds.0.url: not an http or https address"),
        ("feeds:\n  - {outlet: X}\n", "config.yaml:2: feeds.0.url: Field required"),
        ("topics: [a]\ntopics: [b]\n", "config.yaml:2"),
        ("a: [1\n", "config.yaml:2"),
        ("- 1\n", "config.yaml:1: the file must be a mapping"),
        ("channels:\n  desk: {type: pager}\n", "config.yaml:2: channels.desk"),
        (
            "alerts:\n  rules:\n    - {name: r, channels: [desk]}\n",
            "names the channel 'desk', which is not in channels",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        config.read(written(tmp_path, text))
    assert said in str(error.value)
    assert error.value.exit_code == 78


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        config.read(written(tmp_path, "poll: {tick: x}\nfetch: {deadline: y}\n"))
    assert len(str(error.value).splitlines()) == 2


def test_a_feed_named_twice_is_refused(tmp_path: Path) -> None:
    feed = "  - {url: 'https://a.example/f', outlet: A}\n"
    with pytest.raises(ConfigError, match="comes twice"):
        config.read(written(tmp_path, "feeds:\n" + feed + feed))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: cannot be read: No such file or directory$"):
        config.read(tmp_path / "none.yaml")


def test_norway_stays_a_country(tmp_path: Path) -> None:
    text = "feeds:\n  - {url: 'https://a.example/f', outlet: A, country: NO}\n"
    assert config.read(written(tmp_path, text)).feeds[0].country == "NO"


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_FETCH__DEADLINE", "20s")
    assert config.read(written(tmp_path, "fetch: {deadline: 5s}\n")).fetch.deadline == 20


def test_an_environment_variable_that_fits_nowhere_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_TOPICS__X", "1")
    with pytest.raises(ConfigError, match="MONITOR_TOPICS__X"):
        config.read(written(tmp_path, "topics: [a]\n"))


SLACK = "channels:\n  desk: {{type: slack, webhook: {}}}\n"


def test_secrets_come_from_credentials_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hook").write_text("https://hooks.example/1\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("HOOK", "https://hooks.example/2")
    for source, value in (("{credential: hook}", "1"), ("{env: HOOK}", "2"), ("https://hooks.example/3", "3")):
        channel = config.read(written(tmp_path, SLACK.format(source))).channels["desk"]
        assert isinstance(channel, config.SlackChannel)
        assert channel.webhook.get_secret_value() == f"https://hooks.example/{value}"
        assert "hooks.example" not in repr(channel)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{env: NOT_SET_ANYWHERE}", "NOT_SET_ANYWHERE is not set"),
        ("{credential: none}", "the credential none cannot be read"),
        ("{file: /etc/passwd}", "write the secret itself"),
    ],
)
def test_a_secret_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, said: str
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(ConfigError, match=said):
        config.read(written(tmp_path, SLACK.format(source)))


def test_a_credential_without_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigError, match="start by systemd"):
        config.read(written(tmp_path, SLACK.format("{credential: hook}")))


def test_the_database_goes_where_it_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.read(written(tmp_path, "database: a.db\n")).database_path() == tmp_path / "a.db"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert config.Config().database_path() == tmp_path / "statement-monitor" / "monitor.db"
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/statement-monitor")
    assert config.Config().database_path() == Path("/var/lib/statement-monitor/monitor.db")


@pytest.mark.parametrize(("text", "value"), [("90", 90), ("90s", 90), ("1.5m", 90), ("2h", 7200), ("1d", 86400)])
def test_durations(tmp_path: Path, text: str, value: float) -> None:
    assert config.read(written(tmp_path, f"poll: {{interval: {text}}}\n")).poll.interval == value


def test_a_rule_becomes_a_record(tmp_path: Path) -> None:
    text = SLACK.format("https://hooks.example/1") + "alerts: {rules: [{name: r, channels: [desk], sides: [russia]}]}\n"
    (rule,) = config.read(written(tmp_path, text)).rules
    assert (rule.name, rule.channels, rule.sides, rule.events) == ("r", ("desk",), ("russia",), ("new",))


def test_a_disabled_feed_is_no_source(tmp_path: Path) -> None:
    text = "feeds:\n  - {url: 'https://a.example/f', outlet: A, enabled: false}\n"
    assert config.read(written(tmp_path, text)).sources == ()


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        config.read(path)
