"""No sensitive bulletin that the desk did not release is found anywhere outside: one walk over all that there is."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.correction import DeskWord
from syndicator.model.source import SourceConfig
from syndicator.portal.app import create_app
from tests.conftest import MovableClock
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside
from tests.unit.portal.browser import Browser

CASE = (
    "Satreskrim Polresta Balikpapan menangkap seorang pria yang mencabuli siswi SMP berusia 14 tahun di Kecamatan "
    "{mark} pada malam hari. Korban yang tinggal bersama ayah tirinya menceritakan kejadian itu kepada guru sekolahnya."
)
HARMLESS = "Personel Polresta Balikpapan mengatur lalu lintas di depan pasar {mark} sejak pagi hingga petang hari."
PICTURE = '<p>{text}</p><p><img src="https://gambar.test/a.jpg" alt="Siswi SMP (14) korban pencabulan {mark}"></p>'
FORMS = ("rss", "atom", "json")
ARCHIVES = ("?page=2", "?archive=2026-03", "?archive=2026-02", "?archive=2026-03&page=2")
SOUGHT = ("polresta", "pasar", "korban", "siswi", "mencabuli")
MISSING = ("/nothing", "/b/999999", "/api/v1/bulletins")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A way for something sensitive to get out, and the word that must not be found anywhere."""

    mark: str
    first: Told
    then: Told | None = None


def case(number: int, mark: str, title: str = "Polisi Tangkap Pelaku") -> Told:
    return Told(number, f"{title} {mark}", CASE.format(mark=mark))


def harmless(number: int, mark: str = "Klandasan", title: str = "Pengaturan Lalu Lintas") -> Told:
    return Told(number, f"{title} {mark}", HARMLESS.format(mark=mark))


def captioned(number: int, mark: str) -> Told:
    text = HARMLESS.format(mark="Sepinggan")
    return Told(number, f"Penjagaan Pasar nomor {number}", PICTURE.format(text=text, mark=mark))


WAYS = {
    "a new bulletin": Hidden("Qarvelin", case(1, "Qarvelin")),
    "a correction of a released one": Hidden("Wexomare", harmless(2), case(2, "Wexomare")),
    "its title alone": Hidden("Zubrakto", replace(harmless(3), title="Siswi SMP 14 Tahun Dicabuli di Zubrakto")),
    "the description of a picture": Hidden("Yolvenar", captioned(4, "Yolvenar")),
    "one that the desk rejected": Hidden("Trenkova", case(5, "Trenkova", "Siswi Jadi Korban")),
    "one that the desk calls sensitive": Hidden("Mirdaxel", harmless(6, "Mirdaxel", "Apel Pagi")),
}


@pytest.fixture
def source(wired: Service, world: Outside) -> int:
    address = f"{world.url}/feed/"
    return wired.sourcing.add(SourceConfig(address=address, unit="polresta-balikpapan"), actor="test")


def tell(service: Service, world: Outside, source: int, told: Iterable[Told]) -> None:
    """Let the source tell these, take them in, and send whatever is due."""
    world.answers["/feed/"] = Answer(body=rss([*told, distinct(90), distinct(91)]))
    service.intake.poll([source], even_if_not_due=True)
    send(service)


def send(service: Service) -> None:
    for _ in range(3):
        service.dispatch.dispatch([one.id for one in service.tracing.deliveries(most=1000)])


def everything_told(service: Service, world: Outside, source: int, clock: MovableClock) -> None:
    """Let all ways be tried, with the desk's decisions."""
    tell(service, world, source, [way.first for way in WAYS.values()])
    clock.advance(timedelta(minutes=5))
    tell(service, world, source, [way.then or way.first for way in WAYS.values()])
    service.editing.reject(_of(service, "Trenkova").id, actor="siti")
    service.correcting.correct(_of(service, "Mirdaxel").id, DeskWord(sensitive=True), actor="siti")
    clock.advance(timedelta(minutes=5))
    send(service)


def _of(service: Service, mark: str) -> Bulletin:
    return next(one for one in service.tracing.bulletins(most=100) if mark in one.content.text)


def routes(listed: Iterable[BaseRoute]) -> Iterator[Route]:
    """Yield all routes, also those of routers that were included."""
    for one in listed:
        inner = getattr(one, "original_router", None)
        if inner is not None:
            yield from routes(inner.routes)
        elif isinstance(one, Route):
            yield one


