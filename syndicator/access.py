"""Use case: which programs may use the API. Tokens are given out, looked at and revoked."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.dedup.identity import fold_name
from syndicator.errors import NotFound, Refused
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.source import SourceConfig, SourceKind
from syndicator.model.token import Scope, Token
from syndicator.model.unit import UnitTree
from syndicator.storage import events, sources, tokens
from syndicator.storage.session import Connection, Database

PREFIX = "syn_"
"""By which programs that look for secrets in places where none should be find ours."""
LONGEST_NAME_CHARS = 100
LONGEST_TOKEN_CHARS = 200
USE_TOLD_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token. `secret` is shown once and kept nowhere; `source_id` is the source as which it publishes."""

    secret: str
    source_id: int | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Keeps the tokens of the API. `base_url` is our own address, under which units without a site have theirs."""

    database: Database
    units: UnitTree
    clock: Clock
    base_url: str

    def add(
        self,
        name: str,
        scopes: Sequence[Scope],
        *,
        actor: str,
        unit: str | None = None,
        under: str | None = None,
        lasts: timedelta | None = None,
    ) -> Issued:
        """
        Make a token.

        Args:
            unit: for whom it publishes; any name, for stations below the units that we know have no slug.
            under: the known unit that commands it, where it is none of those itself.
            lasts: None until it is revoked.

        Raises:
            Refused: the name is taken or none, nothing is allowed, or it is not said for whom it publishes.
        """
        self._check(name, scopes, unit)
        now, secret = self.clock(), PREFIX + secrets.token_urlsafe(32)
        expires_at = now + lasts if lasts else None
        with self.database.write() as connection:
            source_id = self._source(connection, unit, under, now, actor) if unit else None
            added = tokens.add(
                connection,
                name,
                _hash(secret),
                frozenset(scopes),
                now,
                source_id=source_id,
                expires_at=expires_at,
            )
            if not added:
                raise Refused(f"a token is called {name!r} already", "choose another name; a revoked one keeps its own")
            reason = f"{name}: {', '.join(sorted(scopes))}"
            _tell(connection, EventKind.TOKEN_ADDED, source_id, now, reason, actor)
        return Issued(secret, source_id, expires_at)

    def _check(self, name: str, scopes: Sequence[Scope], unit: str | None) -> None:
        if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME_CHARS:
            raise Refused(
                f"{name[:LONGEST_NAME_CHARS]!r} is no name for a token", "write a short line that tells whose"
            )
        if not scopes:
            raise Refused("a token that allows nothing is of no use", f"give it some of: {', '.join(Scope)}")
        if (Scope.BULLETINS_WRITE in scopes) != (unit is not None):
            raise Refused(
                f"a token publishes for exactly one unit, with the scope {Scope.BULLETINS_WRITE}",
                f"give both --scope {Scope.BULLETINS_WRITE} and --unit, or neither",
            )

    def _source(self, connection: Connection, name: str, under: str | None, now: datetime, actor: str) -> int:
        """Return the source as which a unit sends; it is made with its first token."""
        known = self.units.find(name)
        above = self.units.find(under) if under else None
        if under and above is None:
            raise Refused(f"no unit is called {under!r}", "write a name or slug from units.csv")
        if known and above and not self.units.path(known).startswith(self.units.path(above)):
            known = None  # another station of that name, under another command
        slug = known.slug if known else re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        if not slug or len(name) > LONGEST_NAME_CHARS:
            raise Refused(
                f"{name[:LONGEST_NAME_CHARS]!r} is no name of a unit", "write it as people do: Polsek Sukamaju"
            )
        if above is not None and known is None:
            slug = f"{above.slug}/{slug}"
        source_id = tokens.sending_source(connection, slug)
        if source_id is not None:
            return source_id
        unit = known or above
        config = SourceConfig(
            address=f"{self.base_url}/units/{slug}", unit=unit.slug if unit else None, kind=SourceKind.API
        )
        source_id = sources.add(connection, config, fold_name(config.address), now)
        if source_id is None:
            raise Refused(f"{config.address} is a source of another kind already", "choose another name for the unit")
        _tell(connection, EventKind.SOURCE_ADDED, source_id, now, f"{name} sends by the API", actor)
        return source_id

    def all(self) -> list[Token]:
        """Return all tokens, by name."""
        with self.database.read() as connection:
            return tokens.listing(connection)

    def revoke(self, name: str, *, actor: str) -> None:
        """Revoke a token for good; raises NotFound, or Refused if it is revoked already."""
        now = self.clock()
        with self.database.write() as connection:
            token = tokens.revoke(connection, name, now)
            if token is None:
                raise NotFound(f"no token is called {name!r}", "list them with: syndicator tokens list")
            if token.revoked_at is not None:
                raise Refused(f"{name!r} was revoked at {token.revoked_at:%Y-%m-%d %H:%M} UTC", "nothing is left to do")
            _tell(connection, EventKind.TOKEN_REVOKED, token.source_id, now, name, actor)

    def identify(self, secret: str) -> Token | None:
        """Return the token that a program showed, while it holds."""
        if not secret.startswith(PREFIX) or len(secret) > LONGEST_TOKEN_CHARS:
            return None
        now = self.clock()
        with self.database.read() as connection:
            token = tokens.by_hash(connection, _hash(secret))
        if token is None or not token.holds(now):
            return None
        if token.last_used_at is None or now - token.last_used_at >= USE_TOLD_EVERY:
            with self.database.write() as connection:
                tokens.note_use(connection, token.id, now)
        return token


def _hash(secret: str) -> str:
    """The token has 256 bits of chance: a fast hash of it cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _tell(
    connection: Connection, kind: EventKind, source_id: int | None, now: datetime, reason: str, actor: str
) -> None:
    events.append(connection, [Event(kind=kind, at=now, reason=reason, source_id=source_id, actor=actor)])
