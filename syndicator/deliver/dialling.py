"""Dialling: connections of channels that do not speak HTTP; they pass the address guard as all others do."""

from __future__ import annotations

import socket
from typing import Protocol


class Dialler(Protocol):
    """Connects. Networks are judged, ports are not: the operator names the server."""

    def judge(self, host: str) -> str:
        """
        Return the address of a name that may be connected to.

        Raises:
            SourceFault: the name cannot be resolved, or the guard refuses what it leads to.
        """
        ...

    def connect(self, host: str, port: int, within_s: float) -> socket.socket:
        """
        Connect to the very address that was judged; `within_s` is also the patience of the socket.

        Raises:
            SourceFault: as above.
            OSError: nobody listens there, or nobody answered in time.
        """
        ...
