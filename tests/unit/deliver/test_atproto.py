"""The AT Protocol: keys of records, and sessions that are kept as long as they last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from syndicator.deliver.atproto import Sessions, of_error, tid
from syndicator.deliver.login import LoginFailed
from syndicator.deliver.vault import Grant
from syndicator.model.attempt import Abandoned, Cause, Postponed, Unconfirmed
from tests.contract.doubles.bluesky import HANDLE, TID, BlueskyDouble, refused
from tests.contract.supplies import MemoryVault, supplies
from tests.outside import Answer, Outside, outside
from tests.servers import free_port
from tests.unit.deliver.posts import NOW

LOGIN, REFRESH = ("/xrpc/com.atproto.server." + name for name in ("createSession", "refreshSession"))
GET = "/xrpc/com.atproto.server.getSession"
FIRST_MOMENT = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def double(world: Outside) -> BlueskyDouble:
    double = BlueskyDouble()
    double.answer(world)
    return double


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=1) as opened:
        yield opened


@pytest.fixture
def asked(world: Outside, client: httpx.Client) -> Callable[..., httpx.Response]:
    """Asks for the session in the name of an account."""

    def ask(vault: MemoryVault, *, url: str = world.url, **changed: str) -> httpx.Response:
        account, password = changed.get("account", HANDLE), changed.get("password", BlueskyDouble.secrets["password"])
        given = supplies(client, {}, vault=vault)
        return Sessions(given, url, account, password).exchange(client.build_request("GET", url + GET))

    return ask


Ask = Callable[..., httpx.Response]


def spelled(world: Outside) -> list[str]:
    return [one.path.rpartition(".")[2] for one in world.asked]


def test_one_login_serves_all_that_follow(asked: Ask, double: BlueskyDouble) -> None:
    vault = MemoryVault()
    for _ in range(5):
        assert asked(vault).is_success
    assert double.logins == 1


@pytest.mark.usefixtures("double")
def test_a_session_near_its_end_is_renewed_before_it_is_used(asked: Ask, world: Outside) -> None:
    vault = MemoryVault()
    asked(vault)
    grant = vault.grant()
    assert grant is not None
    assert grant.expires_at is not None
    ending = Grant(
        access=grant.access,
        renewal=grant.renewal,
        account=grant.account,
        expires_at=datetime.now(UTC) + timedelta(minutes=1),
    )
    world.asked.clear()
    assert asked(MemoryVault(ending)).is_success
    assert spelled(world) == ["refreshSession", "getSession"]


def test_a_session_that_is_refused_is_renewed_once(asked: Ask, double: BlueskyDouble, world: Outside) -> None:
    vault = MemoryVault()
    asked(vault)
    double.expire()
    world.asked.clear()
    assert asked(vault).is_success
    assert spelled(world) == ["getSession", "refreshSession", "getSession"]
    assert double.logins == 1


def test_only_a_refused_refresh_token_leads_to_a_new_login(asked: Ask, double: BlueskyDouble, world: Outside) -> None:
    vault = MemoryVault()
    asked(vault)
    double.expire()
    double.forget_refresh_tokens()
    assert asked(vault).is_success
    assert double.logins == 2

    double.expire()
    world.answers[REFRESH] = Answer(503)
    with pytest.raises(LoginFailed) as failed:
        asked(vault)
    assert isinstance(failed.value.outcome, Postponed)
    assert double.logins == 2


def test_a_session_of_another_account_is_not_used(asked: Ask, double: BlueskyDouble) -> None:
    vault = MemoryVault()
    asked(vault)
    with pytest.raises(LoginFailed):
        asked(vault, account="lain.bsky.test")
    assert double.logins == 2


@pytest.mark.parametrize(
    ("answer", "kind", "cause"),
    [
        (refused(401, "AuthenticationRequired", "Invalid identifier or password"), Postponed, Cause.LOGIN),
        (refused(401, "AuthFactorTokenRequired"), Postponed, Cause.LOGIN),
        (refused(400, "InvalidRequest"), Postponed, Cause.LOGIN),
        (refused(401, "AccountTakedown"), Abandoned, None),
        (refused(429, "RateLimitExceeded", **{"Retry-After": "60"}), Postponed, Cause.RATE),
        (Answer(503), Postponed, Cause.FAULT),
        (Answer(200, b"{}"), Postponed, Cause.FAULT),
        (Answer(200, b"<html>"), Postponed, Cause.FAULT),
        (Answer(reset=True), Postponed, Cause.FAULT),
    ],
)
def test_without_a_login_nothing_was_sent(
    asked: Ask, world: Outside, answer: Answer, kind: type, cause: Cause | None
) -> None:
    world.answers[LOGIN] = answer
    with pytest.raises(LoginFailed) as failed:
        asked(MemoryVault())
    outcome = failed.value.outcome
    assert isinstance(outcome, kind)
    assert getattr(outcome, "cause", None) is cause
    assert spelled(world) == ["createSession"]


def test_nobody_listening_is_no_reason_to_ask_a_person(asked: Ask) -> None:
    with pytest.raises(LoginFailed) as failed:
        asked(MemoryVault(), url=f"http://127.0.0.1:{free_port()}")
    assert isinstance(failed.value.outcome, Postponed)
    assert failed.value.outcome.cause is Cause.FAULT


def test_sessions_never_show_their_password() -> None:
    told = supplies(httpx.Client(), {})
    assert "rahasia" not in repr(Sessions(told, "https://pds.test", HANDLE, "rahasia"))


def said(status: int, body: bytes = b"{}", **headers: str) -> httpx.Response:
    return httpx.Response(
        status, headers={name.replace("_", "-"): told for name, told in headers.items()}, content=body
    )


@pytest.mark.parametrize("status", [400, 401])
def test_an_outdated_session_is_a_login_that_fails(status: int) -> None:
    outcome = of_error(said(status, b'{"error": "ExpiredToken", "message": "Token has expired"}'), NOW)
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert "Token has expired" in outcome.reason


def test_the_end_of_a_limit_is_counted_by_the_servers_clock() -> None:
    epoch = int(NOW.timestamp())
    late = said(429, ratelimit_reset=str(epoch + 90), date="Mon, 02 Mar 2026 08:00:30 GMT")
    assert of_error(late, NOW - timedelta(hours=3)) == Postponed(
        "answered 429 Too Many Requests", timedelta(seconds=60), Cause.RATE
    )
    undated = said(429, ratelimit_reset=str(epoch + 90))
    assert getattr(of_error(undated, NOW), "after", None) == timedelta(seconds=90)
    passed = said(429, ratelimit_reset=str(epoch - 90))
    assert getattr(of_error(passed, NOW), "after", None) == timedelta(0)


@pytest.mark.parametrize("reset", ["", "soon", "-5", "9" * 30, "１２"])
def test_an_end_that_is_no_moment_is_none(reset: str) -> None:
    told = httpx.Response(429, headers=[(b"ratelimit-reset", reset.encode())], content=b"")
    outcome = of_error(told, NOW)
    assert isinstance(outcome, Postponed)
    assert outcome.after is None


def test_a_fault_of_the_server_leaves_a_post_unconfirmed() -> None:
    assert isinstance(of_error(said(500, b'{"error": "InternalServerError"}'), NOW), Unconfirmed)


def test_a_key_is_always_the_same_and_valid() -> None:
    assert tid(NOW, "dlv_1_1_langit") == tid(NOW, "dlv_1_1_langit")
    for moment in (FIRST_MOMENT, NOW, datetime(2200, 1, 1, tzinfo=UTC)):
        assert TID.fullmatch(tid(moment, "dlv_1_1_langit"))


def test_keys_of_one_moment_differ() -> None:
    """Ten bits alone would tell 1,024 deliveries of one moment apart at best, and 38 more likely not than so."""
    keys = {tid(NOW, f"dlv_{number}_1_langit") for number in range(20_000)}
    assert len(keys) == 20_000


def test_keys_stand_in_the_order_of_their_minutes() -> None:
    moments = [NOW + timedelta(minutes=number) for number in range(100)]
    keys = [tid(moment, f"dlv_{number}") for number, moment in enumerate(moments)]
    assert keys == sorted(keys)
