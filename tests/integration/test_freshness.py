"""Whatever changes what is printed makes a new version of it, whichever use case did it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.change import Withdrawal
from syndicator.model.correction import DeskWord
from syndicator.model.event import Event, EventKind
from syndicator.model.source import SourceConfig
from syndicator.model.verdict import HoldReason
from syndicator.portal.assets import Assets
from syndicator.portal.language import Language
from syndicator.portal.pages import Pages
from syndicator.portal.printing import FeedPress
from syndicator.storage import bulletins, changes
from syndicator.storage.changes import Version
from tests.conftest import MovableClock
from tests.feeds import Told, rss
from tests.outside import Answer, Outside
from tests.unit.portal.press import Press, Release

READ = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)")
BESIDE = {
    "changes": "the version itself",
    "events": "tells why something left; the bulletin that left is written with it",
    "sought": "its triggers write it with bulletins and revisions",
    "relations": "shown beside bulletins, not in what is printed",
}
HELD = Release(title="Menunggu", state=BulletinState.HELD, holds=(HoldReason("nik", "3525010101100001"),))
CASE = Told(
    1,
    "Pelaku Pencabulan Ditangkap",
    "SURABAYA – Polisi menangkap pelaku pencabulan.\nKorban berinisial KRW (14), siswi SMP Negeri 9, warga Sukamaju.",
)
OTHER_CASE = Told(
    1,
    "Polres Gresik Tangkap Tersangka Persetubuhan Anak",
    "GRESIK – Satreskrim Polres Gresik menangkap tersangka persetubuhan.\nKorban berinisial NPL (12), siswi SD.",
)
PATHS = (
    "/feeds/all.rss",
    "/feeds/all.atom",
    "/feeds/all.json",
    "/feeds/topics/tppo.atom",
    "/feeds/topics/siber.atom",
    "/feeds/units/polresta-balikpapan.atom",
    "/feeds/units/polda-kalimantan-timur.atom",
    "/feeds.opml",
    "/sitemap.xml",
    "/sitemap-news.xml",
)
QUERIES = {
    "/feeds/search.rss": "q=rapat",
    "/feeds/operations/zebra.rss": "",
    "/feeds/topics/tppo.rss": "archive=2026-03",
}


@dataclass
class Newsroom:
    """A service, and what it prints."""

    service: Service
    press: Press
    clock: MovableClock
    world: Outside
    printer: FeedPress
    feed: str = "/feed/"

    def printed(self) -> dict[str, bytes | None]:
        found = {path: self.printer.print(path, "") for path in PATHS}
        return {path: one.body if one else None for path, one in found.items()}

    def version(self) -> Version:
        with self.service.database.read() as connection:
            return changes.version(connection)

    def poll(self, *told: Told) -> Bulletin:
        """Let a source tell this, and nothing else."""
        address = f"{self.world.url}{self.feed}"
        known = [one.id for one in self.service.sourcing.all() if one.config.address == address]
        source = known[0] if known else self.service.sourcing.add(SourceConfig(address=address), actor="test")
        self.world.answers[self.feed] = Answer(body=rss(list(told)))
        self.service.intake.poll([source], even_if_not_due=True)
        return self.service.tracing.bulletins(most=1)[0]

    def take_back(self, bulletin: Bulletin) -> None:
        with self.service.database.read() as connection:
            known = bulletins.by_ids(connection, [bulletin.id])[bulletin.id].known
        told = Event(kind=EventKind.BULLETIN_WITHDRAWN, at=self.clock(), reason="the site deleted it")
        self.press._record(bulletin.source_id, Withdrawal(known=known, events=(told,)))


@pytest.fixture
def newsroom(service: Service, clock: MovableClock, world: Outside) -> Newsroom:
    edition = Pages(service, Assets()).in_language(Language.INDONESIAN)
    return Newsroom(service, Press(service), clock, world, FeedPress(service, edition))


@contextmanager
def statements(service: Service) -> Iterator[list[str]]:
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    event.listen(service.database.engine, "before_cursor_execute", note)
    yield told
    event.remove(service.database.engine, "before_cursor_execute", note)


def test_whatever_is_read_to_print_is_watched_when_it_is_written(newsroom: Newsroom) -> None:
    """With this nothing can be forgotten: no use case writes such a table but by `Database.write`."""
    for state in BulletinState:
        newsroom.press.publish(Release(title=f"Rapat {state}", state=state))
    newsroom.service.editing.withdraw(newsroom.press.publish(Release()).id, actor="siti")
    with statements(newsroom.service) as told:
        newsroom.printed()
        for path, query in QUERIES.items():
            newsroom.printer.print(path, query)
    read = {name for statement in told for name in READ.findall(statement)} - {"anon_1"}
    watched = {name for name in read if changes.touches(f"UPDATE {name} SET x = 1")}
    assert {"bulletins", "bulletin_topics", "revisions", "verdicts", "stories"} <= watched
    assert read - watched <= BESIDE.keys()


Step = Callable[[Newsroom], Callable[[], object]]


def released(room: Newsroom) -> Callable[[], object]:
    held = room.press.publish(HELD)
    return lambda: room.service.editing.release(held.id, actor="siti")


def added(room: Newsroom) -> Callable[[], object]:
    return lambda: room.poll(Told(1, "Rapat koordinasi", "BALIKPAPAN – Polresta menggelar rapat koordinasi."))


def revised(room: Newsroom) -> Callable[[], object]:
    room.poll(Told(1, "Donor darah", "MALANG – Polresta mengadakan donor darah di aula."))
    return lambda: room.poll(Told(1, "Donor darah", "MALANG – Polresta mengadakan donor darah di halaman."))


def held_by_its_revision(room: Newsroom) -> Callable[[], object]:
    room.poll(Told(1, "Rapat", "SURABAYA – Polisi menggelar rapat koordinasi bersama instansi terkait."))
    return lambda: room.poll(OTHER_CASE)


def taken_back_by_its_source(room: Newsroom) -> Callable[[], object]:
    bulletin = room.press.publish(Release())
    return lambda: room.take_back(bulletin)


def withdrawn(room: Newsroom) -> Callable[[], object]:
    bulletin = room.press.publish(Release())
    return lambda: room.service.editing.withdraw(bulletin.id, actor="siti", reason="keliru")


def rejected(room: Newsroom) -> Callable[[], object]:
    first = room.press.publish(Release())
    room.service.correcting.correct(first.id, DeskWord(sensitive=True), actor="siti")
    return lambda: room.service.editing.release(first.id, actor="siti")


def corrected(room: Newsroom) -> Callable[[], object]:
    bulletin = room.press.publish(Release())
    return lambda: room.service.correcting.correct(bulletin.id, DeskWord(topics=("siber",)), actor="siti")


def given_to_another_unit(room: Newsroom) -> Callable[[], object]:
    bulletin = room.press.publish(Release())
    return lambda: room.service.correcting.correct(bulletin.id, DeskWord(unit="polres-gresik"), actor="siti")


def held_with_its_story(room: Newsroom) -> Callable[[], object]:
    bulletin = room.press.publish(Release())
    return lambda: room.service.correcting.correct(bulletin.id, DeskWord(sensitive=True), actor="siti")


def masked(room: Newsroom) -> Callable[[], object]:
    case = room.poll(CASE)
    room.service.editing.release(case.id, actor="siti")
    return lambda: room.service.masking.accept(case.id, actor="siti")


def merged(room: Newsroom) -> Callable[[], object]:
    one, other = room.press.publish(Release()), room.press.publish(Release(title="Lain", text="Lain sama sekali"))
    return lambda: room.service.clustering.merge(one.story_uid, other.story_uid, actor="siti")


def pinned(room: Newsroom) -> Callable[[], object]:
    one = room.press.publish(Release())
    copy = room.press.publish(Release(title="Salinan", story=one.story_uid, host="polda-kaltim.example"))
    return lambda: room.service.clustering.pin(one.story_uid, copy.id, actor="siti")


def split(room: Newsroom) -> Callable[[], object]:
    one = room.press.publish(Release())
    copy = room.press.publish(Release(title="Salinan", story=one.story_uid, host="polda-kaltim.example"))
    return lambda: room.service.clustering.split(one.story_uid, [copy.id], actor="siti")


STEPS: tuple[Step, ...] = (
    released,
    added,
    revised,
    held_by_its_revision,
    taken_back_by_its_source,
    withdrawn,
    rejected,
    corrected,
    given_to_another_unit,
    held_with_its_story,
    masked,
    merged,
    pinned,
    split,
)


def test_what_changes_the_feeds_makes_a_version(newsroom: Newsroom) -> None:
    """One service for all: to build it takes longer than everything else."""
    for step in STEPS:
        room = replace(newsroom, feed=f"/{step.__name__}/feed/")
        act = step(room)
        room.clock.advance(timedelta(minutes=1))
        printed, version = room.printed(), room.version()
        act()
        assert room.printed() != printed, f"{step.__name__} is not seen, so this shows nothing"
        assert room.version() != version, step.__name__


def test_what_the_public_does_not_see_makes_none(newsroom: Newsroom) -> None:
    newsroom.poll(Told(1, "Rapat koordinasi", "BALIKPAPAN – Polresta menggelar rapat koordinasi."))
    version = newsroom.version()
    for _ in range(3):
        newsroom.clock.advance(timedelta(minutes=30))
        newsroom.poll(Told(1, "Rapat koordinasi", "BALIKPAPAN – Polresta menggelar rapat koordinasi."))
    newsroom.service.upkeep.ring_sources()
    newsroom.service.upkeep.prune()
    assert newsroom.version() == version
