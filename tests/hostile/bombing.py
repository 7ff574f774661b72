"""
Fetches bombs in a process of its own and prints what they cost in memory: `python -m tests.hostile.bombing`.

The bombs are made of stored pieces, so that to make them costs nothing.
"""

from __future__ import annotations

import gzip
import itertools
import json
import resource
import sys
import time
import zlib
from collections.abc import Callable, Iterator

from tests.hostile.servers import CHUNKED, HEAD, chunk, then
from tests.hostile.wire import Peer, Script, raw_server, saying
from tests.unit.fetch.sources import failed, fetch, fetcher, source

MEGABYTE = 1_000_000


def _packed_blanks(megabytes: int) -> Iterator[bytes]:
    """Yield gzip that unpacks to so many megabytes: one piece of it, again and again, in one stream of deflate."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
    yield packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes - 1):
        yield piece


def _sending(encoding: str, pieces: Callable[[], Iterator[bytes]]) -> Script:
    def send(peer: Peer) -> None:
        for piece in pieces():
            peer.send(chunk(piece))
        peer.send(b"0\r\n\r\n")

    return then(saying(CHUNKED.replace(HEAD, HEAD + b"Content-Encoding: %s\r\n" % encoding.encode())), send)


BOMBS: dict[str, Script] = {
    "10 MB that unpack to 10 GB": _sending("gzip", lambda: _packed_blanks(10_000)),
    "10 kB that unpack to 10 MB": _sending("gzip", lambda: iter([gzip.compress(b" " * 11 * MEGABYTE)])),
    "10 kB that unpack to 10 GB, packed twice": _sending(
        "gzip, gzip", lambda: iter([gzip.compress(b"".join(_packed_blanks(10_000)))])
    ),
    "10 GB that are not packed": then(saying(HEAD + b"\r\n"), lambda peer: peer.without_end(b" " * MEGABYTE)),
    "raw deflate of 10 GB": _sending("deflate", lambda: itertools.islice(_packed_blanks(10_000), 1, None)),
}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Print for each bomb kind and words of the fault, the megabytes that the peak has grown by, and the seconds."""
    told: dict[str, dict[str, str | float]] = {}
    scripts = {f"/{number}/": script for number, script in enumerate(BOMBS.values())}
    with raw_server({"/small/": saying(HEAD + b"Content-Length: 0\r\n\r\n"), **scripts}) as server:
        fetch(fetcher(), [source(f"{server.url}/small/")])
        before_mb = _peak_mb()
        for name, path in zip(BOMBS, scripts, strict=True):
            begun_at = time.monotonic()
            fault = failed(fetch(fetcher(), [source(f"{server.url}{path}")])).fault
            told[name] = {"kind": fault.kind, "words": str(fault), "more_mb": _peak_mb() - before_mb}
            told[name]["took_s"] = time.monotonic() - begun_at
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
