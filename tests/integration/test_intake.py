"""Polling, from the first byte to the rows, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import ConcurrentChange, Unavailable
from syndicator.intake import Intake
from syndicator.model.bulletin import BulletinState
from syndicator.model.document import Failed
from syndicator.model.event import EventKind
from syndicator.model.source import SourceConfig, SourceState
from syndicator.storage import identities, polls
from tests.conftest import MovableClock
from tests.feeds import LONG, Told, distinct, rss
from tests.outside import Answer, Asked, Outside, outside


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


def add(service: Service, world: Outside, path: str = "/feed/", **config: object) -> int:
    return service.sourcing.add(SourceConfig(address=world.url + path, **config), actor="test")  # type: ignore[arg-type]


def test_each_entry_becomes_one_bulletin_and_a_second_poll_adds_none(service: Service, world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(10)]))
    source = add(service, world)
    assert service.intake.poll([source]).added == 10
    assert service.intake.poll([source], even_if_not_due=True).added == 0
    assert len(service.tracing.bulletins()) == 10


def test_validators_are_sent_back_as_received_and_304_changes_nothing(service: Service, world: Outside) -> None:
    def say(asked: Asked) -> Answer:
        if (
            asked.headers.get("if-none-match") == 'W/"a b"'
            and asked.headers.get("if-modified-since") == "Mon, 02 Mar 2026"
        ):
            return Answer(304)
        return Answer(body=rss([distinct(1)]), headers={"ETag": 'W/"a b"', "Last-Modified": "Mon, 02 Mar 2026"})

    world.answers["/feed/"] = say
    source = add(service, world)
    service.intake.poll([source])
    report = service.intake.poll([source], even_if_not_due=True)
    assert report.records[0].result.status == 304
    assert report.added == 0


def test_the_same_bytes_without_validators_are_not_parsed_again(service: Service, world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]))
    source = add(service, world)
    service.intake.poll([source])
    report = service.intake.poll([source], even_if_not_due=True)
    assert report.records[0].entries == 0
    assert report.records[0].result.status == 200


def test_an_edit_at_the_source_is_a_revision_of_the_same_bulletin(service: Service, world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]))
    source = add(service, world)
    service.intake.poll([source])
    world.answers["/feed/"] = Answer(body=rss([Told(1, "Kegiatan nomor 1 (ralat)", f"{LONG} Jumlahnya diralat.")]))
    report = service.intake.poll([source], even_if_not_due=True)
    assert (report.added, report.revised) == (0, 1)
    (bulletin,) = service.tracing.bulletins()
    assert (bulletin.revision, bulletin.content.title) == (2, "Kegiatan nomor 1 (ralat)")
    assert len(service.tracing.trace(bulletin.id).revisions) == 2


@pytest.mark.parametrize(
    "twin",
    [
        Told(1, guid="http://www.humas.contoh.test/?p=1", address="https://humas.contoh.test/lain/"),
        Told(1, guid="https://humas.contoh.test/?p=1", address="http://humas.contoh.test/2026/03/02/rilis-1"),
        Told(9, address="https://www.humas.contoh.test/2026/03/02/rilis-1/?utm_source=wa"),
        Told(9, title="Judul lain"),
    ],
    ids=["guid with http and www", "address with http", "address with tracking", "same text under another guid"],
)
def test_twins_of_a_name_are_one_bulletin(service: Service, world: Outside, twin: Told) -> None:
    world.answers["/feed/"] = Answer(body=rss([Told(1)]))
    source = add(service, world)
    service.intake.poll([source])
    world.answers["/feed/"] = Answer(body=rss([twin]))
    assert service.intake.poll([source], even_if_not_due=True).added == 0
    assert len(service.tracing.bulletins()) == 1


def test_a_guid_that_all_entries_share_names_none_of_them(service: Service, world: Outside) -> None:
    told = [distinct(n) for n in range(3)]
    same = [Told(one.number, one.title, one.text, guid="rilis") for one in told]
    world.answers["/feed/"] = Answer(body=rss(same))
    assert service.intake.poll([add(service, world)]).added == 3


def test_the_same_text_from_another_source_joins_the_story_and_is_not_posted_again(
    service: Service, world: Outside
) -> None:
    world.answers["/a/"] = Answer(body=rss([Told(1)], "https://satu.test"))
    world.answers["/b/"] = Answer(body=rss([Told(7, title="Judul lain")], "https://dua.test"))
    both = [add(service, world, "/a/"), add(service, world, "/b/")]
    assert service.intake.poll(both).added == 2
    later, first = service.tracing.bulletins()
    assert first.story_id == later.story_id
    assert sorted([first.canonical, later.canonical]) == [False, True]
    kinds = [event.kind for event in service.tracing.trace(later.id).events]
    assert EventKind.STORY_JOINED in kinds


def test_a_release_about_a_child_victim_is_held_and_tells_why(service: Service, world: Outside) -> None:
    text = (
        "Polres Contoh menangkap pelaku pencabulan terhadap anak di bawah umur. Korban berinisial M (14), siswi "
        "kelas 2 SMP, warga Desa Sukamaju, dicabuli ayah tirinya sejak tahun lalu, kata Kasat Reskrim."
    )
    world.answers["/feed/"] = Answer(body=rss([Told(1, "Pelaku cabul ditangkap", text)]))
    service.intake.poll([add(service, world)])
    (bulletin,) = service.tracing.bulletins()
    assert bulletin.state is BulletinState.HELD
    assert bulletin.released_at is None
    held = [event for event in service.tracing.trace(bulletin.id).events if event.kind is EventKind.BULLETIN_HELD]
    assert "M (14)" in held[0].reason


def test_an_edit_that_names_a_child_hides_a_released_bulletin(service: Service, world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=rss([Told(1)]))
    source = add(service, world)
    service.intake.poll([source])
    worse = f"{LONG} Korban pencabulan adalah siswi SMP berinisial R (13), warga Desa Sukamaju."
    world.answers["/feed/"] = Answer(body=rss([Told(1, text=worse)]))
    service.intake.poll([source], even_if_not_due=True)
    (bulletin,) = service.tracing.bulletins()
    assert bulletin.state is BulletinState.HELD


def test_bulletins_of_an_untrusted_source_wait_for_the_desk(service: Service, world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=rss([Told(1)]))
    service.intake.poll([add(service, world, trusted=False)])
    assert service.tracing.bulletins()[0].state is BulletinState.HELD


NOT_FEEDS = {
    "plain text": (Answer(body=b"halo"), "not a feed"),
    "an HTML page with status 200": (Answer(body=b"<!doctype html><html><body>Galat</body></html>"), "an HTML page"),
    "an empty body": (Answer(body=b""), "is empty"),
    "20 MB": (Answer(body=b"<rss>" + b"x" * 20_000_000), "larger than 10 MB"),
    "a redirect loop": (Answer(302, headers={"Location": "/bad/"}), "redirects"),
    "a redirect to a private address": (Answer(302, headers={"Location": "http://10.0.0.1/"}), "not a public address"),
    "404": (Answer(404), "answered 404"),
    "410": (Answer(410), "answered 410"),
    "500": (Answer(500), "answered 500"),
    "a reset": (Answer(reset=True), "connection failed"),
    "half an answer": (Answer(body=b"<rss", told_length=5000), "connection failed"),
    "broken gzip": (Answer(body=b"\x1f\x8bnot gzip", headers={"Content-Encoding": "gzip"}), "compression is broken"),
    "an encoding we did not ask for": (Answer(body=b"x", headers={"Content-Encoding": "br"}), "encoded as 'br'"),
}


@pytest.mark.parametrize("fault", NOT_FEEDS)
def test_a_bad_answer_is_told_in_one_line_and_harms_no_other_source(
    service: Service, world: Outside, fault: str
) -> None:
    answer, words = NOT_FEEDS[fault]
    world.answers |= {"/bad/": answer, "/good/": Answer(body=rss([distinct(1)]))}
    bad, good = add(service, world, "/bad/"), add(service, world, "/good/")
    report = service.intake.poll([bad, good])
    assert report.added == 1
    sick, well = service.sourcing.get(bad), service.sourcing.get(good)
    assert words in str(sick.last_error)
    assert "\n" not in str(sick.last_error)
    assert " – " in str(sick.last_error), "the mend is told"
    assert sick.failures > 0
    assert well.failures == 0
    assert sick.last_success_at is None


def test_a_private_address_is_refused_before_a_connection(
    service: Service,
) -> None:
    source = service.sourcing.add(SourceConfig(address="http://192.168.1.1/feed/"), actor="test")
    (record,) = service.intake.poll([source]).records
    assert isinstance(record.result, Failed)
    assert record.result.fault.kind == "refused"
    assert "192.168.1.1 is not a public address" in str(record.result.fault)


def test_a_server_that_asks_to_be_left_alone_is_left_alone(
    service: Service, world: Outside, clock: MovableClock
) -> None:
    world.answers["/feed/"] = Answer(429, headers={"Retry-After": "1800"})
    source = add(service, world, every=timedelta(seconds=5))
    service.intake.poll([source])
    assert service.sourcing.get(source).next_poll_at >= clock.now + timedelta(seconds=1800 * 0.95)


def test_what_failed_is_tried_again_and_its_recovery_is_told(
    service: Service, world: Outside, clock: MovableClock
) -> None:
    world.answers["/feed/"] = Answer(500)
    source = add(service, world, every=timedelta(seconds=10))
    service.intake.poll([source])
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]))
    clock.advance(timedelta(minutes=1))
    assert service.intake.poll([source]).added == 1
    assert service.sourcing.get(source).failures == 0


def test_a_source_that_another_process_polls_is_left_alone(
    service: Service, world: Outside, clock: MovableClock
) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]))
    source = add(service, world)
    with service.database.write() as connection:
        (claim,) = polls.claim(connection, [source], clock.now, lease=timedelta(minutes=2))
    assert service.intake.poll([source]).records == ()
    clock.advance(timedelta(minutes=2))
    assert service.intake.poll([source]).added == 1
    with service.database.write() as connection:
        assert polls.still_ours(connection, [claim]) == set()


def test_a_paused_source_is_not_rung_for(service: Service, world: Outside) -> None:
    source = add(service, world)
    assert service.upkeep.ring_sources() == [[source]]
    service.sourcing.set_state(source, SourceState.PAUSED, actor="test")
    assert service.upkeep.ring_sources() == []


def test_a_doorbell_that_was_lost_is_rung_again(service: Service, world: Outside, clock: MovableClock) -> None:
    source = add(service, world)
    assert service.upkeep.ring_sources() == [[source]]
    assert service.upkeep.ring_sources() == []
    clock.advance(service.upkeep.quiet)
    assert service.upkeep.ring_sources() == [[source]]


@pytest.fixture
def elsewhere() -> Iterator[Outside]:
    """Another host: the slot of the first one is taken while its answers are weighed."""
    with outside("127.0.0.2") as running:
        yield running


def test_two_processes_that_store_the_same_text_at_once_make_one_story(
    service: Service, world: Outside, elsewhere: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one read before the first one wrote: the constraint shows it, and it decides again."""
    world.answers["/a/"] = Answer(body=rss([Told(1)], "https://satu.test"))
    first, second = add(service, world, "/a/"), add(service, elsewhere, "/b/")
    elsewhere.answers["/b/"] = Answer(body=rss([Told(2)], "https://dua.test"))
    gathered, seen = type(service.intake).gathered, []

    def slowly_gathered(intake: object, inquiries: object) -> object:
        known = gathered(intake, inquiries)  # type: ignore[arg-type]
        if not seen:
            seen.append(True)
            with ThreadPoolExecutor(1) as other_process:
                assert other_process.submit(service.intake.poll, [second]).result().added == 1
        return known

    monkeypatch.setattr(type(service.intake), "gathered", slowly_gathered)
    assert service.intake.poll([first]).added == 1
    one, other = service.tracing.bulletins()
    assert one.story_id == other.story_id
    assert sorted([one.canonical, other.canonical]) == [False, True]


