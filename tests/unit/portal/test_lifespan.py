from __future__ import annotations

import asyncio

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import SchemaMismatch
from syndicator.portal import app as door
from syndicator.portal.app import create_app


class _Noted:
    """Notes what is done to it."""

    def __init__(self, name: str, notes: list[str]) -> None:
        self._name = name
        self._notes = notes

    @property
    def observing(self) -> _Noted:
        return _Noted("telling", self._notes)

    def start(self) -> None:
        self._notes.append(f"{self._name} starts")

    def stop(self) -> None:
        self._notes.append(f"{self._name} stops")

    def close(self) -> None:
        self._notes.append(f"{self._name} closes")


class _Stream:
    def __init__(self, notes: list[str]) -> None:
        self._notes = notes

    async def close(self) -> None:
        self._notes.append("stream closes")


def test_whoever_uses_the_service_ends_before_it_is_closed(service: Service) -> None:
    notes: list[str] = []
    parts = (_Noted(name, notes) for name in ("service", "stand", "lookout"))

    async def live() -> None:
        async with door._lifetime(*parts, _Stream(notes))(create_app(service)):  # type: ignore[arg-type]
            assert notes == ["lookout starts", "telling starts"]

    asyncio.run(live())
    ends = ["stream closes", "lookout stops", "stand closes", "service closes"]
    assert notes == ["lookout starts", "telling starts", *ends]


def test_the_factory_refuses_a_database_that_is_not_migrated(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SYNDICATOR_REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(SchemaMismatch, match="syndicator db upgrade"):
        door.app()
