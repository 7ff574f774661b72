"""The composition root: settings in, use cases with all their collaborators out."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from syndicator import __version__
from syndicator.access import Access
from syndicator.accounts import Accounts
from syndicator.checkup import Checkup
from syndicator.classify.authenticity import AuthenticityGuard
from syndicator.classify.judge import Judge
from syndicator.classify.units import UnitFinder
from syndicator.clustering import Arranger, Clustering, Following, Relater, Retraction
from syndicator.dedup.comparison import comparer
from syndicator.dedup.glance import Glance
from syndicator.deliver import registry
from syndicator.deliver.channel import Channel, Supplies
from syndicator.deliver.retry import RetryPolicy
from syndicator.deliver.throttle import RedisThrottle
from syndicator.dispatch import Dispatch
from syndicator.editing import Editing
from syndicator.errors import ConfigError
from syndicator.fetch.cadence import Cadence
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher
from syndicator.fetch.politeness import RedisSlots
from syndicator.fetch.robots import RobotsBook
from syndicator.fetch.signatures import secret_of
from syndicator.fetch.transport import GuardedTransport
from syndicator.fetch.websub import HubAsker
from syndicator.gathering import Gathering
from syndicator.intake import Intake
from syndicator.intake.answers import AnswerReader
from syndicator.intake.recorder import Recorder
from syndicator.intake.weighing import Weigher
from syndicator.model.moment import Clock, utc_now
from syndicator.parse.lists import ListReader
from syndicator.parse.reader import FeedReader
from syndicator.pushing import HubRounds, Receiving, Subscribing
from syndicator.settings import Settings
from syndicator.sourcing import Sourcing
from syndicator.storage import channels as channel_rows
from syndicator.storage import schema
from syndicator.storage.session import Database
from syndicator.submitting import Submitting
from syndicator.tracing import Tracing
from syndicator.upkeep import Upkeep

CHANNEL_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
HUB_TIMEOUT = httpx.Timeout(5.0, connect=4.0)
HUB_ANSWERS_WITHIN = timedelta(seconds=8)
FIRST_WAIT_FOR_HUB = timedelta(minutes=1)
PING_GAP = timedelta(seconds=30)
LONGEST_RETRY = 32

CHANNEL_KINDS = tuple(registry.KINDS)
"""Every kind of channel that this program knows; each has a queue of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """All use cases, ready to be called; what a shell (workers, cli, portal) needs and no more."""

    settings: Settings
    database: Database
    redis: redis.Redis
    channel_client: httpx.Client
    reader: FeedReader
    clock: Clock
    intake: Intake
    dispatch: Dispatch
    upkeep: Upkeep
    sourcing: Sourcing
    editing: Editing
    clustering: Clustering
    tracing: Tracing
    accounts: Accounts
    access: Access
    subscribing: Subscribing
    receiving: Receiving
    submitting: Submitting
    checkup: Checkup
    judge: Judge

    @property
    def channel_kinds(self) -> tuple[str, ...]:
        """Every kind of channel that this program knows."""
        return CHANNEL_KINDS

    def migrate(self) -> tuple[str | None, str]:
        """Bring the database's schema to this program's version; return the versions before and after."""
        return schema.upgrade(self.database)

    def open(self) -> None:
        """
        Check the database's schema, and make the configured channels known to it.

        Raises:
            SchemaMismatch: the database belongs to another version.
            Unavailable: the database does not answer.
        """
        schema.check(self.database)
        with self.database.write() as connection:
            kinds = {name: config.kind for name, config in self.settings.channels.items()}
            channel_rows.ensure(connection, kinds, self.clock())

    def close(self) -> None:
        """Close all connections."""
        self.database.close()
        self.redis.close()
        self.channel_client.close()
        self.subscribing.close()
        self.reader.close()


def build_judge(settings: Settings) -> Judge:
    """Return the judge alone, which needs neither database nor network."""
    return Judge(settings.topics, settings.sensitivity, settings.operations, settings.units)


def build_gathering(settings: Settings) -> Gathering:
    """Return an empty gathering, which needs neither database nor network."""
    return Gathering(settings.units, UnitFinder(settings.units), Glance(comparer()).compare)


