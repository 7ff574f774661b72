"""Renewed tokens: sealed in the database, and asked for by one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import redis
from sqlalchemy import text
from structlog.testing import capture_logs

from syndicator.deliver.sealing import Seal
from syndicator.deliver.vault import Grant
from syndicator.errors import Unavailable
from syndicator.granting import StoredVault
from syndicator.storage.session import Database
from tests.conftest import MovableClock

SEAL = Seal(channel="ig", secrets={"token": "awal"}, key=lambda: "kunci-layanan-yang-panjang")
Open = Callable[..., StoredVault]


class Refused(Exception):
    """What a service's refusal looks like to who asks."""


class Service:
    """Renews a grant, each renewal good for one use."""

    def __init__(self, clock: MovableClock) -> None:
        self.asked: list[str | None] = []
        self._clock = clock
        self._lock = threading.Lock()

    def renew(self, known: Grant | None) -> Grant:
        with self._lock:
            self.asked.append(known.access if known else None)
            number = len(self.asked)
        return Grant(
            access=f"akses-{number}", renewal=f"lagi-{number}", expires_at=self._clock() + timedelta(hours=number)
        )


@pytest.fixture
def service(clock: MovableClock) -> Service:
    return Service(clock)


@pytest.fixture
def opened(database_url: str, redis_url: str, clock: MovableClock) -> Iterator[Open]:
    """Opens a vault as another process would, over connections of its own."""
    databases: list[Database] = []
    clients: list[redis.Redis] = []

    def make(seal: Seal = SEAL, *, lease_s: float = 60, patience_s: float = 20) -> StoredVault:
        databases.append(Database(database_url))
        clients.append(redis.Redis.from_url(redis_url))
        return StoredVault(
            database=databases[-1],
            redis=clients[-1],
            seal=seal,
            clock=clock,
            lease=timedelta(seconds=lease_s),
            patience=timedelta(seconds=patience_s),
        )

    yield make
    for database in databases:
        database.close()
    for client in clients:
        client.close()


def test_nothing_is_there_before_something_was_stored(opened: Open) -> None:
    assert opened().grant() is None


def test_what_one_process_got_is_there_for_all(opened: Open, service: Service) -> None:
    got = opened().renew(None, service.renew)
    assert opened().grant() == got
    assert got.access == "akses-1"


def test_the_one_in_force_is_what_the_next_is_asked_with(opened: Open, service: Service) -> None:
    vault = opened()
    first = vault.renew(None, service.renew)
    second = vault.renew(first, service.renew)
    assert service.asked == [None, "akses-1"]
    assert vault.grant() == second


def test_who_holds_an_old_one_takes_what_is_newer_and_asks_nobody(opened: Open, service: Service) -> None:
    first = opened().renew(None, service.renew)
    second = opened().renew(first, service.renew)
    assert opened().renew(first, service.renew) == second
    assert opened().renew(None, service.renew) == second
    assert len(service.asked) == 2


def test_of_many_processes_one_asks_and_the_others_take_what_it_got(opened: Open, service: Service) -> None:
    first = opened().renew(None, service.renew)
    vaults, begun = [opened() for _ in range(6)], threading.Barrier(6)

    def renew(vault: StoredVault) -> Grant:
        begun.wait()
        return vault.renew(first, service.renew)

    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(renew, vaults))
    assert [one.access for one in got] == ["akses-2"] * 6
    assert service.asked == [None, "akses-1"]


def test_no_transaction_is_open_while_the_service_is_asked(opened: Open, database: Database) -> None:
    """A writer beside it goes on: on SQLite it would wait for any transaction that writes."""

    def ask(_: Grant | None) -> Grant:
        with database.write() as connection:
            connection.execute(text("UPDATE channels SET reason = 'x'"))
        if database.dialect == "postgresql":
            with database.read() as connection:
                held = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = {}"
                assert connection.execute(text(held.format("current_database()"))).scalar_one() == 0
        return Grant(access="baru")

    assert opened().renew(None, ask).access == "baru"


