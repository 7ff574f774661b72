"""What of the settings is taken while the service runs: which files, how they stand, and the settings anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from syndicator.model.stamp import FileMark, Stamp
from syndicator.settings.learning import read_model
from syndicator.settings.routes import read_routes
from syndicator.settings.vocabulary import read_operations, read_sensitivity, read_topics, read_urgency

if TYPE_CHECKING:
    from syndicator.settings.loading import Settings

RENEWED = ("topics.toml", "operations.toml", "sensitivity.toml", "urgency.toml", "model.json", "routes.toml")
"""All others are read when a process starts."""
RULE_FILES = tuple(name for name in RENEWED if name.endswith(".toml"))
"""Those of them that people write."""


def stamp_of(folder: Path) -> Stamp:
    """Return how the files stand that are taken while the service runs."""
    return Stamp(tuple(_marks(folder)))


def _marks(folder: Path) -> Iterator[FileMark]:
    for name in RENEWED:
        try:
            found = (folder / name).stat()
        except OSError:
            continue  # why it cannot be read is told by whoever reads it
        changed_at = datetime.fromtimestamp(found.st_mtime, UTC)
        yield FileMark(name=name, size_bytes=found.st_size, number=found.st_ino, changed_at=changed_at)


def renewed(settings: Settings, changed: Mapping[str, Path] | None = None) -> Settings:
    """
    Return the settings with those files read anew that are taken while the service runs; all else is as it was.

    Args:
        changed: where files are, by their names, that are to be read in place of those in the config folder.

    Raises:
        ConfigError: the first thing that is wrong, with file and line.
    """
    folder = settings.environment.config_folder
    path = {name: folder / name for name in RENEWED} | dict(changed or {})
    stamp, topics = stamp_of(folder), read_topics(path["topics.toml"])
    slugs = {topic.slug for topic in topics}
    return replace(
        settings,
        stamp=stamp,
        topics=topics,
        operations=read_operations(path["operations.toml"]),
        sensitivity=read_sensitivity(path["sensitivity.toml"]),
        urgency=read_urgency(path["urgency.toml"]),
        model=read_model(path["model.json"]),
        rules=read_routes(path["routes.toml"], channels=settings.channels, topics=slugs, units=settings.units),
    )
