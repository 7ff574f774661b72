"""Tokens and what they open, on both databases: given out, listed, revoked; sent and pinged many times at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from pyotp import TOTP

from syndicator.accounts import MOST_TRIES, WINDOW, Denied, Opened
from syndicator.bootstrap.service import Service
from syndicator.cli.root import cli
from syndicator.errors import NotFound, Refused, Unavailable
from syndicator.model.source import SourceConfig, SourceKind, SourceState
from syndicator.model.submission import Outcome, Submission, Submitted
from syndicator.model.token import Scope
from syndicator.model.user import Role
from tests.conftest import MovableClock
from tests.feeds import LONG

Run = Callable[..., Result]
WRITE = ("--scope", "bulletins:write")


@pytest.fixture
def run(service: Service) -> Run:
    """Commands over the same database as the service's."""
    assert service.database.dialect

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["tokens", *arguments])

    return run_command


def submission(number: int, service: Service, **changes: object) -> Submission:
    told: dict[str, object] = {
        "id": f"2026-{number:03}",
        "title": f"Kegiatan nomor {number}",
        "text": f"{LONG} Kegiatan ini adalah yang ke-{number} pada tahun berjalan.",
        "published_at": service.clock(),
    }
    return Submission(**told | changes)  # type: ignore[arg-type]


def unit_source(service: Service) -> int:
    issued = service.access.add("sukamaju", [Scope.BULLETINS_WRITE], actor="test", unit="Polsek Sukamaju")
    assert issued.source_id is not None
    return issued.source_id


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(run: Run, service: Service) -> None:
    under = ("--under", "Polresta Balikpapan")
    added = run("add", "sukamaju", *WRITE, "--unit", "Polsek Sukamaju", *under, "--expires", "90d", "--json")
    assert added.exit_code == 0, added.output
    told = json.loads(added.stdout)
    [source] = service.sourcing.all()
    assert (told["name"], told["source"]) == ("sukamaju", source.id)
    assert (source.config.kind, source.config.unit) == (SourceKind.API, "polresta-balikpapan")
    assert source.config.address == "http://portal.test/units/polresta-balikpapan/polsek-sukamaju"
    listed = run("list", "--json")
    row = json.loads(listed.stdout)
    assert (row["scopes"], row["state"], row["last_used_at"]) == ("bulletins:write", "valid", None)
    assert told["token"] not in listed.output
    assert told["token"] not in run("list").output
    assert service.access.identify(told["token"]) is not None
    assert run("revoke", "sukamaju").exit_code == 0
    assert service.access.identify(told["token"]) is None
    assert json.loads(run("list", "--json").stdout)["state"] == "revoked"
    again = run("revoke", "sukamaju")
    assert (again.exit_code, "was revoked" in again.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("add", "x"), 2, "--scope"),
        (("add", "x", "--scope", "everything"), 2, "everything"),
        (("add", "x", *WRITE), 1, "exactly one unit"),
        (("add", "x", "--scope", "sources:ping", "--unit", "Polda Aceh"), 1, "exactly one unit"),
        (("add", "x", *WRITE, "--unit", "Polsek X", "--under", "Polres Nowhere"), 1, "no unit is called"),
        (("add", "x", *WRITE, "--unit", "!!"), 1, "no name of a unit"),
        (("add", "a\nb", "--scope", "sources:ping"), 1, "no name for a token"),
        (("add", "x", "--scope", "sources:ping", "--expires", "soon"), 2, "not a duration"),
        (("add", "x", "--scope", "sources:ping", "--expires", "0s"), 2, "ten years"),
        (("revoke", "nobody"), 1, "no token is called"),
    ],
)
def test_wrong_use_says_what_is_wrong(run: Run, arguments: tuple[str, ...], status: int, words: str) -> None:
    told = run(*arguments)
    assert told.exit_code == status, told.output
    assert words in told.output


def test_tokens_of_one_unit_share_its_source_and_a_name_is_used_once(service: Service) -> None:
    issued = [
        service.access.add(name, [Scope.BULLETINS_WRITE], actor="test", unit=unit)
        for name, unit in (("one", "Polda Aceh"), ("two", "polda-aceh"), ("three", "Polsek Sukamaju"))
    ]
    assert issued[0].source_id == issued[1].source_id != issued[2].source_id
    with pytest.raises(Refused, match="already"):
        service.access.add("one", [Scope.SOURCES_PING], actor="test")


