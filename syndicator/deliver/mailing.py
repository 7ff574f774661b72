"""The port to who gets a channel's mail no longer, and by which address a person leaves."""

from __future__ import annotations

from typing import Protocol


class Mailing(Protocol):
    """The list of one channel."""

    def left(self) -> frozenset[str]:
        """Return the addresses that want no more mail, as `folded` writes them."""
        ...

    def address_to_leave(self, address: str) -> str:
        """Return the address on the web at which exactly this recipient leaves; it cannot be guessed."""
        ...


def folded(address: str) -> str:
    """Return an address as it is compared: hardly any server tells letters by their case, and no person does."""
    return address.strip().casefold()
