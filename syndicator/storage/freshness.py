"""Connections that lay idle are asked whether their server is still there before they are used again."""

from __future__ import annotations

import time

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

FRESH_FOR_S = 1.0
"""Many transactions follow each other closely; asking before each costs as much as a small one of them."""
_LEFT = "syndicator_left_at"


def keep_fresh(engine: Engine) -> Engine:
    """
    Return the engine, which from now on replaces connections that their server closed meanwhile.

    One that was used just now is taken to be open.
    """

    def leave(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_LEFT] = time.monotonic()

    def check(connection: object, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
        if time.monotonic() - entry.info.get(_LEFT, 0.0) < FRESH_FOR_S:
            return
        try:
            engine.dialect.do_ping(connection)  # type: ignore[arg-type]
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", leave)
    event.listen(engine, "checkout", check)
    return engine
