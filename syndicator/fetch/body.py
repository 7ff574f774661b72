"""Reading an answer's body within bounds: compressed or not, it never grows past the cap in memory."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from syndicator.errors import SourceFault

ACCEPT_ENCODING = "gzip, deflate"
MOST_MEMBERS = 1000
"""Parts of one gzip body; each costs far more than the twenty bytes that an empty one has."""
_MEMBER = b"\x1f\x8b"
_WINDOW_BITS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def _too_large(most: int) -> SourceFault:
    return SourceFault(
        "body", f"the answer is larger than {most // 1_000_000} MB", "give the address of a feed, which is smaller"
    )


class _Inflater:
    """Decompresses piece by piece; servers that send raw deflate under that name are understood too."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._raw_allowed = encoding == "deflate"
        self._head = b""
        self._members = 1
        self._stream = zlib.decompressobj(_WINDOW_BITS[encoding])

    def feed(self, piece: bytes, most: int) -> bytes:
        """Return at most `most` bytes of what this piece unpacks to; a gzip body may have several members."""
        unpacked = bytearray()
        while piece and len(unpacked) < most:
            if self._stream.eof:
                if self._encoding == "deflate" or not _MEMBER.startswith(piece[:2]):
                    break
                self._begin_member()
            unpacked += self._inflate(piece, most - len(unpacked))
            piece = self._stream.unused_data
        return bytes(unpacked)

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise SourceFault("body", "the answer has too many packed parts", "the source has to mend its server")
        self._stream = zlib.decompressobj(_WINDOW_BITS[self._encoding])

    def _inflate(self, piece: bytes, most: int) -> bytes:
        """Unpack; that a stream is raw deflate shows only when its first two bytes are there."""
        if self._raw_allowed:
            self._head += piece
        try:
            unpacked = self._stream.decompress(piece, most)
        except zlib.error as error:
            if not self._raw_allowed:
                raise SourceFault(
                    "body", f"the answer's compression is broken: {error}", "the source has to mend its server"
                ) from error
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            self._raw_allowed = False
            return self._inflate(self._head, most)
        self._raw_allowed = self._raw_allowed and len(self._head) < 2
        return unpacked

    def check_complete(self) -> None:
        """Raise SourceFault if the end of the packed stream never came."""
        if not self._stream.eof:
            raise SourceFault("body", "the answer was cut short", "it is tried again later")


async def read_body(pieces: AsyncIterator[bytes], encoding: str, *, most: int) -> bytes:
    """
    Return the whole body, unpacked.

    Args:
        pieces: the body as it comes over the wire.
        encoding: the Content-Encoding header, lower case; empty for none.
        most: bytes, before and after unpacking.

    Raises:
        SourceFault: too large, an encoding that we did not ask for, or broken compression.
    """
    inflater = _inflater(encoding)
    body = bytearray()
    received = 0
    async for piece in pieces:
        received += len(piece)
        body += piece if inflater is None else inflater.feed(piece, most + 1 - len(body))
        if received > most or len(body) > most:
            raise _too_large(most)
    if inflater is not None:
        inflater.check_complete()
    return bytes(body)


async def read_start(pieces: AsyncIterator[bytes], encoding: str, *, most: int) -> bytes:
    """Return the first `most` bytes of a body, unpacked, and leave the rest unread; raises like `read_body`."""
    inflater = _inflater(encoding)
    body = bytearray()
    async for piece in pieces:
        body += piece if inflater is None else inflater.feed(piece, most - len(body))
        if len(body) >= most:
            break
    return bytes(body[:most])


def _inflater(encoding: str) -> _Inflater | None:
    if encoding in {"", "identity"}:
        return None
    if encoding in _WINDOW_BITS:
        return _Inflater(encoding)
    raise SourceFault("body", f"the answer is encoded as {encoding[:40]!r}", "the source must send gzip or nothing")
