"""One portal for all tests, over an SQLite that each test gets empty; there is no Redis anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from syndicator.settings import load
from syndicator.storage import schema
from tests.configured import copy_rules
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press

PASSWORD = "a password for tests"


@dataclass(frozen=True)
class Premises:
    """What takes long to build, and the migrated database that each test begins with."""

    service: Service
    app: FastAPI
    clock: MovableClock
    database: Path
    template: Path

    def clear(self) -> None:
        self.service.database.close()
        for file in self.database.parent.glob(f"{self.database.name}*"):
            file.unlink()
        shutil.copy(self.template, self.database)
        self.clock.now = MovableClock().now


@pytest.fixture(scope="session")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    folder = tmp_path_factory.mktemp("portal")
    clock, database, template = MovableClock(), folder / "portal.db", folder / "template.db"
    with pytest.MonkeyPatch.context() as environment:
        environment.chdir(folder)
        environment.setenv("SYNDICATOR_DATABASE_URL", f"sqlite:///{database}")
        environment.setenv("SYNDICATOR_REDIS_URL", f"unix://{folder / 'nobody.sock'}")
        environment.setenv("SYNDICATOR_DATA_DIR", str(folder))
        environment.setenv("SYNDICATOR_CONFIG_DIR", str(copy_rules(folder / "config")))
        environment.setenv("SYNDICATOR_BASE_URL", "http://portal.test")
        service = build(load(), clock=clock)
    schema.upgrade(service.database)
    service.open()
    service.database.close()
    shutil.copy(database, template)
    yield Premises(service, create_app(service), clock, database, template)
    service.close()


@pytest.fixture(autouse=True)
def service(premises: Premises) -> Service:
    premises.clear()
    return premises.service


@pytest.fixture
def clock(premises: Premises) -> MovableClock:
    return premises.clock


@pytest.fixture
def press(service: Service) -> Press:
    return Press(service)


@pytest.fixture
def client(premises: Premises) -> Iterator[Browser]:
    with Browser(premises.app) as client:
        yield client


@pytest.fixture
def desk(premises: Premises, service: Service) -> Iterator[Callable[[Role], Browser]]:
    """Return browsers that are logged in, one for each role asked for."""
    opened: list[Browser] = []

    def log_in(role: Role) -> Browser:
        service.accounts.add(role.value, PASSWORD, role)
        browser = Browser(premises.app)
        opened.append(browser)
        assert browser.post("/desk/login", login=role.value, password=PASSWORD).status_code == 303
        return browser

    yield log_in
    for browser in opened:
        browser.close()
