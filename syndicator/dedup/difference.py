"""What changed from one revision to the next, in figures and words; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from syndicator.dedup.fingerprint import fold
from syndicator.model.bulletin import Content


def difference(before: Content, after: Content) -> tuple[str, ...]:
    """Return what differs between two revisions, the weightiest first; empty where readers see no difference."""
    return tuple(_differences(before, after))


def _differences(before: Content, after: Content) -> Iterator[str]:
    if before.title != after.title:
        yield f"title: {before.title!r} became {after.title!r}"
    old, new = Counter(fold(before.text)), Counter(fold(after.text))
    added, removed = (new - old).total(), (old - new).total()
    if added or removed:
        yield f"text: {added} words came, {removed} went"
    elif before.text != after.text:
        yield "text: the same words in another order or with other signs"
    if before.image != after.image:
        yield "image: " + ("gone" if after.image is None else "new" if before.image is None else "another one")
    if after.modified_at is not None and before.modified_at != after.modified_at:
        yield f"its source says that it was modified at {after.modified_at:%Y-%m-%d %H:%M} UTC"
