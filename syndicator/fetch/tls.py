"""TLS as all clients of a process share it: reading the authorities that we trust takes longer than a request."""

from __future__ import annotations

import os
import ssl
from functools import cache

_TRUSTED = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables by which an operator names other authorities than the system's."""


def verified() -> ssl.SSLContext:
    """Return the context that verifies who answers."""
    return _verified(tuple(os.environ.get(name) for name in _TRUSTED))


@cache
def _verified(_trusted: tuple[str | None, ...]) -> ssl.SSLContext:
    return ssl.create_default_context()


@cache
def unverified() -> ssl.SSLContext:
    """Return the context for what is excepted, with its reason on record: it encrypts, and believes anybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
