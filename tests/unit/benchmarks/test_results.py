"""Figures are kept in files, and the tables are made of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import results
from benchmarks.figure import Figure

TOLD = Figure(what="feeds/s", ours=97.31, beside="reader", other=36.0, aim=3)
MORE = Figure(what="feeds per second of CPU", ours=1_234.5, beside="reader", other=40.0)


def test_tables_stand_between_their_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("README", "PAGE"):
        monkeypatch.setattr(results, name, tmp_path / name)
        (tmp_path / name).write_text(f"before\n{results.BEGIN}\nold\n{results.END}\nafter\n")
    monkeypatch.setattr(results, "FOLDER", tmp_path / "results")
    results.keep("intake", [TOLD, MORE], took_s=61.4)
    assert json.loads((tmp_path / "results" / "intake.json").read_text())["took_s"] == 61
    results.write_tables()
    readme, page = (tmp_path / "README").read_text(), (tmp_path / "PAGE").read_text()
    assert "| feeds/s | 97.3 | reader | 36 | 2.70 | ≥ 3 (missed) | A |" in readme
    assert "per second of CPU" not in readme
    assert "| feeds per second of CPU | 1,234 | reader | 40 | 30.86 | – | A |" in page
    assert readme.startswith("before\n")
    assert readme.endswith("after\n")
    assert "old" not in readme
    (tmp_path / "README").write_text("no place\n")
    (tmp_path / "PAGE").write_text(f"a beginning {results.BEGIN}")
    with pytest.raises(ValueError, match="where the table ends"):
        results.write_tables()
    assert "no place\n\n## Measured\n<!-- benchmarks -->\n| what" in (tmp_path / "README").read_text()
