"""Sources as the desk sees and decides them; nothing outside is asked here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.event import EventKind
from syndicator.model.source import NEW_SOURCE, Rhythm, Source, SourceConfig, SourceKind, SourceState
from syndicator.model.user import Role
from syndicator.portal.desk.allowance import Allowance
from syndicator.portal.desk.faults import mend_of
from syndicator.portal.desk.strips import HEIGHT, LEAST, of_day, of_polls
from syndicator.sourcing import Health, Order, Wanted, chosen, health_of
from syndicator.storage import events
from syndicator.storage.base import Base
from syndicator.storage.fetches import DOCUMENT, FAILED, UNCHANGED, Fetched
from syndicator.storage.statements import insert_all
from syndicator.storage.tables import FetchRow, SourceRow
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD, Premises
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
SOME_TIME = datetime(2026, 3, 2, tzinfo=UTC)
HOSTILE = """<script>alert(1)</script>"'><svg onload=alert(2)>"""


def fetched(service: Service, source_id: int, **told: object) -> dict[str, object]:
    usual = {
        "source_id": source_id,
        "at": service.clock(),
        "took_ms": 120.0,
        "status": 200,
        "size": 4096,
        "outcome": DOCUMENT,
        "entries": 10,
        "added": 0,
        "revised": 0,
        "error_kind": None,
        "error": None,
    }
    return usual | told


def write(service: Service, row: type[Base], *rows: dict[str, object]) -> None:
    with service.database.write() as connection:
        insert_all(connection, row, rows)


def stands(service: Service, source_id: int, **columns: object) -> None:
    with service.database.write() as connection:
        connection.execute(SourceRow.__table__.update().where(SourceRow.id == source_id).values(**columns))


def add(service: Service, host: str, unit: str | None = None, **told: object) -> int:
    return service.sourcing.add(SourceConfig(address=f"https://{host}/feed/", unit=unit, **told), actor="uji")  # type: ignore[arg-type]


@pytest.fixture
def stock(service: Service) -> dict[str, int]:
    """One source of each health and state."""
    now = service.clock()
    ids = {
        "well": add(service, "well.test", "polresta-balikpapan"),
        "failing": add(service, "failing.test", "polda-aceh"),
        "silent": add(service, "silent.test"),
        "untried": add(service, "untried.test", kind=SourceKind.WORDPRESS),
        "paused": add(service, "paused.test"),
        "new": service.sourcing.add(SourceConfig(address="https://new.test/feed/"), actor="uji", quarantined=True),
    }
    for name in ("well", "failing", "silent", "new"):
        stands(service, ids[name], last_polled_at=now, last_success_at=now, newest_at=now - timedelta(hours=3))
    why = {"last_error": "the server answered 404 Not Found – correct the address of the feed"}
    stands(service, ids["failing"], failures=2.5, **why)
    stands(service, ids["silent"], silent_since=now - timedelta(days=2))
    failed = {"status": 404, "outcome": FAILED, "error_kind": "status", "error": why["last_error"], "size": 0}
    write(service, FetchRow, fetched(service, ids["failing"], **failed), fetched(service, ids["well"], added=2))
    service.sourcing.set_state(ids["paused"], SourceState.PAUSED, actor="siti", reason="pindah situs")
    return ids


def shown(browser: Browser, query: str = "") -> list[int]:
    page = browser.page(f"/desk/sources{query}")
    return [int(str(href).rpartition("/")[2]) for href in page.xpath("//td[@class='what']/a/@href")]


def words(browser: Browser, path: str) -> str:
    return " ".join(browser.page(path).text_content().split())


def test_the_list_tells_how_each_stands_the_worst_first_and_is_sifted(desk: Desk, stock: dict[str, int]) -> None:
    reader = desk(Role.READER)
    assert shown(reader)[:3] == [stock["failing"], stock["silent"], stock["untried"]]
    assert shown(reader)[-1] == stock["paused"]
    told = words(reader, "/desk/sources")
    for said in (
        "gagal 1",
        "dikarantina 1",
        "Polda Aceh",
        "Tidak ada apa-apa di alamatnya. Cari alamat baru umpannya",
        "pindah situs (siti)",
        "sumbernya baru",
        "6 sumber",
    ):
        assert said in told
    for query, names in {
        "?health=failing": ["failing"],
        "?health=silent": ["silent"],
        "?state=quarantined": ["new"],
        "?kind=wordpress": ["untried"],
        "?command=polda-kalimantan-timur": ["well"],
        "?q=404+polda": ["failing"],
        "?q=WELL": ["well"],
        "?order=unit&command=mabes-polri": ["failing", "well"],
        "?health=&state=&kind=&q=nothing": [],
        "?state=lost&health=lost&kind=lost&q=paused": ["paused"],
    }.items():
        assert shown(reader, query) == [stock[name] for name in names], query
    assert "Tidak ada sumber yang demikian." in words(reader, "/desk/sources?q=nothing")
    assert reader.get("/desk/sources?page=0").status_code == reader.get("/desk/sources?order=x").status_code == 404


