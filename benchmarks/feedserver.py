"""
The feeds that are measured with, each on a host of its own, served by a process of its own as fast as can be.

    python -m benchmarks.feedserver FEEDS

prints its port. `/!delay/MS` lets every answer wait from then on; `/!counts` tells the answers since it was asked last.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.documents import documents, numbered
from tests.swift import Question, Reply, host_address, http, listener, serve

PROJECT = Path(__file__).resolve().parents[1]
WRITTEN = 1_000
"""So many feeds are written; further ones are the same in other words."""
NOT_FOUND = http("404 Not Found")


@dataclass(slots=True)
class Feeds:
    """What the server says."""

    written: list[bytes]
    delay_s: float = 0
    counts: Counter[str] = field(default_factory=Counter)

    def answer(self, question: Question) -> Reply:
        """Answer one question."""
        if question.path.startswith("/!"):
            return Reply(http("200 OK", self._obey(question.path)))
        if not question.path.startswith("/feed/"):
            return self._say("404", NOT_FOUND)
        number = int(question.path.split("/")[2])
        tag = f'"{number}"'
        if question.header(b"if-none-match") == tag.encode():
            return self._say("304", http("304 Not Modified", ETag=tag))
        return self._say("200", self._document(number, tag))

    def _document(self, number: int, tag: str) -> bytes:
        return http(
            "200 OK",
            numbered(self.written, number),
            ETag=tag,
            Last_Modified="Mon, 02 Mar 2026 07:00:00 GMT",
            Content_Type="application/rss+xml; charset=UTF-8",
        )

    def _say(self, status: str, content: bytes) -> Reply:
        self.counts[status] += 1
        return Reply(content, self.delay_s)

    def _obey(self, path: str) -> bytes:
        if path.startswith("/!delay/"):
            self.delay_s = int(path.removeprefix("/!delay/")) / 1000
        told = json.dumps(self.counts).encode()
        self.counts.clear()
        return told


@dataclass(frozen=True, slots=True)
class FeedServer:
    """A running server."""

    port: int
    feeds: int

    @property
    def addresses(self) -> list[str]:
        """The addresses of all feeds."""
        return [self.address(number) for number in range(self.feeds)]

    def address(self, number: int) -> str:
        """Return the address of one feed."""
        return f"http://{host_address(number)}:{self.port}/feed/{number}/"

    def set_delay(self, delay_ms: int) -> None:
        """Let every answer wait so long."""
        self._ask(f"/!delay/{delay_ms}")

    def counts(self) -> dict[str, int]:
        """Return how many answers of each status were given since this was asked last."""
        return dict(json.loads(self._ask("/!counts")))

    def _ask(self, path: str) -> bytes:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", trust_env=False, timeout=30).content


@contextmanager
def feed_server(feeds: int) -> Iterator[FeedServer]:
    """Run a server of so many feeds."""
    command = [sys.executable, "-m", "benchmarks.feedserver", str(feeds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT) as process:
        assert process.stdout is not None
        try:
            yield FeedServer(int(process.stdout.readline()), feeds)
        finally:
            process.terminate()


def main() -> None:
    """Serve until terminated."""
    feeds = Feeds(documents(min(int(sys.argv[1]), WRITTEN)))
    listening = listener()
    print(listening.getsockname()[1], flush=True)
    asyncio.run(serve(listening, feeds.answer))


if __name__ == "__main__":
    main()
