"""What the public sees of a story: one page, one entry, one id, whichever of its bulletins stands for it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import feedparser
import lxml.etree
import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.event import Event, EventKind
from syndicator.model.story import Placement
from syndicator.storage import bulletins, events, placements
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

AT = {"at": "http://purl.org/atompub/tombstones/1.0", "a": "http://www.w3.org/2005/Atom"}
FEEDS = ("/feeds/all", "/feeds/topics/tppo", "/feeds/units/polresta-balikpapan", "/feeds/units/polda-kalimantan-timur")
OTHER_FEEDS = ("/feeds/topics/korupsi", "/feeds/units/polda-aceh")
COPY = Release(title="Salinannya", host="polda-kaltim.example", publisher="polda-kalimantan-timur")


@pytest.fixture
def room(service: Service, clock: MovableClock) -> Room:
    return Room(service, clock)


class Room:
    """What happens to stories between two looks of a reader."""

    def __init__(self, service: Service, clock: MovableClock) -> None:
        self._database, self._clock = service.database, clock

    def place(self, *told: tuple[Bulletin, UUID, bool]) -> None:
        self._clock.advance(timedelta(minutes=1))
        wanted = [Placement(bulletin=one.uid, story=story, canonical=canonical) for one, story, canonical in told]
        with self._database.write() as connection:
            placements.place(connection, wanted, self._clock.now)

    def take_back(self, bulletin: Bulletin) -> None:
        """As a poll does that finds a release deleted."""
        self._clock.advance(timedelta(minutes=1))
        kind, why = EventKind.BULLETIN_WITHDRAWN, "its source deleted it: 3 polls missed it"
        with self._database.write() as connection:
            bulletins.take_back(connection, bulletins.lock(connection, bulletin.id), self._clock.now)
            told = Event(kind=kind, at=self._clock.now, reason=why, bulletin_id=bulletin.id)
            events.append(connection, [told])


def ids(client: Browser, feed: str) -> list[str]:
    return [one["id"] for one in json.loads(client.get(f"{feed}.json").content)["items"]]


def graves(client: Browser, feed: str) -> dict[str, str]:
    """Comment by id of what an Atom feed says has left, which is no entry of any feed."""
    document = client.get(f"{feed}.atom").content
    parsed = feedparser.parse(document)
    assert not parsed.bozo, parsed.get("bozo_exception")
    found = lxml.etree.fromstring(document).findall("at:deleted-entry", AT)
    told = {str(one.get("ref")): str(one.findtext("at:comment", namespaces=AT)) for one in found}
    assert told.keys() & {entry.id for entry in parsed.entries} == set()
    assert told.keys() & set(ids(client, feed)) == set()
    return told


def test_a_late_authority_takes_over_page_and_entry_under_the_same_id(
    client: Browser, press: Press, room: Room
) -> None:
    copy = press.publish(COPY)
    before = client.get("/feeds/all.rss")
    issuer = press.publish(Release(title="Dari satuannya", story=copy.story_uid))
    room.place((copy, copy.story_uid, False), (issuer, copy.story_uid, True))
    for feed in FEEDS:
        assert ids(client, feed) == [copy.story_uid.urn]
        assert graves(client, feed) == {}
    after = client.get("/feeds/all.rss", if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert [entry.title for entry in feedparser.parse(after.content).entries] == ["Dari satuannya"]
    answer = client.get(copy.path)
    assert (answer.status_code, answer.headers["location"]) == (302, issuer.path)
    [copies] = client.page(issuer.path).find_class("copies")
    assert "Polda Kalimantan Timur" in copies.text_content()
    assert copies.xpath(".//time/@datetime")
    assert copy.address in copies.xpath(".//a/@href")


def test_who_published_a_copy_is_told_and_not_whom_it_is_about(client: Browser, press: Press) -> None:
    first = press.publish(Release())
    press.publish(Release(story=first.story_uid, host="www.berita.example"))
    [copies] = client.page(first.path).find_class("copies")
    assert "berita.example" in copies.text_content()
    assert "Polresta Balikpapan" not in copies.text_content()


def test_links_to_a_copy_that_its_source_deleted_lead_to_the_story_that_goes_on(
    client: Browser, press: Press, room: Room
) -> None:
    copy = press.publish(COPY)
    issuer = press.publish(Release(story=copy.story_uid))
    room.place((copy, copy.story_uid, False), (issuer, copy.story_uid, True))
    room.take_back(copy)
    answer = client.get(copy.path)
    assert (answer.status_code, answer.headers["location"]) == (302, issuer.path)
    assert not client.page(issuer.path).find_class("copies")
    assert ids(client, "/feeds/all") == [copy.story_uid.urn]


def test_what_the_public_has_never_seen_leads_nowhere(client: Browser, press: Press) -> None:
    first = press.publish(Release())
    hidden = press.publish(Release(story=first.story_uid, host="a.example", state=BulletinState.HELD))
    assert client.get(hidden.path).status_code == 404


def test_a_story_that_the_desk_withdrew_is_gone_everywhere_with_the_word_why(
    client: Browser, press: Press, service: Service, clock: MovableClock
) -> None:
    first = press.publish(Release())
    copy = press.publish(Release(story=first.story_uid, host="polda-kaltim.example"))
    before = {feed: client.get(f"{feed}.atom") for feed in FEEDS}
    clock.advance(timedelta(minutes=1))
    service.editing.withdraw(first.id, actor="admin", reason="salah nama")
    for bulletin in (first, copy):
        answer = client.get(bulletin.path)
        assert (answer.status_code, "salah nama" in answer.text) == (410, True)
    for feed in FEEDS:
        assert ids(client, feed) == []
        assert graves(client, feed) == {first.story_uid.urn: "Siaran pers ini telah ditarik: salah nama"}
        after = client.get(f"{feed}.atom", if_none_match=before[feed].headers["etag"])
        assert after.status_code == 200
        assert feedparser.parse(after.content).feed.updated > feedparser.parse(before[feed].content).feed.updated
    assert all(graves(client, feed) == {} for feed in OTHER_FEEDS)


def test_what_its_source_deleted_is_told_in_the_readers_language(client: Browser, press: Press, room: Room) -> None:
    bulletin = press.publish(Release())
    room.take_back(bulletin)
    assert graves(client, "/feeds/all") == {
        bulletin.story_uid.urn: "Siaran pers ini telah dihapus oleh situs yang menerbitkannya"
    }
    answer = client.get(bulletin.path)
    assert answer.status_code == 410
    assert "telah menghapusnya" in answer.text
    assert "polls" not in answer.text


def test_a_held_copy_that_stands_for_a_withdrawn_story_hides_nothing_of_its_end(
    client: Browser, press: Press, room: Room
) -> None:
    first = press.publish(Release())
    late = press.publish(Release(story=first.story_uid, host="a.example", state=BulletinState.HELD))
    room.take_back(first)
    room.place((first, first.story_uid, False), (late, first.story_uid, True))
    assert client.get(first.path).status_code == 410
    assert client.get(late.path).status_code == 404
    assert graves(client, "/feeds/all").keys() == {first.story_uid.urn}


def test_what_is_held_again_leaves_the_feeds_and_comes_back_under_its_id(
    client: Browser, press: Press, service: Service, clock: MovableClock
) -> None:
    bulletin = press.publish(Release())
    clock.advance(timedelta(minutes=1))
    held = press.correct(bulletin, Release(state=BulletinState.HELD))
    assert graves(client, "/feeds/all") == {bulletin.story_uid.urn: "Siaran pers ini sedang ditinjau kembali"}
    clock.advance(timedelta(minutes=1))
    service.editing.release(held.id, actor="siti")
    assert graves(client, "/feeds/all") == {}
    assert ids(client, "/feeds/all") == [bulletin.story_uid.urn]


def test_of_two_stories_that_became_one_the_lost_id_is_told(client: Browser, press: Press, room: Room) -> None:
    one, other = press.publish(Release()), press.publish(COPY)
    room.place((one, one.story_uid, True), (other, one.story_uid, False))
    for feed in FEEDS:
        assert ids(client, feed) == [one.story_uid.urn]
        assert graves(client, feed).keys() == {other.story_uid.urn}
    room.place((one, one.story_uid, True), (other, other.story_uid, True))
    assert graves(client, "/feeds/all") == {}
    assert set(ids(client, "/feeds/all")) == {one.story_uid.urn, other.story_uid.urn}


def test_nobody_hears_of_what_was_never_shown(client: Browser, press: Press, service: Service, room: Room) -> None:
    held = press.publish(Release(state=BulletinState.HELD))
    shown, hidden = press.publish(Release()), press.publish(Release(state=BulletinState.HELD, host="a.example"))
    service.editing.withdraw(held.id, actor="admin")
    room.place((shown, shown.story_uid, True), (hidden, shown.story_uid, False))
    assert graves(client, "/feeds/all") == {}


def test_tombstones_are_told_for_a_month_fifty_at_most_and_on_the_first_page_only(
    client: Browser, press: Press, service: Service, clock: MovableClock
) -> None:
    shown = [press.publish(Release(title=f"Siaran {number}")) for number in range(110)]
    for bulletin in shown[:55]:
        clock.advance(timedelta(seconds=1))
        service.editing.withdraw(bulletin.id, actor="admin")
    assert list(graves(client, "/feeds/all")) == [one.story_uid.urn for one in reversed(shown[5:55])]
    assert b"deleted-entry" not in client.get("/feeds/all.atom?page=2").content
    clock.advance(timedelta(days=30))
    assert graves(client, "/feeds/all") == {}


def test_corrections_are_told_with_who_made_them_and_what_they_changed(
    client: Browser, press: Press, clock: MovableClock
) -> None:
    bulletin = press.publish(Release())
    for hour in (10, 12):
        clock.now = clock.now.replace(hour=hour)
        bulletin = press.correct(bulletin, Release(text=f"Teks yang diralat pukul {hour}."))
    [told] = client.page(bulletin.path).find_class("corrected")
    lines = [" ".join(line.text_content().split()) for line in told.iter("li")]
    hours = ("18.00", "20.00")
    assert lines == [f"2 Maret 2026 pukul {hour} WITA – diubah oleh sumbernya: teks" for hour in hours]
