"""Outside text made harmless before it goes into a header, a line of text or a link.

Newlines would forge lines and headers, terminal controls would act, bidirectional overrides would show another order
than the one that is there (CVE-2021-42574), and encoded words (RFC 2047) have become a real ``Bcc:`` header in
Python's `email` 3.11.7 and 3.12.1.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are no white space
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, or turning the order
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]+"  # no characters; tags
)
SURROGATE = re.compile("[\ud800-\udfff]")
SPACE = re.compile(r"\s+")
ELLIPSIS = "…"
JOINER = "\u200d"
LONGEST_CLUSTER = 64
"""Characters that are looked back for the start of a user-perceived character; a longer one is cut through."""
LONGEST_LINK = 2000
"""Characters of a link; Slack takes 3000 for the whole section, mail programs give up at about this length."""


def line(text: str, limit: int) -> str:
    """`text` as one line of at most `limit` characters: blanks for white space, nothing invisible, no encoded word.

    Idempotent; linear in the text.
    """
    seen = SURROGATE.sub("\ufffd", INVISIBLE.sub("", text))
    flat = SPACE.sub(" ", seen).strip()
    return shorten(flat.replace("=?", "= ?").replace("?=", "? ="), limit)


def shorten(text: str, limit: int) -> str:
    """The beginning of `text` in at most `limit` characters, with an ellipsis where something was left out.

    Never cuts off a combining mark or through an emoji that is joined of several (UAX 29, the part news needs).
    """
    if len(text) <= limit:
        return text
    wanted = max(limit - 1, 0)
    cut = next((at for at in range(wanted, max(wanted - LONGEST_CLUSTER, 0), -1) if is_boundary(text, at)), wanted)
    return text[:cut].rstrip() + ELLIPSIS if limit > 0 else ""


def is_boundary(text: str, at: int) -> bool:
    """Whether a user-perceived character may begin at `at` (which is inside the text)."""
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
    return unicodedata.category(char) in {"Mn", "Mc", "Me"} or char in "\u200c\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff"


def is_flag(char: str) -> bool:
    """Regional indicator symbols."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def link(url: str) -> str | None:
    """An absolute http or https address fit to be clicked: ASCII, without user and password; `None` for all else."""
    if len(url) > LONGEST_LINK or INVISIBLE.search(url) or SURROGATE.search(url):
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
