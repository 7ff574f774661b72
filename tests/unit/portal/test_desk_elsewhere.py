"""Logging in by a provider of identities, against one on loopback that speaks the protocol, or speaks it wrongly."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from joserfc.jwk import RSAKey

from syndicator.accounts import Elsewhere, IdentityProvider, OpenId
from syndicator.bootstrap.people import CALLBACK
from syndicator.bootstrap.service import Service
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from tests.conftest import MovableClock
from tests.openid import CLIENT, SECRET, Provider
from tests.outside import Answer, outside
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD

OUT = "/desk/login/elsewhere"


@dataclass
class Newsroom:
    """A portal that trusts a provider, and its door for one browser after the other."""

    service: Service
    provider: Provider
    clock: MovableClock

    @contextmanager
    def browser(self, **changes: object) -> Iterator[Browser]:
        known = IdentityProvider(
            issuer=self.provider.issuer,
            client_id=CLIENT,
            client_secret=SECRET,
            name="Kantor",
            claim="preferred_username",
            default_role=None,
        )
        provider = replace(known, **changes)  # type: ignore[arg-type]
        with ExitStack() as stack:
            client = stack.enter_context(httpx.Client(trust_env=False, timeout=2))
            openid = OpenId(provider, client, callback=f"http://portal.test{CALLBACK}", clock=self.clock)
            elsewhere = Elsewhere(database=self.service.database, accounts=self.service.accounts, openid=openid)
            yield stack.enter_context(Browser(create_app(replace(self.service, elsewhere=elsewhere))))


@pytest.fixture
def newsroom(service: Service, clock: MovableClock) -> Iterator[Newsroom]:
    with outside() as world:
        yield Newsroom(service, Provider(world, int(clock.now.timestamp())), clock)


def come_back(browser: Browser, provider: Provider, back: str = "/desk/deliveries") -> httpx.Response:
    left = browser.get(f"{OUT}?{urlencode({'back': back})}")
    assert (left.status_code, left.headers["cache-control"]) == (303, "no-store")
    return browser.get(f"{CALLBACK}?{urlencode(provider.log_in(left.headers['location']))}")


def test_who_is_known_is_let_in_by_name_and_from_then_on_by_the_provider_s_own_name(newsroom: Newsroom) -> None:
    service, provider = newsroom.service, newsroom.provider
    service.accounts.add("siti", PASSWORD, Role.EDITOR)
    with newsroom.browser() as browser:
        assert "Masuk dengan Kantor" in browser.page("/desk/login").text_content()
        came = come_back(browser, provider)
        assert (came.status_code, came.headers["location"]) == (303, "/desk/deliveries")
        assert browser.get("/desk/deliveries").status_code == 200
        provider.key = RSAKey.generate_key(2048, {"kid": "two"})
        provider.claims = {"preferred_username": "siti-baru"}
        assert come_back(browser, provider).status_code == 303, "known by its subject; a new key is asked for"
        provider.claims = {"sub": "person-2"}
        refused = come_back(browser, provider)
        assert (refused.status_code, "milik orang lain" in refused.text) == (403, True)
        provider.claims = {}
        service.accounts.disable("siti", actor="test")
        assert "dinonaktifkan" in come_back(browser, provider).text
    assert len(newsroom.provider.world.requests_to("/.well-known/openid-configuration")) == 1


def test_nobody_becomes_an_admin_by_what_people_may_call_themselves(newsroom: Newsroom) -> None:
    service, provider = newsroom.service, newsroom.provider
    service.accounts.add("admin", PASSWORD, Role.ADMIN)
    provider.claims = {"preferred_username": "admin", "email": "admin"}
    with newsroom.browser() as browser:
        assert come_back(browser, provider).status_code == 403
        assert browser.get("/desk").status_code == 303
    with newsroom.browser(claim="email") as browser:
        assert come_back(browser, provider).status_code == 403
        provider.claims["email_verified"] = True
        assert come_back(browser, provider).status_code == 303
    with newsroom.browser() as browser:
        assert come_back(browser, provider).status_code == 303, "whoever is tied is known by their subject"
        assert browser.get("/desk/users").status_code == 200


def test_strangers_are_refused_unless_they_have_a_role_by_default(newsroom: Newsroom) -> None:
    with newsroom.browser() as browser:
        refused = come_back(browser, newsroom.provider)
        assert (refused.status_code, "Tidak ada pengguna" in refused.text) == (403, True)
    assert newsroom.service.accounts.all() == []
    with newsroom.browser(default_role=Role.READER, claim="email") as browser:
        newsroom.provider.claims = {"email": "siti@polri.test"}
        assert come_back(browser, newsroom.provider).status_code == 403, "nobody verified the address"
        newsroom.provider.claims["email_verified"] = True
        assert come_back(browser, newsroom.provider).status_code == 303
        assert browser.get("/desk/deliveries").status_code == 200, "no password has to be changed"
    assert [(one.login, one.role) for one in newsroom.service.accounts.all()] == [("siti@polri.test", Role.READER)]


def test_nothing_but_a_whole_proof_lets_anybody_in(newsroom: Newsroom) -> None:
    provider, clock = newsroom.provider, newsroom.clock
    newsroom.service.accounts.add("siti", PASSWORD, Role.EDITOR)
    stranger = RSAKey.generate_key(2048, {"kid": "one"})

    def without_a_signature(_asked: object) -> Answer:
        claims = {"iss": provider.issuer, "sub": "1", "aud": CLIENT, "exp": provider.now + 300, "iat": provider.now}
        parts = (json.dumps(one).encode() for one in ({"alg": "none"}, claims))
        token = ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + "."
        return Answer(200, json.dumps({"id_token": token}).encode())

    wrong: list[Callable[[], None]] = [
        lambda: provider.claims.update(nonce="of another login"),
        lambda: provider.claims.update(aud="somebody else"),
        lambda: provider.claims.update(aud=[CLIENT, "other"]),
        lambda: provider.claims.update(iss="https://another.test"),
        lambda: provider.claims.update(exp=provider.now - 120),
        lambda: provider.claims.update(iat=provider.now + 3600),
        lambda: setattr(provider, "signer", stranger),
        lambda: provider.world.answers.update({"/token": without_a_signature}),
        lambda: provider.world.answers.update({"/token": Answer(200, b"{}")}),
    ]
    with newsroom.browser() as browser:
        for number, spoil in enumerate(wrong):
            provider.claims, provider.signer = {}, None
            spoil()
            came = come_back(browser, provider)
            assert (came.status_code, "tidak membuktikan" in came.text) == (401, True), number
            assert browser.get("/desk").status_code == 303, number
        provider.world.answers["/token"] = Answer(200, b"x" * 600_000)
        assert come_back(browser, provider).status_code == 503
        provider.claims = {}
        provider.world.answers["/token"] = provider._token
        left = browser.get(OUT).headers["location"]
        answer = provider.log_in(left)
        for changed in ({"state": "another"}, {"iss": "https://another.test"}, {"error": "access_denied"}):
            assert browser.get(f"{CALLBACK}?{urlencode(answer | changed)}").status_code == 401, changed
            left = browser.get(OUT).headers["location"]
            answer = provider.log_in(left)
        clock.advance(timedelta(minutes=11))
        assert browser.get(f"{CALLBACK}?{urlencode(answer)}").status_code == 401, "sent out too long ago"
        assert browser.get(f"{CALLBACK}?{urlencode(answer)}").status_code == 401, "a way back is gone once"


@pytest.mark.parametrize(
    "said",
    [Answer(500), Answer(200, b"<html>"), Answer(200, b'{"issuer": "https://another.test"}'), Answer(reset=True)],
)
def test_a_provider_that_does_not_answer_is_told_and_passwords_still_open(newsroom: Newsroom, said: Answer) -> None:
    newsroom.service.accounts.add("siti", PASSWORD, Role.EDITOR)
    newsroom.provider.world.answers["/.well-known/openid-configuration"] = said
    with newsroom.browser() as browser:
        answer = browser.get(OUT)
        assert (answer.status_code, "sedang tidak menjawab" in answer.text) == (503, True)
        assert browser.post("/desk/login", login="siti", password=PASSWORD).status_code == 303