def test_a_refusal_passes_through_and_changes_nothing(opened: Open, service: Service) -> None:
    vault = opened()
    first = vault.renew(None, service.renew)

    def refuse(_: Grant | None) -> Grant:
        raise Refused

    with pytest.raises(Refused):
        vault.renew(first, refuse)
    assert vault.grant() == first
    assert vault.renew(first, service.renew).access == "akses-2", "the lease was given back"


def test_a_holder_that_died_blocks_until_its_lease_ends(opened: Open, service: Service, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("syndicator:renewing:ig", "someone who died", px=700)
    with pytest.raises(Unavailable, match="another process is renewing"):
        opened(patience_s=0.2).renew(None, service.renew)
    assert opened(patience_s=5).renew(None, service.renew).access == "akses-1"
    assert service.asked == [None]


def test_one_that_asked_longer_than_its_lease_still_stores_what_it_got(opened: Open, redis_url: str) -> None:
    def ask(_: Grant | None) -> Grant:
        with redis.Redis.from_url(redis_url) as client:
            client.set("syndicator:renewing:ig", "someone else by now")
        return Grant(access="lambat")

    vault = opened()
    with capture_logs() as lines:
        assert vault.renew(None, ask).access == "lambat"
    assert [line["event"] for line in lines] == ["lease_not_released"]
    assert vault.grant() == Grant(access="lambat")
    with redis.Redis.from_url(redis_url) as client:
        assert client.get("syndicator:renewing:ig") == b"someone else by now"


def test_what_cannot_be_stored_is_not_lost(opened: Open, service: Service, database: Database) -> None:
    """The service took the old renewal for the last time: the new one has to stay somewhere."""
    vault = opened()
    with database.write() as connection:
        connection.execute(text("ALTER TABLE grants RENAME TO away"))

    def ask(known: Grant | None) -> Grant:
        return service.renew(known)

    vault._unsaved = ask(None)
    with capture_logs() as lines:
        assert vault.grant() == Grant(access="akses-1", renewal="lagi-1", expires_at=vault._unsaved.expires_at)
    assert [line["event"] for line in lines] == ["grant_unsaved"]
    with database.write() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO grants"))
    assert vault.grant() == opened().grant()


@pytest.mark.parametrize(
    "seal", [replace(SEAL, key=lambda: "kunci-lain-yang-panjang"), replace(SEAL, secrets={"token": "baru"})]
)
def test_another_key_or_new_secrets_are_as_if_nothing_was_stored(opened: Open, service: Service, seal: Seal) -> None:
    opened().renew(None, service.renew)
    vault = opened(seal)
    with capture_logs() as lines:
        assert vault.grant() is None
    (line,) = lines
    assert (line["event"], line["channel"]) == ("grant_unreadable", "ig")
    assert vault.renew(None, service.renew).access == "akses-2"
    assert service.asked == [None, None]


def test_the_database_holds_no_credential_in_the_clear(opened: Open, service: Service, database: Database) -> None:
    with capture_logs() as lines:
        got = opened().renew(None, service.renew)
    with database.read() as connection:
        row = connection.execute(text("SELECT * FROM grants")).one()
    for told in (repr(row), repr(lines), repr(got)):
        assert "akses" not in told
        assert "lagi" not in told
    assert row.channel == "ig"


def test_channels_do_not_share_grants(opened: Open, service: Service) -> None:
    opened().renew(None, service.renew)
    assert opened(replace(SEAL, channel="fb")).grant() is None


def test_redis_away_is_unavailable_and_nobody_is_asked(
    database: Database, clock: MovableClock, service: Service
) -> None:
    away = redis.Redis.from_url("unix:///nowhere/redis.sock")
    vault = StoredVault(database=database, redis=away, seal=SEAL, clock=clock)
    with pytest.raises(Unavailable, match="Redis does not answer"):
        vault.renew(None, service.renew)
    assert service.asked == []
