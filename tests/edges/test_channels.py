"""Channels as they are configured: opened by name, refused where they could not work or would tell secrets."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.config import Config
from monitor.edges.channels import open_channels
from monitor.errors import ConfigError


def configured(**channels: dict[str, Any]) -> Config:
    return Config.model_validate({"channels": channels})


def test_channels_are_opened_by_name_with_their_recipients() -> None:
    channels = open_channels(
        configured(
            ops={"type": "slack", "webhook": "https://hooks.slack.com/services/T/B/x", "repeat": "never"},
            mail={
                "type": "email",
                "host": "mail.example",
                "from": "m@example.com",
                "to": ["a@b.example", "c@d.example"],
            },
        )
    )
    assert {name: (channel.name, channel.recipients, channel.repeat) for name, channel in channels.items()} == {
        "ops": ("ops", ("ops",), "never"),
        "mail": ("mail", ("a@b.example", "c@d.example"), "allow"),
    }
    assert open_channels(Config()) == {}


MAIL = {"type": "email", "host": "mail.example", "from": "m@example.com", "to": ["a@b.example"]}


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ({"type": "slack", "webhook": "http://hooks.slack.com/services/s3cr3t"}, "webhook: write https"),
        ({"type": "slack", "webhook": "http://10.0.0.1/s3cr3t"}, "webhook: write https"),
        ({"type": "slack", "webhook": "hooks.slack.com/s3cr3t"}, "webhook: not an https address"),
        ({"type": "slack", "webhook": "https://hooks.slack.com/s3cr3t\nHost: x"}, "webhook: not an https address"),
        ({"type": "slack", "webhook": "https://[::1/s3cr3t"}, "webhook: not a web address"),
        ({"type": "slack", "webhook": "https://a:s3cr3t@hooks.slack.com/"}, "webhook: an address with a user"),
        ({"type": "slack", "webhook": "https://hooks.slack.com:port/s3cr3t"}, "webhook: not a web address"),
        (MAIL | {"security": "none", "username": "u", "password": "s3cr3t"}, "security: a password is sent encrypted"),
        (MAIL | {"to": ["a@b.example", "jörg@b.example"]}, "to: not an ASCII mail address: 'jörg@b.example'"),
        (MAIL | {"to": ["a,b@c.example"]}, "to: not an ASCII mail address"),
        (MAIL | {"from": "m@exa(mple.com"}, "from: not an ASCII mail address"),
        (MAIL | {"host": "mail example"}, "host: not the name of a host"),
    ],
)
def test_a_channel_that_cannot_work_or_tells_secrets_is_refused(channel: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_channels(configured(broken=channel))
    assert said in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_loopback_may_do_without_encryption() -> None:
    assert open_channels(
        configured(
            a={"type": "slack", "webhook": "http://127.0.0.1:8080/x"},
            b={"type": "slack", "webhook": "http://[::1]:8080/x"},
            c=MAIL | {"host": "localhost", "security": "none", "username": "u", "password": "p"},
            d=MAIL | {"security": "none"},
        )
    )
