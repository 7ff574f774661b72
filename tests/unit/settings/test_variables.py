"""Secrets that stand in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicator.errors import ConfigError
from syndicator.settings import load
from syndicator.settings.environment import read_environment
from syndicator.settings.variables import LARGEST_FILE_BYTES
from tests.unit.settings.folders import Folder

KEY = "kunci-rahasia-yang-cukup-panjang"
CHANNEL = """[[channel]]
name = "kait"
kind = "webhook"
base_url = "https://kait.test/"
secrets = { signing = "KAIT_SECRET" }
"""


def test_settings_and_secrets_of_channels_are_read_from_files(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("channels.toml", CHANNEL)
    for name, value in (("SYNDICATOR_SECRET_KEY", KEY), ("KAIT_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")):
        path = tmp_path / name.lower()
        path.write_text(f"{value}\n")
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(f"{name}_FILE", str(path))
    settings = load()
    assert settings.environment.signing_key() == KEY
    assert settings.secrets == {"kait": {"signing": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}


def test_what_is_set_itself_goes_before_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY", KEY)
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY_FILE", str(tmp_path / "nothing"))
    assert read_environment().secret_key == KEY


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file"),
        (b"\n", "is empty"),
        (b"\xff\xfe", "it is no text"),
        (b"x" * (LARGEST_FILE_BYTES + 1), "too large"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_variable(
    content: bytes | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.delenv("SYNDICATOR_SECRET_KEY", raising=False)
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY_FILE", str(path))
    with pytest.raises(ConfigError, match=told) as caught:
        read_environment()
    assert "SYNDICATOR_SECRET_KEY_FILE" in str(caught.value)
