"""From settings to the change of the secret key: who opens and seals what is stored where."""

from __future__ import annotations

from syndicator.accounts import Unreadable as UnreadableFactor
from syndicator.bootstrap.people import seal_of_factors
from syndicator.deliver.sealing import Unreadable, resealed
from syndicator.rekeying import Rekeying
from syndicator.settings import Settings
from syndicator.storage import sealed
from syndicator.storage.session import Database


def build_rekeying(settings: Settings, database: Database) -> Rekeying:
    """Return the change of the secret key; the key of now is read when it is needed."""
    environment, factors = settings.environment, seal_of_factors(settings)

    def grant(old: str) -> str | None:
        return resealed(old, environment.signing_key(), environment.former_keys)

    seals = {place: factors.resealed if place == sealed.FACTORS else grant for place in sealed.PLACES}
    return Rekeying(database=database, seals=seals, foreign=(Unreadable, UnreadableFactor))
