"""Undo the content coding of a body, with a bound on what comes out.

Pure: bytes in, bytes out. gzip (RFC 1952, several members too) and deflate (RFC 1950, or raw RFC 1951 as some servers
send it) are known, brotli and zstd never: they inflate 1 KB to 1 GB in one step, and nobody asked for them. A body
that is gzip without saying so is inflated, once; one that says gzip and is plain markup is taken as it is, as browsers
do. A stream that ends too early or fails its checksum is refused: a cut body must never count as seen.
"""

from __future__ import annotations

import zlib

from monitor.edges.retrieve.refused import RefusedError
from monitor.records import Condition

GZIP = b"\x1f\x8b\x08"
PLAIN = frozenset({"", "identity", "none", "utf-8", "utf8"})
"""No coding at all; the last three are wrong, and seen on feeds that are plain."""
MAX_MEMBERS = 1000
"""Members of one gzip body. Block-wise writers use 64 KB a member; a body of empty ones would only cost time."""

MARKUP = (b"<", b"{", b"[", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""How a feed or a page may begin: markup, JSON, a byte order mark."""


class Inflater:
    """Turns the bytes that came into the document's, piece by piece.

    Args:
        coding: the Content-Encoding field.
        bound: bytes that may come out.

    Raises:
        RefusedError: `BAD_ENCODING` for a coding we do not know.
    """

    def __init__(self, coding: str, bound: int) -> None:
        names = [name for name in (part.strip().lower() for part in coding.split(",")) if name not in PLAIN]
        match names:
            case []:
                self._stages = [Stage("", bound)]
            case ["gzip" | "x-gzip" | "deflate"]:
                self._stages = [Stage(names[0].removeprefix("x-"), bound), Stage("", bound)]
            case _:
                raise RefusedError(Condition.BAD_ENCODING, f"Content-Encoding: {coding[:80]!r}")

    def feed(self, data: bytes) -> bytes:
        """What `data` turns into, perhaps not all of it yet.

        Raises:
            RefusedError: `TOO_LARGE` or `BAD_ENCODING`.
        """
        for stage in self._stages:
            data = stage.feed(data)
        return data

    def finish(self) -> bytes:
        """The rest, once all has come.

        Raises:
            RefusedError: as `feed`, and `BAD_ENCODING` where the stream is not complete.
        """
        data = b""
        for stage in self._stages:
            data = stage.feed(data) + stage.finish()
        return data


class Stage:
    """One coding, or none declared: then only gzip's mark at the very beginning counts."""

    def __init__(self, coding: str, bound: int) -> None:
        self._coding = coding
        self._bound = bound
        self._left = bound
        self._members = 0
        self._pending: bytes | None = b""
        """Kept back until it is enough to tell what this is; `None` once that is known."""
        self._stream: zlib._Decompress | None = None
        self._gzip = False

    def feed(self, data: bytes) -> bytes:
        """See `Inflater.feed`."""
        if self._pending is not None:
            data = self._pending + data
            if len(data) < len(GZIP):
                self._pending = data
                return b""
            self._begin(data)
        return self._pass(data)

    def finish(self) -> bytes:
        """See `Inflater.finish`."""
        rest = b""
        if self._pending:
            rest, self._pending = self._pending, None
            self._begin(rest)
            rest = self._pass(rest)
        if self._stream is not None and not self._stream.eof:
            raise RefusedError(Condition.BAD_ENCODING, "the compressed body ends too early")
        return rest

    def _begin(self, data: bytes) -> None:
        self._pending = None
        if data.startswith(GZIP):
            self._stream, self._gzip = zlib.decompressobj(wbits=31), True
        elif self._coding == "deflate":
            # RFC 1950: the method is 8 and the first two bytes are a multiple of 31; else it is raw
            zlib_header = data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if zlib_header else -15)
        elif self._coding and not data.lstrip(b" \t\r\n").startswith(MARKUP):
            raise RefusedError(Condition.BAD_ENCODING, "says gzip and is neither gzip nor text")

    def _pass(self, data: bytes) -> bytes:
        if self._stream is None:
            self._spend(len(data))
            return data
        try:
            return b"".join(self._pieces(self._stream, data))
        except zlib.error as error:
            raise RefusedError(Condition.BAD_ENCODING, f"{error}") from None

    def _pieces(self, stream: zlib._Decompress, data: bytes) -> list[bytes]:
        pieces = []
        while data:
            if stream.eof:
                if not self._gzip or not data.startswith(GZIP[:1]):  # padding or rubbish behind it: as gzip(1) does
                    break
                stream = self._stream = zlib.decompressobj(wbits=31)
                self._members += 1
                if self._members >= MAX_MEMBERS:
                    raise RefusedError(Condition.BAD_ENCODING, f"more than {MAX_MEMBERS} gzip members")
            pieces.append(stream.decompress(data, self._left + 1))
            self._spend(len(pieces[-1]))
            data = stream.unconsumed_tail or stream.unused_data
        return pieces

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise RefusedError(Condition.TOO_LARGE, f"the body is larger than {self._bound} bytes")
