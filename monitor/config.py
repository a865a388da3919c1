"""The configuration: read once, typed, passed down.

Order of precedence: `config.yaml`, overridden by the environment (``MONITOR_FETCH__DEADLINE=20``); secrets written as
``{credential: name}`` come from ``$CREDENTIALS_DIRECTORY/name`` (systemd LoadCredential), ``{env: NAME}`` from the
environment.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from monitor import yaml_file
from monitor.errors import ConfigError
from monitor.records import EventKind, Kind, Rule, Side, Source, Stance

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
PREFIX = "MONITOR_"


def seconds(value: object) -> object:
    """``90``, ``"90s"``, ``"15m"``, ``"2h"``, ``"3d"`` as seconds."""
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd]?)\s*", value)):
        return float(found[1]) * UNITS[found[2] or "s"]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("write a duration such as 90s, 15m, 2h or 3d")
    return float(value)


def secret(value: object) -> object:
    """A literal, ``{env: NAME}`` or ``{credential: name}``, resolved."""
    if not isinstance(value, dict):
        return value
    match value:
        case {"env": str(name), **rest} if not rest:
            if name not in os.environ:
                raise ValueError(f"the environment variable {name} is not set")
            return os.environ[name]
        case {"credential": str(name), **rest} if not rest:
            folder = os.environ.get("CREDENTIALS_DIRECTORY")
            if not folder:
                raise ValueError("$CREDENTIALS_DIRECTORY is not set: start by systemd, or use {env: NAME}")
            try:
                return (Path(folder) / Path(name).name).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ValueError(f"the credential {name} cannot be read: {error.strerror}") from None
    raise ValueError("write the secret itself, {env: NAME} or {credential: name}")


def web_address(value: str) -> str:
    """An absolute http or https URL."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not an http or https address: {value!r}")
    return value


