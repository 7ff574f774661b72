"""Receipts: a channel's proof that it took a delivery."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """`remote_id` is the channel's own name for the post, `address` where the public finds it (None: nowhere)."""

    remote_id: str
    address: str | None = None
