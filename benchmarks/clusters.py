"""Streams of releases into stories: ours, and the peer's, whose likeness is handed on from text to text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from datasketch import MinHash, MinHashLSH

from syndicator.bootstrap.judging import build_gathering
from syndicator.dedup.regions import Regions
from syndicator.gathering import ToldRelease
from syndicator.normalise.core import core_of
from syndicator.settings import load
from tests.labelled import Labelled

PERMUTATIONS = 128
SHINGLE_WORDS = 3
PEER = "datasketch"


@dataclass(frozen=True, slots=True)
class Clustered:
    """The story of each release, in its order, by any names; and the processor time that it took."""

    stories: Sequence[UUID | int]
    cpu_s: float


def ours(told: Sequence[Labelled], *, batch: int = 100) -> Clustered:
    """Return the stories that the service makes of a stream."""
    gathering = build_gathering(load())
    releases = [_release(one) for one in told]

    def take() -> Iterator[UUID]:
        for start in range(0, len(releases), batch):
            gathering.take(releases[start : start + batch])
        return (placement.story for placement in gathering.placements())

    return _timed(take)


def peers(told: Sequence[Labelled], threshold: float) -> Clustered:
    """Return the connected texts of MinHash signatures that are so much alike, by an LSH index in memory."""

    def take() -> Iterator[int]:
        index, regions = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS), Regions()
        signatures: list[MinHash] = []
        for number, one in enumerate(told):
            made = _signature(core_of(one.text))
            regions.add(number)
            for other in index.query(made):
                if made.jaccard(signatures[other]) >= threshold:
                    regions.join(number, other)
            index.insert(number, made)
            signatures.append(made)
        return (regions.root(number) for number in range(len(told)))

    return _timed(take)


def _timed(take: Callable[[], Iterator[UUID | int]]) -> Clustered:
    began = time.process_time()
    stories = list(take())
    return Clustered(stories, time.process_time() - began)


def _release(one: Labelled) -> ToldRelease:
    return ToldRelease(
        uid=uuid5(NAMESPACE_URL, one.id),
        title=one.title,
        text=one.text,
        published_at=one.published_at,
        source_unit=one.source_unit,
        source=one.source,
    )


def _signature(text: str) -> MinHash:
    words = text.lower().split()
    shingles = {" ".join(words[place : place + SHINGLE_WORDS]) for place in range(len(words) - SHINGLE_WORDS + 1)}
    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([shingle.encode() for shingle in shingles])
    return made
