"""A turnstile: only so many bodies are taken in at a time, each within a bounded time, so that memory is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException
from starlette.requests import ClientDisconnect, Request

BODY_WITHIN_S = 30.0
RETRY_AFTER_S = 5


class Turnstile:
    """Counts who is inside; it is used in the event loop alone, and so needs no lock."""

    def __init__(self, most: int) -> None:
        self._free = most

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Be inside; raises HTTPException (503) where too many are."""
        if self._free <= 0:
            raise HTTPException(503, "too many are sending at this moment", {"Retry-After": str(RETRY_AFTER_S)})
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


async def body_of(request: Request, *, most: int) -> bytes:
    """
    Return the body of a request.

    Raises:
        HTTPException: 413 where it is longer than `most` bytes, 408 where it takes too long to arrive, 400 where
            the sender goes away.
    """
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > most:
        raise _too_long(most)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise _too_long(most)
    except TimeoutError as error:
        raise HTTPException(408, "the body took too long to arrive") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the body never came to its end") from error
    return bytes(body)


def _too_long(most: int) -> HTTPException:
    return HTTPException(413, f"the body is longer than {most} bytes", {"Connection": "close"})
