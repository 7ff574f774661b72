"""
The API of Mastodon servers (https://docs.joinmastodon.org/client/intro/): how it is asked, and what its answers mean.

Errors are JSON with `error`. The headers `X-RateLimit-Remaining` and `X-RateLimit-Reset` tell of the limit that the
account is closest to.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx

from syndicator.deliver.answers import LONGEST_WISH, Refusal, of_fault, of_refusal
from syndicator.deliver.exchange import exchange
from syndicator.deliver.pictures import Picture
from syndicator.deliver.reading import each, fields, words
from syndicator.errors import SourceFault
from syndicator.model.attempt import Cause, Postponed, Unconfirmed
from syndicator.model.moment import Clock

LONGEST_DESCRIPTION_CHARS = 1_500
FOCUS = "0.0,0.3"
"""Where a preview is cropped around: somewhat above the middle, for on our pictures people stand."""
LOOKS_S = (0.5, 1.0, 2.0, 2.0)
"""Waits before each look at a picture that the server still works on, which it tells by 202 and then 206."""
_ACCOUNT_REFUSED = ("login", "scope", "suspended", "disabled")
"""Words of a 403 that is about the account or its token, not about one post."""

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MastodonApi:
    """Asks as one account of one server."""

    client: httpx.Client
    base_url: str
    token: str
    clock: Clock

    def request(self, method: str, path: str, named: Fields | None = None, *, key: str | None = None) -> httpx.Request:
        """Return a request with what it names as JSON; `key` is what makes a repeated creation one."""
        body = None if named is None else dict(named)
        headers = self._login() | ({"Idempotency-Key": key} if key else {})
        return self.client.build_request(method, self._address(path), json=body, headers=headers)

    def upload(self, path: str, named: Mapping[str, str], **files: tuple[str, bytes, str]) -> httpx.Request:
        """Return a request that brings files: of each its name, bytes and media type."""
        return self.client.build_request(
            "POST", self._address(path), data=dict(named), files=files, headers=self._login()
        )

    def attach(self, picture: Picture, description: str, sleep: Callable[[float], None]) -> str | Refusal:
        """Upload a picture and return its number, once the server is ready to show it; `sleep` waits for seconds."""
        name = f"picture.{picture.kind.rpartition('/')[2]}"
        told = {"description": description[:LONGEST_DESCRIPTION_CHARS], "focus": FOCUS}
        answer = self.ask(self.upload("v2/media", told, file=(name, picture.data, picture.kind)))
        number = words(fields(answer).get("id")) if isinstance(answer, httpx.Response) else ""
        for wait in LOOKS_S:
            if not isinstance(answer, httpx.Response):
                return answer
            if not number:
                return Unconfirmed("the answer tells of no picture")
            if answer.status_code == 200:
                return number
            sleep(wait)
            answer = self.ask(self.request("GET", f"v1/media/{number}"))
        return Postponed("the server still works on it", cause=Cause.FAULT)

    def ask(self, request: httpx.Request) -> httpx.Response | Refusal:
        """Return a success, or what its absence means for a status that must not be sent twice."""
        try:
            answer = exchange(self.client, request)
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error)
        return answer if answer.is_success else self._refused(answer)

    def pause(self, answer: httpx.Response) -> timedelta | None:
        """Return how long the account may ask nothing more; None where something is left."""
        return self._until_reset(answer) if answer.headers.get("x-ratelimit-remaining") == "0" else None

    def _refused(self, answer: httpx.Response) -> Refusal:
        outcome, said = of_refusal(answer, self.clock()), words(fields(answer).get("error"))
        reason = f"{outcome.reason}: {said}" if said else outcome.reason
        if isinstance(outcome, Postponed) and outcome.cause is Cause.RATE:
            return Postponed(reason, self._until_reset(answer) or outcome.after, Cause.RATE)
        if answer.status_code == 403 and any(word in reason.casefold() for word in _ACCOUNT_REFUSED):
            return Postponed(f"{reason}: give it a token with read and write, of an account in use", cause=Cause.LOGIN)
        return replace(outcome, reason=reason)

    def _until_reset(self, answer: httpx.Response) -> timedelta | None:
        """Return the time until the limit is lifted, in whole seconds and at most a day."""
        reset = moment(answer.headers.get("x-ratelimit-reset"))
        if reset is None:
            return None
        seconds = math.ceil((reset - self.clock()).total_seconds())
        return min(max(timedelta(seconds=seconds), timedelta(0)), LONGEST_WISH)

    def _address(self, path: str) -> str:
        return f"{self.base_url.rstrip('/')}/api/{path}"

    def _login(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def listed(answer: httpx.Response) -> list[Fields] | None:
    """Return the objects of an answer that is a list, None where it is none."""
    try:
        value = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    return each(value) if isinstance(value, list) else None


def moment(text: object) -> datetime | None:
    """Return a moment as Mastodon writes it, None where it is none or has no zone."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return read if read.tzinfo else None
