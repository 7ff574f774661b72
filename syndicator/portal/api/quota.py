"""How much a token may ask: counted in Redis for all processes, and not at all while Redis is away."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from fastapi import HTTPException
from starlette.requests import Request

from syndicator.deliver.throttle import RedisThrottle
from syndicator.errors import Unavailable
from syndicator.model.channel import Rate
from syndicator.model.token import Token

USUAL = Rate(600, timedelta(minutes=1))
LEFT_ALONE_S = 5.0
"""How long Redis is not asked again once it did not answer: each question would make a program wait."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a token has left of its rate, as it was counted last."""

    rate: Rate
    left: int

    @property
    def headers(self) -> dict[str, str]:
        """The fields by which it is told (draft-ietf-httpapi-ratelimit-headers)."""
        window_s = int(self.rate.per.total_seconds())
        return {
            "RateLimit-Policy": f'"token";q={self.rate.count};w={window_s}',
            "RateLimit": f'"token";r={self.left}',
        }


class Quota:
    """Counts requests by token."""

    def __init__(self, throttle: RedisThrottle, rate: Rate = USUAL) -> None:
        self._throttle = throttle
        self._rate = rate
        self._away_until = 0.0

    def take(self, request: Request, token: Token) -> None:
        """Count a request; raises HTTPException (429) where the token has used up its rate."""
        if time.monotonic() < self._away_until:
            return
        name, rates = f"token:{token.id}", (self._rate,)
        try:
            slots = self._throttle.take(name, rates)
        except Unavailable:  # a program that reads must not stand still because nobody counts
            self._away_until = time.monotonic() + LEFT_ALONE_S
            return
        used = self._throttle.used(name, rates)
        standing = Standing(self._rate, max(self._rate.count - (used[0] if used else 0), 0))
        if slots.wait is not None:
            wait_s = max(math.ceil(slots.wait.total_seconds()), 1)
            told = {**Standing(self._rate, 0).headers, "Retry-After": str(wait_s)}
            raise HTTPException(429, f"this token asks too much; ask again in {wait_s} s", told)
        request.state.standing = standing


def standing_of(request: Request) -> Standing | None:
    """Return what the token of a request has left; None where nobody counted."""
    return cast("Standing | None", getattr(request.state, "standing", None))
