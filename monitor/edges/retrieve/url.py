"""Read a URL as a place to ask: normalised, ASCII, http or https.

httpx's URL class normalises, quotes and IDNA-encodes; it reads `Target.url` back as the very same parts (tested), so
that what was judged here is what is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

from monitor.records import Condition, Failure

MAX_LENGTH = 8000
"""Characters, as written and as sent (a letter outside ASCII is sent as six and more). RFC 9110 section 4.1 asks
servers to support this many, and no article's address is longer."""

HOST = re.compile(r"[a-z0-9._-]{1,255}|[0-9a-f:.]{2,45}", re.ASCII)
"""A name in use (with underscores, whatever RFC 952 says) or an IP literal."""
MAX_PORT = 65535
DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes. `url` has neither user information nor fragment; `host` is ASCII without brackets;
    `path` is the raw request target with its query.
    """

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """``host:port`` as the URL writes it (the port also where it is the default), an IPv6 host in brackets."""
        return f"{bracketed(self.host)}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt is valid for (RFC 9309 section 2.3)."""
        return f"{self.scheme}://{self.authority}"

    @property
    def host_header(self) -> str:
        """The Host field (RFC 9110 section 7.2): the port only where it is not the default."""
        return bracketed(self.host) if self.port == DEFAULT_PORT[self.scheme] else self.authority


def locate(text: str, base: Target | None = None) -> Target | Failure:
    """The target that `text` names, relative to `base` where there is one.

    Returns:
        `NO_URL` where it is no URL, `FORBIDDEN_ADDRESS` where its scheme is neither http nor https.
    """
    if len(text) > MAX_LENGTH:
        return Failure(Condition.NO_URL, f"an address of {len(text)} characters")
    try:
        url = httpx.URL(base.url).join(text.strip()) if base else httpx.URL(text.strip())
        return target(url)
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: urljoin, and surrogates that have no UTF-8
        return Failure(Condition.NO_URL, f"{shortened(text)}: {shortened(str(error))}")


def target(url: httpx.URL) -> Target | Failure:
    """The parts of `url` that a request is made of."""
    if url.scheme and url.scheme not in DEFAULT_PORT:
        return Failure(Condition.FORBIDDEN_ADDRESS, f"{url.scheme[:40]}: is neither http nor https")
    host = url.raw_host.decode("ascii").lower()
    if not url.scheme or not host:
        return Failure(Condition.NO_URL, f"{shortened(str(url))}: not an absolute address")
    port = DEFAULT_PORT[url.scheme] if url.port is None else url.port
    if not 0 < port <= MAX_PORT or not HOST.fullmatch(host):
        return Failure(Condition.NO_URL, f"{shortened(str(url))}: no such host or port")
    path = url.raw_path.decode("ascii")
    plain = Target("", url.scheme, host, port, path)
    sent = f"{url.scheme}://{plain.host_header}{path}"
    if len(sent) > MAX_LENGTH:
        return Failure(Condition.NO_URL, f"an address of {len(sent)} characters")
    return Target(sent, url.scheme, host, port, path)


def credentials(text: str) -> tuple[bytes, bytes] | None:
    """The name and password that `text` holds, where it does."""
    url = httpx.URL(text)
    return (url.username.encode(), url.password.encode()) if url.userinfo else None


def bracketed(host: str) -> str:
    """An IPv6 literal in brackets, any other host as it is."""
    return f"[{host}]" if ":" in host else host


def shortened(text: str) -> str:
    """Outside text for a one-line detail: printable, at most 200 characters."""
    return "".join(char if char.isprintable() else "�" for char in text[:200])
