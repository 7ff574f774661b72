"""The people of the desk: what lets them in, and what they are asked for."""

from __future__ import annotations

from typing import TypedDict

from syndicator.accounts import Accounts, Elsewhere, Factors, IdentityProvider, Logins, OpenId, Seal, Tries
from syndicator.bootstrap.clients import identity_client
from syndicator.model.moment import Clock
from syndicator.settings import Settings
from syndicator.storage.session import Database

CALLBACK = "/desk/login/elsewhere/back"
"""Where the provider of identities sends people back to; registered there with our public address before it."""


class People(TypedDict):
    """The use cases of the desk's people, by the names that the service has for them."""

    accounts: Accounts
    logins: Logins
    factors: Factors
    elsewhere: Elsewhere | None
    seal: Seal


def build_people(settings: Settings, database: Database, clock: Clock) -> People:
    """Return the use cases of the desk's people; the key is read when it is first needed."""
    environment = settings.environment
    accounts = Accounts(database, settings.units, clock)
    factors = Factors(database=database, seal=seal_of_factors(settings), clock=clock)
    return People(
        accounts=accounts,
        logins=Logins(
            database=database,
            tries=Tries(database, clock),
            factors=factors,
            clock=clock,
            factor_from=environment.require_totp,
        ),
        factors=factors,
        elsewhere=_elsewhere(settings, accounts, database, clock),
        seal=Seal("logins that are under way, 1", environment.signing_key, environment.former_keys),
    )


def seal_of_factors(settings: Settings) -> Seal:
    """Return what second factors are sealed with."""
    return Seal("second factors, 1", settings.environment.signing_key, settings.environment.former_keys)


def _elsewhere(settings: Settings, accounts: Accounts, database: Database, clock: Clock) -> Elsewhere | None:
    environment = settings.environment
    if not environment.oidc_issuer or not environment.oidc_client_id:
        return None
    provider = IdentityProvider(
        issuer=environment.oidc_issuer,
        client_id=environment.oidc_client_id,
        client_secret=environment.oidc_client_secret,
        name=environment.oidc_name,
        claim=environment.oidc_claim,
        default_role=environment.oidc_default_role,
    )
    callback = environment.public_address + CALLBACK
    openid = OpenId(provider, identity_client(), callback=callback, clock=clock)
    return Elsewhere(database=database, accounts=accounts, openid=openid)