Seconds = Annotated[float, BeforeValidator(seconds), Field(ge=0)]
Secret = Annotated[SecretStr, BeforeValidator(secret)]
Url = Annotated[str, BeforeValidator(lambda value: web_address(value) if isinstance(value, str) else value)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class Section(BaseModel):
    """A part of the file: immutable, and no unknown key passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Polling(Section):
    """When feeds are asked. Durations in seconds."""

    tick: Seconds = 5.0
    interval: Seconds = 900.0
    min_interval: Seconds = 120.0
    max_interval: Seconds = 86400.0
    concurrency: int = Field(32, ge=1, le=1000)
    max_entries: int = Field(2000, ge=1)
    history: Seconds = 30 * 86400.0


Fetches = Literal["all", "likely"]


class Fetching(Section):
    """How pages and feeds are retrieved, and which pages at all. Sizes in bytes, inflated."""

    pages: Fetches = "likely"
    user_agent: str = "statement-monitor/0.1 (+https://github.com/statement-monitor/statement-monitor)"
    deadline: Seconds = 30.0
    connect_timeout: Seconds = 10.0
    max_feed_bytes: int = Field(8 * 2**20, ge=1024)
    max_page_bytes: int = Field(3 * 2**20, ge=1024)
    max_redirects: int = Field(8, ge=0, le=20)
    per_host: int = Field(2, ge=1)
    host_pause: Seconds = 1.0
    concurrency: int = Field(32, ge=1, le=1000)
    robots: bool = True
    allow: tuple[Annotated[str, Field(pattern=r"^.+:\d+$")], ...] = ()
    proxy: Url | None = None
    attempts: int = Field(6, ge=1)
    refetch_window: Seconds = 7 * 86400.0


class Workers(Section):
    """Killable processes for parsing and analysis. Memory in bytes, per process."""

    count: int | None = Field(None, ge=1, le=256)
    feed_timeout: Seconds = 20.0
    page_timeout: Seconds = 30.0
    memory: int = Field(1536 * 2**20, ge=256 * 2**20)


class SlackChannel(Section):
    """An incoming webhook."""

    type: Literal["slack"]
    webhook: Secret
    repeat: Literal["allow", "never"] = "allow"


class EmailChannel(Section):
    """An SMTP account. Every recipient is told by a message of their own."""

    type: Literal["email"]
    host: str
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: Secret | None = None
    sender: Annotated[str, Field(alias="from", pattern=r"^[^@\s<>]+@[^@\s<>]+$")]
    to: tuple[Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")], ...] = Field(min_length=1)
    timeout: Seconds = 30.0
    repeat: Literal["allow", "never"] = "allow"


Channel = Annotated[SlackChannel | EmailChannel, Field(discriminator="type")]


class RuleSection(Section):
    """An alert rule; what is left out accepts anything."""

    name: str = Field(min_length=1)
    channels: tuple[str, ...] = Field(min_length=1)
    events: tuple[EventKind, ...] = ("new",)
    topics: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    countries: tuple[Country, ...] = ()
    speakers: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    kinds: tuple[Kind, ...] = ()
    languages: tuple[Language, ...] = ()
    min_score: float = Field(0.0, ge=0, le=1)

    def record(self) -> Rule:
        """The same as a record for the core."""
        return Rule(**self.model_dump())


class Alerting(Section):
    """What alerts, to whom, and how long the relay tries. Durations in seconds."""

    max_age: Seconds = 2 * 86400.0
    give_up: Seconds = 5 * 86400.0
    tick: Seconds = 2.0
    rules: tuple[RuleSection, ...] = ()


class FeedSection(Section):
    """One feed."""

    url: Url
    outlet: str = Field(min_length=1)
    country: Country | None = None
    language: Language | None = None
    enabled: bool = True
    fetch: Fetches | None = None

    def record(self) -> Source:
        """The same as a record for the core."""
        return Source(self.url, self.outlet, self.country, self.language)


class Health(Section):
    """The service's own signs of life. `port` 0 leaves the endpoint off."""

    host: str = "127.0.0.1"
    port: int = Field(0, ge=0, le=65535)
    heartbeat_url: Url | None = None
    heartbeat_interval: Seconds = 300.0
    stop_within: Seconds = 25.0


class Config(Section):
    """The whole file."""

    database: Path | None = None
    reviews: Path | None = None
    topics: tuple[str, ...] = Field(("europe-russia-diplomacy",), min_length=1)
    topic_folder: Path | None = None
    poll: Polling = Polling()
    fetch: Fetching = Fetching()
    workers: Workers = Workers()
    health: Health = Health()
    channels: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")], Channel] = Field(default_factory=dict)
    alerts: Alerting = Alerting()
    feeds: tuple[FeedSection, ...] = ()

    @model_validator(mode="after")
    def names_fit(self) -> Self:
        """Rules name channels and topics that exist; names and feed addresses come once."""
        for rule in self.alerts.rules:
            if unknown := [name for name in rule.channels if name not in self.channels]:
                raise ValueError(
                    f"alerts.rules: rule {rule.name!r} names the channel {unknown[0]!r}, which is not in channels"
                )
            if unknown := [name for name in rule.topics if name not in self.topics]:
                raise ValueError(
                    f"alerts.rules: rule {rule.name!r} names the topic {unknown[0]!r}, which is not in topics"
                )
        for what, names in (
            ("alerts.rules: name", [r.name for r in self.alerts.rules]),
            ("feeds: url", [f.url for f in self.feeds]),
        ):
            if twice := {name for name in names if names.count(name) > 1}:
                raise ValueError(f"{what} {min(twice)!r} comes twice")
        return self

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The alert rules as records."""
        return tuple(rule.record() for rule in self.alerts.rules)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The enabled feeds as records."""
        return tuple(feed.record() for feed in self.feeds if feed.enabled)

    @property
    def topic_path(self) -> str | None:
        """The folder of the user's own topics, as workers take it."""
        return str(self.topic_folder) if self.topic_folder else None

    def fetches(self, url: str) -> Fetches:
        """Which pages of a feed are fetched: what its own entry says, else what is said for all."""
        return next((feed.fetch for feed in self.feeds if feed.url == url and feed.fetch), self.fetch.pages)

    def database_path(self) -> Path:
        """The database file: as configured, else in $STATE_DIRECTORY (systemd), else in the XDG state folder."""
        if self.database is not None:
            return self.database.expanduser()
        if folder := os.environ.get("STATE_DIRECTORY"):
            return Path(folder.split(":")[0]) / "monitor.db"
        state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
        return Path(state).expanduser() / "statement-monitor" / "monitor.db"

    def reviews_path(self) -> Path:
        """The reviewers' file: as configured, else beside the database."""
        return self.reviews.expanduser() if self.reviews is not None else reviews_beside(self.database_path())


def reviews_beside(database: Path) -> Path:
    """The reviewers' file that belongs to a log: ``monitor.reviews.db`` beside ``monitor.db``."""
    return database.with_name(f"{database.stem}.reviews{database.suffix or '.db'}")


def read(path: Path) -> Config:
    """The configuration file, overridden by the environment, validated.

    Raises:
        ConfigError: with one line per fault, naming file (or variable), line and key.
    """
    tree = yaml_file.load(path)
    values = yaml_file.plain(tree)
    if not isinstance(values, dict):
        raise ConfigError(f"{path}:1: the file must be a mapping of keys to values")
    override(values, dict(os.environ))
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(yaml_file.explain(path, tree, error)) from None
    return beside(config, path)


def beside(config: Config, path: Path) -> Config:
    """Relative paths count from the folder of the configuration file."""
    changed = {
        name: path.parent / value
        for name in ("database", "reviews", "topic_folder")
        if (value := getattr(config, name)) is not None and not value.expanduser().is_absolute()
    }
    return config.model_copy(update=changed)


def override(values: dict[str, Any], environment: dict[str, str]) -> None:
    """Set ``values[a][b]`` from ``MONITOR_A__B``, in place.

    Raises:
        ConfigError: a variable reaches into something that is no section.
    """
    for name, value in sorted(environment.items()):
        if not name.startswith(PREFIX):
            continue
        *sections, key = name.removeprefix(PREFIX).lower().split("__")
        place = values
        for section in sections:
            place = place.setdefault(section, {})
            if not isinstance(place, dict):
                raise ConfigError(f"environment {name}: {section} is no section of the configuration")
        place[key] = value
