"""From the bytes of a feed to verdicts, beside feedparser alone with its own defaults on the same bytes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import feedparser

from benchmarks.figure import Figure
from syndicator.bootstrap.judging import build_judge
from syndicator.dedup.fingerprint import fingerprint
from syndicator.dedup.identity import identities
from syndicator.model.unit import Zone
from syndicator.newsroom.composer import choose_kind, compose
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.units import read_units
from syndicator.normalise.draft import draft_of
from syndicator.parse.reader import FeedReader
from syndicator.settings import load
from tests.feeds import Told, rss

FEEDS, ENTRIES = 60, 10
MOMENT = datetime(2026, 3, 2, 7, tzinfo=UTC)


def feeds() -> list[bytes]:
    """Return feeds of full releases, as WordPress sends them."""
    units, dice = read_units(UNITS_FILE), random.Random(11)
    written = []
    for feed in range(FEEDS):
        told = []
        for number in range(feed * ENTRIES, (feed + 1) * ENTRIES):
            unit = dice.choice(units)
            wording = compose(choose_kind(unit, dice), unit, number=number, published=MOMENT, seed=11).wording
            told.append(Told(number, wording.title, "</p><p>".join(wording.lines), MOMENT))
        written.append(rss(told))
    return written


def rate(work: Callable[[bytes], None], documents: list[bytes]) -> float:
    """Return feeds a second of CPU time."""
    began = time.process_time()
    for document in documents:
        work(document)
    return len(documents) / (time.process_time() - began)


def measure() -> Iterator[Figure]:
    """Yield feeds a second, all stages up to the verdict."""
    judge = build_judge(load())
    documents, reader = feeds(), FeedReader()

    def ours(document: bytes) -> None:
        reading = reader.read_feed(document, content_type="application/rss+xml", address="https://humas.test/feed/")
        drafts = [
            draft_of(entry, source_id=1, base="https://humas.test/feed/", zone=Zone.WIB, seen_at=MOMENT)
            for entry in reading.entries
        ]
        identities(drafts)
        for draft in drafts:
            fingerprint(draft.content.title, draft.core)
            judge.judge(draft.content.title, draft.content.text, source_unit=None)

    def theirs(document: bytes) -> None:
        feedparser.parse(document)

    rate(theirs, documents[:5])
    rate(ours, documents[:5])
    yield Figure(
        what="feeds/s and core, bytes to verdicts (10 full entries)",
        ours=rate(ours, documents),
        beside="feedparser alone, to entries",
        other=rate(theirs, documents),
    )
