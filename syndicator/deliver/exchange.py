"""One HTTP exchange of a channel: the answer is read up to a size; the client's transport bounds its time."""

from __future__ import annotations

import httpx

MOST_BYTES = 256_000


def exchange(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """
    Send a request and return its answer, cut at MOST_BYTES.

    Answers are not unpacked, so that none is asked for packed, whatever the client asks by itself.

    Raises:
        httpx.HTTPError: no whole answer within the time that client and transport allow.
        SourceFault: the address guard refused, or the name cannot be resolved.
    """
    request.headers["accept-encoding"] = "identity"
    answer = client.send(request, stream=True)
    try:
        body = bytearray()
        for piece in answer.iter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                break
    finally:
        answer.close()
    headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-encoding"]
    return httpx.Response(answer.status_code, headers=headers, content=bytes(body), request=request)