def test_the_list_leads_through_hundreds_and_keeps_what_is_looked_for(desk: Desk, service: Service) -> None:
    ids = [add(service, f"satuan{number}.test") for number in range(101)]
    editor = desk(Role.EDITOR)
    assert not shown(editor, "?q=nothing")
    query, seen, pages = "?q=satuan", list[int](), 0
    while query:
        pages, seen = pages + 1, seen + shown(editor, query)
        further = editor.page(f"/desk/sources{query}").xpath("//a[@rel='next']/@href")
        query = str(further[0]).removeprefix("/desk/sources") if further else ""
    assert (sorted(seen), pages) == (ids, 3)


def test_an_empty_list_says_what_to_do(desk: Desk) -> None:
    told = words(desk(Role.EDITOR), "/desk/sources")
    assert "Belum ada sumber" in told
    assert "Periksa dan tambah sumber" in told


def test_a_page_tells_polls_releases_manners_and_what_happened(
    desk: Desk, service: Service, press: Press, stock: dict[str, int]
) -> None:
    bulletin = press.publish(Release(title="Apel pagi", host="apel.test"))
    well = bulletin.source_id
    now = service.clock()
    rhythm = {"hours": [0.0] * 8 + [6.0] + [0.0] * 15, "days": [1.0] * 7}
    since = {"since": (now - timedelta(days=9)).isoformat(), "at": now.isoformat()}
    stands(service, well, gap_s=900.0, rhythm=rhythm | since, last_error="x")
    rows = [fetched(service, well, at=now - timedelta(minutes=n), took_ms=10.0**n) for n in range(1, 4)]
    write(service, FetchRow, *rows, *(fetched(service, well, at=now - timedelta(days=n)) for n in range(1, 62)))
    reader = desk(Role.READER)
    page = reader.page(f"/desk/sources/{well}")
    told = " ".join(page.text_content().split())
    for said in ("15 menit, menurut iramanya sendiri", "satu siaran setiap", "belakangan tidak ditanya", "Apel pagi"):
        assert said in told
    assert len(page.xpath("//svg[contains(@class, 'wide')]/rect")) == 60
    assert len(page.xpath("//table[@class='figures']/tbody/tr")) == 60
    [older] = page.xpath("//a[@rel='next']/@href")
    assert len(reader.page(str(older).partition("#")[0]).xpath("//table[@class='figures']/tbody/tr")) == 5
    paused = words(reader, f"/desk/sources/{stock['paused']}")
    assert "Dijeda siti pindah situs" in paused
    assert "Ditambahkan uji" in paused
    assert reader.get("/desk/sources/999").status_code == reader.get("/desk/sources/x").status_code == 404
    assert [one.get("action") for one in page.forms] == ["/desk/logout"]


def test_a_new_source_waits_until_an_editor_ends_its_quarantine(desk: Desk, service: Service) -> None:
    new = service.sourcing.add(SourceConfig(address="https://new.test/feed/"), actor="uji", quarantined=True)
    editor, path = desk(Role.EDITOR), f"/desk/sources/{new}"
    source = service.sourcing.get(new)
    assert (source.state, source.reason) == (SourceState.QUARANTINED, NEW_SOURCE)
    assert "Sumbernya baru" in words(editor, path)
    assert editor.press(path, "/resume").headers["location"] == f"{path}?done=source-resumed"
    source = service.sourcing.get(new)
    assert (source.state, source.reason) == (SourceState.ACTIVE, None)
    assert "Dilanjutkan editor" in words(editor, path)


