"""Signatures of pushed documents (WebSub section 8), and the secrets they are made with; pure."""

from __future__ import annotations

import hashlib
import hmac

METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def secret_of(key: str, token: str) -> str:
    """
    Return the secret that a hub shares with us for one subscription.

    It is derived, so that no row holds it: a copy of the database lets nobody speak for a hub.

    Args:
        key: the service's own secret key.
        token: the subscription's token.
    """
    return hmac.new(key.encode(), f"websub:{token}".encode(), hashlib.sha256).hexdigest()


def fits(secret: str, body: bytes, told: str | None) -> bool:
    """
    Tell whether a body was signed with the secret; compared in constant time.

    Args:
        told: the header `X-Hub-Signature`, as `sha256=…` in hex; None where it is missing.
    """
    name, _, signature = (told or "").strip().partition("=")
    method = METHODS.get(name.strip().lower())
    if method is None or not signature.isascii():
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected, signature.strip().lower())
