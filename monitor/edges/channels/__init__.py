"""Channels: the ways on which alerts leave. Each delivers one alert at a time and tells what became of it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from email.errors import MessageError
from email.headerregistry import Address
from typing import Literal, Protocol
from urllib.parse import urlsplit

from monitor import config
from monitor.edges.channels.mail import Mail
from monitor.edges.channels.post import is_loopback
from monitor.edges.channels.slack import Slack
from monitor.errors import ConfigError
from monitor.records import Alert, Delivery

__all__ = ["Channel", "open_channels"]


class Channel(Protocol):
    """A way to reach people."""

    name: str
    recipients: tuple[str, ...]
    """Whom it reaches: each gets an alert of their own."""
    repeat: Literal["allow", "never"]
    """Whether an alert that may have arrived is sent again."""

    async def deliver(self, alert: Alert) -> Delivery:
        """Try once, in bounded time. Never raises for what the world does; a repeat says that it may be one."""


def open_channels(settings: config.Config) -> Mapping[str, Channel]:
    """The configured channels by name. Nothing is connected yet.

    Raises:
        ConfigError: a channel would send secrets in the clear, or has an address that no server takes; all such
            faults at once, without the secrets.
    """
    if found := [fault for name, section in settings.channels.items() for fault in faults(name, section)]:
        raise ConfigError("\n".join(found))
    context = ssl.create_default_context() if settings.channels else None
    return {name: opened(name, section, context) for name, section in settings.channels.items()}


def opened(name: str, section: config.Channel, context: ssl.SSLContext | None) -> Channel:
    """The channel that a section describes."""
    if isinstance(section, config.SlackChannel):
        return Slack(name, section, context or ssl.create_default_context())
    return Mail(name, section, None if section.security == "none" else context)


def faults(name: str, section: config.Channel) -> Iterator[str]:
    """What is wrong with a channel, a line for each key."""
    if isinstance(section, config.SlackChannel):
        if said := webhook_fault(section.webhook.get_secret_value()):
            yield f"channels.{name}.webhook: {said}"
        return
    if section.security == "none" and section.username and not is_loopback(section.host):
        yield f"channels.{name}.security: a password is sent encrypted only: write starttls or tls"
    if not section.host.isascii() or any(char.isspace() for char in section.host) or not section.host:
        yield f"channels.{name}.host: not the name of a host"
    for key, addresses in (("from", (section.sender,)), ("to", section.to)):
        for address in addresses:
            if not is_address(address):
                yield f"channels.{name}.{key}: not an ASCII mail address: {address!r}"


def webhook_fault(url: str) -> str | None:
    """What is wrong with a webhook, without saying the webhook."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "not a web address"
    if not host or parts.scheme not in {"http", "https"} or not url.isascii() or not url.isprintable() or " " in url:
        return "not an https address"
    if parts.username or parts.password:
        return "an address with a user or password in it is not supported"
    if parts.scheme == "http" and not is_loopback(host):
        return "write https: http is for this machine only"
    return None


def is_address(address: str) -> bool:
    """Whether a mail address is one, in ASCII, that needs no quoting."""
    try:
        return address.isascii() and address.isprintable() and Address(addr_spec=address).addr_spec == address
    except (ValueError, IndexError, MessageError):
        return False
