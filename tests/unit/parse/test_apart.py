"""Reading in a process apart: the same answers, and an end to what has none."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from syndicator.errors import SourceFault
from syndicator.parse.apart import ReaderApart
from syndicator.parse.feeds import read_feed
from tests.feeds import distinct, rss
from tests.unit.parse.documents import SAMPLES, Sample

FEED = rss([distinct(n) for n in range(10)])
ADDRESS = "https://humas.test/feed/"


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderApart]:
    made = ReaderApart(timedelta(seconds=5))
    yield made
    made.close()


def quadratic(attributes: int) -> bytes:
    """An element with so many attributes that feedparser needs the square of their number."""
    told = " ".join(f"a{number}='x'" for number in range(attributes))
    return f"<rss version='2.0'><channel><item><title {told}>x</title></item></channel></rss>".encode()


def test_it_reads_what_the_reader_in_this_process_reads(reader: ReaderApart) -> None:
    here = read_feed(FEED, content_type="application/rss+xml", address=ADDRESS)
    assert reader.read_feed(FEED, content_type="application/rss+xml", address=ADDRESS) == here


def test_a_date_without_zone_stays_without_one(reader: ReaderApart) -> None:
    told = b"<item><title>x</title><pubDate>2026-03-02 08:00:00</pubDate></item>"
    feed = b"<rss version='2.0'><channel>" + told + b"</channel></rss>"
    (entry,) = reader.read_feed(feed, content_type="", address=ADDRESS).entries
    assert entry.published_at is not None
    assert entry.published_at.tzinfo is None


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_all_that_a_feed_tells_comes_through(reader: ReaderApart, sample: Sample) -> None:
    assert reader.read_feed(sample.body.encode(), content_type="", address=ADDRESS) == sample.reading()


def test_a_fault_comes_through_with_its_cause_and_mend(reader: ReaderApart) -> None:
    with pytest.raises(SourceFault, match="an HTML page, not a feed – give the address of the feed"):
        reader.read_feed(b"<html><body>x</body></html>", content_type="text/html", address=ADDRESS)


def test_a_document_that_takes_for_ever_is_ended_and_the_next_one_is_read() -> None:
    reader = ReaderApart(timedelta(seconds=2))
    try:
        began = time.monotonic()
        with pytest.raises(SourceFault, match="takes longer than 2 s"):
            reader.read_feed(quadratic(200_000), content_type="", address=ADDRESS)
        assert time.monotonic() - began < 6
        assert len(reader.read_feed(FEED, content_type="", address=ADDRESS).entries) == 10
    finally:
        reader.close()


def test_a_reader_that_was_killed_is_replaced(reader: ReaderApart) -> None:
    reader.read_feed(FEED, content_type="", address=ADDRESS)
    process = reader._running()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(reader.read_feed(FEED, content_type="", address=ADDRESS).entries) == 10


def test_one_that_dies_while_it_reads_is_the_documents_fault(
    reader: ReaderApart, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.read_feed(FEED, content_type="", address=ADDRESS)
    process = reader._running()
    os.kill(process.pid, signal.SIGSTOP)
    os.kill(process.pid, signal.SIGKILL)
    monkeypatch.setattr(reader, "_running", lambda: process)
    with pytest.raises(SourceFault, match="breaks its reader"):
        reader.read_feed(FEED, content_type="", address=ADDRESS)
