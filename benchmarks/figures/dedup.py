"""
Near-duplicates: bulletins a second at growing numbers of stored ones, and how well copies are told from templates.

A bulletin's way is its fingerprint, candidates from the database, comparing it with them, and storing what it is found
by. DEDUP_SIZES (`--sizes`) sets other numbers of stored bulletins than 10,000, 100,000 and 1,000,000 for trying out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks.dedup import peer, quality, rates, texts
from benchmarks.dedup.progress import tell
from benchmarks.dedup.rates import SPARE, Rates
from benchmarks.dedup.texts import Text
from benchmarks.figure import Figure
from syndicator.dedup.fingerprint import fingerprint

SIZES = tuple(map(int, os.environ.get("DEDUP_SIZES", "10000,100000,1000000").split(",")))
REAL = 5_000
"""So many of the stored bulletins are real texts."""
RELEASES = 300
"""The labelled set has two copies and a template's twin of each."""
PEERS_MOST = 100_000
"""The peer takes 6 kB of memory a text: it is not asked to hold more."""
FINGERPRINTS_PER_S = 2_000
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
PEER = "datasketch MinHashLSH, in memory"


def measure() -> Iterator[Figure]:
    """Yield all figures of near-duplicates."""
    real = min(REAL, min(SIZES) // 2)
    told = texts.stream(real + SPARE)
    yield from _fingerprints(told)
    yield from _quality()
    known, new = [fingerprint(one.title, one.core) for one in told[:real]], told[real:]
    beside = rates.theirs([size for size in SIZES if size <= PEERS_MOST], new)
    for kind, name in NAMES.items():
        yield from _rates(name, rates.ours(kind, SIZES, known, new), beside)


def _fingerprints(told: Sequence[Text]) -> Iterator[Figure]:
    ours = _per_cpu_s(lambda one: fingerprint(one.title, one.core), told)
    yield Figure(
        what="fingerprints/s and core",
        ours=ours,
        beside=f"limit: {FINGERPRINTS_PER_S:,}",
        other=FINGERPRINTS_PER_S,
        aim=1,
    )
    yield Figure(
        what="fingerprints/s and core",
        ours=ours,
        beside=f"datasketch MinHash({peer.PERMUTATIONS}) of {peer.SHINGLE_WORDS}-word shingles",
        other=_per_cpu_s(lambda one: peer.signature(one.core), told),
    )


def _per_cpu_s(work: Callable[[Text], object], told: Sequence[Text]) -> float:
    for one in told[:200]:
        work(one)
    began = time.process_time()
    for one in told[200:2_200]:
        work(one)
    return 2_000 / (time.process_time() - began)


def _quality() -> Iterator[Figure]:
    labelled = texts.labelled(RELEASES)
    tell(f"{len(labelled):,} labelled texts")
    ours = quality.ours(labelled)
    threshold, theirs = quality.theirs(labelled)
    beside = f"datasketch MinHashLSH at its best threshold, {threshold:g}"
    for name, mine, other in (
        ("precision", ours.precision, theirs.precision),
        ("recall", ours.recall, theirs.recall),
    ):
        yield Figure(what=f"same release, {name} of pairs, ‰", ours=1000 * mine, beside=beside, other=1000 * other)
    yield Figure(what="the labelled set, texts/s one by one", ours=ours.rate, beside=beside, other=theirs.rate)


def _rates(name: str, ours: Rates, theirs: Rates) -> Iterator[Figure]:
    smallest, largest = min(ours), max(ours)
    for size, rate in ours.items():
        what = f"bulletins/s at {size:,} stored, {name}"
        if size in theirs:
            yield Figure(what=what, ours=rate, beside=PEER, other=theirs[size])
        if size != smallest:
            aim = 0.8 if size == largest else None
            yield Figure(what=what, ours=rate, beside=f"the same at {smallest:,}", other=ours[smallest], aim=aim)
