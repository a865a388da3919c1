"""Outside text made harmless before it goes into a header, a line of text or a link.

`core.text.defuse` takes away what would act: controls, newlines, overrides of direction. Here follows what a bounded
line of a message needs besides: encoded words (RFC 2047) have become a real ``Bcc:`` header in Python's `email` 3.11.7
and 3.12.1, and a cut must not tear a letter from its accent.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

from monitor.core.text import defuse

HIDDEN = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # seen as nothing
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]+"  # no characters; tags
)
SPACE = re.compile(r"\s+")
ELLIPSIS = "…"
JOINER = "\u200d"
READ = 20
"""Times the limit that is read of a text: room for white space and invisible characters that go."""
LONGEST_CLUSTER = 64
"""Characters that are looked back for the start of a user-perceived character; a longer one is cut through."""
LONGEST_LINK = 2000
"""Characters of a link; Slack takes 3000 for the whole section, mail programs give up at about this length."""


def line(text: str, limit: int) -> str:
    """`text` as one line of at most `limit` characters: blanks for white space, nothing invisible, no encoded word.

    Idempotent. No more than `READ` times the limit is read, whatever the length of the text.
    """
    flat = SPACE.sub(" ", defuse(HIDDEN.sub("", text[: READ * limit]))).strip()
    safe = flat.replace("=?", "= ?").replace("?=", "? =")
    return shorten(safe + ELLIPSIS if len(text) > READ * limit else safe, limit)


def shorten(text: str, limit: int) -> str:
    """The beginning of `text` in at most `limit` characters, with an ellipsis where something was left out.

    Never cuts off a combining mark or through an emoji that is joined of several (UAX 29, the part news needs).
    """
    if len(text) <= limit:
        return text
    wanted = max(limit - 1, 0)
    cut = next((at for at in range(wanted, max(wanted - LONGEST_CLUSTER, -1), -1) if is_boundary(text, at)), wanted)
    return text[:cut].rstrip() + ELLIPSIS if limit > 0 else ""


def is_boundary(text: str, at: int) -> bool:
    """Whether a user-perceived character may begin at `at` (which is inside the text)."""
    if at == 0:
        return True
    if extends(text[at]) or text[at - 1] == JOINER:
        return False
    if is_flag(text[at]) and is_flag(text[at - 1]):  # flags are pairs of these letters
        start = at
        while start and at - start < LONGEST_CLUSTER and is_flag(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 0
    return True


def extends(char: str) -> bool:
    """Whether the character is seen together with the one before it."""
    return (
        unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or char in "\u200c\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )


def is_flag(char: str) -> bool:
    """Regional indicator symbols."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def link(url: str) -> str | None:
    """An absolute http or https address fit to be clicked: ASCII, without user and password; `None` for all else."""
    if len(url) > LONGEST_LINK or defuse(HIDDEN.sub("", url)) != url:
        return None
    try:
        parts = urlsplit(url.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        place = parts.netloc.rpartition("@")[2]
        whole = quote(urlunsplit(parts._replace(netloc=place)), safe="%/:?#[]@!$&'()*+,;=~-._")
    except ValueError:  # a bracket left open in the host: no address
        return None
    return whole if len(whole) <= LONGEST_LINK else None


def host(url: str) -> str:
    """The host of a link made by `link`, for people: where a click leads."""
    return line(urlsplit(url).hostname or "", 100)
