"""What upkeep forgets, on both databases."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from syndicator.bootstrap.service import Service
from syndicator.cli.root import cli
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.fingerprint import Fingerprint
from syndicator.storage import candidates
from syndicator.storage.candidates import Sketched
from syndicator.storage.session import Connection
from syndicator.storage.statements import insert_all
from syndicator.storage.tables import AttemptRow, DeliveryRow
from tests.conftest import MovableClock
from tests.shelf import Shelved, shelve


def test_bulletins_are_found_by_their_keys_as_long_as_copies_are_looked_for(
    service: Service, clock: MovableClock
) -> None:
    kept = timedelta(days=candidates.WINDOW_DAYS)
    ages = {1: timedelta(0), 2: kept, 3: 2 * kept}
    with service.database.write() as connection:
        ids = shelve(connection, *(Shelved(number=number, sketched=False) for number in ages))
        rows = [
            Sketched(
                bulletin_id=ids[number],
                fingerprint=Fingerprint(text_hash="t", keys=(number,)),
                authority=3,
                published_at=clock() - age,
            )
            for number, age in ages.items()
        ]
        candidates.add(connection, rows)
    for _ in range(2):
        service.upkeep.forget_keys()
        with service.database.read() as connection:
            assert sorted(candidates.carriers(connection, ages)) == [1, 2]


KEPT = timedelta(days=180)


def tried(connection: Connection, clock: MovableClock, tries: list[tuple[DeliveryState, timedelta]]) -> list[int]:
    """Store a delivery for each state, with one attempt of that age; return the ids of the attempts."""
    bulletin_id = shelve(connection, Shelved(number=1, sketched=False))[1]
    for number, (state, age) in enumerate(tries):
        at = clock() - age
        told: dict[str, object] = {
            "bulletin_id": bulletin_id,
            "revision": 1,
            "channel": f"c{number}",
            "kind": "webhook",
        }
        plan = {"key": uuid4().hex, "action": Action.CREATE, "state": state, "urgency": 0, "reason": "", "attempts": 1}
        moments = {"kind": "webhook", "due_at": at, "rank_at": at, "planned_at": at, "begun": True}
        insert_all(connection, DeliveryRow, [told | plan | moments])
        delivery_id = connection.execute(select(DeliveryRow.id).where(DeliveryRow.channel == f"c{number}")).scalar_one()
        insert_all(connection, AttemptRow, [{"delivery_id": delivery_id, "number": 1, "started_at": at}])
    return list(connection.execute(select(AttemptRow.id).order_by(AttemptRow.id)).scalars())


def test_attempts_go_when_their_time_is_over_unless_somebody_still_has_to_decide(
    service: Service, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicator.upkeep.A_SLICE", 2)
    over, young = KEPT + timedelta(days=1), KEPT - timedelta(days=1)
    states = [(state, over) for state in DeliveryState] + [(DeliveryState.DELIVERED, young)]
    with service.database.write() as connection:
        ids = tried(connection, clock, states)
    gone = {DeliveryState.DELIVERED, DeliveryState.CANCELLED, DeliveryState.REHEARSED}
    stays = [one for one, (state, age) in zip(ids, states, strict=True) if state not in gone or age == young]
    expected = {"fetches": 0, "logins": 0, "requests": 0, "attempts": len(gone)}

    assert service.upkeep.outdated() == expected
    with service.database.read() as connection:
        assert list(connection.execute(select(AttemptRow.id)).scalars()) == ids, "a look changes nothing"
    steps: list[int] = []
    assert service.upkeep.prune(steps.append) == expected
    assert sum(steps) == len(gone)
    assert service.upkeep.prune() == service.upkeep.outdated() == expected | {"attempts": 0}
    with service.database.read() as connection:
        assert sorted(connection.execute(select(AttemptRow.id)).scalars()) == stays
        assert len(connection.execute(select(DeliveryRow.id)).all()) == len(states), "what was posted where stays known"


def test_the_command_counts_before_it_deletes(service: Service, clock: MovableClock) -> None:
    """It goes by the real clock: the rows are old by any."""
    with service.database.write() as connection:
        tried(connection, clock, [(DeliveryState.DELIVERED, timedelta(days=4_000)), (DeliveryState.ABANDONED, KEPT)])

    def pruned(*arguments: str) -> dict[str, int]:
        told = CliRunner().invoke(cli, ["db", "prune", "--json", *arguments])
        assert told.exit_code == 0, told.output
        return {row["what"]: row["rows"] for row in map(json.loads, told.stdout.splitlines())}

    for arguments, gone in ((["--dry-run"], 1), ([], 1), ([], 0)):
        assert pruned(*arguments) == {"fetches": 0, "logins": 0, "requests": 0, "attempts": gone}
