"""What the examination finds on both databases: queues that nobody reads, and clocks that differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from redis import Redis
from sqlalchemy import text

from syndicator.checkup import LONGEST_WAIT, Checkup, Finding
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.storage import channels
from syndicator.storage.session import Database
from syndicator.storage.statements import insert_all
from syndicator.storage.tables import DeliveryRow
from tests.conftest import MovableClock
from tests.shelf import Shelved, shelve


class Watch:
    """Redis on a machine whose clock goes like ours."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def ping(self) -> bool:
        return True

    def time(self) -> tuple[int, int]:
        return int(self._clock().timestamp()), 0


@pytest.fixture
def checkup(database: Database, clock: MovableClock, tmp_path: Path) -> Checkup:
    return Checkup(database=database, redis=cast("Redis", Watch(clock)), clock=clock, data_dir=tmp_path)


def found(checkup: Checkup) -> Mapping[str, Finding]:
    return {finding.part: finding for finding in checkup.all()}


def test_a_queue_that_nobody_reads_is_told_unless_its_channel_is_paused(
    checkup: Checkup, database: Database, clock: MovableClock
) -> None:
    with database.write() as connection:
        bulletin_id = shelve(connection, Shelved(number=1, sketched=False))[1]
        channels.ensure(connection, {"telegram": "telegram"}, clock())
        at = clock()
        row: dict[str, object] = {"bulletin_id": bulletin_id, "revision": 1, "channel": "telegram", "kind": "telegram"}
        plan = {"key": "k", "action": Action.CREATE, "state": DeliveryState.PLANNED, "urgency": 0, "reason": ""}
        insert_all(
            connection,
            DeliveryRow,
            [row | plan | {"attempts": 0, "begun": False, "due_at": at, "rank_at": at, "planned_at": at}],
        )
    clock.advance(LONGEST_WAIT)
    assert found(checkup)["queues"].well
    clock.advance(timedelta(minutes=1))
    late = found(checkup)["queues"]
    assert not late.well
    assert "telegram: 1 are due, the first for 31 minutes" in late.found
    assert "dispatch.telegram" in late.mend
    with database.write() as connection:
        connection.execute(text("UPDATE channels SET state = :state"), {"state": ChannelState.PAUSED.value})
    assert found(checkup)["queues"].well


def test_the_clock_of_a_database_on_another_machine_is_compared_with_ours(checkup: Checkup, database: Database) -> None:
    """The test's clock stands months away from that of PostgreSQL; SQLite has no clock of its own."""
    told = found(checkup)["clock"]
    assert told.well is (database.dialect == "sqlite"), told.found
    assert ("the database" in told.found) is not told.well
