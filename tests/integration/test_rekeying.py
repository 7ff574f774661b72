"""The secret key is changed: what was sealed and signed with the old one stays of use, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from click.testing import CliRunner
from pyotp import TOTP
from sqlalchemy import text

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.bootstrap.vaults import vault_of
from syndicator.cli.root import cli
from syndicator.deliver.vault import Grant
from syndicator.mailing import MailingLists, Member
from syndicator.model.moment import Clock
from syndicator.model.user import Role, User
from syndicator.settings import load
from syndicator.storage import users
from tests.conftest import MovableClock

OLD, NEW, THIRD = "kunci-lama-yang-panjang", "kunci-baru-yang-panjang", "kunci-lain-yang-panjang"


@contextmanager
def keyed(environment: pytest.MonkeyPatch, clock: Clock, key: str, old: str = "") -> Iterator[Service]:
    environment.setenv("SYNDICATOR_SECRET_KEY", key)
    environment.setenv("SYNDICATOR_SECRET_KEY_OLD", old)
    service = build(load(), clock=clock)
    service.open()
    try:
        yield service
    finally:
        service.close()


def person(service: Service) -> User:
    with service.database.read() as connection:
        found = users.find(connection, "siti")
    assert found is not None
    return found


def lets_in(service: Service, clock: MovableClock, secret: str) -> bool:
    """Tell whether the next code of the person's device is taken."""
    clock.advance(timedelta(minutes=2))
    return service.factors.check(person(service), TOTP(secret).at(clock.now))


def grant_of(service: Service) -> Grant | None:
    return vault_of("ig", service.settings, service.database, service.redis, service.clock).grant()


def rotated(*arguments: str) -> tuple[int, dict[str, tuple[int, int, int]]]:
    """Call the command; return its exit code and by place what was current, changed and unreadable."""
    told = CliRunner().invoke(cli, ["keys", "rotate", "--json", *arguments])
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    return told.exit_code, {row["place"]: (row["current"], row["changed"], row["unreadable"]) for row in rows}


def test_a_changed_key_locks_nobody_out_and_loses_no_token(
    environment: pytest.MonkeyPatch, database_url: str, redis_url: str, clock: MovableClock
) -> None:
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    with keyed(environment, clock, OLD) as service:
        service.accounts.add("siti", "kata-sandi-yang-panjang-sekali", Role.EDITOR)
        siti = person(service)
        service.factors.begin(siti)
        offer = service.factors.offer(siti)
        assert offer is not None
        secret = offer.secret
        assert service.factors.confirm(siti, TOTP(secret).at(clock.now), keep="")
        vault = vault_of("ig", service.settings, service.database, service.redis, clock)
        given = vault.renew(None, lambda _: Grant(access="akses", renewal="lagi"))
        under_way = service.seal.closed({"user": 7})

    both = {"second factors": (0, 1, 0), "tokens of channels": (0, 1, 0)}
    none = {"secrets of subscribers": (0, 0, 0), "secrets of asking subscribers": (0, 0, 0)}
    with keyed(environment, clock, NEW, f"{THIRD}, {OLD}") as service:
        assert grant_of(service) == given
        assert lets_in(service, clock, secret)
        assert service.seal.opened(under_way) == {"user": 7}
        assert rotated("--dry-run") == (0, both | none), "looked at, not changed"
        assert rotated() == (0, both | none)
        assert lets_in(service, clock, secret)
        done = {"second factors": (1, 0, 0), "tokens of channels": (1, 0, 0)}
        assert rotated() == (0, done | none), "safe to call again"

    with keyed(environment, clock, NEW) as service:
        assert grant_of(service) == given
        assert lets_in(service, clock, secret)

    with keyed(environment, clock, THIRD, OLD) as service:
        before = sealed_rows(service)
        lost = {"second factors": (0, 0, 1), "tokens of channels": (0, 0, 1)}
        assert rotated() == (1, lost | none)
        assert sealed_rows(service) == before, "what no key opens is left as it was"
        with pytest.raises(ValueError, match=r"name that one in SYNDICATOR_SECRET_KEY_OLD.*keys rotate"):
            lets_in(service, clock, secret)


def sealed_rows(service: Service) -> list[tuple[object, ...]]:
    statement = "SELECT factor_sealed FROM users UNION ALL SELECT sealed FROM grants"
    with service.database.read() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_old_letters_still_leave_their_list(service: Service, clock: MovableClock) -> None:
    member = Member("redaksi", "satu@koran.test")
    lists = [
        MailingLists(service.database, clock, key=key, former=former, base_url="http://portal.test", members=[member])
        for key, former in ((OLD, ()), (NEW, (OLD,)))
    ]
    old, new = (one.token(member) for one in lists)
    assert old != new
    assert [lists[1].channel_of(token) for token in (old, new)] == ["redaksi", "redaksi"]
