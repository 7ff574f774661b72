"""The environment: defaults, checked values, and secrets that never show."""

from __future__ import annotations

import stat
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.bootstrap.building import build
from syndicator.errors import ConfigError
from syndicator.settings import load
from syndicator.settings.environment import LONGEST_SOCKET_PATH_CHARS, Environment, read_environment
from tests.unit.settings.folders import Folder

pytestmark = pytest.mark.usefixtures("folder")

KEY = "kunci-rahasia-yang-cukup-panjang"
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PASSWORD = "sandi-basis-data"
CHANNEL = """[[channel]]
name = "kait"
kind = "webhook"
base_url = "https://kait.test/"
secrets = { signing = "KAIT_SECRET" }
"""


def test_the_defaults_are_those_that_were_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNDICATOR_DATA_DIR")
    environment = read_environment()
    assert environment.database_address == f"sqlite:///{Path('var').resolve() / 'syndicator.db'}"
    assert environment.redis_address.startswith("unix:///")
    assert environment.public_address == "http://127.0.0.1:8000"
    assert environment.networks == ()
    assert (environment.fastest_poll, environment.failure_backoff) == (None, None)
    assert environment.log_format == "text"


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("FASTEST_POLL", "2s", "fastest_poll", timedelta(seconds=2)),
        ("HOST_GAP", "1s", "host_gap", timedelta(seconds=1)),
        ("FAILURE_BACKOFF", "1m30s", "failure_backoff", timedelta(seconds=90)),
        ("PORT", "9000", "public_address", "http://127.0.0.1:9000"),
        ("HOST", "::1", "public_address", "http://[::1]:8000"),
        ("BASE_URL", "https://humas.test/", "public_address", "https://humas.test"),
        ("BASE_URL", "http://localhost:8123", "public_address", "http://localhost:8123"),
        ("ALLOWED_NETWORKS", "127.0.0.0/8, ::1/128,", "networks", ("127.0.0.0/8", "::1/128")),
        ("REDIS_URL", "redis://r.test:6379/0", "redis_address", "redis://r.test:6379/0"),
        ("REDIS_URL", "redis://r.test:6379/0", "broker_address", "redis://r.test:6379/0"),
        ("REDIS_URL", "unix:///run/r.sock", "broker_address", "redis+socket:///run/r.sock"),
        ("DATABASE_URL", "postgresql://d.test/x", "database_address", "postgresql://d.test/x"),
        ("LOG_FORMAT", "json", "log_format", "json"),
    ],
)
def test_a_variable_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, attribute: str, expected: object
) -> None:
    monkeypatch.setenv(f"SYNDICATOR_{name}", value)
    assert getattr(read_environment(), attribute) == expected


