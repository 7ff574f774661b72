"""Fetching over the loopback: conditional, bounded, polite, and never raising for a source's fault."""

from __future__ import annotations

import gzip
import hashlib
import ssl
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syndicator.errors import FaultKind
from syndicator.fetch import http
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher, FetchLimits
from syndicator.fetch.politeness import Slots
from syndicator.model.document import Document, Failed
from syndicator.model.moment import utc_now
from tests.outside import Answer, Asked, Outside, outside
from tests.servers import free_port
from tests.unit.fetch.sources import (
    LOOPBACK,
    NOWHERE,
    FreeSlots,
    NoRules,
    document,
    failed,
    fetch,
    fetcher,
    source,
    unchanged,
)
from tests.unit.fetch.tls import self_signed, tls_server

IMPATIENT = FetchLimits(total=timedelta(seconds=0.3), read=timedelta(seconds=0.15), connect=timedelta(seconds=0.5))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"))


def test_a_document_carries_all_that_the_next_poll_needs(world: Outside) -> None:
    headers = {
        "ETag": 'W/"33a64df5"',
        "Last-Modified": "Mon, 02 Mar 2026 07:00:00 GMT",
        "Content-Type": "application/rss+xml; charset=UTF-8",
        "Cache-Control": "max-age=600",
    }
    world.answers["/feed/"] = Answer(body=b"<rss/>", headers=headers)
    found = document(fetch(fetcher(), [source(f"{world.url}/feed/", 7)]))
    assert (found.request.source.id, found.status, found.body) == (7, 200, b"<rss/>")
    assert (found.etag, found.last_modified) == (headers["ETag"], headers["Last-Modified"])
    assert found.content_type == headers["Content-Type"]
    assert found.fresh_for == timedelta(seconds=600)
    assert found.address == f"{world.url}/feed/"
    assert found.fetched_at.tzinfo is UTC
    assert found.took >= timedelta(0)


def test_a_first_poll_sends_no_validators_and_says_who_asks(world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=b"<rss/>")
    fetch(fetcher(), [source(f"{world.url}/feed/")])
    headers = world.asked[0].headers
    assert headers["user-agent"] == "Syndicator/test (+http://portal.test/about)"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert "application/rss+xml" in headers["accept"]
    assert {"if-none-match", "if-modified-since", "cookie", "authorization"}.isdisjoint(headers)


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        ('"a"', None),
        ('W/"a b"', "Mon, 02 Mar 2026 07:00:00 GMT"),
        ("unquoted", "yesterday"),
        (None, "Mon, 02 Mar 2026 07:00:00 +0700"),
        ('"caf\xe9"', None),
    ],
)
def test_validators_come_back_exactly_as_they_were_received(
    world: Outside, etag: str | None, last_modified: str | None
) -> None:
    told = {"ETag": etag, "Last-Modified": last_modified}
    world.answers["/feed/"] = Answer(body=b"<rss/>", headers={name: value for name, value in told.items() if value})
    first = document(fetch(fetcher(), [source(f"{world.url}/feed/")]))
    world.answers["/feed/"] = Answer(304)
    again = source(f"{world.url}/feed/", etag=first.etag, last_modified=first.last_modified)
    assert unchanged(fetch(fetcher(), [again])).status == 304
    assert world.asked[-1].headers.get("if-none-match") == etag
    assert world.asked[-1].headers.get("if-modified-since") == last_modified


def test_a_304_tells_how_long_it_stays_fresh(world: Outside) -> None:
    world.answers["/feed/"] = Answer(304, headers={"Cache-Control": "max-age=900"})
    found = unchanged(fetch(fetcher(), [source(f"{world.url}/feed/", 7, etag='"a"')]))
    assert (found.request.source.id, found.status, found.fresh_for) == (7, 304, timedelta(seconds=900))


def test_the_same_bytes_again_are_unchanged_and_other_bytes_are_not(world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=b"<rss/>")
    first = document(fetch(fetcher(), [source(f"{world.url}/feed/")]))
    again = source(f"{world.url}/feed/", body_hash=first.body_hash)
    assert unchanged(fetch(fetcher(), [again])).status == 200
    world.answers["/feed/"] = Answer(body=b"<rss></rss>")
    assert document(fetch(fetcher(), [again])).body == b"<rss></rss>"


