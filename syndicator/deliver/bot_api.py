"""
The Bot API of Telegram (https://core.telegram.org/bots/api): how a method is asked, and what its errors mean.

Every answer is JSON with `ok`, and `result` or `error_code`, `description` and now and then `parameters`. The token is
part of every address: whatever is told of a request is told without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx

from syndicator.deliver.answers import LONGEST_WISH, Refusal, of_fault, of_refusal
from syndicator.deliver.exchange import exchange
from syndicator.deliver.preview import HIDDEN
from syndicator.deliver.reading import fields, within, words
from syndicator.errors import SourceFault
from syndicator.model.attempt import Abandoned, Cause, Postponed, Unconfirmed
from syndicator.model.moment import Clock

LET_IN = "make the bot an administrator of the chat who may post messages"
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_NO_RIGHTS = re.compile(r"administrator rights|rights to send|CHAT_WRITE_FORBIDDEN|CHAT_ADMIN_REQUIRED|CHANNEL_PRIVATE")

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Success:
    """What a method returned, where that is an object; most that only change something return true."""

    result: Fields


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BotApi:
    """Asks as one bot."""

    client: httpx.Client
    base_url: str
    token: str
    clock: Clock

    def request(self, method: str, named: Fields) -> httpx.Request:
        """Return the request of a method, with what it names as JSON."""
        return self.client.build_request("POST", self._address(method), json=dict(named))

    def upload(self, method: str, named: Mapping[str, str], **files: tuple[str, bytes, str]) -> httpx.Request:
        """Return the request of a method that takes files: of each its name, bytes and media type."""
        return self.client.build_request("POST", self._address(method), data=dict(named), files=files)

    def ask(self, request: httpx.Request) -> Success | Refusal:
        """Return a success, or what its absence means for a message that must not be sent twice."""
        try:
            answer = exchange(self.client, request)
        except (httpx.HTTPError, SourceFault) as error:
            return self._hushed(of_fault(error))
        told = fields(answer)
        if answer.is_success and told.get("ok") is True:
            return Success(within(told.get("result")))
        return self._hushed(self._refused(answer, told))

    def _refused(self, answer: httpx.Response, told: Fields) -> Refusal:
        description, code = words(told.get("description")), told.get("error_code", answer.status_code)
        if not description or not isinstance(code, int) or code >= 500:
            if answer.is_success:
                return Unconfirmed("the answer cannot be read")
            return of_refusal(answer, self.clock())
        return _meant(code, description, within(told.get("parameters")))

    def _address(self, method: str) -> str:
        return f"{self.base_url.rstrip('/')}/bot{self.token}/{method}"

    def _hushed(self, refusal: Refusal) -> Refusal:
        return replace(refusal, reason=refusal.reason.replace(self.token, HIDDEN))


def is_token(text: str) -> bool:
    """Return whether a text has the form of a bot's token."""
    return _TOKEN.fullmatch(text) is not None


def _meant(code: int, description: str, parameters: Fields) -> Refusal:
    said = f"answered {code} {description}"
    if code == 429:
        return Postponed(said, _wish(parameters.get("retry_after")), Cause.RATE)
    if code in {401, 404}:
        return Postponed(f"{said}: it does not know the token, ask @BotFather for one", cause=Cause.LOGIN)
    if moved := parameters.get("migrate_to_chat_id"):
        return Abandoned(f'{said}: it has another number now, set chat = "{moved}"')
    if code == 403 or _NO_RIGHTS.search(description):
        return Abandoned(f"{said}: {LET_IN}")
    return Abandoned(said)


def _wish(seconds: object) -> timedelta | None:
    return timedelta(seconds=min(seconds, LONGEST_WISH.total_seconds())) if isinstance(seconds, int) else None
