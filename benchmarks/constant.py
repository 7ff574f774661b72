"""
A bare application that answers with the same bytes whatever is asked, served as the portal is: the limit of the server.

    python -m benchmarks.constant PORT FILE

FILE.json holds the heads of its answers, as [name, value] by status; both are the portal's own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uvicorn
from starlette.types import Message, Receive, Scope, Send


class Constant:
    """Answers 200 with the body, or 304 whenever a tag is told."""

    def __init__(self, body: bytes, heads: dict[str, list[tuple[str, str]]]) -> None:
        self._start, self._same = (_start(status, heads[str(status)]) for status in (200, 304))
        self._body = {"type": "http.response.body", "body": body}
        self._nothing = {"type": "http.response.body", "body": b""}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            return
        has_it = any(name == b"if-none-match" for name, _ in scope["headers"])
        await send(self._same if has_it else self._start)
        await send(self._nothing if has_it else self._body)


def _start(status: int, head: list[tuple[str, str]]) -> Message:
    headers = [(name.encode(), value.encode()) for name, value in head]
    return {"type": "http.response.start", "status": status, "headers": headers}


if __name__ == "__main__":
    _, port, file = sys.argv
    application = Constant(Path(file).read_bytes(), json.loads(Path(f"{file}.json").read_bytes()))
    uvicorn.run(application, port=int(port), log_config=None, access_log=False, server_header=False, lifespan="off")
