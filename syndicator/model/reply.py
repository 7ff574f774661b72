"""Replies: what a request of a program was answered, kept so that the same request gets the same again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it goes out: its status, the headers that belong to it, and its body."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
