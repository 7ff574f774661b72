"""Seals: what is stored, or carried by a browser, so that nobody but the service can read or make it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FOREIGN = (
    "it was sealed with another SYNDICATOR_SECRET_KEY: name that one in SYNDICATOR_SECRET_KEY_OLD, "
    "then run syndicator keys rotate"
)


class Unreadable(ValueError):
    """A seal was made with another key or for another purpose, or was tampered with."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """
    Seals texts for one purpose, and opens them again.

    Args:
        key: returns the service's key; asked only when something is sealed or opened.
        former: keys of before, which open and never seal.
    """

    purpose: str
    key: Callable[[], str]
    former: tuple[str, ...] = ()

    def closed(self, told: Mapping[str, str | int]) -> str:
        """Return something as it may leave our hands."""
        return _fernet(self.key(), self.purpose).encrypt(json.dumps(told).encode()).decode()

    def opened(self, sealed: str) -> dict[str, str | int]:
        """Return what was sealed; raises Unreadable."""
        try:
            told: dict[str, str | int] = json.loads(self._fernets().decrypt(sealed))
        except InvalidToken as error:
            raise Unreadable(FOREIGN) from error
        return told

    def resealed(self, sealed: str) -> str | None:
        """Return what is sealed under the key of now, None where it is already; raises Unreadable."""
        try:
            _fernet(self.key(), self.purpose).decrypt(sealed)
        except InvalidToken:
            try:
                return self._fernets().rotate(sealed.encode()).decode()
            except InvalidToken as error:
                raise Unreadable(FOREIGN) from error
        return None

    def _fernets(self) -> MultiFernet:
        return MultiFernet([_fernet(one, self.purpose) for one in (self.key(), *self.former)])


@lru_cache(maxsize=8)
def _fernet(key: str, purpose: str) -> Fernet:
    """The key proper is derived (RFC 5869): what is sealed for one purpose opens nothing for another."""
    info = f"syndicator: {purpose}".encode()
    return Fernet(urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key.encode())))
