"""A config folder that tests write to, and the error that loading it raises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from syndicator.errors import ConfigError
from syndicator.settings import load


@dataclass(frozen=True)
class Folder:
    path: Path

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def error(self, name: str, text: str | bytes) -> tuple[str, ConfigError]:
        """Write the file and return `name:line` of the error that loading raises, and the error."""
        self.write(name, text)
        with pytest.raises(ConfigError) as caught:
            load()
        return caught.value.where.removeprefix(f"{self.path}/"), caught.value
