"""Models in the database: the one promoted last is in use, and any earlier one can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from syndicator.errors import NotFound
from syndicator.storage import models, schema
from syndicator.storage.models import Kept
from syndicator.storage.session import Database

DAY = datetime(2026, 3, 1, tzinfo=UTC)
WEIGHTS = {"labels": {"narkoba": {"bias": -1.5, "weights": {"sabu": 2.25}}}}


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    schema.upgrade(database)
    with database.write() as opened:
        yield opened
    database.close()


def kept(version: str, day: int) -> Kept:
    return Kept(
        version=version,
        trained_at=DAY + timedelta(days=day),
        promoted_at=None,
        examples=10 * day,
        figures={"new": {"micro": 0.9}},
    )


def test_nothing_is_in_use_before_the_first_promotion(connection: Connection) -> None:
    assert models.active(connection) is None
    models.keep(connection, kept("a", 1), WEIGHTS)
    assert models.active_version(connection) is None


def test_the_one_promoted_last_is_in_use_and_an_earlier_one_can_be_taken_back(connection: Connection) -> None:
    for day, version in enumerate(("a", "b"), 1):
        models.keep(connection, kept(version, day), WEIGHTS | {"version": version})
        models.promote(connection, version, DAY + timedelta(days=day))
    assert models.active(connection) == ("b", WEIGHTS | {"version": "b"})
    models.promote(connection, "a", DAY + timedelta(days=9))
    assert models.active_version(connection) == "a"
    assert [one.version for one in models.listed(connection)] == ["b", "a"]


def test_a_version_learned_again_stays_in_use(connection: Connection) -> None:
    models.keep(connection, kept("a", 1), WEIGHTS)
    models.promote(connection, "a", DAY)
    models.keep(connection, kept("a", 5), WEIGHTS)
    assert models.active_version(connection) == "a"
    assert models.listed(connection)[0].examples == 50


def test_a_version_that_nobody_knows_cannot_be_promoted(connection: Connection) -> None:
    with pytest.raises(NotFound, match="nope"):
        models.promote(connection, "nope", DAY)
    assert models.weights_of(connection, "nope") is None
