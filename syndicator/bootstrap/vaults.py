"""From settings to the vaults of channels: sealed with the service's own key, which is read when it is needed."""

from __future__ import annotations

from redis import Redis

from syndicator.deliver.sealing import Seal
from syndicator.granting import StoredVault
from syndicator.model.moment import Clock
from syndicator.settings import Settings
from syndicator.storage.session import Database


def vault_of(channel: str, settings: Settings, database: Database, redis: Redis, clock: Clock) -> StoredVault:
    """Return the vault of one channel."""
    environment, secrets = settings.environment, settings.secrets.get(channel, {})
    seal = Seal(channel=channel, secrets=secrets, key=environment.signing_key, former=environment.former_keys)
    return StoredVault(database=database, redis=redis, seal=seal, clock=clock)
