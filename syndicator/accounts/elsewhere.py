"""Who of the desk somebody is that proved elsewhere who they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from syndicator.accounts.openid import IdentityProvider, OpenId
from syndicator.accounts.people import LOGIN, Accounts
from syndicator.errors import Refused
from syndicator.model.user import Role, User
from syndicator.storage import users
from syndicator.storage.session import Database

VERIFIED = "email"
"""The claim of which a provider says whether it was verified."""


class Stranger(StrEnum):
    """Why somebody who proved who they are is nobody of the desk."""

    UNKNOWN = "unknown"
    DISABLED = "disabled"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """
    Finds the person of the desk for the claims of an id token.

    The first time a claim names the login; from then on the person is tied to the provider's own name for them (`sub`,
    which is never given to anybody else), and nobody else who comes with that login is let in. At many providers
    people choose what they are called: an admin is found by nothing but an address of mail that was verified.
    """

    database: Database
    accounts: Accounts
    openid: OpenId

    @property
    def provider(self) -> IdentityProvider:
        """Who is asked."""
        return self.openid.provider

    def person(self, claims: Mapping[str, object]) -> User | Stranger:
        """Return the person that claims mean; they are tied to them, or made, where that is due."""
        name = hashlib.sha256(f"{claims['iss']} {claims['sub']}".encode()).hexdigest()
        with self.database.write() as connection:
            user = users.by_elsewhere(connection, name)
            if user is None:
                login = self._login(claims)
                user = users.find(connection, login) if login else None
                if user is not None and (users.has_elsewhere(connection, user.id) or self._is_beyond(user)):
                    return Stranger.TAKEN
                if user is not None:
                    users.change(connection, user.id, elsewhere=name)
        if user is None:
            return self._newcomer(claims, name)
        return Stranger.DISABLED if user.disabled else user

    def _is_beyond(self, user: User) -> bool:
        return user.role is Role.ADMIN and self.provider.claim != VERIFIED

    def _login(self, claims: Mapping[str, object]) -> str | None:
        """An address of mail counts only where the provider says that it was verified."""
        told = claims.get(self.provider.claim)
        is_sure = self.provider.claim != VERIFIED or claims.get("email_verified") is True
        return told if isinstance(told, str) and is_sure else None

    def _newcomer(self, claims: Mapping[str, object], name: str) -> User | Stranger:
        role, login = self.provider.default_role, self._login(claims)
        if role is None or login is None or not LOGIN.fullmatch(login):
            return Stranger.UNKNOWN
        try:
            self.accounts.add(login, None, role, elsewhere=name)
        except Refused:
            return Stranger.TAKEN
        with self.database.read() as connection:
            return users.by_elsewhere(connection, name) or Stranger.UNKNOWN