def test_a_database_that_goes_away_while_answers_come_costs_time_and_no_second_request(
    service: Service, world: Outside, elsewhere: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.answers["/a/"] = Answer(body=rss([distinct(1)], "https://satu.test"))
    elsewhere.answers["/b/"] = Answer(body=rss([distinct(2)], "https://dua.test"))
    both = [add(service, world, "/a/"), add(service, elsewhere, "/b/")]
    away = dict.fromkeys(("gathered", "_store_once", "_give_back"), 3)

    def failing(name: str) -> Callable[..., object]:
        done = getattr(Intake, name)

        def act(*arguments: object) -> object:
            if away[name]:
                away[name] -= 1
                raise Unavailable("the database does not answer", "start it")
            return done(*arguments)

        return act

    for name in away:
        monkeypatch.setattr(Intake, name, failing(name))
    assert service.intake.poll(both).added == 2
    assert not any(away.values())
    assert [len(one.requests_to(path)) for one, path in ((world, "/a/"), (elsewhere, "/b/"))] == [1, 1]


def test_a_name_that_was_given_meanwhile_is_a_concurrent_change(service: Service, world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(1), distinct(2)]))
    source = add(service, world)
    service.intake.poll([source])
    other, one = service.tracing.bulletins()
    with service.database.write() as connection:
        identities.give(connection, {(source, "guid:x"): one.id})
    with pytest.raises(ConcurrentChange), service.database.write() as connection:
        identities.give(connection, {(source, "guid:x"): other.id})


