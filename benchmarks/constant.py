"""
A bare application that answers with the same bytes whatever is asked, served as the portal is: the limit of the server.

    python -m benchmarks.constant PORT FILE MEDIA_TYPE
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send

TAG = b'"constant"'


class Constant:
    """Answers 200 with the body, or 304 whenever a tag is told."""

    def __init__(self, body: bytes, media_type: str) -> None:
        told = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
        self._start = {"type": "http.response.start", "status": 200, "headers": [*told, (b"etag", TAG)]}
        self._body = {"type": "http.response.body", "body": body}
        self._same = {"type": "http.response.start", "status": 304, "headers": [(b"etag", TAG)]}
        self._nothing = {"type": "http.response.body", "body": b""}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            return
        has_it = any(name == b"if-none-match" for name, _ in scope["headers"])
        await send(self._same if has_it else self._start)
        await send(self._nothing if has_it else self._body)


if __name__ == "__main__":
    _, port, file, media_type = sys.argv
    application = Constant(Path(file).read_bytes(), media_type)
    uvicorn.run(application, port=int(port), log_config=None, access_log=False, server_header=False, lifespan="off")
