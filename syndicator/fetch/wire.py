"""
HTTP/1.1 as it goes over one connection: a question out, an answer in, read by llhttp as it comes.

Answers are bounded: their headers in size, what waits to be read in memory, every silence in time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Sequence

import httptools
import httpx

MOST_HEADER_BYTES = 100_000
"""Between two pieces of a body: headers, trailers, and whatever stands around chunks."""
MOST_WAITING_BYTES = 262_144
Header = tuple[bytes, bytes]


class Wire(asyncio.Protocol):
    """
    One connection; it carries one question at a time.

    Attributes:
        is_free: whether the last answer is whole and the server lets the connection stay.
        has_begun: whether anything came since the last question.
    """

    def __init__(self) -> None:
        self.is_free = True
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._lost: Exception | None = None
        self._reset()

    def _reset(self) -> None:
        self.status = 0
        self.reason = b""
        self.headers: list[Header] = []
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(  # as much as browsers forgive; nobody behind us could be misled
            lenient_chunked_length=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )
        self.has_begun = self._has_head = self._is_whole = self._is_paused = False
        self._pieces: deque[bytes] = deque()
        self._waiting_bytes = self._outside_body_bytes = 0

    async def ask(self, question: bytes, within_s: float | None) -> None:
        """
        Send a question and return when status and headers of its answer are there.

        Raises:
            httpx.TransportError: there is no answer, or it is not HTTP.
        """
        self._reset()
        self.is_free = False
        if self._transport is None or self._lost is not None:
            raise httpx.WriteError("the connection was closed")
        self._transport.write(question)
        while not self._has_head:
            await self._news(within_s)

    async def read(self, within_s: float | None) -> bytes:
        """
        Return the next piece of the body, empty at its end.

        Raises:
            httpx.TransportError: the rest does not come.
        """
        while not self._pieces and not self._is_whole:
            await self._news(within_s)
        if not self._pieces:
            return b""
        piece = self._pieces.popleft()
        self._waiting_bytes -= len(piece)
        if self._is_paused and self._waiting_bytes < MOST_WAITING_BYTES and self._transport is not None:
            self._transport.resume_reading()
            self._is_paused = False
        return piece

    def certificate(self) -> str | None:
        """Return the SHA-256 (hex) of the certificate that the server showed; None without TLS."""
        tls = self._transport.get_extra_info("ssl_object") if self._transport is not None else None
        shown = tls.getpeercert(binary_form=True) if tls is not None else None
        return hashlib.sha256(shown).hexdigest() if shown else None

    def close(self) -> None:
        """Close the connection at once."""
        self.is_free = False
        if self._transport is not None:
            self._transport.abort()

    async def _news(self, within_s: float | None) -> None:
        if self._lost is not None:
            raise self._lost
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within_s):
                await self._waiter
        except TimeoutError as error:
            raise httpx.ReadTimeout("the server fell silent") from error
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self._is_whole or self._lost is not None:
            self.is_free = False  # it speaks without being asked
            return
        self.has_begun = True
        self._outside_body_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self._is_whole:
                self._end(httpx.RemoteProtocolError(f"the answer is not HTTP: {error}"))
            self.is_free = False
        if self._outside_body_bytes > MOST_HEADER_BYTES:
            self._end(httpx.RemoteProtocolError("the headers of the answer have no end"))
        self._wake()

    def _end(self, error: Exception) -> None:
        self._lost = self._lost or error
        self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end for the end of the body, where nothing else tells it."""
        if self._has_head and not self._is_whole and exc is None and not _has_length(self.headers):
            self._is_whole = True
        self.is_free = False
        if self._lost is None:
            self._lost = _translated(exc, begun=self._has_head)
        self._wake()

    def on_message_begin(self) -> None:
        """Take what follows on a whole answer for what nobody asked for."""
        if self._is_whole:
            self.is_free = False

    def on_status(self, reason: bytes) -> None:
        """Keep the words behind the status; they may come in pieces."""
        if not self._is_whole:
            self.reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; a trailer behind the last chunk tells nothing that we want."""
        if not self._has_head:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Take the head for complete; 1xx only announces an answer."""
        if self._is_whole:
            return
        self.status = self._parser.get_status_code()
        self._has_head = self.status >= 200

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body until it is read, and no more than is bearable."""
        if self._is_whole:
            return
        self._outside_body_bytes = 0
        self._pieces.append(body)
        self._waiting_bytes += len(body)
        if self._waiting_bytes > MOST_WAITING_BYTES and not self._is_paused and self._transport is not None:
            self._transport.pause_reading()
            self._is_paused = True

    def on_message_complete(self) -> None:
        """Take the answer for whole."""
        if self._is_whole:
            return
        if not self._has_head:
            self.reason, self.headers = b"", []
            return
        self._is_whole = True
        self.is_free = self._lost is None and self._parser.should_keep_alive()


def _has_length(headers: Sequence[Header]) -> bool:
    """Whether an answer says itself where it ends."""
    return any(name.lower() in {b"content-length", b"transfer-encoding"} for name, _ in headers)


def _translated(error: Exception | None, *, begun: bool) -> Exception:
    if error is not None:
        return httpx.ReadError(str(error) or type(error).__name__)
    return httpx.RemoteProtocolError(
        "the answer was cut short" if begun else "the server closed the connection without an answer"
    )
