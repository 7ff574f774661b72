"""Second factors: codes by time (TOTP, RFC 6238) from a person's own device, and codes for when it is lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import pyotp

from syndicator.accounts.people import tell
from syndicator.accounts.sealing import Seal
from syndicator.errors import Refused
from syndicator.model.event import EventKind
from syndicator.model.moment import Clock
from syndicator.model.user import User
from syndicator.storage import logins, users
from syndicator.storage.session import Connection, Database

STEP_S = 30
SLACK = (0, -1, 1)
"""Clocks differ: the code before and the one after are right as well (RFC 6238 section 5.2)."""
RECOVERY_CODES = 10
ISSUER = "Syndicator"
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_RECOVERY_CHARS = 16


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """A factor that waits for its first code: the secret to be typed, and the address that a QR code shows."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """Sets up second factors, and checks codes; no code is taken twice."""

    database: Database
    seal: Seal
    clock: Clock

    def begin(self, user: User) -> None:
        """Make a secret for a person; it counts once a code of it was shown. Raises Refused if one counts already."""
        if user.factor_since is not None:
            raise Refused("a second factor is set up already", "end it first")
        sealed = self.seal.closed({"user": user.id, "secret": pyotp.random_base32()})
        with self.database.write() as connection:
            users.change(connection, user.id, factor_sealed=sealed, factor_since=None, factor_step=None)

    def offer(self, user: User) -> Offer | None:
        """Return the factor that waits for its first code; None if nothing was begun, or it counts already."""
        with self.database.read() as connection:
            factor = users.factor(connection, user.id)
        if factor is None or factor.since is not None:
            return None
        secret = self._secret(user, factor)
        return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=ISSUER))

    def confirm(self, user: User, code: str, *, keep: str) -> list[str] | None:
        """
        Let a factor count if the code is one of it; return the codes for its loss, None if the code is wrong.

        All of the person's logins but the one of the key `keep` end.
        """
        now = self.clock()
        with self.database.write() as connection:
            factor = users.factor(connection, user.id)
            if factor is None or factor.since is not None or not self._takes(connection, user, factor, code):
                return None
            users.change(connection, user.id, factor_since=now)
            logins.end_of_user(connection, user.id, besides=keep)
            tell(connection, EventKind.USER_FACTOR, user.login, "", user.login, now)
            return _new_codes(connection, user)

    def check(self, user: User, code: str) -> bool:
        """Tell whether a code is right: one of the factor that was not used yet, or one for its loss."""
        with self.database.write() as connection:
            factor = users.factor(connection, user.id)
            if factor is None or factor.since is None:
                return False
            return self._takes(connection, user, factor, code) or _is_recovery(connection, user, code)

    def renew_codes(self, user: User, code: str) -> list[str] | None:
        """Replace the codes for a lost factor, by a code of the factor; return them, None if the code is wrong."""
        now = self.clock()
        with self.database.write() as connection:
            factor = users.factor(connection, user.id)
            if factor is None or factor.since is None or not self._takes(connection, user, factor, code):
                return None
            tell(connection, EventKind.USER_CODES, user.login, "", user.login, now)
            return _new_codes(connection, user)

    def end(self, user: User, code: str) -> bool:
        """End one's own factor by a code of it, or by one for its loss; return False if the code is wrong."""
        now = self.clock()
        with self.database.write() as connection:
            factor = users.factor(connection, user.id)
            if factor is None or factor.since is None:
                return False
            if not self._takes(connection, user, factor, code) and not _is_recovery(connection, user, code):
                return False
            users.change(connection, user.id, factor_sealed=None, factor_since=None, factor_step=None)
            users.set_recovery_codes(connection, user.id, [])
            tell(connection, EventKind.USER_FACTOR_ENDED, user.login, "", user.login, now)
            return True

    def codes_left(self, user: User) -> int:
        """Return how many codes for a lost factor a person still has."""
        with self.database.read() as connection:
            return users.recovery_codes_left(connection, user.id)

    def _takes(self, connection: Connection, user: User, factor: users.Factor, code: str) -> bool:
        """Use a code up if it is right; one that was used, or is older than one that was, is wrong."""
        typed, now = "".join(code.split()), int(self.clock().timestamp()) // STEP_S
        if not (typed.isascii() and typed.isdecimal()):
            return False
        counter = pyotp.TOTP(self._secret(user, factor), interval=STEP_S)
        right = [now + slack for slack in SLACK if hmac.compare_digest(counter.generate_otp(now + slack), typed)]
        return bool(right) and users.take_step(connection, user.id, right[0])

    def _secret(self, user: User, factor: users.Factor) -> str:
        told = self.seal.opened(factor.sealed)
        if told["user"] != user.id:
            raise Refused("this second factor belongs to somebody else", "have it reset by an admin")
        return str(told["secret"])


def _new_codes(connection: Connection, user: User) -> list[str]:
    """The codes have 78 bits of chance: a fast hash of them cannot be turned back."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_CHARS)) for _ in range(RECOVERY_CODES)]
    users.set_recovery_codes(connection, user.id, map(_code_hash, codes))
    return ["-".join(code[start : start + 4] for start in range(0, _RECOVERY_CHARS, 4)) for code in codes]


def _is_recovery(connection: Connection, user: User, code: str) -> bool:
    plain = "".join(one for one in code.upper() if one.isalnum())
    return len(plain) == _RECOVERY_CHARS and users.take_recovery_code(connection, user.id, _code_hash(plain))


def _code_hash(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
