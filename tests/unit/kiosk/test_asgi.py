from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from syndicator.errors import SyndicatorError, Unavailable
from syndicator.portal.headers import SECURITY
from syndicator.portal.kiosk import Kiosk
from tests.unit.kiosk.presses import FEED, Kept


class Words:
    """Answers for errors, as the portal's own does for real ones."""

    def answer(self, request: Request, status: int) -> Response:
        return PlainTextResponse(f"words of {status} at {request.url.path}", status)

    async def of_tree(self, request: Request, error: SyndicatorError) -> Response:
        return PlainTextResponse(type(error).__name__, 503)


async def behind(_request: Request) -> Response:
    return PlainTextResponse("the application")


class Client:
    def __init__(self, kept: Kept) -> None:
        app = Starlette(routes=[Route("/{path:path}", behind, methods=["GET", "POST"])])
        self._kiosk = Kiosk(app, kept.press, kept.stand, Words())  # type: ignore[arg-type]

    def ask(self, method: str, path: str, **headers: str) -> httpx.Response:
        return asyncio.run(self._ask(method, path, {name.replace("_", "-"): told for name, told in headers.items()}))

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self._kiosk, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
            return await client.request(method, path, headers={"accept-encoding": "identity"} | headers)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def client(kept: Kept) -> Client:
    return Client(kept)


def test_a_feed_is_answered_with_all_that_caches_need(client: Client, kept: Kept) -> None:
    answer = client.ask("GET", FEED[0])
    assert (answer.status_code, answer.text) == (200, kept.press.text)
    assert answer.headers["content-type"] == "application/rss+xml"
    assert answer.headers["content-length"] == str(len(kept.press.text))
    assert answer.headers["cache-control"] == "public, max-age=15, stale-while-revalidate=60"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["last-modified"] == "Mon, 02 Mar 2026 07:00:00 GMT"
    assert answer.links["hub"]["url"] == "http://portal.test/hub"
    assert answer.links["self"]["url"] == "http://portal.test/feeds/all.rss"
    assert SECURITY.items() <= {name: answer.headers.get(name) for name in SECURITY}.items()


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_packed_answers_are_shorter_and_say_so(client: Client, kept: Kept, coding: str) -> None:
    plain, packed = client.ask("GET", FEED[0]), client.ask("GET", FEED[0], accept_encoding=coding)
    assert packed.headers["content-encoding"] == coding
    assert int(packed.headers["content-length"]) < len(kept.press.text)
    assert packed.text == kept.press.text
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_head_tells_the_same_without_the_body(client: Client, coding: str) -> None:
    whole = client.ask("GET", FEED[0], accept_encoding=coding)
    head = client.ask("HEAD", FEED[0], accept_encoding=coding)
    assert head.content == b""
    assert head.headers == whole.headers


def test_304_carries_what_a_cache_updates_and_no_body(client: Client) -> None:
    whole = client.ask("GET", FEED[0])
    for told in (
        {"if_none_match": whole.headers["etag"]},
        {"if_none_match": f'"a", W/{whole.headers["etag"]}'},
        {"if_none_match": "*"},
        {"if_modified_since": whole.headers["last-modified"]},
    ):
        same = client.ask("GET", FEED[0], **told)
        assert (same.status_code, same.content) == (304, b"")
        for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
            assert same.headers[name] == whole.headers[name]
        assert "content-length" not in same.headers
    assert client.ask("GET", FEED[0], if_none_match='"other"').status_code == 200


def test_304_names_the_tag_that_the_client_has(client: Client) -> None:
    plain = client.ask("GET", FEED[0]).headers["etag"]
    same = client.ask("GET", FEED[0], accept_encoding="gzip", if_none_match=plain)
    assert (same.status_code, same.headers["etag"]) == (304, plain)


def test_what_clients_add_to_an_address_makes_no_other(client: Client, kept: Kept) -> None:
    for query in ("", "?utm_source=x", "?_=1772438400", "?fbclid=a&b", "?pages=2", "?%70age=2"):
        assert client.ask("GET", FEED[0] + query).text == kept.press.text
    assert kept.press.printed == [FEED]
    assert client.ask("GET", FEED[0] + "?a=b&page=2&c").text.endswith("page=2")


def test_errors_are_worded_as_by_the_pages(client: Client, kept: Kept) -> None:
    nothing = client.ask("GET", "/feeds/nothing.rss")
    assert (nothing.status_code, nothing.text) == (404, "words of 404 at /feeds/nothing.rss")
    assert nothing.headers["x-content-type-options"] == "nosniff"
    kept.press.fails = Unavailable("the database does not answer", "start it")
    kept.change("dua")
    kept.watch.look()
    away = client.ask("GET", FEED[0] + "?page=9")
    assert (away.status_code, away.text) == (503, "Unavailable")


def test_a_fault_of_the_press_is_left_to_the_application(client: Client, kept: Kept) -> None:
    kept.press.fails = ZeroDivisionError("a fault")
    assert client.ask("GET", FEED[0]).text == "the application"


def test_a_client_that_wants_it_new_gets_what_was_committed_before_it_asked(client: Client, kept: Kept) -> None:
    client.ask("GET", FEED[0])
    kept.change("dua")
    assert client.ask("GET", FEED[0]).text.startswith("satu"), "nobody has heard of it yet"
    assert client.ask("GET", FEED[0], cache_control="no-cache").text == "dua"
    client.ask("GET", FEED[0], cache_control="no-cache")
    assert len(kept.press.printed) == 2


def test_everything_else_passes(client: Client, kept: Kept) -> None:
    for method, path in (("GET", "/"), ("POST", FEED[0]), ("GET", "/feed")):
        assert client.ask(method, path).text == "the application"
    assert kept.press.printed == []


def test_other_sites_may_ask_whether_they_may_ask(client: Client) -> None:
    answer = client.ask("OPTIONS", FEED[0], origin="https://else.example", access_control_request_method="GET")
    assert answer.status_code == 204
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


def test_whoever_goes_away_takes_it_from_nobody_else(kept: Kept) -> None:
    client = Client(kept)
    kept.press.may_print.clear()

    async def two() -> httpx.Response:
        gone = asyncio.create_task(client._ask("GET", FEED[0], {}))
        stays = asyncio.create_task(client._ask("GET", FEED[0], {}))
        await asyncio.sleep(0.05)
        gone.cancel()
        await asyncio.sleep(0.01)
        kept.press.may_print.set()
        return await stays

    assert asyncio.run(two()).text == kept.press.text
    assert kept.press.printed == [FEED]
