"""
Reading feeds in a process apart, which can be stopped: what a hostile document does to it, it does to nobody else.

feedparser is quadratic in some shapes of input and nothing inside a process can end it. The process lives on from one
document to the next; one that outlasts its time or its memory is killed, and the next document gets a new one.

As a program (`python -m syndicator.parse.apart`) it reads documents from standard input and answers on standard output.
Both ways a message is its length in four bytes and then JSON: hostile bytes never become code.
"""

from __future__ import annotations

import base64
import json
import resource
import select
import struct
import subprocess
import sys
import time
from datetime import timedelta
from typing import IO

from pydantic import TypeAdapter

from syndicator.errors import SourceFault
from syndicator.model.entry import Reading
from syndicator.parse.feeds import read_feed

LONGEST = timedelta(seconds=10)
LARGEST_MEMORY_BYTES = 1_500_000_000
LARGEST_ANSWER_BYTES = 64_000_000
"""What entities make of a document may be a hundred times as large as the document itself."""
_LENGTH = struct.Struct(">I")
_READING = TypeAdapter(Reading)


class ReaderApart:
    """Reads feeds like `feeds.read_feed`, in a process that is started when it is first needed."""

    def __init__(self, longest: timedelta = LONGEST) -> None:
        self._longest = longest
        self._process: subprocess.Popen[bytes] | None = None

    def read_feed(self, body: bytes, *, content_type: str, address: str) -> Reading:
        """
        Return the entries of a feed, oldest first.

        Raises:
            SourceFault: the document is not a feed, or reading it took too long or too much memory.
        """
        process = self._running()
        asked = {"body": base64.b64encode(body).decode(), "content_type": content_type, "address": address}
        try:
            answer = _Answer(process, time.monotonic() + self._longest.total_seconds())
            answer.send(json.dumps(asked).encode())
            told = answer.receive()
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            seconds = self._longest.total_seconds()
            why = f"takes longer than {seconds:g} s" if isinstance(error, TimeoutError) else "breaks its reader"
            raise SourceFault("format", f"reading the document {why}", "the site has to mend its feed") from error
        if told[:1] == b"!":
            raise SourceFault("format", *json.loads(told[1:]))
        return _READING.validate_json(told)

    def close(self) -> None:
        """Stop the process, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603 -- our own module
                [sys.executable, "-m", __spec__.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        return self._process


class _Answer:
    """One question and its answer over the pipes of a process, by a deadline."""

    def __init__(self, process: subprocess.Popen[bytes], ends_at: float) -> None:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        self._stdin, self._stdout, self._ends_at = process.stdin, process.stdout, ends_at

    def send(self, message: bytes) -> None:
        """Write a message; the process reads all of it before it does anything else."""
        self._stdin.write(_LENGTH.pack(len(message)) + message)

    def receive(self) -> bytes:
        """Return the next message, or raise TimeoutError or EOFError."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > LARGEST_ANSWER_BYTES:
            raise EOFError
        return self._exactly(length)

    def _exactly(self, length: int) -> bytes:
        received = bytearray()
        while len(received) < length:
            left_s = self._ends_at - time.monotonic()
            if left_s <= 0 or not select.select([self._stdout], [], [], left_s)[0]:
                raise TimeoutError
            piece = self._stdout.read(length - len(received))
            if not piece:
                raise EOFError
            received += piece
        return bytes(received)


def _serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the questions end."""
    while len(head := questions.read(_LENGTH.size)) == _LENGTH.size:
        asked = json.loads(questions.read(_LENGTH.unpack(head)[0]))
        body = base64.b64decode(asked["body"])
        try:
            reading = read_feed(body, content_type=asked["content_type"], address=asked["address"])
            told = _READING.dump_json(reading)
        except SourceFault as fault:
            told = b"!" + json.dumps([fault.cause, fault.mend]).encode()
        answers.write(_LENGTH.pack(len(told)) + told)
        answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY_BYTES, LARGEST_MEMORY_BYTES))
    _serve(sys.stdin.buffer, sys.stdout.buffer)
