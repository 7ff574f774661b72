"""The fast reader beside feedparser: over all documents that we have, it declines or gives exactly the same reading."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.errors import SourceFault
from syndicator.model.entry import Reading
from syndicator.newsroom import blogger, wordpress
from syndicator.newsroom.answers import Answer, Question
from syndicator.newsroom.app import build_app
from syndicator.newsroom.clock import Clock, standing_still
from syndicator.newsroom.options import NewsroomOptions
from syndicator.newsroom.sites import Site
from syndicator.parse.fast import Unusual, read_fast
from syndicator.parse.feeds import read_feed
from tests.unit.parse.documents import SAMPLES, XML, Sample
from tests.unit.parse.mutations import mutated

ADDRESS = "https://humas.test/feed/"
MUTATED, MUTATED_FEEDS = 4_000, 120
ORDINARY = {name: sample for name, sample in SAMPLES.items() if name != "Atom 1.0"}
"""All but the one whose markup is not escaped."""


def judged(document: bytes) -> Reading | None:
    try:
        return read_feed(document, content_type="", address=ADDRESS)
    except SourceFault:
        return None


def fast(document: bytes) -> Reading | None:
    """Return what the fast reader tells; None where it declines."""
    try:
        return read_fast(document, address=ADDRESS)
    except Unusual:
        return None


@cache
def sites() -> list[Site]:
    options = NewsroomOptions(units=40, rate=0.2, hosts="one", epoch=datetime(2026, 6, 4, 3, tzinfo=UTC))
    return build_app(options, Clock(standing_still)).newsroom.sites


def answers(site: Site) -> Iterator[Answer]:
    if site.software == "wordpress":
        for path, page in (("/feed/", "1"), ("/feed/", "2"), ("/feed/atom/", "1")):
            yield wordpress.answer(site, Question(path, {"paged": page}))
    else:
        for start in ("1", "4"):
            yield blogger.answer(site, Question(blogger.FEED, {"start-index": start, "max-results": "10"}))


@cache
def served(software: str) -> list[bytes]:
    """Return all feeds of the demo newsroom that are written by one software."""
    found = (answer for site in sites() if site.software == software for answer in answers(site))
    return [answer.body for answer in found if answer.status == 200]


def mutations(documents: list[bytes], count: int, seed: int) -> Iterator[tuple[int, bytes]]:
    for number in range(seed, seed + count):
        dice = random.Random(number)
        yield number, mutated(dice.choice(documents), dice)


def compared(documents: Iterator[tuple[int, bytes]]) -> tuple[int, list[int]]:
    """Return how many documents were not declined, and the seeds of those that the two read differently."""
    read, different = 0, []
    for number, document in documents:
        told = fast(document)
        if told is not None:
            read += 1
            if told != judged(document):
                different.append(number)
    return read, different


@pytest.mark.parametrize("sample", ORDINARY.values(), ids=ORDINARY.keys())
def test_an_ordinary_document_is_read_fast_and_as_its_twin_says(sample: Sample) -> None:
    assert fast(sample.body.encode()) == sample.reading() == judged(sample.body.encode())


def test_markup_that_is_not_escaped_is_declined() -> None:
    assert fast(SAMPLES["Atom 1.0"].body.encode()) is None


@pytest.mark.parametrize("software", ["wordpress", "blogger"])
def test_every_feed_of_the_newsroom_is_read_fast_and_the_same(software: str) -> None:
    feeds = served(software)
    assert [number for number, body in enumerate(feeds) if (told := fast(body)) is None or told != judged(body)] == []
    assert sum(len(told.entries) for body in feeds if (told := fast(body))) > len(feeds)


def test_a_mutated_document_is_declined_or_read_the_same() -> None:
    documents = [sample.body.encode() for sample in SAMPLES.values()]
    read, different = compared(mutations(documents, MUTATED, seed=0))
    assert different == []
    assert read > MUTATED / 5


def test_a_mutated_feed_of_the_newsroom_is_declined_or_read_the_same() -> None:
    read, different = compared(mutations([*served("wordpress"), *served("blogger")], MUTATED_FEEDS, seed=50_000))
    assert different == []
    assert read > MUTATED_FEEDS / 5


TEXT = st.text(max_size=60)
ENCODED_TWICE = TEXT.map(lambda text: text.encode("utf-8", "replace").decode("latin-1"))


@settings(max_examples=300)
@given(TEXT | ENCODED_TWICE, st.sampled_from(["title", "link", "guid", "description", "category", "author", "pubDate"]))
def test_any_text_in_an_element_is_declined_or_read_the_same(text: str, name: str) -> None:
    inside = f"<item><title>a</title><{name}>{escape(text)}</{name}></item><{name}>{escape(text)}</{name}>"
    document = f"{XML}<rss version='2.0'><channel>{inside}</channel></rss>".encode("utf-8", "surrogatepass")
    told = fast(document)
    assert told is None or told == judged(document)


@settings(max_examples=200)
@given(st.text(max_size=40), st.sampled_from(["self", "hub", "next", "alternate", "enclosure"]), st.booleans())
def test_any_address_of_a_link_is_declined_or_read_the_same(address: str, relation: str, of_entry: bool) -> None:  # noqa: FBT001 -- hypothesis gives arguments in order
    link = f'<link rel="{relation}" href="https://humas.test/{escape(address)}"/><link href="{escape(address)}"/>'
    inside = f"<entry><id>urn:1</id>{link}</entry>" if of_entry else link
    document = f'{XML}<feed xmlns="http://www.w3.org/2005/Atom">{inside}</feed>'.encode("utf-8", "surrogatepass")
    told = fast(document)
    assert told is None or told == judged(document)
