"""What a person changed of a source, in words for its log; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from syndicator.model.source import SourceConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says of a source at the desk."""

    unit: str | None
    every: timedelta | None
    trusted: bool


def differences(before: SourceConfig, after: SourceConfig) -> Iterator[str]:
    """Yield what is said otherwise of a source than before."""
    if before.unit != after.unit:
        yield f"unit: {before.unit or 'open'} → {after.unit or 'open'}"
    if before.every != after.every:
        yield f"every: {before.every or 'its own rhythm'} → {after.every or 'its own rhythm'}"
    if before.trusted != after.trusted:
        yield "its bulletins wait no more" if after.trusted else "its bulletins wait for the desk"


def imprint(config: SourceConfig) -> str:
    """Return a short mark of all that is said of a source, by which a form knows what it was filled in from."""
    return sha256(repr(config).encode()).hexdigest()[:16]
