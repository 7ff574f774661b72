"""Whether a bulletin's page is there: readers come to it by the post's link, and services draw a card from its tags."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Protocol

import httpx

from syndicator.telemetry import logger

log = logger(__name__)

CARD = b'property="og:title"'
REMEMBERED = 5_000


class Presence(Protocol):
    """Looks at our own portal."""

    def missing(self, address: str) -> str | None:
        """Return why a page cannot be shown yet; None if it is live, with the tags of its link card."""
        ...

    def close(self) -> None:
        """Look no more."""
        ...


class PortalPresence:
    """Asks the portal as a reader would; a page that was live once is taken to stay."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._live: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def missing(self, address: str) -> str | None:
        """Return why a page cannot be shown yet; None if it is live, with the tags of its link card."""
        with self._lock:
            if address in self._live:
                return None
        try:
            answer = self._client.get(address)
        except httpx.HTTPError as error:
            return f"the portal does not answer: {str(error) or type(error).__name__}"
        if answer.status_code != 200:
            return f"its page answers {answer.status_code}"
        if CARD not in answer.content:
            return "its page has no tags for a link card"
        self._remember(address)
        return None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _remember(self, address: str) -> None:
        with self._lock:
            self._live[address] = None
            while len(self._live) > REMEMBERED:
                self._live.popitem(last=False)
