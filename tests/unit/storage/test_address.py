"""What the address of a database says to the driver alone."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from sqlalchemy import event

from syndicator.errors import ConfigError
from syndicator.storage.session import Database


def told_to_the_driver(address: str) -> dict[str, Any]:
    told: dict[str, Any] = {}

    def note(_dialect: object, _record: object, _arguments: object, options: dict[str, Any]) -> NoReturn:
        told.update(options)
        raise InterruptedError

    database = Database(address)
    event.listen(database.engine, "do_connect", note)
    with pytest.raises(InterruptedError):
        database.engine.connect()
    del told["context"]
    return told


def test_a_pooler_before_the_database_is_spared_prepared_statements() -> None:
    address = "postgresql://me@127.0.0.1:6432/news?application_name=one"
    usual, spared = told_to_the_driver(address), told_to_the_driver(f"{address}&prepared=off")
    assert "prepare_threshold" not in usual
    assert usual["connect_timeout"] == 10
    assert told_to_the_driver(f"{address}&connect_timeout=3")["connect_timeout"] == "3"
    assert spared == usual | {"prepare_threshold": None}
    with pytest.raises(ConfigError, match="prepared=off"):
        Database(f"{address}&prepared=never")