def build(settings: Settings, *, clock: Clock = utc_now, rung_for: timedelta = timedelta(0)) -> Service:
    """
    Return the service that the settings describe; nothing is connected yet.

    `rung_for` is how long a delivery that a use case returns to be rung for counts as on its way; zero in a shell
    that cannot ring, so that the next sweep does.

    Raises:
        ConfigError: an address cannot be used.
    """
    environment = settings.environment
    database = Database(environment.database_address)
    redis_client = _redis(environment.redis_address)
    guard = AddressGuard(environment.networks)
    slots, robots = RedisSlots(redis_client), RobotsBook(redis_client)
    fetcher = Fetcher(guard, slots, robots, user_agent=_user_agent(settings), clock=clock)
    reader = FeedReader()
    answers = AnswerReader(ListReader(reader), settings.units)
    judge = build_judge(settings)
    channel_client = _channel_client(settings, guard)
    channels = _channels(settings, channel_client, clock)
    enabled = {name: config for name, config in settings.channels.items() if config.enabled}
    arranger = Arranger(rules=settings.rules, channels=settings.channels, units=settings.units, quiet=rung_for)
    intake = Intake(
        database=database,
        fetcher=fetcher,
        answers=answers,
        recorder=_recorder(settings, answers, judge),
        following=Following(
            arranger=arranger, relater=Relater(arranger=arranger), retraction=Retraction(arranger=arranger)
        ),
        clock=clock,
        quiet=rung_for,
    )
    return Service(
        settings=settings,
        database=database,
        redis=redis_client,
        channel_client=channel_client,
        reader=reader,
        clock=clock,
        intake=intake,
        dispatch=Dispatch(
            database=database,
            channels=channels,
            topic_names=settings.topic_names(),
            units=settings.units,
            base_url=environment.public_address,
            throttle=RedisThrottle(redis_client, clock),
            clock=clock,
            policy=_policy(settings),
        ),
        upkeep=Upkeep(
            database=database,
            units=settings.units,
            clock=clock,
            kinds=sorted({config.kind for config in enabled.values()}),
        ),
        sourcing=Sourcing(database=database, fetcher=fetcher, reader=reader, units=settings.units, clock=clock),
        editing=Editing(
            database=database,
            arranger=arranger,
            rules=settings.rules,
            channels=settings.channels,
            units=settings.units,
            clock=clock,
            quiet=rung_for,
        ),
        clustering=Clustering(database=database, arranger=arranger, clock=clock),
        tracing=Tracing(database),
        accounts=Accounts(database, clock),
        access=Access(database=database, units=settings.units, clock=clock, base_url=environment.public_address),
        subscribing=_subscribing(settings, database, guard, clock),
        receiving=Receiving(
            database=database,
            intake=intake,
            clock=clock,
            secret_of=_secret_of(settings),
            ping_gap=min(PING_GAP, environment.fastest_poll or PING_GAP),
        ),
        submitting=Submitting(database=database, intake=intake, reader=reader, clock=clock),
        checkup=Checkup(database=database, redis=redis_client, clock=clock, data_dir=environment.data_dir),
        judge=judge,
    )


def _recorder(settings: Settings, answers: AnswerReader, judge: Judge) -> Recorder:
    weigher = Weigher(judge=judge, rules=settings.rules, channels=settings.channels, units=settings.units)
    authenticity = AuthenticityGuard(settings.authenticity)
    return Recorder(answers=answers, weigher=weigher, authenticity=authenticity, cadence=_cadence(settings))


def _user_agent(settings: Settings) -> str:
    return f"Syndicator/{__version__} (+{settings.environment.public_address}/about)"


def _redis(address: str) -> redis.Redis:
    try:
        again_once = Retry(NoBackoff(), 1)
        return redis.Redis.from_url(address, socket_timeout=5, socket_connect_timeout=5, retry=again_once)
    except ValueError as error:
        raise ConfigError(
            "SYNDICATOR_REDIS_URL", f"this is not the address of a Redis: {error}", "write redis://host:6379/0"
        ) from error


def _channel_client(settings: Settings, guard: AddressGuard) -> httpx.Client:
    return httpx.Client(
        transport=GuardedTransport(
            guard,
            tls=ssl.create_default_context(),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30),
        ),
        headers={"User-Agent": _user_agent(settings)},
        timeout=CHANNEL_TIMEOUT,
    )


def _hub_asker(settings: Settings, guard: AddressGuard, clock: Clock) -> HubAsker:
    transport = GuardedTransport(
        guard,
        tls=ssl.create_default_context(),
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=30),
        answer_within=HUB_ANSWERS_WITHIN,
    )
    headers = {"User-Agent": _user_agent(settings), "Accept-Encoding": "identity"}
    return HubAsker(httpx.Client(transport=transport, headers=headers, timeout=HUB_TIMEOUT), clock)


def _subscribing(settings: Settings, database: Database, guard: AddressGuard, clock: Clock) -> Subscribing:
    environment = settings.environment
    return Subscribing(
        database=database,
        rounds=HubRounds(_hub_asker(settings, guard, clock)),
        clock=clock,
        base_url=environment.public_address,
        secret_of=_secret_of(settings),
        first_wait=min(FIRST_WAIT_FOR_HUB, environment.failure_backoff or FIRST_WAIT_FOR_HUB),
    )


def _secret_of(settings: Settings) -> Callable[[str], str]:
    """The key is read when it is needed: what never pushes needs none."""
    return lambda token: secret_of(settings.environment.signing_key(), token)


def _channels(settings: Settings, client: httpx.Client, clock: Clock) -> Mapping[str, Channel]:
    return {
        name: registry.build(config, Supplies(client=client, secrets=settings.secrets.get(name, {}), clock=clock))
        for name, config in settings.channels.items()
        if config.enabled
    }


def _cadence(settings: Settings) -> Cadence:
    environment, usual = settings.environment, Cadence()
    return Cadence(
        fastest=environment.fastest_poll or usual.fastest,
        failure_backoff=environment.failure_backoff or usual.failure_backoff,
    )


def _policy(settings: Settings) -> RetryPolicy:
    """The first wait is never longer than the floor that the environment sets."""
    usual = RetryPolicy()
    first = min(usual.first, settings.environment.failure_backoff or usual.first)
    return RetryPolicy(
        first=first, longest=min(usual.longest, first * LONGEST_RETRY), give_up_after=usual.give_up_after
    )
