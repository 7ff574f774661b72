"""Use case: the people of the desk. Who they are, how they prove it, and how long they stay logged in."""

from syndicator.accounts.elsewhere import Elsewhere, Stranger
from syndicator.accounts.factors import Factors, Offer
from syndicator.accounts.logins import IDLE, LOGIN_LASTS, Denied, Logins, Opened
from syndicator.accounts.openid import Departure, IdentityProvider, OpenId
from syndicator.accounts.passwords import SHORTEST_PASSWORD_CHARS
from syndicator.accounts.people import Accounts
from syndicator.accounts.sealing import Seal, Unreadable
from syndicator.accounts.tries import MOST_TRIES, WINDOW, Tries

__all__ = [
    "IDLE",
    "LOGIN_LASTS",
    "MOST_TRIES",
    "SHORTEST_PASSWORD_CHARS",
    "WINDOW",
    "Accounts",
    "Denied",
    "Departure",
    "Elsewhere",
    "Factors",
    "IdentityProvider",
    "Logins",
    "Offer",
    "OpenId",
    "Opened",
    "Seal",
    "Stranger",
    "Tries",
    "Unreadable",
]
