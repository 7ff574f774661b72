"""A small config folder, quick to read, in an environment of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.settings.folders import Folder

UNITS = """slug,name,kind,command,regency,zone
mabes-polri,Mabes Polri,Mabes,,Jakarta Selatan,WIB
polda-jatim,Polda Jawa Timur,Polda,Mabes Polri,Surabaya,WIB
polres-malang,Polres Malang,Polres,Polda Jawa Timur,Kabupaten Malang,WIB
"""
TOPICS = """[[topic]]
slug = "patroli"
name_id = "Patroli"
name_en = "Patrols"
[topic.terms]
"patroli" = 5
"""
OPERATIONS = """[[operation]]
slug = "lilin"
name = "Lilin"
words = ["lilin"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("SYNDICATOR_"):
            monkeypatch.delenv(name)
    made = Folder(tmp_path / "config")
    made.write("units.csv", UNITS)
    made.write("topics.toml", TOPICS)
    made.write("operations.toml", OPERATIONS)
    for name in ("sensitivity.toml", "urgency.toml", "authenticity.toml"):
        made.write(name, (Path(__file__).parents[3] / "config" / name).read_bytes())
    monkeypatch.setenv("SYNDICATOR_CONFIG_DIR", str(made.path))
    monkeypatch.setenv("SYNDICATOR_DATA_DIR", str(tmp_path / "var"))
    return made
