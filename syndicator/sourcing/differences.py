"""What a person changed of a source, in words for its log; pure."""

from __future__ import annotations

from collections.abc import Iterator

from syndicator.model.source import SourceConfig


def differences(before: SourceConfig, after: SourceConfig) -> Iterator[str]:
    """Yield what is said otherwise of a source than before."""
    if before.unit != after.unit:
        yield f"unit: {before.unit or 'open'} → {after.unit or 'open'}"
    if before.every != after.every:
        yield f"every: {before.every or 'its own rhythm'} → {after.every or 'its own rhythm'}"
    if before.trusted != after.trusted:
        yield "its bulletins wait no more" if after.trusted else "its bulletins wait for the desk"
