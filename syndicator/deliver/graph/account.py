"""
One account at a Graph API: its requests, and the token that they carry.

The token goes in the Authorization header and nowhere else. The first one is the channel's secret; those that the
service renews are kept in the vault, and hold for as long as the secret that they descend from is in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import httpx

from syndicator.deliver.answers import of_fault
from syndicator.deliver.channel import Condition, Supplies
from syndicator.deliver.exchange import exchange
from syndicator.deliver.graph.faults import GraphFault, fault_of
from syndicator.deliver.graph.reading import fields_of, json_of, number_of, text_of
from syndicator.deliver.graph.usage import pause
from syndicator.deliver.vault import Grant
from syndicator.errors import SourceFault
from syndicator.model.attempt import Abandoned, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

VERSION = "v26.0"
"""Of Facebook's and Instagram's API; https://developers.facebook.com/docs/graph-api/changelog/."""

RENEW_BEFORE = timedelta(days=14)

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A success: what it tells, and how long the account may say nothing more."""

    body: object
    pause: timedelta | None = None

    def text(self, name: str) -> str:
        """Return a field's text, nothing where there is none."""
        return text_of(fields_of(self.body).get(name))


class Account:
    """
    Asks a Graph API in an account's name.

    Args:
        version: first part of all paths.
        renewal: the service's `grant_type` for a new token; None where its tokens are not renewed like that.
    """

    def __init__(self, config: ChannelConfig, supplies: Supplies, *, version: str, renewal: str | None = None) -> None:
        self.name = config.name
        self._base = str(config.base_url).rstrip("/")
        self._client = supplies.client
        self._clock = supplies.clock
        self._vault = supplies.vault
        self._secret = supplies.secrets["token"]
        self._mark = sha256(self._secret.encode()).hexdigest()
        self._version = version
        self._renewal = renewal

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must not be shown."""
        return (self._secret, self._token())

    def request(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> httpx.Request:
        """Return a request: fields go in the query of a GET, and in the body of all others."""
        return self._signed(method, f"{self._base}/{self._version}/{path}", fields)

    def get(self, path: str, **fields: str) -> Said:
        """Read; raises GraphFault."""
        return self.ask(self.request("GET", path, fields))

    def ask(self, request: httpx.Request) -> Said:
        """
        Send a request.

        Raises:
            GraphFault: there was no success, or none that can be read.
        """
        try:
            answer = exchange(self._client, request)
        except (httpx.HTTPError, SourceFault) as error:
            raise GraphFault(of_fault(error)) from error
        if not answer.is_success:
            raise fault_of(answer, self._clock(), self.secrets)
        body = json_of(answer.text)
        if body is None:
            raise GraphFault(Unconfirmed("its success cannot be read"))
        return Said(body, pause(answer.headers))

    def publish(self, request: httpx.Request) -> tuple[str, timedelta | None]:
        """Send a request that makes something, and return the name that it got; raises GraphFault."""
        said = self.ask(request)
        if not said.text("id"):
            raise GraphFault(Unconfirmed("its success names nothing"))
        return said.text("id"), said.pause

    def remove(self, name: str) -> Outcome:
        """Delete a post; one that is gone already is deleted."""
        try:
            said = self.ask(self.request("DELETE", name))
        except GraphFault as fault:
            return self._missed(name) if fault.missing else fault.outcome
        if fields_of(said.body).get("success") is False:
            return Abandoned("it says that it did not delete the post – delete it by hand")
        return Delivered(Receipt(name), said.pause)

    def _missed(self, name: str) -> Outcome:
        """A post that is gone and one that we may not delete are told by the same error: look whether it is there."""
        try:
            self.get(name, fields="id")
        except GraphFault as fault:
            return Delivered(Receipt(name)) if fault.missing else fault.before_posting()
        return Abandoned("it does not let us delete the post – give the app this permission and put in a new token")

    def address(self, name: str) -> str | None:
        """Return where the public finds a post; a post whose address cannot be had is as good as any other."""
        try:
            return self.get(name, fields="permalink").text("permalink") or None
        except GraphFault as fault:
            log.warning("post_without_address", channel=self.name, post=name, reason=fault.outcome.reason)
            return None

    def condition(self, path: str, field: str) -> Condition:
        """Return how the account stands, after renewing a token that ends soon; `field` holds its name."""
        try:
            account = self.get(path, fields=field).text(field)
        except GraphFault as fault:
            return Condition(fault=fault.outcome.reason)
        grant = self._renewed()
        return Condition(account=account, expires_at=grant.expires_at if grant else None)

    def _renewed(self) -> Grant | None:
        """
        Return the grant in force, a new one where it ends soon or was never asked for.

        A token has to be a day old to be renewed, so that a new secret may be refused for a while: that is no fault.
        """
        grant = self._grant()
        ends_at = grant.expires_at if grant else None
        if self._renewal is None or (ends_at and ends_at - self._clock() > RENEW_BEFORE):
            return grant
        try:
            return self._vault.renew(self._vault.grant(), self._new_grant)
        except GraphFault as fault:
            log.warning("token_not_renewed", channel=self.name, reason=fault.outcome.reason)
            return grant

    def _new_grant(self, _outdated: Grant | None) -> Grant:
        fields = {"grant_type": str(self._renewal)}
        said = self.ask(self._signed("GET", f"{self._base}/refresh_access_token", fields))
        token, seconds = said.text("access_token"), number_of(fields_of(said.body).get("expires_in"))
        if not token or seconds <= 0:
            raise GraphFault(Postponed("its answer holds no new token"))
        return Grant(access=token, renewal=self._mark, expires_at=self._clock() + timedelta(seconds=seconds))

    def _grant(self) -> Grant | None:
        """Return what was renewed of the present secret: an operator's new secret ends all grants of the old one."""
        grant = self._vault.grant()
        return grant if grant is not None and grant.renewal == self._mark else None

    def _token(self) -> str:
        grant = self._grant()
        return grant.access if grant else self._secret

    def _signed(self, method: str, address: str, fields: Mapping[str, str] | None) -> httpx.Request:
        headers = {"authorization": f"Bearer {self._token()}"}
        if method == "GET":
            return self._client.build_request(method, address, params=fields, headers=headers)
        return self._client.build_request(method, address, data=fields, headers=headers)
