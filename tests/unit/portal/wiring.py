"""A service with three channels: one that is quiet, one on dry run, one that is switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from syndicator.settings import load
from syndicator.storage import schema
from tests.configured import copy_rules
from tests.conftest import MovableClock
from tests.outside import Answer, Outside
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD

CHANNELS = """
[[channel]]
name = "hook"
kind = "webhook"
base_url = "{address}/hook"
secrets = {{ signing = "HOOK_SECRET" }}
rate = "60/1m"
quiet_hours = {{ begin = "14:00", end = "16:00", zone = "Asia/Jakarta" }}

[[channel]]
name = "kanal"
kind = "telegram"
base_url = "{address}"
secrets = {{ token = "KANAL_TOKEN" }}
options = {{ chat = "@humas" }}
dry_run = true

[[channel]]
name = "lama"
kind = "webhook"
base_url = "{address}/lama"
secrets = {{ signing = "LAMA_SECRET" }}
enabled = false
"""
SECRET = "whsec_c2VjcmV0LW9mLW5vLXdvcnRo"
TOKEN = "1234:an-invented-token"
Desk = Callable[[Role], Browser]


def wired_service(world: Outside, folder: Path, clock: MovableClock) -> Iterator[Service]:
    world.answers.clear()
    world.asked.clear()
    world.answers["/hook"] = Answer(204)
    config = copy_rules(folder / "config")
    (config / "channels.toml").write_text(CHANNELS.format(address=world.url))
    with pytest.MonkeyPatch.context() as environment:
        environment.chdir(folder)
        for name, value in {
            "SYNDICATOR_DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
            "SYNDICATOR_REDIS_URL": f"unix://{folder / 'nobody.sock'}",
            "SYNDICATOR_DATA_DIR": str(folder),
            "SYNDICATOR_CONFIG_DIR": str(config),
            "SYNDICATOR_BASE_URL": "http://portal.test",
            "SYNDICATOR_ALLOWED_NETWORKS": "127.0.0.0/8",
            "HOOK_SECRET": SECRET,
            "KANAL_TOKEN": TOKEN,
        }.items():
            environment.setenv(name, value)
        service = build(load(), clock=clock)
    schema.upgrade(service.database)
    service.open()
    yield service
    service.close()


@contextmanager
def logged_in(service: Service) -> Iterator[Desk]:
    """Give browsers that are logged in, one for each role asked for."""
    opened: list[Browser] = []
    app = create_app(service)

    def log_in(role: Role) -> Browser:
        service.accounts.add(role.value, PASSWORD, role)
        opened.append(Browser(app))
        assert opened[-1].post("/desk/login", login=role.value, password=PASSWORD).status_code == 303
        return opened[-1]

    yield log_in
    for browser in opened:
        browser.close()