def test_a_source_is_paused_polled_and_changed_under_the_name_of_who_did(
    desk: Desk, service: Service, clock: MovableClock
) -> None:
    one, now = add(service, "satu.test"), clock()
    stands(service, one, next_poll_at=now + timedelta(hours=5))
    chief, path = desk(Role.CHIEF), f"/desk/sources/{one}"
    assert chief.press(path, "/poll").headers["location"] == f"{path}?done=source-asked"
    assert service.sourcing.get(one).next_poll_at == now
    stands(service, one, next_poll_at=now + timedelta(hours=5))
    chief.press(path, "/poll")
    assert service.sourcing.get(one).next_poll_at == now + timedelta(seconds=30), "not more often than that"
    changed = chief.press(path, "/change", unit="polres aceh barat", every="2,5", trusted="true")
    assert changed.headers["location"] == f"{path}?done=source-changed"
    config = service.sourcing.get(one).config
    assert (config.unit, config.every, config.trusted) == ("polres-aceh-barat", timedelta(minutes=2.5), True)
    fields = dict(next(form for form in chief.page(path).forms if str(form.action).endswith("/change")).fields)
    assert (fields["unit"], fields["every"], fields["trusted"]) == ("Polres Aceh Barat", "2.5", "true")
    untrusted = {name: value for name, value in fields.items() if name != "trusted"} | {"every": " "}
    assert chief.post(f"{path}/change", **untrusted).status_code == 303
    config = service.sourcing.get(one).config
    assert (config.every, config.trusted) == (None, False)
    late = chief.post(f"{path}/change", **fields)
    assert (late.status_code, "Orang lain telah mengubah" in late.text) == (409, True), "another form stored first"
    assert service.sourcing.get(one).config == config
    for every in ("0", "-1", "nan", "inf", "1e9", "lima"):
        assert chief.press(path, "/change", every=every).status_code == 422, every
    assert chief.press(path, "/change", unit="Polres Tiada").status_code == 422
    assert chief.press(path, "/pause", reason="libur").status_code == 303
    assert chief.post(f"{path}/poll", **fields).status_code == 409
    with service.database.read() as connection:
        log = [(event.kind, event.actor, event.reason) for event in events.of_source(connection, one)]
    assert log[0] == (EventKind.SOURCE_PAUSED, "chief", "libur")
    assert (
        EventKind.SOURCE_CHANGED,
        "chief",
        "every: 0:02:30 → its own rhythm; its bulletins wait for the desk",
    ) in log
    assert [kind for kind, _, _ in log].count(EventKind.SOURCE_ASKED) == 2


@pytest.mark.parametrize(("role", "may"), [(Role.READER, ()), (Role.EDITOR, ("poll", "pause", "resume"))])
def test_only_chiefs_change_a_source_and_only_editors_decide(
    desk: Desk, service: Service, role: Role, may: tuple[str, ...]
) -> None:
    one, browser = add(service, "satu.test"), desk(role)
    csrf = browser.page("/desk/sources").xpath("//input[@name='csrf']/@value")[0]
    for what in ("poll", "pause", "resume", "change"):
        status = browser.post(f"/desk/sources/{one}/{what}", csrf=str(csrf)).status_code
        assert status == (303 if what in may else 403), what
        assert browser.post(f"/desk/sources/{one}/{what}", csrf="wrong").status_code == 403
    assert browser.get("/desk/sources/add").status_code == (200 if may else 403)
    told = {"csrf": str(csrf), "address": "https://dua.test/feed/", "kind": "feed"}
    assert browser.post("/desk/sources", **told, intake="trusted").status_code == 403, "trust is the chiefs' to give"
    assert browser.post("/desk/sources", **told).status_code == (303 if may else 403)
    assert browser.post("/desk/sources", **told | {"address": "file:///etc/passwd"}).status_code == (
        409 if may else 403
    )
    assert browser.post("/desk/sources", **told | {"kind": "api"}).status_code == (422 if may else 403)
    states = [source.state for source in service.sourcing.all()]
    assert states == ([SourceState.ACTIVE, SourceState.QUARANTINED] if may else [SourceState.ACTIVE])


def test_who_is_bound_to_a_command_keeps_to_its_sources(service: Service, premises: Premises, press: Press) -> None:
    ours = press.publish(Release(title="Milik Aceh", unit="polda-aceh", publisher="polda-aceh", host="aceh.test"))
    press.publish(Release(title="Milik Kaltim", publisher="polda-aceh", host="aceh.test"))
    others = add(service, "lain.test", "polresta-balikpapan")
    service.accounts.add("bound", PASSWORD, Role.CHIEF, unit="polda-aceh")
    with Browser(premises.app) as bound:
        bound.post("/desk/login", login="bound", password=PASSWORD)
        assert shown(bound) == [ours.source_id]
        path = f"/desk/sources/{ours.source_id}"
        told = words(bound, path)
        assert "Milik Aceh" in told
        assert "Milik Kaltim" not in told
        for unit in ("Polresta Balikpapan", ""):
            assert bound.press(path, "/change", unit=unit).status_code == 403, unit
        assert bound.press(path, "/change", unit="Polres Aceh Barat").status_code == 303
        assert bound.get(f"/desk/sources/{others}").status_code == bound.get("/desk/rules/replay").status_code == 403
        csrf = str(bound.page("/desk/sources").xpath("//input[@name='csrf']/@value")[0])
        added = {"csrf": csrf, "address": "https://baru.test/feed/", "kind": "feed"}
        for unit, status in (("", 403), ("polresta-balikpapan", 403), ("polres-aceh-barat", 303)):
            assert bound.post("/desk/sources", **added, unit=unit).status_code == status, unit


