"""
Releases to six services that fail in turn, while workers are killed, Redis is flushed and PostgreSQL restarts.

By each service's own record every release is posted once; where nobody can tell, at most once and left to a person.
Corrections and withdrawals come in the middle of it.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.source import SourceConfig
from syndicator.settings import load
from tests.contract.doubles.webhook import WebhookDouble
from tests.feeds import Told, distinct, rss
from tests.leases import let_leases_end
from tests.moody import DOUBLES, MOODS, Mood, MoodyAccount, moody_accounts
from tests.outside import Answer, Outside, outside
from tests.processes import Program, Programs, programs, wait_for
from tests.servers import PostgresServer, RedisServer

DELIVERIES = int(os.environ.get("CHAOS_DELIVERIES", "300"))
"""First posts; `make bench` asks for 10,000."""
RELEASES = max(DELIVERIES // len(DOUBLES), 30)
A_FEED = 50
KILLS = 3 if DELIVERIES <= 1_000 else 20
RUNS_S = 2.0
TURN_S = 1.0
REVISED, WITHDRAWN = 7, 11
"""One of so many releases is corrected, and one of so many is withdrawn."""
CORRECTION = " Ralat: jumlah personel sebelas orang, bukan dua belas orang."
SEED = 7
BEYOND = re.compile("has said more since|has made more than")
ENDS_WITHIN_S = 60 + DELIVERIES / 15


@pytest.fixture
def accounts() -> Iterator[dict[str, MoodyAccount]]:
    with moody_accounts(SEED) as served:
        yield served


@pytest.fixture
def newsroom() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def database_url(postgres: PostgresServer) -> Iterator[str]:
    postgres.execute("CREATE DATABASE chaos TEMPLATE syndicator_template")
    yield postgres.url("chaos")
    postgres.execute("DROP DATABASE chaos WITH (FORCE)")


@pytest.fixture
def machine(
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    config_dir: Path,
    database_url: str,
    redis_url: str,
    accounts: dict[str, MoodyAccount],
) -> Iterator[Programs]:
    (config_dir / "channels.toml").write_text("".join(account.table() for account in accounts.values()))
    for account in accounts.values():
        for name, secret in account.environment().items():
            environment.setenv(name, secret)
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    with programs({}, tmp_path) as started:
        yield started


@pytest.fixture
def desk(machine: Programs) -> Iterator[Service]:
    """Who brings releases in, and withdraws them; it rings for nothing, so that all is left to the sweep."""
    assert machine.environment["SYNDICATOR_REDIS_URL"]
    service = build(load())
    service.open()
    yield service
    service.close()


def told(number: int, *, revised: bool = False) -> Told:
    one = distinct(number)
    return Told(number, one.title, one.text + CORRECTION) if revised else one


def bring(desk: Service, newsroom: Outside, *, revised: bool = False) -> None:
    """Have all feeds polled; on the second time some of their releases are corrected."""
    known = {source.config.address: source.id for source in desk.sourcing.all()}
    for first in range(0, RELEASES, A_FEED):
        numbers = range(first, min(first + A_FEED, RELEASES))
        feed = [told(number, revised=revised and number % REVISED == 0) for number in numbers]
        newsroom.answers[f"/{first}/feed/"] = Answer(body=rss(feed, f"https://humas{first}.test"))
        address = f"{newsroom.url}/{first}/feed/"
        source = known.get(address) or desk.sourcing.add(SourceConfig(address=address), actor="test")
        desk.intake.poll([source], even_if_not_due=True)


class Chaos:
    """Gives services moods in turn while workers run and are killed."""

    def __init__(self, machine: Programs, desk: Service, accounts: dict[str, MoodyAccount]) -> None:
        self._machine, self._desk, self._accounts = machine, desk, accounts
        self._chance = random.Random(SEED)
        self._worker: Program | None = None
        for account in accounts.values():
            account.mood = Mood.LOST

    def start_worker(self) -> None:
        self._worker = self._machine.start("worker", "--concurrency", "2")

    def asked(self) -> int:
        return sum(len(account.world.asked) for account in self._accounts.values())

    def rage(self, seconds: float) -> None:
        """Wait until the worker sends, and change moods for some time."""
        before = self.asked()
        wait_for("this worker sends", lambda: self.asked() > before + 5 or is_over(self._desk), seconds=120)
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            for account in self._accounts.values():
                account.mood = self._chance.choice((Mood.WELL, *MOODS) if account.failed else MOODS)
            time.sleep(TURN_S)

    def calm(self) -> None:
        for account in self._accounts.values():
            account.mood = Mood.WELL

    def kill(self) -> None:
        """Kill the worker with its pool, and wait until nothing that it asked is under way."""
        assert self._worker is not None
        self._worker.kill_all()
        time.sleep(0.5)
        wait_for("services are idle", lambda: not any(one.under_way for one in self._accounts.values()), seconds=10)

    def let_leases_end(self) -> None:
        """
        Let the time of a lease pass for all that waits; only while no worker lives, who could hold one.

        What was measured at length waits for the real end of its leases.
        """
        if DELIVERIES <= 1_000:
            let_leases_end(self._desk.database)


def all_deliveries(desk: Service) -> list[Delivery]:
    return list(desk.tracing.deliveries(most=1_000_000))


def is_over(desk: Service) -> bool:
    counts = desk.tracing.delivery_counts()
    return not any(number for state, number in counts.items() if not state.final)


def wait_for_the_end(desk: Service) -> None:
    try:
        wait_for("every delivery is over", lambda: is_over(desk), seconds=ENDS_WITHIN_S)
    except AssertionError as error:
        waiting = [one for one in all_deliveries(desk) if not one.state.final]
        pytest.fail("\n".join([str(error), f"{len(waiting)} wait:", *map(repr, waiting[:50])]))


@pytest.mark.timeout(300 if DELIVERIES <= 1_000 else 3_600)
def test_every_release_is_posted_once_whatever_fails(
    machine: Programs,
    desk: Service,
    accounts: dict[str, MoodyAccount],
    newsroom: Outside,
    postgres: PostgresServer,
    redis_server: RedisServer,
) -> None:
    bring(desk, newsroom)
    numbers = {one.id: int(one.content.title.rpartition(" ")[2]) for one in desk.tracing.bulletins(most=RELEASES)}
    assert sorted(numbers.values()) == list(range(RELEASES))
    machine.start("beat")
    chaos = Chaos(machine, desk, accounts)
    for kill in range(KILLS):
        chaos.start_worker()
        chaos.rage(RUNS_S)
        if kill % 4 == 0:
            bring(desk, newsroom, revised=True)
        if kill % 4 == 1:
            redis_server.flush()
            withdraw_some(desk, numbers)
        if kill % 4 == 2:
            postgres.stop()
            time.sleep(1)
            postgres.start()
        chaos.kill()
        chaos.let_leases_end()
    chaos.calm()
    chaos.start_worker()
    wait_for_the_end(desk)
    assert min(account.failed for account in accounts.values()) > 0, "faults took place"
    check(desk, accounts, numbers)


def withdraw_some(desk: Service, numbers: dict[int, int]) -> None:
    for bulletin_id, number in numbers.items():
        if number % WITHDRAWN == 0 and desk.tracing.trace(bulletin_id).bulletin.state == "released":
            desk.editing.withdraw(bulletin_id, actor="test", reason="salah kirim")


def check(desk: Service, accounts: dict[str, MoodyAccount], numbers: dict[int, int]) -> None:
    planned = all_deliveries(desk)
    withdrawn = {bulletin_id for bulletin_id, number in numbers.items() if number % WITHDRAWN == 0}
    doubtful = {(one.channel, one.bulletin_id) for one in planned if is_left_to_a_person(one)}
    strange = [
        one for one in planned if (one.channel, one.bulletin_id) not in doubtful and not is_as_promised(one, withdrawn)
    ]
    assert not strange, [(one.channel, one.action, one.state, one.last_error) for one in strange]
    for kind, account in accounts.items():
        check_account(kind, account, {numbers[bulletin_id] for channel, bulletin_id in doubtful if channel == kind})
    hooks = accounts["webhook"].double
    assert isinstance(hooks, WebhookDouble)
    check_order(hooks)


def is_left_to_a_person(one: Delivery) -> bool:
    """
    Telegram cannot be asked whether it has a post.

    Where an account says hundreds of posts in seconds, as it does here at length, not all of it is looked through.
    """
    if one.channel == "telegram":
        return one.state in {DeliveryState.UNCONFIRMED, DeliveryState.ABANDONED}
    looked_through = DELIVERIES > 1_000 and one.channel in {"mastodon", "x"}
    return looked_through and one.state is DeliveryState.UNCONFIRMED and BEYOND.search(one.last_error or "") is not None


def is_as_promised(one: Delivery, withdrawn: set[int]) -> bool:
    """A receiver of webhooks cannot be asked of what may not be sent again."""
    if one.state in {DeliveryState.DELIVERED, DeliveryState.CANCELLED}:
        return True
    is_taken_back = one.action is Action.CREATE and one.bulletin_id in withdrawn
    return one.channel == "webhook" and one.state is DeliveryState.UNCONFIRMED and is_taken_back


def check_account(kind: str, account: MoodyAccount, unknown: set[int]) -> None:
    """Compare the service's own record with what should be there; of what is unknown at most one post may be."""
    shown = account.shown()
    doubled = {number: words for number, words in shown.items() if len(words) > 1}
    assert not doubled, f"{kind} shows twice: {doubled}"
    for number in range(RELEASES):
        if number in unknown:
            continue
        if number % WITHDRAWN == 0:
            assert number not in shown, f"{kind} still shows {number}"
            continue
        assert number in shown, f"{kind} never got {number}"
        if number % REVISED == 0 and kind in {"webhook", "wordpress"}:
            assert "Ralat" in shown[number][0], f"{kind} shows {number} uncorrected"


def check_order(hooks: WebhookDouble) -> None:
    """No correction came before its first post, and nothing after a withdrawal."""
    rank = {f"bulletin.{told}": place for place, told in enumerate(("created", "revised", "withdrawn"))}
    seen: dict[object, list[int]] = {}
    for payload in hooks._taken.values():
        subject = payload["data"]
        assert isinstance(subject, dict)
        seen.setdefault(subject["id"], []).append(rank[str(payload["type"])])
    only_taken_back = [rank["bulletin.withdrawn"]]
    first = rank["bulletin.created"]
    assert all(ranks == sorted(ranks) and (ranks[0] == first or ranks == only_taken_back) for ranks in seen.values())
    assert any(rank["bulletin.revised"] in ranks for ranks in seen.values())
    assert any(rank["bulletin.withdrawn"] in ranks for ranks in seen.values())
