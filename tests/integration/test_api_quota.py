"""What a token may ask is counted in Redis, by all portals together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import HTTPException
from starlette.requests import Request

from syndicator.bootstrap.service import Service
from syndicator.deliver.throttle import RedisThrottle
from syndicator.model.channel import Rate
from syndicator.model.token import Scope, Token
from syndicator.portal.api.quota import Quota, standing_of
from tests.conftest import MovableClock


def test_several_portals_count_together_and_each_token_by_itself(service: Service, clock: MovableClock) -> None:
    for name in ("one", "other"):
        service.access.add(name, [Scope.SOURCES_PING], actor="test")
    one, other = service.access.all()
    portals = [Quota(RedisThrottle(service.redis, clock), Rate(3, timedelta(minutes=1))) for _ in range(2)]

    def left(portal: Quota, token: Token) -> int:
        request = Request({"type": "http", "headers": []})
        portal.take(request, token)
        standing = standing_of(request)
        assert standing is not None
        return standing.left

    assert [left(portals[number % 2], one) for number in range(3)] == [2, 1, 0]
    clock.advance(timedelta(seconds=20))
    with pytest.raises(HTTPException) as refused:
        left(portals[0], one)
    assert (refused.value.headers or {})["Retry-After"] == "40"
    assert left(portals[1], other) == 2
    clock.advance(timedelta(seconds=41))
    assert left(portals[1], one) == 2
