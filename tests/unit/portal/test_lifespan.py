from __future__ import annotations

import asyncio

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import SchemaMismatch
from syndicator.portal import app as door
from syndicator.portal.app import create_app


class _Counted:
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_the_end_of_the_application_closes_the_service(service: Service) -> None:
    counted = _Counted()

    async def live() -> None:
        app = create_app(service)
        closing = door._closing(counted)  # type: ignore[arg-type]
        async with closing(app):
            assert counted.closed == 0

    asyncio.run(live())
    assert counted.closed == 1


def test_the_factory_refuses_a_database_that_is_not_migrated(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SYNDICATOR_REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(SchemaMismatch, match="syndicator db upgrade"):
        door.app()
