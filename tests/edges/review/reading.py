"""What a test reads off a page."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import httpx


class References(HTMLParser):
    """What a page would load, run or send, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "src" or (name == "href" and tag == "link") or name == "action":
                self.loaded.append(value or "")
            if name.startswith("on") or name == "style" or (value or "").lower().strip().startswith("javascript:"):
                self.inline.append(f"{tag} {name}={value}")
            if name == "href" and tag == "a":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
        if tag in {"iframe", "object", "embed", "img", "style", "base"} or (
            tag == "script" and "src" not in dict(attrs)
        ):
            self.inline.append(tag)


def references(page: str) -> References:
    found = References()
    found.feed(page)
    found.close()
    return found


def numbers(client: httpx.Client, path: str) -> list[int]:
    """The statements or articles that a list shows, in its order."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    what = path.split("?", maxsplit=1)[0]
    found = re.findall(rf'<(?:blockquote[^>]*>|header>)<a [^>]*href="{what}/(\d+)"', answer.text)
    return [int(number) for number in found]


def plain(page: str) -> str:
    """The page's text without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", page))
