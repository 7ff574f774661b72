"""The API keeps what its document promises, whatever is asked and whatever token is shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Asked

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.token import Scope
from tests.conftest import MovableClock
from tests.unit.portal.conftest import Premises
from tests.unit.portal.press import Press, Release

EXAMPLES = int(os.environ.get("SYNDICATOR_API_EXAMPLES", "5"))
REFUSED = "negative_data_rejection"
"""It does not know that what is too long is refused by 413."""
BY_ALL_TOKENS = 2
"""How many questions about an operation are asked by every kind of token; the others by the one that may do all."""
OPERATIONS = 16
TAKEN_BY_DESIGN = {"positive_data_acceptance"}
"""A topic, a unit or a cursor that a shape lets pass may still be none that there is."""


def without_lifespan(app: ASGIApp) -> ASGIApp:
    """The application outlives each test: who asks it must not end it."""

    async def asked(scope: Asked, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            raise RuntimeError("it has begun long ago")
        await app(scope, receive, send)

    return asked


def tokens(service: Service, clock: MovableClock) -> dict[str, str | None]:
    """Return a token of each kind by its name: of no, of one, and of all scopes; and those that hold no more."""

    def issue(name: str, *scopes: Scope, **more: Any) -> str:
        unit = "Polsek Sukamaju" if Scope.BULLETINS_WRITE in scopes else None
        return service.access.add(name, scopes, actor="test", unit=unit, **more).secret

    told: dict[str, str | None] = {"none": None, "unknown": "syn_unknown"}
    told["expired"] = issue("expired", *Scope, lasts=timedelta(minutes=1))
    told["revoked"] = issue("revoked", *Scope)
    service.access.revoke("revoked", actor="test")
    clock.advance(timedelta(hours=1))
    told |= {scope.value: issue(scope.value, scope) for scope in Scope}
    return told | {"all": issue("all", *Scope)}


def fill(service: Service, press: Press) -> None:
    """Store something of each kind: the ids that are drawn first find it."""
    first = press.publish(Release(channels=("hook",)))
    press.publish(Release(story=first.story_uid, host="polda.example"))
    press.publish(Release(state=BulletinState.HELD, channels=("hook",)))
    gone = press.publish(Release(title="Yang ditarik"))
    service.editing.withdraw(gone.id, actor="siti", reason="keliru")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_documented_whatever_is_asked_by_whom(
    premises: Premises, service: Service, press: Press, clock: MovableClock, mode: GenerationMode
) -> None:
    fill(service, press)
    shown = tokens(service, clock)
    load_all_checks()
    checks = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in TAKEN_BY_DESIGN]
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", without_lifespan(premises.app))
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == OPERATIONS
    for operation in operations:
        _check_door(operation, mode, _tried(operation, mode, shown, checks))


def _tried(
    operation: Any, mode: GenerationMode, shown: Mapping[str, str | None], checks: list[Any]
) -> dict[str, set[int]]:
    """Ask one operation in many ways by each token; return the statuses that each of them got."""
    statuses: dict[str, set[int]] = {name: set() for name in shown}
    seen: list[Any] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        others = () if len(seen) >= BY_ALL_TOKENS else [name for name in shown if name != "all"]
        seen.append(case)
        for name in (*others, "all"):
            token = shown[name]
            headers = {"Authorization": f"Bearer {token}"} if token else {"Authorization": ""}
            response = case.call(headers=headers, allow_redirects=False)
            fitting = [check for check in checks if response.status_code != 413 or check.__name__ != REFUSED]
            case.validate_response(response, checks=fitting, headers=headers)
            statuses[name].add(response.status_code)

    asked()
    return statuses


def _check_door(operation: Any, mode: GenerationMode, statuses: Mapping[str, set[int]]) -> None:
    """Only whom the document calls gets anything; who asks well is told exactly why not."""
    wanted = {scope for one in operation.definition.raw["security"] for some in one.values() for scope in some}
    if not wanted:
        assert not set().union(*statuses.values()) & {401, 403}, operation.label
        return
    for name, told in statuses.items():
        holds = name == "all" or name in set(Scope)
        lets = name == "all" or name in wanted
        if mode is GenerationMode.POSITIVE:
            door = set() if lets else {403} if holds else {401}
            assert told & {401, 403} == door, (operation.label, name)
        assert lets or min(told) >= 400, (operation.label, name)
