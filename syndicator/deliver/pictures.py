"""The pictures of posts: fetched through the address guard, checked, and made small enough for a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A JPEG without any data but its pixels; `width` and `height` in pixels."""

    data: bytes
    width: int
    height: int
    kind: str = "image/jpeg"


class Pictures(Protocol):
    """Fetches pictures."""

    def fetch(self, address: str, *, most_bytes: int, most_pixels: int = 2048) -> Picture | None:
        """
        Return the picture at an address, scaled to at most so many bytes and so many pixels on its longer side.

        None where there is no usable picture; the log tells why. A picture never holds up a post.
        """
        ...
