"""OAuth for X: tokens that are renewed with a refresh token of one use, and what a failed renewal means."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from syndicator.deliver.login import LoginFailed
from syndicator.deliver.oauth import Renewed, Signed
from syndicator.deliver.vault import Grant
from syndicator.model.attempt import Abandoned, Cause, Postponed
from tests.contract.doubles.x import said
from tests.contract.supplies import MemoryVault, supplies
from tests.outside import Answer, Asked, Outside, outside
from tests.servers import free_port
from tests.unit.deliver.posts import NOW

TOKEN, ME = "/2/oauth2/token", "/2/users/me"
INVALID = said({"error": "invalid_request", "error_description": "Value passed for the token was invalid."}, 400)


class TokenEndpoint:
    """Takes each refresh token once, as X does."""

    def __init__(self, first: str) -> None:
        self.good = first
        self.access = ""
        self._numbers = itertools.count(1)
        self.asked: list[Asked] = []

    def __call__(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if parse_qs(asked.body.decode())["refresh_token"] != [self.good]:
            return INVALID
        number = next(self._numbers)
        self.good, self.access = f"refresh-{number}", f"access-{number}"
        told = {"token_type": "bearer", "expires_in": 7200, "access_token": self.access, "refresh_token": self.good}
        return said(told)

    def me(self, asked: Asked) -> Answer:
        known = asked.headers["authorization"] == f"Bearer {self.access}"
        return said({"data": {"id": "1"}}) if known else said({"title": "Unauthorized"}, 401)


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def endpoint(world: Outside) -> TokenEndpoint:
    endpoint = TokenEndpoint("refresh-0")
    world.answers |= {TOKEN: endpoint, ME: endpoint.me}
    return endpoint


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=1) as opened:
        yield opened


Ask = Callable[..., httpx.Response]


@pytest.fixture
def asked(world: Outside, client: httpx.Client) -> Ask:
    """Asks who we are, `later` after the present."""

    def ask(
        vault: MemoryVault,
        *,
        url: str = world.url,
        first: str = "refresh-0",
        secret: str = "",
        later: timedelta = timedelta(0),
    ) -> httpx.Response:
        given = supplies(client, {}, vault=vault, clock=lambda: NOW + later)
        login = Renewed(supplies=given, address=url + TOKEN, client_id="klien", client_secret=secret, first_token=first)
        return login.exchange(client.build_request("GET", url + ME))

    return ask


def test_one_token_serves_until_it_ends(asked: Ask, endpoint: TokenEndpoint) -> None:
    vault = MemoryVault()
    for minutes in (0, 60, 118):
        assert asked(vault, later=timedelta(minutes=minutes)).is_success
    assert len(endpoint.asked) == 1
    assert vault.grant() == Grant(access="access-1", renewal="refresh-1", expires_at=NOW + timedelta(hours=2))


def test_each_renewal_shows_the_newest_refresh_token(asked: Ask, endpoint: TokenEndpoint) -> None:
    vault = MemoryVault()
    for hours in (0, 2, 4, 6):
        assert asked(vault, later=timedelta(hours=hours)).is_success
    shown = [parse_qs(one.body.decode())["refresh_token"][0] for one in endpoint.asked]
    assert shown == ["refresh-0", "refresh-1", "refresh-2", "refresh-3"]


def test_a_token_that_is_refused_before_its_end_is_renewed_once(asked: Ask, endpoint: TokenEndpoint) -> None:
    vault = MemoryVault()
    asked(vault)
    endpoint.access = "access-withdrawn"
    assert asked(vault).is_success
    assert len(endpoint.asked) == 2


def test_a_newly_authorised_token_mends_a_dead_one(asked: Ask, endpoint: TokenEndpoint) -> None:
    dead = MemoryVault(Grant(access="access-old", renewal="refresh-dead", expires_at=NOW))
    endpoint.good = "refresh-authorised-anew"
    with pytest.raises(LoginFailed):
        asked(dead)
    assert asked(dead, first="refresh-authorised-anew").is_success


def test_a_public_client_names_itself_and_a_confidential_one_proves_it(asked: Ask, endpoint: TokenEndpoint) -> None:
    asked(MemoryVault())
    asked(MemoryVault(), first=endpoint.good, secret="rahasia")
    public, confidential = endpoint.asked
    assert parse_qs(public.body.decode())["client_id"] == ["klien"]
    assert "authorization" not in public.headers
    told = confidential.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(told) == b"klien:rahasia"


@pytest.mark.parametrize(
    ("answer", "kind", "cause"),
    [
        (INVALID, Postponed, Cause.LOGIN),
        (said({"error": "invalid_grant"}, 400), Postponed, Cause.LOGIN),
        (said({"error": "unauthorized_client"}, 401), Postponed, Cause.LOGIN),
        (Answer(403), Postponed, Cause.LOGIN),
        (Answer(404), Abandoned, None),
        (Answer(429, headers={"Retry-After": "60"}), Postponed, Cause.RATE),
        (Answer(500), Postponed, Cause.FAULT),
        (Answer(503), Postponed, Cause.FAULT),
        (Answer(reset=True), Postponed, Cause.FAULT),
        (Answer(200, b"<html>"), Postponed, Cause.FAULT),
        (Answer(200, b'{"access_token": 7}'), Postponed, Cause.FAULT),
    ],
)
def test_only_a_refused_token_is_a_dead_login(
    asked: Ask, world: Outside, answer: Answer, kind: type, cause: Cause | None
) -> None:
    world.answers[TOKEN] = answer
    kept = Grant(access="access-0", renewal="refresh-0", expires_at=NOW)
    vault = MemoryVault(kept)
    with pytest.raises(LoginFailed) as failed:
        asked(vault)
    outcome = failed.value.outcome
    assert isinstance(outcome, kind)
    assert getattr(outcome, "cause", None) is cause
    assert vault.grant() == kept
    assert world.requests_to(ME) == []


def test_nobody_listening_is_no_dead_login(asked: Ask) -> None:
    with pytest.raises(LoginFailed) as failed:
        asked(MemoryVault(), url=f"http://127.0.0.1:{free_port()}")
    assert isinstance(failed.value.outcome, Postponed)
    assert failed.value.outcome.cause is Cause.FAULT


def test_neither_login_shows_its_secrets(client: httpx.Client) -> None:
    signed = Signed(client=client, consumer_key="r4h", consumer_secret="r4h", token="r4h", token_secret="r4h")
    renewed = Renewed(
        supplies=supplies(client, {}), address="https://x.test", client_id="k", client_secret="r4h", first_token="r4h"
    )
    assert "r4h" not in repr(signed) + repr(renewed)


def test_an_answer_without_a_new_refresh_token_keeps_the_one_shown(asked: Ask, world: Outside) -> None:
    world.answers[TOKEN] = Answer(200, json.dumps({"access_token": "a"}).encode())
    world.answers[ME] = said({"data": {"id": "1"}})
    vault = MemoryVault()
    asked(vault)
    assert vault.grant() == Grant(access="a", renewal="refresh-0", expires_at=None)
