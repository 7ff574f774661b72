"""Use case: what a program asks twice under one key is done once, and answered twice alike, by whatever process."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.model.moment import Clock
from syndicator.model.reply import Reply
from syndicator.storage import idempotency
from syndicator.storage.session import Connection, Database

KEPT = timedelta(hours=24)
ANSWERED_WITHIN = timedelta(seconds=60)
"""What is under way for longer was begun by a process that died: it is done again."""


class OtherRequest(Exception):
    """Another request was asked under this key."""


class UnderWay(Exception):
    """The same request is being answered at this moment."""


@dataclass(frozen=True, slots=True)
class Repeating:
    """Remembers answers to requests that carry a key. Only what was done is kept: what failed may be asked again."""

    database: Database
    clock: Clock

    def once(self, token_id: int, key: str, digest: str, ask: Callable[[], Reply]) -> tuple[Reply, bool]:
        """
        Return the reply to a request, and whether it was given before.

        Args:
            key: the program's own; each token has keys of its own.
            digest: tells this request from any other that could come under the same key.

        Raises:
            OtherRequest, UnderWay: see there. Whatever `ask` raises goes on, and nothing is kept.
        """
        claim = secrets.token_hex(16)
        known = self._begin(token_id, key, digest, claim)
        if known is not None:
            return known, True
        try:
            reply = ask()
        except BaseException:
            self._forget(token_id, key, claim)
            raise
        if reply.status < 300:
            with self.database.write() as connection:
                idempotency.answer(connection, token_id, key, claim, reply)
        else:
            self._forget(token_id, key, claim)
        return reply, False

    def _begin(self, token_id: int, key: str, digest: str, claim: str) -> Reply | None:
        """Return the reply that is known; None where the request is ours to answer."""
        now = self.clock()
        with self.database.write() as connection:
            if idempotency.claim(connection, token_id, key, digest=digest, claim=claim, now=now):
                return None
            asked = idempotency.find(connection, token_id, key)
            if asked is None:
                raise UnderWay  # it was there a moment ago: another process has just forgotten it
            if _is_over(asked, now):
                self._take_over(connection, token_id, key, asked, digest=digest, claim=claim)
                return None
        if asked.digest != digest:
            raise OtherRequest
        if asked.reply is None:
            raise UnderWay
        return asked.reply

    def _take_over(
        self, connection: Connection, token_id: int, key: str, asked: idempotency.Asked, *, digest: str, claim: str
    ) -> None:
        """Begin anew what is too old to count; raises UnderWay where another process did so first."""
        if not idempotency.forget(connection, token_id, key, asked.claim):
            raise UnderWay
        if not idempotency.claim(connection, token_id, key, digest=digest, claim=claim, now=self.clock()):
            raise UnderWay

    def _forget(self, token_id: int, key: str, claim: str) -> None:
        with self.database.write() as connection:
            idempotency.forget(connection, token_id, key, claim)


def _is_over(asked: idempotency.Asked, now: datetime) -> bool:
    return now - asked.begun_at >= (ANSWERED_WITHIN if asked.reply is None else KEPT)
