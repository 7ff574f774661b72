"""The files that others run us by: read by their own programs, and held against what our commands really are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from syndicator import __version__
from syndicator.cli.root import cli
from syndicator.settings.environment import PREFIX, Environment
from tests.processes import PROJECT

COMPOSE, DOCKERFILE = PROJECT / "docker-compose.yml", PROJECT / "Dockerfile"
UNIT = PROJECT / "deploy" / "syndicator.service"
PROGRAMS = Path(sys.executable).parent
OURS = ("migrate", "beat", "worker", "portal")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60)


def composed() -> dict[str, Any]:
    told = run(str(PROGRAMS / "docker-compose"), "config", "--format", "yaml")
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = yaml.safe_load(told.stdout)
    return found


def test_compose_takes_the_file_and_every_service_is_guarded_watched_and_bounded() -> None:
    services = composed()["services"]
    assert set(services) == {"postgres", "redis", *OURS}
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["deploy"]["resources"]["limits"]["memory"], name
        assert "healthcheck" in service or name == "migrate", name
        assert service.get("read_only") is True or name == "postgres", name
        assert "container_name" not in service, name  # it could not be scaled


def test_no_secret_stands_in_the_file_or_in_an_environment() -> None:
    services = composed()["services"]
    environments = [service.get("environment") or {} for service in services.values()]
    told = [f"{name}={value}" for one in environments for name, value in one.items()]
    secret = [one for one in told if re.search(r"(KEY|PASSWORD|DATABASE_URL)=", one)]
    assert secret == []
    assert composed()["secrets"].keys() == {"database_url", "database_password", "secret_key"}


def test_linters_find_nothing_but_tags_without_digests() -> None:
    found = run(str(PROGRAMS / "compose-lint"), "docker-compose.yml").stdout
    rules = set(re.findall(r"(?:CRITICAL|HIGH|MEDIUM)\s+(CL-\d+)", found))
    assert rules <= {"CL-0019"}, found
    assert "compose-lint" in found
    hadolint = run(str(PROGRAMS / "hadolint"), "Dockerfile")
    assert (hadolint.returncode, hadolint.stdout) == (0, "")


def test_every_command_that_the_files_start_is_there() -> None:
    services = composed()["services"]
    unit = re.search(r"^ExecStart=\S+/syndicator (.+)$", UNIT.read_text(), re.MULTILINE)
    assert unit is not None
    commands = [services[name]["command"] for name in OURS] + [unit[1].split()]
    checks = [services[name]["healthcheck"]["test"] for name in ("worker", "beat")]
    for command in commands + [words[2:] for words in checks]:
        named = command[:2] if command[0] == "db" else command[:1]
        assert CliRunner().invoke(cli, [*named, "--help"]).exit_code == 0, command
    assert {words[1] for words in checks} == {"syndicator"}


def test_every_setting_that_the_files_name_is_one_of_ours() -> None:
    told = COMPOSE.read_text() + DOCKERFILE.read_text() + UNIT.read_text()
    known = {f"{PREFIX}{name.upper()}" for name in Environment.model_fields}
    for_compose = {"SYNDICATOR_VERSION", "SYNDICATOR_PORTS"}
    named = {name.removesuffix("_FILE") for name in re.findall(r"\bSYNDICATOR_[A-Z_]+", told)}
    assert named - for_compose <= known
    assert {"SYNDICATOR_DATABASE_URL", "SYNDICATOR_SECRET_KEY", "SYNDICATOR_REDIS_URL"} <= named


def test_the_image_is_of_this_version_and_installs_what_is_locked() -> None:
    told = DOCKERFILE.read_text()
    assert f"SYNDICATOR_VERSION:-{__version__.rpartition('.')[0]}" in COMPOSE.read_text()
    assert re.search(r"^USER 10001:10001$", told, re.MULTILINE)
    assert told.count("uv sync --locked --no-default-groups") == 2
    uv = re.search(r"^UV_VERSION := (\S+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert uv is not None
    assert f"uv=={uv[1]}" in told


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd to ask")
def test_systemd_takes_the_unit() -> None:
    found = run("systemd-analyze", "verify", str(UNIT))
    about_us = [line for line in found.stderr.splitlines() if "syndicator.service" in line]
    assert [line for line in about_us if "is not executable" not in line] == []