def test_two_processes_with_the_same_texts_in_opposite_order_lose_no_batch(service: Service, world: Outside) -> None:
    """Both write the owners of the same texts; were each to lock them in its own order, one of them would fail."""
    texts = [distinct(n) for n in range(1, 25)]
    world.answers |= {
        "/a/": Answer(body=rss(texts, "https://satu.test")),
        "/b/": Answer(body=rss(texts[::-1], "https://dua.test")),
    }
    both = [add(service, world, "/a/"), add(service, world, "/b/")]
    with ThreadPoolExecutor(2) as processes:
        reports = list(processes.map(lambda source: service.intake.poll([source]), both))
    assert [report.added for report in reports] == [24, 24]
    bulletins = service.tracing.bulletins(most=100)
    assert len(bulletins) == 48
    assert len({one.story_id for one in bulletins}) == 24
    assert sum(one.canonical for one in bulletins) == 24


def test_old_rows_of_the_fetch_log_are_forgotten(service: Service, world: Outside, clock: MovableClock) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]))
    source = add(service, world)
    service.intake.poll([source])
    clock.advance(timedelta(days=29))
    service.intake.poll([source], even_if_not_due=True)
    clock.advance(timedelta(days=2))
    assert service.upkeep.prune()["fetches"] == 1
    assert service.upkeep.prune()["fetches"] == 0
