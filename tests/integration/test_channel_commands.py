"""`channels test` and what `channels list` and `doctor` tell of accounts, through the real webhook channel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from syndicator.cli.root import cli
from syndicator.storage.session import Database
from tests.integration.conftest import SECRET, write_channel
from tests.outside import Answer, Outside, outside
from tests.servers import free_port

Run = Callable[..., Result]


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/hook"] = Answer(204)
        yield running


@pytest.fixture
def run(environment: pytest.MonkeyPatch, database_url: str, redis_url: str, config_dir: Path, world: Outside) -> Run:
    environment.setenv("HOOK_SECRET", SECRET)
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    write_channel(config_dir, world)

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    return run_command


def rows(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def bodies(world: Outside) -> list[dict[str, object]]:
    return [json.loads(asked.body) for asked in world.requests_to("/hook")]


def test_a_trial_arrives_and_is_taken_back(run: Run, world: Outside) -> None:
    told = run("channels", "test", "hook")
    assert told.exit_code == 0, told.output
    assert [body["type"] for body in bodies(world)] == ["bulletin.created", "bulletin.withdrawn"]
    first = bodies(world)[0]["data"]
    assert isinstance(first, dict)
    assert "Uji coba" in first["title"]
    assert first["url"] == "http://portal.test/"
    assert [line.split()[:2] for line in told.stdout.splitlines()] == [
        ["ok", "account"],
        ["ok", "preview"],
        ["ok", "post"],
        ["ok", "delete"],
    ]
    assert SECRET not in told.output


def test_a_trial_that_is_kept_stays(run: Run, world: Outside) -> None:
    assert run("channels", "test", "hook", "--keep").exit_code == 0
    assert [body["type"] for body in bodies(world)] == ["bulletin.created"]


def test_a_trial_never_counts_as_a_delivery(run: Run, database: Database) -> None:
    assert run("channels", "test", "hook").exit_code == 0
    with database.read() as connection:
        for name in ("bulletins", "deliveries", "attempts", "events"):
            assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() == 0


def test_a_refusal_is_an_exit_status_with_cause_and_mend(run: Run, world: Outside) -> None:
    world.answers["/hook"] = Answer(401)
    told = run("channels", "test", "hook", "--json")
    assert told.exit_code == 1
    last = rows(told)[-1]
    assert (last["name"], last["well"]) == ("post", False)
    assert "answered 401" in str(last["found"])
    assert "HOOK_SECRET" in str(last["mend"])
    plain = run("channels", "test", "hook")
    assert plain.exit_code == 1
    assert "answered 401" in plain.stdout
    assert "→ get a new token, and write it into HOOK_SECRET" in plain.stdout


def test_a_service_that_is_away_is_an_exit_status_with_its_address(run: Run, config_dir: Path, world: Outside) -> None:
    port = free_port()
    path = config_dir / "channels.toml"
    path.write_text(path.read_text().replace(world.url, f"http://127.0.0.1:{port}"))
    told = run("channels", "test", "hook")
    assert told.exit_code == 1
    assert "no connection" in told.stdout
    assert f"http://127.0.0.1:{port}/hook" in told.stdout


def test_a_channel_on_dry_run_shows_what_it_would_send(run: Run, config_dir: Path, world: Outside) -> None:
    write_channel(config_dir, world, "dry_run = true")
    told = run("channels", "test", "hook")
    assert told.exit_code == 0, told.output
    assert "nothing is sent" in told.stdout
    assert '"type": "bulletin.created"' in told.stdout
    (row,) = rows(run("channels", "test", "hook", "--json"))
    assert isinstance(row["preview"], dict)
    assert row["preview"]["method"] == "POST"
    assert world.asked == []


@pytest.mark.parametrize("more", ["enabled = false", ""])
def test_only_what_is_enabled_can_be_tried(run: Run, config_dir: Path, world: Outside, more: str) -> None:
    write_channel(config_dir, world, more)
    told = run("channels", "test", "hook" if more else "kait")
    assert told.exit_code == 1
    assert "is enabled" in told.output
    assert world.asked == []


def test_a_list_tells_how_accounts_stand(run: Run, database: Database) -> None:
    (before,) = rows(run("channels", "list", "--json"))
    assert (before["condition"], before["checked_at"], before["blocked_until"]) == (None, None, None)
    later = datetime.now(UTC) + timedelta(hours=1)
    with database.write() as connection:
        connection.execute(
            text(
                "UPDATE channels SET checked_at = :at, condition = 'token ditolak', token_expires_at = :at,"
                " blocked_until = :at, blocked_reason = 'answered 401'"
            ),
            {"at": later if database.dialect == "postgresql" else later.strftime("%Y-%m-%d %H:%M:%S.%f")},
        )
    (after,) = rows(run("channels", "list", "--json"))
    assert after["condition"] == "token ditolak"
    assert after["token_expires_at"] == after["blocked_until"] == later.isoformat()
    assert after["blocked_reason"] == "answered 401"
    assert "token ditolak" in run("channels", "list").stdout


def test_a_block_that_is_over_is_not_listed(run: Run, database: Database) -> None:
    assert run("channels", "list").exit_code == 0
    past = datetime.now(UTC) - timedelta(seconds=1)
    with database.write() as connection:
        connection.execute(
            text("UPDATE channels SET blocked_until = :at, blocked_reason = 'x'"),
            {"at": past if database.dialect == "postgresql" else past.strftime("%Y-%m-%d %H:%M:%S.%f")},
        )
    (row,) = rows(run("channels", "list", "--json"))
    assert (row["blocked_until"], row["blocked_reason"]) == (None, None)


def test_doctor_asks_each_account(run: Run) -> None:
    found = [row for row in rows(run("doctor", "--json")) if row["part"] == "account"]
    assert found == [{"part": "account", "well": True, "found": "hook: nothing is said against it", "mend": ""}]
