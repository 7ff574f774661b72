"""What upkeep forgets, on both databases."""

from __future__ import annotations

from datetime import timedelta

from syndicator.bootstrap.service import Service
from syndicator.model.fingerprint import Fingerprint
from syndicator.storage import candidates
from syndicator.storage.candidates import Sketched
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
