"""`explain`, `deliveries`, `channels list` and `doctor` tell in words why something has not gone out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from syndicator.bootstrap.service import Service
from syndicator.cli.root import cli
from syndicator.model.account import OPENS_AT, Account
from syndicator.model.attempt import Cause
from syndicator.storage import breakers
from tests.conftest import MovableClock
from tests.feeds import distinct
from tests.integration.conftest import started, write_channel
from tests.integration.test_dispatch import publish, the_delivery
from tests.outside import Answer, Outside

Run = Callable[..., Result]
ROUTES = """[[route]]
name = "narkoba"
when = { topics = ["narkoba"] }
channels = ["hook"]

[[route]]
name = "semua"
channels = ["*"]
delay = "5m"
"""


@pytest.fixture
def patient(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
) -> Iterator[Service]:
    """A service with a route that gives five minutes' grace, by the clock on the wall."""
    write_channel(config_dir, world)
    (config_dir / "routes.toml").write_text(ROUTES)
    yield from started(environment, database_url, redis_url, MovableClock(datetime.now(UTC)))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_routes_and_grace_are_told_and_a_stop(patient: Service, world: Outside) -> None:
    publish(patient, world, distinct(1))
    told = run("explain", "1").stdout
    assert "    narkoba: topics are not narkoba\n    semua: matched\n" in told
    assert "create to hook: planned (route semua)" in told
    assert "the desk may stop it" in told
    number = str(the_delivery(patient).id)
    stopped = run("deliveries", "cancel", number)
    assert (stopped.exit_code, stopped.stdout) == (0, f"delivery {number} is stopped\n")
    assert "create to hook: cancelled" in run("explain", "1").stdout
    assert "stopped by" in run("explain", "1").stdout
    assert run("deliveries", "cancel", number).exit_code == 1


def test_what_a_breaker_holds_up_is_told_everywhere(patient: Service, world: Outside) -> None:
    publish(patient, world, distinct(1))
    later = datetime.now(UTC) + timedelta(hours=1)
    broken = Account(faults=OPENS_AT, blocked_until=later, cause=Cause.LOGIN, reason="answered 401")
    with patient.database.write() as connection:
        breakers.save(connection, "hook", broken)
    waits = json.loads(run("explain", "1", "--json").stdout)["waits"]
    assert [(one["why"], one["reason"]) for one in waits.values()] == [("waits.login", "answered 401")]
    assert "the account's login is refused (answered 401)" in run("explain", "1").stdout
    (row,) = [json.loads(line) for line in run("channels", "list", "--json").stdout.splitlines()]
    assert (row["broken"], row["blocked_cause"], row["waiting"]) == (True, "login", 1)
    found = [json.loads(line) for line in run("doctor", "--json").stdout.splitlines()]
    (breaker,) = [one for one in found if one["part"] == "breaker"]
    assert "hook: nothing goes out until" in breaker["found"]
    assert "HOOK_SECRET" in breaker["mend"]
    assert "syndicator channels test hook" in breaker["mend"]


def test_what_was_given_up_tells_its_reason_and_attempts(wired: Service, world: Outside) -> None:
    world.answers["/hook"] = Answer(410)
    wired.dispatch.dispatch(publish(wired, world, distinct(1)))
    told = run("explain", "1").stdout
    assert "create to hook: abandoned (route everything)" in told
    assert told.count("410") >= 2
    (row,) = [json.loads(line) for line in run("deliveries", "list", "--json").stdout.splitlines()]
    assert (row["reason"], row["state"], row["carried_by"]) == ("route everything", "abandoned", None)