def test_the_env_file_is_read_and_the_environment_wins(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("../.env", "SYNDICATOR_PORT=9001\nSYNDICATOR_HOST=0.0.0.0\nLAIN=x\n")
    monkeypatch.setenv("SYNDICATOR_PORT", "9002")
    assert read_environment().public_address == "http://0.0.0.0:9002"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "banyak", "integer"),
        ("PORT", "70000", ""),
        ("PORT", "-1", ""),
        ("FASTEST_POLL", "cepat", "'cepat' is not a duration"),
        ("FAILURE_BACKOFF", "-5s", "'-5s' is not a duration"),
        ("FASTEST_POLL", "999999999999999999d", ""),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
        ("BASE_URL", "humas.test", "'humas.test' is not a web address"),
        ("SECRET_KEY", "pendek", "shorter than 16 characters"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"SYNDICATOR_{name}", value)
    with pytest.raises(ConfigError) as caught:
        load()
    assert caught.value.where == f"SYNDICATOR_{name}"
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"oracle+nonsense://humas:{PASSWORD}@d.test/x"),
        ("DATABASE_URL", f"{PASSWORD}"),
        ("REDIS_URL", f"http://:{PASSWORD}@r.test/0"),
        ("REDIS_URL", f"redis://:{PASSWORD}@r.test:banyak/0"),
        ("ALLOWED_NETWORKS", "loopback"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_by_its_variable_without_its_password(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SYNDICATOR_{name}", value)
    with pytest.raises(ConfigError) as caught:
        build(load())
    assert caught.value.where == f"SYNDICATOR_{name}"
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("secret", ["hello", "whsec_x", "whsec_"])
def test_a_secret_that_cannot_be_a_key_is_told_by_its_variable(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    folder.write("channels.toml", CHANNEL)
    monkeypatch.setenv("KAIT_SECRET", secret)
    with pytest.raises(ConfigError) as caught:
        build(load())
    assert caught.value.where == "KAIT_SECRET"
    assert secret not in str(caught.value)


@pytest.fixture
def _secretive(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("channels.toml", CHANNEL)
    monkeypatch.setenv("KAIT_SECRET", SIGNING)
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY", KEY)
    monkeypatch.setenv("SYNDICATOR_DATABASE_URL", f"postgresql://humas:{PASSWORD}@d.test/x")
    monkeypatch.setenv("SYNDICATOR_REDIS_URL", f"redis://:{PASSWORD}@r.test:6379/0")


@pytest.mark.usefixtures("_secretive")
@pytest.mark.parametrize("secret", [SIGNING, KEY, PASSWORD], ids=["signing", "key", "password"])
@pytest.mark.parametrize("show", [repr, str], ids=["repr", "str"])
def test_no_secret_shows_in_the_settings_or_the_environment(show: type, secret: str) -> None:
    """What is logged by mistake, or stands in a traceback's local variables, must not be a key."""
    settings = load()
    assert secret not in show(settings)
    assert secret not in show(settings.environment)


@pytest.mark.usefixtures("_secretive")
@pytest.mark.parametrize(
    ("name", "value"), [("SYNDICATOR_SECRET_KEY", "rahasia-pendek"), ("SYNDICATOR_PORT", "banyak")]
)
def test_no_secret_shows_in_the_traceback_of_an_error(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load()
    told = "".join(traceback.format_exception(caught.value))
    assert not [secret for secret in (SIGNING, KEY, PASSWORD, "rahasia-pendek") if secret in told]


def test_a_secret_written_into_the_file_by_mistake_does_not_show_in_the_error(folder: Folder) -> None:
    _, error = folder.error("channels.toml", CHANNEL.replace("KAIT_SECRET", SIGNING))
    assert SIGNING not in "".join(traceback.format_exception(error))


def test_a_key_is_made_once_kept_and_readable_by_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SYNDICATOR_SECRET_KEY", raising=False)
    first = read_environment().signing_key()
    assert len(first) == 64
    assert read_environment().signing_key() == first
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_a_key_that_is_given_is_used_and_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY", KEY)
    assert read_environment().signing_key() == KEY
    assert not (tmp_path / "var").exists()


def test_a_deep_data_folder_gets_a_socket_of_a_short_path(tmp_path: Path) -> None:
    deep = Environment(data_dir=tmp_path / ("d" * 120))
    assert len(str(deep.redis_socket)) <= LONGEST_SOCKET_PATH_CHARS
    assert deep.redis_socket == Environment(data_dir=tmp_path / ("d" * 120)).redis_socket
    assert deep.redis_socket != Environment(data_dir=tmp_path / ("e" * 120)).redis_socket


def test_the_projects_own_config_files_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SYNDICATOR_CONFIG_DIR")
    monkeypatch.chdir(tmp_path / "config")
    settings = load()
    assert len(settings.units) > 500
    assert len(settings.topics) > 20


def test_keys_of_before_come_from_a_list_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert read_environment().former_keys == ()
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY_OLD", f" {KEY} ,{SIGNING},")
    assert read_environment().former_keys == (KEY, SIGNING)
    assert KEY not in repr(read_environment())
    monkeypatch.delenv("SYNDICATOR_SECRET_KEY_OLD")
    (tmp_path / "old").write_text(f"{SIGNING}\n")
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY_OLD_FILE", str(tmp_path / "old"))
    assert read_environment().former_keys == (SIGNING,)


def test_nothing_is_kept_for_less_than_a_day_and_attempts_for_ever_if_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATOR_KEEP_ATTEMPTS", "0s")
    monkeypatch.setenv("SYNDICATOR_KEEP_FETCHES", "90d")
    told = read_environment()
    assert (told.keep_attempts, told.keep_fetches) == (timedelta(0), timedelta(days=90))
    for name in ("KEEP_ATTEMPTS", "KEEP_FETCHES", "KEEP_REQUESTS"):
        with monkeypatch.context() as one:
            one.setenv(f"SYNDICATOR_{name}", "1h" if name == "KEEP_ATTEMPTS" else "0s")
            with pytest.raises(ConfigError, match="shorter than a day"):
                read_environment()
