"""What programs read by the API: pages that hold while releases come in, filters, ETags, and who may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from fastapi import HTTPException
from starlette.requests import Request

from syndicator.bootstrap.service import Service
from syndicator.deliver.throttle import Slots
from syndicator.errors import Unavailable
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelState, Rate
from syndicator.model.source import SourceConfig, SourceState
from syndicator.model.token import Scope
from syndicator.portal.api.discreet import discreet, reason_told
from syndicator.portal.api.quota import Quota, standing_of
from syndicator.storage import channels
from tests.conftest import MovableClock
from tests.feeds import LONG
from tests.pushed import Portal
from tests.unit.portal.conftest import Premises
from tests.unit.portal.press import KINDS, Press, Release

ROOT = "/api/v1"


class Program:
    """A program with a token of all scopes."""

    def __init__(self, portal: Portal, token: str) -> None:
        self.portal = portal
        self.token = token

    def ask(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        told = {"Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): one for name, one in headers.items()
        }
        return self.portal.ask(method, path if path.startswith("/") else f"{ROOT}/{path}", headers=told)

    def read(self, path: str) -> Any:
        answer = self.ask(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def ids(self, path: str) -> list[Any]:
        """Return the ids (or names) of all that a list tells, over all of its pages."""
        found, address = [], path
        while True:
            told = self.read(address)
            [rows] = [rows for name, rows in told.items() if name != "next"]
            found += [row.get("id", row.get("slug", row.get("name"))) for row in rows]
            if told["next"] is None:
                return found
            address = "{0.path}?{0.query}".format(urlsplit(told["next"]))

    def fault(self, path: str) -> str:
        """Return the parameter that is told to be at fault."""
        answer = self.ask(path)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), path
        return str(answer.json()["errors"][0]["parameter"])


@pytest.fixture
def program(premises: Premises, service: Service) -> Iterator[Program]:
    issued = service.access.add("all", list(Scope), actor="test", unit="Polsek Sukamaju")
    with Portal(premises.app) as portal:
        yield Program(portal, issued.secret)


def test_pages_tell_each_once_while_others_come_in(program: Program, press: Press, clock: MovableClock) -> None:
    ids = []
    for number in range(7):
        ids.append(press.publish(Release(title=f"Siaran {number}")).id)
        clock.advance(timedelta(seconds=number % 2))  # some are released at one moment
    first = program.ask("bulletins?limit=3")
    press.publish(Release(title="Yang datang di tengah"))
    then = first.json()["next"]
    assert first.headers["link"] == f'<{then}>; rel="next"'
    assert then.startswith("http://portal.test/api/v1/bulletins?limit=3&cursor=")
    told = [one["id"] for one in first.json()["bulletins"]]
    path = "{0.path}?{0.query}".format(urlsplit(then))
    assert told + program.ids(path) == ids[::-1]
    for wrong in ("x", "W10", "WyJhIiwxLDFd", "é", "A" * 700, then.rpartition("=")[2][:-6]):
        assert program.fault(f"bulletins?cursor={quote(wrong)}") == "cursor"
    assert program.fault(f"stories?{urlsplit(then).query}") == "cursor", "it belongs to another list"
    assert program.fault(f"bulletins?topic=tppo&{urlsplit(then).query}") == "cursor", "and to other filters"


def test_only_what_the_public_may_see_is_told(program: Program, press: Press, service: Service) -> None:
    shown = press.publish(Release(title="Yang tayang", image="javascript:alert(1)"))
    copy = press.publish(Release(title="Salinannya", story=shown.story_uid, host="polda.example"))
    held = press.publish(Release(title="Rahasia ditahan", state=BulletinState.HELD, story=shown.story_uid))
    alone = press.publish(Release(title="Rahasia sendiri", state=BulletinState.HELD, channels=("hook",)))
    gone = press.publish(Release(title="Rahasia ditarik"))
    service.editing.withdraw(gone.id, actor="siti", reason="keliru")
    assert program.ids("bulletins") == [shown.id]
    [story] = program.read("stories")["stories"]
    assert [one["bulletin"] for one in story["members"]] == [shown.id, copy.id]
    assert [one["canonical"] for one in story["members"]] == [True, False]
    assert program.read(f"stories/{shown.story_uid}") == story
    told = program.read(f"bulletins/{shown.id}")
    assert (told["title"], told["page"], told["image"]) == ("Yang tayang", f"http://portal.test{shown.path}", None)
    assert (told["unit"]["name"], told["topics"][0]["slug"], told["source"]) == ("Polresta Balikpapan", "tppo", 2)
    led = program.ask(f"bulletins/{copy.id}")
    assert (led.status_code, led.headers["location"]) == (302, f"/api/v1/bulletins/{shown.id}")
    for path in (
        f"bulletins/{held.id}",
        f"bulletins/{alone.id}",
        f"stories/{alone.story_uid}",
        "bulletins/999",
        "bulletins/x",
        "stories/x",
    ):
        assert program.ask(path).status_code == 404, path
    for path in (f"bulletins/{gone.id}", f"stories/{gone.story_uid}"):
        answer = program.ask(path)
        assert (answer.status_code, answer.json()["detail"][-6:]) == (410, "keliru")
        assert "Rahasia" not in answer.text
    lists = [program.ask(path).text for path in ("bulletins", "stories", "deliveries", "sources", "channels")]
    assert not any("Rahasia" in text for text in lists)


def test_a_merged_story_leads_to_the_one_that_took_it_over(program: Program, press: Press, service: Service) -> None:
    one, other = press.publish(Release(title="Satu")), press.publish(Release(title="Dua", host="lain.example"))
    service.clustering.merge(one.story_uid, other.story_uid, actor="siti")
    [kept] = program.read("stories")["stories"]
    left = next(uid for uid in (one.story_uid, other.story_uid) if str(uid) != kept["id"])
    answer = program.ask(f"stories/{left}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/api/v1/stories/{kept['id']}")


def test_filters_narrow_and_what_cannot_be_is_told_by_its_parameter(
    program: Program, press: Press, service: Service, clock: MovableClock
) -> None:
    first = press.publish(Release(title="Pencurian motor", topics=("pencurian",), channels=("hook", "kanal")))
    clock.advance(timedelta(hours=1))
    other = press.publish(Release(title="Rapat", unit="polda-jawa-timur", host="jatim.example", channels=("hook",)))
    copy = press.publish(Release(title="Salinan", story=first.story_uid, host="jatim.example"))
    service.sourcing.set_state(2, SourceState.PAUSED, actor="test")
    with service.database.write() as connection:
        channels.ensure(connection, KINDS, clock.now)
        channels.set_state(connection, "kanal", ChannelState.PAUSED, "at https://x.test/?key=geheim", clock.now)
    later = quote(clock.now.isoformat())
    for path, wanted in {
        "bulletins?topic=pencurian": [first.id],
        "bulletins?unit=polda-jawa-timur": [other.id],
        "bulletins?unit=mabes-polri": [other.id, first.id],
        "bulletins?source=3": [other.id],
        "stories?source=3": [str(other.story_uid), str(first.story_uid)],
        f"bulletins?since={later}": [other.id],
        f"bulletins?since={clock.now.isoformat()}": [other.id],
        f"bulletins?until={quote((clock.now - timedelta(minutes=1)).isoformat())}": [first.id],
        "bulletins?q=motor": [first.id],
        "bulletins?q=motor+kebakaran": [],
        "sources?state=paused": [2],
        "sources?kind=api": [1],
        "sources?unit=polda-jawa-timur": [],
        "deliveries?channel=kanal": [2],
        f"deliveries?bulletin={first.id}&limit=1": [2, 1],
        f"deliveries?since={later}": [3],
        "deliveries?state=delivered": [],
        "deliveries?action=create": [3, 2, 1],
        "channels?limit=1": ["hook", "kanal"],
        "channels?state=paused": ["kanal"],
        "topics?limit=1": sorted(program.ids("topics")),
        "units?kind=Mabes": ["mabes-polri"],
    }.items():
        assert program.ids(path) == wanted, path
    kanal = program.read("channels/kanal")
    assert (kanal["kind"], kanal["enabled"], kanal["reason"]) == ("telegram", False, "at https://x.test/?key=…")
    assert program.ask("channels/nothing").status_code == 404
    assert copy.id not in program.ids("bulletins")
    below = program.ids("units?unit=polda-kalimantan-timur&limit=7")
    assert "polresta-balikpapan" in below
    assert below == sorted(set(below))
    for path, parameter in {
        "bulletins?tpoic=pencurian": "tpoic",
        "bulletins?topic=tppo&topic=korupsi": "topic",
        "bulletins?topic=nothing": "topic",
        "bulletins?unit=nothing": "unit",
        "bulletins?since=2026-03-02": "since",
        "bulletins?until=1772434800": "until",
        "bulletins?limit=0": "limit",
        "bulletins?source=99999999999999999999": "source",
        "bulletins?q=a%00b": "q",
        "bulletins?q=-kata": "q",
        "sources?state=lost": "state",
        "units?lang=en": "lang",
    }.items():
        assert program.fault(path) == parameter, path


def test_what_is_there_already_is_not_sent_again(program: Program, press: Press) -> None:
    press.publish(Release())
    for path in ("bulletins", "bulletins/1", "stories", "sources/1", "channels", "deliveries", "units", "topics/tppo"):
        first = program.ask(path)
        tag = first.headers["etag"]
        assert tag.startswith('"'), "it is a strong one"
        again = program.ask(path, if_none_match=f'"other", W/{tag}')
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        head = program.ask(path, method="HEAD")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        assert head.headers["content-length"] == first.headers["content-length"]
        assert program.ask(path, if_none_match='"other"').status_code == 200
        assert ("authorization" in first.headers.get("vary", "").lower()) == (
            "private" in first.headers["cache-control"]
        )
    before = program.ask("bulletins").headers["etag"]
    press.publish(Release(title="Yang baru"))
    assert program.ask("bulletins", if_none_match=before).status_code == 200


def test_units_and_topics_need_no_token_and_nothing_else_is_told_without(premises: Premises, press: Press) -> None:
    press.publish(Release(channels=("hook",)))
    with Portal(premises.app) as portal:
        for path in ("units", "units/polresta-balikpapan", "topics", "topics/tppo"):
            assert portal.ask("GET", f"{ROOT}/{path}").status_code == 200
        for path in ("bulletins", "bulletins/1", "stories", "sources", "channels", "deliveries", "deliveries/1"):
            for method in ("GET", "HEAD"):
                assert portal.ask(method, f"{ROOT}/{path}").status_code == 401
        assert portal.ask("GET", f"{ROOT}/units/polresta-balikpapan").json() == {
            "slug": "polresta-balikpapan",
            "name": "Polresta Balikpapan",
            "kind": "Polresta",
            "above": "polda-kalimantan-timur",
            "polda": "polda-kalimantan-timur",
            "regency": "Kota Balikpapan",
            "zone": "WITA",
            "page": "http://portal.test/units/polresta-balikpapan",
        }


def test_no_secret_is_told_where_an_address_or_an_error_holds_one(program: Program, service: Service) -> None:
    service.sourcing.add(SourceConfig(address="https://x.test/feed/?token=geheim&page=2"), actor="test")
    with service.database.write() as connection:
        told = "GET https://u:geheim@x.test/?api_key=geheim: 401"
        connection.exec_driver_sql("UPDATE sources SET last_error = ?, reason = ?", (told, told))
    text = program.ask("sources").text
    assert "geheim" not in text
    assert "https://x.test/feed/?token=…&page=2" in text
    for secret in ("Bearer abc.def", "https://api.telegram.org/bot1:geheim/send", f"syn_{'a' * 43}", "a?x_secret=1"):
        assert discreet(secret).endswith(("…", "…/send")), secret
    assert (
        discreet("https://polri.go.id/berita?page=2&monkey=1#a@b") == "https://polri.go.id/berita?page=2&monkey=1#a@b"
    )
    assert reason_told("the guard held it: identity: M (14)") == "the guard held it"
    assert reason_told("it answered 500") == "it answered 500"


def test_a_key_repeats_the_answer_and_not_the_deed(program: Program, service: Service) -> None:
    letter = json.dumps({"id": "1", "title": "Patroli malam", "text": LONG}).encode()

    def send(key: str, body: bytes = letter) -> httpx.Response:
        headers = {"Authorization": f"Bearer {program.token}", "Idempotency-Key": key}
        return program.portal.ask("POST", f"{ROOT}/bulletins", headers=headers, content=body)

    first, again, bare = send('"key \\"1\\""'), send('"key \\"1\\""'), send("other-key")
    assert [one.status_code for one in (first, again, bare)] == [201, 201, 200]
    assert (again.content, again.headers["location"]) == (first.content, first.headers["location"])
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    other = send("other-key", letter.replace(b"malam", b"pagi"))
    assert (other.status_code, other.headers["content-type"]) == (422, "application/problem+json")
    assert send("faulty", b"{}").status_code == 422
    assert send("faulty").status_code == 200, "what was not done may be mended under its key"
    for key in ("", "with blank", '"open', "a" * 201, "é"):
        assert send(key).status_code == 400, key
    source = service.sourcing.add(SourceConfig(address="https://humas.contoh.test/feed/"), actor="test")
    pings = [program.ask(f"sources/{source}/ping", method="POST", idempotency_key="ping") for _ in range(2)]
    assert [one.status_code for one in pings] == [202, 202]
    assert program.ask(f"sources/{source}/ping", method="POST").status_code == 429
    assert program.ask("sources/1/ping", method="POST", idempotency_key="ping").status_code == 422


class Count:
    """A throttle that counts in memory, or is away."""

    def __init__(self) -> None:
        self.taken = 0
        self.away = False

    def take(self, name: str, rates: tuple[Rate, ...], wanted: int = 1) -> Slots:
        if self.away:
            raise Unavailable("Redis does not answer")
        full = self.taken >= rates[0].count
        self.taken += not full
        return Slots(0, timedelta(seconds=11.2)) if full else Slots(1, None)

    def used(self, name: str, rates: tuple[Rate, ...]) -> tuple[int, ...]:
        return (self.taken,)


def test_a_token_that_asks_too_much_waits_and_nobody_waits_for_redis(program: Program, service: Service) -> None:
    count, [token] = Count(), service.access.all()
    quota = Quota(count, Rate(2, timedelta(minutes=1)))  # type: ignore[arg-type]
    requests = [Request({"type": "http", "headers": []}) for _ in range(4)]
    for left, request in ((1, requests[0]), (0, requests[1])):
        quota.take(request, token)
        standing = standing_of(request)
        assert standing is not None
        assert standing.headers == {"RateLimit-Policy": '"token";q=2;w=60', "RateLimit": f'"token";r={left}'}
    with pytest.raises(HTTPException) as refused:
        quota.take(requests[2], token)
    assert (refused.value.status_code, (refused.value.headers or {})["Retry-After"]) == (429, "12")
    count.away = True
    quota.take(requests[3], token)
    assert standing_of(requests[3]) is None
    assert program.ask("channels").status_code == 200, "there is no Redis in these tests"


def test_the_page_and_the_document_tell_of_every_way(program: Program) -> None:
    document = program.ask("/api/openapi.json")
    assert document.headers["access-control-allow-origin"] == "*"
    told = document.json()
    assert (told["openapi"], set(told["components"]["securitySchemes"])) == ("3.1.0", {"token"})
    ids = {one["operationId"] for path in told["paths"].values() for one in path.values()}
    assert {"listBulletins", "sendBulletin", "getStory", "getDelivery", "pingSource", "listUnits"} <= ids
    for language, word in (("id", "Permintaan pertama"), ("en", "The first request")):
        page = program.ask(f"/api/docs?lang={language}").text
        assert word in page
        assert all(f'id="{one}"' in page for one in ids)
        assert "curl -X POST &#39;http://portal.test/api/v1/bulletins&#39;" in page
        assert len(page.encode()) < 90_000
