"""Bulletins a second at several numbers of stored ones, turn by turn, so that whatever else runs slows all of them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from benchmarks.dedup.peer import Peer
from benchmarks.dedup.progress import tell
from benchmarks.dedup.store import fill
from benchmarks.dedup.texts import Text
from benchmarks.dedup.way import BATCH, STEPS, Way
from syndicator.model.fingerprint import Fingerprint
from syndicator.storage import schema
from syndicator.storage.session import Database
from tests.servers import PostgresServer

ROUNDS = 5
TAKEN = 10 * BATCH
"""So many texts are taken in a round."""
SPARE = (ROUNDS + 1) * TAKEN

Rates = Mapping[int, float]
"""Stored bulletins → bulletins a second."""


def ours(kind: str, sizes: Sequence[int], known: Sequence[Fingerprint], texts: Sequence[Text]) -> Rates:
    """Return our rates on databases of a kind, filled to these sizes; `texts` are new ones for all rounds."""
    with databases(kind, sizes) as opened:
        for size, database in opened.items():
            tell(f"filling {database.dialect} with {size:,} bulletins")
            fill(database, known, stored=size, spare=SPARE)
        ways = {size: Way(database, size + 1) for size, database in opened.items()}
        rates = _in_turns({size: way.take for size, way in ways.items()}, texts, kind)
        for size, way in ways.items():
            each = ", ".join(f"{step} {way.spent_s[step] / SPARE * 1000:.2f}" for step in STEPS)
            tell(f"{kind} at {size:,}: ms a bulletin: {each}; {way.compared / SPARE:.1f} comparisons")
    return rates


def theirs(sizes: Sequence[int], texts: Sequence[Text]) -> Rates:
    """Return the peer's rates on the same texts."""
    peers = {size: Peer() for size in sizes}
    for size, peer in peers.items():
        tell(f"filling the peer with {size:,} signatures")
        peer.fill(size)
    return _in_turns({size: peer.take for size, peer in peers.items()}, texts, "peer")


def _in_turns(takes: Mapping[int, Callable[[Sequence[Text]], object]], texts: Sequence[Text], kind: str) -> Rates:
    """The first round warms up; what counts are the others' medians."""
    rates: dict[int, list[float]] = {size: [] for size in takes}
    for number in range(ROUNDS + 1):
        some = texts[number * TAKEN : (number + 1) * TAKEN]
        for size, take in takes.items():
            began = time.perf_counter()
            for start in range(0, len(some), BATCH):
                take(some[start : start + BATCH])
            rates[size].append(len(some) / (time.perf_counter() - began))
        reached = ", ".join(f"{some[-1]:,.0f}/s at {size:,}" for size, some in rates.items())
        tell(f"{kind}, round {number} of {ROUNDS}: {reached}")
    return {size: median(some[1:]) for size, some in rates.items()}


@contextmanager
def databases(kind: str, sizes: Sequence[int]) -> Iterator[dict[int, Database]]:
    """Yield an empty database of a kind for each size, all on one server."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="syn-")))
        addresses = {size: f"sqlite:///{folder / f'{size}.db'}" for size in sizes}
        if kind == "postgresql":
            server = PostgresServer(folder)
            stack.callback(server.stop)
            for size in sizes:
                server.execute(f"CREATE DATABASE of_{size}")
                addresses[size] = server.url(f"of_{size}")
        opened = {size: Database(address) for size, address in addresses.items()}
        for database in opened.values():
            stack.callback(database.close)
            schema.upgrade(database)
        yield opened
