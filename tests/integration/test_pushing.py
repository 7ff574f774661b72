"""The whole exchange with hubs on both databases: asked, confirmed, pushed, renewed, lapsed, denied, forged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.errors import Unavailable
from syndicator.fetch.leases import AUDIT_GAP, audit_gap
from syndicator.model.event import EventKind
from syndicator.model.source import SourceConfig, SourceState
from syndicator.model.subscription import Subscription, SubscriptionState
from syndicator.portal.app import create_app
from syndicator.portal.websub import LONGEST_PUSH_BYTES
from syndicator.settings import load
from syndicator.storage import hubs, subscriptions
from tests.conftest import MovableClock
from tests.feeds import distinct, rss
from tests.outside import Answer, Asked, Outside, outside
from tests.pushed import Hub, Portal, portal_over

TOPIC = "https://humas.contoh.test/feed/"


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/feed/"] = Answer(body=rss([distinct(1)]))
        yield running


@pytest.fixture
def portal(service: Service) -> Iterator[Portal]:
    with portal_over(create_app(service)) as portal:
        yield portal


@pytest.fixture
def hub(world: Outside, portal: Portal) -> Hub:
    return Hub(world, portal)


@pytest.fixture
def source_id(service: Service, world: Outside, hub: Hub) -> int:
    """A source whose hub is known, and was asked."""
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.subscribing.learn(source_id, hub.url, TOPIC)
    assert service.subscribing.subscribe_due() == 1
    return source_id


def found(service: Service, source_id: int) -> Subscription:
    with service.database.read() as connection:
        subscription = subscriptions.find(connection, source_id=source_id)
    assert subscription is not None
    return subscription


def told(service: Service, kind: EventKind) -> list[str]:
    with service.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, reason FROM events ORDER BY seq").all()
    return [row.reason for row in rows if row.kind == kind]


def next_poll_is_now(service: Service, source_id: int) -> bool:
    return service.sourcing.get(source_id).next_poll_at <= service.clock()


def rested(service: Service, source_id: int) -> None:
    """Put the next poll far away, as an audit does."""
    with service.database.write() as connection:
        connection.exec_driver_sql("UPDATE sources SET next_poll_at = '2026-12-31 00:00:00'")
    assert not next_poll_is_now(service, source_id)


def test_a_hub_is_asked_in_the_words_of_the_standard(service: Service, hub: Hub, source_id: int) -> None:
    token = found(service, source_id).token
    assert hub.last == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": f"http://portal.test/websub/{token}",
        "hub.lease_seconds": "604800",
        "hub.secret": hub.last["hub.secret"],
    }
    assert 32 <= len(hub.last["hub.secret"]) < 200
    assert found(service, source_id).state is SubscriptionState.ASKED


@pytest.mark.usefixtures("source_id")
def test_the_secret_is_in_no_row(service: Service, hub: Hub) -> None:
    hub.ask_back()
    with service.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM subscriptions").all()
    assert hub.last["hub.secret"] not in str(rows)
    assert service.settings.environment.signing_key() not in str(rows)


def test_a_hub_that_asks_back_gets_its_challenge_byte_for_byte(service: Service, hub: Hub, source_id: int) -> None:
    answer = hub.ask_back(challenge="a challenge/+ü <script>")
    assert (answer.status_code, answer.content) == (200, "a challenge/+ü <script>".encode())
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    subscription = found(service, source_id)
    assert subscription.state is SubscriptionState.ACTIVE
    assert subscription.leased_until == service.clock() + timedelta(days=10)


@pytest.mark.usefixtures("source_id")
def test_a_challenge_of_any_bytes_comes_back_as_it_was(hub: Hub) -> None:
    query = f"hub.mode=subscribe&hub.topic={TOPIC}&hub.lease_seconds=60&hub.challenge=%FF%00%E9"
    assert hub.portal.ask("GET", f"{hub.callback}?{query}").content == b"\xff\x00\xe9"


def test_what_was_not_asked_for_is_not_confirmed(service: Service, hub: Hub, source_id: int) -> None:
    assert hub.ask_back(topic="https://other.test/feed/").status_code == 404
    assert hub.ask_back("unsubscribe").status_code == 404
    assert hub.ask_back("publish").status_code == 404
    assert hub.portal.ask("GET", "/websub/unknown?hub.mode=subscribe&hub.challenge=x").status_code == 404
    assert hub.portal.ask("GET", hub.callback).status_code == 404
    assert hub.portal.ask("GET", f"{hub.callback}?hub.mode=subscribe&hub.topic={TOPIC}").status_code == 404
    assert found(service, source_id).state is SubscriptionState.ASKED


def test_a_pushed_release_is_a_bulletin_at_once(service: Service, hub: Hub, source_id: int) -> None:
    hub.ask_back()
    answer = hub.push(rss([distinct(1)]))
    assert (answer.status_code, answer.content) == (202, b"")
    [bulletin] = service.tracing.bulletins()
    assert (bulletin.source_id, bulletin.content.title) == (source_id, "Kegiatan nomor 1")
    subscription = found(service, source_id)
    assert (subscription.pushes, subscription.proven) == (1, 1)
    assert subscription.pushed_at == service.clock()


def test_a_release_pushed_twice_is_one_bulletin(service: Service, hub: Hub, source_id: int) -> None:
    hub.ask_back()
    for _ in range(2):
        assert hub.push(rss([distinct(1)])).status_code == 202
    assert len(service.tracing.bulletins()) == 1
    subscription = found(service, source_id)
    assert (subscription.pushes, subscription.proven) == (2, 1)


def test_a_release_pushed_after_its_poll_is_one_bulletin(service: Service, hub: Hub, source_id: int) -> None:
    service.intake.poll([source_id])
    hub.ask_back()
    assert hub.push(rss([distinct(1), distinct(2)])).status_code == 202
    assert len(service.tracing.bulletins()) == 2


def test_a_wrong_or_missing_signature_is_answered_like_a_right_one_and_ignored(
    service: Service, hub: Hub, source_id: int
) -> None:
    hub.ask_back()
    wrong = [{}, {"X-Hub-Signature": "sha256=" + "0" * 64}, {"X-Hub-Signature": "sha256=ü"}]
    for headers in wrong:
        answer = hub.portal.ask("POST", hub.callback, headers=headers, content=rss([distinct(1)]))
        assert (answer.status_code, answer.content) == (202, b"")
    assert service.tracing.bulletins() == []
    subscription = found(service, source_id)
    assert (subscription.forged, subscription.pushes) == (3, 0)


def test_a_secret_of_another_subscription_signs_nothing(
    service: Service, world: Outside, hub: Hub, source_id: int
) -> None:
    other = service.sourcing.add(SourceConfig(address=f"{world.url}/other/"), actor="test")
    own = hub.last
    service.subscribing.learn(other, hub.url, "https://other.test/")
    service.subscribing.subscribe_due()
    assert hub.last["hub.secret"] != own["hub.secret"]
    assert hub.push(rss([distinct(1)]), secret=own["hub.secret"]).status_code == 202
    assert service.tracing.bulletins() == []
    assert (found(service, other).forged, found(service, source_id).forged) == (1, 0)


def test_a_hub_that_was_asked_under_the_key_of_before_is_still_believed(
    service: Service, hub: Hub, source_id: int, monkeypatch: pytest.MonkeyPatch, clock: MovableClock
) -> None:
    hub.ask_back()
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY_OLD", service.settings.environment.signing_key())
    monkeypatch.setenv("SYNDICATOR_SECRET_KEY", "kunci-baru-yang-panjang")
    later = build(load(), clock=clock)
    with portal_over(create_app(later)) as portal:
        asked = replace(hub, portal=portal)
        asked.push(rss([distinct(1)]), secret="a guess")
        assert found(service, source_id).forged == 1
        asked.push(rss([distinct(1)]))
    later.close()
    assert (found(service, source_id).forged, len(service.tracing.bulletins())) == (1, 1)


def test_forgeries_are_counted_and_told_ever_more_rarely(service: Service, hub: Hub, source_id: int) -> None:
    hub.ask_back()
    for _ in range(12):
        hub.push(rss([distinct(1)]), secret="a guess")
    assert found(service, source_id).forged == 12
    assert [reason.split()[0] for reason in told(service, EventKind.SUBSCRIPTION_FORGED)] == ["1", "10"]


@pytest.mark.usefixtures("source_id")
def test_an_unknown_token_is_told_to_stop(hub: Hub) -> None:
    assert hub.portal.ask("POST", "/websub/unknown", content=b"x" * 100).status_code == 404


@pytest.mark.parametrize("token", ["%00", "a" * 5_000, "%ff%fe", "../tidak", "%F0%9F%98%80", "a'--"])
@pytest.mark.usefixtures("source_id")
def test_a_token_of_nonsense_is_unknown(hub: Hub, token: str) -> None:
    for method in ("GET", "POST"):
        assert hub.portal.ask(method, f"/websub/{token}?hub.mode=subscribe").status_code == 404


@pytest.mark.usefixtures("source_id")
def test_a_question_of_a_thousand_fields_is_not_read(hub: Hub) -> None:
    query = f"hub.mode=subscribe&hub.topic={TOPIC}&hub.challenge=x" + "&a=1" * 1_000
    assert hub.portal.ask("GET", f"{hub.callback}?{query}").status_code == 404


@pytest.mark.usefixtures("source_id")
def test_while_the_database_is_away_a_hub_is_asked_to_come_again_and_no_token_is_told(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable("the database does not answer", "start it")

    monkeypatch.setattr("syndicator.storage.subscriptions.find", away)
    with structlog.testing.capture_logs() as logs:
        for answer in (hub.ask_back(), hub.push(rss([distinct(1)]))):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert logs
    assert hub.callback.rpartition("/")[2] not in str(logs)


@pytest.mark.usefixtures("source_id")
def test_a_body_beyond_bounds_is_not_read(service: Service, hub: Hub) -> None:
    hub.ask_back()
    assert hub.push(b" " * (LONGEST_PUSH_BYTES + 1)).status_code == 413
    assert hub.push(rss([distinct(1)]) + b" " * 1_500_000).status_code == 202
    assert len(service.tracing.bulletins()) == 1


def test_a_lease_is_renewed_before_it_ends(service: Service, hub: Hub, source_id: int, clock: MovableClock) -> None:
    hub.ask_back(lease_s=1_000)
    clock.advance(timedelta(seconds=740))
    assert service.subscribing.subscribe_due() == 0
    clock.advance(timedelta(seconds=61))
    assert service.subscribing.subscribe_due() == 1
    assert found(service, source_id).state is SubscriptionState.ACTIVE
    assert hub.questions[0] == hub.questions[1]
    hub.ask_back(lease_s=1_000)
    assert found(service, source_id).leased_until == clock.now + timedelta(seconds=1_000)
    assert len(told(service, EventKind.SUBSCRIPTION_CONFIRMED)) == 1


def test_a_lapsed_lease_is_wanted_again_and_its_source_polled_at_once(
    service: Service, hub: Hub, source_id: int, clock: MovableClock
) -> None:
    hub.ask_back(lease_s=100)
    rested(service, source_id)
    hub.answer = Answer(503)
    clock.advance(timedelta(seconds=101))
    assert service.subscribing.subscribe_due() == 1
    subscription = found(service, source_id)
    assert (subscription.state, subscription.leased_until) == (SubscriptionState.WANTED, None)
    assert next_poll_is_now(service, source_id)
    assert len(told(service, EventKind.SUBSCRIPTION_LAPSED)) == 1


def test_a_hub_that_denies_is_left_alone_for_a_day(
    service: Service, hub: Hub, source_id: int, clock: MovableClock
) -> None:
    hub.ask_back()
    rested(service, source_id)
    assert hub.ask_back("denied", reason="not for you\x00\n<b>").status_code == 200
    subscription = found(service, source_id)
    assert (subscription.state, subscription.reason) == (SubscriptionState.DENIED, "not for you<b>")
    assert next_poll_is_now(service, source_id)
    clock.advance(timedelta(hours=23))
    assert service.subscribing.subscribe_due() == 0
    clock.advance(timedelta(hours=4))
    assert service.subscribing.subscribe_due() == 1


@pytest.mark.parametrize(
    ("answer", "state", "rests"),
    [
        (Answer(500), SubscriptionState.WANTED, timedelta(seconds=1)),
        (Answer(429, headers={"Retry-After": "7200"}), SubscriptionState.WANTED, timedelta(hours=2)),
        (Answer(403), SubscriptionState.DENIED, timedelta(days=1)),
    ],
    ids=["500", "429", "403"],
)
def test_whatever_a_hub_answers_is_kept_and_waited_for(
    service: Service, world: Outside, hub: Hub, answer: Answer, state: SubscriptionState, rests: timedelta
) -> None:
    hub.answer = answer
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.subscribing.learn(source_id, hub.url, TOPIC)
    assert service.subscribing.subscribe_due() == 1
    subscription = found(service, source_id)
    assert (subscription.state, subscription.failures) == (state, 1)
    assert rests <= subscription.renew_at - service.clock() <= rests * 1.1
    assert service.subscribing.subscribe_due() == 0


def test_a_redirect_is_followed_by_the_same_question(service: Service, world: Outside, hub: Hub) -> None:
    world.answers["/moved"] = Answer(307, headers={"Location": "/hub"})
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.subscribing.learn(source_id, f"{world.url}/moved", TOPIC)
    service.subscribing.subscribe_due()
    assert hub.last["hub.topic"] == TOPIC
    assert found(service, source_id).state is SubscriptionState.ASKED


def test_an_unreachable_hub_is_asked_once_for_all_that_want_it(service: Service, world: Outside) -> None:
    with outside() as gone:
        address = gone.url
    for number in range(3):
        source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/{number}/"), actor="test")
        service.subscribing.learn(source_id, f"{address}/hub", f"https://{number}.test/")
    assert service.subscribing.subscribe_due() == 3
    assert found(service, source_id).state is SubscriptionState.WANTED
    assert "refused" in str(found(service, source_id).reason).lower()


def test_a_hub_may_ask_back_before_it_answers(service: Service, world: Outside, hub: Hub) -> None:
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")

    def hear(asked: Asked) -> Answer:
        hub._hear(asked)
        token = hub.callback.rpartition("/")[2]
        service.subscribing.verify(token, mode="subscribe", topic=TOPIC, lease_seconds="900")
        return Answer(202)

    world.answers["/hub"] = hear
    service.subscribing.learn(source_id, hub.url, TOPIC)
    service.subscribing.subscribe_due()
    subscription = found(service, source_id)
    assert (subscription.state, subscription.failures) == (SubscriptionState.ACTIVE, 0)
    assert subscription.renew_at > service.clock() + timedelta(seconds=600)


def test_two_sweeps_ask_a_hub_once(service: Service, world: Outside, hub: Hub) -> None:
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.subscribing.learn(source_id, hub.url, TOPIC)
    sweeps = [threading.Thread(target=service.subscribing.subscribe_due) for _ in range(4)]
    for sweep in sweeps:
        sweep.start()
    for sweep in sweeps:
        sweep.join()
    assert len(hub.questions) == 1


def test_one_process_asks_hubs_at_a_time_and_a_dead_ones_turn_runs_out(
    service: Service, world: Outside, hub: Hub, clock: MovableClock
) -> None:
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.subscribing.learn(source_id, hub.url, TOPIC)
    with service.database.write() as connection:
        assert hubs.begin_round(connection, clock.now, lease=timedelta(minutes=1))
    assert service.subscribing.subscribe_due() == 0
    clock.advance(timedelta(minutes=1))
    assert service.subscribing.subscribe_due() == 1
    service.subscribing.learn(source_id, hub.url, "https://another.test/")
    clock.advance(timedelta(hours=2))
    assert service.subscribing.subscribe_due() == 1


def test_what_there_was_no_time_for_is_asked_next_time(service: Service, world: Outside, hub: Hub) -> None:
    hub.answer = Answer(202, delay_s=0.06)
    for number in range(4):
        source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/{number}/"), actor="test")
        service.subscribing.learn(source_id, hub.url, f"https://{number}.test/")
    subscribing = service.subscribing
    hasty = replace(subscribing, rounds=replace(subscribing.rounds, budget=timedelta(seconds=0.1)))
    first = hasty.subscribe_due()
    assert 0 < first < 4
    assert first + subscribing.subscribe_due() == 4
    assert len({question["hub.topic"] for question in hub.questions}) == len(hub.questions) == 4


def test_a_paused_source_is_unsubscribed_and_its_hub_told_to_stop(service: Service, hub: Hub, source_id: int) -> None:
    hub.ask_back()
    service.sourcing.set_state(source_id, SourceState.PAUSED, actor="test")
    assert hub.push(rss([distinct(1)])).status_code == 410
    assert service.tracing.bulletins() == []
    service.subscribing.subscribe_due()
    assert hub.last["hub.mode"] == "unsubscribe"
    assert found(service, source_id).state is SubscriptionState.ENDED
    assert hub.ask_back("subscribe").status_code == 404
    assert hub.ask_back("unsubscribe").status_code == 200
    assert hub.push(rss([distinct(1)]), secret="any").status_code == 410
    assert service.subscribing.subscribe_due() == 0


def test_a_resumed_source_is_subscribed_anew(service: Service, hub: Hub, source_id: int) -> None:
    hub.ask_back()
    service.sourcing.set_state(source_id, SourceState.PAUSED, actor="test")
    service.subscribing.subscribe_due()
    old = hub.callback
    service.sourcing.set_state(source_id, SourceState.ACTIVE, actor="test")
    service.subscribing.learn(source_id, hub.url, TOPIC)
    assert found(service, source_id).state is SubscriptionState.WANTED
    assert hub.portal.ask("POST", old, content=b"x").status_code == 404


def test_a_hub_that_missed_something_has_to_prove_itself_again(service: Service, hub: Hub, source_id: int) -> None:
    hub.ask_back()
    for number in range(3):
        hub.push(rss([distinct(number)]))
    assert audit_gap(found(service, source_id), service.clock()) == AUDIT_GAP
    with service.database.write() as connection:
        subscriptions.note_miss(connection, source_id, service.clock(), "a release was not pushed")
    assert audit_gap(found(service, source_id), service.clock()) is None
    hub.ask_back()
    assert found(service, source_id).state is SubscriptionState.BROKEN
    for number in range(10, 13):
        assert found(service, source_id).state is SubscriptionState.BROKEN
        hub.push(rss([distinct(number)]))
    assert audit_gap(found(service, source_id), service.clock()) == AUDIT_GAP
    assert len(told(service, EventKind.SUBSCRIPTION_MENDED)) == 1


def test_an_empty_push_has_the_source_asked(service: Service, hub: Hub, source_id: int) -> None:
    hub.ask_back()
    rested(service, source_id)
    assert hub.push(b"").status_code == 202
    assert next_poll_is_now(service, source_id)


def test_a_document_is_not_believed_by_a_less_safe_way_than_the_sources_own(service: Service, hub: Hub) -> None:
    source_id = service.sourcing.add(SourceConfig(address="https://humas.contoh.test/feed/"), actor="test")
    service.subscribing.learn(source_id, hub.url, TOPIC)
    service.subscribing.subscribe_due()
    hub.ask_back()
    rested(service, source_id)
    assert hub.push(rss([distinct(1)])).status_code == 202
    assert service.tracing.bulletins() == []
    assert next_poll_is_now(service, source_id)


def test_a_push_waits_for_the_poll_of_its_source_and_neither_is_lost(
    service: Service, world: Outside, hub: Hub, source_id: int
) -> None:
    hub.ask_back()
    begun = threading.Event()

    def slow(_: Asked) -> Answer:
        begun.set()
        return Answer(body=rss([distinct(1)]), delay_s=0.4)

    world.answers["/feed/"] = slow
    poll = threading.Thread(target=service.intake.poll, args=[[source_id]])
    poll.start()
    assert begun.wait(10)
    assert hub.push(rss([distinct(1), distinct(2)])).status_code == 202
    poll.join()
    titles = sorted(bulletin.content.title for bulletin in service.tracing.bulletins())
    assert titles == ["Kegiatan nomor 1", "Kegiatan nomor 2"]


def test_a_hub_that_cannot_reach_us_leaves_polling_as_it_is(service: Service, hub: Hub, source_id: int) -> None:
    assert audit_gap(found(service, source_id), service.clock()) is None
    assert service.intake.poll([source_id]).added == 1
    assert found(service, source_id).state is SubscriptionState.ASKED
    assert len(hub.questions) == 1


def test_link_headers_name_hub_and_topic(service: Service, world: Outside) -> None:
    links = '</hub>; rel="hub", <https://humas.contoh.test/feed/>; rel=self'
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]), headers={"Link": links})
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    [record] = service.intake.poll([source_id]).records
    assert getattr(record.result, "hub", None) == f"{world.url}/hub"
    assert getattr(record.result, "topic", None) == "https://humas.contoh.test/feed/"


@pytest.mark.usefixtures("source_id")
def test_a_source_that_is_removed_takes_its_subscription_along(service: Service, hub: Hub) -> None:
    with service.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM sources")
    assert hub.push(rss([distinct(1)])).status_code == 404


def test_a_pushed_document_that_names_another_hub_changes_no_subscription(
    service: Service, world: Outside, hub: Hub
) -> None:
    own = b'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="https://other.test/"/></channel>'
    body = rss([distinct(1)]).replace(b"</channel>", own)
    links = f'<{hub.url}>; rel="hub", <{TOPIC}>; rel="self"'
    world.answers["/feed/"] = Answer(body=body, headers={"Link": links})
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.intake.poll([source_id])
    service.subscribing.subscribe_due()
    hub.ask_back()
    assert hub.push(body).status_code == 202
    subscription = found(service, source_id)
    assert (subscription.hub, subscription.state) == (hub.url, SubscriptionState.ACTIVE)


def test_a_feed_that_names_a_hub_is_subscribed_there_by_itself(service: Service, world: Outside, hub: Hub) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]), headers={"Link": f'<{hub.url}>; rel="hub"'})
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.intake.poll([source_id])
    assert service.subscribing.subscribe_due() == 1
    assert hub.last["hub.topic"] == f"{world.url}/feed/"
    hub.ask_back()
    service.intake.poll([source_id], even_if_not_due=True)
    assert found(service, source_id).state is SubscriptionState.ACTIVE


def test_a_source_whose_hub_pushes_well_is_polled_rarely_until_a_poll_finds_what_was_missed(
    service: Service, world: Outside, hub: Hub, clock: MovableClock
) -> None:
    links = {"Link": f'<{hub.url}>; rel="hub"'}
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]), headers=links)
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.intake.poll([source_id])
    service.subscribing.subscribe_due()
    hub.ask_back()
    for number in range(2, 5):
        hub.push(rss([distinct(number)]))
    service.intake.poll([source_id], even_if_not_due=True)
    assert service.sourcing.get(source_id).next_poll_at >= clock.now + timedelta(hours=5)
    clock.advance(timedelta(hours=6))
    world.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(1, 6)]), headers=links)
    service.intake.poll([source_id], even_if_not_due=True)
    assert found(service, source_id).state is SubscriptionState.BROKEN
    assert service.sourcing.get(source_id).next_poll_at < clock.now + timedelta(hours=5)
    assert "Kegiatan nomor 5" in told(service, EventKind.SUBSCRIPTION_BROKEN)[0]
