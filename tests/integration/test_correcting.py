"""The desk's corrections: they show at once, they last, and they let nothing out; on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.correction import DeskWord
from syndicator.model.event import EventKind
from syndicator.model.source import SourceConfig
from syndicator.model.verdict import HoldReason
from syndicator.storage import corrections, reading
from syndicator.storage.reading import Selection
from tests.conftest import MovableClock
from tests.feeds import LONG, Told, rss
from tests.integration.conftest import started, write_channel
from tests.outside import Answer, Outside
from tests.unit.portal.press import Press, Release

MINUTE = timedelta(minutes=1)
CHILD = (
    "Polres Contoh menangkap pelaku pencabulan terhadap anak di bawah umur. Korban berinisial M (14), siswi "
    "kelas 2 SMP, warga Desa Sukamaju, dicabuli ayah tirinya sejak tahun lalu, kata Kasat Reskrim."
)
ROUTES = '[[route]]\nname = "crime"\nwhen = { topics = ["siber"], units = ["polda-jawa-timur"] }\nchannels = ["hook"]\n'


class Desk:
    """A desk that corrects what a unit publishes."""

    def __init__(self, service: Service, world: Outside, clock: MovableClock) -> None:
        self.service, self.press, self.world, self.clock = service, Press(service), world, clock
        self._source: int | None = None

    def poll(self, told: Told) -> Bulletin:
        """Return the bulletin that a unit's feed tells of."""
        self.world.answers["/feed/"] = Answer(body=rss([told]))
        if self._source is None:
            self._source = self.service.sourcing.add(SourceConfig(address=f"{self.world.url}/feed/"), actor="test")
        self.clock.advance(MINUTE)
        self.service.intake.poll([self._source], even_if_not_due=True)
        return self.service.tracing.bulletins(most=1)[0]

    def say(self, bulletin: Bulletin, **said: object) -> Bulletin:
        self.clock.advance(MINUTE)
        self.service.correcting.correct(bulletin.id, DeskWord(**said), actor="sari")  # type: ignore[arg-type]
        return self.press.stored(bulletin.uid)

    def send(self) -> list[str]:
        """Return what becomes of all deliveries that are due."""
        self.clock.advance(MINUTE)
        for _ in range(2):
            self.service.dispatch.dispatch([one.id for one in self.service.tracing.deliveries()])
        return self.told()

    def told(self) -> list[str]:
        return [f"{one.action} {one.bulletin_id} {one.state}" for one in reversed(self.service.tracing.deliveries())]

    def listed(self, **selection: str) -> list[int]:
        units = self.service.settings.units
        unit = units.find(selection["unit"]) if "unit" in selection else None
        with self.service.database.read() as connection:
            page = reading.released(connection, Selection(topic=selection.get("topic"), unit=unit), units)
        return [bulletin.id for bulletin in page.bulletins]

    def events(self, bulletin: Bulletin, kind: EventKind) -> list[tuple[str | None, str]]:
        found = self.service.tracing.trace(bulletin.id).events
        return [(event.actor, event.reason) for event in found if event.kind is kind]


@pytest.fixture
def desk(wired: Service, world: Outside, clock: MovableClock) -> Desk:
    return Desk(wired, world, clock)


