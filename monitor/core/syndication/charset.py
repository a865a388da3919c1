"""Bytes as text, whatever their labels say.

Labels lie: servers name a charset for all files alike, pages are re-encoded and keep their declaration. Text that is
valid UTF-8 beyond ASCII is UTF-8 (for other encodings to look so by chance is next to impossible over more than a few
characters, RFC 3629 section 1), hence the bytes are asked first.
"""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How a document without a byte order mark begins in wide encodings (XML 1.0, appendix F)."""
DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})|charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""",
    re.ASCII | re.IGNORECASE,
)
HEAD = 4096
SAMPLE = 20_000
"""Bytes read for guessing; only lines beyond ASCII tell anything."""
TELLING = 30
"""Bytes beyond ASCII below which a guess is worse than the last resort."""
SUPERSETS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "tis-620": "cp874",
}
"""What is meant by these labels on the web (WHATWG Encoding Standard, section 4.2)."""
UNSAFE = frozenset(
    {"utf-7", "utf7", "unicode-1-1-utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
)
LAST_RESORT = "cp1252"


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of `body`; `declared` is the charset of the Content-Type. Never raises; what is broken becomes U+FFFD."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    head = body[:64].lstrip()
    for beginning, encoding in WIDE:
        if head.startswith(beginning):
            return body[body.index(beginning) :].decode(encoding, "replace")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd") - body.count("\ufffd".encode())
    if not broken or mostly_utf8(body, broken):
        return text
    for name in (declared, label(body), guess(body)):
        if (found := attempt(body, name)) is not None:
            return found
    return body.decode(LAST_RESORT, "replace")


def mostly_utf8(body: bytes, broken: int) -> bool:
    """Whether a few broken places stand among many characters that only UTF-8 explains."""
    text = body.decode("utf-8", "ignore")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return beyond > broken


def label(body: bytes) -> str | None:
    """What the document says of itself in its first lines."""
    found = DECLARED.search(body, 0, HEAD)
    return (found[1] or found[2]).decode("ascii") if found else None


def attempt(body: bytes, encoding: str | None) -> str | None:
    """The text in `encoding`, if that is a text encoding that we know and that fits nearly everywhere."""
    if not encoding:
        return None
    name = SUPERSETS.get(encoding.strip().lower(), encoding.strip().lower())
    if name in UNSAFE or name.replace("_", "-") in {"utf-8", "utf8"}:
        return None
    try:
        text = body.decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):  # unknown, no text encoding, or a codec with a mind of its own
        return None
    return text if text.count("\ufffd") <= len(text) // 100 else None


def guess(body: bytes) -> str | None:
    """The likeliest encoding by the frequencies of letters, from the lines that are not plain ASCII."""
    if len(body) - len(body.decode("ascii", "ignore")) < TELLING:
        return None
    lines = [line for line in body.split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:SAMPLE]
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed, 30 ms to import

    best = from_bytes(sample, threshold=0.4).best()
    return best.encoding if best is not None else None
