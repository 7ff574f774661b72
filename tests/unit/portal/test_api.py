"""The API: who is let in, what is taken, and how each fault is told."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import structlog

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.source import SourceConfig, SourceState
from syndicator.model.token import Scope
from syndicator.portal.api.bulletins import LONGEST_LETTER_BYTES
from tests.conftest import MovableClock
from tests.feeds import LONG
from tests.pushed import Portal
from tests.unit.portal.conftest import Premises

LETTER = {"id": "2026-001", "title": "Patroli malam di Sukamaju", "text": LONG}
PAST_THE_DOOR = {200, 201, 202, 400, 404, 422}


@pytest.fixture
def portal(premises: Premises) -> Iterator[Portal]:
    with Portal(premises.app) as portal:
        yield portal


@pytest.fixture
def writer(service: Service) -> str:
    return issue(service, "writer", Scope.BULLETINS_WRITE, unit="Polsek Sukamaju")


@pytest.fixture
def pinger(service: Service) -> str:
    return issue(service, "pinger", Scope.SOURCES_PING)


@pytest.fixture
def source_id(service: Service) -> int:
    return service.sourcing.add(SourceConfig(address="https://humas.contoh.test/feed/"), actor="test")


def issue(service: Service, name: str, *scopes: Scope, **more: Any) -> str:
    return service.access.add(name, scopes, actor="test", **more).secret


def send(portal: Portal, token: str | None, letter: object = None, **headers: str) -> httpx.Response:
    body = letter if isinstance(letter, bytes) else json.dumps(LETTER if letter is None else letter).encode()
    return portal.ask("POST", "/api/v1/bulletins", headers=shown(token) | headers, content=body)


def ping(portal: Portal, token: str | None, source_id: object, body: bytes = b"") -> httpx.Response:
    return portal.ask("POST", f"/api/v1/sources/{source_id}/ping", headers=shown(token), content=body)


def shown(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def faults(answer: httpx.Response) -> set[str]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return {fault["pointer"] for fault in answer.json().get("errors", [])}


@pytest.mark.parametrize(
    ("scopes", "may_write", "may_ping"),
    [
        ((Scope.BULLETINS_WRITE,), True, False),
        ((Scope.SOURCES_PING,), False, True),
        ((Scope.BULLETINS_WRITE, Scope.SOURCES_PING), True, True),
    ],
)
def test_each_scope_opens_its_own_route_alone(
    service: Service, portal: Portal, source_id: int, scopes: tuple[Scope, ...], *, may_write: bool, may_ping: bool
) -> None:
    unit = "Polsek Sukamaju" if may_write else None
    token = issue(service, "a program", *scopes, unit=unit)
    for answer, may in ((send(portal, token), may_write), (ping(portal, token, source_id), may_ping)):
        assert (answer.status_code in PAST_THE_DOOR) == may
        if not may:
            assert answer.status_code == 403
            assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
            faults(answer)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic c3luOnN5bg==", "Bearer syn_unknown", "Bearer \xfc", "Bearer syn_" + "a" * 9_000],
)
def test_without_a_token_that_holds_nobody_is_let_in(portal: Portal, source_id: int, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    for path in ("/api/v1/bulletins", f"/api/v1/sources/{source_id}/ping"):
        answer = portal.ask("POST", path, headers=headers, content=b"{}")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Bearer realm="syndicator"')
        assert answer.headers["cache-control"] == "no-store"
        faults(answer)


def test_expired_and_revoked_tokens_open_nothing(service: Service, portal: Portal, clock: MovableClock) -> None:
    short = issue(service, "short", Scope.BULLETINS_WRITE, unit="Polsek Sukamaju", lasts=timedelta(days=1))
    taken = issue(service, "taken", Scope.BULLETINS_WRITE, unit="Polsek Sukamaju")
    assert [send(portal, token).status_code for token in (short, taken)] == [201, 200]
    clock.advance(timedelta(days=1))
    service.access.revoke("taken", actor="test")
    for token in (short, taken):
        answer = send(portal, token)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_cookie_of_the_desk_opens_no_api(portal: Portal, source_id: int) -> None:
    answer = portal.ask("POST", f"/api/v1/sources/{source_id}/ping", headers={"Cookie": "desk=anything"})
    assert answer.status_code == 401


def test_only_a_hash_of_a_token_is_kept_and_its_use_is_noted_by_the_minute(
    service: Service, portal: Portal, writer: str, clock: MovableClock
) -> None:
    send(portal, writer)
    [token] = service.access.all()
    assert token.last_used_at == clock.now
    first = clock.now
    clock.advance(timedelta(seconds=59))
    send(portal, writer)
    assert service.access.all()[0].last_used_at == first
    with service.database.read() as connection:
        rows = [
            str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in ("tokens", "events", "sources")
        ]
    assert writer not in "".join(rows)
    assert writer.removeprefix("syn_") not in "".join(rows)


def test_a_token_is_never_in_a_log(
    service: Service, portal: Portal, writer: str, source_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs:
        send(portal, writer)
        send(portal, writer, b"{nonsense")
        ping(portal, writer, source_id)
        service.access.revoke("writer", actor="test")
        send(portal, writer)
    told = caplog.text + str(logs)
    assert writer not in told
    assert writer.removeprefix("syn_") not in told


def test_a_sent_release_is_a_bulletin_of_its_unit(service: Service, portal: Portal, writer: str) -> None:
    answer = send(
        portal,
        writer,
        LETTER
        | {
            "html": f"<p>{LONG}</p><script>alert(1)</script>",
            "published_at": "2026-03-02T14:30:00+07:00",
            "author": "Humas",
            "categories": ["Patroli"],
            "address": "https://sukamaju.test/rilis/1",
        },
    )
    assert answer.status_code == 201
    [bulletin] = service.tracing.bulletins()
    address = f"http://portal.test/b/{bulletin.id}"
    assert answer.headers["location"] == address
    assert answer.json() == {
        "id": "2026-001",
        "bulletin": bulletin.id,
        "outcome": "added",
        "state": "released",
        "revision": 1,
        "story": str(bulletin.story_uid),
        "canonical": True,
        "address": address,
    }
    assert (bulletin.content.title, bulletin.content.author) == ("Patroli malam di Sukamaju", "Humas")
    assert bulletin.content.published_at.isoformat() == "2026-03-02T07:30:00+00:00"
    assert "script" not in bulletin.content.html
    assert portal.ask("GET", f"/b/{bulletin.id}").status_code in {200, 301, 307, 308}


def test_a_title_as_phones_write_it_is_taken(service: Service, portal: Portal, writer: str) -> None:
    title = "Polsek Sukamaju\u00a0\U0001f46e\u200d\u2642\ufe0f “siaga” — Jum’at"
    assert send(portal, writer, LETTER | {"title": title}).status_code == 201
    assert "siaga" in service.tracing.bulletins()[0].content.title


def test_a_release_without_a_date_is_published_now(
    service: Service, portal: Portal, writer: str, clock: MovableClock
) -> None:
    assert send(portal, writer).status_code == 201
    assert service.tracing.bulletins()[0].content.published_at == clock.now


def test_the_same_id_again_is_a_repetition_or_a_revision_and_never_a_second_bulletin(
    service: Service, portal: Portal, writer: str
) -> None:
    first = send(portal, writer)
    again = send(portal, writer)
    changed = send(portal, writer, LETTER | {"title": "Patroli malam di Sukamaju (ralat)"})
    assert [answer.status_code for answer in (first, again, changed)] == [201, 200, 200]
    assert [answer.json()["outcome"] for answer in (first, again, changed)] == ["added", "repeated", "revised"]
    assert [answer.json()["revision"] for answer in (first, again, changed)] == [1, 1, 2]
    assert len({answer.json()["bulletin"] for answer in (first, again, changed)}) == 1
    assert len(service.tracing.bulletins()) == 1


def test_ids_that_differ_are_bulletins_that_differ(service: Service, portal: Portal, writer: str) -> None:
    for number in range(3):
        letter = LETTER | {"id": f"r/{number}", "title": f"Rilis {number}", "text": f"{LONG} Yang ke-{number}."}
        assert send(portal, writer, letter).status_code == 201
    assert len(service.tracing.bulletins()) == 3


def test_the_same_text_under_another_id_is_the_same_bulletin(service: Service, portal: Portal, writer: str) -> None:
    first = send(portal, writer)
    other = send(portal, writer, LETTER | {"id": "2026-002"})
    assert (other.status_code, other.json()["bulletin"]) == (200, first.json()["bulletin"])
    assert len(service.tracing.bulletins()) == 1


def test_another_id_at_a_known_address_overwrites_nothing(service: Service, portal: Portal, writer: str) -> None:
    site = {"address": "https://sukamaju.test/"}
    assert send(portal, writer, LETTER | site).status_code == 201
    answer = send(portal, writer, LETTER | site | {"id": "2", "title": "Lain", "text": f"{LONG} Lain sekali."})
    assert answer.status_code == 409
    faults(answer)
    [bulletin] = service.tracing.bulletins()
    assert bulletin.revision == 1


def test_a_held_release_says_so_and_not_why(service: Service, portal: Portal, writer: str) -> None:
    text = (
        "Polres Contoh menangkap pelaku pencabulan terhadap anak di bawah umur. Korban berinisial M (14), siswi "
        "kelas 2 SMP, warga Desa Sukamaju, dicabuli ayah tirinya sejak tahun lalu, kata Kasat Reskrim."
    )
    answer = send(portal, writer, LETTER | {"title": "Pelaku ditangkap", "text": text})
    assert (answer.status_code, answer.json()["state"]) == (201, "held")
    assert "M (14)" not in answer.text
    [bulletin] = service.tracing.bulletins()
    assert bulletin.state is BulletinState.HELD
    assert portal.ask("GET", f"/b/{bulletin.id}").status_code == 404


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"id": ""}, {"#/id"}),
        ({"id": "a\u0000b"}, {"#/id"}),
        ({"id": "x" * 201}, {"#/id"}),
        ({"id": 7}, {"#/id"}),
        ({"title": " "}, {"#/title"}),
        ({"text": None}, {"#/text"}),
        ({"text": " \n"}, {"#/text"}),
        ({"text": None, "html": ""}, {"#/text"}),
        ({"text": "x" * 500_001}, {"#/text"}),
        ({"published_at": "2026-03-02T07:00:00"}, {"#/published_at"}),
        ({"published_at": "2026-03-02"}, {"#/published_at"}),
        ({"published_at": 1_772_434_800}, {"#/published_at"}),
        ({"published_at": "1772434800"}, {"#/published_at"}),
        ({"published_at": "2026-03-02T08:11:00Z"}, {"#/published_at"}),
        ({"published_at": "1970-01-01T00:00:00Z"}, {"#/published_at"}),
        ({"updated_at": "9999-12-31T23:59:59-23:59"}, {"#/updated_at"}),
        ({"updated_at": "0001-01-01T00:00:00+23:59"}, {"#/updated_at"}),
        ({"updated_at": "not a moment at all, T"}, {"#/updated_at"}),
        ({"address": "javascript:alert(1)"}, {"#/address"}),
        ({"image": "/relative.jpg"}, {"#/image"}),
        ({"categories": ["a\nb"]}, {"#/categories/0"}),
        ({"categories": ["a"] * 51}, {"#/categories"}),
        ({"titel": "x", "a/b~c": 1}, {"#/titel", "#/a~1b~0c"}),
        ({"id": "", "title": "", "address": "x", "image": "y"}, {"#/id", "#/title", "#/address", "#/image"}),
    ],
)
def test_each_fault_is_told_by_its_place(
    service: Service, portal: Portal, writer: str, change: dict[str, object], pointers: set[str]
) -> None:
    answer = send(portal, writer, LETTER | change)
    assert answer.status_code == 422, answer.text
    assert faults(answer) == pointers
    assert service.tracing.bulletins() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"id": "\xff"}',
        b'{"id": "\\ud800", "title": "t", "text": "x"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"null",
        b"[]",
        b'"text"',
        b"1e999999",
        b'{"id": 1' + b"0" * 10_000 + b"}",
    ],
)
def test_hostile_json_is_a_problem_and_never_an_error(portal: Portal, writer: str, body: bytes) -> None:
    answer = send(portal, writer, body)
    assert answer.status_code in {400, 422}
    faults(answer)


def test_markup_that_holds_nothing_is_no_release(service: Service, portal: Portal, writer: str) -> None:
    answer = send(portal, writer, LETTER | {"text": None, "html": "<script>alert(1)</script>"})
    assert answer.status_code == 422
    assert service.tracing.bulletins() == []


def test_a_body_beyond_bounds_is_a_problem_whether_its_length_is_told_or_not(portal: Portal, writer: str) -> None:
    for size in (LONGEST_LETTER_BYTES + 1, 10_000_000):
        answer = send(portal, writer, b" " * size)
        assert answer.status_code == 413
        faults(answer)
    assert send(portal, None, b" " * 10_000_000).status_code == 401


def test_what_calls_itself_no_json_is_not_read(portal: Portal, writer: str) -> None:
    answer = send(portal, writer, **{"Content-Type": "text/plain"})
    assert answer.status_code == 415
    faults(answer)


def test_a_paused_unit_sends_nothing(service: Service, portal: Portal, writer: str) -> None:
    [source] = service.sourcing.all()
    service.sourcing.set_state(source.id, SourceState.PAUSED, actor="test")
    answer = send(portal, writer)
    assert answer.status_code == 409
    faults(answer)


def test_a_ping_makes_a_source_due_and_the_next_one_waits(
    service: Service, portal: Portal, pinger: str, source_id: int, clock: MovableClock
) -> None:
    later = clock.now + timedelta(hours=2)
    with service.database.write() as connection:
        connection.exec_driver_sql("UPDATE sources SET next_poll_at = '2026-03-02 10:00:00'")
    assert service.sourcing.get(source_id).next_poll_at == later
    first = ping(portal, pinger, source_id)
    assert (first.status_code, first.headers["retry-after"]) == (202, "30")
    assert service.sourcing.get(source_id).next_poll_at == clock.now
    with service.database.write() as connection:
        connection.exec_driver_sql("UPDATE sources SET next_poll_at = '2026-03-02 10:00:00'")
    clock.advance(timedelta(seconds=10))
    second = ping(portal, pinger, source_id, b"whatever a blog sends")
    assert (second.status_code, second.headers["retry-after"]) == (429, "20")
    faults(second)
    assert service.sourcing.get(source_id).next_poll_at == clock.now + timedelta(seconds=20)
    clock.advance(timedelta(seconds=20))
    assert ping(portal, pinger, source_id).status_code == 202


@pytest.mark.parametrize("number", [0, -1, 999_999, 2**63, "abc", "1%00", "9" * 400])
def test_a_ping_for_no_source_is_a_problem(portal: Portal, pinger: str, number: object) -> None:
    answer = ping(portal, pinger, number)
    assert answer.status_code in {404, 422}
    faults(answer)


def test_a_source_that_is_not_polled_is_not_pinged(
    service: Service, portal: Portal, pinger: str, writer: str, source_id: int
) -> None:
    service.sourcing.set_state(source_id, SourceState.PAUSED, actor="test")
    sender = next(one.id for one in service.sourcing.all() if one.id != source_id)
    assert writer
    for number in (source_id, sender):
        assert ping(portal, pinger, number).status_code == 409


def test_other_ways_to_ask_are_problems_too(portal: Portal, writer: str) -> None:
    for method, path, status, allowed in (
        ("PUT", "/api/v1/bulletins", 405, "GET, HEAD, POST"),
        ("POST", "/api/v1/bulletins/1", 405, "GET, HEAD"),
        ("GET", "/api/v1/sources/1/ping", 405, "POST"),
        ("POST", "/api/v1/nothing", 404, None),
    ):
        answer = portal.ask(method, path, headers=shown(writer))
        assert (answer.status_code, answer.headers.get("allow")) == (status, allowed)
        faults(answer)