def test_a_token_ends_when_it_was_to_end(service: Service, clock: MovableClock) -> None:
    secret = service.access.add("x", [Scope.SOURCES_PING], actor="test", lasts=timedelta(hours=1)).secret
    clock.advance(timedelta(minutes=59))
    assert service.access.identify(secret) is not None
    clock.advance(timedelta(minutes=1))
    assert service.access.identify(secret) is None


def test_one_release_sent_eight_times_at_once_is_one_bulletin(service: Service) -> None:
    source_id = unit_source(service)

    def send(_: int) -> Submitted:
        while True:
            with suppress(Unavailable):  # as the sender is told: try again
                return service.submitting.submit(source_id, submission(1, service))

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(send, range(8)))
    assert Counter(one.outcome for one in done) == {Outcome.ADDED: 1, Outcome.REPEATED: 7}
    assert len({one.bulletin_id for one in done}) == len(service.tracing.bulletins()) == 1


def test_releases_that_differ_sent_at_once_are_all_kept(service: Service) -> None:
    source_id = unit_source(service)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: service.submitting.submit(source_id, submission(n, service)), range(8)))
    assert {one.outcome for one in done} == {Outcome.ADDED}
    assert len(service.tracing.bulletins()) == 8


def test_two_units_that_send_are_two_sources_and_no_twins(service: Service) -> None:
    first = unit_source(service)
    other = service.access.add("lain", [Scope.BULLETINS_WRITE], actor="test", unit="Polsek Lain").source_id
    assert other is not None
    for number, source_id in enumerate((first, other)):
        service.submitting.submit(source_id, submission(number, service))
    assert [source.state for source in service.sourcing.all()] == [SourceState.ACTIVE, SourceState.ACTIVE]
    assert len(service.tracing.bulletins()) == 2


def test_a_revision_is_told_as_one(service: Service) -> None:
    source_id = unit_source(service)
    first = service.submitting.submit(source_id, submission(1, service))
    second = service.submitting.submit(source_id, submission(1, service, title="Kegiatan nomor 1 (ralat)"))
    assert (second.outcome, second.revision, second.bulletin_id) == (Outcome.REVISED, 2, first.bulletin_id)


def test_only_a_unit_that_sends_may_send(service: Service) -> None:
    polled = service.sourcing.add(SourceConfig(address="https://humas.contoh.test/feed/"), actor="test")
    with pytest.raises(Refused, match="takes no releases"):
        service.submitting.submit(polled, submission(1, service))
    with pytest.raises(NotFound):
        service.submitting.submit(9_999, submission(1, service))


def test_of_pings_at_once_one_counts(service: Service) -> None:
    source_id = service.sourcing.add(SourceConfig(address="https://humas.contoh.test/feed/"), actor="test")
    with ThreadPoolExecutor(6) as pool:
        pinged = list(pool.map(lambda _: service.receiving.ping(source_id), range(6)))
    assert sum(one.accepted for one in pinged) == 1


def test_guesses_at_once_are_counted_one_by_one_and_a_code_opens_once(service: Service, clock: MovableClock) -> None:
    service.accounts.add("siti", "a password for tests", Role.EDITOR)
    with ThreadPoolExecutor(12) as pool:
        guesses = list(pool.map(lambda number: service.logins.log_in("siti", f"guess {number}"), range(12)))
    assert Counter(guesses) == {Denied.WRONG: MOST_TRIES, Denied.TOO_MANY: 12 - MOST_TRIES}
    clock.advance(WINDOW)
    [siti] = service.accounts.all()
    service.factors.begin(siti)
    offer = service.factors.offer(siti)
    assert offer is not None
    totp = TOTP(offer.secret)
    codes = service.factors.confirm(siti, totp.at(clock.now), keep="")
    assert codes is not None
    assert isinstance(service.logins.log_in("siti", "a password for tests"), Opened)
    clock.advance(timedelta(seconds=30))
    siti = service.accounts.person(siti.id)
    with ThreadPoolExecutor(4) as pool:
        for code in (totp.at(clock.now), codes[0]):
            assert sorted(pool.map(lambda _, code=code: service.factors.check(siti, code), range(4)))[2:] == [
                False,
                True,
            ]


def test_of_two_admins_who_give_up_at_once_one_stays(service: Service) -> None:
    for login in ("siti", "budi"):
        service.accounts.add(login, "a password for tests", Role.ADMIN)

    def give_up(login: str) -> bool:
        try:
            service.accounts.set_role(login, Role.READER)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give_up, ("siti", "budi"))) == [False, True]
    assert sum(user.role is Role.ADMIN for user in service.accounts.all()) == 1
