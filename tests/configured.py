"""A config folder for tests: the project's own rules, without its channels, routes and sources."""

from __future__ import annotations

import shutil
from pathlib import Path

CONFIG = Path(__file__).resolve().parents[1] / "config"
BESIDE_RULES = frozenset({"channels.toml", "routes.toml"})


def copy_rules(folder: Path) -> Path:
    """Make the folder, copy into it whatever the judge is built from, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in CONFIG.iterdir():
        if file.is_file() and file.name not in BESIDE_RULES:
            shutil.copy(file, folder / file.name)
    return folder
