"""A masked version that the desk accepts: what is shown, what the source may still say, and what is taken back."""

from __future__ import annotations

import json

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import Refused
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.source import SourceConfig
from syndicator.model.verdict import Outcome
from syndicator.portal.app import create_app
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside
from tests.unit.portal.browser import Browser

NAMED = "Rahmat Sutanto"
CASE = (
    "Satreskrim Polresta Balikpapan menangkap pelaku pencabulan terhadap siswi kelas 2 SMP. Korban berinisial KRW "
    "(14), warga Desa Sukamaju RT 05, putri dari Rahmat Sutanto, dicabuli tetangganya sejak tahun lalu."
)
CRASH = (
    "Sebuah mobil bernomor polisi KT 4567 QRZ menabrak pembatas jalan di Jalan Sudirman, Balikpapan, pada pagi hari. "
    "Satlantas mengatur arus dan tidak ada korban jiwa dalam kejadian itu."
)


@pytest.fixture
def source(wired: Service, world: Outside) -> int:
    return wired.sourcing.add(SourceConfig(address=f"{world.url}/feed/", unit="polresta-balikpapan"), actor="test")


def tell(service: Service, world: Outside, source: int, told: Told) -> Bulletin:
    """Let the source tell this, and send what is due; return the bulletin."""
    world.answers["/feed/"] = Answer(body=rss([told]))
    service.intake.poll([source], even_if_not_due=True)
    service.dispatch.dispatch([one.id for one in service.tracing.deliveries(most=100)])
    return service.tracing.trace(1).bulletin


def sent(world: Outside) -> list[str]:
    return [json.dumps(json.loads(one.body), ensure_ascii=False) for one in world.requests_to("/hook")]


def page(service: Service, bulletin: Bulletin) -> str:
    with Browser(create_app(service)) as browser:
        return browser.get(service.tracing.trace(bulletin.id).bulletin.path).text


def accept(service: Service, bulletin: Bulletin) -> Bulletin:
    rings = service.masking.accept(bulletin.id, actor="siti")
    if service.tracing.trace(bulletin.id).bulletin.state is not BulletinState.RELEASED:
        rings += service.editing.release(bulletin.id, actor="siti")
    service.dispatch.dispatch([one.delivery_id for one in rings])
    return service.tracing.trace(bulletin.id).bulletin


def test_an_accepted_version_is_shown_and_what_identifies_never_is(wired: Service, world: Outside, source: int) -> None:
    held = tell(wired, world, source, Told(1, "Pelaku Pencabulan Ditangkap", CASE))
    assert held.state is BulletinState.HELD
    shown = accept(wired, held)
    assert (shown.state, shown.revision, shown.content.image) == (BulletinState.RELEASED, 2, None)
    outside = "\n".join((page(wired, shown), *sent(world)))
    assert "Pelaku Pencabulan Ditangkap" in outside
    assert not [one for one in (NAMED, "KRW", "Sukamaju") if one in outside]


def test_the_same_words_of_the_source_change_nothing_and_other_words_are_judged_anew(
    wired: Service, world: Outside, source: int
) -> None:
    told = Told(1, "Pelaku Pencabulan Ditangkap", CASE)
    accept(wired, tell(wired, world, source, told))
    again = tell(wired, world, source, told)
    assert (again.state, again.revision) == (BulletinState.RELEASED, 2)
    changed = tell(wired, world, source, Told(1, "Pelaku Pencabulan Ditangkap", f"{CASE} Pelaku bekerja di kebun."))
    assert (changed.state, changed.revision) == (BulletinState.HELD, 3)
    assert NAMED not in page(wired, changed) + "".join(sent(world))


def test_posts_of_a_released_one_are_corrected(wired: Service, world: Outside, source: int) -> None:
    released = tell(wired, world, source, Told(1, "Mobil Menabrak Pembatas", CRASH))
    assert (released.state, released.verdict.outcome) == (BulletinState.RELEASED, Outcome.MASK)
    shown = accept(wired, released)
    assert shown.verdict.outcome is Outcome.RELEASE
    first, second = sent(world)
    assert ("KT 4567 QRZ" in first, "KT 4567 QRZ" in second) == (True, False)
    assert "KT 4567" not in page(wired, shown)


def test_where_nothing_is_to_be_masked_it_says_so(wired: Service, world: Outside, source: int) -> None:
    harmless = tell(wired, world, source, distinct(1))
    assert wired.masking.proposal(harmless.id) is None
    with pytest.raises(Refused, match="no masked version"):
        wired.masking.accept(harmless.id, actor="siti")


def test_what_was_withdrawn_is_not_masked(wired: Service, world: Outside, source: int) -> None:
    held = tell(wired, world, source, Told(1, "Pelaku Pencabulan Ditangkap", CASE))
    wired.editing.withdraw(held.id, actor="siti")
    with pytest.raises(Refused, match="is withdrawn"):
        wired.masking.accept(held.id, actor="siti")
