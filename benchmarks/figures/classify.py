"""
The whole verdict: how fast, how soon, how large, and how right, beside limits and a peer that learned from the same.

SYNDICATOR_CORPUS names a folder of labelled texts; on them the judge is cross-validated as well.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.classification import Grades, Tell, by, cross_validated, grade, peer, read
from benchmarks.figure import Figure
from syndicator.bootstrap.judging import build_judge
from syndicator.classify.learned import Example
from syndicator.settings import load

UNSEEN = sorted((Path(__file__).parents[2] / "tests" / "data" / "unseen").glob("*.jsonl"))
LEAST_RATE = 500
MOST_START_S, MOST_MEMORY_MB = 2.0, 300
START = (
    "from syndicator.bootstrap.judging import build_judge; from syndicator.settings import load; build_judge(load())"
)
REPEATS = 5
TEN_THOUSAND = 10_000
LIMITS = {"macro": 0.80, "micro": 0.87, "main": 0.88, "recall": 0.98, "precision": 0.60}
NAMES = {
    "macro": "macro-F1 of topics",
    "micro": "micro-F1 of topics",
    "main": "main topic right",
    "recall": "sensitive held",
    "precision": "held rightly",
}


def measure() -> Iterator[Figure]:
    """Yield all of it."""
    settings = load()
    judge, base = build_judge(settings), settings.base_examples()
    unseen = [example for path in UNSEEN for example in read(path)]
    corpus = os.environ.get("SYNDICATOR_CORPUS")
    texts = read(Path(corpus)) if corpus else unseen
    learned = peer(base)
    yield from _speed(by(judge), learned, texts)
    yield from _room()
    yield from _beside_peer(grade(by(judge), unseen), grade(learned, unseen), f"{len(unseen)} unseen texts")
    if corpus:
        validated = grade(cross_validated(settings.rulebook(), base, texts), texts)
        yield from _beside_limits(validated, f"{len(texts)} texts of a corpus, cross-validated")


def _rate(tell: Tell, texts: Sequence[Example]) -> float:
    """Return texts a second of CPU time, once everything is warm."""
    for example in texts[:50]:
        tell(example)
    begun = time.process_time()
    for _ in range(REPEATS):
        for example in texts:
            tell(example)
    return REPEATS * len(texts) / (time.process_time() - begun)


def _speed(ours: Tell, learned: Tell, texts: Sequence[Example]) -> Iterator[Figure]:
    rate = _rate(ours, texts)
    what = "whole verdicts/s and core"
    yield Figure(what=what, ours=rate, beside="the limit", other=LEAST_RATE, aim=1)
    beside = "scikit-learn: TF-IDF and logistic regression, topics and sensitivity alone"
    yield Figure(what=what, ours=rate, beside=beside, other=_rate(learned, texts))


def _room() -> Iterator[Figure]:
    """Start a process that builds the judge: what it takes, beside what it may."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", START], check=True)
    start_ms = 1000 * (time.perf_counter() - begun)
    memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    allowed = 1000 * MOST_START_S
    yield Figure(what="ms allowed to start", ours=allowed, beside="a process with a judge", other=start_ms, aim=1)
    what = "MB of memory allowed"
    yield Figure(what=what, ours=MOST_MEMORY_MB, beside="a process with a judge", other=memory_mb, aim=1)


def _beside_peer(ours: Grades, theirs: Grades, on: str) -> Iterator[Figure]:
    for name, told in NAMES.items():
        reached, other = (TEN_THOUSAND * getattr(grades, name) for grades in (ours, theirs))
        yield Figure(what=f"{told}, of 10,000 ({on})", ours=reached, beside="scikit-learn", other=other)


def _beside_limits(ours: Grades, on: str) -> Iterator[Figure]:
    for name, told in NAMES.items():
        reached, least = TEN_THOUSAND * getattr(ours, name), TEN_THOUSAND * LIMITS[name]
        yield Figure(what=f"{told}, of 10,000 ({on})", ours=reached, beside="the aim", other=least, aim=1)
