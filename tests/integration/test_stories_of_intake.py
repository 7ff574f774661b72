"""From polls to stories: copies join, authority stands for them, corrections and withdrawals follow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.delivery import Action
from syndicator.model.source import SourceConfig
from syndicator.model.story import Kinship
from syndicator.storage import bulletins, relations
from tests.feeds import Told, rss
from tests.outside import Answer, Outside

AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
RELEASE = (
    "Polresta Balikpapan mengungkap kasus pencurian kendaraan bermotor di Jalan Marsma Iswahyudi, Kelurahan "
    "Sepinggan, Senin (2/3/2026) sekitar pukul 02.30 WITA. Kapolresta Balikpapan Kombes Pol Anton Firmanto "
    "mengatakan dua tersangka ditangkap bersama tiga unit sepeda motor hasil kejahatan. Para tersangka masuk "
    "melalui pagar samping rumah korban ketika penghuni sedang tidur, lalu mendorong motor sejauh 200 meter "
    "sebelum menyalakan mesinnya. Petugas menyita kunci letter T, dua telepon genggam dan uang tunai Rp "
    "1.500.000. Anton mengimbau warga memasang kunci ganda dan segera melapor melalui layanan 110 apabila melihat"
    " orang yang mencurigakan di sekitar permukiman."
)
COPY = RELEASE.replace("Kombes Pol Anton", "Komisaris Besar Polisi Anton").replace(
    "mengimbau warga", "meminta masyarakat"
)
TWIN = (
    RELEASE.replace("2/3/2026", "1/3/2026")
    .replace("tiga unit", "lima unit")
    .replace("Marsma Iswahyudi", "Mulawarman")
    .replace("Sepinggan", "Manggar")
    .replace("1.500.000", "2.750.000")
    .replace("dua tersangka", "empat tersangka")
)


def add(service: Service, world: Outside, path: str, **config: object) -> int:
    return service.sourcing.add(SourceConfig(address=world.url + path, **config), actor="test")  # type: ignore[arg-type]


def poll(service: Service, world: Outside, source: int, path: str, *told: Told) -> list[int]:
    """Poll a source that tells these, and send what is due; return the ids of the deliveries."""
    world.answers[path] = Answer(body=rss(told, f"https://{path.strip('/')}.test"))
    rings = [ring.delivery_id for ring in service.intake.poll([source], even_if_not_due=True).rings]
    service.dispatch.dispatch(rings)
    return rings


def told(text: str, number: int = 1, minutes: int = 0, title: str = "Dua Pencuri Motor Ditangkap") -> Told:
    return Told(number, title, text, at=AT + timedelta(minutes=minutes))


def stored(service: Service) -> list[Bulletin]:
    return sorted(service.tracing.bulletins(most=50), key=lambda one: one.id)


def actions(service: Service) -> list[Action]:
    return [one.action for one in sorted(service.tracing.deliveries(), key=lambda one: one.id)]


def test_a_copy_in_other_words_joins_the_story_and_is_not_posted(wired: Service, world: Outside) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(COPY, 7, 30, "Polisi Tangkap Pencuri Motor"))
    first, second = stored(wired)
    assert first.story_id == second.story_id
    assert sorted([first.canonical, second.canonical]) == [False, True]
    assert actions(wired) == [Action.CREATE]
    with wired.database.read() as connection:
        (found,) = relations.relations_of(connection, second.id)
    assert found.kinship is Kinship.COPY
    assert "of the wording is common" in found.reason


def test_another_event_in_the_same_template_is_a_story_of_its_own(wired: Service, world: Outside) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(TWIN))
    assert len({one.story_id for one in stored(wired)}) == 2
    assert actions(wired) == [Action.CREATE, Action.CREATE]


def test_copies_in_one_batch_are_one_story(wired: Service, world: Outside) -> None:
    both = [add(wired, world, "/satu/"), add(wired, world, "/dua/")]
    world.answers |= {
        "/satu/": Answer(body=rss([told(RELEASE)], "https://satu.test")),
        "/dua/": Answer(body=rss([told(COPY, 7)], "https://dua.test")),
    }
    assert len(wired.intake.poll(both).rings) == 1
    assert len({one.story_id for one in stored(wired)}) == 1


def test_copies_that_two_processes_store_at_one_moment_become_one_story(wired: Service, world: Outside) -> None:
    both = [add(wired, world, "/satu/"), add(wired, world, "/dua/")]
    world.answers |= {
        "/satu/": Answer(body=rss([told(RELEASE)], "https://satu.test"), delay_s=0.2),
        "/dua/": Answer(body=rss([told(COPY, 7)], "https://dua.test"), delay_s=0.2),
    }
    with ThreadPoolExecutor(2) as processes:
        list(processes.map(lambda source: wired.intake.poll([source]), both))
    assert len({one.story_id for one in stored(wired)}) == 1
    posted = [one for one in wired.tracing.deliveries() if one.action is Action.CREATE and one.state != "cancelled"]
    assert len(posted) == 1


def test_the_issuer_that_comes_late_stands_for_the_story_without_a_second_post(wired: Service, world: Outside) -> None:
    copier = add(wired, world, "/salin/")
    issuer = add(wired, world, "/resmi/", unit="polresta-balikpapan")
    poll(wired, world, copier, "/salin/", told(COPY))
    poll(wired, world, issuer, "/resmi/", told(RELEASE, 7, 90))
    copy, original = stored(wired)
    assert copy.story_id == original.story_id
    assert (copy.canonical, original.canonical) == (False, True)
    assert actions(wired) == [Action.CREATE]


def test_the_issuers_correction_revises_the_post_that_was_made_for_a_copy(wired: Service, world: Outside) -> None:
    copier = add(wired, world, "/salin/")
    issuer = add(wired, world, "/resmi/", unit="polresta-balikpapan")
    poll(wired, world, copier, "/salin/", told(COPY))
    poll(wired, world, issuer, "/resmi/", told(RELEASE, 7, 90))
    poll(wired, world, issuer, "/resmi/", told(f"{RELEASE} Ralat: pelaku berjumlah tiga orang.", 7, 90))
    assert actions(wired) == [Action.CREATE, Action.REVISE]
    assert len({one.story_id for one in stored(wired)}) == 1
    poll(wired, world, copier, "/salin/", told(f"{COPY} Simak terus beritanya.", 1))
    assert actions(wired) == [Action.CREATE, Action.REVISE], "what a copy corrects is not the story's"


def take_back(service: Service, bulletin_id: int) -> list[int]:
    """Do what intake does when a source deleted a bulletin, and send what is due."""
    now = service.clock()
    with service.database.write() as connection:
        bulletins.take_back(connection, bulletins.lock(connection, bulletin_id), now)
        rings = service.intake.following.retraction.follow(connection, [bulletin_id], now)
    service.dispatch.dispatch([ring.delivery_id for ring in rings])
    return [ring.delivery_id for ring in rings]


def test_what_the_issuer_takes_back_is_withdrawn_everywhere_whoever_copied_it(wired: Service, world: Outside) -> None:
    copier = add(wired, world, "/salin/")
    issuer = add(wired, world, "/resmi/", unit="polresta-balikpapan")
    poll(wired, world, copier, "/salin/", told(COPY))
    poll(wired, world, issuer, "/resmi/", told(RELEASE, 7, 90))
    take_back(wired, stored(wired)[1].id)
    assert [one.state for one in stored(wired)] == [BulletinState.WITHDRAWN] * 2
    assert actions(wired) == [Action.CREATE, Action.WITHDRAW]


def test_where_a_copy_stood_for_the_story_the_next_one_tells_it_on(wired: Service, world: Outside) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(COPY, 7, 30))
    standing = next(one for one in stored(wired) if one.canonical)
    assert take_back(wired, standing.id) == []
    left = next(one for one in stored(wired) if one.id != standing.id)
    assert (left.canonical, left.state) == (True, BulletinState.RELEASED)
    assert actions(wired) == [Action.CREATE]


def test_a_copy_that_becomes_another_release_leaves_the_story(wired: Service, world: Outside) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(COPY, 7, 30))
    poll(wired, world, other, "/dua/", told(TWIN, 7, 30))
    first, second = stored(wired)
    assert first.story_id != second.story_id
    assert (first.canonical, second.canonical) == (True, True)


def test_the_same_input_gives_bulletins_and_stories_the_same_names_on_every_machine(
    wired: Service, world: Outside
) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE), told(TWIN, 2))
    poll(wired, world, other, "/dua/", told(COPY, 7, 30))
    names = [(str(one.uid)[:8], str(wired.clustering.show(one.story_id).story.uid)[:8]) for one in stored(wired)]
    assert names == [("ce3ba962", "e4552667"), ("e55e346b", "db2acf4e"), ("cddf858a", "db2acf4e")]
