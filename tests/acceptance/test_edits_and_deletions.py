"""A day of the demo newsroom: what its sites edit and take down is revised and withdrawn here, and nothing else is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest

from syndicator.bootstrap.service import Service
from syndicator.clustering.retraction import ISSUER_TOOK_BACK
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.event import Event, EventKind
from syndicator.newsroom.clock import Clock, standing_still
from syndicator.newsroom.options import NewsroomOptions
from syndicator.newsroom.server import serving
from syndicator.normalise.html import plain
from syndicator.parse.reader import FeedReader
from tests.conftest import MovableClock

SITES = 16
STEP = timedelta(minutes=10)
STEPS = 36
TOLD_AT_ONCE = 10
HIDDEN_POLLS = 6


@dataclass
class Newsroom:
    index: str
    clock: Clock

    def releases(self) -> list[dict[str, object]]:
        return list(httpx.get(f"{self.index}/truth.json").json()["releases"])


@pytest.fixture
def newsroom(clock: MovableClock) -> Iterator[Newsroom]:
    hours = Clock(standing_still)
    options = NewsroomOptions(
        units=SITES, rate=0.02, seed=7, port=0, epoch=clock.now, copies=0.1, updates=0.15, deletions=0.15
    )
    with serving(options, hours) as index:
        yield Newsroom(index.rstrip("/"), hours)


def by_site(releases: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    """The publications of each site, newest first."""
    sites: dict[str, list[dict[str, object]]] = {}
    for release in releases:
        for publication in release["publications"]:  # type: ignore[attr-defined]
            sites.setdefault(publication["site"], []).append(publication)
    for publications in sites.values():
        publications.sort(key=lambda one: one["published_at"], reverse=True)
    return sites


def in_sight(publications: Sequence[dict[str, object]]) -> set[str]:
    """The addresses that a list tells, or would tell had they not been taken down, but for the last one of it."""
    shown: set[str] = set()
    live = 0
    for one in publications:
        if live < TOLD_AT_ONCE - 1:
            shown.add(str(one["address"]))
        live += not one["deleted"]
    return shown


@dataclass
class Deletions:
    """What sites took down, and for how many polls it could be noticed: a deletion may hide behind 304 for an hour."""

    told: set[str] = field(default_factory=set)
    polls: Counter[str] = field(default_factory=Counter)

    def watch(self, releases: list[dict[str, object]]) -> None:
        for publications in by_site(releases).values():
            sight = in_sight(publications)
            for one in publications:
                address = str(one["address"])
                if address not in sight:
                    continue
                if not one["deleted"]:
                    self.told.add(address)
                elif address in self.told:
                    self.polls[address] += 1

    def due(self) -> set[str]:
        return {address for address, polls in self.polls.items() if polls > HIDDEN_POLLS}


def all_bulletins(service: Service) -> dict[str, Bulletin]:
    found: dict[str, Bulletin] = {}
    before = None
    while some := service.tracing.bulletins(before=before, most=200):
        found |= {str(one.address): one for one in some}
        before = some[-1].id
    return found


def test_a_day_of_edits_and_deletions(service: Service, clock: MovableClock, newsroom: Newsroom) -> None:
    configs = service.sourcing.from_opml(httpx.get(f"{newsroom.index}/sources.opml").content)
    service.sourcing.bring_in(configs, actor="test")
    sources = [source.id for source in service.sourcing.all()]
    assert len(sources) == SITES
    began, deletions = clock.now, Deletions()
    for _ in range(STEPS):
        newsroom.clock.advance(STEP.total_seconds())
        clock.advance(STEP)
        deletions.watch(newsroom.releases())
        service.intake.poll(sources, even_if_not_due=True)
    assert_told(service, newsroom, began, deletions.due())


def _withdrawals(service: Service, bulletin: Bulletin) -> list[Event]:
    return [one for one in service.tracing.trace(bulletin.id).events if one.kind is EventKind.BULLETIN_WITHDRAWN]


def assert_told(service: Service, newsroom: Newsroom, began: datetime, due: set[str]) -> None:
    bulletins = all_bulletins(service)
    published = [one for some in by_site(newsroom.releases()).values() for one in some]
    live = [one for one in published if not one["deleted"]]
    assert len(published) > 300
    since = [one for one in live if str(one["published_at"]) >= began.isoformat()]
    assert [one["address"] for one in since if str(one["address"]) not in bulletins] == []
    gone = [bulletins[str(one["address"])] for one in live if str(one["address"]) in bulletins]
    gone = [one for one in gone if one.state is BulletinState.WITHDRAWN]
    reasons = {event.reason for one in gone for event in _withdrawals(service, one)}
    assert reasons <= {ISSUER_TOOK_BACK}, "nothing else is withdrawn that its site still has"
    assert len(due) > 10
    kept = [address for address in due if bulletins[address].state is not BulletinState.WITHDRAWN]
    assert kept == [], "what a site took down in sight of a poll is withdrawn"
    assert_as_told_now(service, bulletins)
    assert {str(source.last_error) for source in service.sourcing.all()} == {"None"}


def assert_as_told_now(service: Service, bulletins: dict[str, Bulletin]) -> None:
    """What the lists say in the end, edits included, is what is stored."""
    reader, revised = FeedReader(), 0
    for source in service.sourcing.all():
        answer = httpx.get(source.config.address)
        reading = reader.read_feed(
            answer.content, content_type=answer.headers["content-type"], address=source.config.address
        )
        for entry in reading.entries:
            bulletin = bulletins[str(entry.address)]
            assert bulletin.content.title == plain(entry.title)
            revised += bulletin.revision > 1
    reader.close()
    assert revised > 5
