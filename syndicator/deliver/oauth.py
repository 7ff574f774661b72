"""Acting for a user of X: requests signed by OAuth 1.0a, or sent with tokens of OAuth 2.0 that are renewed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import httpx
from authlib.oauth1 import ClientAuth  # type: ignore[import-untyped]

from syndicator.deliver.answers import of_fault, of_refusal
from syndicator.deliver.channel import Supplies
from syndicator.deliver.exchange import exchange
from syndicator.deliver.login import REFUSED_LOGIN, LoginFailed, explained, refused_login
from syndicator.deliver.reading import fields, words
from syndicator.deliver.vault import Grant
from syndicator.errors import SourceFault
from syndicator.model.attempt import Unconfirmed

ENDS_SOON = timedelta(minutes=1)
AUTHORISE_AGAIN = "authorise the app for this account again, and store the new refresh token"


class Login(Protocol):
    """Sends requests in a user's name."""

    def exchange(self, request: httpx.Request) -> httpx.Response:
        """
        Send a request and return its answer.

        Raises:
            LoginFailed: there is no token to be had.
            httpx.HTTPError, SourceFault: as `exchange` does.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signed:
    """
    Signs each request with the four secrets of OAuth 1.0a (RFC 5849), which do not end.

    The bodies that X takes are JSON or files, and neither is part of a signature (section 3.4.1.3.1).
    """

    client: httpx.Client
    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str

    def exchange(self, request: httpx.Request) -> httpx.Response:
        """See `Login`."""
        signer = ClientAuth(self.consumer_key, self.consumer_secret, self.token, self.token_secret)
        _, headers, _ = signer.sign(request.method, str(request.url), {}, b"")
        request.headers["authorization"] = headers["Authorization"]
        return exchange(self.client, request)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Renewed:
    """
    Sends the token of OAuth 2.0 that is in the vault, and renews it before it ends (RFC 6749 section 6).

    Each renewal brings a new refresh token and ends the one before, so that the newest stands in the vault and the
    configured one is only the first. If the newest is refused, the configured one is shown once more: a person may
    have authorised the app anew.

    Args:
        address: of the token endpoint.
        client_secret: empty for a public client.
    """

    supplies: Supplies
    address: str
    client_id: str
    client_secret: str
    first_token: str

    def exchange(self, request: httpx.Request) -> httpx.Response:
        """See `Login`; a token that is refused before its end is renewed, and the request sent once more."""
        grant = self._grant()
        answer = self._sent(request, grant)
        if answer.status_code == 401:
            return self._sent(request, self.supplies.vault.renew(grant, self._renewed))
        return answer

    def _sent(self, request: httpx.Request, grant: Grant) -> httpx.Response:
        request.headers["authorization"] = f"Bearer {grant.access}"
        return exchange(self.supplies.client, request)

    def _grant(self) -> Grant:
        kept = self.supplies.vault.grant()
        if kept is None or (kept.expires_at is not None and kept.expires_at <= self.supplies.clock() + ENDS_SOON):
            return self.supplies.vault.renew(kept, self._renewed)
        return kept

    def _renewed(self, kept: Grant | None) -> Grant:
        newest = kept.renewal if kept is not None else None
        if newest and newest != self.first_token:
            answer = self._asked(newest)
            if answer.status_code not in REFUSED_LOGIN:
                return self._grant_of(answer, newest)
        return self._grant_of(self._asked(self.first_token), self.first_token)

    def _asked(self, token: str) -> httpx.Response:
        told = {"grant_type": "refresh_token", "refresh_token": token, "client_id": self.client_id}
        request = self.supplies.client.build_request("POST", self.address, data=told, headers=self._client_login())
        try:
            return exchange(self.supplies.client, request)
        except (httpx.HTTPError, SourceFault) as error:
            raise LoginFailed(explained(of_fault(error), "no token")) from error

    def _client_login(self) -> Mapping[str, str]:
        if not self.client_secret:
            return {}
        told = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        return {"authorization": f"Basic {told}"}

    def _grant_of(self, answer: httpx.Response, shown: str) -> Grant:
        told, now = fields(answer), self.supplies.clock()
        if not answer.is_success:
            said = " – ".join(filter(None, (words(told.get("error")), words(told.get("error_description")))))
            outcome = explained(of_refusal(answer, now), said)
            if answer.status_code in REFUSED_LOGIN:
                outcome = refused_login(outcome, AUTHORISE_AGAIN)
            raise LoginFailed(outcome)
        access, renewal = told.get("access_token"), told.get("refresh_token")
        if not isinstance(access, str):
            raise LoginFailed(Unconfirmed("the answer to a renewal was no token"))
        return Grant(
            access=access,
            renewal=renewal if isinstance(renewal, str) else shown,
            expires_at=_end(told.get("expires_in"), now),
        )


def _end(lasts_s: object, now: datetime) -> datetime | None:
    return now + timedelta(seconds=lasts_s) if isinstance(lasts_s, int) else None
