"""Connections of other protocols than HTTP, which pass the address guard too."""

from __future__ import annotations

import socket

from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.transport import addresses_of


class GuardedDialler:
    """Connects to the very address that was judged; see `deliver.dialling`."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard

    def judge(self, host: str) -> str:
        """Return the address of a name; raises SourceFault where it has none, or leads where we may not go."""
        return self._guard.judge(addresses_of(host, None), host, None)

    def connect(self, host: str, port: int, within_s: float) -> socket.socket:
        """Resolve, judge, connect; raises OSError where nobody answers."""
        return socket.create_connection((self.judge(host), port), within_s)