def recipes(service: Service) -> dict[str, Sequence[str]]:
    """Return for the pattern of each route that can be read the paths to ask for."""
    told = service.tracing.bulletins(most=1000)
    topics = sorted({topic.slug for one in told for topic in one.verdict.topics})
    named = {unit for one in told for unit in (one.verdict.unit, one.verdict.polda) if unit}
    units = sorted(named | {"mabes-polri"})
    pages = [f"/topics/{slug}" for slug in topics], [f"/units/{slug}" for slug in units]
    listed = [f"{path}{more}" for some in (["/"], *pages) for path in some for more in ("", "?page=2", "?lang=en")]
    found: dict[str, Sequence[str]] = {
        "/": [path for path in listed if path.startswith(("/?", "/")) and path.count("/") == 1],
        "/topics/{slug}": [path for path in listed if path.startswith("/topics/")],
        "/units/{slug}": [path for path in listed if path.startswith("/units/")],
        "/b/{name}": [f"/b/{one.id}{more}" for one in told for more in ("", "-", "-lain", "?lang=en")],
        "/feeds/all.{form}": [f"/feeds/all.{form}{more}" for form in FORMS for more in ("", *ARCHIVES)],
        "/feeds/search.{form}": [f"/feeds/search.{form}?q={word}" for form in FORMS for word in SOUGHT],
        "/search": [f"/search?q={word}{more}" for word in SOUGHT for more in ("", "&by=newest", "&unit=mabes-polri")],
        "/feeds/operations/{slug}.{form}": [f"/feeds/operations/ketupat.{form}" for form in FORMS],
        "/feeds/qr/{name:path}.svg": ["/feeds/qr/all.svg", *(f"/feeds/qr/units/{slug}.svg" for slug in units)],
        "/feeds/topics/{slug}.{form}": [f"/feeds/topics/{slug}.{form}" for slug in topics for form in FORMS],
        "/feeds/units/{slug}.{form}": [f"/feeds/units/{slug}.{form}" for slug in units for form in FORMS],
        "/desk/bulletins/{bulletin_id}": [f"/desk/bulletins/{one.id}" for one in told],
        "/desk/stories/{story_id}": [f"/desk/stories/{one.story_id}" for one in told],
        "/desk/compare": [f"/desk/compare?one={one.id}&other={one.id}" for one in told],
        "/desk/live": ["/desk/live", "/desk/live?after=0"],
        "/desk/bulletins/{bulletin_id}/previews": [f"/desk/bulletins/{one.id}/previews" for one in told],
        "/desk/bulletins/{bulletin_id}/edit": [f"/desk/bulletins/{one.id}/edit" for one in told],
        "/desk/bulletins/{bulletin_id}/schedule": [f"/desk/bulletins/{one.id}/schedule" for one in told],
        "/desk/channels/{name}/test": ["/desk/channels/hook/test"],
        "/desk/coverage/day": ["/desk/coverage/day?unit=polda-bali&day=2026-03-02"],
        "/desk/sources/{source_id}": [f"/desk/sources/{one.id}" for one in service.sourcing.all()],
        "/desk/users/{user_id}": ["/desk/users/1"],
        "/static/{name}": ["/static/nothing.css"],
        "/stream": ["/stream?after=0&wait=no", "/stream?wait=no"],
        "/websub/{token}": ["/websub/nothing?hub.mode=subscribe"],
        "/unsubscribe/{token}": ["/unsubscribe/nothing"],
    }
    plain = (
        "/about",
        "/units",
        "/robots.txt",
        "/feeds",
        "/feeds.opml",
        "/sitemap.xml",
        "/sitemap-news.xml",
        "/healthz",
        "/metrics",
        "/readyz",
        "/desk/login",
        "/desk/login/code",
        "/desk/account",
        "/desk/account/factor",
        "/desk/account/factor.svg",
        "/desk/users",
        "/desk/tokens",
        "/desk/audit",
        "/desk",
        "/desk/held",
        "/desk/deliveries",
        "/desk/channels",
        "/desk/coverage",
        "/desk/exports",
        "/desk/exports/bulletins.csv",
        "/desk/exports/bulletins.xlsx",
        "/desk/exports/weekly.pdf",
        "/desk/sources",
        "/desk/sources/add",
        "/desk/rules",
        "/desk/rules/replay",
    )
    return found | {path: [path] for path in plain} | api_recipes(service)


def api_recipes(service: Service) -> dict[str, Sequence[str]]:
    """Return the same for what programs read; `test_api_discretion` shows tokens there."""
    root, told = "/api/v1", service.tracing.bulletins(most=1000)
    lists = ("bulletins", "stories", "sources", "channels", "deliveries", "units", "topics")
    more = [f"?q={word}" for word in SOUGHT]
    return {f"{root}/{name}": [f"{root}/{name}"] for name in lists} | {
        f"{root}/bulletins": [f"{root}/bulletins{query}" for query in ("", *more)],
        f"{root}/stories": [f"{root}/stories{query}" for query in ("", *more)],
        f"{root}/bulletins/{{bulletin_id}}": [f"{root}/bulletins/{one.id}" for one in told],
        f"{root}/stories/{{uid}}": [f"{root}/stories/{one.story_uid}" for one in told],
        f"{root}/sources/{{source_id}}": [f"{root}/sources/{one.id}" for one in service.sourcing.all()],
        f"{root}/channels/{{name}}": [f"{root}/channels/hook"],
        f"{root}/deliveries/{{delivery_id}}": [
            f"{root}/deliveries/{one.id}" for one in service.tracing.deliveries(most=1000)
        ],
        f"{root}/units/{{slug}}": [f"{root}/units/mabes-polri"],
        f"{root}/topics/{{slug}}": [f"{root}/topics/ppa"],
        f"{root}/{{rest:path}}": [f"{root}/nothing"],
        "/api/openapi.json": ["/api/openapi.json"],
        "/api/docs": ["/api/docs"],
    }


