"""From settings to the service: what each use case is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from redis import Redis

from syndicator.access import Access
from syndicator.bootstrap.bell import ChangeBell
from syndicator.bootstrap.clients import channel_client, hub_asker, redis_client, slots_of, user_agent
from syndicator.bootstrap.distributing import build_hub
from syndicator.bootstrap.fanout import build_channels, build_dispatch, build_lists
from syndicator.bootstrap.keeping import build_keeper
from syndicator.bootstrap.people import build_people
from syndicator.bootstrap.rekeying import build_rekeying
from syndicator.bootstrap.service import Service
from syndicator.bootstrap.sources import build_sourcing
from syndicator.bootstrap.watching import build_observing
from syndicator.checkup import Checkup
from syndicator.classify.authenticity import AuthenticityGuard
from syndicator.clustering import Arranger, Clustering, Following, Relater, Retraction
from syndicator.correcting import Correcting
from syndicator.coverage import Coverage
from syndicator.deliver.channel import Channel
from syndicator.dispatch import Dispatch
from syndicator.editing import Editing
from syndicator.exporting import Exporting
from syndicator.fetch.cadence import Cadence
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher
from syndicator.fetch.robots import RobotsBook
from syndicator.fetch.signatures import secret_of
from syndicator.intake import Intake
from syndicator.intake.answers import AnswerReader
from syndicator.intake.recorder import Recorder
from syndicator.intake.weighing import Weigher
from syndicator.learning import Learning
from syndicator.masking import Masking
from syndicator.model.moment import Clock, utc_now
from syndicator.parse.lists import ListReader
from syndicator.parse.reader import FeedReader
from syndicator.probing import Probing
from syndicator.pushing import HubRounds, Receiving, Subscribing
from syndicator.repeating import Repeating
from syndicator.replaying import Replaying
from syndicator.rerouting import Rerouting
from syndicator.rewriting import Phrasing, Rewriting, Sheets, Wake
from syndicator.rulekeeping import RuleKeeper
from syndicator.safekeeping import Safekeeping
from syndicator.scheduling import Scheduling
from syndicator.settings import Settings
from syndicator.sourcing import Sourcing
from syndicator.storage.session import Database
from syndicator.submitting import Submitting
from syndicator.tracing import Tracing
from syndicator.upkeep import Upkeep

FIRST_WAIT_FOR_HUB = timedelta(minutes=1)
PING_GAP = timedelta(seconds=30)
BELL_TIMEOUT_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """
    What several use cases share.

    Args:
        quiet: how long a delivery that is returned to be rung for counts as on its way.
    """

    settings: Settings
    database: Database
    redis: Redis
    bell: ChangeBell
    clock: Clock
    guard: AddressGuard
    fetcher: Fetcher
    reader: FeedReader
    keeper: RuleKeeper
    arranger: Arranger
    quiet: timedelta


def build(settings: Settings, *, clock: Clock = utc_now, rung_for: timedelta = timedelta(0)) -> Service:
    """
    Return the service that the settings describe; nothing is connected yet.

    `rung_for` is how long a delivery that a use case returns to be rung for counts as on its way; zero in a shell
    that cannot ring, so that the next sweep does.

    Raises:
        ConfigError: an address cannot be used.
    """
    parts = _parts(settings, clock, rung_for)
    database, client, intake = parts.database, channel_client(settings, parts.guard), _intake(parts)
    environment, units = settings.environment, settings.units
    coverage = Coverage(database, units, clock)
    lists = build_lists(settings, database, clock)
    channels = build_channels(settings, client, parts.guard, lists, database=database, redis=parts.redis, clock=clock)
    return Service(
        settings=settings,
        database=database,
        redis=parts.redis,
        bell=parts.bell,
        channel_client=client,
        reader=parts.reader,
        clock=clock,
        intake=intake,
        dispatch=_dispatch(parts, channels),
        probing=Probing(database=database, channels=channels, base_url=environment.public_address, clock=clock),
        mailing=lists,
        upkeep=_upkeep(parts),
        sourcing=_sourcing(parts),
        editing=_editing(parts),
        correcting=_correcting(parts),
        masking=_masking(parts),
        rerouting=_rerouting(parts),
        rewriting=Rewriting(database=database, wake=_words(parts), clock=clock),
        phrasing=Phrasing(database=database, wake=_words(parts), channels=settings.channels, clock=clock),
        sheets=Sheets(
            database=database, rules=parts.keeper.routes(), channels=settings.channels, units=units, clock=clock
        ),
        scheduling=Scheduling(database=database, channels=settings.channels, clock=clock),
        replaying=_replaying(parts),
        learning=Learning(
            database=database,
            rulebook=settings.rulebook(),
            shipped=settings.model,
            base=settings.base_examples,
            clock=clock,
        ),
        clustering=Clustering(database=database, arranger=parts.arranger, clock=clock),
        tracing=Tracing(database),
        **build_people(settings, database, clock),
        access=Access(database=database, units=units, clock=clock, base_url=environment.public_address),
        subscribing=_subscribing(parts),
        receiving=_receiving(parts, intake),
        hub=build_hub(settings, parts.guard, database=database, redis=parts.redis, clock=clock),
        submitting=Submitting(database=database, intake=intake, reader=parts.reader, clock=clock),
        repeating=Repeating(database, clock),
        checkup=Checkup(database=database, redis=parts.redis, clock=clock, data_dir=environment.data_dir),
        rekeying=build_rekeying(settings, database),
        safekeeping=Safekeeping(database=database, clock=clock, secret=environment.signing_key),
        observing=build_observing(settings, database, parts.redis, clock, _enabled(settings)),
        keeper=parts.keeper,
        coverage=coverage,
        exporting=Exporting(
            database=database,
            coverage=coverage,
            keeper=parts.keeper,
            units=units,
            clock=clock,
            base=environment.public_address,
        ),
    )


def _parts(settings: Settings, clock: Clock, quiet: timedelta) -> _Parts:
    redis, guard = redis_client(settings.environment.redis_address), AddressGuard(settings.environment.networks)
    slots, robots = slots_of(settings, redis), RobotsBook(redis)
    bell = ChangeBell(redis_client(settings.environment.redis_address, timeout_s=BELL_TIMEOUT_S))
    database = Database(settings.environment.database_address, tell=bell.ring)
    keeper = build_keeper(settings, database, clock)
    return _Parts(
        settings=settings,
        database=database,
        redis=redis,
        bell=bell,
        clock=clock,
        guard=guard,
        fetcher=Fetcher(guard, slots, robots, user_agent=user_agent(settings), clock=clock),
        reader=FeedReader(),
        keeper=keeper,
        arranger=Arranger(rules=keeper.routes(), channels=settings.channels, units=settings.units, quiet=quiet),
        quiet=quiet,
    )


def _upkeep(parts: _Parts) -> Upkeep:
    environment = parts.settings.environment
    return Upkeep(
        database=parts.database,
        units=parts.settings.units,
        clock=parts.clock,
        channels=_enabled(parts.settings),
        keep_fetches=environment.keep_fetches,
        keep_requests=environment.keep_requests,
        keep_attempts=environment.keep_attempts or None,
    )


def _intake(parts: _Parts) -> Intake:
    arranger, answers = parts.arranger, AnswerReader(ListReader(parts.reader), parts.settings.units)
    return Intake(
        database=parts.database,
        fetcher=parts.fetcher,
        answers=answers,
        recorder=_recorder(parts, answers),
        following=Following(
            arranger=arranger, relater=Relater(arranger=arranger), retraction=Retraction(arranger=arranger)
        ),
        clock=parts.clock,
        quiet=parts.quiet,
    )


def _recorder(parts: _Parts, answers: AnswerReader) -> Recorder:
    settings = parts.settings
    keeper, channels = parts.keeper, settings.channels
    weigher = Weigher(judge=keeper.judge, rules=keeper.routes(), channels=channels, units=settings.units)
    authenticity = AuthenticityGuard(settings.authenticity)
    return Recorder(answers=answers, weigher=weigher, authenticity=authenticity, cadence=_cadence(settings))


def _dispatch(parts: _Parts, channels: Mapping[str, Channel]) -> Dispatch:
    return build_dispatch(
        parts.settings,
        channels,
        database=parts.database,
        redis=parts.redis,
        keeper=parts.keeper,
        arranger=parts.arranger,
        clock=parts.clock,
    )


def _editing(parts: _Parts) -> Editing:
    settings = parts.settings
    return Editing(
        database=parts.database,
        arranger=parts.arranger,
        rules=parts.keeper.routes(),
        channels=settings.channels,
        units=settings.units,
        clock=parts.clock,
        quiet=parts.quiet,
    )


def _correcting(parts: _Parts) -> Correcting:
    settings = parts.settings
    return Correcting(
        database=parts.database,
        arranger=parts.arranger,
        rules=parts.keeper.routes(),
        channels=settings.channels,
        units=settings.units,
        topics=parts.keeper.topic_names("id"),
        clock=parts.clock,
        quiet=parts.quiet,
    )


def _rerouting(parts: _Parts) -> Rerouting:
    settings = parts.settings
    return Rerouting(
        database=parts.database,
        rules=parts.keeper.routes(),
        channels=settings.channels,
        units=settings.units,
        clock=parts.clock,
        quiet=parts.quiet,
    )


def _masking(parts: _Parts) -> Masking:
    settings = parts.settings
    return Masking(
        database=parts.database,
        judge=parts.keeper.judge,
        arranger=parts.arranger,
        channels=settings.channels,
        units=settings.units,
        clock=parts.clock,
        quiet=parts.quiet,
    )


def _words(parts: _Parts) -> Wake:
    return Wake(
        judge=parts.keeper.judge, channels=parts.settings.channels, units=parts.settings.units, quiet=parts.quiet
    )


def _replaying(parts: _Parts) -> Replaying:
    return Replaying(
        database=parts.database,
        judge=parts.keeper.judge,
        rules=parts.keeper.routes(),
        channels=parts.settings.channels,
        units=parts.settings.units,
        clock=parts.clock,
    )


def _sourcing(parts: _Parts) -> Sourcing:
    return build_sourcing(
        parts.settings,
        parts.guard,
        parts.fetcher,
        parts.reader,
        database=parts.database,
        redis=parts.redis,
        clock=parts.clock,
    )


def _subscribing(parts: _Parts) -> Subscribing:
    environment = parts.settings.environment
    return Subscribing(
        database=parts.database,
        rounds=HubRounds(hub_asker(parts.settings, parts.guard, parts.clock)),
        clock=parts.clock,
        base_url=environment.public_address,
        secret_of=_secret_of(parts.settings),
        first_wait=min(FIRST_WAIT_FOR_HUB, environment.failure_backoff or FIRST_WAIT_FOR_HUB),
    )


def _receiving(parts: _Parts, intake: Intake) -> Receiving:
    return Receiving(
        database=parts.database,
        intake=intake,
        clock=parts.clock,
        secret_of=_secret_of(parts.settings),
        former=tuple(partial(secret_of, key) for key in parts.settings.environment.former_keys),
        ping_gap=min(PING_GAP, parts.settings.environment.fastest_poll or PING_GAP),
    )


def _enabled(settings: Settings) -> list[str]:
    return sorted(name for name, config in settings.channels.items() if config.enabled)


def _secret_of(settings: Settings) -> Callable[[str], str]:
    """The key is read when it is needed: what never pushes needs none."""
    return lambda token: secret_of(settings.environment.signing_key(), token)


def _cadence(settings: Settings) -> Cadence:
    environment, usual = settings.environment, Cadence()
    return Cadence(
        fastest=environment.fastest_poll or usual.fastest,
        failure_backoff=environment.failure_backoff or usual.failure_backoff,
    )