def test_a_packed_document_is_unpacked_and_hashed_as_unpacked(world: Outside) -> None:
    world.answers["/plain"] = Answer(body=b"<rss/>")
    world.answers["/packed"] = Answer(body=gzip.compress(b"<rss/>"), headers={"Content-Encoding": "GZIP"})
    plain = document(fetch(fetcher(), [source(f"{world.url}/plain")]))
    packed = document(fetch(fetcher(), [source(f"{world.url}/packed")]))
    assert (packed.body, packed.body_hash) == (plain.body, plain.body_hash)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (201, "status", "answered 201"),
        (203, "status", "answered 203"),
        (204, "status", "answered 204"),
        (206, "status", "answered 206"),
        (226, "status", "answered 226"),
        (300, "status", "answered 300"),
        (305, "status", "answered 305"),
        (400, "status", "answered 400"),
        (401, "status", "User-Agent"),
        (402, "status", "answered 402"),
        (403, "status", "User-Agent"),
        (404, "status", "correct the address"),
        (405, "status", "answered 405"),
        (406, "status", "answered 406"),
        (410, "gone", "removed for good"),
        (418, "status", "answered 418"),
        (429, "too_many", "polled less often"),
        (451, "status", "answered 451"),
        (499, "status", "answered 499"),
        (500, "status", "answered 500"),
        (502, "status", "answered 502"),
        (503, "status", "answered 503"),
        (508, "status", "answered 508"),
        (521, "status", "answered 521"),
        (599, "status", "answered 599"),
        (999, "status", "answered 999"),
    ],
)
def test_a_status_other_than_200_is_a_failure_that_names_it(
    world: Outside, status: int, kind: FaultKind, words: str
) -> None:
    world.answers["/feed/"] = Answer(status, b"" if status in {204, 304} else b"<html>no</html>")
    found = failed(fetch(fetcher(), [source(f"{world.url}/feed/", 7)]))
    assert (found.request.source.id, found.status, found.fault.kind) == (7, status, kind)
    assert words in str(found.fault)


@pytest.mark.parametrize(
    ("status", "wish", "kept"),
    [
        (429, "120", timedelta(seconds=120)),
        (503, "120", timedelta(seconds=120)),
        (429, "9999999", timedelta(days=1)),
        (429, "soon", None),
        (429, "²", None),
        (429, "Mon, 01 Jan 2026 00:00:99999999999999999999 GMT", None),
        (429, None, None),
        (500, "120", None),
        (404, "120", None),
    ],
)
def test_the_wish_of_a_busy_server_is_kept_with_the_failure(
    world: Outside, status: int, wish: str | None, kept: timedelta | None
) -> None:
    world.answers["/feed/"] = Answer(status, headers={"Retry-After": wish} if wish else {})
    fault = failed(fetch(fetcher(), [source(f"{world.url}/feed/")])).fault
    assert fault.kind == ("too_many" if status == 429 else "status")
    assert fault.retry_after == kept


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_its_end_is_the_address(world: Outside, status: int) -> None:
    world.answers["/old"] = Answer(status, headers={"Location": "/new"})
    world.answers["/new"] = Answer(body=b"<rss/>")
    assert document(fetch(fetcher(), [source(f"{world.url}/old")])).address == f"{world.url}/new"


def test_redirects_end_at_their_bound(world: Outside) -> None:
    world.answers["*"] = lambda asked: Answer(302, headers={"Location": f"{asked.path}x"})
    found = failed(fetch(fetcher(limits=FetchLimits(redirects=3)), [source(f"{world.url}/a")]))
    assert found.fault.kind == "redirect"
    assert "more than 3 redirects" in found.fault.cause
    assert len(world.asked) == 4


def test_the_body_of_a_redirect_is_bounded_like_any_other(world: Outside) -> None:
    """It unpacks to 50 MB; nobody needs a redirect's body."""
    bomb = gzip.compress(bytes(50_000_000), compresslevel=1)
    world.answers["/old"] = Answer(302, bomb, {"Location": "/new", "Content-Encoding": "gzip"})
    world.answers["/new"] = Answer(body=b"<rss/>")
    tracemalloc.start()
    fetch(fetcher(limits=FetchLimits(body_bytes=1_000_000)), [source(f"{world.url}/old")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (Answer(body=b"x" * 2000), "body", "larger than"),
        (Answer(body=gzip.compress(b"x" * 2000), headers={"Content-Encoding": "gzip"}), "body", "larger than"),
        (Answer(body=b"x", headers={"Content-Encoding": "br"}), "body", "encoded as 'br'"),
        (Answer(body=b"abc", told_length=10), "network", "connection failed"),
        (Answer(reset=True), "network", "connection failed"),
        (Answer(delay_s=0.2), "timeout", "did not answer in time"),
        (Answer(body=b"x" * 100, drip_s=0.05), "timeout", "took longer than 0.3 s"),
        (Answer(302, headers={"Location": "/again"}), "redirect", "more than 5 redirects"),
    ],
    ids=["large", "large unpacked", "encoding", "cut short", "reset", "silent", "drip", "loop"],
)
def test_faults_of_the_wire_are_failures_with_their_cause(
    world: Outside, answer: Answer, kind: FaultKind, words: str
) -> None:
    world.answers["*"] = answer
    limits = FetchLimits(total=IMPATIENT.total, read=IMPATIENT.read, body_bytes=1000)
    found = failed(fetch(fetcher(limits=limits), [source(f"{world.url}/feed/", 7)]))
    assert (found.request.source.id, found.fault.kind) == (7, kind)
    assert words in found.fault.cause


