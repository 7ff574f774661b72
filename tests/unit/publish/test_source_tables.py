"""Sources as TOML: what an import reads is what was written."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.model.source import SourceConfig, SourceKind
from syndicator.model.unit import UnitTree
from syndicator.publish.source_tables import render
from syndicator.settings import read_sources_file

ADDRESS = "https://humas.test/"


def test_only_what_differs_from_what_is_usual_is_written() -> None:
    assert render([SourceConfig(address=ADDRESS)]) == b'[[source]]\naddress = "https://humas.test/"\n'
    assert render([]) == b""


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind is not SourceKind.API])
def test_what_is_written_is_read_again_as_it_was(kind: SourceKind, tmp_path: Path) -> None:
    configs = [
        SourceConfig(address=ADDRESS),
        SourceConfig(
            address=f"{ADDRESS}?a=1&b=\"'",
            kind=kind,
            trusted=False,
            every=timedelta(days=20, milliseconds=1_500),
            language="en",
            tls_exception='rantai "putus"\\\n\x7f\x01 – 😀',
            selector='h2[title="x"] a' if kind is SourceKind.PAGE else None,
        ),
    ]
    file = tmp_path / "sources.toml"
    file.write_bytes(render(configs))
    assert read_sources_file(file, UnitTree(())) == configs


def test_units_are_written_by_their_slug() -> None:
    (table,) = tomllib.loads(render([SourceConfig(address=ADDRESS, unit="polres-contoh")]).decode())["source"]
    assert table == {"address": ADDRESS, "unit": "polres-contoh"}