def test_nothing_that_a_source_says_acts_on_its_pages(desk: Desk, service: Service) -> None:
    one = add(service, "satu.test", selector=HOSTILE)
    stands(
        service, one, failures=1.0, last_error=HOSTILE, reason=HOSTILE, moved_to=HOSTILE, tls_exception=HOSTILE,
        last_polled_at=service.clock(),
    )  # fmt: skip
    write(service, FetchRow, fetched(service, one, outcome=FAILED, error_kind="body", error=HOSTILE))
    chief = desk(Role.CHIEF)
    for path in ("/desk/sources", f"/desk/sources/{one}", f"/desk/sources?q={HOSTILE}&command={HOSTILE}"):
        page = chief.page(path)
        scripts = page.xpath("//script[not(starts-with(@src, '/static/'))] | //svg[not(@class)] | //*[@onload]")
        assert not scripts, path
        assert not page.xpath("//*[@style]"), path


def polled(took: timedelta, outcome: str = UNCHANGED, **told: object) -> Fetched:
    values = {"status": 200, "size_bytes": 0, "entries": 0, "added": 0, "revised": 0, "error_kind": None, "error": None}
    return Fetched(id=1, source_id=1, at=SOME_TIME, took=took, outcome=outcome, **values | told)  # type: ignore[arg-type]


def test_a_strip_draws_time_from_left_to_right_and_slow_answers_high() -> None:
    fast, slow = polled(timedelta(milliseconds=5)), polled(timedelta(minutes=2), added=1)
    failed = polled(timedelta(0), FAILED, error_kind="dns")
    strip = of_polls([failed, slow, fast])
    assert [bar.kind for bar in strip.bars] == ["same", "news", "failed"]
    assert [bar.height for bar in strip.bars] == [LEAST, HEIGHT, HEIGHT]
    assert [bar.x for bar in strip.bars] == [0, 9, 18]
    assert strip.width == 25
    assert of_day(None) is None
    day = of_day(Rhythm((0.01, 2.0, *[0.0] * 22), (0.0,) * 7, SOME_TIME, SOME_TIME))
    assert day is not None
    assert [bar.height for bar in day.bars[:3]] == [1, HEIGHT, 0]


def test_every_kind_of_fault_has_its_words_and_its_mend() -> None:
    for status, kind in (
        (404, "status"),
        (403, "status"),
        (500, "status"),
        (None, "dns"),
        (None, "tls"),
        (200, "format"),
    ):
        mend = mend_of(polled(timedelta(0), FAILED, status=status, error_kind=kind))
        assert mend is not None
        assert mend.how
    assert mend_of(polled(timedelta(0))) is mend_of(None) is None


def test_health_and_order_are_told_by_numbers_alone(service: Service) -> None:
    now = service.clock()

    def source(number: int, **told: object) -> Source:
        usual: dict[str, object] = {"state": SourceState.ACTIVE, "next_poll_at": now, "last_polled_at": now} | told
        return Source(id=number, config=SourceConfig(address=f"https://{number}.test"), **usual)  # type: ignore[arg-type]

    early = source(1, next_poll_at=now - timedelta(hours=1))
    untried, retired = source(2, last_polled_at=None), source(3, state=SourceState.RETIRED)
    assert [health_of(one) for one in (early, untried, retired)] == [Health.WELL, Health.UNTRIED, Health.RESTING]
    everyone, units = [retired, untried, early], service.settings.units
    assert [one.id for one in chosen(everyone, Wanted(order=Order.NEXT), units)] == [1, 2, 3]
    assert [one.id for one in chosen(everyone, Wanted(), units)] == [2, 1, 3]
    assert [one.id for one in chosen(everyone, Wanted(health=Health.RESTING), units)] == [3]


def test_an_allowance_is_each_persons_own_and_comes_back(service: Service, clock: MovableClock) -> None:
    allowance = Allowance(service.redis, clock, "uji", most=2, window=timedelta(minutes=5))
    assert [allowance.spend("siti") for _ in range(3)] == [True, True, False]
    assert allowance.spend("budi")
    clock.advance(timedelta(minutes=6))
    assert allowance.spend("siti")