def test_a_drip_is_ended_by_the_total_time(world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=b"x" * 1000, drip_s=0.05)
    began = time.monotonic()
    assert failed(fetch(fetcher(limits=IMPATIENT), [source(f"{world.url}/feed/")])).status == 200
    assert time.monotonic() - began < 1.0


def test_nobody_listening_is_a_network_failure() -> None:
    found = failed(fetch(fetcher(), [source(f"http://127.0.0.1:{free_port()}/")]))
    assert (found.fault.kind, found.status) == ("network", None)


@pytest.mark.parametrize(
    "address",
    [
        "http://[oops/feed/",
        "http://",
        "http:///feed/",
        "ftp://humas.test/",
        "humas.test/feed/",
        "",
        "http://a b/",
        "http://humas.test:99999/",
    ],
)
def test_an_address_that_is_none_fails_alone(world: Outside, address: str) -> None:
    world.answers["/feed/"] = Answer(body=b"<rss/>")
    results = fetch(fetcher(), [source(address, 1), source(f"{world.url}/feed/", 2)])
    assert {result.request.source.id: type(result) for result in results} == {1: Failed, 2: Document}


@pytest.mark.parametrize(
    "headers",
    [
        {"Expires": "Mon, 01 Jan 2026 00:00:99999999999999999999 GMT"},
        {"Date": "Mon, 02 Mar 2026 08:10:00 +99999999999999999999", "Expires": "Mon, 02 Mar 2026 08:10:00 GMT"},
        {"Cache-Control": "max-age=²"},
        {"Content-Type": "\xff\xfe"},
        {"Last-Modified": "\xe9"},
        {"Content-Encoding": ","},
    ],
)
def test_hostile_headers_of_one_source_leave_the_others_alone(world: Outside, headers: dict[str, str]) -> None:
    world.answers["/bad/"] = Answer(body=b"<rss/>", headers=headers)
    world.answers["/good/"] = Answer(body=b"<rss/>")
    results = fetch(fetcher(), [source(f"{world.url}/bad/", 1), source(f"{world.url}/good/", 2)])
    assert {result.request.source.id for result in results} == {1, 2}