@pytest.fixture
def choosy(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> Iterator[Desk]:
    """A desk whose only channel takes cyber crime of one command."""
    write_channel(config_dir, world)
    (config_dir / "routes.toml").write_text(ROUTES)
    for service in started(environment, database_url, redis_url, clock):
        yield Desk(service, world, clock)


def test_corrected_topics_show_at_once_with_the_evidence_that_there_is(desk: Desk) -> None:
    bulletin = desk.press.publish(Release(topics=("tppo", "kelembagaan")))
    corrected = desk.say(bulletin, topics=("siber", "tppo"))
    told = [(topic.slug, topic.score, topic.evidence) for topic in corrected.verdict.topics]
    assert told == [("siber", 1.0, ()), ("tppo", 1.0, ("rapat",))]
    assert (desk.listed(topic="siber"), desk.listed(topic="kelembagaan")) == ([bulletin.id], [])
    assert corrected.updated_at > bulletin.updated_at
    said = "topics: siber, tppo (before: tppo, kelembagaan)"
    assert desk.events(bulletin, EventKind.BULLETIN_CORRECTED) == [("sari", said)]


def test_a_corrected_unit_moves_a_bulletin_to_its_pages(desk: Desk) -> None:
    bulletin = desk.press.publish(Release())
    corrected = desk.say(bulletin, unit="Polres Gresik", place="  Kabupaten   Gresik ")
    assert (corrected.verdict.unit, corrected.verdict.polda) == ("polres-gresik", "polda-jawa-timur")
    assert corrected.verdict.place == "Kabupaten Gresik"
    assert desk.listed(unit="polda-jawa-timur") == desk.listed(unit="polres-gresik") == [bulletin.id]
    assert desk.listed(unit="polda-kalimantan-timur") == []
    left_open = desk.say(bulletin, unit="", place="")
    assert (left_open.verdict.unit, left_open.verdict.polda, left_open.verdict.place) == (None, None, None)
    assert desk.listed(unit="polda-jawa-timur") == []


def test_what_the_judge_said_stays_in_view(desk: Desk) -> None:
    bulletin = desk.press.publish(Release())
    desk.say(bulletin, topics=("siber",))
    desk.say(bulletin, unit="polres-gresik")
    trace = desk.service.tracing.trace(bulletin.id)
    assert trace.judged == bulletin.verdict
    assert trace.bulletin.verdict.version == "test+desk-2"
    assert trace.word == DeskWord(id=2, topics=("siber",), unit="polres-gresik")


def test_channels_that_the_routes_add_get_it_once(choosy: Desk) -> None:
    bulletin = choosy.press.publish(Release())
    choosy.say(bulletin, topics=("siber",))
    assert choosy.told() == []
    choosy.say(bulletin, unit="polres-gresik")
    assert choosy.send() == ["create 1 delivered"]
    choosy.say(bulletin, place="Kabupaten Gresik")
    choosy.say(bulletin, topics=("sosial",))
    assert choosy.send() == ["create 1 delivered"]


@pytest.mark.parametrize("state", [BulletinState.HELD, BulletinState.REJECTED, BulletinState.WITHDRAWN])
def test_what_the_public_may_not_see_goes_nowhere_however_it_is_corrected(choosy: Desk, state: BulletinState) -> None:
    bulletin = choosy.press.publish(Release(state=state))
    corrected = choosy.say(bulletin, topics=("siber",), unit="polres-gresik", sensitive=False)
    assert (corrected.state, choosy.told()) == (state, [])


def test_copies_are_corrected_without_a_post_of_their_own(choosy: Desk) -> None:
    first = choosy.press.publish(Release())
    copy = choosy.press.publish(Release(story=first.story_uid, host="polda.example"))
    choosy.say(copy, topics=("siber",), unit="polres-gresik")
    assert choosy.told() == []


def test_sensitive_hides_a_released_bulletin_and_takes_its_post_down(desk: Desk, world: Outside) -> None:
    bulletin = desk.press.publish(Release(channels=("hook",)))
    assert desk.send() == ["create 1 delivered"]
    corrected = desk.say(bulletin, sensitive=True)
    assert (corrected.state, corrected.verdict.hold, desk.listed()) == (BulletinState.HELD, True, [])
    assert desk.send() == ["create 1 delivered", "withdraw 1 delivered"]
    assert len(world.requests_to("/hook")) == 2
    assert desk.events(bulletin, EventKind.BULLETIN_HELD)[-1] == ("sari", "the desk says that it is sensitive")


def test_sensitive_stops_a_post_that_has_not_gone_out(desk: Desk, world: Outside) -> None:
    bulletin = desk.press.publish(Release(channels=("hook",)))
    desk.say(bulletin, sensitive=True)
    assert desk.send() == ["create 1 cancelled"]
    assert world.requests_to("/hook") == []


def test_sensitive_hides_all_that_tell_the_same_release(desk: Desk) -> None:
    first = desk.press.publish(Release(channels=("hook",)))
    copy = desk.press.publish(Release(story=first.story_uid, host="polda.example"))
    desk.send()
    desk.say(copy, sensitive=True)
    assert desk.press.stored(first.uid).state is desk.press.stored(copy.uid).state is BulletinState.HELD
    assert desk.send() == ["create 1 delivered", "withdraw 1 delivered"]


def test_what_was_called_sensitive_is_posted_again_once_the_desk_releases_it(desk: Desk, world: Outside) -> None:
    bulletin = desk.press.publish(Release(channels=("hook",)))
    desk.send()
    desk.say(bulletin, sensitive=True)
    desk.send()
    desk.say(bulletin, sensitive=False)
    desk.service.editing.release(bulletin.id, actor="sari")
    desk.send()
    told = [json.loads(asked.body)["type"] for asked in world.requests_to("/hook")]
    assert told == ["bulletin.created", "bulletin.withdrawn", "bulletin.created"]
    assert desk.listed() == [bulletin.id]


def test_not_sensitive_releases_nothing_by_itself(desk: Desk) -> None:
    bulletin = desk.poll(Told(1, "Pelaku cabul ditangkap", CHILD))
    assert bulletin.state is BulletinState.HELD
    corrected = desk.say(bulletin, sensitive=False)
    assert (corrected.state, corrected.verdict.hold) == (BulletinState.HELD, False)
    assert desk.service.tracing.trace(bulletin.id).judged.hold
    assert desk.told() == []


def test_reasons_that_the_desk_overruled_do_not_hold_a_later_revision_and_new_ones_do(desk: Desk) -> None:
    bulletin = desk.poll(Told(1, "Pelaku cabul ditangkap", CHILD))
    desk.say(bulletin, sensitive=False)
    desk.service.editing.release(bulletin.id, actor="sari")
    revised = desk.poll(Told(1, "Pelaku cabul ditangkap", f"{CHILD} Pelaku ditahan di Mapolres Contoh."))
    assert (revised.revision, revised.state, revised.verdict.hold_reasons) == (2, BulletinState.RELEASED, ())
    worse = desk.poll(Told(1, "Pelaku cabul ditangkap", f"{CHILD} NIK korban 3525010101100001 tercatat di desa."))
    assert (worse.revision, worse.state) == (3, BulletinState.HELD)
    assert {reason.kind for reason in worse.verdict.hold_reasons} == {"nik"}


def test_what_a_source_tells_later_keeps_the_word_of_the_desk(desk: Desk) -> None:
    bulletin = desk.poll(Told(1))
    desk.say(bulletin, topics=("siber", "pangan"), unit="polres-gresik", place="Kabupaten Gresik")
    revised = desk.poll(Told(1, "Patroli malam (ralat)", f"{LONG} Jumlahnya diralat."))
    assert revised.revision == 2
    assert [topic.slug for topic in revised.verdict.topics] == ["siber", "pangan"]
    assert (revised.verdict.unit, revised.verdict.place) == ("polres-gresik", "Kabupaten Gresik")
    assert (desk.listed(topic="pangan"), desk.listed(unit="polda-jawa-timur")) == ([bulletin.id], [bulletin.id])
    trace = desk.service.tracing.trace(bulletin.id)
    assert [topic.slug for topic in trace.judged.topics] == [topic.slug for topic in bulletin.verdict.topics]
    desk.say(revised, topics=("siber",))
    assert desk.service.tracing.trace(bulletin.id).judged == trace.judged


def test_a_correction_while_a_source_is_polled_is_not_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bulletin = desk.poll(Told(1))
    gathered = type(desk.service.intake).gathered
    seen: list[bool] = []

    def slowly_gathered(intake: object, inquiries: object) -> object:
        known = gathered(intake, inquiries)  # type: ignore[arg-type]
        if not seen:
            seen.append(True)
            with ThreadPoolExecutor(1) as person:
                person.submit(desk.say, bulletin, topics=("siber",)).result()
        return known

    monkeypatch.setattr(type(desk.service.intake), "gathered", slowly_gathered)
    revised = desk.poll(Told(1, "Patroli malam (ralat)", f"{LONG} Jumlahnya diralat."))
    assert (revised.revision, [topic.slug for topic in revised.verdict.topics]) == (2, ["siber"])


def test_corrections_are_examples_with_the_text_that_they_were_about(desk: Desk) -> None:
    bulletin = desk.poll(Told(1))
    other = desk.press.publish(Release(title="Lain", holds=(HoldReason("nik", "3525010101100001"),)))
    desk.say(bulletin, topics=("pangan",))
    desk.say(bulletin, unit="", sensitive=True)
    desk.say(other, sensitive=False)
    with desk.service.database.read() as connection:
        first, second = corrections.examples(connection)
        word = corrections.words(connection, [other.id])[other.id]
    assert (first.bulletin_id, first.title, first.text) == (bulletin.id, "Patroli malam", bulletin.content.text)
    assert (first.topics, first.unit, first.sensitive) == (("pangan",), "", True)
    assert (second.topics, second.unit, second.sensitive) == (None, None, False)
    assert word.overruled == (HoldReason("nik", "3525010101100001"),)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ({}, "nothing is corrected"),
        ({"topics": ("sibber",)}, "there is no topic 'sibber'"),
        ({"topics": ()}, "0 topics"),
        ({"topics": ("siber", "siber")}, "2 topics"),
        ({"topics": ("siber", "ppa", "pekat", "tppo")}, "4 topics"),
        ({"unit": "Polres Atlantis"}, "there is no unit 'Polres Atlantis'"),
        ({"place": "x" * 201}, "a place of 201 characters"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(desk: Desk, said: dict[str, object], cause: str) -> None:
    bulletin = desk.press.publish(Release())
    with pytest.raises(Refused, match=cause):
        desk.say(bulletin, **said)
    assert desk.press.stored(bulletin.uid) == bulletin


def test_a_bulletin_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.service.correcting.correct(99, DeskWord(sensitive=True), actor="sari")
