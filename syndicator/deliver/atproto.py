"""What every service of the AT Protocol shares: record keys, errors, and sessions that are kept (https://atproto.com)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from syndicator.deliver.answers import of_fault, of_refusal
from syndicator.deliver.channel import Supplies
from syndicator.deliver.exchange import exchange
from syndicator.deliver.login import REFUSED_LOGIN, LoginFailed, explained, refused_login
from syndicator.deliver.reading import fields, until, within, words
from syndicator.deliver.vault import Grant
from syndicator.errors import SourceFault
from syndicator.model.attempt import Abandoned, Cause, Outcome, Postponed, Unconfirmed

DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
TID_DIGITS, CLOCK_BITS = 13, 10
SPREAD_US = 60_000_000
ENDS_SOON = timedelta(minutes=2)
OUTDATED = frozenset({"ExpiredToken", "InvalidToken"})
TAKEN_DOWN = "AccountTakedown"
NEW_PASSWORD = "make a new app password and store it as this channel's secret"  # noqa: S105 -- words, no password


def tid(moment: datetime, key: str) -> str:
    """
    Return the record key that a delivery always has (https://atproto.com/specs/tid).

    Deliveries are often planned at one moment, and ten bits of clock identifier tell few apart: the key spreads
    them over the minute before it as well.
    """
    spread = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    microseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) - (
        (spread >> CLOCK_BITS) % SPREAD_US
    )
    number = microseconds << CLOCK_BITS | spread % (1 << CLOCK_BITS)
    return "".join(DIGITS[number >> 5 * place & 31] for place in reversed(range(TID_DIGITS)))


def is_outdated(answer: httpx.Response) -> bool:
    """Whether a server refuses a session that has to be renewed; some say so with 400, some with 401."""
    return answer.status_code in {400, 401} and fields(answer).get("error") in OUTDATED


def of_error(answer: httpx.Response, now: datetime) -> Outcome:
    """Return the outcome of an answer that is not a success, with the server's words for it."""
    told = fields(answer)
    name, said = words(told.get("error")), words(told.get("message"))
    outcome = explained(of_refusal(answer, now), " – ".join(filter(None, (name, said))))
    if name == TAKEN_DOWN and not isinstance(outcome, Abandoned):
        return Abandoned(f"the account was taken down: {said}")
    if name in OUTDATED and isinstance(outcome, Abandoned | Postponed):
        return Postponed(outcome.reason, cause=Cause.LOGIN)
    if isinstance(outcome, Postponed) and outcome.cause is Cause.RATE:
        return Postponed(outcome.reason, outcome.after or limit_ends(answer, now), Cause.RATE)
    return outcome


def limit_ends(answer: httpx.Response, now: datetime) -> timedelta | None:
    """Return the wait until the limit that an answer tells of begins anew."""
    return until(answer.headers.get("ratelimit-reset", ""), answer, now)


@dataclass(frozen=True, slots=True, repr=False)
class Sessions:
    """
    One account's session at its server, kept in the vault: a login is asked for as seldom as possible.

    A session lasts about two hours and is renewed with its refresh token; only if that is refused, or there was none,
    is the password shown. Logins are limited to 30 in five minutes and 300 a day.

    Args:
        address: of the server.
        account: handle or DID that the password is for; a kept session of another one is not used.
    """

    supplies: Supplies
    address: str
    account: str
    password: str

    def exchange(self, request: httpx.Request) -> httpx.Response:
        """
        Send a request in the account's name; if the session is refused as outdated, once more with a new one.

        Raises:
            LoginFailed: there is no session to be had.
            httpx.HTTPError, SourceFault: as `exchange` does.
        """
        grant = self._grant()
        answer = self._sent(request, grant)
        if is_outdated(answer):
            return self._sent(request, self.supplies.vault.renew(grant, self._renewed))
        return answer

    def _sent(self, request: httpx.Request, grant: Grant) -> httpx.Response:
        request.headers["authorization"] = f"Bearer {grant.access}"
        return exchange(self.supplies.client, request)

    def _grant(self) -> Grant:
        kept, soon = self.supplies.vault.grant(), self.supplies.clock() + ENDS_SOON
        if kept is None or kept.account != self.account or (kept.expires_at is not None and kept.expires_at <= soon):
            return self.supplies.vault.renew(kept, self._renewed)
        return kept

    def _renewed(self, kept: Grant | None) -> Grant:
        if kept is not None and kept.renewal and kept.account == self.account:
            answer = self._asked("refreshSession", headers={"authorization": f"Bearer {kept.renewal}"})
            if answer.is_success or answer.status_code not in REFUSED_LOGIN or _is_taken_down(answer):
                return self._grant_of(answer)
        return self._grant_of(self._asked("createSession", {"identifier": self.account, "password": self.password}))

    def _asked(
        self, method: str, told: Mapping[str, str] | None = None, *, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        address = f"{self.address}/xrpc/com.atproto.server.{method}"
        request = self.supplies.client.build_request("POST", address, json=told, headers=headers)
        try:
            return exchange(self.supplies.client, request)
        except (httpx.HTTPError, SourceFault) as error:
            raise LoginFailed(explained(of_fault(error), "no session")) from error

    def _grant_of(self, answer: httpx.Response) -> Grant:
        told, now = fields(answer), self.supplies.clock()
        if not answer.is_success:
            outcome = of_error(answer, now)
            if answer.status_code in REFUSED_LOGIN and not _is_taken_down(answer):
                outcome = refused_login(outcome, NEW_PASSWORD)
            raise LoginFailed(outcome)
        access, renewal = told.get("accessJwt"), told.get("refreshJwt")
        if not isinstance(access, str) or not isinstance(renewal, str):
            raise LoginFailed(Unconfirmed("the answer to a login was no session"))
        return Grant(access=access, renewal=renewal, expires_at=_end(access), account=self.account)


def _is_taken_down(answer: httpx.Response) -> bool:
    return fields(answer).get("error") == TAKEN_DOWN


def _end(token: str) -> datetime | None:
    """Return when a token ends by its own claim `exp` (RFC 7519 section 4.1.4); None if it is not readable."""
    try:
        claims = within(json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")))
        return datetime.fromtimestamp(int(str(claims["exp"])), UTC)
    except (ValueError, IndexError, KeyError, OverflowError, OSError):
        return None