def outside_of(service: Service, app: FastAPI, world: Outside) -> dict[str, str]:
    """Return all that anybody outside can read: each answer by its path, and each message to a channel."""
    known = recipes(service)
    readable = [one.path for one in routes(app.routes) if "GET" in (one.methods or ())]
    assert set(readable) <= known.keys(), "a route that nobody walks: give it a recipe"
    with Browser(app) as browser:
        answers = {path: browser.get(path) for pattern in readable for path in known[pattern]}
        missing = {
            path: browser.get(path) for path in ("/nothing", "/b/999999", "/api/v1/bulletins", "/search?q=siswi")
        }
    read = {path: f"{dict(one.headers)}\n{html.unescape(one.text)}" for path, one in (answers | missing).items()}
    sent = {f"message {number}": json.dumps(json.loads(one.body), ensure_ascii=False) for number, one in _sent(world)}
    return read | sent


def _sent(world: Outside) -> Iterable[tuple[int, object]]:
    return enumerate(world.requests_to("/hook"))


def where(read: dict[str, str], mark: str) -> list[str]:
    """Return where a word is found, however it is written."""
    return [path for path, text in read.items() if mark.casefold() in text.casefold()]


def test_nothing_that_the_desk_did_not_release_is_found_outside(
    wired: Service, world: Outside, source: int, clock: MovableClock
) -> None:
    everything_told(wired, world, source, clock)
    read = outside_of(wired, create_app(wired), world)
    assert len(where(read, "Kegiatan nomor 90")) > 5, "what is harmless is found wherever it belongs"
    leaks = {name: found for name, way in WAYS.items() if (found := where(read, way.mark))}
    before = {"one that the desk calls sensitive"}
    assert leaks.keys() <= before
    assert all(path.startswith("message") for found in leaks.values() for path in found)
    for mark in ("Mirdaxel", "Wexomare"):
        held = _of(wired, mark)
        assert held.state is BulletinState.HELD
        actions = [one.action.value for one in wired.tracing.trace(held.id).deliveries if one.finished_at]
        assert "withdraw" in actions, "what was out was taken back"


def test_the_same_walk_finds_what_the_desk_releases(
    wired: Service, world: Outside, source: int, clock: MovableClock
) -> None:
    everything_told(wired, world, source, clock)
    wired.editing.release(_of(wired, "Qarvelin").id, actor="siti")
    send(wired)
    found = where(outside_of(wired, create_app(wired), world), "Qarvelin")
    assert {"/", "/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json"} <= set(found)
    assert any(path.startswith("/b/") for path in found)
    assert any(path.startswith("message") for path in found)


def test_what_only_a_picture_describes_is_held_before_anybody_sees_it(
    wired: Service, world: Outside, source: int
) -> None:
    world.answers["/feed/"] = Answer(body=rss([WAYS["the description of a picture"].first]))
    wired.intake.poll([source])
    [held] = wired.tracing.bulletins()
    assert held.state is BulletinState.HELD
    assert any("pencabulan" in reason.passage for reason in held.verdict.hold_reasons)


def test_a_copy_of_what_is_held_waits_with_it(wired: Service, world: Outside, source: int) -> None:
    tell(wired, world, source, [case(1, "Qarvelin")])
    world.answers["/lain/"] = Answer(body=rss([case(7, "Qarvelin", "Pria Dibekuk di")], f"{world.url}/lain"))
    other = wired.sourcing.add(SourceConfig(address=f"{world.url}/lain/"), actor="test")
    wired.intake.poll([other])
    send(wired)
    assert where(outside_of(wired, create_app(wired), world), "Qarvelin") == []


CORPUS = os.environ.get("SYNDICATOR_CORPUS")


@pytest.mark.skipif(CORPUS is None, reason="set SYNDICATOR_CORPUS to a folder of labelled releases")
def test_no_sensitive_release_of_a_labelled_corpus_is_found_outside(
    wired: Service, world: Outside, source: int
) -> None:
    folder = Path(str(CORPUS))
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text().splitlines()]
    sensitive = {one["id"] for one in labels if one["sensitive"]}
    texts = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()]
    chosen = [one for one in texts if one["id"] in sensitive]
    told = [Told(number, one["title"], html.escape(one["text"])) for number, one in enumerate(chosen, 100)]
    tell(wired, world, source, told)
    read = outside_of(wired, create_app(wired), world)
    assert len(chosen) > 10
    assert {one["id"]: where(read, one["title"]) for one in chosen} == {one["id"]: [] for one in chosen}
