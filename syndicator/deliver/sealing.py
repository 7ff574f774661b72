"""Seals: grants as they are stored, so that whoever reads the database alone learns no token."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from syndicator.deliver.vault import Grant

PURPOSE = b"syndicator: grants of channels, 1"
FOREIGN = (
    "it was sealed with another SYNDICATOR_SECRET_KEY: name that one in SYNDICATOR_SECRET_KEY_OLD, "
    "then run syndicator keys rotate"
)


class Unreadable(ValueError):
    """A seal was made with another key, for another channel, or by other secrets; the words tell which."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """
    Seals the grants of one channel, and opens them again.

    A grant belongs to the channel and to the secrets that it was got with: who configures new secrets starts anew.

    Args:
        key: returns the service's key; asked only when something is sealed or opened.
        secrets: of the channel, as configured now.
        former: keys of before, which open and never seal.
    """

    channel: str
    secrets: Mapping[str, str]
    key: Callable[[], str]
    former: tuple[str, ...] = ()

    def closed(self, grant: Grant) -> str:
        """Return a grant as it may be stored."""
        told = {
            "channel": self.channel,
            "origin": self._origin(),
            "access": grant.access,
            "renewal": grant.renewal,
            "expires_at": grant.expires_at.isoformat() if grant.expires_at else None,
            "account": grant.account,
        }
        return _fernet(self.key()).encrypt(json.dumps(told).encode()).decode()

    def opened(self, sealed: str) -> Grant:
        """
        Return what was sealed.

        Raises:
            Unreadable: it is of no use here.
        """
        try:
            told = json.loads(_fernets(self.key(), self.former).decrypt(sealed))
        except InvalidToken as error:
            raise Unreadable(FOREIGN) from error
        if told["channel"] != self.channel:
            raise Unreadable("it was sealed for another channel")
        if told["origin"] != self._origin():
            raise Unreadable("it was got with other secrets than those configured now")
        expires_at = told["expires_at"]
        return Grant(
            access=told["access"],
            renewal=told["renewal"],
            expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
            account=told["account"],
        )

    def _origin(self) -> str:
        return hashlib.sha256(json.dumps(sorted(self.secrets.items())).encode()).hexdigest()


def resealed(sealed: str, key: str, former: Sequence[str]) -> str | None:
    """
    Return what is sealed under the key of now, None where it is already; for whom it is plays no part.

    Raises:
        Unreadable: none of the keys opens it.
    """
    try:
        _fernet(key).decrypt(sealed)
    except InvalidToken:
        try:
            return _fernets(key, tuple(former)).rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise Unreadable(FOREIGN) from error
    return None


def _fernets(key: str, former: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_fernet(one) for one in (key, *former)])


@lru_cache(maxsize=8)
def _fernet(key: str) -> Fernet:
    """The key proper is derived (RFC 5869): what seals grants opens nothing else that the service signs."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
