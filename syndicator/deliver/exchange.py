"""One HTTP exchange of a channel within bounds: the answer is read up to a size and a deadline, never further."""

from __future__ import annotations

import time

import httpx

MOST_BYTES = 256_000
LONGEST_S = 20.0


def exchange(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """
    Send a request and return its answer, cut at MOST_BYTES.

    Raises:
        httpx.HTTPError: no whole answer within LONGEST_S or the client's own time-outs.
        SourceFault: the address guard refused, or the name cannot be resolved.
    """
    ends_at = time.monotonic() + LONGEST_S
    answer = client.send(request, stream=True)
    try:
        body = bytearray()
        for piece in answer.iter_raw(16_384):
            body += piece
            if len(body) > MOST_BYTES:
                break
            if time.monotonic() > ends_at:
                raise httpx.ReadTimeout(f"the answer took longer than {LONGEST_S:g} s", request=request)
    finally:
        answer.close()
    headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-encoding"]
    return httpx.Response(answer.status_code, headers=headers, content=bytes(body), request=request)
