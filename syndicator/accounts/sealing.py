"""Seals: what is stored, or carried by a browser, so that nobody but the service can read or make it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(ValueError):
    """A seal was made with another key or for another purpose, or was tampered with."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """
    Seals texts for one purpose, and opens them again.

    Args:
        key: returns the service's key; asked only when something is sealed or opened.
    """

    purpose: str
    key: Callable[[], str]

    def closed(self, told: Mapping[str, str | int]) -> str:
        """Return something as it may leave our hands."""
        return _fernet(self.key(), self.purpose).encrypt(json.dumps(told).encode()).decode()

    def opened(self, sealed: str) -> dict[str, str | int]:
        """Return what was sealed; raises Unreadable."""
        try:
            told: dict[str, str | int] = json.loads(_fernet(self.key(), self.purpose).decrypt(sealed))
        except InvalidToken as error:
            raise Unreadable("it was not sealed with this SYNDICATOR_SECRET_KEY") from error
        return told


@lru_cache(maxsize=8)
def _fernet(key: str, purpose: str) -> Fernet:
    """The key proper is derived (RFC 5869): what is sealed for one purpose opens nothing for another."""
    info = f"syndicator: {purpose}".encode()
    return Fernet(urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key.encode())))
