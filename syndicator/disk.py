"""The room that is left on a disk."""

from __future__ import annotations

import shutil
from pathlib import Path


def free_bytes(folder: Path) -> tuple[int, Path]:
    """Return how much is free where a folder is, or will be made; and the nearest folder that is there already."""
    place = folder.resolve()
    there = next(path for path in (place, *place.parents) if path.exists())
    return shutil.disk_usage(there).free, there
