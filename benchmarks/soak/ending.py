"""How a soak comes to rest: the newsroom stands still, and the service catches up until nothing is left to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import TextClause, text

from benchmarks.soak.house import BEAT, WORKERS, House
from syndicator.errors import SyndicatorError
from syndicator.model.moment import utc_now
from syndicator.storage.session import Database

AN_HOUR = timedelta(hours=1)
QUIET_FOR_S = 15.0
LOOKS = 3
"""So often what is missed is looked for again: a look may meet a fault of its site."""
LOOKED_AT_EVERY_S = 1.0

_READ_SINCE = text("SELECT count(*) FROM sources WHERE read_at IS NULL OR read_at < :moment")
_UNREAD = text("SELECT count(*) FROM sources WHERE read_at IS NULL")
_POLLED_SINCE = text("SELECT count(*) FROM sources WHERE last_success_at IS NULL OR last_success_at < :moment")
_OPEN = text("SELECT count(*) FROM deliveries WHERE state IN ('planned', 'sending')")
_AGE_READINGS = text(
    "UPDATE sources SET read_at = read_at - :span WHERE read_at < :moment AND read_at > :moment - :span"
)
"""Done again and again: a poll that began before it writes back what it knew."""
_AGE_ABSENCES = text(
    "UPDATE absences SET checked_at = checked_at - :span, since = since - :span"
    " WHERE checked_at < :moment AND checked_at > :moment - :span"
)


def settle_first(database: Database, within_s: float) -> None:
    """Wait until every source has been read once, and what they brought is stored."""
    _wait("every source was read once", lambda: not _count(database, _UNREAD), within_s)


def come_to_rest(house: House, within_s: float) -> str | None:
    """
    Return once all is done that there is to do, or why that did not come; workers and beat have ended then.

    What the service would find within an hour, a deletion behind a 304 or a page that could not be looked at, it is
    made to look for now: the moments of its last looks are put back.
    """
    database, ends_at = house.machine.database, time.monotonic() + within_s
    try:
        _look_again(database, ends_at)
        _wait("nothing waits in any channel", lambda: _is_quiet(database), ends_at - time.monotonic())
    except TimeoutError as error:
        return str(error)
    finally:
        house.end(BEAT, *WORKERS)
    return None


def _look_again(database: Database, ends_at: float) -> None:
    for _ in range(LOOKS):
        for aged, polled in ((_AGE_READINGS, _READ_SINCE), (_AGE_ABSENCES, _POLLED_SINCE)):
            _wait(
                "every source was polled again",
                partial(_is_looked_at, database, aged, polled, utc_now()),
                ends_at - time.monotonic(),
            )


def _is_looked_at(database: Database, aged: TextClause, polled: TextClause, moment: datetime) -> bool:
    """Whether all sources were polled since; the moments of the last looks at others are put back."""
    with database.write() as connection:
        connection.execute(aged, {"span": 2 * AN_HOUR, "moment": moment})
    return not _count(database, polled, moment)


def _is_quiet(database: Database) -> bool:
    """Whether nothing waits, and still does not some time later."""
    if _count(database, _OPEN):
        return False
    time.sleep(QUIET_FOR_S)
    return not _count(database, _OPEN)


def _count(database: Database, statement: TextClause, moment: datetime | None = None) -> int:
    with database.read() as connection:
        told = {} if moment is None else {"moment": moment}
        return int(connection.execute(statement, told).scalar_one())


def _wait(what: str, condition: Callable[[], bool], within_s: float) -> None:
    ends_at = time.monotonic() + within_s
    while True:
        try:
            if condition():
                return
        except SyndicatorError as error:
            print(f"(the database does not answer: {error})")
        if time.monotonic() > ends_at:
            raise TimeoutError(f"after {within_s:.0f} s still not: {what}")
        time.sleep(LOOKED_AT_EVERY_S)