class Crowd:
    """Counts how many requests a server answers at the same time."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, _: Asked) -> Answer:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.02)
        with self._lock:
            self.now -= 1
        return Answer(body=b"<rss/>")


def test_one_host_is_asked_one_request_at_a_time(world: Outside) -> None:
    world.answers["*"] = crowd = Crowd()
    results = fetch(fetcher(), [source(f"{world.url}/{number}", number) for number in range(4)])
    assert sorted(result.request.source.id for result in results) == list(range(4))
    assert crowd.most == 1


def test_a_recorded_certificate_exception_does_not_double_the_requests_to_a_host(world: Outside) -> None:
    world.answers["*"] = crowd = Crowd()
    reason = "rantai sertifikat putus sejak Januari"
    numbers = range(4)
    fetch(fetcher(), [source(f"{world.url}/{n}", n, tls_exception=reason if n % 2 else None) for n in numbers])
    assert crowd.most == 1


def test_several_hosts_are_asked_at_the_same_time(world: Outside) -> None:
    world.answers["*"] = crowd = Crowd()
    hosts = [f"http://127.0.0.{number}:{world.port}/" for number in range(1, 2)] + [f"http://localhost:{world.port}/"]
    fetch(fetcher(), [source(host, number) for number, host in enumerate(hosts)])
    assert crowd.most == 2


def test_no_more_hosts_are_asked_at_once_than_allowed(world: Outside) -> None:
    world.answers["*"] = crowd = Crowd()
    hosts = [f"http://127.0.0.1:{world.port}/", f"http://localhost:{world.port}/", f"http://127.1:{world.port}/"]
    results = fetch(fetcher(limits=FetchLimits(hosts_at_once=1)), [source(h, n) for n, h in enumerate(hosts)])
    assert len(results) == 3
    assert crowd.most == 1


def test_sources_whose_turn_had_not_come_are_left_out(world: Outside) -> None:
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    world.answers["*"] = Answer(body=b"<rss/>")
    told = {"now": now}

    def clock() -> datetime:
        told["now"] += timedelta(seconds=1)
        return told["now"]

    sources = [source(f"{world.url}/{number}", number) for number in range(20)]
    results = fetch(fetcher(clock=clock), sources, until=now + timedelta(seconds=10))
    assert 0 < len(results) < 20
    assert len(world.asked) == len(results)
    assert all(isinstance(result, Document) for result in results)


def test_nothing_is_asked_after_the_end(world: Outside) -> None:
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert fetch(fetcher(clock=lambda: now), [source(f"{world.url}/feed/")], until=now) == []
    assert world.asked == []


def test_no_sources_give_no_results() -> None:
    assert fetch(fetcher(), []) == []


def test_a_certificate_that_nobody_vouches_for_is_a_tls_failure(certificate: Path) -> None:
    with tls_server(certificate) as port:
        found = failed(fetch(fetcher(), [source(f"https://127.0.0.1:{port}/")]))
    assert found.fault.kind == "tls"
    assert "tls_exception" in found.fault.mend


def test_a_recorded_exception_accepts_that_certificate_for_its_source_alone(certificate: Path) -> None:
    with tls_server(certificate) as port:
        trusting = source(f"https://127.0.0.1:{port}/", 1, tls_exception="sertifikat kedaluwarsa, sudah dilaporkan")
        strict = source(f"https://127.0.0.1:{port}/", 2)
        results = {result.request.source.id: result for result in fetch(fetcher(), [trusting, strict])}
    assert isinstance(results[1], Document)
    shown = ssl.PEM_cert_to_DER_cert(certificate.with_suffix(".crt").read_text())
    assert results[1].certificate == hashlib.sha256(shown).hexdigest()
    assert isinstance(results[2], Failed)
    assert results[2].fault.kind == "tls"


def test_an_exception_for_a_certificate_opens_no_private_network(certificate: Path) -> None:
    with tls_server(certificate) as port:
        trusting = source(f"https://127.0.0.1:{port}/", tls_exception="sertifikat kedaluwarsa, sudah dilaporkan")
        assert failed(fetch(fetcher(()), [trusting])).fault.kind == "refused"


def test_a_server_without_tls_behind_https_is_a_failure(world: Outside) -> None:
    found = failed(fetch(fetcher(LOOPBACK), [source(f"https://127.0.0.1:{world.port}/")]))
    assert found.fault.kind in {"tls", "network"}


def test_proxies_of_the_environment_are_not_used(world: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve and connect behind the guard's back."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    world.answers["/feed/"] = Answer(body=b"<rss/>")
    assert document(fetch(fetcher(), [source(f"{world.url}/feed/")])).body == b"<rss/>"


def test_cookies_are_neither_kept_nor_sent(world: Outside) -> None:
    world.answers["*"] = Answer(body=b"x", headers={"Set-Cookie": "visitor=1; Path=/"})
    fetch(fetcher(), [source(f"{world.url}/{n}", n) for n in range(1, 4)])
    assert len(world.asked) == 3
    assert not any("cookie" in asked.headers for asked in world.asked)


class PausedSlots(FreeSlots):
    """Remembers which hosts asked to be left alone."""

    def __init__(self) -> None:
        self.paused: dict[str, timedelta] = {}

    def pause(self, host: str, span: timedelta) -> None:
        self.paused[host] = span


def asking_by(slots: Slots) -> Fetcher:
    return Fetcher(AddressGuard(LOOPBACK), slots, NoRules(NOWHERE), user_agent="Syndicator/test", clock=utc_now)


def test_the_host_that_asked_to_be_left_alone_is_left_alone_and_not_the_one_that_led_there(world: Outside) -> None:
    slots = PausedSlots()
    with outside("127.0.0.2") as elsewhere:
        elsewhere.answers["/feed/"] = Answer(429, headers={"Retry-After": "600"})
        world.answers["/feed/"] = Answer(302, headers={"Location": f"{elsewhere.url}/feed/"})
        result = failed(fetch(asking_by(slots), [source(f"{world.url}/feed/")]))
    assert result.fault.kind == "too_many"
    assert slots.paused == {elsewhere.url.removeprefix("http://"): timedelta(seconds=600)}


def test_a_fault_of_our_own_is_told_of_its_source_and_ends_no_batch(
    world: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.answers |= {"/bad/": Answer(body=b"bad"), "/good/": Answer(body=b"good")}

    def breaking(*_told: object) -> tuple[None, None]:
        raise AttributeError("broken")

    monkeypatch.setattr(http, "hub_and_topic", breaking)
    results = fetch(fetcher(), [source(f"{world.url}/bad/", 1), source(f"{world.url}/missing/", 2)])
    faults = {result.request.source.id: result.fault for result in results if isinstance(result, Failed)}
    assert "the fetch broke: AttributeError" in str(faults[1])
    assert "404" in str(faults[2])
