"""Signs of life, and the command that looks for them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.cli.root import cli
from syndicator.errors import Unavailable
from syndicator.life import SignsOfLife


def test_a_sign_is_young_until_it_is_old(tmp_path: Path) -> None:
    signs = SignsOfLife(tmp_path / "alive")
    with pytest.raises(Unavailable, match="no sign of life"):
        signs.check("beat", 30)
    signs.give("beat")
    assert signs.check("beat", 30) < 30
    long_ago = time.time() - 100
    os.utime(tmp_path / "alive" / "beat", (long_ago, long_ago))
    with pytest.raises(Unavailable, match=r"100 s old"):
        signs.check("beat", 30)


def test_the_command_tells_by_its_exit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATOR_DATA_DIR", str(tmp_path))
    runner = CliRunner()
    assert runner.invoke(cli, ["alive", "worker"]).exit_code == 1
    SignsOfLife(tmp_path / "alive").give("worker")
    assert runner.invoke(cli, ["alive", "worker"]).exit_code == 0
    assert runner.invoke(cli, ["alive", "portal"]).exit_code == 2
