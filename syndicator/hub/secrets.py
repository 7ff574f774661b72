"""Secrets of subscribers: sealed where they are stored, and what bodies are signed with."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from syndicator.deliver.sealing import Seal
from syndicator.deliver.vault import Grant


@dataclass(frozen=True, slots=True)
class Secrets:
    """Seals secrets; each opens for its own callback only. `key` is asked when something is sealed or opened."""

    key: Callable[[], str]
    former: tuple[str, ...] = ()

    def closed(self, callback: str, secret: str | None) -> str | None:
        """Return a secret as it may be stored, None for none."""
        return None if secret is None else self._seal(callback).closed(Grant(access=secret))

    def signature(self, callback: str, sealed: str, body: bytes) -> str:
        """
        Return the header `X-Hub-Signature` of a body (WebSub section 7.1).

        Raises:
            Unreadable: the secret was sealed with another key, or for another callback.
        """
        secret = self._seal(callback).opened(sealed).access
        return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"

    def _seal(self, callback: str) -> Seal:
        return Seal(channel=f"hub: {callback}", secrets={}, key=self.key, former=self.former)
